"""Grids of codes to the assessments that the rest of the service speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
import numpy.typing as npt

from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.evidence import Evidence, cutoff, mail_places, places_of
from service.core.evaluation.grids import Grid
from service.core.evaluation.instants import NEVER, local_days, micros, moment
from service.core.evaluation.judge import STATES, Code
from service.core.evaluation.reasons import reasons_of
from service.core.evaluation.shortcomings import Shortcomings
from service.core.evaluation.terms import Standing, Terms, covered_weeks
from service.core.obligations import ObligationSource
from service.core.records import Assessment, Place

_COUNTED = (ObligationSource.ACTIVITY, ObligationSource.REPORT)


def assessments_of(evaluation: Evaluation) -> tuple[Assessment, ...]:
    at = micros(evaluation.as_of)
    evidence = Evidence(evaluation.inputs, dict(evaluation.terms), evaluation.codes, at)
    phrases = Shortcomings(dict(evaluation.terms), evidence, evaluation.codes, at)
    found: list[Assessment] = []
    for id in evaluation.terms:
        found.extend(_Speller(evaluation, id, evidence, phrases, at).spell())
    return tuple(found)


def days_late(grid: Grid, terms: Terms, evaluation: Evaluation) -> npt.NDArray[np.int64]:
    """(P, U): whole local days past the due day for what is late, at least 1; else 0."""
    zone = evaluation.inputs.office.zone
    found = np.zeros(grid.state.shape, np.int64)
    rows, columns = np.nonzero(grid.state == Code.LATE)
    if rows.size:
        due = np.array([micros(terms.due_time(int(p), int(u))) for p, u in zip(rows, columns, strict=True)])
        late = local_days(grid.by[rows, columns], zone) - local_days(due - 1, zone)
        found[rows, columns] = np.maximum(late, 1)
    return found


class _Speller:
    """Spells out the grid of one obligation."""

    def __init__(
        self, evaluation: Evaluation, id: str, evidence: Evidence, phrases: Shortcomings, at: int
    ) -> None:
        self._evaluation, self._evidence, self._phrases, self._at = evaluation, evidence, phrases, at
        self._terms, self._grid = evaluation.terms[id], evaluation.grids[id]
        self._units = [unit.code for unit in evaluation.inputs.units]
        self._zone = evaluation.inputs.office.zone
        self._moments: dict[int, datetime | None] = {NEVER: None}
        self._groups: dict[int, tuple[str, ...]] = {}
        self._places = self._place_finder()

    def spell(self) -> Iterator[Assessment]:
        grid, terms = self._grid, self._terms
        counted = terms.obligation.source in _COUNTED
        members = self._evaluation.codes.members if counted else [None] * len(self._units)
        late = days_late(grid, terms, self._evaluation).tolist()
        columns = (grid.state, grid.restated, grid.reasons, grid.by, grid.participants, grid.groups)
        lists = [column.tolist() for column in columns]
        for p in range(terms.opened):
            rows = zip(*(values[p] for values in lists), late[p], strict=True)
            label, due = terms.periods[p].label, terms.periods[p].due
            for u, (code, before, reasons, by, participants, groups, days) in enumerate(rows):
                if code == Code.NONE:
                    continue
                state = STATES[code]
                why = reasons_of(reasons)
                restated = before != Code.NONE
                yield Assessment(
                    self._units[u],
                    terms.obligation.id,
                    label,
                    state,
                    due if not terms.own else terms.due_time(p, u),
                    self._moment(by),
                    days,
                    participants if participants >= 0 else None,
                    members[u],
                    self._names(groups),
                    why,
                    () if code <= Code.LATE else self._phrases.of(terms, p, u, state, why, restated),
                    self._places(p, u, restated),
                    STATES[before] if restated else None,
                )

    def _moment(self, value: int) -> datetime | None:
        if value not in self._moments:
            self._moments[value] = moment(value, self._zone)
        return self._moments[value]

    def _names(self, mask: int) -> tuple[str, ...]:
        if mask not in self._groups:
            self._groups[mask] = self._evaluation.codes.names(mask)
        return self._groups[mask]

    # -- places -----------------------------------------------------------------------------------

    def _place_finder(self) -> Callable[[int, int, bool], tuple[Place, ...]]:
        source = self._terms.obligation.source
        if source is ObligationSource.ACTIVITY:
            return lambda p, u, restated: self._of_weeks([(p, p)], u, restated, self._terms)
        if source is ObligationSource.REPORT:
            weeks = self._evaluation.terms[self._terms.obligation.of or ""]
            spans = covered_weeks(self._terms, weeks)
            owed = (weeks.standing == Standing.EXPECTED).tolist()
            return lambda p, u, restated: self._of_weeks(
                [(w, p) for w in range(*spans[p]) if owed[w][u]], u, restated, weeks
            )
        if source is ObligationSource.REGISTRATION:
            return self._of_forms
        return self._of_mails

    def _of_weeks(
        self, places: list[tuple[int, int]], unit: int, restated: bool, weeks: Terms
    ) -> tuple[Place, ...]:
        """The rows of weeks, as they stood for the period of this obligation that each is part of."""
        cells = self._evidence.rows[weeks.obligation.id]
        if not places:
            return ()
        period = places[0][1]
        pieces = [piece for week, _ in places for piece in cells.get((week, unit), ())]
        found = places_of(self._evidence.standing(pieces, *self._cut(period, unit, restated))) if pieces else []
        return tuple(dict.fromkeys(found + self._mails(period, unit, restated)))

    def _of_forms(self, period: int, unit: int, restated: bool) -> tuple[Place, ...]:
        pieces = self._evidence.forms[self._terms.obligation.id].get((period, unit), [])
        standing = self._evidence.standing(pieces, *self._cut(period, unit, restated))
        return tuple(dict.fromkeys(places_of(standing) + self._mails(period, unit, restated)))

    def _of_mails(self, period: int, unit: int, restated: bool) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(self._mails(period, unit, restated)))

    def _mails(self, period: int, unit: int, restated: bool) -> list[Place]:
        mails = self._evidence.mails[self._terms.obligation.id].get((period, unit))
        if not mails:
            return []
        before, _ = self._cut(period, unit, restated)
        return mail_places(mail for mail in mails if mail.received < before)

    def _cut(self, period: int, unit: int, restated: bool) -> tuple[int, bool]:
        return cutoff(self._terms, period, unit, self._at, restated)
