"""``(inputs, as_of) → evaluation``: nothing else goes in, nothing is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt

from service.core.evaluation import active, registered, reported, submitted
from service.core.evaluation.asked import Marker
from service.core.evaluation.columns import CELLS, Columns, runs
from service.core.evaluation.encoding import Codes, encode
from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.grids import Grid, Window, closed_mask, closes_of, freeze, overlay, settle
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import Instants, micros
from service.core.evaluation.judge import Nature, Summary, table_of
from service.core.evaluation.marks import Mark, Marks, apply
from service.core.evaluation.reasons import Reason
from service.core.evaluation.rulings import Rulings
from service.core.evaluation.slices import Gathered
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Terms, reports_of, terms_of
from service.core.obligations import ObligationSource

_REGISTERED = Nature(awaits_report=False, lacking=Reason.MISSING_COLUMN)
_SUBMITTED = Nature(awaits_report=False, lacking=Reason.MISSING_PART)


def evaluate(inputs: Inputs, as_of: datetime) -> Evaluation:
    """The state of every unit, obligation and period that has opened by ``as_of``, from what was known then.

    ValueError for a campaign that contradicts itself: a report of no obligation, an incomplete due rule."""
    at = micros(as_of)
    codes = Codes.of(inputs.units)
    codes.declare_members(inputs, at)
    rulings = Rulings(inputs.decisions, codes.clock)
    terms = terms_of(inputs.office, inputs.units, inputs.exemptions, as_of)
    marks = Marker.of(inputs, terms, codes, rulings).collect()
    grids: dict[str, Grid] = {}
    for id, own in terms.items():
        if own.obligation.source is ObligationSource.ACTIVITY:
            _rows(id, terms, inputs, codes, rulings, marks, at, grids)
        elif own.obligation.source is not ObligationSource.REPORT:
            grids[id] = _few(own, inputs, codes, rulings, marks[id], Targets(terms), at)
    for id in terms:
        overlay(grids[id], terms[id])
    return Evaluation(inputs, as_of, terms, {id: grids[id] for id in terms}, codes)


def evaluate_columns(
    terms: Mapping[str, Terms], columns: Columns, members: npt.NDArray[np.int32], as_of: datetime
) -> dict[str, Grid]:
    """The same rules over columns of codes, for one activity obligation and the reports that sum it up: the entry
    for data of any size. ``columns.flags`` holds the flags of each of them."""
    at = micros(as_of)
    weeks = next(t for t in terms.values() if t.obligation.source is ObligationSource.ACTIVITY)
    reports = {id: t for id, t in terms.items() if t.obligation.source is ObligationSource.REPORT}
    grids = judge_columns(weeks, reports, columns, {}, members, at)
    for id, grid in grids.items():
        overlay(grid, terms[id])
    return grids


def judge_columns(
    weeks: Terms,
    reports: Mapping[str, Terms],
    columns: Columns,
    marks: Mapping[str, Marks],
    members: npt.NDArray[np.int32],
    at: int,
) -> dict[str, Grid]:
    """The grids of an activity obligation and its reports. Their periods are cut into runs small enough for the
    processor's cache, and the rows of each run are gathered once for all of them."""
    id, units = weeks.obligation.id, weeks.standing.shape[1]
    grids = {name: Grid.empty(t.opened, units) for name, t in {id: weeks, **reports}.items()}
    calendars = {name: reported.Calendar(report, weeks) for name, report in reports.items()}
    index, none = columns.by_period(len(weeks.periods)), Marks()
    week_marks = marks.get(id, none)
    for start, stop in runs(len(weeks.periods), [c.spans for c in calendars.values()], units):
        rows = Gathered.of(columns, index.rows(start, stop), at + 1)
        active.judge_run(grids[id], weeks, rows, week_marks, at, start, min(stop, weeks.opened))
        for name, report in reports.items():
            own = marks.get(name, none)
            run = (start, stop)
            reported.judge_run(grids[name], report, weeks, calendars[name], rows, own, week_marks, at, run)
    tell_participation(grids[id], members)
    return grids


def tell_participation(grid: Grid, members: npt.NDArray[np.int32]) -> None:
    """Below or above the members declared; ``members`` (U,), -1 unknown."""
    known = members > 0
    step = max(1, CELLS // max(1, members.size))
    for start in range(0, len(grid.state), step):
        counts, reasons = grid.participants[start : start + step], grid.reasons[start : start + step]
        counted = (counts >= 0) & known
        reasons |= (counted & (counts < members)) * np.uint32(Reason.PARTICIPATION_BELOW.bit)
        reasons |= (counted & (counts > members)) * np.uint32(Reason.PARTICIPATION_ABOVE.bit)


def _rows(
    id: str,
    terms: Mapping[str, Terms],
    inputs: Inputs,
    codes: Codes,
    rulings: Rulings,
    marks: Mapping[str, Marks],
    at: int,
    grids: dict[str, Grid],
) -> None:
    weeks = terms[id]
    reports = {name: terms[name] for name, of in reports_of(terms).items() if of is weeks}
    columns = encode(inputs.activities, weeks, tuple(reports.values()), codes, rulings, at)
    grids.update(judge_columns(weeks, reports, columns, marks, codes.member_counts(), at))


def _few(
    terms: Terms, inputs: Inputs, codes: Codes, rulings: Rulings, marks: Marks, targets: Targets, at: int
) -> Grid:
    """Obligations with few periods and few pieces of evidence: all cells at once, now and at their close."""
    units = len(inputs.units)
    grid = Grid.empty(terms.opened, units)
    if terms.opened == 0:
        return grid
    window = Window.of(terms, 0, terms.opened)
    count = terms.opened * units
    registered_here = terms.obligation.source is ObligationSource.REGISTRATION
    table = table_of(_REGISTERED if registered_here else _SUBMITTED)
    before = at + 1
    if registered_here:
        forms = registered.collect(terms, inputs, codes, rulings, targets)

        def known(limit: Instants | int) -> Summary:
            return registered.summarise_forms(forms, count_of(terms, units), limit, before)
    else:
        mails = submitted.collect(terms, inputs.submissions, codes, rulings, targets)

        def known(limit: Instants | int) -> Summary:
            return submitted.summarise_mails(mails, terms.obligation, count_of(terms, units), limit, before)

    everywhere = len(terms.periods) * units
    closes = np.full(everywhere, before, np.int64)
    cells = np.flatnonzero(closed_mask(window, units, at))
    closes[cells] = closes_of(window, cells, units)
    now, then = _head(known(before), count), known(closes)
    here = marks.within(0, terms.opened)
    apply(now, [(_cell(m, units), m) for m in here if m.in_force(before)])
    apply(then, [(_cell(m, units), m) for m in here if m.in_force_at_close(int(closes[_cell(m, units)]), before)])
    settle(grid, terms, window, now, table, at)
    freeze(grid, window, cells, _pick(then, cells), table)
    return grid


def count_of(terms: Terms, units: int) -> int:
    return len(terms.periods) * units


def _cell(mark: Mark, units: int) -> int:
    return mark.period * units + mark.unit


def _head(summary: Summary, count: int) -> Summary:
    return _pick(summary, np.arange(count))


def _pick(summary: Summary, cells: npt.NDArray[np.intp]) -> Summary:
    return Summary(
        summary.flags[cells],
        summary.by[cells],
        summary.after[cells],
        summary.participants[cells],
        summary.groups[cells],
        None if summary.noted is None else summary.noted[cells],
    )
