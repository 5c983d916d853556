"""Draw the line under a table of ours where there is none yet, and merge it again where somebody took it apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs import end_line
from service.core.tabs.creation import Plan
from service.core.tabs.guards import Guard, Merge
from service.core.tabs.layout import Spot
from service.core.tabs.locate import Located, locate
from service.core.tabs.model import WantedTab, Workbook, Writing
from service.core.tabs.requests import Request
from service.core.tabs.room import make_room


@dataclass(frozen=True, slots=True)
class Lines:
    """``lines``: what the requests do, in words; ``guards``: of the lines that are new."""

    requests: tuple[Request, ...]
    lines: tuple[str, ...]
    guards: tuple[Guard, ...]


def draw_lines(
    wanted: Workbook,
    info: SpreadsheetInfo,
    standing: Mapping[str, Grid],
    merges: Mapping[int, tuple[Merge, ...]],
) -> Lines:
    """Tabs that do not stand, or whose header is gone, are made by publishing, with all they need."""
    tabs = {tab.title: tab for tab in info.tabs}
    requests: list[Request] = []
    lines: list[str] = []
    guards: list[Guard] = []
    for tab in wanted.tabs:
        grid = standing.get(tab.title, ())
        found = locate(tab, grid) if tab.title in tabs and tab.writing is Writing.REWRITTEN else None
        if found is None or None in found.columns:
            continue
        sheet = tabs[tab.title]
        columns = tuple(place for place in found.columns if place is not None)
        spot = Spot(sheet.sheet_id, found.header, columns)
        if found.end is None:
            made = _drawn(tab, found, spot, (sheet.rows, sheet.columns))
            requests += made.requests
            guards += [made.drawn] if made.drawn else []
            lines.append(f"{tab.title}: line under the table drawn")
        elif _apart(spot, found, merges) and end_line.lone(tab, spot, found.end, grid):
            requests.append(end_line.merge(tab, spot, found.end))
            lines.append(f"{tab.title}: line under the table merged again")
    return Lines(tuple(requests), tuple(lines), tuple(guards))


def _drawn(tab: WantedTab, found: Located, spot: Spot, size: tuple[int, int]) -> Plan:
    made = Plan(spot.sheet_id)
    found = make_room(tab, found, spot, 0, size, True, made)
    assert found.end is not None
    requests, made.drawn = end_line.draw(tab, spot, found.end)
    made.requests += requests
    return made


def _apart(spot: Spot, found: Located, merges: Mapping[int, tuple[Merge, ...]]) -> bool:
    assert found.end is not None
    return end_line.guard_of(spot, found.end).knowing(merges.get(spot.sheet_id, ())) is None
