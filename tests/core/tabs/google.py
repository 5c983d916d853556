"""A tiny Google Sheets for the tests of the diff: values, and where a person's notes stand, moved as Sheets
does."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.core.ports import Grid, SpreadsheetInfo, TabInfo
from service.core.records import CellValue


@dataclass
class Square:
    """A cell: its value, its link runs, and a note that only a person writes."""

    value: CellValue = None
    runs: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    dropdown: bool = False


@dataclass
class Sheet:
    title: str
    rows: int
    columns: int
    grid: list[list[Square]] = field(default_factory=list)
    merges: list[list[int]] = field(default_factory=list)  # top, bottom, left, right

    def put_in(self, dimension: str, start: int, count: int) -> None:
        """Blank rows or columns before ``start``; what lies over it grows."""
        first = 0 if dimension == "ROWS" else 2
        for merge in self.merges:
            merge[first] += count if start <= merge[first] else 0
            merge[first + 1] += count if start < merge[first + 1] else 0
        if dimension == "ROWS":
            self.rows += count
            self.grid[start:start] = [[] for _ in range(count)]
        else:
            self.columns += count
            for row in self.grid:
                if len(row) > start:
                    row[start:start] = [Square() for _ in range(count)]

    def take_out(self, row: int) -> None:
        self.rows -= 1
        del self.grid[row : row + 1]
        for merge in self.merges:
            merge[0] -= row < merge[0]
            merge[1] -= row < merge[1]
        self.merges = [merge for merge in self.merges if merge[0] < merge[1]]

    def square(self, row: int, column: int) -> Square:
        assert row < self.rows and column < self.columns, f"{self.title}: {row},{column} is outside the grid"
        while len(self.grid) <= row:
            self.grid.append([])
        while len(self.grid[row]) <= column:
            self.grid[row].append(Square())
        return self.grid[row][column]

    def values(self) -> Grid:
        rows = [[square.value for square in row] for row in self.grid]
        for row in rows:
            while row and row[-1] is None:
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return tuple(tuple("" if value is None else value for value in row) for row in rows)


class Refused(Exception):
    """Google's 400."""


