"""Plan the write of a tab that is all ours: whole rows, where they stand, then our order if nobody sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from service.core.ports import Grid
from service.core.records import CellValue
from service.core.tabs import end_line, layout
from service.core.tabs.creation import Plan, grow, link_columns
from service.core.tabs.guards import Attempt, Guard
from service.core.tabs.locate import Located
from service.core.tabs.model import Cell, Owner, TabRow, WantedTab, text_of
from service.core.tabs.requests import (
    CellWriter,
    Request,
    insert_dimension,
    sort_range,
    update_cells,
)
from service.core.tabs.room import following, make_room, origin, pushed
from service.core.tabs.values import at, blank, same

LONGEST_CHANGE_LIST = 20  # lines a tab


def plan_rewritten(
    tab: WantedTab, grid: Grid, found: Located, sheet_id: int, size: tuple[int, int], attempt: Attempt
) -> Plan:
    """Whole rows where they stand. A tab from before end lines gets its own with the next write that changes it."""
    made = _plan(tab, grid, found, sheet_id, size, attempt, draw=False)
    if made.requests and found.end is None and attempt.draw:
        made = _plan(tab, grid, found, sheet_id, size, attempt, draw=True)
    return made


def _plan(
    tab: WantedTab,
    grid: Grid,
    found: Located,
    sheet_id: int,
    size: tuple[int, int],
    attempt: Attempt,
    draw: bool,
) -> Plan:
    made = Plan(sheet_id, guard=_guard(found, sheet_id, size, attempt))
    found = _restore_head_rows(tab, found, made)
    made.header = found.header
    columns, fresh = place_columns(found)
    spot = layout.Spot(sheet_id, found.header, columns)
    placed, new = _place_rows(tab, grid, found, set(columns), following(found, draw))
    made.requests += grow(sheet_id, size, 0, max(columns) + 1)
    found = make_room(tab, found, spot, new, size, draw, made)
    made.end = found.end
    made.requests += new_columns(tab, grid, found, columns, fresh, made)
    cells = header_cells(tab, found, columns, fresh)
    for row in tab.rows:
        cells.update(_row_cells(tab, row, grid, placed[row.key], found, columns, fresh, made))
    for place in (*found.gone, *found.doubles):
        if place not in placed.values():
            cells.update(_cleared(tab, grid, place, found, columns))
            made.changes.append(f"{tab.title}: - {at(grid, origin(found, place), columns[tab.key_index])}")
    writer = CellWriter()
    head, stamp = _head_cells(tab, grid, found, columns)
    made.requests += update_cells(sheet_id, {**head, **cells}, link_columns(tab, columns), writer)
    made.stamp += update_cells(sheet_id, stamp, (), writer)
    if draw and found.end is not None:
        requests, made.drawn = end_line.draw(tab, spot, found.end)
        made.requests += requests
        made.unbounded = True
    if attempt.arrange and tab.order:
        made.requests += _arrange(tab, grid, found, placed, columns, sheet_id, size)
    _shorten(tab, made)
    return made


def _guard(found: Located, sheet_id: int, size: tuple[int, int], attempt: Attempt) -> Guard | None:
    if found.end is None:
        return None
    spot = layout.Spot(sheet_id, found.header, ())
    return attempt.guard(end_line.guard_of(spot, found.end, last=found.end.row + 1 == size[0]))


# -- columns --------------------------------------------------------------------------------------


def place_columns(found: Located) -> tuple[tuple[int, ...], frozenset[int]]:
    """The sheet column of each wanted one, and the wanted ones that have to be made (right of our last)."""
    taken = max(place for place in found.columns if place is not None)
    columns: list[int] = []
    fresh: set[int] = set()
    for index, place in enumerate(found.columns):
        if place is None:
            taken += 1
            fresh.add(index)
        columns.append(taken if place is None else place)
    return tuple(columns), frozenset(fresh)


def new_columns(
    tab: WantedTab, grid: Grid, found: Located, columns: tuple[int, ...], fresh: frozenset[int], made: Plan
) -> list[Request]:
    """Room and formats for new columns: pushed in before what a person has right of ours, or simply used."""
    if not fresh:
        return []
    places = sorted(columns[index] for index in fresh)
    requests: list[Request] = []
    if any(not blank(value) for row in grid for value in row[places[0] :]):
        requests.append(insert_dimension(made.sheet_id, "COLUMNS", places[0], len(places)))
    order = sorted(fresh, key=lambda index: columns[index])
    spot = layout.Spot(made.sheet_id, found.header, tuple(columns[index] for index in order))
    requests += layout.column_formats(spot, [tab.columns[index] for index in order])
    for index in order:
        column = tab.columns[index]
        requests.append(layout.width(made.sheet_id, columns[index], column))
        made.changes.append(f"{tab.title}: + column {column.title}")
    return requests


def header_cells(
    tab: WantedTab, found: Located, columns: tuple[int, ...], fresh: frozenset[int]
) -> dict[tuple[int, int], Cell]:
    """Titles of columns that are new or were renamed."""
    return {(found.header, columns[index]): tab.columns[index].title for index in fresh | found.renamed}


# -- rows -----------------------------------------------------------------------------------------


def _place_rows(
    tab: WantedTab, grid: Grid, found: Located, columns: set[int], first_new: int
) -> tuple[dict[str, int], int]:
    """Where each wanted row stands or will stand, and for how many of them room must be made from ``first_new`` on."""
    free = [
        place
        for place in (*found.gone, *found.doubles)
        if all(blank(value) or column in columns for column, value in enumerate(grid[origin(found, place)]))
    ]
    placed: dict[str, int] = {}
    new = 0
    for row in tab.rows:
        place = found.rows.get(row.key)
        if place is None and free:
            place = free.pop(0)
        elif place is None:
            place = first_new + new
            new += 1
        placed[row.key] = place
    return placed, new


def _row_cells(
    tab: WantedTab,
    row: TabRow,
    grid: Grid,
    place: int,
    found: Located,
    columns: tuple[int, ...],
    fresh: frozenset[int],
    made: Plan,
) -> dict[tuple[int, int], Cell]:
    new = row.key not in found.rows
    changed: dict[tuple[int, int], Cell] = {}
    for index, cell in _product_cells(tab, row):
        stands = None if index in fresh else at(grid, origin(found, place), columns[index])
        if not same(cell, stands):
            changed[place, columns[index]] = cell
            if not new:
                made.changes.append(_change(tab, row, index, stands))
    if new:
        made.changes.append(f"{tab.title}: + {row.key}")
    if new or (changed and tab.whole_rows):
        return {(place, columns[index]): cell for index, cell in _product_cells(tab, row)}
    return changed


def _product_cells(tab: WantedTab, row: TabRow) -> Iterator[tuple[int, Cell]]:
    for index, cell in enumerate(row.cells):
        if tab.columns[index].owner is Owner.PRODUCT:
            yield index, cell


def _change(tab: WantedTab, row: TabRow, index: int, stands: CellValue) -> str:
    return f"{tab.title}: {row.key} · {tab.columns[index].title}: {stands!r} → {text_of(row.cells[index])!r}"


def _cleared(
    tab: WantedTab, grid: Grid, place: int, found: Located, columns: tuple[int, ...]
) -> dict[tuple[int, int], Cell]:
    return {
        (place, column): None
        for column, wanted in zip(columns, tab.columns, strict=True)
        if wanted.owner is Owner.PRODUCT and not blank(at(grid, origin(found, place), column))
    }


def _arrange(
    tab: WantedTab,
    grid: Grid,
    found: Located,
    placed: dict[str, int],
    columns: tuple[int, ...],
    sheet_id: int,
    size: tuple[int, int],
) -> list[Request]:
    """One sort by our order, when our rows stood in it before and would not stand in it now, or with gaps.

    A row of a person's inside the table, or rows out of our order, mean that somebody arranged them: then they
    stay."""
    order = columns[tab.index(tab.order)]
    sign = -1 if tab.newest_first else 1
    before = [
        sign * float(str(value))
        for place in sorted(found.rows.values())
        if isinstance(value := at(grid, origin(found, place), order), (int, float))
    ]
    if before != sorted(before) or found.foreign:
        return []
    after = [placed[row.key] for row in tab.rows]
    emptied = {*found.gone, *found.doubles}.difference(after)
    if after == sorted(after) and not emptied:
        return []
    last = max([*after, *found.gone, *found.doubles]) + 1
    width = max(size[1], max(columns) + 1)
    return [sort_range(sheet_id, found.header + 1, last, width, order, tab.newest_first)]


# -- head -----------------------------------------------------------------------------------------


def _restore_head_rows(tab: WantedTab, found: Located, made: Plan) -> Located:
    """Make room for head rows that are gone, each below the one before it; everything under it moves down."""
    for index, place in enumerate(found.head):
        if place is not None:
            continue
        above = -1 if index == 0 else found.head[index - 1]
        row = (-1 if above is None else above) + 1
        made.requests.append(insert_dimension(made.sheet_id, "ROWS", row, 1))
        made.changes.append(f"{tab.title}: + head row {tab.head[index].anchor}")
        found = pushed(found, row)
        found = replace(found, head=(*found.head[:index], row, *found.head[index + 1 :]))
    return found


def _head_cells(
    tab: WantedTab, grid: Grid, found: Located, columns: tuple[int, ...]
) -> tuple[dict[tuple[int, int], Cell], dict[tuple[int, int], Cell]]:
    """Head cells that differ, and those of volatile rows apart."""
    firm: dict[tuple[int, int], Cell] = {}
    stamp: dict[tuple[int, int], Cell] = {}
    for head, place in zip(tab.head, found.head, strict=True):
        if place is None:
            continue
        for index, cell in enumerate(head.cells):
            column = columns[index] if index < len(columns) else max(columns) + 1 + index - len(columns)
            if not same(cell, at(grid, origin(found, place), column)):
                (stamp if head.volatile else firm)[place, column] = cell
    return firm, stamp


# -- words -------------------------------------------------------------------------------


def _shorten(tab: WantedTab, made: Plan) -> None:
    more = len(made.changes) - LONGEST_CHANGE_LIST
    if more > 0:
        made.changes[LONGEST_CHANGE_LIST:] = [f"{tab.title}: and {more} more changes"]
