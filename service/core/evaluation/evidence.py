"""Which rows and mails stand behind a cell: for the phrases, places and steps that people read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.core.evaluation.asked import items_of
from service.core.evaluation.encoding import Codes, PeriodOf
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.rowrules import ruling_of
from service.core.evaluation.rulings import Ruling, Rulings
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Terms
from service.core.obligations import ObligationSource
from service.core.questions import mail_key
from service.core.records import Activity, Place, Registration, Seen, Submission, SubmissionItem, Verdict

Row = TypeVar("Row", Activity, Registration)
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece(Generic[Row]):
    """A row in its cell with the ruling on it; times in microseconds."""

    seen: Seen[Row]
    after: int
    by: int
    gone: int
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class MailPiece:
    submission: Submission
    item: SubmissionItem
    received: int
    ruling: Ruling


class Evidence:
    """Everything known at ``at`` (microseconds), by obligation and cell (period, unit)."""

    def __init__(self, inputs: Inputs, terms: dict[str, Terms], codes: Codes, at: int) -> None:
        self._inputs, self._codes, self._at = inputs, codes, at
        self._rulings = Rulings(inputs.decisions, codes.clock)
        self._targets = Targets(terms)
        self.rows: dict[str, dict[Cell, list[Piece[Activity]]]] = {}
        self.loose: dict[str, dict[int, list[Piece[Activity]]]] = {}
        self.forms: dict[str, dict[Cell, list[Piece[Registration]]]] = {}
        self.mails: dict[str, dict[Cell, list[MailPiece]]] = {id: defaultdict(list) for id in terms}
        for id, own in terms.items():
            if own.obligation.source is ObligationSource.ACTIVITY:
                self._activities(id, own)
            elif own.obligation.source is ObligationSource.REGISTRATION:
                self._registrations(id, own)
        self._submissions(terms)

    def standing(self, pieces: Iterable[Piece[Row]], before: int, at_close: bool) -> list[Piece[Row]]:
        if at_close:
            return [piece for piece in pieces if piece.after < before <= piece.gone]
        return [piece for piece in pieces if piece.by < before <= piece.gone]

    def _activities(self, id: str, terms: Terms) -> None:
        period_of = PeriodOf(terms)
        cells: dict[Cell, list[Piece[Activity]]] = defaultdict(list)
        loose: dict[int, list[Piece[Activity]]] = defaultdict(list)
        for piece, unit in self._pieces(self._inputs.activities):
            period = period_of(piece.seen.record)
            if period >= 0:
                cells[period, unit].append(piece)
            elif piece.seen.record.week is None:
                loose[unit].append(piece)
        self.rows[id], self.loose[id] = cells, loose

    def _registrations(self, id: str, terms: Terms) -> None:
        cells: dict[Cell, list[Piece[Registration]]] = defaultdict(list)
        for piece, unit in self._pieces(self._inputs.registrations):
            for _, period in self._targets.meant(terms, (), piece.by):
                cells[period, unit].append(piece)
        self.forms[id] = cells

    def _pieces(self, rows: Sequence[Seen[Row]]) -> Iterable[tuple[Piece[Row], int]]:
        clock, units, rulings = self._codes.clock, self._codes.units, self._rulings
        none = Ruling()
        for seen in rows:
            by = clock(seen.sighting.by)
            if by > self._at:
                continue
            record = seen.record
            ruling = none
            if rulings:
                ruling = ruling_of(record.digest, record.where, rulings, self._at + 1)
            unit = units.get(ruling.unit or record.unit or "")
            if unit is None or ruling.verdict is Verdict.RETURN:
                continue
            sighting = seen.sighting
            yield Piece(seen, clock.or_always(sighting.after), by, clock.or_never(sighting.gone_by), ruling), unit

    def _submissions(self, terms: dict[str, Terms]) -> None:
        for submission in sorted(self._inputs.submissions, key=lambda s: (s.received, s.gmail_id)):
            received = self._codes.clock(submission.received)
            if received > self._at:
                continue
            ruling = self._rulings.at(mail_key(submission.gmail_id), self._at + 1)
            unit = self._codes.units.get(ruling.unit or submission.unit or "")
            if unit is None:
                continue
            for item in items_of(submission, ruling):
                if item.obligation not in terms:
                    continue
                labels = (item.period,) if item.period else ()
                own = terms[item.obligation]
                sure = item.readable or ruling.verdict is Verdict.ACCEPT
                find = self._targets.meant if sure else self._targets.touched
                for owner, period in find(own, labels, received):
                    piece = MailPiece(submission, item, received, ruling)
                    self.mails[owner.obligation.id][period, unit].append(piece)


def places_of(rows: Iterable[Piece[Activity]] | Iterable[Piece[Registration]]) -> list[Place]:
    return [piece.seen.record.where for piece in rows]


def mail_places(mails: Iterable[MailPiece]) -> list[Place]:
    found = []
    for piece in mails:
        found.append(piece.item.where)
        decision = piece.ruling.decision
        if decision is not None and piece.ruling.verdict is not None and decision.where != piece.item.where:
            found.append(decision.where)
    return found


def cutoff(terms: Terms, period: int, unit: int, at: int, restated: bool) -> tuple[int, bool]:
    """The instant just before which the evidence of an assessment stands, and whether that is the close."""
    closes = terms.limits(period, unit)[1]
    return (at + 1, False) if restated or closes > at else (closes, True)
