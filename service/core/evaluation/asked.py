"""Marks of questions, of rows whose week cannot be read, and of mails towards obligations that rows fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.core.evaluation.encoding import Codes, PeriodOf
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import NEVER
from service.core.evaluation.marks import Bearing, Mark, Marks
from service.core.evaluation.reasons import Reason
from service.core.evaluation.rulings import Ruling, Rulings, plain_key
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Terms
from service.core.obligations import ObligationSource
from service.core.questions import mail_key, row_key
from service.core.records import Question, Submission, SubmissionItem, Verdict

MOST_GUESSES = 3
"""With more guesses that are as likely, no unit is touched (design, section 11, rule 5)."""


@dataclass(slots=True)
class Marker:
    """Collects the marks of all obligations."""

    inputs: Inputs
    terms: Mapping[str, Terms]
    codes: Codes
    rulings: Rulings
    targets: Targets
    marks: dict[str, Marks]

    @classmethod
    def of(cls, inputs: Inputs, terms: Mapping[str, Terms], codes: Codes, rulings: Rulings) -> Marker:
        return cls(inputs, terms, codes, rulings, Targets(terms), {id: Marks() for id in terms})

    def collect(self) -> dict[str, Marks]:
        self._questions()
        self._loose_rows()
        for submission in self.inputs.submissions:
            self._submission(submission)
        return self.marks

    # -- questions --------------------------------------------------------------------------------

    def _questions(self) -> None:
        gone, loose = self._row_facts()
        for question in self.inputs.questions:
            units = asked_units(question, self.codes.units)
            if not units:
                continue
            key = plain_key(question.key)
            until = min(self.rulings.settled(key), gone.get(key, NEVER))
            raised = self.codes.clock(question.raised)
            bearing = Bearing.LOOSE if key in loose else Bearing.LIFT
            for id in question.obligations:
                if id in self.terms:
                    self._ask(self.terms[id], question, units, bearing, raised, until)

    def _ask(
        self, terms: Terms, question: Question, units: Iterable[int], bearing: Bearing, raised: int, until: int
    ) -> None:
        for owner, period in self.targets.touched(terms, question.periods, raised):
            kind = bearing if owner.obligation.source is ObligationSource.ACTIVITY else Bearing.LIFT
            for unit in units:
                mark = Mark(kind, period, unit, raised, until, Reason.OPEN_QUESTION)
                self.marks[owner.obligation.id].add(mark)

    def _row_facts(self) -> tuple[dict[str, int], set[str]]:
        """By row key: when its last version went, for those seen; and the rows whose week cannot be read."""
        gone: dict[str, int] = {}
        loose: set[str] = set()
        if not any(q.key.startswith("row:") for q in self.inputs.questions):
            return gone, loose
        never = self.codes.clock.or_never
        sightings = [(s.record.digest, s.sighting) for s in self.inputs.activities]
        sightings += [(s.record.digest, s.sighting) for s in self.inputs.registrations]
        for digest, sighting in sightings:
            key = row_key(digest)
            gone[key] = max(gone.get(key, 0), never(sighting.gone_by))
        for activity in self.inputs.activities:
            if activity.record.week is None:
                loose.add(row_key(activity.record.digest))
        return gone, loose

    # -- rows without a week ----------------------------------------------------------------------

    def _loose_rows(self) -> None:
        places = {
            id: PeriodOf(terms)
            for id, terms in self.terms.items()
            if terms.obligation.source is ObligationSource.ACTIVITY
        }
        clock = self.codes.clock
        for seen in self.inputs.activities:
            row = seen.record
            if row.week is not None:
                continue
            for id, period_of in places.items():
                if period_of(row) >= 0:
                    continue
                by, after = clock(seen.sighting.by), clock.or_always(seen.sighting.after)
                gone = clock.or_never(seen.sighting.gone_by)
                labels = (row.month.label,) if row.month else ()
                for start, end, unit in self._loose_spells(row.digest, row.unit, seen.record.where.gmail_id):
                    self._loose(id, labels, unit, max(by, start), min(gone, end), max(after, start), by)

    def _loose_spells(self, digest: str, unit: str | None, gmail_id: str) -> list[tuple[int, int, int]]:
        """When such a row stands, and whose it is: until the office decides about it."""
        key = row_key(digest)
        if self.rulings.at(key, NEVER).decision is None and gmail_id:
            key = mail_key(gmail_id)
        found = []
        for start, end, ruling in self.rulings.spells(key):
            owner = self.codes.units.get(ruling.unit or unit or "")
            open_still = ruling.verdict is None or (ruling.verdict is Verdict.SKIP and key.startswith("mail:"))
            if owner is not None and open_still:
                found.append((start, end, owner))
        return found

    def _loose(
        self, id: str, labels: Sequence[str], unit: int, since: int, until: int, after: int, by: int
    ) -> None:
        for owner, period in self.targets.touched(self.terms[id], labels, by):
            mark = Mark(Bearing.LOOSE, period, unit, since, until, Reason.WEEK_UNREADABLE, NEVER, after)
            self.marks[owner.obligation.id].add(mark)

    # -- mails towards obligations that rows fulfil -----------------------------------------------

    def _submission(self, submission: Submission) -> None:
        received = self.codes.clock(submission.received)
        for start, end, ruling in self.rulings.spells(mail_key(submission.gmail_id)):
            unit = self.codes.units.get(ruling.unit or submission.unit or "")
            if unit is None:
                continue
            for item in items_of(submission, ruling):
                terms = self.terms.get(item.obligation)
                if terms is not None:
                    self._item(terms, submission, item, ruling, unit, received, (max(received, start), end))

    def _item(
        self,
        terms: Terms,
        submission: Submission,
        item: SubmissionItem,
        ruling: Ruling,
        unit: int,
        received: int,
        spell: tuple[int, int],
    ) -> None:
        if terms.obligation.source is ObligationSource.SUBMISSION:
            if ruling.verdict is Verdict.RETURN:
                self._mark(terms, item, unit, received, spell, Bearing.NOTE, Reason.RETURNED_BY_OFFICE)
            return
        bearing, reason = _bearing(terms, submission, item, ruling)
        if bearing is not None:
            self._mark(terms, item, unit, received, spell, bearing, reason)

    def _mark(
        self,
        terms: Terms,
        item: SubmissionItem,
        unit: int,
        received: int,
        spell: tuple[int, int],
        bearing: Bearing,
        reason: Reason | None,
    ) -> None:
        labels = (item.period,) if item.period else ()
        if bearing is Bearing.LIFT:
            places = self.targets.touched(terms, labels, received)
        else:
            places = self.targets.meant(terms, labels, received)
            if bearing is Bearing.COMPLETE:
                places = [(owner, p) for owner, p in places] + self.targets.weeks_inside(places)
        for owner, period in places:
            kind = bearing
            if bearing is Bearing.COMPLETE and owner.obligation.source is ObligationSource.ACTIVITY:
                kind = Bearing.FILL
            self.marks[owner.obligation.id].add(Mark(kind, period, unit, *spell, reason, received))


def items_of(submission: Submission, ruling: Ruling) -> tuple[SubmissionItem, ...]:
    """The items of a mail; what the office accepted counts for every obligation the mail's question was about."""
    if ruling.verdict is not Verdict.ACCEPT:
        return submission.items
    named = {item.obligation for item in submission.items}
    if named:
        return submission.items
    return tuple(
        SubmissionItem(id, None, frozenset(), frozenset(), False, ruling.decision.where)
        for id in submission.touches
        if ruling.decision is not None
    )


def _bearing(
    terms: Terms, submission: Submission, item: SubmissionItem, ruling: Ruling
) -> tuple[Bearing | None, Reason | None]:
    if ruling.verdict is Verdict.ACCEPT:
        return Bearing.COMPLETE, None
    if ruling.verdict is Verdict.RETURN:
        return Bearing.NOTE, Reason.RETURNED_BY_OFFICE
    if not item.readable:
        return (None, None) if ruling.verdict is Verdict.SKIP else (Bearing.LIFT, Reason.UNREAD_SCAN)
    if submission.rows:
        return None, None  # its rows speak
    required = frozenset(terms.obligation.required)
    if terms.obligation.source is ObligationSource.REGISTRATION and required <= item.parts:
        return Bearing.COMPLETE, None
    return Bearing.SOME, None


def asked_units(question: Question, units: Mapping[str, int]) -> list[int]:
    """The units an open question lifts; none when more than three are guessed."""
    if question.unit is not None:
        codes = [question.unit]
    elif len(question.guesses) > MOST_GUESSES:
        return []
    else:
        codes = [guess.unit for guess in question.guesses]
    return sorted({units[code] for code in codes if code in units})
