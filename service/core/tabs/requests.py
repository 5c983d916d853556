"""Requests of ``spreadsheets.batchUpdate`` as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.core.tabs.model import Cell, Moment, Rich, clean

Request = dict[str, Any]

VALUE = "userEnteredValue"
VALUE_AND_LINKS = "userEnteredValue,textFormatRuns"
CELLS_A_REQUEST = 4000  # keeps one request far below the 2 MB that Google advises

_EMPTY: dict[str, Any] = {}


class CellWriter:
    """Makes CellData; equal cells share one object, which keeps large grids small and quick to build."""

    def __init__(self) -> None:
        self._made: dict[tuple[type, Cell], dict[str, Any]] = {}

    def data(self, cell: Cell) -> dict[str, Any]:
        if cell is None or cell == "":
            return _EMPTY
        key = (type(cell), cell)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = cell_data(cell)
        return found


def cell_data(cell: Cell) -> dict[str, Any]:
    """CellData of one cell. Text goes as ``stringValue``: it stays text whatever it looks like."""
    if isinstance(cell, Rich):
        text = clean(cell.text)
        data = cell_data(text)
        if data and cell.links:
            data["textFormatRuns"] = list(_runs(text, cell))
        return data
    if isinstance(cell, bool):
        return {"userEnteredValue": {"boolValue": cell}}
    if isinstance(cell, (int, float)):
        return {"userEnteredValue": {"numberValue": cell}}
    if isinstance(cell, Moment):
        return {"userEnteredValue": {"numberValue": cell.serial}}
    text = clean(cell) if cell else ""
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def _runs(text: str, cell: Rich) -> Iterator[dict[str, Any]]:
    for start, end, address in cell.links:
        yield {"startIndex": _utf16(text[:start]), "format": {"link": {"uri": address}}}
        if end < len(text):
            yield {"startIndex": _utf16(text[:end]), "format": {}}


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def grid_range(
    sheet_id: int, rows: tuple[int, int | None] | None = None, columns: tuple[int, int | None] | None = None
) -> dict[str, int]:
    """A GridRange, half open and 0-based; a side left out or None is unbounded."""
    made = {"sheetId": sheet_id}
    for name, bounds in (("Row", rows), ("Column", columns)):
        if bounds is not None:
            made[f"start{name}Index"] = bounds[0]
            if bounds[1] is not None:
                made[f"end{name}Index"] = bounds[1]
    return made


def update_cells(
    sheet_id: int, cells: Mapping[tuple[int, int], Cell], link_columns: Iterable[int], writer: CellWriter
) -> list[Request]:
    """The fewest ``updateCells`` that write exactly these (row, column) cells: runs of a row joined, and equal
    runs of adjacent rows joined into one rectangle. Only values (and links) are written: formats and notes
    stay."""
    linked = frozenset(link_columns)
    requests: list[Request] = []
    open_blocks: dict[tuple[int, int], tuple[int, list[list[Cell]]]] = {}

    def close(span: tuple[int, int]) -> None:
        first, rows = open_blocks.pop(span)
        fields = VALUE_AND_LINKS if linked.intersection(range(*span)) else VALUE
        requests.append(
            {
                "updateCells": {
                    "start": {"sheetId": sheet_id, "rowIndex": first, "columnIndex": span[0]},
                    "rows": [{"values": [writer.data(cell) for cell in row]} for row in rows],
                    "fields": fields,
                }
            }
        )

    for row, spans in _spans(cells):
        for span in [s for s, (first, rows) in open_blocks.items() if s not in spans or first + len(rows) != row]:
            close(span)
        for span in spans:
            values = [cells[row, column] for column in range(*span)]
            if span in open_blocks and len(open_blocks[span][1]) * (span[1] - span[0]) >= CELLS_A_REQUEST:
                close(span)
            open_blocks.setdefault(span, (row, []))[1].append(values)
    for span in list(open_blocks):
        close(span)
    return requests


def _spans(cells: Iterable[tuple[int, int]]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Rows in order, each with its runs of neighbouring columns (start, end)."""
    by_row: dict[int, list[int]] = {}
    for row, column in cells:
        by_row.setdefault(row, []).append(column)
    for row in sorted(by_row):
        spans: list[tuple[int, int]] = []
        for column in sorted(by_row[row]):
            if spans and spans[-1][1] == column:
                spans[-1] = (spans[-1][0], column + 1)
            else:
                spans.append((column, column + 1))
        yield row, spans


def append_cells(sheet_id: int, rows: Sequence[Sequence[dict[str, Any]]], fields: str) -> Request:
    """Rows after the last row that holds anything, wherever that is when Google applies it."""
    return {
        "appendCells": {"sheetId": sheet_id, "rows": [{"values": list(row)} for row in rows], "fields": fields}
    }


def replace_text(sheet_id: int, column: int, old: str, new: str) -> Request:
    """Change the cells of a column that say exactly ``old``, wherever they stand when Google applies it."""
    return {
        "findReplace": {
            "find": old,
            "replacement": new,
            "matchCase": True,
            "matchEntireCell": True,
            "range": grid_range(sheet_id, columns=(column, column + 1)),
        }
    }


def insert_dimension(sheet_id: int, dimension: str, at: int, count: int, like_before: bool = True) -> Request:
    """``like_before``: the new lines look like the one before them, where there is one; else like the one after."""
    span = {"sheetId": sheet_id, "dimension": dimension, "startIndex": at, "endIndex": at + count}
    return {"insertDimension": {"range": span, "inheritFromBefore": like_before and at > 0}}


def append_dimension(sheet_id: int, dimension: str, count: int) -> Request:
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": count}}


def sort_range(sheet_id: int, first: int, last: int, columns: int, by: int, descending: bool) -> Request:
    order = "DESCENDING" if descending else "ASCENDING"
    return {
        "sortRange": {
            "range": grid_range(sheet_id, (first, last), (0, columns)),
            "sortSpecs": [{"dimensionIndex": by, "sortOrder": order}],
        }
    }
