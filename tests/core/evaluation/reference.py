"""The rules of evaluation once more, slowly and obviously: one cell after the other, on the records themselves.

It shares the calendar, the periods and the records with the product, nothing of the arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from service.core.obligations import Obligation, ObligationSource, Period
from service.core.periods import last_day_of
from service.core.records import (
    Activity,
    Field,
    PlaceKind,
    Seen,
    Sighting,
    State,
    Unit,
    Verdict,
)
from tests.core.evaluation.reference_bearing import Bearing, place_of
from tests.core.evaluation.reference_owed import Found, Result, View

__all__ = ["Reference", "Result"]


class Reference(Bearing):
    """All assessments of an office, by (unit, obligation, period)."""

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


def on_time(proof: tuple[datetime, datetime | None], limit: datetime) -> bool:
    """In time, or with the benefit of the doubt."""
    by, after = proof
    return by < limit or after is None or after < limit
