"""Fill a tab that is new or empty: its layout and all its values."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.core.tabs import end_line, layout
from service.core.tabs.end_line import EndLine
from service.core.tabs.guards import Guard
from service.core.tabs.model import Cell, Column, Owner, TabRow, WantedTab, Writing
from service.core.tabs.requests import CellWriter, Request, append_cells, append_dimension, update_cells
from service.core.tabs.values import plain

APPENDED = "userEnteredValue,textFormatRuns,dataValidation,userEnteredFormat.numberFormat"


@dataclass(slots=True)
class Plan:
    """The growing plan of one tab. ``stamp``: requests that go along only when the workbook changes anyway;
    ``header``, ``end``: the row of the table's header, and the line under it, once the plan was carried out, where
    that is not where it was read.
    ``guard``: of the end line that was read, ``drawn``: of the one the plan draws, in a tab whose filter so far goes
    down to the edge if ``unbounded``."""

    sheet_id: int
    changes: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    stamp: list[Request] = field(default_factory=list)
    created: bool = False
    header: int | None = None
    end: EndLine | None = None
    guard: Guard | None = None
    drawn: Guard | None = None
    unbounded: bool = False


def fill(tab: WantedTab, made: Plan, size: tuple[int, int], draw: bool = True) -> Plan:
    """Layout and all values of a tab in which nothing stands; ``size``: its rows and columns; ``draw``: also the line
    under its table."""
    columns = tuple(range(len(tab.columns)))
    spot = layout.Spot(made.sheet_id, tab.header_row, columns)
    draw = draw and tab.writing is Writing.REWRITTEN
    end = tab.header_row + 1 + len(tab.rows) + 1  # under one blank row
    widest = max([len(tab.columns), *(len(row.cells) for row in tab.head)])
    made.requests += grow(made.sheet_id, size, end + 2, widest)
    made.requests += layout.create_layout(tab, spot, end if draw else None)
    cells = _top(tab)
    if tab.writing is Writing.REWRITTEN:
        for place, row in enumerate(tab.rows, tab.header_row + 1):
            cells.update({(place, index): cell for index, cell in enumerate(row.cells)})
    made.requests += update_cells(made.sheet_id, cells, link_columns(tab, columns), CellWriter())
    if tab.writing is Writing.SHARED and tab.rows:
        made.requests.append(append_rows(tab, tab.rows, columns, made.sheet_id))
    if draw:
        requests, made.drawn = end_line.draw(tab, spot, end_line.place(tab, spot, end))
        made.requests += requests
    return made


def _top(tab: WantedTab) -> dict[tuple[int, int], Cell]:
    cells: dict[tuple[int, int], Cell] = {}
    for place, head in enumerate(tab.head):
        cells.update({(place, column): cell for column, cell in enumerate(head.cells) if plain(cell) is not None})
    cells.update({(tab.header_row, index): column.title for index, column in enumerate(tab.columns)})
    return cells


def append_rows(tab: WantedTab, rows: tuple[TabRow, ...], columns: tuple[int, ...], sheet_id: int) -> Request:
    """New rows of a shared tab; a decision cell carries its dropdown and no value."""
    writer = CellWriter()
    made = []
    for row in rows:
        cells: list[dict[str, object]] = [{} for _ in range(max(columns) + 1)]
        for place, column, cell in zip(columns, tab.columns, row.cells, strict=True):
            if column.owner is Owner.PRODUCT:
                cells[place] = {**writer.data(cell), **_number_format(column)}
            elif column.choices or column.choices_from:
                cells[place] = {"dataValidation": layout.dropdown(column.choices, column.choices_from)}
        made.append(cells)
    return append_cells(sheet_id, made, APPENDED)


def _number_format(column: Column) -> dict[str, object]:
    """Goes with the row: one that is added at the edge of the grid has no format to take over."""
    return {"userEnteredFormat": {"numberFormat": layout.number_format(column.format)}} if column.format else {}


def link_columns(tab: WantedTab, columns: tuple[int, ...]) -> list[int]:
    """The sheet columns whose cells may hold links."""
    return [place for place, column in zip(columns, tab.columns, strict=True) if column.links]


def grow(sheet_id: int, size: tuple[int, int], rows: int, columns: int) -> list[Request]:
    """Add what a grid of ``size`` lacks to hold so many rows and columns."""
    requests = []
    if rows > size[0]:
        requests.append(append_dimension(sheet_id, "ROWS", rows - size[0] + layout.SPARE_ROWS))
    if columns > size[1]:
        requests.append(append_dimension(sheet_id, "COLUMNS", columns - size[1] + 2))
    return requests
