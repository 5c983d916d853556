"""Requests on the spreadsheet and its tabs."""

from __future__ import annotations

import copy
from typing import Any

from ..errors import ApiError
from ..fieldmask import Mask, overlay
from .book import Json, Sheet, new_id, new_sheet
from .cells import settle_colors
from .change import Change, Handler
from .copying import copy_sheet, free_title, fresh_ids
from .shifting import remove_dimension

TITLE_LIMIT = 100


def _update_spreadsheet(change: Change, body: Json) -> None:
    mask = change.mask(body)
    new = settle_colors(body.get("properties", {}))
    change.book.properties = overlay(change.book.properties, new, mask)
    if not change.book.properties.get("title"):
        raise ApiError(400, "Spreadsheet title cannot be empty.")


def _add_sheet(change: Change, body: Json) -> Json:
    book = change.book
    given = settle_colors(body.get("properties", {}))
    sheet_id = given.get("sheetId")
    if sheet_id is None:
        sheet_id = new_id()
    elif book.sheet(sheet_id):
        raise ApiError(400, f"Sheet with id {sheet_id} already exists. Please enter another id.")
    title = given.get("title") or _next_title(change)
    _check_title(change, title, None)
    grid = given.get("gridProperties", {})
    sheet = new_sheet(sheet_id, title, 0, grid.get("rowCount", 1000), grid.get("columnCount", 26))
    size = sheet.properties["gridProperties"]
    sheet.properties |= {**given, "sheetId": sheet_id, "title": title, "gridProperties": {**size, **grid}}
    sheet.properties.setdefault("sheetType", "GRID")
    book.sheets.insert(min(given.get("index", len(book.sheets)), len(book.sheets)), sheet)
    book.renumber()
    return {"properties": copy.deepcopy(sheet.properties)}


def _next_title(change: Change) -> str:
    number = len(change.book.sheets) + 1
    while change.book.sheet_titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _check_title(change: Change, title: str, own: Sheet | None) -> None:
    other = change.book.sheet_titled(title)
    if other is not None and other is not own:
        raise ApiError(400, f'A sheet with the name "{title}" already exists. Please enter another name.')
    if len(title) > TITLE_LIMIT:
        raise ApiError(400, f"Sheet names must not be longer than {TITLE_LIMIT} characters.")


def _delete_sheet(change: Change, body: Json) -> None:
    sheet = change.sheet(body)
    others = [other for other in change.book.sheets if other is not sheet]
    if not any(not other.properties.get("hidden") for other in others):
        raise ApiError(400, "You can't remove all the sheets in a document.")
    change.book.sheets = others
    change.book.named_ranges = [n for n in change.book.named_ranges if n["range"].get("sheetId", 0) != sheet.id]
    change.book.renumber()


def _duplicate_sheet(change: Change, body: Json) -> Json:
    book = change.book
    source = change.sheet({"sheetId": body.get("sourceSheetId", 0)})
    title = body.get("newSheetName") or free_title(book, f"Copy of {source.title}")
    _check_title(change, title, None)
    sheet_id = body.get("newSheetId") or new_id()
    if book.sheet(sheet_id):
        raise ApiError(400, f"Sheet with id {sheet_id} already exists. Please enter another id.")
    copied = copy_sheet(book, source, book, sheet_id, title)
    copied.objects = fresh_ids(copied.objects, new_id)
    book.sheets.insert(min(body.get("insertSheetIndex", 0), len(book.sheets)), copied)
    book.renumber()
    return {"properties": copy.deepcopy(copied.properties)}


def _update_sheet(change: Change, body: Json) -> None:
    given = settle_colors(body.get("properties", {}))
    sheet = change.sheet(given)
    mask = change.mask(body)
    new = _merged(sheet.properties, given, mask)
    if new.get("title") != sheet.title:
        if not new.get("title"):
            raise ApiError(400, "Sheet name cannot be empty.")
        _check_title(change, new["title"], sheet)
    _check_grid(new.get("gridProperties", {}))
    _check_merges(sheet, new.get("gridProperties", {}))
    _resize(change, sheet, new["gridProperties"]["rowCount"], new["gridProperties"]["columnCount"])
    index = new.get("index", 0)
    sheet.properties = new
    if not any(not other.properties.get("hidden") for other in change.book.sheets):
        raise ApiError(400, "You can't hide all the sheets in a document.")
    _move(change, sheet, index)


def _merged(old: Json, given: Json, mask: Mask) -> Json:
    if "*" in mask:
        mask = {key: {} for key in given}
    new = overlay(old, given, _with_tab_color(mask))
    new["sheetId"], new["sheetType"] = old["sheetId"], old.get("sheetType", "GRID")
    for key in ("tabColor", "tabColorStyle"):
        if not new.get(key) and key in new:
            del new[key]
    grid = new.get("gridProperties", {})
    new["gridProperties"] = {key: value for key, value in grid.items() if value}
    for key in ("hidden", "rightToLeft"):
        if not new.get(key):
            new.pop(key, None)
    return new


def _with_tab_color(mask: Mask) -> Mask:
    pair: Any = {"tabColor": {}, "tabColorStyle": {}} if {"tabColor", "tabColorStyle"} & mask.keys() else {}
    return {**mask, **pair}


def _check_grid(grid: Json) -> None:
    rows, columns = grid.get("rowCount"), grid.get("columnCount")
    if not rows or not columns:
        raise ApiError(400, "Grid dimensions must be positive.")
    if grid.get("frozenRowCount", 0) >= rows and rows <= grid.get("frozenRowCount", 0):
        raise ApiError(400, "You can't freeze all visible rows on the sheet.")
    if columns <= grid.get("frozenColumnCount", 0):
        raise ApiError(400, "You can't freeze all visible columns on the sheet.")


def _check_merges(sheet: Sheet, grid: Json) -> None:
    for merge in sheet.objects.get("merges", []):
        for name in ("Row", "Column"):
            if merge[f"start{name}Index"] < grid.get(f"frozen{name}Count", 0) < merge[f"end{name}Index"]:
                raise ApiError(400, f"You can't freeze {name.lower()}s which contain only part of a merged cell.")


def _resize(change: Change, sheet: Sheet, rows: int, columns: int) -> None:
    if rows < sheet.row_count:
        remove_dimension(change.book, sheet, "ROWS", rows, sheet.row_count)
    if columns < sheet.column_count:
        remove_dimension(change.book, sheet, "COLUMNS", columns, sheet.column_count)
    sheet.set_size(rows, columns)


def _move(change: Change, sheet: Sheet, index: int) -> None:
    """Moves a tab; an index past its own place counts it as still standing there, as at Google."""
    sheets = change.book.sheets
    at = sheets.index(sheet)
    if index == at:
        return
    sheets.remove(sheet)
    sheets.insert(index - 1 if index > at and index >= len(sheets) + 1 else min(index, len(sheets)), sheet)
    change.book.renumber()


HANDLERS: dict[str, Handler] = {
    "updateSpreadsheetProperties": _update_spreadsheet,
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "duplicateSheet": _duplicate_sheet,
    "updateSheetProperties": _update_sheet,
}
