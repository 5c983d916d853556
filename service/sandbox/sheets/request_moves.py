"""Requests that move or copy cells: paste, fill, sort, shift."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from ..errors import ApiError
from .a1 import Box
from .book import Json, Sheet
from .cells import EMPTY, Cell, CellError
from .change import Change, Handler
from .formula_references import copy_references

Grid = list[list[Cell]]


def _cells(box: Box) -> Grid:
    return [[box.sheet.cell(i, j) for j in range(box.left, box.right)] for i in range(box.top, box.bottom)]


def _pasted(change: Change, source: Cell, target: Cell, kind: str, rows: int, columns: int) -> Cell:
    """What a paste of one cell over another makes, as its PasteType says."""
    formula = copy_references(source.formula, rows, columns) if source.formula else None
    if kind == "PASTE_VALUES":
        return target._replace(value=source.value, formula=None)
    if kind == "PASTE_FORMULA":
        return target._replace(value=source.value, formula=formula)
    if kind == "PASTE_FORMAT":
        return target._replace(format=source.format)
    if kind == "PASTE_DATA_VALIDATION":
        extra = {k: v for k, v in (target.extra or {}).items() if k != "dataValidation"}
        rule = (source.extra or {}).get("dataValidation")
        return target._replace(extra=(extra | ({"dataValidation": rule} if rule else {})) or None)
    if kind == "PASTE_CONDITIONAL_FORMATTING":
        return target
    if kind == "PASTE_NO_BORDERS":
        formats = change.book.formats
        index = formats.index({k: v for k, v in formats[source.format].items() if k != "borders"})
        return Cell(source.value, formula, index, source.extra)
    return Cell(source.value, formula, source.format, source.extra)


def _copy_paste(change: Change, body: Json) -> None:
    source, target = change.box(body.get("source", {})), change.box(body.get("destination", {}))
    kind = body.get("pasteType", "PASTE_NORMAL")
    cells = _cells(source)
    turned = body.get("pasteOrientation") == "TRANSPOSE"
    if turned:
        cells = [list(column) for column in zip(*cells, strict=True)]
    height, width = len(cells), len(cells[0])
    rows = max(1, (target.bottom - target.top) // height) * height
    columns = max(1, (target.right - target.left) // width) * width
    _grow(target.sheet, target.top + rows, target.left + columns)
    for i in range(rows):
        for j in range(columns):
            at = (target.top + i, target.left + j)
            origin = (source.top + (j if turned else i) % height, source.left + (i if turned else j) % width)
            old = target.sheet.cell(*at)
            new = _pasted(change, cells[i % height][j % width], old, kind, at[0] - origin[0], at[1] - origin[1])
            target.sheet.put(*at, new)
    if kind == "PASTE_NORMAL" and not turned:
        _copy_merges(source, target.sheet, target.top - source.top, target.left - source.left)


def _copy_merges(source: Box, sheet: Sheet, rows: int, columns: int) -> None:
    for merge in list(source.sheet.objects.get("merges", [])):
        top, left = merge["startRowIndex"], merge["startColumnIndex"]
        if source.top <= top < source.bottom and source.left <= left < source.right:
            copied = {
                key: value + (rows if "Row" in key else columns)
                for key, value in merge.items()
                if key != "sheetId"
            }
            copied = ({"sheetId": sheet.id} if sheet.id else {}) | copied
            if copied not in sheet.objects_list("merges"):
                sheet.objects_list("merges").append(copied)


def _cut_paste(change: Change, body: Json) -> None:
    source, coordinate = change.box(body.get("source", {})), body.get("destination", {})
    sheet = change.sheet(coordinate)
    top, left = coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    kind = body.get("pasteType", "PASTE_NORMAL")
    cells = _cells(source)
    for i in range(source.top, source.bottom):
        for j in range(source.left, source.right):
            source.sheet.put(i, j, EMPTY)
    _grow(sheet, top + len(cells), left + len(cells[0]))
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            pasted = _pasted(change, cell, sheet.cell(top + i, left + j), kind, 0, 0)
            sheet.put(top + i, left + j, pasted)


def _grow(sheet: Sheet, rows: int, columns: int) -> None:
    if rows > sheet.row_count or columns > sheet.column_count:
        sheet.set_size(max(rows, sheet.row_count), max(columns, sheet.column_count))


def _auto_fill(change: Change, body: Json) -> None:
    """Continues a source by its series: numbers by their step, the rest by repeating."""
    if "sourceAndDestination" not in body:
        raise ApiError(501, "The sandbox fills only a source and destination.")
    given = body["sourceAndDestination"]
    source, length = change.box(given.get("source", {})), given.get("fillLength", 0)
    down = given.get("dimension") == "ROWS"
    for line in range(source.left, source.right) if down else range(source.top, source.bottom):
        ends = (source.top, source.bottom) if down else (source.left, source.right)
        cells = [source.sheet.cell(i, line) if down else source.sheet.cell(line, i) for i in range(*ends)]
        for offset in range(1, abs(length) + 1):
            steps = offset if length > 0 else -offset
            at = ends[1] - 1 + steps if length > 0 else ends[0] + steps
            _grow(source.sheet, at + 1 if down else 0, 0 if down else at + 1)
            cell = _continued(cells, steps, down)
            source.sheet.put(*((at, line) if down else (line, at)), cell)


def _continued(cells: list[Cell], steps: int, down: bool) -> Cell:
    size = len(cells)
    last = cells[-1] if steps > 0 else cells[0]
    numbers = [cell.value for cell in cells]
    if (
        size > 1
        and all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers)
        and not last.formula
    ):
        step = (numbers[-1] - numbers[0]) / (size - 1)  # type: ignore[operator]
        value = last.value + step * steps  # type: ignore[operator]
        return last._replace(value=int(value) if float(value).is_integer() else value)
    index = (steps - 1) % size if steps > 0 else steps % size
    cell = cells[index]
    if cell.formula:
        offset = steps + (size - 1 - index if steps > 0 else -index)
        return cell._replace(formula=copy_references(cell.formula, offset if down else 0, 0 if down else offset))
    return cell


def _sort_range(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    end = min(box.bottom, len(box.sheet.rows))
    rows = [[box.sheet.cell(i, j) for j in range(box.left, box.right)] for i in range(box.top, end)]
    sort_rows(rows, body.get("sortSpecs", []), box.left)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            box.sheet.put(box.top + i, box.left + j, cell)


def sort_rows(rows: Grid, specs: list[Json], left: int) -> None:
    """Sorts by the specs, blanks last in either order, as Sheets does: numbers, text, booleans, errors."""
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0) - left
        descending = spec.get("sortOrder") == "DESCENDING"
        if not rows or not 0 <= column < len(rows[0]):
            raise ApiError(400, f"dimensionIndex[{column + left}] is outside the range")
        rows.sort(key=_sort_key(column), reverse=descending)
        blank = [row for row in rows if row[column].value is None]
        rows[:] = [row for row in rows if row[column].value is not None] + blank


def _sort_key(column: int) -> Callable[[list[Cell]], Any]:
    def key(row: list[Cell]) -> Any:
        value = row[column].value
        if value is None or isinstance(value, CellError):
            return (4, "")
        if isinstance(value, bool):
            return (3, value)
        if isinstance(value, str):
            return (2, value.casefold())
        return (1, value)

    return key


def _randomize_range(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    rows = _cells(box)
    random.Random(change.path + change.now.isoformat()).shuffle(rows)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            box.sheet.put(box.top + i, box.left + j, cell)


def _insert_range(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    _shift_cells(box, body.get("shiftDimension", ""), inserting=True)


def _delete_range(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    _shift_cells(box, body.get("shiftDimension", ""), inserting=False)


def _shift_cells(box: Box, dimension: str, inserting: bool) -> None:
    sheet = box.sheet
    if dimension not in ("ROWS", "COLUMNS"):
        raise ApiError(400, "Must specify a shift dimension.")
    if dimension == "ROWS":
        height = box.bottom - box.top
        for column in range(box.left, box.right):
            cells = [sheet.cell(i, column) for i in range(box.top, len(sheet.rows))]
            cells = [EMPTY] * height + cells if inserting else cells[height:] + [EMPTY] * height
            _grow(sheet, _filled_end(cells, box.top), 0)
            for offset, cell in enumerate(cells[: sheet.row_count - box.top]):
                if cell is not EMPTY or box.top + offset < len(sheet.rows):
                    sheet.put(box.top + offset, column, cell)
        return
    width = box.right - box.left
    for index in range(box.top, min(box.bottom, len(sheet.rows))):
        cells = [cell or EMPTY for cell in sheet.row(index)[box.left :]]
        cells = [EMPTY] * width + cells if inserting else cells[width:] + [EMPTY] * width
        _grow(sheet, 0, _filled_end(cells, box.left))
        for offset, cell in enumerate(cells[: sheet.column_count - box.left]):
            sheet.put(index, box.left + offset, cell)


def _filled_end(cells: list[Cell], start: int) -> int:
    return max((start + i + 1 for i, cell in enumerate(cells) if not cell.blank), default=0)


HANDLERS: dict[str, Handler] = {
    "copyPaste": _copy_paste,
    "cutPaste": _cut_paste,
    "autoFill": _auto_fill,
    "sortRange": _sort_range,
    "randomizeRange": _randomize_range,
    "insertRange": _insert_range,
    "deleteRange": _delete_range,
}
