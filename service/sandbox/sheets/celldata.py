"""CellData: the JSON of a cell, read under a mask and written under one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from ..discovery import Cleaner, invalid_value
from ..errors import ApiError
from ..fieldmask import Mask, overlay
from .book import Book, Json, Sheet
from .cells import EMPTY, Cell, CellError, settle_colors
from .conditional_formats import ConditionalFormats
from .defaults import DEFAULT_FORMAT
from .rendering import formatted
from .writing import without_runs

CLEANER = Cleaner("sheets", "v4")
EXTRAS = ("note", "dataValidation", "textFormatRuns", "chipRuns", "pivotTable")
WRITABLE = frozenset({"userEnteredValue", "userEnteredFormat", *EXTRAS})
READABLE = (
    "userEnteredValue",
    "effectiveValue",
    "formattedValue",
    "userEnteredFormat",
    "effectiveFormat",
    "hyperlink",
)
COLOR_PAIRS = {name: name + "Style" for name in ("backgroundColor", "foregroundColor", "color", "tabColor")}


class CellReader:
    """Makes CellData of the cells of one book, with the fields a mask wants (None: all)."""

    def __init__(self, book: Book, sheet: Sheet, mask: Mask | None, now: datetime) -> None:
        self._book = book
        rules = ConditionalFormats(book, sheet, now) if sheet.objects.get("conditionalFormats") else None
        self._rules = rules
        wanted = mask if mask and "*" not in mask else None
        self._fields = [name for name in (*READABLE, *EXTRAS) if wanted is None or name in wanted]
        self._effective: dict[int, Json] = {}

    def data(self, cell: Cell | None, row: int, column: int) -> Json:
        """CellData of the cell at a place; {} for a blank one."""
        out: Json = {}
        if cell is None:
            return out
        for name in self._fields:
            value = self._field(name, cell)
            if name == "effectiveFormat" and self._rules:
                value = deep_merge(value, self._rules.format_of(row, column) or {})
            if value is not None:
                out[name] = value
        return out

    def _field(self, name: str, cell: Cell) -> Any:
        if name in EXTRAS:
            return (cell.extra or {}).get(name)
        if name == "userEnteredFormat":
            return self._book.formats[cell.format] or None
        if name == "effectiveFormat":
            return self._effective_format(cell.format)
        if name == "hyperlink":
            return hyperlink(self._book, cell)
        if name == "userEnteredValue" and cell.formula is not None:
            return {"formulaValue": cell.formula}
        if cell.value is None:
            return None
        if name == "formattedValue":
            number_format = self._book.formats[cell.format].get("numberFormat")
            return formatted(cell.value, number_format, self._book.locale)
        return extended_value(cell.value)

    def _effective_format(self, index: int) -> Json:
        found = self._effective.get(index)
        if found is None:
            found = self._effective[index] = deep_merge(DEFAULT_FORMAT, self._book.formats[index])
            found.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
        return found


def deep_merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Json:
    """``over`` laid over ``base``; colours replace each other whole."""
    out = dict(base)
    for key, value in over.items():
        whole = key in COLOR_PAIRS or key.endswith("Style")
        before = out.get(key)
        mergeable = isinstance(value, Mapping) and isinstance(before, Mapping) and not whole
        out[key] = deep_merge(before, value) if mergeable else value  # type: ignore[arg-type]
    return out


def extended_value(value: Any) -> Json:
    """ExtendedValue of an effective value."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    if isinstance(value, CellError):
        return {"errorValue": {"type": value.type, "message": value.message}}
    return {"stringValue": value}


def hyperlink(book: Book, cell: Cell) -> str | None:
    """The link of a whole cell: of its text format, of one run over all of it, or of a HYPERLINK formula."""
    if cell.formula and cell.formula.upper().startswith("=HYPERLINK("):
        _, _, rest = cell.formula.partition('"')
        return rest.partition('"')[0] or None
    link = book.formats[cell.format].get("textFormat", {}).get("link", {}).get("uri")
    runs = (cell.extra or {}).get("textFormatRuns", [])
    links = {run.get("format", {}).get("link", {}).get("uri") for run in runs}
    if len(links) == 1 and None not in links:
        link = links.pop()
    return str(link) if link else None


