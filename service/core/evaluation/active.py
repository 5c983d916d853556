"""Activity obligations: the rows of a run of periods to states."""

from __future__ import annotations

import numpy as np

from service.core.evaluation.columns import Indices
from service.core.evaluation.grids import Grid, Window, closed_mask, closes_of, freeze, settle
from service.core.evaluation.judge import Nature, table_of
from service.core.evaluation.marks import Mark, Marks, apply
from service.core.evaluation.reasons import Reason
from service.core.evaluation.slices import Gathered, Slice
from service.core.evaluation.terms import Terms

NATURE = Nature(awaits_report=True, lacking=Reason.MISSING_COLUMN)


def judge_run(grid: Grid, terms: Terms, rows: Gathered, marks: Marks, at: int, start: int, stop: int) -> None:
    """Writes the states at ``at`` (microseconds) of the periods ``start`` to ``stop`` (exclusive) into the grid."""
    if start < stop:
        _Run(terms, rows, marks, at, start, stop).judge(grid)


class _Run:
    """A run of periods. A cell is (period, unit), flat."""

    def __init__(self, terms: Terms, rows: Gathered, marks: Marks, at: int, start: int, stop: int) -> None:
        self.terms, self.at, self.start = terms, at, start
        self.units: int = terms.standing.shape[1]
        self.count = (stop - start) * self.units
        self.least = terms.obligation.minimum
        self.window = Window.of(terms, start, stop)
        base = np.full(len(terms.periods) + 1, -1, np.intp)
        base[start:stop] = np.arange(stop - start) * self.units
        self.rows = rows.slice(terms.obligation.id, base)
        self.marks = marks.within(start, stop)
        self.table = table_of(NATURE)

    def judge(self, grid: Grid) -> None:
        before = self.at + 1
        now = self.rows.summary(self.count, before, self.rows.flags, self.least)
        apply(now, [(self._cell(m), m) for m in self.marks if m.in_force(before)])
        settle(grid, self.terms, self.window, now, self.table, self.at)
        if (self.window.closes <= self.at).any():
            self._freeze(grid)

    def _cell(self, mark: Mark) -> int:
        return (mark.period - self.start) * self.units + mark.unit

    def _freeze(self, grid: Grid) -> None:
        """Judges the cells again that looked otherwise at their close; all others stand as they are."""
        row_closes = closes_of(self.window, self.rows.cell, self.units)
        affected = np.zeros(self.count, np.bool_)
        affected[self.rows.cell[self.rows.disturbed(row_closes, self.at)]] = True
        affected[[self._cell(m) for m in self.marks]] = True
        affected &= closed_mask(self.window, self.units, self.at)
        cells = np.flatnonzero(affected)
        if cells.size == 0:
            return
        place = places(cells, self.count)
        seen = np.flatnonzero((place[self.rows.cell] >= 0) & (self.rows.after < row_closes))
        moved: Slice = self.rows.moved(seen, place[self.rows.cell[seen]])
        then = moved.summary(cells.size, row_closes[seen], moved.then, self.least)
        limits = closes_of(self.window, cells, self.units)
        placed = [(int(place[self._cell(m)]), m) for m in self.marks]
        apply(then, [(c, m) for c, m in placed if c >= 0 and m.in_force_at_close(int(limits[c]), self.at + 1)])
        freeze(grid, self.window, cells, then, self.table)


def places(cells: Indices, count: int) -> Indices:
    """Where each of ``count`` cells stands among some of them, -1 for the others."""
    found = np.full(count, -1, np.intp)
    found[cells] = np.arange(cells.size)
    return found
