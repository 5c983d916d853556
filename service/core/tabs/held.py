"""The one cell that is written while the product is blind: THEO DÕI TUẦN says so, and keeps all else as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.core.ports import Grid, SpreadsheetInfo, TabInfo
from service.core.tabs import end_line
from service.core.tabs.guards import UNGUARDED, Attempt, Guards
from service.core.tabs.layout import Spot
from service.core.tabs.model import clean
from service.core.tabs.requests import CellWriter, Request, update_cells
from service.core.tabs.titles import WEEKLY
from service.core.tabs.values import folded
from service.core.tabs.weekly import CONDITION, condition

HEAD_ROWS = 10


@dataclass(frozen=True, slots=True)
class Saying:
    """``changes``: what changes, in words; ``guards``: what the write has to begin with."""

    requests: tuple[Request, ...] = ()
    changes: tuple[str, ...] = ()
    guards: Guards = UNGUARDED


def say_held(
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    sentences: Sequence[str],
    attempt: Attempt = Attempt(),
) -> Saying:
    """Nothing when the tab says it already, or is not there."""
    tab = next((tab for tab in info.tabs if tab.title == WEEKLY), None)
    text = clean(condition(sentences))
    for number, row in enumerate(standing.get(WEEKLY, ())[:HEAD_ROWS]):
        for column, value in enumerate(row):
            if folded(str(value or "")).startswith(folded(CONDITION)):
                if tab is None or value == text:
                    return Saying()
                written = update_cells(tab.sheet_id, {(number, column): text}, (), CellWriter())
                guards = _guards(standing[WEEKLY], number, tab, attempt)
                return Saying(tuple(written), (f"{WEEKLY}: {text}",), guards)
    return Saying()


def _guards(grid: Grid, above: int, tab: TabInfo, attempt: Attempt) -> Guards:
    """``above``: a row of the head; the table's own header need not be known."""
    line = end_line.find(grid, above)
    if line is None:
        return UNGUARDED
    guard = end_line.guard_of(Spot(tab.sheet_id, above, ()), line, last=line.row + 1 == tab.rows)
    known = attempt.guard(guard)
    return UNGUARDED if known is None else Guards((known,))
