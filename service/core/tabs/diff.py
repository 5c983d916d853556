"""Compare the tabs we want with what stands, and plan the one write that brings them together.

What is promised:

* Only what differs is written, by one atomic ``batchUpdate``; when nothing differs nothing is written.
* A person's columns, rows, order, filters, widths, formats and notes are in no request: rows are found by key and
  columns by title, wherever they were moved.
* On a shared tab (CẦN XỬ LÝ) nothing is addressed by row: new rows are *appended* ("after the last row with data",
  decided by Google when it applies the request) and our words are *replaced by content* (``findReplace`` of a
  whole cell whose text stands only where it means the same). A sort, insertion or deletion between our read and
  our write therefore cannot put our words beside another row's decision; a cell changed meanwhile is simply not
  found.
* On tabs that are all ours, and closed to others by protection, changed rows are written whole at the address
  where they stood. If the file's owner put rows in or took some out meanwhile, the whole write is refused
  (:mod:`service.core.tabs.guards`). What leaves the line where it is goes unseen: if the owner sorts in that very
  moment, a row may stand twice until the next run, which compares everything again and mends it, and a row of the
  owner's that was dragged to where one of ours stood is taken for it. With ``whole_rows`` no row ever holds halves of
  two. What stands right of our columns or under the end line is in no request, also then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs import end_line, layout
from service.core.tabs.creation import Plan, fill
from service.core.tabs.guards import UNGUARDED, Attempt, Guards
from service.core.tabs.locate import locate
from service.core.tabs.model import KnownLayout, WantedTab, Workbook, Writing
from service.core.tabs.requests import Request, grid_range
from service.core.tabs.rewritten import plan_rewritten
from service.core.tabs.shared import plan_shared
from service.core.tabs.values import blank

FIRST_SHEET_ID = 820_000_000


@dataclass(frozen=True, slots=True)
class Publication:
    """What to write to one spreadsheet, in order. ``changes``: one line a change, to be shown before it is done.
    ``made_again``: titles of our tabs that were missing though they had been laid out before. ``known``: to be
    stored once the write is done. ``guards``: what each batch of the requests has to begin with. ``unbounded``: ids
    of sheets whose filter should end before the line that is drawn now."""

    requests: tuple[Request, ...]
    changes: tuple[str, ...]
    made_again: tuple[str, ...]
    known: KnownLayout
    guards: Guards = UNGUARDED
    unbounded: frozenset[int] = frozenset()


def plan(
    wanted: Workbook,
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    known: KnownLayout | None = None,
    attempt: Attempt = Attempt(),
) -> Publication:
    """Requests that turn ``standing`` (title → values, of the tabs in ``info``) into ``wanted``. ValueError when a
    tab of ours is in ``info`` but not in ``standing``: it might hold anything."""
    known = known or KnownLayout()
    room = _Room(info)
    plans: list[Plan] = []
    again: list[str] = []
    tabs = dict(known.tabs)
    for index, tab in enumerate(wanted.tabs):
        if room.sheet_id(tab.title) is not None and tab.title not in standing:
            raise ValueError(f"{tab.title} stands but was not read; nothing can be planned on it")
        made = _plan_tab(tab, standing.get(tab.title, ()), room, known, index, attempt)
        plans.append(made)
        if made.created and tab.title in known.tabs:
            again.append(tab.title)
        tabs[tab.title] = f"{made.sheet_id}:{tab.layout_version}"
    requests: list[Request] = []
    guards = UNGUARDED
    if any(made.requests for made in plans):
        requests = [request for made in plans for request in (*made.requests, *made.stamp)]
        guards = _guards([made for made in plans if made.requests or made.stamp])
    return Publication(
        requests=tuple(requests),
        changes=tuple(line for made in plans for line in made.changes),
        made_again=tuple(again),
        known=KnownLayout(tabs),
        guards=guards,
        unbounded=frozenset(made.sheet_id for made in plans if made.unbounded),
    )


def _guards(plans: list[Plan]) -> Guards:
    return Guards(
        tuple(made.guard for made in plans if made.guard is not None),
        tuple(made.drawn for made in plans if made.drawn is not None),
    )


def _plan_tab(tab: WantedTab, grid: Grid, room: _Room, known: KnownLayout, index: int, attempt: Attempt) -> Plan:
    sheet_id = room.sheet_id(tab.title)
    if sheet_id is None:
        return _create(tab, room, index)
    found = locate(tab, grid)
    if found is None and any(not blank(value) for row in grid for value in row):
        kept = room.free_title(f"{tab.title} (cũ)")
        made = _create(tab, room, None)
        rename = {"updateSheetProperties": {"properties": {"sheetId": sheet_id, "title": kept}, "fields": "title"}}
        made.requests.insert(0, rename)
        made.changes.insert(0, f'{tab.title}: its header row is gone; the tab is kept as "{kept}"')
        return made
    if found is None:
        made = Plan(sheet_id, [f"{tab.title}: laid out, {len(tab.rows)} rows"])
        made.requests.append({"unmergeCells": {"range": grid_range(sheet_id)}})  # of what stood there before
        return fill(tab, made, room.size(tab.title), attempt.draw)
    if tab.writing is Writing.SHARED:
        made = plan_shared(tab, grid, found, sheet_id)
    else:
        made = plan_rewritten(tab, grid, found, sheet_id, room.size(tab.title), attempt)
    if known.tabs.get(tab.title, f"{sheet_id}:{tab.layout_version}") != f"{sheet_id}:{tab.layout_version}":
        columns = tuple(place for place in found.columns if place is not None)
        if len(columns) == len(tab.columns):
            spot = layout.Spot(sheet_id, found.header if made.header is None else made.header, columns)
            made.requests.extend(layout.refresh_layout(tab, spot))
            if made.end is not None:
                made.requests.extend(end_line.looks(tab, spot, made.end))
            made.changes.append(f"{tab.title}: new formats")
    return made


def _create(tab: WantedTab, room: _Room, index: int | None) -> Plan:
    sheet_id = room.new_sheet_id(tab.title)
    made = Plan(sheet_id, [f"{tab.title}: made, {len(tab.rows)} rows"], created=True)
    request = layout.add_sheet(tab, sheet_id, None if index is None else index + room.standing_tabs)
    made.requests.append(request)
    grid = request["addSheet"]["properties"]["gridProperties"]
    return fill(tab, made, (grid["rowCount"], grid["columnCount"]))


class _Room:
    """Titles and ids that are taken in a spreadsheet, with those this plan adds."""

    def __init__(self, info: SpreadsheetInfo) -> None:
        self._tabs = {tab.title: tab for tab in info.tabs}
        self._titles = set(self._tabs)
        self._ids = {tab.sheet_id for tab in info.tabs}
        self.standing_tabs = len(info.tabs)

    def sheet_id(self, title: str) -> int | None:
        return self._tabs[title].sheet_id if title in self._tabs else None

    def size(self, title: str) -> tuple[int, int]:
        return self._tabs[title].rows, self._tabs[title].columns

    def new_sheet_id(self, title: str) -> int:
        return new_sheet_id(title, self._ids)

    def free_title(self, title: str) -> str:
        free, number = title, 1
        while free in self._titles:
            number += 1
            free = f"{title} {number}"
        self._titles.add(free)
        return free


def new_sheet_id(title: str, taken: set[int]) -> int:
    """An id chosen by us, so that one batch can make a tab and fill it; the same for the same title while it is
    free. It is added to ``taken``."""
    chosen = FIRST_SHEET_ID + int.from_bytes(hashlib.sha256(title.encode()).digest()[:3], "big")
    while chosen in taken:
        chosen += 1
    taken.add(chosen)
    return chosen
