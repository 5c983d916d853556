"""The one rule that turns what is known of a cell into its state, for every obligation alike.

A cell is a unit in a period. What is known is eight yes-or-no answers, so the rule is written once, readably, and
laid out as a table of 256 entries that the arrays look up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Flag, Flags
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.reasons import Reason, bits
from service.core.records import State


class Code(IntEnum):
    """States as integers; ``NONE`` is a unit that is left out."""

    ON_TIME = 0
    LATE = 1
    INCOMPLETE = 2
    NEEDS_REVIEW = 3
    MISSING = 4
    NOT_UPDATED = 5
    NOT_DUE = 6
    EXEMPT = 7
    NONE = 255


STATES: tuple[State, ...] = tuple(State[code.name] for code in Code if code is not Code.NONE)
"""The state of each code below ``NONE``."""


@dataclass(slots=True)
class Summary:
    """What is known of n cells at one instant: the union of the flags of standing evidence, when it was first
    complete (``by``) and the earliest it can have been (``after``), the best participation, the groups, and
    reasons that single pieces of evidence gave."""

    flags: Flags
    by: Instants
    after: Instants
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]
    noted: npt.NDArray[np.uint32] | None = None

    @classmethod
    def empty(cls, count: int) -> Summary:
        return cls(
            np.zeros(count, np.uint8),
            np.full(count, NEVER, np.int64),
            np.full(count, NEVER, np.int64),
            np.full(count, -1, np.int32),
            np.zeros(count, np.uint32),
        )

    def note(self, cells: npt.NDArray[np.intp] | int, reason: Reason) -> None:
        if self.noted is None:
            self.noted = np.zeros(self.flags.size, np.uint32)
        if isinstance(cells, int):
            self.noted[cells] |= reason.bit
        else:
            self.noted[cells] |= np.uint32(reason.bit)


@dataclass(frozen=True, slots=True)
class Nature:
    """What differs between obligations in the rule: whether a past period may wait for its report, and the reason
    of an incomplete state."""

    awaits_report: bool
    lacking: Reason | None


_LATE, _COMPLETE, _PAST_DUE, _PAST_END = 32, 1, 64, 128
_EVIDENCE = int(Flag.COMPLETE | Flag.DOUBT | Flag.SOME | Flag.EXPLAINED | Flag.BARE)


def judged(answers: int, nature: Nature) -> tuple[Code, int]:
    """The rule (design, section 11): state and reasons for the eight answers of one cell."""
    if answers & Flag.COMPLETE:
        if answers & _LATE:
            return Code.LATE, bits(Reason.AFTER_DEADLINE)
        return Code.ON_TIME, 0
    if answers & Flag.DOUBT:
        return Code.NEEDS_REVIEW, 0
    if answers & Flag.SOME:
        return Code.INCOMPLETE, bits(nature.lacking) if nature.lacking else 0
    if answers & Flag.EXPLAINED:
        return Code.MISSING, bits(Reason.EXPLAINED)
    if answers & Flag.BARE:
        return Code.MISSING, bits(Reason.UNEXPLAINED)
    if answers & _PAST_DUE:
        return Code.MISSING, bits(Reason.NOTHING_RECEIVED)
    if answers & _PAST_END and nature.awaits_report:
        return Code.NOT_UPDATED, bits(Reason.AWAITING_REPORT)
    return Code.NOT_DUE, 0


@dataclass(frozen=True, slots=True)
class Table:
    """The rule for all 256 answers of one kind of obligation."""

    states: Flags
    reasons: npt.NDArray[np.uint32]


@cache
def table_of(nature: Nature) -> Table:
    rows = [judged(answers, nature) for answers in range(256)]
    return Table(
        np.array([state for state, _ in rows], np.uint8), np.array([reasons for _, reasons in rows], np.uint32)
    )


def conclude(
    summary: Summary, shape: tuple[int, ...], due: Instants, past: Flags | int, table: Table
) -> tuple[Flags, npt.NDArray[np.uint32]]:
    """States and reasons of the cells in ``shape``; ``due`` and ``past`` (:func:`passed`) broadcast over it."""
    answers = (summary.after.reshape(shape) >= due).view(np.uint8) * np.uint8(_LATE)
    answers |= summary.flags.reshape(shape) & np.uint8(_EVIDENCE)
    answers |= np.asarray(past, np.uint8)
    states = np.take(table.states, answers)
    reasons = np.take(table.reasons, answers)
    doubtful = (summary.by.reshape(shape) >= due) & (states == Code.ON_TIME)
    reasons |= doubtful.view(np.uint8) * np.uint32(Reason.BENEFIT_OF_DOUBT.bit)
    _explain(summary, states.reshape(-1), reasons.reshape(-1))
    return states, reasons


def passed(due: Instants, ends: Instants, at: int) -> Flags:
    """Whether the due time, and the end of the period, lie behind ``at``."""
    return (due <= at) * np.uint8(_PAST_DUE) | (ends <= at) * np.uint8(_PAST_END)


PAST = _PAST_DUE | _PAST_END
"""What has passed for a period that is closed."""


def _explain(summary: Summary, states: Flags, reasons: npt.NDArray[np.uint32]) -> None:
    """Adds the reasons that the table cannot know. Each touches only the few cells concerned."""
    lost = np.flatnonzero((summary.by != NEVER) & (states > Code.LATE))
    if lost.size:
        gone = (summary.flags[lost] & np.uint8(Flag.SOME | Flag.EXPLAINED | Flag.BARE)) == 0
        reasons[lost[gone]] |= np.uint32(Reason.ROW_DELETED.bit)
        reasons[lost[~gone]] |= np.uint32(Reason.ROW_EDITED.bit)
    special = np.flatnonzero(summary.flags & np.uint8(Flag.ACCEPTED | Flag.SHORT))
    if special.size:
        accepted = special[(summary.flags[special] & np.uint8(Flag.ACCEPTED)) != 0]
        reasons[accepted[states[accepted] <= Code.LATE]] |= np.uint32(Reason.ACCEPTED_BY_OFFICE.bit)
        short = special[(summary.flags[special] & np.uint8(Flag.SHORT)) != 0]
        short = short[states[short] == Code.INCOMPLETE]  # the row has all columns, only too few took part
        reasons[short] &= np.uint32(~Reason.MISSING_COLUMN.bit & 0xFFFFFFFF)
        reasons[short] |= np.uint32(Reason.PARTICIPATION_TOO_LOW.bit)
    if summary.noted is not None:
        reasons |= np.where(states > Code.LATE, summary.noted, np.uint32(0))
        few = np.flatnonzero(summary.noted & np.uint32(Reason.TOO_FEW.bit))
        reasons[few] &= np.uint32(~bits(Reason.MISSING_COLUMN, Reason.MISSING_PART) & 0xFFFFFFFF)
