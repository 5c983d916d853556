"""Reading the office's lists: one call a spreadsheet, every row kept with the interval in which it appeared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service.adapters.store.json import dump, load
from service.application.known_tables import digest_of_grid
from service.application.office import Office
from service.application.seen_well import seen_well
from service.core.errors import BadRequest
from service.core.obligations import ObligationSource
from service.core.parsing.tables import Table
from service.core.ports import Grid, SpreadsheetInfo
from service.core.records import Field, Issue, Place, PlaceKind, Source
from service.core.settings import OfficeSettings
from service.core.tabs.titles import OUTPUT_TITLES

KeptRows = Mapping[Source, tuple[int, int]]
"""(new row versions, versions gone) by list."""

EACH_UNIT_LOOK = timedelta(hours=24)  # how often tabs added by hand are looked for, with one tab a unit


@dataclass(frozen=True, slots=True)
class TabReading:
    """A tab as read. ``blind``: why nothing of it may be believed ("" = it may): its rows then stay as they were.
    ``digest``: of everything it says."""

    source: Source
    spreadsheet: str
    tab: str
    table: Table | None
    issues: tuple[Issue, ...]
    had_rows: bool
    blind: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SheetsReading:
    """Everything one reading of the spreadsheets found. ``output``: our own tabs as they stand; ``grids``: every
    tab read, by spreadsheet and title; ``digests``: what each of them says, likewise."""

    tabs: tuple[TabReading, ...]
    output: Mapping[str, Grid]
    grids: Mapping[str, Mapping[str, Grid]]
    infos: Mapping[str, SpreadsheetInfo]
    digests: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was learned of a tab before. ``digest``: of the grid whose rows are kept."""

    read_at: datetime | None
    ever_rows: bool
    fields: frozenset[str]
    digest: str = ""


def read_sheets(office: Office, as_of: datetime) -> SheetsReading:
    """One ``values.batchGet`` for each spreadsheet, plus one look at its tabs when they are not known (any more)."""
    infos: dict[str, SpreadsheetInfo] = {}
    grids: dict[str, Mapping[str, Grid]] = {}
    for spreadsheet in office.spreadsheets():
        infos[spreadsheet], grids[spreadsheet] = _read_one(office, spreadsheet, as_of)
    with office.store.transaction() as transaction:
        known = {key: _known(text) for key, text in transaction.memory.starting("tab:").items()}
        well = seen_well(transaction)
    digests = {id: {tab: digest_of_grid(grid) for tab, grid in tabs.items()} for id, tabs in grids.items()}
    tabs = [
        _reading(
            office,
            source,
            (spreadsheet, tab),
            grids[spreadsheet].get(tab),
            digests[spreadsheet].get(tab, ""),
            known.get(f"{spreadsheet}|{tab}"),
        )
        for source in Source
        for spreadsheet, tab in _tabs_of(office, source, infos)
    ]
    tabs = _shrunk(tabs, well.roster if well else 0, office.settings.limits.roster_shrink)
    standing = grids[office.refs.output]
    output = {title: standing[title] for title in OUTPUT_TITLES if title in standing}
    return SheetsReading(tuple(tabs), output, grids, infos, digests)


def keep(office: Office, reading: SheetsReading, as_of: datetime) -> KeptRows:
    """Keep what was read. A blind tab changes nothing. The roster must be known before mails are judged by it."""
    kept: dict[Source, tuple[int, int]] = {}
    believed = [tab for tab in reading.tabs if not tab.blind and tab.table is not None]
    with office.store.transaction() as transaction:
        for tab in believed:
            assert tab.table is not None
            key = f"{tab.spreadsheet}|{tab.tab}"
            known = _known(transaction.memory.get(f"tab:{key}"))
            new = gone = 0
            if known.digest != tab.digest or not office.tables.keeps(key, tab.digest):
                new, gone = transaction.rows.observe(tab.source, key, tab.table.rows, known.read_at, as_of)
            old = kept.get(tab.source, (0, 0))
            kept[tab.source] = (old[0] + new, old[1] + gone)
            facts = {
                "read_at": as_of.isoformat(),
                "ever_rows": known.ever_rows or bool(tab.table.rows),
                "fields": sorted(known.fields | {field.value for field in tab.table.fields}),
                "year": tab.table.year,
                "digest": tab.digest,
            }
            transaction.memory.set(f"tab:{key}", json.dumps(facts))
    for tab in believed:
        office.tables.kept(f"{tab.spreadsheet}|{tab.tab}", tab.digest)
    return kept


def _read_one(office: Office, spreadsheet: str, as_of: datetime) -> tuple[SpreadsheetInfo, Mapping[str, Grid]]:
    with office.store.transaction() as transaction:
        text = transaction.memory.get(f"info:{spreadsheet}")
        looked = transaction.memory.moment(f"info-at:{spreadsheet}")
    info = load(SpreadsheetInfo, text) if text is not None else None
    stale = office.refs.reports.each_unit and (looked is None or as_of - looked > EACH_UNIT_LOOK)
    if info is not None and not stale and _wanted_tabs(office, spreadsheet) <= {tab.title for tab in info.tabs}:
        try:
            return info, office.sheets.read(spreadsheet, _titles(office, info))
        except BadRequest:
            pass  # a tab was renamed or deleted: look at the tabs anew below
    info = look_at(office, spreadsheet, as_of)
    titles = _titles(office, info)
    return info, office.sheets.read(spreadsheet, titles) if titles else {}


