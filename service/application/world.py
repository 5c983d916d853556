"""All that is known of an office at an instant, as the pure rules want it: rows read, mails judged, questions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from service.adapters.store import Transaction
from service.application.office import Office
from service.application.roster import Roster, context_for, roster
from service.core import questions as asking
from service.core.evaluation.inputs import Inputs
from service.core.parsing.rows import merge_activities, read_activities, read_registrations
from service.core.records import (
    Activity,
    Decision,
    Field,
    Question,
    Registration,
    Row,
    Seen,
    Sighting,
    Source,
    Submission,
    Verdict,
)

Record = TypeVar("Record", Activity, Registration)


@dataclass(frozen=True, slots=True)
class World:
    """``inputs`` is what the evaluation reads; ``activities`` are those that stand at ``as_of``, doubles merged;
    ``questions`` are all that are open then, also those that change no state."""

    as_of: datetime
    roster: Roster
    inputs: Inputs
    activities: tuple[Activity, ...]
    questions: tuple[Question, ...]


def world_at(office: Office, transaction: Transaction, as_of: datetime) -> World:
    """Everything known by ``as_of``; nothing that came later."""
    known = roster(office, transaction, as_of)
    decisions = transaction.decisions.standing(as_of)
    submissions = tuple(s for s in transaction.mails.submissions() if s.received <= as_of)
    reader = _Reader(office, transaction, known, decisions)
    activities = _superseded(reader.activities(_rows(transaction, Source.REPORTS, submissions)), as_of)
    registrations = reader.registrations(_rows(transaction, Source.REGISTRATIONS, submissions))
    campaign = office.settings.campaign
    now_activities = tuple(seen for seen in activities if _stands(seen.sighting, as_of))
    now_registrations = tuple(seen for seen in registrations if _stands(seen.sighting, as_of))
    asked = (
        *asking.of_submissions(submissions),
        *asking.of_activities(now_activities, campaign, {}),
        *asking.of_registrations(now_registrations, campaign, {}),
    )
    inputs = Inputs(
        office=office.settings,
        units=known.units,
        exemptions=known.exemptions,
        registrations=registrations,
        activities=activities,
        submissions=submissions,
        questions=asking.lifting(asked),
        decisions=tuple(decisions.values()),
    )
    return World(
        as_of,
        known,
        inputs,
        tuple(seen.record for seen in now_activities),
        tuple(question for question in asked if not _answered(decisions.get(question.key))),
    )


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

        def read(group: Sequence[Row], year: int | None, day: date) -> tuple[Activity, ...]:
            context = context_for(self.office, self.transaction, day, year)
            return read_activities(group, self.known.names, context, members)[0]

        return self._read(rows, read)

    def registrations(self, rows: Sequence[Seen[Row]]) -> tuple[Seen[Registration], ...]:
        def read(group: Sequence[Row], year: int | None, day: date) -> tuple[Registration, ...]:
            context = context_for(self.office, self.transaction, day, year)
            return read_registrations(group, self.known.names, context)[0]

        return tuple(self._read(rows, read))

    def _read(
        self, rows: Sequence[Seen[Row]], read: Callable[[Sequence[Row], int | None, date], Sequence[Record]]
    ) -> list[Seen[Record]]:
        zone = self.office.settings.zone
        years = {
            tab: json.loads(facts).get("year") for tab, facts in self.transaction.memory.starting("tab:").items()
        }
        groups: dict[tuple[int | None, date], list[Seen[Row]]] = defaultdict(list)
        for seen in rows:
            decided = self._decided(seen)
            if decided is not None:
                year = years.get(f"{seen.record.where.spreadsheet}|{seen.record.where.tab}")
                day = seen.sighting.by.astimezone(zone).date()
                groups[(year, day.replace(day=1))].append(decided)
        found: list[Seen[Record]] = []
        for (year, _), group in groups.items():
            latest = max(seen.sighting.by for seen in group).astimezone(zone).date()
            sightings = {(seen.record.digest, seen.record.where): seen.sighting for seen in group}
            for record in read([seen.record for seen in group], year, latest):
                record = self._settled(record)
                found.append(Seen(record, sightings[(record.digest, record.where)]))
        return found

    def _decided(self, seen: Seen[Row]) -> Seen[Row] | None:
        """A row with the unit the office assigned; None when the office said to leave it out."""
        row = seen.record
        decision = self.decisions.get(asking.row_key(row.digest))
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


def _superseded(activities: Sequence[Seen[Activity]], as_of: datetime) -> tuple[Seen[Activity], ...]:
    """Doubles and corrections: a row that a later one replaces counts as gone when that one came; it still proves
    when something was first complete."""
    standing = [seen for seen in activities if _stands(seen.sighting, as_of)]
    kept = merge_activities([seen.record for seen in standing])
    replaced = {id(seen) for seen, winner in zip(standing, kept, strict=True) if winner is not seen.record}
    newest = max((seen.sighting.by for seen in standing), default=as_of)
    return tuple(
        replace(seen, sighting=replace(seen.sighting, gone_after=seen.sighting.by, gone_by=newest))
        if id(seen) in replaced
        else seen
        for seen in activities
    )
