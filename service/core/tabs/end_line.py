"""The line under a table of ours: it tells people where they may write, and its merged cells tell Google whether rows
were moved since we read (:mod:`service.core.tabs.guards`).

Between it and the table one blank row is kept: rows are put in before that one, within every range that spans the
table (the filter, a person's sums), which therefore grow along. The line begins in the table's second column: Google
merges no frozen cells with others, and a dropdown elsewhere may list the first column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.core.ports import Grid
from service.core.tabs.guards import Guard
from service.core.tabs.layout import Spot, repeat, rgb
from service.core.tabs.model import WantedTab
from service.core.tabs.requests import CellWriter, Request, grid_range, update_cells
from service.core.tabs.values import blank

SENTENCE = "Hết bảng. Ghi chú riêng xin viết ở cột bên phải hoặc dưới dòng này."
WIDTH = 370  # pixels in which the sentence is read at ease
_LOOK: dict[str, Any] = {
    "textFormat": {
        "bold": False,
        "italic": True,
        "fontSize": 9,
        "foregroundColorStyle": {"rgbColor": rgb("666666")},
    },
    "backgroundColorStyle": {"rgbColor": rgb("FFFFFF")},
    "wrapStrategy": "WRAP",
    "verticalAlignment": "MIDDLE",
    "horizontalAlignment": "LEFT",
}


@dataclass(frozen=True, slots=True)
class EndLine:
    """Where the sentence stands, 0-based."""

    row: int
    column: int


def find(grid: Grid, header: int) -> EndLine | None:
    """The first such line below the header: what stands under it is people's."""
    for place in range(header + 1, len(grid)):
        if SENTENCE in grid[place]:
            return EndLine(place, grid[place].index(SENTENCE))
    return None


def guard_of(spot: Spot, line: EndLine, *, last: bool = False) -> Guard:
    """``last``: no row of the tab is below it. The column is the merge's second one: whoever puts a column in before
    or within it moves that one along."""
    return Guard(spot.sheet_id, spot.header + 1, line.row, line.column + 1, last)


def place(tab: WantedTab, spot: Spot, row: int) -> EndLine:
    return EndLine(row, max(tab.frozen_columns, min(spot.columns) + 1))


def draw(tab: WantedTab, spot: Spot, line: EndLine) -> tuple[list[Request], Guard]:
    """The line in a row in which nothing stands, and what guards the tab from then on."""
    written = update_cells(spot.sheet_id, {(line.row, line.column): SENTENCE}, (), CellWriter())
    return [*written, *looks(tab, spot, line), merge(tab, spot, line)], guard_of(spot, line)


def looks(tab: WantedTab, spot: Spot, line: EndLine) -> list[Request]:
    return [repeat(_area(tab, spot, line), _LOOK)]


def merge(tab: WantedTab, spot: Spot, line: EndLine) -> Request:
    return {"mergeCells": {"range": _area(tab, spot, line), "mergeType": "MERGE_ALL"}}


def lone(tab: WantedTab, spot: Spot, line: EndLine, grid: Grid) -> bool:
    """Whether merging would swallow nothing: only the sentence stands in its cells."""
    start, end = _across(tab, spot, line)
    return all(blank(value) for value in grid[line.row][start + 1 : end])


def _area(tab: WantedTab, spot: Spot, line: EndLine) -> dict[str, int]:
    return grid_range(spot.sheet_id, (line.row, line.row + 1), _across(tab, spot, line))


def _across(tab: WantedTab, spot: Spot, line: EndLine) -> tuple[int, int]:
    """As few columns as the sentence needs, and two at least: a person can move no column out of a merge."""
    wide = 0
    widths = [column.width for column in tab.columns[max(0, line.column - min(spot.columns)) :]]
    for count, width in enumerate(widths, 1):
        wide += width
        if count > 1 and wide >= WIDTH:
            return line.column, line.column + count
    return line.column, line.column + max(2, len(widths))
