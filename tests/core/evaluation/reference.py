"""The rules of evaluation once more, slowly and obviously: one cell after the other, on the records themselves.

It shares the calendar, the periods and the records with the product, nothing of the arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from service.core.evaluation import Inputs
from service.core.obligations import DueKind, Obligation, ObligationSource, Period, Recurrence
from service.core.periods import all_periods, last_day_of
from service.core.records import (
    Activity,
    Exemption,
    ExemptionKind,
    Field,
    Place,
    PlaceKind,
    Question,
    Registration,
    Seen,
    Sighting,
    State,
    Submission,
    SubmissionItem,
    Unit,
    Verdict,
)
from service.core.weeks import Week
from service.core.workdays import WeekKind, Workdays


@dataclass(frozen=True)
class Result:
    """What is compared with the product."""

    state: State
    due: datetime
    fulfilled: datetime | None
    days_late: int
    participants: int | None
    groups: tuple[str, ...]
    benefit: bool
    restated_from: State | None


@dataclass(frozen=True)
class Found:
    """What is known of a cell in one view. ``proofs``: (by, after) of complete evidence."""

    complete: bool = False
    doubt: bool = False
    some: bool = False
    not_held: bool = False
    proofs: tuple[tuple[datetime, datetime | None], ...] = ()
    participants: int | None = None
    groups: frozenset[str] = frozenset()
    row: bool = False


@dataclass(frozen=True)
class View:
    """What is looked at: everything known at ``as_of``, or what a close knew of it."""

    as_of: datetime
    closes: datetime | None = None

    def past(self, when: datetime) -> bool:
        """Whether something instantaneous had happened."""
        return when <= self.as_of and (self.closes is None or when < self.closes)

    def known(self, sighting: Sighting) -> bool:
        shown = sighting.after is None or self.closes is None or sighting.after < self.closes
        return sighting.by <= self.as_of and shown

    def gone(self, sighting: Sighting) -> bool:
        return sighting.gone_by is not None and self.past(sighting.gone_by)

    def stands(self, sighting: Sighting) -> bool:
        return self.known(sighting) and not self.gone(sighting)


class Reference:
    """All assessments of an office, by (unit, obligation, period)."""

    def __init__(self, inputs: Inputs, as_of: datetime) -> None:
        self.inputs, self.as_of, self.office = inputs, as_of, inputs.office
        self.campaign = inputs.office.campaign
        self.workdays = Workdays(inputs.office.calendar)
        self.periods = {o.id: all_periods(o, self.office, self.workdays) for o in self.campaign.obligations}

    def results(self) -> dict[tuple[str, str, str], Result]:
        found = {}
        for duty in self.campaign.obligations:
            for period in self.periods[duty.id]:
                if period.opens > self.as_of:
                    continue
                for unit in self.inputs.units:
                    result = self.assess(duty, period, unit)
                    if result is not None:
                        found[unit.code, duty.id, period.label] = result
        return found

    # -- one cell ---------------------------------------------------------------------------------

    def assess(self, duty: Obligation, period: Period, unit: Unit) -> Result | None:
        due = self.due(duty, period, unit)
        if not self.owed(duty, period, unit, due):
            return None
        limit = due + duty.grace
        closes = due + max(duty.grace, duty.closes_after)
        now = self.look(duty, period, unit, View(self.as_of))
        state = self.state(duty, period, now, limit, self.as_of)
        seen, restated = now, None
        if closes <= self.as_of:
            then = self.look(duty, period, unit, View(self.as_of, closes))
            frozen = self.state(duty, period, then, limit, closes)
            if frozen is state:
                seen = then
            else:
                restated = frozen
        exempt = self.exempt(duty, period, unit)
        by = self.first(seen) if state in (State.ON_TIME, State.LATE) else None
        return Result(
            State.EXEMPT if exempt else state,
            due,
            by,
            self.days(by, due) if state is State.LATE and not exempt else 0,
            seen.participants,
            tuple(sorted(seen.groups)),
            state is State.ON_TIME and by is not None and by >= limit and not exempt,
            None if exempt else restated,
        )

    def state(self, duty: Obligation, period: Period, found: Found, limit: datetime, at: datetime) -> State:
        if found.complete:
            return State.ON_TIME if any(on_time(proof, limit) for proof in found.proofs) else State.LATE
        if found.doubt:
            return State.NEEDS_REVIEW
        if found.some:
            return State.INCOMPLETE
        if found.not_held or at >= limit:
            return State.MISSING
        ended = self.midnight(period.last + timedelta(days=1))
        if duty.source is ObligationSource.ACTIVITY and at >= ended:
            return State.NOT_UPDATED
        return State.NOT_DUE

    def first(self, found: Found) -> datetime | None:
        return min((by for by, _ in found.proofs), default=None)

    def days(self, by: datetime | None, due: datetime) -> int:
        assert by is not None
        return max(1, (by.astimezone(self.office.zone).date() - last_day_of(due)).days)

    def midnight(self, day: object) -> datetime:
        return datetime.combine(day, time(0), self.office.zone)  # type: ignore[arg-type]

    # -- what is owed -----------------------------------------------------------------------------

    def due(self, duty: Obligation, period: Period, unit: Unit) -> datetime:
        due = period.due
        if duty.recurrence is Recurrence.ONCE and unit.opens and unit.opens > last_day_of(due):
            due = self.midnight(unit.opens + timedelta(days=duty.late_units_days + 1))
        for row in self.inputs.exemptions:
            if row.kind is ExemptionKind.EXTENDED and row.extended_to and row.unit in (None, unit.code):
                until = self.midnight(row.extended_to + timedelta(days=1))
                if self.extends(row, duty, period, until):
                    due = max(due, until)
        if duty.due.kind is DueKind.WITH:
            other = self.campaign.obligation(duty.due.obligation or "")
            for candidate in self.periods[other.id]:
                moved = self.due(other, candidate, unit)
                if candidate.due == period.due and moved != candidate.due:
                    due = max(due, moved)
        return due

    def extends(self, row: Exemption, duty: Obligation, period: Period, until: datetime) -> bool:
        if row.obligation not in (None, duty.id) or period.due >= until:
            return False
        if duty.recurrence is Recurrence.ONCE and row.obligation == duty.id:
            return True
        if (row.since or row.until) and self.covers(row, duty, period):
            return True
        latest = max(p.due for p in self.periods[duty.id] if p.due < until)
        return period.due == latest and holds(row, last_day_of(period.due))

    def covers(self, row: Exemption, duty: Obligation, period: Period) -> bool:
        if duty.recurrence is Recurrence.ONCE:
            return row.obligation == duty.id or holds(row, last_day_of(period.due))
        day, every = period.first, True
        while day <= period.last:
            if day.isoweekday() == 4:
                every = every and holds(row, day)
            day += timedelta(days=1)
        return every

    def owed(self, duty: Obligation, period: Period, unit: Unit, due: datetime) -> bool:
        if duty.sectors and unit.sector not in duty.sectors:
            return False
        day = last_day_of(due) if duty.recurrence is Recurrence.ONCE else period.last
        return (unit.opens is None or unit.opens <= day) and (unit.closes is None or unit.closes >= day)

    def exempt(self, duty: Obligation, period: Period, unit: Unit) -> bool:
        weekly = duty.recurrence is Recurrence.WEEKLY
        if weekly and self.workdays.week_kind(Week.of(period.first)) is not WeekKind.NORMAL:
            return True
        for row in self.inputs.exemptions:
            takes_out = row.kind is not ExemptionKind.EXTENDED
            about = row.unit in (None, unit.code) and row.obligation in (None, duty.id)
            if takes_out and about and self.covers(row, duty, period):
                return True
        if duty.source is ObligationSource.REPORT:
            return not self.report_weeks(duty, period, unit)
        return False

    def report_weeks(self, duty: Obligation, period: Period, unit: Unit) -> list[Period]:
        of = self.campaign.obligation(duty.of or "")
        return [
            week
            for week in self.periods[of.id]
            if period.first <= anchor(week) <= period.last
            and self.owed(of, week, unit, week.due)
            and not self.exempt(of, week, unit)
        ]

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

    # -- evidence by source -----------------------------------------------------------------------

    def look(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Found:
        if duty.source is ObligationSource.ACTIVITY:
            return self.look_activity(duty, period, unit, view)
        if duty.source is ObligationSource.REPORT:
            return self.look_report(duty, period, unit, view)
        if duty.source is ObligationSource.REGISTRATION:
            return self.look_registration(duty, period, unit, view)
        return self.look_submission(duty, period, unit, view)

    def rows(self, duty: Obligation, period: Period, unit: Unit, view: View) -> list[tuple[Seen[Activity], str]]:
        """Known rows of the cell with what each says: complete, doubt, some, explained or bare."""
        found = []
        for seen in self.inputs.activities:
            row = seen.record
            verdict, assigned = self.row_ruling(row, view)
            if (assigned or row.unit) != unit.code or not view.known(seen.sighting):
                continue
            of = duty if duty.source is ObligationSource.ACTIVITY else self.campaign.obligation(duty.of or "")
            day = place_of(row, of)
            if day is None or not period.first <= day <= period.last:
                continue
            says = self.says(duty, row, unit, verdict)
            if says is not None:
                found.append((seen, says))
        return found

    def says(self, duty: Obligation, row: Activity, unit: Unit, verdict: Verdict | None) -> str | None:
        required = {Field(name) for name in duty.required} - {Field.STT}
        if verdict is Verdict.RETURN:
            return None
        accepted = verdict is Verdict.ACCEPT
        place_doubt = bool(row.uncertain & {Field.UNIT, Field.WEEK, Field.MONTH}) and not accepted
        value_doubt = bool(row.uncertain & required) and not accepted
        report = duty.source is ObligationSource.REPORT
        if place_doubt:
            says = "doubt"
        elif not row.held:
            told = bool(row.explanation) or (report and accepted)
            says = "doubt" if value_doubt else "explained" if told else "bare"
        elif accepted:
            says = "complete"
        elif (row.blank & required) - row.uncertain:
            says = "some"
        elif value_doubt:
            says = "doubt"
        else:
            members = self.members(unit)
            low = duty.participation_required and members and row.participants is not None
            says = "some" if low and row.participants < members else "complete"  # type: ignore[operator]
        return None if verdict is Verdict.SKIP and says == "doubt" else says

    def members(self, unit: Unit) -> int | None:
        if unit.members:
            return unit.members
        seen = (*self.inputs.registrations, *self.inputs.activities)
        said = [
            s.record.members
            for s in seen
            if s.record.unit == unit.code and s.record.members and s.sighting.by <= self.as_of
        ]
        return max(said, default=unit.members)

    def look_activity(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Found:
        rows = self.rows(duty, period, unit, view)
        standing = [(seen, says) for seen, says in rows if view.stands(seen.sighting)]
        proofs = self.moments_of_enough(duty, rows, view)
        complete = sum(says == "complete" for _, says in standing) >= duty.minimum
        held = [seen.record for seen, _ in standing if seen.record.held]
        counts = [row.participants for row in held if row.participants is not None]
        found = Found(
            complete=complete,
            doubt=any(says == "doubt" for _, says in standing),
            some=any(says in ("some", "complete") for _, says in standing),
            not_held=any(says in ("explained", "bare") for _, says in standing),
            proofs=proofs,
            participants=max(counts, default=None),
            groups=frozenset(group for row in held for group in row.groups),
            row=bool(standing),
        )
        return self.marked(duty, period, unit, view, found)

    def moments_of_enough(
        self, duty: Obligation, rows: Sequence[tuple[Seen[Activity], str]], view: View
    ) -> tuple[tuple[datetime, datetime | None], ...]:
        """Each moment at which a complete row came and enough complete rows stood."""
        complete = [seen.sighting for seen, says in rows if says == "complete"]
        found = []
        for arriving in complete:
            here = [
                s
                for s in complete
                if s.by <= arriving.by
                and not (view.gone(s) and s.gone_by is not None and s.gone_by <= arriving.by)
            ]
            if len(here) >= duty.minimum:
                found.append((arriving.by, arriving.after))
        return tuple(found)

    def marked(self, duty: Obligation, period: Period, unit: Unit, view: View, found: Found) -> Found:
        """Questions, rows without a week and mails on top of the rows of an activity period."""
        doubt, complete, proofs = found.doubt, found.complete, list(found.proofs)
        if self.questioned(duty, period, unit, view, found.row) or self.unread(duty, period, unit, view):
            doubt = True
        if not found.row:
            doubt = doubt or self.loose(duty, period, unit, view)
            for received in self.accepted(duty, period, unit, view):
                complete = True
                proofs.append((received, received))
        return replace(found, doubt=doubt, complete=complete, proofs=tuple(proofs))

    def look_report(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Found:
        of = self.campaign.obligation(duty.of or "")
        weeks = self.report_weeks(duty, period, unit)
        bad_clear, bad_doubt, some = False, False, False
        firsts: list[tuple[datetime, datetime | None]] = []
        groups: set[str] = set()
        for week in weeks:
            rows = self.rows(duty, week, unit, view)
            told = [(seen, says) for seen, says in rows if says in ("complete", "explained")]
            standing = [(seen, says) for seen, says in rows if view.stands(seen.sighting)]
            some = some or bool(standing)
            groups |= {g for seen, _ in standing if seen.record.held for g in seen.record.groups}
            if told:
                earliest = min(told, key=lambda pair: pair[0].sighting.by)[0].sighting.by
                start = min((seen.sighting.after for seen, _ in told), key=lambda a: (a is not None, a or 0))
                firsts.append((earliest, start))
            if any(says in ("complete", "explained") for _, says in standing):
                continue
            doubt = any(says == "doubt" for _, says in standing)
            doubt = (
                doubt or self.questioned(of, week, unit, view, bool(standing)) or self.unread(of, week, unit, view)
            )
            doubt = doubt or (not standing and self.loose(of, week, unit, view))
            bad_doubt, bad_clear = bad_doubt or doubt, bad_clear or not doubt
        complete = bool(weeks) and not bad_clear and not bad_doubt
        proofs: list[tuple[datetime, datetime | None]] = []
        if weeks and len(firsts) == len(weeks):
            starts = [start for _, start in firsts if start is not None]
            proofs.append((max(by for by, _ in firsts), max(starts, default=None)))
        for received in self.accepted(duty, period, unit, view):
            complete = True
            proofs.append((received, received))
        return Found(
            complete=complete,
            doubt=(bad_doubt and not bad_clear)
            or self.questioned(duty, period, unit, view, some)
            or self.unread(duty, period, unit, view),
            some=some or self.something(duty, period, unit, view),
            proofs=tuple(proofs),
            groups=frozenset(groups),
        )

    def look_registration(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Found:
        required = {Field(name) for name in duty.required}
        forms: dict[str, list[tuple[Sighting, bool]]] = {}
        for seen in self.inputs.registrations:
            row = seen.record
            verdict, assigned = self.row_ruling(row, view)
            if (assigned or row.unit) != unit.code or verdict is Verdict.RETURN or not view.known(seen.sighting):
                continue
            if self.meant(duty, None, seen.sighting.by) != period.label:
                continue
            fault = bool(row.blank & required) and verdict is not Verdict.ACCEPT
            source = "" if row.where.kind is PlaceKind.SHEET else row.where.gmail_id
            forms.setdefault(source, []).append((seen.sighting, fault))
        complete, some, proofs = False, False, []
        for rows in forms.values():
            now = [fault for sighting, fault in rows if not self.left(sighting, fault, view)]
            complete = complete or (bool(now) and not any(now))
            some = some or bool(now)
            proofs += self.moments_of_form(rows, view)
        for received in self.accepted(duty, period, unit, view):
            complete = True
            proofs.append((received, received))
        return Found(
            complete=complete,
            doubt=self.questioned(duty, period, unit, view, some) or self.unread(duty, period, unit, view),
            some=some or self.something(duty, period, unit, view),
            proofs=tuple(proofs),
        )

    def left(self, sighting: Sighting, fault: bool, view: View) -> bool:
        """A fault that may have been mended before the close counts as mended."""
        if sighting.gone_by is None or sighting.gone_by > self.as_of:
            return False
        if fault and view.closes is not None:
            return view.past(sighting.gone_after or sighting.gone_by)
        return view.past(sighting.gone_by)

    def moments_of_form(
        self, rows: Sequence[tuple[Sighting, bool]], view: View
    ) -> list[tuple[datetime, datetime | None]]:
        events: dict[datetime, list[datetime | None]] = {}
        for sighting, fault in rows:
            events.setdefault(sighting.by, []).append(sighting.after)
            if self.left(sighting, fault, view) and sighting.gone_by is not None:
                events.setdefault(sighting.gone_by, []).append(sighting.gone_after or sighting.gone_by)
        found: list[tuple[datetime, datetime | None]] = []
        for when, starts in events.items():
            here = [
                fault
                for sighting, fault in rows
                if sighting.by <= when
                and not (
                    self.left(sighting, fault, view) and sighting.gone_by is not None and sighting.gone_by <= when
                )
            ]
            if here and not any(here):
                found.append((when, None if None in starts else min(s for s in starts if s is not None)))
        return found

    def look_submission(self, duty: Obligation, period: Period, unit: Unit, view: View) -> Found:
        parts: set[str] = set()
        files: set[str] = set()
        some = False
        proofs: list[tuple[datetime, datetime | None]] = []
        accepted = list(self.accepted(duty, period, unit, view))
        for submission in sorted(self.inputs.submissions, key=lambda s: s.received):
            verdict, assigned, _ = self.ruling(f"mail:{submission.gmail_id}", view)
            if (assigned or submission.unit) != unit.code or not view.past(submission.received):
                continue
            if verdict in (Verdict.RETURN, Verdict.ACCEPT):
                continue
            for item in submission.items:
                mine = item.obligation == duty.id and item.readable
                if not mine or self.meant(duty, item.period, submission.received) != period.label:
                    continue
                some = True
                parts |= item.parts
                files |= set(item.files or ((item.where.file,) if item.where.file else ()))
                if parts >= set(duty.required) and (duty.minimum == 1 or len(files) >= duty.minimum):
                    proofs.append((submission.received, submission.received))
        proofs += [(received, received) for received in accepted]
        return Found(
            complete=bool(proofs),
            doubt=self.questioned(duty, period, unit, view, some) or self.unread(duty, period, unit, view),
            some=some,
            proofs=tuple(proofs),
        )

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


def on_time(proof: tuple[datetime, datetime | None], limit: datetime) -> bool:
    """In time, or with the benefit of the doubt."""
    by, after = proof
    return by < limit or after is None or after < limit


def holds(row: Exemption, day: object) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)  # type: ignore


def anchor(period: Period) -> object:
    return period.first + timedelta(days=3) if (period.last - period.first).days == 6 else period.last


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
