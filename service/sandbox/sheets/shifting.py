"""Inserting and removing rows and columns: cells, and everything that points at them."""

from __future__ import annotations

from typing import Any

from .book import Book, Json, Sheet
from .formula_references import shift_references

MAIN_RANGES = ("range", "ranges")


def insert_dimension(book: Book, sheet: Sheet, dimension: str, start: int, count: int) -> None:
    """Inserts blank rows or columns before ``start``; ranges that reach over it grow."""
    rows = dimension == "ROWS"
    if rows:
        if start < len(sheet.rows):
            sheet.rows[start:start] = [None] * count
        sheet.set_size(sheet.row_count + count, sheet.column_count)
    else:
        for index, row in list(sheet.filled()):
            if len(row) > start:
                sheet.row_to_write(index, 0)[start:start] = [None] * count
        sheet.set_size(sheet.row_count, sheet.column_count + count)
    _shift_everything(book, sheet, dimension, start, start, count)


def remove_dimension(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Removes rows or columns [start, end); what stood only there goes with them."""
    if dimension == "ROWS":
        del sheet.rows[start:end]
        sheet.set_size(sheet.row_count - (end - start), sheet.column_count)
    else:
        for index, row in list(sheet.filled()):
            if len(row) > start:
                del sheet.row_to_write(index, 0)[start:end]
        sheet.set_size(sheet.row_count, sheet.column_count - (end - start))
    _shift_everything(book, sheet, dimension, start, end, start - end)


def moved_index(index: int, start: int, end: int, count: int) -> int:
    """Where an index lands when [start, end) goes (count < 0) or ``count`` lines come before ``start``."""
    if index < start:
        return index
    if count < 0 and index < end:
        return start
    return index + count


def _shift_everything(book: Book, sheet: Sheet, dimension: str, start: int, end: int, count: int) -> None:
    rows = dimension == "ROWS"
    table = sheet.row_meta if rows else sheet.column_meta
    kept = {
        moved_index(i, start, end, count): value for i, value in table.items() if count > 0 or not start <= i < end
    }
    table.clear()
    table.update(kept)
    shift = _Shift(sheet.id, dimension, start, end, count)
    for other in book.sheets:
        other.objects = {
            key: shift.listed(value) if isinstance(value, list) else shift.value(value)
            for key, value in other.objects.items()
        }
        if other.objects.get("basicFilter", 1) is None:
            del other.objects["basicFilter"]
    book.named_ranges = shift.listed(book.named_ranges)
    if book.has_formulas:
        _shift_formulas(book, sheet, rows, start, end, count)


def _shift_formulas(book: Book, sheet: Sheet, rows: bool, start: int, end: int, count: int) -> None:
    for other in book.sheets:
        for index, row in list(other.filled()):
            for column, cell in enumerate(row):
                if cell and cell.formula:
                    own = other is sheet
                    text = shift_references(cell.formula, sheet.title, own, rows, start, end, count)
                    if text != cell.formula:
                        other.put(index, column, cell._replace(formula=text))


class _Shift:
    """Rewrites every range, span and anchor of one sheet found in JSON."""

    def __init__(self, sheet_id: int, dimension: str, start: int, end: int, count: int) -> None:
        self._sheet_id = sheet_id
        self._dimension = dimension
        axis = "Row" if dimension == "ROWS" else "Column"
        self._first, self._last, self._anchor = f"start{axis}Index", f"end{axis}Index", f"{axis.lower()}Index"
        self._start, self._end, self._count = start, end, count

    def listed(self, items: list[Any]) -> list[Any]:
        return [item for item in (self.value(given) for given in items) if item is not None]

    def value(self, value: Any) -> Any:
        """The value moved; None if it was a range (or stood on one) of which nothing is left."""
        if isinstance(value, list):
            return self.listed(value)
        if not isinstance(value, dict):
            return value
        mine = value.get("sheetId", 0) == self._sheet_id
        if mine and ("startRowIndex" in value or "startColumnIndex" in value):
            return self._span(value, self._first, self._last)
        if mine and value.get("dimension") == self._dimension and "endIndex" in value:
            return self._span(value, "startIndex", "endIndex")
        out: Json = {}
        for key, item in value.items():
            moved = self.value(item)
            if moved is None or (key == "ranges" and item and not moved):
                return None
            out[key] = moved
        if mine and self._anchor in out and isinstance(out[self._anchor], int):
            out[self._anchor] = moved_index(out[self._anchor], self._start, self._end, self._count)
        return out

    def _span(self, value: Json, first: str, last: str) -> Json | None:
        out = dict(value)
        if first in out:
            out[first] = moved_index(out[first], self._start, self._end, self._count)
        if last in out:
            out[last] = moved_index(out[last] - 1, self._start, self._end, self._count) + 1
            inside = self._count < 0 and self._start <= value[last] - 1 < self._end
            if inside:
                out[last] = self._start
            if out[last] <= out.get(first, 0):
                return None
        return out
