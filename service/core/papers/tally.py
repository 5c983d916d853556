"""Counting assessments: one tally an obligation and period, whose parts always sum (design, rule 3.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from service.core.records import Assessment, State

COUNTED = (
    State.ON_TIME,
    State.LATE,
    State.INCOMPLETE,
    State.NEEDS_REVIEW,
    State.MISSING,
    State.NOT_UPDATED,
    State.NOT_DUE,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Units by state. ``expected`` leaves the exempt out."""

    on_time: int = 0
    late: int = 0
    incomplete: int = 0
    needs_review: int = 0
    missing: int = 0
    not_updated: int = 0
    not_due: int = 0
    exempt: int = 0

    @property
    def expected(self) -> int:
        return sum(self.count(state) for state in COUNTED)

    @property
    def done(self) -> int:
        return self.on_time + self.late

    @property
    def completeness(self) -> float | None:
        """Complete of expected (DHIS2), as a share of 1; None when nothing is expected."""
        return self.done / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        return self.on_time / self.expected if self.expected else None

    def count(self, state: State) -> int:
        return int(getattr(self, state.value))

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{state.value: self.count(state) + other.count(state) for state in State})


def tally(assessments: Iterable[Assessment]) -> Tally:
    counts = Counter(assessment.state for assessment in assessments)
    return Tally(**{state.value: counts[state] for state in State})