def _wanted_tabs(office: Office, spreadsheet: str) -> set[str]:
    """Tabs of the settings in a spreadsheet; one that was missing may be back."""
    refs = [ref for source in Source if (ref := office.ref(source)) is not None]
    return {ref.tab for ref in refs if ref.spreadsheet == spreadsheet and not ref.each_unit}


def look_at(office: Office, spreadsheet: str, as_of: datetime) -> SpreadsheetInfo:
    """Ask Google for the tabs of a spreadsheet and remember them."""
    info = office.sheets.describe(spreadsheet)
    with office.store.transaction() as transaction:
        transaction.memory.set(f"info:{spreadsheet}", dump(SpreadsheetInfo, info))
        transaction.memory.set(f"info-at:{spreadsheet}", as_of.isoformat())
    return info


def _titles(office: Office, info: SpreadsheetInfo) -> list[str]:
    """The tabs of this spreadsheet worth reading."""
    there = [tab.title for tab in info.tabs]
    wanted: set[str] = set()
    for source in Source:
        ref = office.ref(source)
        if ref is None or ref.spreadsheet != info.id:
            continue
        wanted.update(_unit_tabs(office, info) if ref.each_unit else [ref.tab])
    if info.id == office.refs.output:
        wanted.update(OUTPUT_TITLES)
    return [title for title in there if title in wanted]


def _unit_tabs(office: Office, info: SpreadsheetInfo) -> list[str]:
    """With one tab a unit: every tab that is neither a list of the office nor ours."""
    taken = {
        ref.tab for source in Source if (ref := office.ref(source)) is not None and ref.spreadsheet == info.id
    }
    return [tab.title for tab in info.tabs if tab.title not in taken and tab.title not in OUTPUT_TITLES]


def _tabs_of(office: Office, source: Source, infos: Mapping[str, SpreadsheetInfo]) -> Sequence[tuple[str, str]]:
    ref = office.ref(source)
    if ref is None:
        return ()
    if ref.each_unit:
        return [(ref.spreadsheet, tab) for tab in _unit_tabs(office, infos[ref.spreadsheet])]
    return [(ref.spreadsheet, ref.tab)]


def _reading(
    office: Office, source: Source, at: tuple[str, str], grid: Grid | None, digest: str, known: _Known | None
) -> TabReading:
    """``at``: the spreadsheet and the tab."""
    known = known or _known(None)
    spreadsheet, tab = at
    if grid is None:
        return TabReading(source, spreadsheet, tab, None, (), known.ever_rows, "tab_missing")
    ref = office.ref(source)
    hint = tab if ref is not None and ref.each_unit else ""
    table, issues = office.tables.find(source, grid, digest, Place(PlaceKind.SHEET, spreadsheet, tab), hint)
    had_rows = known.ever_rows or bool(table.rows)
    blind = _blindness(office.settings, source, table, bool(grid), known, hint)
    return TabReading(source, spreadsheet, tab, table, issues, had_rows, blind, digest)


def _shrunk(tabs: list[TabReading], roster: int, limit: float) -> list[TabReading]:
    """A roster that lost too many units is not believed: mails are judged by the one that stood."""
    rows = sum(len(tab.table.rows) for tab in tabs if tab.source is Source.UNITS and tab.table is not None)
    if roster - rows <= limit * roster:
        return tabs
    return [
        replace(tab, blind=tab.blind or "roster_shrank") if tab.source is Source.UNITS else tab for tab in tabs
    ]


def _blindness(
    settings: OfficeSettings, source: Source, table: Table, anything: bool, known: _Known, hint: str
) -> str:
    """Why a tab cannot be believed: it lost its rows, its header, or a column that states are judged by."""
    if table.header_rows is None:
        return "headers_gone" if known.ever_rows or (anything and source is Source.UNITS) else ""
    needed = needed_fields(settings, source) - ({Field.UNIT} if hint else set())
    lost = {field for field in needed if field not in table.fields}
    if lost and (table.rows or known.ever_rows):
        never_there = {field for field in lost if field.value not in known.fields}
        if lost - never_there or lost & ESSENTIAL:
            return "headers_gone"
    if not table.rows and known.ever_rows and source is not Source.EXEMPTIONS:
        return "tab_emptied"
    return ""


ESSENTIAL = frozenset({Field.UNIT, Field.NAME, Field.WEEK, Field.CONTENT})


def needed_fields(settings: OfficeSettings, source: Source) -> set[Field]:
    """The columns whose loss would accuse units: those the obligations ask for, and whose row it is."""
    kinds = {
        Source.REGISTRATIONS: (ObligationSource.REGISTRATION,),
        Source.REPORTS: (ObligationSource.ACTIVITY, ObligationSource.REPORT),
    }.get(source, ())
    asked = {Field(name) for o in settings.campaign.obligations if o.source in kinds for name in o.required}
    own = {
        Source.UNITS: {Field.NAME, Field.EMAIL},
        Source.EXEMPTIONS: {Field.UNIT, Field.KIND},
        Source.REGISTRATIONS: {Field.UNIT},
        Source.REPORTS: {Field.UNIT, Field.WEEK},
    }[source]
    return asked | own


def _known(text: str | None) -> _Known:
    if text is None:
        return _Known(None, False, frozenset())
    facts = json.loads(text)
    read_at, fields = datetime.fromisoformat(facts["read_at"]), frozenset(facts["fields"])
    return _Known(read_at, facts["ever_rows"], fields, facts.get("digest", ""))
