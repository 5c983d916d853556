"""What of a tab is shown: its frozen rows, a page of the others, and the columns in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..sheets.book import Book, Json, Sheet
from ..sheets.defaults import COLUMN_WIDTH
from ..sheets.filtering import hidden_rows

ROWS_SHOWN = 400
BLANK_ROWS = 20
BLANK_COLUMNS = 2
FEWEST_ROWS, FEWEST_COLUMNS = 40, 10
MOST_COLUMNS = 150


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown: ``head`` frozen rows, ``body`` rows, columns, as indices; hidden ones left out."""

    head: tuple[int, ...]
    body: tuple[int, ...]
    columns: tuple[int, ...]
    start: int
    last_used: int
    frozen_columns: int


def window_of(book: Book, sheet: Sheet, start: int, now: datetime) -> Window:
    """The used range and some blank rows and columns, at most ROWS_SHOWN rows of it."""
    grid = sheet.properties.get("gridProperties", {})
    last_row, last_column = used(sheet)
    frozen = min(int(grid.get("frozenRowCount", 0)), sheet.row_count)
    hidden = hidden_rows(book, sheet, now) | _hidden(sheet.row_meta)
    end = min(sheet.row_count, max(last_row + 1 + BLANK_ROWS, FEWEST_ROWS))
    start = max(frozen, min(start, max(frozen, end - 1)))
    wide = min(sheet.column_count, max(last_column + 1 + BLANK_COLUMNS, FEWEST_COLUMNS), MOST_COLUMNS)
    unseen = _hidden(sheet.column_meta)
    return Window(
        head=tuple(row for row in range(frozen) if row not in hidden),
        body=tuple(row for row in range(start, min(end, start + ROWS_SHOWN)) if row not in hidden),
        columns=tuple(column for column in range(wide) if column not in unseen),
        start=start,
        last_used=end,
        frozen_columns=int(grid.get("frozenColumnCount", 0)),
    )


def used(sheet: Sheet) -> tuple[int, int]:
    """The last row and column that hold a value, from 0 (-1 for none)."""
    last_row = last_column = -1
    for index, row in sheet.filled():
        for column in range(len(row) - 1, -1, -1):
            cell = row[column]
            if cell is not None and (cell.value is not None or cell.formula is not None):
                last_row, last_column = index, max(last_column, column)
                break
    return last_row, last_column


def column_width(sheet: Sheet, column: int) -> int:
    return max(8, min(2_000, int(sheet.column_meta.get(column, {}).get("pixelSize", COLUMN_WIDTH))))


def _hidden(table: dict[int, Json]) -> set[int]:
    return {index for index, item in table.items() if item.get("hiddenByUser") or item.get("hiddenByFilter")}
