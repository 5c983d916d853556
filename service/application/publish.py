"""Publish: our tabs as they should be against how they stand; what differs is one atomic write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.adapters.store.json import dump, load
from service.application.office import Office
from service.application.read_sheets import look_at
from service.core.errors import BadRequest
from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs.after import after
from service.core.tabs.diff import Publication, plan
from service.core.tabs.held import say_held
from service.core.tabs.model import KnownLayout, Workbook
from service.core.tabs.split import split

LAYOUT = "layout:{spreadsheet}"


@dataclass(frozen=True, slots=True)
class PublishReport:
    """``changes``: one line a change; ``made_again``: tabs of ours that someone had deleted or renamed."""

    changes: tuple[str, ...]
    made_again: tuple[str, ...]
    writes: int


def plan_publication(
    office: Office,
    wanted: Workbook,
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    arrange: bool = True,
) -> Publication:
    """What would be written. ``arrange`` False: rows are not sorted anew, as where a person merged cells."""
    with office.store.transaction() as transaction:
        text = transaction.memory.get(LAYOUT.format(spreadsheet=info.id))
    return plan(wanted, standing, info, load(KnownLayout, text) if text else KnownLayout(), arrange)


def publish(
    office: Office,
    wanted: Workbook,
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    as_of: datetime,
) -> PublishReport:
    """Write what differs. When a tab changed its id meanwhile, look at the spreadsheet anew and plan once more."""
    made = plan_publication(office, wanted, standing, info)
    if not made.requests:
        return PublishReport((), (), 0)
    try:
        writes = _write(office, info.id, made)
    except BadRequest:
        info = look_at(office, info.id, as_of)
        titles = [tab.title for tab in info.tabs if tab.title in {w.title for w in wanted.tabs}]
        standing = office.sheets.read(info.id, titles) if titles else {}
        made = plan_publication(office, wanted, standing, info, arrange=False)
        writes = _write(office, info.id, made)
    with office.store.transaction() as transaction:
        transaction.memory.set(LAYOUT.format(spreadsheet=info.id), dump(KnownLayout, made.known))
        transaction.memory.set(f"info:{info.id}", dump(SpreadsheetInfo, after(info, made.requests)))
    return PublishReport(made.changes, made.made_again, writes)


def publish_hold(
    office: Office, sentences: Sequence[str], standing: Mapping[str, Grid], info: SpreadsheetInfo
) -> PublishReport:
    """While the product is blind only that is said; every state stays as it was published."""
    requests, changes = say_held(standing, info, sentences)
    if requests:
        office.sheets.apply(info.id, requests)
    return PublishReport(changes, (), len(requests))


def _write(office: Office, spreadsheet: str, made: Publication) -> int:
    batches = split(made.requests)
    for batch in batches:
        office.sheets.apply(spreadsheet, batch)
    return len(batches)
