"""Set up: make or repair the tabs people fill in, the calendar of weeks, and what protects our own tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.adapters.store.json import dump, load
from service.application.guarded_write import apply_guarded
from service.application.label_mails import LABELS
from service.application.office import Office
from service.application.publish import LAYOUT
from service.application.read_sheets import look_at
from service.application.roster import roster
from service.core.ports import Grid, SpreadsheetInfo
from service.core.records import Source
from service.core.setup.forms import Choices, Form, forms, names_area
from service.core.setup.lines import draw_lines
from service.core.setup.looks import FIELDS, read_looks, sample_ranges
from service.core.setup.ours import repair_ours
from service.core.setup.plan import Setup, plan_setup
from service.core.tabs.after import after
from service.core.tabs.diff import Publication, plan
from service.core.tabs.filters import bounded
from service.core.tabs.guards import UNGUARDED, Attempt, merges_of
from service.core.tabs.model import KnownLayout, Workbook
from service.core.tabs.requests import Request
from service.core.tabs.titles import OUTPUT_TITLES, WEEKS
from service.core.tabs.view import OfficeView
from service.core.tabs.weeks import weeks
from service.core.tabs.workbook import build

WEEKS_AREA = f"'{WEEKS}'!$A$3:$A"
MOST_CHOICES = 500  # Google's limit of a fixed list


@dataclass(frozen=True, slots=True)
class SetupReport:
    """``lines``: what was, or would be, done; ``problems``: what a person has to look at; ``writes``: calls made."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]
    writes: int


def set_up(office: Office, as_of: datetime, *, dry_run: bool) -> SetupReport:
    """Bring every spreadsheet of the office, and the labels of its mailbox, into shape."""
    with office.store.transaction() as transaction:
        units = tuple(unit.name for unit in roster(office, transaction, as_of).units)
    lines: list[str] = []
    problems: list[str] = []
    writes = 0
    for spreadsheet in office.spreadsheets():
        info = look_at(office, spreadsheet, as_of)
        made = _plan(office, info, as_of, units)
        lines += made.setup.lines
        problems += made.setup.problems
        if made.setup.requests and not dry_run:
            writes += _write(office, info, made)
    if not dry_run:
        lines += [f"Gmail: label {name} made" for name in office.mailbox.make_labels(LABELS)]
    return SetupReport(tuple(lines), tuple(problems), writes)


@dataclass(frozen=True, slots=True)
class _Made:
    setup: Setup
    calendar: Publication | None


def _plan(office: Office, info: SpreadsheetInfo, as_of: datetime, units: tuple[str, ...]) -> _Made:
    titles = {form.title for form in _forms(office, info, units, {})} | set(OUTPUT_TITLES)
    there = [tab.title for tab in info.tabs if tab.title in titles]
    standing = office.sheets.read(info.id, there) if there else {}
    wanted_forms = _forms(office, info, units, standing)
    told = office.sheets.inspect(info.id, sample_ranges(info), FIELDS) if info.tabs else {}
    looks = read_looks(told)
    parts: list[Setup] = []
    calendar = None
    if info.id == office.refs.output:
        view = OfficeView(office.settings, as_of, ())
        attempt = Attempt(merges=merges_of(told))
        calendar = plan(Workbook((weeks(view),)), standing, info, _known(office, info.id), attempt)
        parts.append(Setup(calendar.requests, calendar.changes, ()))
        parts.append(repair_ours(build(view), info, standing, looks))
        parts.append(_end_lines(view, info, standing, told, calendar))
    parts.append(plan_setup(wanted_forms, info, standing, looks))
    return _Made(_joined(parts), calendar)


def _end_lines(
    view: OfficeView,
    info: SpreadsheetInfo,
    standing: Mapping[str, Grid],
    told: Mapping[str, Any],
    calendar: Publication,
) -> Setup:
    """Of every tab of ours but the calendar when it is written in the same batch: its line is seen to with it."""
    done = {guard.sheet_id for guard in (*calendar.guards.standing, *calendar.guards.drawn)}
    others = Workbook(tuple(t for t in build(view).tabs if done.isdisjoint(_ids(info, t.title))))
    drawn = draw_lines(others, info, standing, merges_of(told))
    filters = bounded(told, [g for g in calendar.guards.drawn if g.sheet_id in calendar.unbounded])
    return Setup((*filters, *drawn.requests, *bounded(told, drawn.guards)), drawn.lines, ())


def _ids(info: SpreadsheetInfo, title: str) -> set[int]:
    return {tab.sheet_id for tab in info.tabs if tab.title == title}


def _joined(parts: list[Setup]) -> Setup:
    requests: list[Request] = [request for part in parts for request in part.requests]
    lines = [line for part in parts for line in part.lines]
    return Setup(tuple(requests), tuple(lines), tuple(problem for part in parts for problem in part.problems))


def _forms(
    office: Office, info: SpreadsheetInfo, units: tuple[str, ...], standing: Mapping[str, Grid]
) -> tuple[Form, ...]:
    """The tabs people fill in that belong in this spreadsheet."""
    titles: dict[Source, tuple[str, ...]] = {}
    one_unit = False
    for source in Source:
        ref = office.ref(source)
        if ref is None or ref.spreadsheet != info.id:
            continue
        one_unit = one_unit or ref.each_unit
        titles[source] = units if ref.each_unit else (ref.tab,)
    roster = office.refs.units
    names = Choices(units[:MOST_CHOICES])
    if roster.spreadsheet == info.id:
        names = Choices(area=names_area(roster.tab, standing.get(roster.tab, ())))
    calendar = Choices(area=WEEKS_AREA) if info.id == office.refs.output else Choices()
    obligations = tuple(obligation.title for obligation in office.settings.campaign.obligations)
    return forms(titles, obligations, names, calendar, one_unit)


def _known(office: Office, spreadsheet: str) -> KnownLayout:
    with office.store.transaction() as transaction:
        text = transaction.memory.get(LAYOUT.format(spreadsheet=spreadsheet))
    return load(KnownLayout, text) if text else KnownLayout()


def _write(office: Office, info: SpreadsheetInfo, made: _Made) -> int:
    guards = UNGUARDED if made.calendar is None else made.calendar.guards
    writes = apply_guarded(office, info.id, made.setup.requests, guards)
    with office.store.transaction() as transaction:
        transaction.memory.set(f"info:{info.id}", dump(SpreadsheetInfo, after(info, made.setup.requests)))
        if made.calendar is not None:
            transaction.memory.set(LAYOUT.format(spreadsheet=info.id), dump(KnownLayout, made.calendar.known))
    return writes
