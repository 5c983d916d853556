"""The slow rules of what is owed: due times, exemptions, the weeks of a report; and what a view knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from service.core.evaluation import Inputs
from service.core.obligations import DueKind, Obligation, ObligationSource, Period, Recurrence
from service.core.periods import all_periods, last_day_of
from service.core.records import (
    Exemption,
    ExemptionKind,
    Sighting,
    State,
    Unit,
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


class Owed:
    """An office at an instant, and what its units owe."""

    def __init__(self, inputs: Inputs, as_of: datetime) -> None:
        self.inputs, self.as_of, self.office = inputs, as_of, inputs.office
        self.campaign = inputs.office.campaign
        self.workdays = Workdays(inputs.office.calendar)
        self.periods = {o.id: all_periods(o, self.office, self.workdays) for o in self.campaign.obligations}

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


def holds(row: Exemption, day: object) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)  # type: ignore


def anchor(period: Period) -> object:
    return period.first + timedelta(days=3) if (period.last - period.first).days == 6 else period.last
