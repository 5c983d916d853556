"""Publish: our tabs as they should be against how they stand; what differs is one atomic write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.adapters.store.json import dump, load
from service.application.guarded_write import write_guarded
from service.application.office import Office
from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs.after import after
from service.core.tabs.diff import Publication, plan
from service.core.tabs.filters import FILTERS, bounded
from service.core.tabs.guards import Attempt
from service.core.tabs.held import Saying, say_held
from service.core.tabs.model import KnownLayout, Workbook
from service.core.tabs.titles import WEEKLY

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
    attempt: Attempt = Attempt(),
) -> Publication:
    """What would be written."""
    with office.store.transaction() as transaction:
        text = transaction.memory.get(LAYOUT.format(spreadsheet=info.id))
    return plan(wanted, standing, info, load(KnownLayout, text) if text else KnownLayout(), attempt)


def publish(
    office: Office,
    wanted: Workbook,
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    as_of: datetime,
) -> PublishReport:
    """Write what differs."""

    def planned(standing: Mapping[str, Grid], info: SpreadsheetInfo, attempt: Attempt) -> Publication:
        made = plan_publication(office, wanted, standing, info, attempt)
        return _with_filters(office, info.id, made) if made.unbounded else made

    written = write_guarded(office, planned, standing, info, {tab.title for tab in wanted.tabs}, as_of)
    made = written.made
    if not made.requests and written.info is info:
        return PublishReport((), (), 0)
    with office.store.transaction() as transaction:
        transaction.memory.set(LAYOUT.format(spreadsheet=info.id), dump(KnownLayout, made.known))
        transaction.memory.set(f"info:{info.id}", dump(SpreadsheetInfo, after(written.info, made.requests)))
    return PublishReport(made.changes, made.made_again, written.writes)


def publish_hold(
    office: Office,
    sentences: Sequence[str],
    standing: Mapping[str, Grid],
    info: SpreadsheetInfo,
    as_of: datetime,
) -> PublishReport:
    """While the product is blind only that is said; every state stays as it was published."""

    def planned(standing: Mapping[str, Grid], info: SpreadsheetInfo, attempt: Attempt) -> Saying:
        return say_held(standing, info, sentences, attempt)

    written = write_guarded(office, planned, standing, info, {WEEKLY}, as_of)
    return PublishReport(written.made.changes, (), written.writes)


def _with_filters(office: Office, spreadsheet: str, made: Publication) -> Publication:
    """One more call, once in the life of a tab from before end lines."""
    told = office.sheets.inspect(spreadsheet, (), FILTERS)
    drawn = [guard for guard in made.guards.drawn if guard.sheet_id in made.unbounded]
    return replace(made, requests=(*made.requests, *bounded(told, drawn)))
