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
    """What is known of n report cells from their weeks, (L, n) of which the ``covered`` ones are owed.

    Each week counts from its own first complete row; the last of them completes the report."""
    longest, count = covered.shape
    found = Summary.empty(count)
    found.by.fill(ALWAYS)
    found.after.fill(ALWAYS)
    owed, lacking, clear = (np.zeros(count, np.bool_) for _ in range(3))
    why = np.zeros(count, np.uint32)
    shape = (longest, count)
    columns = (weeks.flags.reshape(shape), weeks.by.reshape(shape), weeks.after.reshape(shape))
    noted = None if weeks.noted is None else weeks.noted.reshape(shape)
    for place, (own, flags, by, after) in enumerate(zip(covered, *columns, strict=True)):
        owed |= own
        np.maximum(found.by, by, out=found.by, where=own)
        np.maximum(found.after, after, out=found.after, where=own)
        groups = weeks.groups[place * count : (place + 1) * count]
        np.bitwise_or(found.groups, groups, out=found.groups, where=own)
        found.flags |= np.where(own, flags & np.uint8(Flag.SOME), np.uint8(0))
        bad = own & ((flags & np.uint8(Flag.COMPLETE)) == 0)
        lacking |= bad
        clear |= bad & ((flags & np.uint8(Flag.DOUBT)) == 0)
        why |= np.where(bad, _WHY[flags], np.uint32(0))
        if noted is not None:
            why |= np.where(bad, noted[place], np.uint32(0))
    told = (found.flags & np.uint8(Flag.SOME)) != 0
    found.flags |= np.where(owed & ~lacking, np.uint8(Flag.COMPLETE), np.uint8(0))
    found.flags |= np.where(lacking & ~clear, np.uint8(Flag.DOUBT), np.uint8(0))
    found.by[~owed] = NEVER
    # that weeks have no row is worth saying only where others have one
    found.noted = np.where(told, why, why & np.uint32(~Reason.WEEK_WITHOUT_ROW.bit & 0xFFFFFFFF))
    return found


def _lack(flags: int) -> int:
    """The reason that one week which is not complete gives, by its flags."""
    if flags & Flag.DOUBT:
        return 0  # noted where it comes from
    if flags & Flag.BARE:
        return bits(Reason.WEEK_UNEXPLAINED)
    return bits(Reason.MISSING_COLUMN if flags & Flag.SOME else Reason.WEEK_WITHOUT_ROW)


_WHY = np.array([_lack(flags) for flags in range(256)], np.uint32)
