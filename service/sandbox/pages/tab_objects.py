"""What lies over the cells of a tab: protected ranges, merges, the filter, charts and dropdowns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from ..errors import ApiError
from ..sheets.a1 import Box, box_of, parse_range, quote_title
from ..sheets.book import Book, Json, Sheet
from ..sheets.rendering import formatted
from .charts import chart_markup

Place = tuple[int, int]
"""(row, column), from 0."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A protected range: what it says, and whether it only warns."""

    box: Box
    description: str
    warning: bool

    @property
    def whole(self) -> bool:
        """Whether it is the whole tab, which has a lock of its own."""
        sheet = self.box.sheet
        down, across = self.box.bottom - self.box.top, self.box.right - self.box.left
        return down >= sheet.row_count and across >= sheet.column_count


def guards_of(book: Book, sheet: Sheet) -> Iterator[Guard]:
    """The protected ranges of a tab, those that refuse before those that warn."""
    items = sheet.objects.get("protectedRanges", [])
    for item in sorted(items, key=lambda one: bool(one.get("warningOnly"))):
        spans = [item.get("range", {"sheetId": sheet.id})]
        if "namedRangeId" in item:
            spans = [n["range"] for n in book.named_ranges if n["namedRangeId"] == item["namedRangeId"]]
        for span in spans:
            yield Guard(box_of(book, span), str(item.get("description", "")), bool(item.get("warningOnly")))


def inside(box: Box, row: int, column: int) -> bool:
    return box.top <= row < box.bottom and box.left <= column < box.right


def merges_of(book: Book, sheet: Sheet) -> tuple[dict[tuple[int, int], Box], set[tuple[int, int]]]:
    """Merged boxes by their first cell, and the cells they cover."""
    boxes = {(b.top, b.left): b for b in (box_of(book, item) for item in sheet.objects.get("merges", []))}
    covered = {
        (row, column)
        for box in boxes.values()
        for row in range(box.top, box.bottom)
        for column in range(box.left, box.right)
    }
    return boxes, covered - boxes.keys()


def filter_cells(book: Book, sheet: Sheet) -> dict[tuple[int, int], bool]:
    """The header cells of the basic filter: whether each filters just now."""
    item = sheet.objects.get("basicFilter")
    if not item:
        return {}
    box = box_of(book, item["range"])
    active = {int(column) for column, wanted in item.get("criteria", {}).items() if wanted}
    active |= {s.get("columnIndex", 0) for s in item.get("filterSpecs", []) if s.get("filterCriteria")}
    return {(box.top, column): column in active for column in range(box.left, box.right)}


def charts_of(book: Book, sheet: Sheet) -> dict[tuple[int, int], Markup]:
    """The charts of a tab by the cell they hang on."""
    out: dict[tuple[int, int], Markup] = {}
    for chart in sheet.objects.get("charts", []):
        anchor = chart.get("position", {}).get("overlayPosition", {}).get("anchorCell", {})
        place = (anchor.get("rowIndex", 0), anchor.get("columnIndex", 0))
        out[place] = out.get(place, Markup("")) + chart_markup(book, chart)
    return out


def choices_of(book: Book, sheet: Sheet, rule: Json | None) -> tuple[str, ...]:
    """The entries of a dropdown."""
    if not rule or not rule.get("showCustomUi", True):
        return ()
    condition = rule.get("condition", {})
    values = [str(value.get("userEnteredValue", "")) for value in condition.get("values", [])]
    if condition.get("type") == "ONE_OF_LIST":
        return tuple(values)
    if condition.get("type") == "ONE_OF_RANGE" and values:
        return tuple(dict.fromkeys(_texts(book, sheet, values[0])))
    return ()


def _texts(book: Book, sheet: Sheet, reference: str) -> Iterator[str]:
    """The texts of a range as ONE_OF_RANGE names it: ``='DANH MỤC'!B2:B``."""
    text = reference.removeprefix("=")
    try:
        box = parse_range(book, text if "!" in text else f"{quote_title(sheet.title)}!{text}")
    except ApiError:
        return
    for row in range(box.top, min(box.bottom, len(box.sheet.rows))):
        for cell in box.sheet.row(row)[box.left : box.right]:
            shown = (
                formatted(cell.value, book.formats[cell.format].get("numberFormat"), book.locale) if cell else ""
            )
            if shown:
                yield shown
