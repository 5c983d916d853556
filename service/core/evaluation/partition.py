"""Counts that sum: expected = the seven states; exempt and closed units are counted apart (design, rule 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.instants import micros, moment
from service.core.evaluation.judge import Code
from service.core.evaluation.terms import Standing, Terms
from service.core.obligations import Period
from service.core.periods import ONCE
from service.core.weeks import Month, Week


class Level(StrEnum):
    PERIOD = "period"
    UNIT = "unit"
    SECTOR = "sector"
    MONTH = "month"
    YEAR = "year"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Partition:
    """How many unit-periods are in each state. ``closed``: not open for the period."""

    expected: int
    on_time: int
    late: int
    incomplete: int
    needs_review: int
    missing: int
    not_updated: int
    not_due: int
    exempt: int
    closed: int

    def __post_init__(self) -> None:
        states = (
            self.on_time
            + self.late
            + self.incomplete
            + self.needs_review
            + self.missing
            + self.not_updated
            + self.not_due
        )
        if states != self.expected:
            raise AssertionError(f"{self.expected} expected, but {states} in a state: {self}")

    @property
    def complete(self) -> int:
        return self.on_time + self.late

    @property
    def completeness(self) -> float | None:
        """Complete / expected (DHIS2's reporting rate); None when nothing is expected."""
        return self.complete / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """On time / expected (DHIS2's reporting rate on time); None when nothing is expected."""
        return self.on_time / self.expected if self.expected else None

    def __add__(self, other: Partition) -> Partition:
        return Partition(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


_CODES = 8
_STANDINGS = len(Standing)


def partitions(evaluation: Evaluation, by: Level) -> Mapping[tuple[str, str], Partition]:
    """By (obligation id, key): the period's label, the unit's code, the sector, ``2020-04``, ``2020`` or the
    office's name. Months and years are of the week's Thursday, of the first day of other periods, and of the due
    day of a one-off."""
    found: dict[tuple[str, str], Partition] = {}
    for id, terms in evaluation.terms.items():
        grid = evaluation.grids[id]
        keys, codes = _keys(evaluation, terms, by)
        counts = count(grid.state, terms.standing[: terms.opened], codes, len(keys))
        for key, row in zip(keys, counts, strict=True):
            found[id, key] = row
    return found


def count(
    states: npt.NDArray[np.uint8],
    standing: npt.NDArray[np.uint8],
    keys: npt.NDArray[np.intp],
    number: int,
) -> list[Partition]:
    """Partitions of (P, U) arrays by ``keys``, which broadcast to their shape. Expected is counted from the
    standing alone, so that the sum is a real check."""
    places = np.broadcast_to(keys, states.shape)
    by_state = _histogram(states, places, number, 256)[:, :_CODES]
    by_standing = _histogram(standing, places, number, _STANDINGS)
    return [
        Partition(
            int(stands[Standing.EXPECTED]),
            int(row[Code.ON_TIME]),
            int(row[Code.LATE]),
            int(row[Code.INCOMPLETE]),
            int(row[Code.NEEDS_REVIEW]),
            int(row[Code.MISSING]),
            int(row[Code.NOT_UPDATED]),
            int(row[Code.NOT_DUE]),
            int(row[Code.EXEMPT]),
            int(stands[Standing.CLOSED]),
        )
        for row, stands in zip(by_state, by_standing, strict=True)
    ]


def _histogram(
    values: npt.NDArray[np.uint8], places: npt.NDArray[np.intp], number: int, width: int
) -> npt.NDArray[np.int64]:
    """(number, width) counts; a row of the array at a time when a row is one place, which needs no big index."""
    found = np.zeros((number, width), np.int64)
    if values.size and places.strides[-1] == 0:
        for row, place in zip(values, places[:, 0], strict=True):
            found[place] += np.bincount(row, minlength=width)[:width]
        return found
    joint = (places * width + values).reshape(-1)
    return np.bincount(joint, minlength=number * width).reshape(number, width)


def _keys(evaluation: Evaluation, terms: Terms, by: Level) -> tuple[list[str], npt.NDArray[np.intp]]:
    units = evaluation.inputs.units
    if by is Level.OFFICE:
        return [evaluation.inputs.office.name], np.zeros((1, 1), np.intp)
    if by is Level.UNIT:
        return [u.code for u in units], np.arange(len(units)).reshape(1, -1)
    if by is Level.SECTOR:
        return _coded([u.sector for u in units], axis=1)
    labels = [period_key(p, by) for p in terms.periods[: terms.opened]]
    return _coded(labels, axis=0)


def period_key(period: Period, by: Level) -> str:
    if by is Level.PERIOD:
        return period.label
    weekly = (period.last - period.first).days == 6
    month = Week.of(period.first).month if weekly else Month.of(period.first)
    if period.label == ONCE:
        month = Month.of(period.last)
    return month.label if by is Level.MONTH else f"{month.year:04d}"


def _coded(labels: list[str], axis: int) -> tuple[list[str], npt.NDArray[np.intp]]:
    keys = list(dict.fromkeys(labels))
    places = {key: i for i, key in enumerate(keys)}
    codes = np.array([places[label] for label in labels], np.intp)
    return keys, codes.reshape(1, -1) if axis else codes.reshape(-1, 1)


def missing_shares(evaluation: Evaluation) -> Mapping[str, tuple[float, datetime | None]]:
    """By obligation: missing / expected over the periods that have opened, and the latest due time that has passed,
    a unit's own included; what :mod:`service.core.holds` compares between two ticks."""
    found: dict[str, tuple[float, datetime | None]] = {}
    at = micros(evaluation.as_of)
    for id, terms in evaluation.terms.items():
        expected = int((terms.standing[: terms.opened] == Standing.EXPECTED).sum())
        missing = int((evaluation.grids[id].state == Code.MISSING).sum())
        dues = [*terms.due.tolist(), *(terms.limits(p, u)[0] for p, u in terms.own)]
        passed = [due for due in dues if due <= at]
        last = moment(max(passed), evaluation.inputs.office.zone) if passed else None
        found[id] = (missing / expected if expected else 0.0, last)
    return found