class CellWriter:
    """Writes CellData over cells under a mask, as ``updateCells``, ``repeatCell`` and ``appendCells`` do.

    ``path`` is where the cells stand in the body, for error sentences.
    """

    def __init__(self, book: Book, mask: Mask, path: str) -> None:
        self._book = book
        self._path = path
        everything = not mask or "*" in mask
        self._value = everything or "userEnteredValue" in mask
        self._format = everything or "userEnteredFormat" in mask
        self._format_mask = {} if everything else with_color_pairs(mask.get("userEnteredFormat", {}))
        self._extras = [name for name in EXTRAS if everything or name in mask]
        if not everything:
            CLEANER.check_mask("CellData", mask)
        self._formats: dict[tuple[int, bytes], int] = {}

    def cell(self, old: Cell | None, data: Mapping[str, Any]) -> Cell:
        """The cell after CellData has been written over it."""
        value, formula, index, extra = old or EMPTY
        if self._value:
            value, formula = self._entered(data.get("userEnteredValue"))
            extra = without_runs(extra)
        if self._format:
            index = self._merged_format(index, data.get("userEnteredFormat"))
        if self._extras and (extra or any(name in data for name in self._extras)):
            extra = self._merged_extra(extra, data)
        return Cell(value, formula, index, extra)

    def _entered(self, given: Any) -> tuple[Any, str | None]:
        if not given:
            return None, None
        if not isinstance(given, Mapping) or len(given) != 1:
            raise invalid_value(self._path, "type.googleapis.com/google.apps.sheets.v4.ExtendedValue", given)
        ((kind, value),) = given.items()
        if kind == "stringValue" and isinstance(value, str):
            return value or None, None
        if kind == "numberValue" and isinstance(value, int | float) and not isinstance(value, bool):
            return value, None
        if kind == "boolValue" and isinstance(value, bool):
            return value, None
        if kind == "formulaValue" and isinstance(value, str):
            self._book.has_formulas = True
            return None, value if value.startswith("=") else "=" + value
        if kind == "errorValue":
            raise ApiError(400, f"Invalid {self._path.partition('.rows')[0]}: Cannot set an error value.")
        raise invalid_value(self._path, "type.googleapis.com/google.apps.sheets.v4.ExtendedValue", given)

    def _merged_format(self, index: int, given: Any) -> int:
        key = (index, orjson.dumps(given))
        found = self._formats.get(key)
        if found is None:
            new = cell_format(given or {}, self._path)
            merged = overlay(self._book.formats[index], new, self._format_mask)
            found = self._formats[key] = self._book.formats.index(merged)
        return found

    def _merged_extra(self, extra: Mapping[str, Any] | None, data: Mapping[str, Any]) -> Json | None:
        out = dict(extra or {})
        for name in self._extras:
            given = data.get(name)
            if not given:
                out.pop(name, None)
            elif name == "note":
                if not isinstance(given, str):
                    raise invalid_value(f"{self._path}.note", "TYPE_STRING", given)
                out[name] = given
            else:
                out[name] = clean_extra(name, given, self._path)
        return out or None


def clean_extra(name: str, given: Any, path: str) -> Any:
    """A checked ``dataValidation``, ``textFormatRuns`` …"""
    cleaned = CLEANER.clean("CellData", {name: given}, path)
    return settle_colors(cleaned.get(name))


def cell_format(given: Any, path: str) -> Json:
    """A checked CellFormat with its colours settled."""
    cleaned = CLEANER.clean("CellFormat", given, f"{path}.userEnteredFormat")
    settled: Json = settle_colors(cleaned)
    number_format = settled.get("numberFormat")
    if number_format is not None and "type" not in number_format:
        raise ApiError(400, f"Invalid {path}: Number format must have a type.")
    return settled


def with_color_pairs(mask: Mask) -> Mask:
    """A format mask in which a colour brings its style along, and a style its colour."""
    out: Mask = {key: with_color_pairs(inner) for key, inner in mask.items()}
    for plain, style in COLOR_PAIRS.items():
        if plain in out or style in out:
            out[plain] = out[style] = {}
    return out
