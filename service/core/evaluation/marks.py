"""What bears on single cells besides rows in their place: open questions, unread mails, rows without a week, what
the office accepted or returned.

A mark is in force just before an instant X when ``since < X <= until``; what it proves, if anything, came at
``first``. So the past can be asked without storing anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from service.core.evaluation.columns import Flag
from service.core.evaluation.instants import NEVER
from service.core.evaluation.judge import Summary
from service.core.evaluation.reasons import Reason


class Bearing(IntEnum):
    """What a mark does to its cell."""

    LIFT = 0  # only a person can tell, unless the cell is complete without it
    LOOSE = 1  # the same, if no other row stands in the cell
    COMPLETE = 2  # complete, as of ``first``
    FILL = 3  # the same, if no row stands in the cell
    SOME = 4  # something came
    NOTE = 5  # only a reason


@dataclass(frozen=True, slots=True)
class Mark:
    """``shown_after``: the start of the interval in which it appeared, which decides whether a close knew it."""

    bearing: Bearing
    period: int
    unit: int
    since: int
    until: int
    reason: Reason | None = None
    first: int = NEVER
    shown_after: int | None = None

    def in_force(self, before: int) -> bool:
        return self.since < before <= self.until

    def in_force_at_close(self, closes: int, before: int) -> bool:
        started = self.since if self.shown_after is None else self.shown_after
        return self.since < before and started < closes <= self.until


@dataclass(slots=True)
class Marks:
    """The marks of one obligation."""

    marks: list[Mark] = field(default_factory=list)

    def add(self, mark: Mark) -> None:
        self.marks.append(mark)

    def within(self, start: int, stop: int) -> list[Mark]:
        return [mark for mark in self.marks if start <= mark.period < stop]


def apply(summary: Summary, placed: Iterable[tuple[int, Mark]]) -> None:
    """Applies marks in force to their cells (indices into the summary). Where two meet, what stands in the cell
    before any mark decides."""
    pairs = sorted(placed, key=lambda pair: pair[1].bearing)
    if not pairs:
        return
    cells = np.array([cell for cell, _ in pairs], np.intp)
    bare = (summary.flags[cells] == 0).tolist()
    for (cell, mark), empty in zip(pairs, bare, strict=True):
        if mark.bearing in (Bearing.LOOSE, Bearing.FILL) and not empty:
            continue
        if mark.bearing in (Bearing.LIFT, Bearing.LOOSE):
            summary.flags[cell] |= np.uint8(Flag.DOUBT)
        elif mark.bearing in (Bearing.COMPLETE, Bearing.FILL):
            summary.flags[cell] |= np.uint8(Flag.COMPLETE | Flag.ACCEPTED)
            summary.by[cell] = min(int(summary.by[cell]), mark.first)
            summary.after[cell] = min(int(summary.after[cell]), mark.first)
        elif mark.bearing is Bearing.SOME:
            summary.flags[cell] |= np.uint8(Flag.SOME)
        if mark.reason is not None:
            summary.note(cell, mark.reason)
