"""The Spreadsheet resource, built as far as its mask wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..fieldmask import Mask, below, select
from .a1 import Box
from .book import OBJECT_LISTS, Book, Json, Row, Sheet
from .celldata import CellReader
from .cells import Cell
from .defaults import COLUMN_WIDTH, DEFAULT_FORMAT, ROW_HEIGHT, THEME
from .filtering import hidden_rows


@dataclass(frozen=True, slots=True)
class View:
    """Who looks and when: ``may_edit`` tells of a ProtectedRange whether the caller may edit it."""

    may_edit: Callable[[Json], bool]
    now: datetime


def spreadsheet(book: Book, view: View, boxes: list[Box], grid: bool, mask: Mask | None) -> Json:
    """Spreadsheet. ``boxes`` limit it to their tabs and cells; ``grid`` asks for cells where there is no mask.

    ``view`` is how the caller sees it.
    """
    out: Json = {"spreadsheetId": book.id, "properties": spreadsheet_properties(book)}
    wants_sheets, sheet_mask = below(mask, "sheets")
    if wants_sheets:
        wants_data, data_mask = below(sheet_mask, "data")
        with_data = wants_data and (mask is not None or grid)
        shown = [s for s in book.sheets if not boxes or any(box.sheet is s for box in boxes)]
        out["sheets"] = [
            _sheet(book, s, [b for b in boxes if b.sheet is s], data_mask if with_data else False, view)
            for s in shown
        ]
    if book.named_ranges:
        out["namedRanges"] = book.named_ranges
    out["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    if book.metadata:
        out["developerMetadata"] = book.metadata
    selected: Json = select(out, mask)
    return selected


def spreadsheet_properties(book: Book) -> Json:
    """SpreadsheetProperties with the default format and theme."""
    order = ("title", "locale", "autoRecalc", "timeZone")
    out = {key: book.properties[key] for key in order}
    out |= {"defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": THEME}
    return out | {key: value for key, value in book.properties.items() if key not in out}


def _sheet(book: Book, sheet: Sheet, boxes: list[Box], data: Mask | bool | None, view: View) -> Json:
    out: Json = {"properties": sheet.properties}
    if data is not False:
        whole = [Box(sheet, 0, sheet.row_count, 0, sheet.column_count, whole=True)]
        mask = data if isinstance(data, dict) else None
        out["data"] = [grid_data(book, box, mask, view.now) for box in boxes or whole]
    for name in OBJECT_LISTS:
        listed = sheet.objects.get(name)
        if listed:
            out[name] = (
                [shown_protection(i, view.may_edit) for i in listed] if name == "protectedRanges" else listed
            )
        if name == "filterViews" and "basicFilter" in sheet.objects:
            out["basicFilter"] = sheet.objects["basicFilter"]
    return out


def shown_protection(item: Json, may_edit: Callable[[Json], bool]) -> Json:
    """A ProtectedRange as its caller sees it: editors only to those who may edit."""
    if may_edit(item):
        shown = {key: value for key, value in item.items() if key != "editors"}
        return {**shown, "requestingUserCanEdit": True, "editors": item.get("editors", {})}
    return {key: value for key, value in item.items() if key != "editors"}


def grid_data(book: Book, box: Box, mask: Mask | None, now: datetime) -> Json:
    """GridData of a box: rows to the last filled one, with the rows' and columns' metadata."""
    out: Json = {}
    if box.top:
        out["startRow"] = box.top
    if box.left:
        out["startColumn"] = box.left
    wants_rows, row_mask = below(mask, "rowData")
    if wants_rows:
        rows = _row_data(book, box, below(row_mask, "values")[1], now)
        if rows:
            out["rowData"] = rows
    if below(mask, "rowMetadata")[0]:
        out["rowMetadata"] = _row_metadata(book, box, now)
    if below(mask, "columnMetadata")[0]:
        out["columnMetadata"] = _dimensions(box.sheet.column_meta, box.left, box.right, COLUMN_WIDTH)
    return out


def _row_data(book: Book, box: Box, mask: Mask | None, now: datetime) -> list[Json]:
    reader = CellReader(book, box.sheet, mask, now)
    rows = [_trimmed(box.sheet.row(i)[box.left : box.right]) for i in range(box.top, box.bottom)]
    while rows and not rows[-1]:
        rows.pop()
    return [
        {"values": [reader.data(cell, box.top + i, box.left + j) for j, cell in enumerate(row)]} if row else {}
        for i, row in enumerate(rows)
    ]


def _trimmed(row: Row) -> list[Cell | None]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _row_metadata(book: Book, box: Box, now: datetime) -> list[Json]:
    hidden = hidden_rows(book, box.sheet, now)
    rows = _dimensions(box.sheet.row_meta, box.top, box.bottom, ROW_HEIGHT)
    return [{"hiddenByFilter": True, **row} if box.top + i in hidden else row for i, row in enumerate(rows)]


def _dimensions(table: dict[int, Json], start: int, end: int, size: int) -> list[Json]:
    return [{"pixelSize": size, **table.get(index, {})} for index in range(start, end)]
