"""Requests that write into cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..discovery import invalid_value
from ..errors import ApiError
from .a1 import Box
from .book import Json, Sheet
from .celldata import CellWriter
from .cells import EMPTY, Cell, settle_colors
from .change import Change, Handler
from .formula_references import copy_references
from .rendering import formatted
from .writing import Writer


def _start(change: Change, body: Json) -> tuple[Sheet, int, int]:
    coordinate = body.get("start", {})
    return change.sheet(coordinate), coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)


def _update_cells(change: Change, body: Json) -> None:
    mask = change.mask(body)
    rows = _rows(change, body.get("rows") or [])
    writer = CellWriter(change.book, mask, f"{change.path}.rows")
    if "range" in body:
        box = change.box(body["range"])
        _write_box(box, rows, writer)
        return
    if "start" not in body:
        raise ApiError(400, "Must specify a range or a start coordinate.")
    sheet, top, left = _start(change, body)
    width = max(map(len, rows), default=0)
    if top + len(rows) > sheet.row_count or left + width > sheet.column_count:
        raise ApiError(
            400,
            f"Attempting to write column: {left + width - 1}, beyond the last requested column of: "
            f"{sheet.column_count - 1}"
            if left + width > sheet.column_count
            else f"Attempting to write row: {top + len(rows) - 1}, beyond the last requested row of: "
            f"{sheet.row_count - 1}",
        )
    for offset, row in enumerate(rows):
        _write_row(sheet, top + offset, left, left + len(row), row, writer)


def _rows(change: Change, given: Any) -> list[list[Json]]:
    """The cells of a list of RowData."""
    if not isinstance(given, list):
        raise invalid_value(f"{change.path}.rows", "type.googleapis.com/google.apps.sheets.v4.RowData", given)
    rows = []
    for item in given:
        cells = (item or {}).get("values") or []
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise invalid_value(f"{change.path}.rows", "type.googleapis.com/google.apps.sheets.v4.CellData", cells)
        rows.append(cells)
    return rows


def _write_box(box: Box, rows: list[list[Json]], writer: CellWriter) -> None:
    """Writes into a range; what the rows do not cover is cleared in the masked fields."""
    if len(rows) > box.bottom - box.top:
        raise ApiError(
            400,
            f"Attempting to write row: {box.top + len(rows) - 1}, beyond the last requested row of: "
            f"{box.bottom - 1}",
        )
    for offset in range(box.bottom - box.top):
        row = rows[offset] if offset < len(rows) else []
        if len(row) > box.right - box.left:
            raise ApiError(
                400,
                f"Attempting to write column: {box.left + len(row) - 1}, beyond the last requested column of: "
                f"{box.right - 1}",
            )
        if row or box.sheet.row(box.top + offset):
            _write_row(box.sheet, box.top + offset, box.left, box.right, row, writer)


def _write_row(sheet: Sheet, index: int, left: int, right: int, row: list[Json], writer: CellWriter) -> None:
    target = sheet.row_to_write(index, left + len(row))
    for column in range(left, min(right, len(target))):
        offset = column - left
        cell = writer.cell(target[column], row[offset] if offset < len(row) else {})
        target[column] = None if cell.blank else cell


def _repeat_cell(change: Change, body: Json) -> None:
    mask = change.mask(body)
    box = change.box(body.get("range", {}))
    data = body.get("cell", {})
    writer = CellWriter(change.book, mask, f"{change.path}.cell")
    fresh = writer.cell(None, data)
    for index in range(box.top, box.bottom):
        if fresh.blank and not box.sheet.row(index):
            continue
        target = box.sheet.row_to_write(index, 0 if fresh.blank else box.right)
        for column in range(box.left, min(box.right, len(target))):
            old = target[column]
            cell = fresh if old is None else writer.cell(old, data)
            if cell.formula is not None and "userEnteredValue" in mask:
                text = copy_references(cell.formula, index - box.top, column - box.left)
                cell = cell._replace(formula=text)
            target[column] = None if cell.blank else cell


def _append_cells(change: Change, body: Json) -> None:
    mask = change.mask(body)
    sheet = change.sheet(body)
    rows = _rows(change, body.get("rows") or [])
    writer = CellWriter(change.book, mask, f"{change.path}.rows")
    top = 1 + max((i for i, row in sheet.filled() if any(c and c.value is not None for c in row)), default=-1)
    width = max(map(len, rows), default=0)
    sheet.set_size(max(sheet.row_count, top + len(rows)), max(sheet.column_count, width))
    for offset, row in enumerate(rows):
        _write_row(sheet, top + offset, 0, len(row), row, writer)


def _update_borders(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    sides = {name: settle_colors(body[name]) for name in SIDES if name in body}
    for index in range(box.top, box.bottom):
        for column in range(box.left, box.right):
            wanted = _borders_of(box, index, column, sides)
            if wanted:
                _set_borders(change, box.sheet, index, column, wanted)


SIDES = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")


def _borders_of(box: Box, row: int, column: int, sides: Json) -> Json:
    at = {
        "top": "top" if row == box.top else "innerHorizontal",
        "bottom": "bottom" if row == box.bottom - 1 else "innerHorizontal",
        "left": "left" if column == box.left else "innerVertical",
        "right": "right" if column == box.right - 1 else "innerVertical",
    }
    return {side: sides[source] for side, source in at.items() if source in sides}


def _set_borders(change: Change, sheet: Sheet, row: int, column: int, wanted: Json) -> None:
    cell = sheet.cell(row, column)
    formats = change.book.formats
    merged = {**formats[cell.format].get("borders", {}), **wanted}
    borders = {side: border for side, border in merged.items() if border.get("style", "NONE") != "NONE"}
    item = {key: value for key, value in formats[cell.format].items() if key != "borders"}
    if borders:
        item["borders"] = borders
    sheet.put(row, column, cell._replace(format=formats.index(item)))


def _set_validation(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    rule = settle_colors(body.get("rule")) if body.get("rule") else None
    if rule is not None and "condition" not in rule:
        raise ApiError(400, "Must specify a condition for the data validation rule.")
    for index in range(box.top, box.bottom):
        for column in range(box.left, box.right):
            cell = box.sheet.cell(index, column)
            extra = {key: value for key, value in (cell.extra or {}).items() if key != "dataValidation"}
            if rule is not None:
                extra["dataValidation"] = rule
            if rule is not None or cell is not EMPTY:
                box.sheet.put(index, column, cell._replace(extra=extra or None))


def _find_replace(change: Change, body: Json) -> Json:
    pattern = _search_pattern(body)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "occurrencesChanged": 0}
    rows: set[tuple[int, int]] = set()
    sheets: set[int] = set()
    replacement = body.get("replacement", "")
    text_for = (
        re.sub(r"\$(\d)", r"\\\1", replacement) if body.get("searchByRegex") else replacement.replace("\\", r"\\")
    )
    writer = Writer(change.book, "USER_ENTERED", change.now.year)
    for box in _searched(change, body):
        for index, column, cell in _filled_cells(box):
            formula = cell.formula if body.get("includeFormulas") else None
            if cell.formula is not None and formula is None:
                continue
            number_format = change.book.formats[cell.format].get("numberFormat")
            text = formula or formatted(cell.value, number_format, change.book.locale)
            new, hits = pattern.subn(text_for, text)
            if not hits:
                continue
            box.sheet.put(index, column, writer.cell(cell, new))
            counts["formulasChanged" if formula else "valuesChanged"] += 1
            counts["occurrencesChanged"] += hits
            rows.add((box.sheet.id, index))
            sheets.add(box.sheet.id)
    found = {**counts, "rowsChanged": len(rows), "sheetsChanged": len(sheets)}
    return {key: value for key, value in found.items() if value}


def _search_pattern(body: Json) -> re.Pattern[str]:
    find = body.get("find", "")
    if not find:
        raise ApiError(400, "Must specify a string to find.")
    source = find if body.get("searchByRegex") else re.escape(find)
    if body.get("matchEntireCell"):
        source = rf"\A(?:{source})\Z"
    try:
        return re.compile(source, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise ApiError(400, f"Invalid regular expression: {error}") from error


def _searched(change: Change, body: Json) -> list[Box]:
    if body.get("allSheets"):
        return [change.box({"sheetId": sheet.id}) for sheet in change.book.sheets]
    if "range" in body:
        return [change.box(body["range"])]
    return [change.box({"sheetId": body.get("sheetId", 0)})]


def _filled_cells(box: Box) -> Iterator[tuple[int, int, Cell]]:
    for index in range(box.top, min(box.bottom, len(box.sheet.rows))):
        for column, cell in enumerate(list(box.sheet.row(index)[: box.right])):
            if column >= box.left and cell and (cell.value is not None or cell.formula):
                yield index, column, cell


def _paste_data(change: Change, body: Json) -> None:
    coordinate = body.get("coordinate", {})
    sheet, top, left = change.sheet(coordinate), coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    if body.get("html"):
        raise ApiError(501, "The sandbox does not paste HTML.")
    lines = [line.split(body.get("delimiter", "\t")) for line in body.get("data", "").split("\n")]
    writer = Writer(change.book, "USER_ENTERED", change.now.year)
    sheet.set_size(max(sheet.row_count, top + len(lines)), max(sheet.column_count, left + max(map(len, lines))))
    for offset, line in enumerate(lines):
        for index, text in enumerate(line):
            sheet.put(top + offset, left + index, writer.cell(sheet.cell(top + offset, left + index), text))


DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def _text_to_columns(change: Change, body: Json) -> None:
    box = change.box(body.get("source", {}))
    if box.right - box.left != 1:
        raise ApiError(400, "The source data must be in exactly one column.")
    mark = body.get("delimiter") or DELIMITERS.get(body.get("delimiterType", ""), ",")
    writer = Writer(change.book, "USER_ENTERED", change.now.year)
    for index, column, cell in list(_filled_cells(box)):
        parts = str(cell.value).split(mark)
        box.sheet.set_size(box.sheet.row_count, max(box.sheet.column_count, column + len(parts)))
        for offset, part in enumerate(parts):
            box.sheet.put(index, column + offset, writer.cell(box.sheet.cell(index, column + offset), part))


def _trim_whitespace(change: Change, body: Json) -> Json:
    changed = 0
    for index, column, cell in list(_filled_cells(change.box(body.get("range", {})))):
        if isinstance(cell.value, str) and cell.formula is None:
            text = re.sub(r"\s+", " ", cell.value).strip()
            if text != cell.value:
                change.box(body["range"]).sheet.put(index, column, cell._replace(value=text or None))
                changed += 1
    return {"cellsChangedCount": changed} if changed else {}


def _delete_duplicates(change: Change, body: Json) -> Json:
    box = change.box(body.get("range", {}))
    spans = body.get("comparisonColumns", [])
    columns = [c for span in spans for c in range(span.get("startIndex", 0), span.get("endIndex", box.right))]
    columns = columns or list(range(box.left, box.right))
    seen: set[Any] = set()
    kept = []
    for index in range(box.top, min(box.bottom, len(box.sheet.rows))):
        key = tuple(_comparable(box.sheet.cell(index, column).value) for column in columns)
        if key not in seen:
            seen.add(key)
            kept.append([box.sheet.cell(index, column) for column in range(box.left, box.right)])
    removed = max(0, min(box.bottom, len(box.sheet.rows)) - box.top - len(kept))
    for offset in range(len(kept) + removed):
        for column in range(box.left, box.right):
            cell = kept[offset][column - box.left] if offset < len(kept) else EMPTY
            box.sheet.put(box.top + offset, column, cell)
    return {"duplicatesRemovedCount": removed} if removed else {}


def _comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else (type(value) is bool, value)


HANDLERS: dict[str, Handler] = {
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "appendCells": _append_cells,
    "updateBorders": _update_borders,
    "setDataValidation": _set_validation,
    "findReplace": _find_replace,
    "pasteData": _paste_data,
    "textToColumns": _text_to_columns,
    "trimWhitespace": _trim_whitespace,
    "deleteDuplicates": _delete_duplicates,
}
