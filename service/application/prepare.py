"""``nhacviec setup``: make or repair tabs, formats, dropdowns, protections and labels; shown first, then done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from service.application.answers import judged_at
from service.application.label_mails import LACKING, RECEIVED, SKIPPED, TO_DECIDE
from service.application.office import Office
from service.application.publish import plan_publication, publish
from service.application.read_sheets import keep, look_at, read_sheets
from service.application.roster import roster
from service.application.view import office_view, workbook
from service.core.ports import Grid, SpreadsheetInfo
from service.core.records import Field, Source, Unit
from service.core.setup.forms import Choices, Form, forms, names_area
from service.core.setup.looks import FIELDS, read_looks, sample_ranges
from service.core.setup.ours import repair_ours
from service.core.setup.plan import Setup, plan_setup
from service.core.tabs.titles import OUTPUT_TITLES, WEEKS
from service.core.tabs.view import OfficeView

LABELS = (RECEIVED, LACKING, TO_DECIDE, SKIPPED)


@dataclass
class PrepareReport:
    """``lines``: what was or would be done; ``problems``: what a person has to look at."""

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def prepare(office: Office, as_of: datetime, dry_run: bool) -> PrepareReport:
    """The lists of the office first, since our own tabs are made from them; then our tabs; then the labels."""
    report = PrepareReport()
    for spreadsheet in office.spreadsheets():
        _people_tabs(office, spreadsheet, as_of, dry_run, report)
    _our_tabs(office, as_of, dry_run, report)
    if not dry_run:
        report.lines += [f"Gmail: label {name} made" for name in office.mailbox.make_labels(LABELS)]
    return report


def _people_tabs(office: Office, spreadsheet: str, as_of: datetime, dry_run: bool, report: PrepareReport) -> None:
    info = look_at(office, spreadsheet, as_of)
    wanted = [form for form in _forms(office) if _lives_in(office, form, spreadsheet)]
    if not wanted:
        return
    grids = _standing(office, info, [form.title for form in wanted])
    looks = read_looks(office.sheets.look(spreadsheet, sample_ranges(info), FIELDS))
    plan = plan_setup(_with_choices(office, wanted, grids), info, grids, looks)
    _do(office, spreadsheet, plan, as_of, dry_run, report)


def _our_tabs(office: Office, as_of: datetime, dry_run: bool, report: PrepareReport) -> None:
    reading = read_sheets(office, as_of)
    keep(office, reading, as_of)
    wanted = workbook(_view(office, as_of))
    info = reading.infos[office.refs.output]
    if dry_run:
        report.lines += plan_publication(office, wanted, reading.output, info).changes
    else:
        report.lines += publish(office, wanted, reading.output, info, as_of).changes
    info = look_at(office, office.refs.output, as_of)
    grids = _standing(office, info, OUTPUT_TITLES)
    looks = read_looks(office.sheets.look(info.id, sample_ranges(info), FIELDS))
    _do(office, info.id, repair_ours(wanted, info, grids, looks), as_of, dry_run, report)


def _view(office: Office, as_of: datetime) -> OfficeView:
    """What the tabs show: nothing of any unit before the inbox was read by a first cycle."""
    world, evaluation = judged_at(office, as_of)
    view = office_view(office, world, evaluation, None)
    with office.store.transaction() as transaction:
        ran = transaction.runs.last() is not None
    return view if ran else replace(view, assessments={}, streaks={}, ranking=(), questions=())


def _do(
    office: Office, spreadsheet: str, plan: Setup, as_of: datetime, dry_run: bool, report: PrepareReport
) -> None:
    report.lines += plan.lines
    report.problems += plan.problems
    if plan.requests and not dry_run:
        office.sheets.apply(spreadsheet, plan.requests)
        look_at(office, spreadsheet, as_of)


def _standing(office: Office, info: SpreadsheetInfo, titles: Sequence[str]) -> dict[str, Grid]:
    there = [tab.title for tab in info.tabs if tab.title in titles]
    return dict(office.sheets.read(info.id, there)) if there else {}


def _forms(office: Office) -> tuple[Form, ...]:
    titles: dict[Source, tuple[str, ...]] = {}
    one_unit = False
    for source in Source:
        ref = office.ref(source)
        if ref is None:
            continue
        if ref.each_unit:
            one_unit = source is Source.REPORTS
            titles[source] = tuple(unit.name for unit in _units(office)) if one_unit else ()
        else:
            titles[source] = (ref.tab,)
    obligations = tuple(obligation.title for obligation in office.settings.campaign.obligations)
    return forms(titles, obligations, Choices(), Choices(), one_unit)


def _units(office: Office) -> tuple[Unit, ...]:
    with office.store.transaction() as transaction:
        return roster(office, transaction, datetime.max.replace(tzinfo=office.settings.zone)).units


def _with_choices(office: Office, wanted: Sequence[Form], grids: dict[str, Grid]) -> tuple[Form, ...]:
    """Dropdowns of units and weeks come from tabs of the same spreadsheet, where these are in it."""
    roster_tab = office.refs.units.tab
    here = {form.title for form in wanted}
    units = Choices(area=names_area(roster_tab, grids.get(roster_tab, ()))) if roster_tab in here else Choices()
    weeks = (
        Choices(area=f"'{WEEKS}'!$A$3:$A") if office.refs.output == office.refs.reports.spreadsheet else Choices()
    )
    found = []
    for form in wanted:
        choices = dict(form.choices)
        for at, made in ((Field.UNIT, units), (Field.WEEK, weeks)):
            if at in choices:
                choices[at] = made
        found.append(replace(form, choices={at: c for at, c in choices.items() if c.values or c.area}))
    return tuple(found)


def _lives_in(office: Office, form: Form, spreadsheet: str) -> bool:
    ref = office.ref(form.source)
    return ref is not None and ref.spreadsheet == spreadsheet
