"""The states of one obligation, period × unit, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Flags
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import PAST, Code, Summary, Table, conclude, passed
from service.core.evaluation.reasons import Reason
from service.core.evaluation.terms import Standing, Terms


@dataclass(slots=True)
class Grid:
    """Shapes (P, U), P the periods that have opened. ``state``: :class:`Code`; ``restated``: the code that stood
    at the close where it differs, else ``NONE``; ``by``: when first complete, NEVER if not."""

    state: Flags
    restated: Flags
    reasons: npt.NDArray[np.uint32]
    by: Instants
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]

    @classmethod
    def empty(cls, periods: int, units: int) -> Grid:
        shape = (periods, units)
        return cls(
            np.empty(shape, np.uint8),
            np.full(shape, Code.NONE, np.uint8),
            np.empty(shape, np.uint32),
            np.empty(shape, np.int64),
            np.empty(shape, np.int32),
            np.empty(shape, np.uint32),
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The limits of a run of periods, as arrays that broadcast over its cells (B, U): (B, 1), or (B, U) where a
    unit has a due time of its own."""

    start: int
    stop: int
    ends: Instants
    due: Instants
    closes: Instants

    @classmethod
    def of(cls, terms: Terms, start: int, stop: int) -> Window:
        due = terms.due[start:stop, None]
        closes = terms.closes[start:stop, None]
        own = [(p, u) for p, u in terms.own if start <= p < stop]
        if own:
            shape = (stop - start, terms.standing.shape[1])
            due, closes = np.broadcast_to(due, shape).copy(), np.broadcast_to(closes, shape).copy()
            for p, u in own:
                due[p - start, u], closes[p - start, u] = terms.limits(p, u)
        return cls(start, stop, terms.ends[start:stop, None], due, closes)


def settle(grid: Grid, terms: Terms, window: Window, now: Summary, table: Table, at: int) -> None:
    """Writes the states of a run of periods as they are at ``at``."""
    shape = (window.stop - window.start, terms.standing.shape[1])
    part = slice(window.start, window.stop)
    past = passed(window.due, window.ends, at)
    states, reasons = conclude(now, shape, window.due, past, table)
    grid.state[part] = states
    grid.reasons[part] = reasons
    grid.by[part] = np.where(states <= Code.LATE, now.by.reshape(shape), NEVER)
    grid.participants[part] = now.participants.reshape(shape)
    grid.groups[part] = now.groups.reshape(shape)


def freeze(grid: Grid, window: Window, cells: npt.NDArray[np.intp], then: Summary, table: Table) -> None:
    """Compares cells (flat indices of the window) with what stood at their close: a state that differs is a
    restatement, anything else stays as it was then."""
    if cells.size == 0:
        return
    units = grid.state.shape[1]
    rows, columns = window.start + cells // units, cells % units
    due = window.due[cells // units, columns if window.due.shape[1] > 1 else 0]
    states, reasons = conclude(then, cells.shape, due, PAST, table)
    now = grid.state[rows, columns]
    same = states == now
    changed = ~same
    grid.restated[rows[changed], columns[changed]] = states[changed]
    grid.reasons[rows[changed], columns[changed]] |= np.uint32(Reason.RESTATED.bit)
    kept = (rows[same], columns[same])
    grid.reasons[kept] = reasons[same]
    grid.by[kept] = np.where(states[same] <= Code.LATE, then.by[same], NEVER)
    grid.participants[kept] = then.participants[same]
    grid.groups[kept] = then.groups[same]


def overlay(grid: Grid, terms: Terms) -> None:
    """Takes out who is exempt or left out, and adds the reasons that follow from the terms."""
    count = grid.state.shape[0]
    standing = terms.standing[:count]
    if standing.any():
        exempt = standing == Standing.EXEMPT
        grid.state[exempt] = Code.EXEMPT
        grid.reasons[exempt] = 0
        grid.state[standing > Standing.EXEMPT] = Code.NONE
        grid.restated[standing != Standing.EXPECTED] = Code.NONE
        grid.reasons[standing > Standing.EXEMPT] = 0
    grid.reasons |= terms.reasons[:count]


def closed_mask(window: Window, units: int, at: int) -> npt.NDArray[np.bool_]:
    """Which cells of a window, flat, belong to a period that is frozen at ``at``."""
    shape = (window.stop - window.start, units)
    return np.broadcast_to(window.closes <= at, shape).reshape(-1)


def closes_of(window: Window, cells: npt.NDArray[np.intp], units: int) -> Instants:
    """When the period of each cell (flat index of the window) is frozen."""
    if window.closes.size == 1:
        return np.broadcast_to(window.closes.reshape(-1), cells.shape)
    every = np.broadcast_to(window.closes, (window.stop - window.start, units)).reshape(-1)
    return np.take(every, cells)  # looking up is faster than dividing every cell by the units
