"""Activity obligations: rows to states, a run of periods at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Columns, Flags, Indices, Mask, PeriodIndex, blocks
from service.core.evaluation.grids import Grid, Window, closed_cells, closes_of, freeze, settle
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import Nature, Summary, Table, table_of
from service.core.evaluation.marks import Mark, Marks, apply
from service.core.evaluation.reasons import Reason
from service.core.evaluation.summarise import require_several, summarise
from service.core.evaluation.terms import Terms

NATURE = Nature(awaits_report=True, lacking=Reason.MISSING_COLUMN)


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of some periods that are known at one instant, with the cell of each."""

    cell: Indices
    after: Instants
    by: Instants
    gone: Instants
    flags: Flags
    then: Flags
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]

    @classmethod
    def of(
        cls,
        columns: Columns,
        rows: slice | npt.NDArray[np.int32] | npt.NDArray[np.intp],
        id: str,
        base: Instants,
        before: int,
    ) -> Slice:
        """``base`` (P,): the first cell of each period; the unit's index is added. -1: the period is left out."""
        unit, by = columns.unit[rows], columns.by[rows]
        start = base[columns.period[rows]]
        flags = columns.flags[id][rows]
        then = _then(columns, id, rows, flags)
        use = (unit >= 0) & (by < before) & (start >= 0) & ((flags | then) != 0)
        found = (
            start + unit,
            columns.after[rows],
            by,
            columns.gone[rows],
            flags,
            then,
            columns.participants[rows],
            columns.groups[rows],
        )
        if use.all():
            return cls(*found)
        return cls(*(column[use] for column in found))

    def take(self, mask: Mask) -> Slice:
        return Slice(
            self.cell[mask],
            self.after[mask],
            self.by[mask],
            self.gone[mask],
            self.flags[mask],
            self.then[mask],
            self.participants[mask],
            self.groups[mask],
        )

    def summary(self, count: int, before: Instants | int, flags: Flags, least: int = 1) -> Summary:
        stands = self.gone >= before
        live = flags != 0
        if not live.all():
            limit = before if isinstance(before, int) else before[live]
            return self.take(live).summary(count, limit, flags[live], least)
        found = summarise(self.cell, count, self.after, self.by, flags, stands, self.participants, self.groups)
        if least > 1:
            gone = np.where(stands, NEVER, self.gone)
            require_several(found, least, self.cell, self.after, self.by, gone, flags)
        return found

    def moved(self, mask: Mask, cell: Indices) -> Slice:
        """The rows of ``mask``, in other cells."""
        return replace(self.take(mask), cell=cell)

    def disturbed(self, closes: Instants, at: int) -> Mask:
        """The rows of which the close saw something else than is seen at ``at``; ``closes`` one a row."""
        differs = (self.after >= closes) | ((self.gone >= closes) & (self.gone <= at)) | (self.then != self.flags)
        return np.asarray((closes <= at) & differs, np.bool_)


def _then(
    columns: Columns, id: str, rows: slice | npt.NDArray[np.int32] | npt.NDArray[np.intp], flags: Flags
) -> Flags:
    then = columns.flags_then.get(id)
    return flags if then is None else then[rows]


def activity_grid(terms: Terms, columns: Columns, index: PeriodIndex, marks: Marks, at: int) -> Grid:
    """The states of an activity obligation at ``at`` (microseconds), of every period that has opened."""
    units = terms.standing.shape[1]
    grid = Grid.empty(terms.opened, units)
    table = table_of(NATURE)
    id, least = terms.obligation.id, terms.obligation.minimum
    for start, stop in blocks(terms.opened, units):
        window = Window.of(terms, start, stop)
        base = np.full(len(terms.periods) + 1, -1, np.int64)
        base[start:stop] = np.arange(stop - start) * units
        rows = Slice.of(columns, index.rows(start, stop), id, base, at + 1)
        here = marks.within(start, stop)
        now = rows.summary((stop - start) * units, at + 1, rows.flags, least)
        apply(now, [(_cell(m, start, units), m) for m in here if m.in_force(at + 1)])
        settle(grid, terms, window, now, table, at)
        if (window.closes <= at).any():
            _freeze(grid, window, rows, here, table, units, at, least)
    return grid


def _cell(mark: Mark, start: int, units: int) -> int:
    return (mark.period - start) * units + mark.unit


def _freeze(
    grid: Grid,
    window: Window,
    rows: Slice,
    marks: list[Mark],
    table: Table,
    units: int,
    at: int,
    least: int,
) -> None:
    """Judges the cells again that looked otherwise at their close; all others stand as they are."""
    count = (window.stop - window.start) * units
    row_closes = closes_of(window, rows.cell, units)
    affected = np.zeros(count, np.bool_)
    affected[rows.cell[rows.disturbed(row_closes, at)]] = True
    affected[[_cell(m, window.start, units) for m in marks]] = True
    closed = np.zeros(count, np.bool_)
    closed[closed_cells(window, units, at)] = True
    cells = np.flatnonzero(affected & closed)
    if cells.size == 0:
        return
    place = np.full(count, -1, np.intp)
    place[cells] = np.arange(cells.size)
    seen = (place[rows.cell] >= 0) & (rows.after < row_closes)
    moved = rows.moved(seen, place[rows.cell[seen]])
    then = moved.summary(cells.size, row_closes[seen], moved.then, least)
    limits = closes_of(window, cells, units)
    placed = [(int(place[_cell(m, window.start, units)]), m) for m in marks]
    apply(then, [(c, m) for c, m in placed if c >= 0 and m.in_force_at_close(int(limits[c]), at + 1)])
    freeze(grid, window, cells, then, table)
