"""Reports: the rows of all weeks inside a longer period.

Complete when every assessed week has a row with all columns, or a stated reason for none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from service.core.evaluation.active import places
from service.core.evaluation.columns import Flag, Indices
from service.core.evaluation.grids import Grid, Window, closed_mask, closes_of, freeze, settle
from service.core.evaluation.instants import ALWAYS, NEVER, Instants
from service.core.evaluation.judge import Nature, Summary, table_of
from service.core.evaluation.marks import Bearing, Mark, Marks, apply
from service.core.evaluation.reasons import Reason, bits
from service.core.evaluation.slices import Gathered
from service.core.evaluation.terms import Standing, Terms, covered_weeks

NATURE = Nature(awaits_report=False, lacking=None)
_LIFTS = (Bearing.LIFT, Bearing.LOOSE)


class Calendar:
    """Where each week stands in the periods of a report: its period and its place in it."""

    def __init__(self, report: Terms, weeks: Terms) -> None:
        self.spans = covered_weeks(report, weeks)
        self.longest = max((stop - start for start, stop in self.spans), default=0)
        self.period_of = np.full(len(weeks.periods), -1, np.intp)
        self.place_of = np.zeros(len(weeks.periods), np.intp)
        for p, (start, stop) in enumerate(self.spans):
            self.period_of[start:stop] = p
            self.place_of[start:stop] = np.arange(stop - start)

    def covered(self, weeks: Terms, start: int, stop: int) -> npt.NDArray[np.bool_]:
        """(L, B, U): whether the unit owes the n-th week of each period from ``start`` to ``stop``."""
        found = np.zeros((self.longest, stop - start, weeks.standing.shape[1]), np.bool_)
        for p in range(start, stop):
            first, last = self.spans[p]
            found[: last - first, p - start] = weeks.standing[first:last] == Standing.EXPECTED
        return found


def judge_run(
    grid: Grid,
    report: Terms,
    weeks: Terms,
    calendar: Calendar,
    rows: Gathered,
    marks: Marks,
    week_marks: Marks,
    at: int,
    run: tuple[int, int],
) -> None:
    """Writes the states at ``at`` (microseconds) of the report's periods inside a run of weeks into the grid."""
    inside = calendar.period_of[run[0] : run[1]]
    inside = inside[(inside >= 0) & (inside < report.opened)]
    if inside.size:
        span = int(inside[0]), int(inside[-1]) + 1
        _Run(report, weeks, calendar, rows, marks, week_marks, at, *span).judge(grid)


