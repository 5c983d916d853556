"""A spreadsheet in memory: sheets of rows of cells.

A ``Book`` that readers see is never changed. A writer changes a ``fork()`` of it, which shares every row until it
is written to, so a batch of requests that fails leaves nothing behind.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .cells import EMPTY, Cell, Formats

Row = list[Cell | None]
Json = dict[str, Any]

OBJECT_LISTS = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "charts",
    "bandedRanges",
    "developerMetadata",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
)
"""The lists of a Sheet resource, in the order it has them."""


@dataclass
class Sheet:
    """One tab. ``rows`` may be shorter than the grid, rows shorter than its width, and hold None for blank cells.

    ``objects`` are the Sheet resource's lists by name (and ``basicFilter``, an object); ``row_meta`` and
    ``column_meta`` DimensionProperties by index.
    """

    properties: Json
    rows: list[Row | None] = field(default_factory=list)
    row_meta: dict[int, Json] = field(default_factory=dict)
    column_meta: dict[int, Json] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    _owned: set[int] = field(default_factory=set, repr=False)

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("rowCount", 0))

    @property
    def column_count(self) -> int:
        return int(self.properties.get("gridProperties", {}).get("columnCount", 0))

    def set_size(self, rows: int, columns: int) -> None:
        """Sets the grid's size, dropping what falls outside."""
        grid = self.properties.setdefault("gridProperties", {})
        if columns < self.column_count:
            for index, row in enumerate(self.rows):
                if row and len(row) > columns:
                    self.rows[index] = row[:columns]
        grid["rowCount"], grid["columnCount"] = rows, columns
        del self.rows[rows:]

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else None
        found = cells[column] if cells and column < len(cells) else None
        return found or EMPTY

    def row(self, index: int) -> Row:
        """The cells of a row, to read only."""
        return (self.rows[index] if index < len(self.rows) else None) or []

    def row_to_write(self, index: int, width: int) -> Row:
        """The cells of a row, to change: at least ``width`` long and no longer shared with other snapshots."""
        if index >= len(self.rows):
            self.rows.extend([None] * (index + 1 - len(self.rows)))
        row = self.rows[index]
        if row is None:
            row = []
            self._take(index, row)
        elif id(row) not in self._owned:
            row = row.copy()
            self._take(index, row)
        if len(row) < width:
            row.extend([None] * (width - len(row)))
        return row

    def _take(self, index: int, row: Row) -> None:
        self.rows[index] = row
        self._owned.add(id(row))

    def put(self, row: int, column: int, cell: Cell) -> None:
        self.row_to_write(row, column + 1)[column] = None if cell.blank else cell

    def objects_list(self, name: str) -> list[Json]:
        """A list of the Sheet resource, to change."""
        found: list[Json] = self.objects.setdefault(name, [])
        return found

    def fork(self) -> Sheet:
        return Sheet(
            copy.deepcopy(self.properties),
            self.rows.copy(),
            dict(self.row_meta),
            dict(self.column_meta),
            copy.deepcopy(self.objects),
        )

    def filled(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold anything, with their indices."""
        for index, row in enumerate(self.rows):
            if row:
                yield index, row


@dataclass
class Book:
    """A spreadsheet. ``properties`` is SpreadsheetProperties without format and theme, which are constants."""

    id: str
    properties: Json
    sheets: list[Sheet]
    formats: Formats = field(default_factory=Formats)
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    has_formulas: bool = False

    @property
    def locale(self) -> str:
        return str(self.properties.get("locale", "en_US"))

    def sheet(self, sheet_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet_titled(self, title: str) -> Sheet | None:
        """The tab of a title; titles differ by more than case."""
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        folded = title.casefold()
        return exact or next((sheet for sheet in self.sheets if sheet.title.casefold() == folded), None)

    def cell_total(self) -> int:
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def fork(self) -> Book:
        """A copy to change; it shares rows and formats with this one."""
        return Book(
            self.id,
            copy.deepcopy(self.properties),
            [sheet.fork() for sheet in self.sheets],
            self.formats,
            copy.deepcopy(self.named_ranges),
            copy.deepcopy(self.metadata),
            self.has_formulas,
        )

    def renumber(self) -> None:
        """Writes each sheet's position into its properties."""
        for index, sheet in enumerate(self.sheets):
            sheet.properties["index"] = index


def new_id() -> int:
    """A random positive 31-bit id, as sheets and objects in them get."""
    return secrets.randbelow(2**31 - 2) + 1


def new_sheet(sheet_id: int, title: str, index: int, rows: int = 1000, columns: int = 26) -> Sheet:
    return Sheet(
        {
            "sheetId": sheet_id,
            "title": title,
            "index": index,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": rows, "columnCount": columns},
        }
    )


def new_book(book_id: str, title: str, locale: str = "en_US", time_zone: str = "Etc/GMT") -> Book:
    """A new spreadsheet: one tab ``Sheet1`` with id 0 and 1000 × 26 cells."""
    properties = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
    return Book(book_id, properties, [new_sheet(0, "Sheet1", 0)])
