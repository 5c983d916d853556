"""All that is known of an office at an instant, as the pure rules want it: rows read, mails judged, questions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Protocol, TypeVar

from service.adapters.store import Transaction
from service.application.office import Office
from service.application.roster import Roster, context_for, roster
from service.core import questions as asking
from service.core.evaluation import Evaluation, Inputs, evaluate
from service.core.parsing.activities import read_activities
from service.core.parsing.corrections import settle_doubles
from service.core.parsing.reading import Context
from service.core.parsing.registrations import read_registrations
from service.core.records import (
    Activity,
    Decision,
    Field,
    Place,
    Question,
    Registration,
    Row,
    Seen,
    Sighting,
    Source,
    State,
    Submission,
    Verdict,
)
from service.core.weeks import Week

Record = TypeVar("Record", Activity, Registration)
Read = TypeVar("Read", Activity, Registration, covariant=True)


class _Read(Protocol[Read]):
    def __call__(self, rows: Sequence[Row], *, context: Context) -> Sequence[Read]: ...


@dataclass(frozen=True, slots=True)
class World:
    """``inputs`` is what the evaluation reads: mails as they were judged before the office decided, with its
    decisions; ``submissions`` are the mails as decided by then. ``activities`` stand at ``as_of``, doubles merged;
    ``questions`` are all that are open then, also those that change no state."""

    as_of: datetime
    roster: Roster
    inputs: Inputs
    activities: tuple[Activity, ...]
    submissions: tuple[Submission, ...]
    questions: tuple[Question, ...]


def world_at(office: Office, transaction: Transaction, as_of: datetime) -> World:
    """Everything known by ``as_of``; nothing that came later."""
    known = roster(office, transaction, as_of)
    decisions = transaction.decisions.standing(as_of)
    judgements = [pair for pair in transaction.mails.judgements() if pair[1].received <= as_of]
    undecided = tuple(before for before, _ in judgements)
    submissions = tuple(
        now if asking.mail_key(now.gmail_id) in decisions else before for before, now in judgements
    )
    reader = _Reader(office, transaction, known, decisions)
    activities = _superseded(reader.activities(_rows(transaction, Source.REPORTS, submissions)), as_of)
    registrations = reader.registrations(_rows(transaction, Source.REGISTRATIONS, submissions))
    campaign = office.settings.campaign
    now_activities = tuple(seen for seen in activities if _stands(seen.sighting, as_of))
    now_registrations = tuple(seen for seen in registrations if _stands(seen.sighting, as_of))
    asked = (
        *asking.of_submissions(undecided),
        *asking.of_addresses(submissions, known.addresses),
        *asking.of_activities(now_activities, campaign),
        *asking.of_registrations(now_registrations, campaign),
    )
    inputs = Inputs(
        office=office.settings,
        units=known.units,
        exemptions=known.exemptions,
        registrations=registrations,
        activities=activities,
        submissions=undecided,
        questions=asking.lifting(asked),
        decisions=tuple(decisions.values()),
    )
    return World(
        as_of,
        known,
        inputs,
        tuple(seen.record for seen in now_activities),
        submissions,
        tuple(question for question in asked if not _answered(decisions.get(question.key))),
    )


def judged(office: Office, transaction: Transaction, as_of: datetime) -> tuple[World, Evaluation]:
    """The world at an instant with its judgement; questions that were overtaken are asked no more."""
    world = world_at(office, transaction, as_of)
    evaluation = evaluate(world.inputs, as_of)
    asked = asking.still_asked(world.questions, _done(evaluation))
    return replace(world, questions=asked), evaluation


def _answered(decision: Decision | None) -> bool:
    return decision is not None and (decision.verdict is not None or decision.unit is not None)


def _stands(sighting: Sighting, as_of: datetime) -> bool:
    return sighting.by <= as_of and (sighting.gone_by is None or sighting.gone_by > as_of)


def _rows(transaction: Transaction, source: Source, submissions: Iterable[Submission]) -> list[Seen[Row]]:
    """The rows of a list from its tabs and from attachments; those were seen when their mail was received."""
    found = list(transaction.rows.seen(source))
    for submission in submissions:
        for row in submission.rows:
            if row.source is source:
                found.append(Seen(row, Sighting(submission.received, submission.received)))
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Rows to records, each group of rows in the context of its tab's year and of when it was seen."""

    office: Office
    transaction: Transaction
    known: Roster
    decisions: dict[str, Decision]

    def activities(self, rows: Sequence[Seen[Row]]) -> list[Seen[Activity]]:
        members = {unit.code: unit.members for unit in self.known.units}

        def read(rows: Sequence[Row], *, context: Context) -> tuple[Activity, ...]:
            return read_activities(rows, self.known.names, context, members, settle=False)[0]

        return self._read(Source.REPORTS, rows, (self.known.names, members), read)

    def registrations(self, rows: Sequence[Seen[Row]]) -> tuple[Seen[Registration], ...]:
        def read(rows: Sequence[Row], *, context: Context) -> tuple[Registration, ...]:
            return read_registrations(rows, self.known.names, context)[0]

        return tuple(self._read(Source.REGISTRATIONS, rows, (self.known.names,), read))

    def _read(
        self,
        source: Source,
        rows: Sequence[Seen[Row]],
        way: tuple[object, ...],
        read: _Read[Record],
    ) -> list[Seen[Record]]:
        """Rows that stand and rows that went are read apart: the same words may have stood in one place twice.
        ``way``: all that the reading depends on besides the rows and their context."""
        zone = self.office.settings.zone
        years = {
            tab: json.loads(facts).get("year") for tab, facts in self.transaction.memory.starting("tab:").items()
        }
        groups: dict[tuple[int | None, date, bool], list[Seen[Row]]] = defaultdict(list)
        for seen in rows:
            decided = self._decided(seen)
            if decided is not None:
                year = years.get(f"{seen.record.where.spreadsheet}|{seen.record.where.tab}")
                day = seen.sighting.by.astimezone(zone).date().replace(day=1)
                groups[(year, day, seen.sighting.gone_by is None)].append(decided)
        found: list[Seen[Record]] = []
        for (year, month, standing), group in groups.items():
            latest = max(seen.sighting.by for seen in group).astimezone(zone).date()
            sightings: dict[tuple[str, Place], Sighting] = {}
            for seen in sorted(group, key=lambda seen: seen.sighting.by):
                sightings.setdefault((_name(seen.record), seen.record.where), seen.sighting)
            context = context_for(self.office, self.transaction, latest, year)
            records = self.office.readings.records(
                (source, year, month, standing),
                [seen.record for seen in group],
                (*way, context),
                partial(read, context=context),
            )
            for record in records:
                found.append(Seen(self._settled(record), sightings[(record.digest, record.where)]))
        return found

    def _decided(self, seen: Seen[Row]) -> Seen[Row] | None:
        """A row with the unit the office assigned; None when the office said to leave it out."""
        row = seen.record
        decision = self.decisions.get(asking.row_key(row.digest, row.copy))
        if decision is None:
            return seen
        if decision.verdict in (Verdict.SKIP, Verdict.RETURN):
            return None
        if decision.unit is None:
            return seen
        return replace(seen, record=replace(row, values={**row.values, Field.UNIT: decision.unit}))

    def _settled(self, record: Record) -> Record:
        """What the office accepted as it stands is no longer uncertain."""
        decision = self.decisions.get(asking.row_key(record.digest))
        if decision is None or decision.verdict is not Verdict.ACCEPT or not isinstance(record, Activity):
            return record
        return replace(record, uncertain=frozenset())