class _Run:
    """A run of periods of the report. A week's cell is (place in its period, period, unit), flat."""

    def __init__(
        self,
        report: Terms,
        weeks: Terms,
        calendar: Calendar,
        rows: Gathered,
        marks: Marks,
        week_marks: Marks,
        at: int,
        start: int,
        stop: int,
    ) -> None:
        self.report, self.at, self.start = report, at, start
        self.longest = calendar.longest
        self.units: int = report.standing.shape[1]
        self.count = (stop - start) * self.units
        self.window = Window.of(report, start, stop)
        first, last = calendar.spans[start][0], calendar.spans[stop - 1][1]
        self.base = np.full(len(weeks.periods) + 1, -1, np.intp)
        inside = np.arange(first, last)
        places = calendar.place_of[inside] * self.count
        self.base[inside] = places + (calendar.period_of[inside] - start) * self.units
        self.rows = rows.slice(report.obligation.id, self.base)
        self.covered = calendar.covered(weeks, start, stop).reshape(self.longest, self.count)
        self.marks = marks.within(start, stop)
        self.week_marks = [m for m in week_marks.within(first, last) if m.bearing in _LIFTS]
        self.table = table_of(NATURE)

    def judge(self, grid: Grid) -> None:
        before = self.at + 1
        found = self.rows.summary(self.longest * self.count, before, self.rows.flags, counted=False)
        apply(found, [(self._week_cell(m), m) for m in self.week_marks if m.in_force(before)])
        now = gather(found, self.covered)
        apply(now, [(self._cell(m), m) for m in self.marks if m.in_force(before)])
        settle(grid, self.report, self.window, now, self.table, self.at)
        if (self.window.closes <= self.at).any():
            self._freeze(grid)

    def _freeze(self, grid: Grid) -> None:
        """Judges the cells again that looked otherwise at their close; all others stand as they are."""
        owner = self.rows.cell % self.count
        row_closes = closes_of(self.window, owner, self.units)
        affected = np.zeros(self.count, np.bool_)
        affected[owner[self.rows.disturbed(row_closes, self.at)]] = True
        affected[[self._cell(m) for m in self.marks]] = True
        affected[[self._week_cell(m) % self.count for m in self.week_marks]] = True
        affected &= closed_mask(self.window, self.units, self.at)
        cells = np.flatnonzero(affected)
        if cells.size:
            freeze(grid, self.window, cells, self._at_close(cells, owner, row_closes), self.table)

    def _at_close(self, cells: Indices, owner: Indices, row_closes: Instants) -> Summary:
        place = places(cells, self.count)
        seen = np.flatnonzero((place[owner] >= 0) & (self.rows.after < row_closes))
        cell = self.rows.cell[seen] // self.count * cells.size + place[owner[seen]]
        moved = self.rows.moved(seen, cell)
        found = moved.summary(self.longest * cells.size, row_closes[seen], moved.then, counted=False)
        limits = closes_of(self.window, cells, self.units)
        weekly = []
        for mark in self.week_marks:
            week = self._week_cell(mark)
            to = int(place[week % self.count])
            if to >= 0 and mark.in_force_at_close(int(limits[to]), self.at + 1):
                weekly.append((week // self.count * cells.size + to, mark))
        apply(found, weekly)
        then = gather(found, self.covered[:, cells])
        placed = [(int(place[self._cell(m)]), m) for m in self.marks]
        apply(then, [(c, m) for c, m in placed if c >= 0 and m.in_force_at_close(int(limits[c]), self.at + 1)])
        return then

    def _cell(self, mark: Mark) -> int:
        return (mark.period - self.start) * self.units + mark.unit

    def _week_cell(self, mark: Mark) -> int:
        start: int = self.base[mark.period].item()
        return start + mark.unit


def gather(weeks: Summary, covered: npt.NDArray[np.bool_]) -> Summary:
    """What is known of n report cells from their weeks, (L, n) of which the ``covered`` ones are owed."""
    longest, count = covered.shape
    flags = weeks.flags.reshape(longest, count)
    complete = (flags & np.uint8(Flag.COMPLETE)) != 0
    some_week = covered & ((flags & np.uint8(Flag.SOME)) != 0)
    bad = covered & ~complete
    doubt = (flags & np.uint8(Flag.DOUBT)) != 0
    any_bad, owed, some = bad.any(axis=0), covered.any(axis=0), some_week.any(axis=0)
    clear_bad = (bad & ~doubt).any(axis=0)
    found = Summary.empty(count)
    found.flags |= np.where(owed & ~any_bad, np.uint8(Flag.COMPLETE), np.uint8(0))
    found.flags |= np.where(any_bad & ~clear_bad, np.uint8(Flag.DOUBT), np.uint8(0))
    found.flags |= np.where(some, np.uint8(Flag.SOME), np.uint8(0))
    # each week counts from its own first complete row; the last of them completes the report
    found.by = np.where(covered, weeks.by.reshape(longest, count), ALWAYS).max(axis=0, initial=ALWAYS)
    found.after = np.where(covered, weeks.after.reshape(longest, count), ALWAYS).max(axis=0, initial=ALWAYS)
    found.by[~owed] = NEVER
    groups = weeks.groups.reshape(longest, count)
    found.groups = np.bitwise_or.reduce(np.where(covered, groups, np.uint32(0)), axis=0)
    found.noted = _notes(weeks, flags, bad, doubt, any_bad & some)
    return found


def _notes(
    weeks: Summary,
    flags: npt.NDArray[np.uint8],
    bad: npt.NDArray[np.bool_],
    doubt: npt.NDArray[np.bool_],
    told: npt.NDArray[np.bool_],
) -> npt.NDArray[np.uint32] | None:
    """Why weeks are lacking, where some are told of."""
    noted = np.zeros(told.size, np.uint32)
    if weeks.noted is not None:
        own = np.where(bad, weeks.noted.reshape(flags.shape), np.uint32(0))
        noted |= np.bitwise_or.reduce(own, axis=0)
    at = np.flatnonzero(told)
    if at.size:
        bad, doubt = bad[:, at], doubt[:, at]
        said = flags[:, at]
        row = (said & np.uint8(Flag.SOME)) != 0
        bare = (said & np.uint8(Flag.BARE)) != 0
        noted[at] |= np.where((bad & ~row & ~doubt).any(axis=0), np.uint32(bits(Reason.WEEK_WITHOUT_ROW)), 0)
        noted[at] |= np.where((bad & bare).any(axis=0), np.uint32(bits(Reason.WEEK_UNEXPLAINED)), 0)
        lacking = (bad & row & ~bare & ~doubt).any(axis=0)
        noted[at] |= np.where(lacking, np.uint32(bits(Reason.MISSING_COLUMN)), 0)
    return noted
