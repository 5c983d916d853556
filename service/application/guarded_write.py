"""Write what was planned on a spreadsheet as it was read. When Google refuses it, read and plan again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from service.application.office import Office
from service.application.read_sheets import look_at
from service.core.errors import BadRequest
from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs.guards import MERGES, Attempt, Guards, merges_of, refused_by_guard
from service.core.tabs.requests import Request
from service.core.tabs.split import split

AGAIN = 2


class Planned(Protocol):
    """Requests of one spreadsheet, and what each of their batches begins with."""

    @property
    def requests(self) -> tuple[Request, ...]: ...

    @property
    def guards(self) -> Guards: ...


P = TypeVar("P", bound=Planned)
Planner = Callable[[Mapping[str, Grid], SpreadsheetInfo, Attempt], P]


@dataclass(frozen=True, slots=True)
class Written(Generic[P]):
    """``info``: the spreadsheet on which ``made`` was planned; ``writes``: calls that wrote."""

    made: P
    info: SpreadsheetInfo
    writes: int


def write_guarded(
    office: Office,
    plan: Planner[P],
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    titles: Collection[str],
    as_of: datetime,
) -> Written[P]:
    """``standing``: how the tabs of these titles were read. Raises the refusal when reading again did not help:
    nothing was written then that a guard did not allow, and the next tick begins anew."""
    attempt, left = Attempt(), AGAIN
    while True:
        made = plan(standing, info, attempt)
        try:
            return Written(made, info, apply_guarded(office, info.id, made.requests, made.guards))
        except BadRequest as refusal:
            moved = refused_by_guard(refusal.detail)
            if moved and not left:
                raise _told(refusal) from refusal
            if not (moved or (left and attempt.arrange)):
                raise
        info, standing, attempt = _look_again(office, info.id, titles, as_of, attempt, moved)
        left -= 1


def apply_guarded(office: Office, spreadsheet: str, requests: Sequence[Request], guards: Guards) -> int:
    """The calls it took."""
    batches = split(requests, guards)
    for batch in batches:
        office.sheets.apply(spreadsheet, batch)
    return len(batches)


def _look_again(
    office: Office, spreadsheet: str, titles: Collection[str], as_of: datetime, attempt: Attempt, moved: bool
) -> tuple[SpreadsheetInfo, Mapping[str, Grid], Attempt]:
    """Rows that moved tell nothing against sorting and drawing; any other refusal may be about these."""
    info = look_at(office, spreadsheet, as_of)
    merges = merges_of(office.sheets.inspect(spreadsheet, (), MERGES))
    there = [tab.title for tab in info.tabs if tab.title in titles]
    standing = office.sheets.read(spreadsheet, there) if there else {}
    kept = replace(attempt, merges=merges)
    return info, standing, kept if moved else replace(kept, arrange=False, draw=False)


def _told(refusal: BadRequest) -> BadRequest:
    return BadRequest(
        "Rows of our tabs were moved by somebody while they were to be written, three times; nothing was written over",
        "The next tick writes them. If this stays, look for cells somebody merged across the line under the table.",
        refusal.detail,
    )
