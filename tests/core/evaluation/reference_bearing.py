"""The slow rules of decisions, questions, mails and rows without a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from service.core.obligations import Obligation, ObligationSource, Period, Recurrence
from service.core.records import (
    Activity,
    Place,
    PlaceKind,
    Question,
    Registration,
    Submission,
    SubmissionItem,
    Unit,
    Verdict,
)
from tests.core.evaluation.reference_owed import Owed, View, anchor


class Bearing(Owed):
    """What bears on cells besides the rows in them."""

    # -- decisions --------------------------------------------------------------------------------

    def ruling(self, key: str, view: View) -> tuple[Verdict | None, str | None, bool]:
        verdict: Verdict | None = None
        unit: str | None = None
        any_decision = False
        for decision in sorted(self.inputs.decisions, key=lambda d: d.decided_at):
            if plain(decision.key) == key and view.past(decision.decided_at):
                verdict, unit, any_decision = decision.verdict or verdict, decision.unit or unit, True
        return verdict, unit, any_decision

    def row_ruling(self, row: Activity | Registration, view: View) -> tuple[Verdict | None, str | None]:
        verdict, unit, decided = self.ruling(f"row:{row.digest}", view)
        if decided or row.where.kind is PlaceKind.SHEET:
            return verdict, unit
        verdict, unit, _ = self.ruling(f"mail:{row.where.gmail_id}", view)
        return (None, None) if verdict is Verdict.SKIP else (verdict, unit)

    # -- what bears on cells from outside ---------------------------------------------------------

    def questioned(self, duty: Obligation, period: Period, unit: Unit, view: View, row: bool) -> bool:
        return any(self.asks(q, duty, period, unit, view, row) for q in self.inputs.questions)

    def asks(self, q: Question, duty: Obligation, period: Period, unit: Unit, view: View, row: bool) -> bool:
        units = [q.unit] if q.unit else [g.unit for g in q.guesses] if len(q.guesses) <= 3 else []
        if unit.code not in units or not view.past(q.raised):
            return False
        if any(
            plain(d.key) == plain(q.key) and (d.verdict or d.unit) and view.past(d.decided_at)
            for d in self.inputs.decisions
        ):
            return False
        about = [s for s in self.inputs.activities if f"row:{s.record.digest}" == plain(q.key)]
        sightings = [s.sighting for s in about]
        sightings += [s.sighting for s in self.inputs.registrations if f"row:{s.record.digest}" == plain(q.key)]
        if sightings and all(view.gone(s) for s in sightings):
            return False
        if duty.source is ObligationSource.ACTIVITY and row and any(s.record.week is None for s in about):
            return False
        return any(
            period.label in self.touched(self.campaign.obligation(id), duty, q.periods, q.raised)
            for id in q.obligations
        )

    def touched(self, asked: Obligation, duty: Obligation, labels: Sequence[str], when: datetime) -> set[str]:
        """The periods of ``duty`` that something about ``asked`` touches."""
        if asked.source is not ObligationSource.REPORT:
            return self.by_label(asked, labels, when) if asked.id == duty.id else set()
        weeks = self.campaign.obligation(asked.of or "")
        named = {p.label for p in self.periods[weeks.id]} & set(labels)
        if named:
            return named if duty.id == weeks.id else set()
        direct = self.by_label(asked, labels, when)
        if duty.id == asked.id:
            return direct
        if duty.id != weeks.id:
            return set()
        return {
            w.label
            for p in self.periods[asked.id]
            if p.label in direct
            for w in self.periods[weeks.id]
            if p.first <= anchor(w) <= p.last
        }

    def by_label(self, duty: Obligation, labels: Sequence[str], when: datetime) -> set[str]:
        mine = self.periods[duty.id]
        if duty.recurrence is Recurrence.ONCE:
            return {p.label for p in mine}
        if not labels:
            return {p.label for p in mine if p.opens <= when < p.closes}
        own = {p.label for p in mine} & set(labels)
        if own:
            return own
        longer = [p for each in self.periods.values() for p in each if p.label in labels]
        return {w.label for p in longer for w in mine if p.first <= anchor(w) <= p.last}

    def meant(self, duty: Obligation, label: str | None, when: datetime) -> str | None:
        """The one period something is credited to."""
        if label:
            return next((p.label for p in self.periods[duty.id] if p.label == label), None)
        if duty.recurrence is Recurrence.ONCE:
            return "once"
        return next((p.label for p in self.periods[duty.id] if p.opens <= when < p.closes), None)

    def mails(self, unit: Unit, view: View) -> Iterable[tuple[Submission, SubmissionItem, Verdict | None]]:
        for submission in self.inputs.submissions:
            verdict, assigned, _ = self.ruling(f"mail:{submission.gmail_id}", view)
            if (assigned or submission.unit) != unit.code or not view.past(submission.received):
                continue
            items = submission.items
            if verdict is Verdict.ACCEPT and not items:
                items = tuple(touch(id) for id in submission.touches)
            for item in items:
                yield submission, item, verdict

    def unread(self, duty: Obligation, period: Period, unit: Unit, view: View) -> bool:
        for submission, item, verdict in self.mails(unit, view):
            if item.readable or verdict is not None or not self.declared(item.obligation):
                continue
            asked = self.campaign.obligation(item.obligation)
            labels = (item.period,) if item.period else ()
            if period.label in self.touched(asked, duty, labels, submission.received):
                return True
        return False

    def accepted(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Iterable[datetime]:
        """When what the office accepted had been received; readable forms in a mail's text count alike."""
        for submission, item, verdict in self.mails(unit, view):
            if not self.declared(item.obligation):
                continue
            asked = self.campaign.obligation(item.obligation)
            whole = (
                verdict not in (Verdict.ACCEPT, Verdict.RETURN)
                and item.readable
                and asked.source is ObligationSource.REGISTRATION
                and not submission.rows
                and item.parts >= set(asked.required)
            )
            if verdict is not Verdict.ACCEPT and not whole:
                continue
            target = self.meant(asked, item.period, submission.received)
            if asked.id == duty.id and target == period.label:
                yield submission.received
            elif asked.source is ObligationSource.REPORT and asked.of == duty.id:
                month = next((p for p in self.periods[asked.id] if p.label == target), None)
                if month and month.first <= anchor(period) <= month.last:
                    yield submission.received

    def something(self, duty: Obligation, period: Period, unit: Unit, view: View) -> bool:
        return any(
            item.readable
            and item.obligation == duty.id
            and verdict not in (Verdict.RETURN, Verdict.ACCEPT)
            and not submission.rows
            and self.meant(duty, item.period, submission.received) == period.label
            for submission, item, verdict in self.mails(unit, view)
        )

    def declared(self, id: str) -> bool:
        return any(o.id == id for o in self.campaign.obligations)

    def loose(self, duty: Obligation, period: Period, unit: Unit, view: View) -> bool:
        """Whether a standing row whose period cannot be read could belong here."""
        for seen in self.inputs.activities:
            row = seen.record
            if row.week is not None or place_of(row, duty) is not None or not view.stands(seen.sighting):
                continue
            verdict, assigned, decided = self.ruling(f"row:{row.digest}", view)
            if not decided and row.where.kind is not PlaceKind.SHEET:
                verdict, assigned, _ = self.ruling(f"mail:{row.where.gmail_id}", view)
                verdict = None if verdict is Verdict.SKIP else verdict
            if (assigned or row.unit) != unit.code or verdict is not None:
                continue
            labels = (row.month.label,) if row.month else ()
            if period.label in self.by_label(duty, labels, seen.sighting.by):
                return True
        return False


def place_of(row: Activity, duty: Obligation) -> object:
    if row.week is not None:
        return row.week.monday + timedelta(days=3)
    if duty.recurrence is not Recurrence.WEEKLY and row.month is not None:
        return row.month.first
    return None


def touch(id: str) -> SubmissionItem:
    return SubmissionItem(id, None, frozenset(), frozenset(), False, Place(PlaceKind.DECISION))


def plain(key: str) -> str:
    return ":".join(key.split(":")[:2]) if key.startswith("row:") else key
