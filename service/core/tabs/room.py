"""Room in a tab that stands: rows are put in, never written over, and everything under them moves down."""

from __future__ import annotations

import sys
from dataclasses import replace

from service.core.tabs import end_line, layout
from service.core.tabs.creation import Plan, grow
from service.core.tabs.locate import Located
from service.core.tabs.model import WantedTab
from service.core.tabs.requests import append_dimension, insert_dimension

NOWHERE = sys.maxsize
"""A row beyond every grid: nothing stands there."""


def pushed(found: Located, row: int, count: int = 1) -> Located:
    """Where things stand once ``count`` rows were put in before ``row``."""

    def down(place: int) -> int:
        return place + count if place >= row else place

    return replace(
        found,
        header=down(found.header),
        head=tuple(None if place is None else down(place) for place in found.head),
        rows={key: down(place) for key, place in found.rows.items()},
        doubles=tuple(map(down, found.doubles)),
        gone=tuple(map(down, found.gone)),
        foreign=tuple(map(down, found.foreign)),
        used=down(found.used),
        end=None if found.end is None else replace(found.end, row=down(found.end.row)),
        pushed=(*found.pushed, (row, count)),
    )


def origin(found: Located, place: int) -> int:
    """The row that was read at what is ``place`` once room was made; :data:`NOWHERE` for a row that was put in."""
    for row, count in reversed(found.pushed):
        if row <= place < row + count:
            return NOWHERE
        if place >= row:
            place -= count
    return place


def following(found: Located, draw: bool) -> int:
    """Where the next new row of ours comes: under all that stands in the table, also what a person wrote into it. In a
    tab without an end line that is under everything; where one shall be drawn, under our last row."""
    if found.end is None and draw:
        return max([found.header, *found.rows.values(), *found.doubles, *found.gone]) + 1
    return max(found.used, found.header + 1)


def make_room(
    tab: WantedTab, found: Located, spot: layout.Spot, new: int, size: tuple[int, int], draw: bool, made: Plan
) -> Located:
    """Where things stand once there is room for ``new`` rows, and for an end line where one shall be drawn."""
    at = following(found, draw)
    if found.end is None and not draw:
        made.requests += grow(spot.sheet_id, size, at + new, 0)
        if at + new > size[0]:
            made.requests += layout.body_formats(spot, tab.columns, size[0] + sum(c for _, c in found.pushed))
        return found
    if found.end is None:
        edge = size[0] + sum(count for _, count in found.pushed)
        return _with_line(tab, found, spot, at, new, at == edge and found.used <= at, made)
    return _above_line(tab, found, spot, at, new, found.end.row, made) if new else found


def _above_line(
    tab: WantedTab, found: Located, spot: layout.Spot, at: int, new: int, line: int, made: Plan
) -> Located:
    """The new rows look like the blank one under the table, not like a row a person may have coloured. Where somebody
    wrote into that one, it is made anew."""
    count = new if at < line else new + 1
    made.requests.append(insert_dimension(spot.sheet_id, "ROWS", at, count, like_before=at == line))
    made.requests += layout.body_formats(spot, tab.columns, at, at + count)
    return pushed(found, at, count)


def _with_line(
    tab: WantedTab, found: Located, spot: layout.Spot, at: int, new: int, at_edge: bool, made: Plan
) -> Located:
    """The new rows, a blank one, and the line's."""
    if at_edge:
        made.requests.append(append_dimension(spot.sheet_id, "ROWS", new + 2 + layout.SPARE_ROWS))
    else:
        like_before = at > found.header + 1
        made.requests.append(insert_dimension(spot.sheet_id, "ROWS", at, new + 2, like_before))
    made.requests += layout.body_formats(spot, tab.columns, at, at + new + 2)
    return replace(pushed(found, at, new + 2), end=end_line.place(tab, spot, at + new + 1))