def _name(row: Row) -> str:
    """How a record names the row it was read from."""
    return row.digest if not row.copy else f"{row.digest}:{row.copy}"


def _superseded(activities: Sequence[Seen[Activity]], as_of: datetime) -> tuple[Seen[Activity], ...]:
    """Doubles and corrections: a row that another replaces counts as gone when the later of them came; it still
    proves when something was first complete."""
    standing = [seen for seen in activities if _stands(seen.sighting, as_of)]
    standing.sort(key=lambda seen: seen.sighting.by)
    settled, _ = settle_doubles([seen.record for seen in standing])
    kept = {(activity.digest, activity.week, activity.where): activity for activity in settled}
    newest: dict[tuple[str | None, Week | None], datetime] = {}
    for seen in standing:
        newest[(seen.record.unit, seen.record.week)] = seen.sighting.by
    found: list[Seen[Activity]] = []
    for seen in activities:
        record, sighting = seen.record, seen.sighting
        if _stands(sighting, as_of):
            winner = kept.get((record.digest, record.week, record.where))
            if winner is None:
                gone = newest[(record.unit, record.week)]
                sighting = replace(sighting, gone_after=sighting.by, gone_by=gone)
            else:
                record = winner
        found.append(Seen(record, sighting))
    return tuple(found)


def _done(evaluation: Evaluation) -> Callable[[str, str, tuple[str, ...]], bool]:
    """Whether a unit has done an obligation: in the periods named that it has, or in every one so far."""
    finished = (State.ON_TIME, State.LATE, State.EXEMPT)

    def judged(unit: str, obligation: str, labels: tuple[str, ...]) -> bool:
        mine = [a for a in evaluation.assessments if a.unit == unit and a.obligation == obligation]
        named = [a for a in mine if a.period in labels] or mine
        return bool(named) and all(a.state in finished for a in named)

    return judged
