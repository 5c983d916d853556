"""What conditional formats make of a cell's look."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from .a1 import Box, box_of
from .book import Book, Json, Sheet
from .cells import settle_colors
from .conditions import ConditionTests
from .evaluation import Evaluator

WHITE = {"red": 1.0, "green": 1.0, "blue": 1.0}
CHANNELS = ("red", "green", "blue")


class ConditionalFormats:
    """The rules of one sheet, ready to be asked cell by cell. ``now`` (aware) is their clock."""

    def __init__(self, book: Book, sheet: Sheet, now: datetime) -> None:
        self._sheet = sheet
        rules = sheet.objects.get("conditionalFormats", [])
        self._rules = [([box_of(book, r) for r in rule.get("ranges", [])], rule) for rule in rules]
        evaluator = Evaluator(book, lambda s, i, j: s.cell(i, j).value, now)
        self._tests = ConditionTests(book, evaluator)
        self._scales: dict[int, list[tuple[float, Json]]] = {}

    def format_of(self, row: int, column: int) -> Json | None:
        """The CellFormat that the first rule to hold lays over a cell (with those that set other things)."""
        out: Json = {}
        for index, (boxes, rule) in enumerate(self._rules):
            if any(b.top <= row < b.bottom and b.left <= column < b.right for b in boxes):
                found = self._applied(index, boxes, rule, row, column)
                out = {**found, **out} if found else out
        return out or None

    def _applied(self, index: int, boxes: list[Box], rule: Json, row: int, column: int) -> Json | None:
        if "booleanRule" in rule:
            made = rule["booleanRule"]
            origin = (boxes[0].top, boxes[0].left)
            holds = self._tests.holds(made.get("condition", {}), self._sheet, row, column, origin)
            return made.get("format") if holds else None
        value = self._sheet.cell(row, column).value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        scale = self._scales.setdefault(index, _scale(self._sheet, boxes, rule["gradientRule"]))
        settled: Json = settle_colors({"backgroundColor": _mixed(scale, value)})
        return settled


def _scale(sheet: Sheet, boxes: list[Box], rule: Json) -> list[tuple[float, Json]]:
    """The points of a gradient: (value, colour), growing."""
    values = sorted(
        float(cell.value)
        for box in boxes
        for i in range(box.top, min(box.bottom, len(sheet.rows)))
        for cell in sheet.row(i)[box.left : box.right]
        if cell and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    )
    points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
    return sorted(((_position(point, values), _color(point)) for point in points), key=lambda pair: pair[0])


def _position(point: Json, values: list[float]) -> float:
    low, high = (values[0], values[-1]) if values else (0.0, 0.0)
    kind = point.get("type", "NUMBER")
    if kind in ("MIN", "MAX"):
        return low if kind == "MIN" else high
    given = float(point.get("value", "0") or 0)
    if kind == "PERCENT":
        return low + (high - low) * given / 100
    if kind == "PERCENTILE" and values:
        return values[round((len(values) - 1) * given / 100)]
    return given


def _color(point: Json) -> Json:
    return {channel: point.get("color", {}).get(channel, 0) for channel in CHANNELS} if "color" in point else WHITE


def _mixed(scale: list[tuple[float, Json]], value: float) -> Json:
    if value <= scale[0][0]:
        return scale[0][1]
    for (low, one), (high, other) in pairwise(scale):
        if value <= high:
            share = (value - low) / (high - low) if high > low else 1.0
            return {c: one[c] + (other[c] - one[c]) * share for c in CHANNELS}
    return scale[-1][1]