class Google:
    """Applies the requests the diff makes. Requests about looks are taken and counted, not drawn."""

    LOOKS = frozenset(
        [
            "updateDimensionProperties",
            "repeatCell",
            "addConditionalFormatRule",
            "addProtectedRange",
            "setBasicFilter",
            "addChart",
        ]
    )

    def __init__(self) -> None:
        self.sheets: dict[int, Sheet] = {0: Sheet("ĐĂNG KÝ", 100, 20)}
        self.looks = 0

    def info(self) -> SpreadsheetInfo:
        tabs = tuple(TabInfo(s.title, id, s.rows, s.columns) for id, s in self.sheets.items())
        return SpreadsheetInfo("book", "Sổ", "vi_VN", "Asia/Ho_Chi_Minh", tabs)

    def standing(self) -> Mapping[str, Grid]:
        return {sheet.title: sheet.values() for sheet in self.sheets.values()}

    def sheet(self, title: str) -> Sheet:
        return next(sheet for sheet in self.sheets.values() if sheet.title == title)

    def apply(self, requests: Iterable[Mapping[str, Any]]) -> None:
        """All or nothing."""
        sheets = dict(self.sheets)
        before = {id: copy.deepcopy(vars(sheet)) for id, sheet in sheets.items()}
        try:
            self._apply(requests)
        except Refused:
            self.sheets = sheets
            for id, kept in before.items():
                vars(sheets[id]).update(kept)
            raise

    def _apply(self, requests: Iterable[Mapping[str, Any]]) -> None:
        for request in requests:
            ((name, body),) = request.items()
            if name in self.LOOKS:
                self.looks += 1
            else:
                getattr(self, f"_{name}")(body)

    def _addSheet(self, body: Any) -> None:
        properties = body["properties"]
        assert properties["sheetId"] not in self.sheets
        assert properties["title"] not in {sheet.title for sheet in self.sheets.values()}
        grid = properties["gridProperties"]
        self.sheets[properties["sheetId"]] = Sheet(properties["title"], grid["rowCount"], grid["columnCount"])

    def _updateSheetProperties(self, body: Any) -> None:
        if body["fields"] == "title":
            self.sheets[body["properties"]["sheetId"]].title = body["properties"]["title"]

    def _updateCells(self, body: Any) -> None:
        start = body["start"]
        sheet = self.sheets[start["sheetId"]]
        for down, row in enumerate(body["rows"]):
            for right, cell in enumerate(row["values"]):
                square = sheet.square(start["rowIndex"] + down, start["columnIndex"] + right)
                self._write(square, cell, body["fields"])

    def _appendCells(self, body: Any) -> None:
        sheet = self.sheets[body["sheetId"]]
        first = len(sheet.values())
        sheet.rows = max(sheet.rows, first + len(body["rows"]))
        for down, row in enumerate(body["rows"]):
            for right, cell in enumerate(row["values"]):
                self._write(sheet.square(first + down, right), cell, body["fields"])

    @staticmethod
    def _write(square: Square, cell: Any, fields: str) -> None:
        value = cell.get("userEnteredValue", {})
        square.value = next(iter(value.values()), None)
        if "textFormatRuns" in fields:
            square.runs = cell.get("textFormatRuns", [])
        if "dataValidation" in fields:
            square.dropdown = "dataValidation" in cell

    def _findReplace(self, body: Any) -> None:
        area = body["range"]
        assert body["matchEntireCell"] and body["matchCase"]
        for row in self.sheets[area["sheetId"]].grid:
            for square in row[area["startColumnIndex"] : area["endColumnIndex"]]:
                if square.value == body["find"]:
                    square.value = body["replacement"]
                    square.runs = []

    def _insertDimension(self, body: Any) -> None:
        span = body["range"]
        count = span["endIndex"] - span["startIndex"]
        self.sheets[span["sheetId"]].put_in(span["dimension"], span["startIndex"], count)

    def _mergeCells(self, body: Any) -> None:
        sheet, box = self._box(body["range"])
        sheet.merges = [*self._outside(sheet, box), box]

    def _unmergeCells(self, body: Any) -> None:
        sheet, box = self._box(body["range"])
        sheet.merges = self._outside(sheet, box)

    def _box(self, area: Any) -> tuple[Sheet, list[int]]:
        sheet = self.sheets[area["sheetId"]]
        rows = area.get("startRowIndex", 0), area.get("endRowIndex", sheet.rows)
        assert rows[0] < rows[1] <= sheet.rows, f"{sheet.title}: {area} is outside the grid"
        return sheet, [*rows, area.get("startColumnIndex", 0), area.get("endColumnIndex", sheet.columns)]

    @staticmethod
    def _outside(sheet: Sheet, box: list[int]) -> list[list[int]]:
        """The merges the box does not touch; it may hold others whole, but not in part."""
        kept = []
        for merge in sheet.merges:
            top, bottom, left, right = merge
            if bottom <= box[0] or box[1] <= top or right <= box[2] or box[3] <= left:
                kept.append(merge)
            elif top < box[0] or box[1] < bottom or left < box[2] or box[3] < right:
                raise Refused(f"{sheet.title}: {box} spans {merge} in part")
        return kept

    def _appendDimension(self, body: Any) -> None:
        sheet = self.sheets[body["sheetId"]]
        if body["dimension"] == "ROWS":
            sheet.rows += body["length"]
        else:
            sheet.columns += body["length"]

    def _sortRange(self, body: Any) -> None:
        area, spec = body["range"], body["sortSpecs"][0]
        sheet = self.sheets[area["sheetId"]]
        first, last = area["startRowIndex"], min(area["endRowIndex"], len(sheet.grid))
        column, descending = spec["dimensionIndex"], spec["sortOrder"] == "DESCENDING"
        sort_rows(sheet, first, last, column, descending)


def sort_rows(sheet: Sheet, first: int, last: int, column: int, descending: bool = False) -> None:
    """Sort rows by a column as Sheets does: numbers, then text, blanks last either way."""

    def value(row: list[Square]) -> CellValue:
        return row[column].value if column < len(row) else None

    rows = sheet.grid[first:last]
    full = [row for row in rows if value(row) is not None]
    blank = [row for row in rows if value(row) is None]
    full.sort(key=lambda row: (isinstance(value(row), str), value(row)), reverse=descending)
    sheet.grid[first:last] = full + blank
