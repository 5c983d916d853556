"""What a unit still owes at an instant, and the day on which it is to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.core.notices.escalation import EXPLAINED
from service.core.notices.steps import LAST_STEP_DAYS, Step, Workdays, current_step, due_steps
from service.core.obligations import Campaign, Obligation, ObligationSource, Period, Recurrence
from service.core.records import Assessment, State
from service.core.settings import ReminderSettings


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing a unit owes. ``weeks``: for a report, the weeks inside it that lack something.
    ``steps``: its reminder days; none for a week, which the weekly digest names."""

    obligation: Obligation
    period: Period
    assessment: Assessment
    steps: tuple[Step, ...] = ()
    weeks: tuple[Owed, ...] = ()

    @property
    def ground(self) -> tuple[str, str]:
        return self.obligation.id, self.period.label


@dataclass(frozen=True, slots=True)
class Debts:
    """All a unit owes: ``things`` with due steps, in order of due time, and ``weeks`` no listed report covers."""

    things: tuple[Owed, ...]
    weeks: tuple[Owed, ...]

    @property
    def every(self) -> tuple[Owed, ...]:
        return self.things + self.weeks

    @property
    def grounds(self) -> tuple[tuple[str, str], ...]:
        inner = [week.ground for thing in self.things for week in thing.weeks]
        return tuple(dict.fromkeys([owed.ground for owed in self.every] + inner))


@dataclass(frozen=True, slots=True)
class Rules:
    """What deciding needs besides the assessments."""

    campaign: Campaign
    periods: Mapping[tuple[str, str], Period]
    settings: ReminderSettings
    workdays: Workdays
    zone: ZoneInfo


def debts(assessments: Sequence[Assessment], rules: Rules, as_of: datetime) -> Debts:
    """What these assessments of one unit leave to be done. Nothing exempt, nothing that waits for the office's
    eye, nothing that came; before its due time only what is within its first reminder."""
    today = as_of.astimezone(rules.zone).date()
    obligations = {obligation.id: obligation for obligation in rules.campaign.obligations}
    things: list[Owed] = []
    weeks: list[Owed] = []
    for assessment in assessments:
        obligation = obligations.get(assessment.obligation)
        period = rules.periods.get((assessment.obligation, assessment.period))
        if obligation is None or period is None:
            continue
        if obligation.recurrence is Recurrence.WEEKLY:
            if _week_owed(assessment, period, today, as_of):
                weeks.append(Owed(obligation, period, assessment))
        else:
            steps = due_steps(assessment.due, rules.settings, rules.workdays, rules.zone)
            if _thing_owed(assessment, obligation, period, steps, today, as_of):
                things.append(Owed(obligation, period, assessment, steps))
    weeks.sort(key=lambda owed: owed.period.first)
    things.sort(key=lambda owed: (owed.assessment.due, list(obligations).index(owed.obligation.id)))
    return _with_weeks(things, weeks)


def trigger(owed: Debts, digest: date, today: date) -> date | None:
    """The newest day, up to today, on which something of this was to be told; None when there is none."""
    current = [current_step(thing.steps, today) for thing in owed.things]
    days = [step.day for step in current if step is not None]
    if any(_names_weeks(week, digest) for week in weeks_of(owed)):
        days.append(digest)
    return max(days, default=None)


def steps_ahead(owed: Debts, today: date) -> frozenset[date]:
    """Reminder days of the coming week for what is owed now."""
    ahead = today + timedelta(days=7)
    return frozenset(step.day for thing in owed.things for step in thing.steps if today < step.day < ahead)


def weeks_of(owed: Debts) -> tuple[Owed, ...]:
    return owed.weeks + tuple(week for thing in owed.things for week in thing.weeks)


def _names_weeks(week: Owed, digest: date) -> bool:
    """The weekly digest speaks of weeks over before it, as long as they can still be reported in time."""
    state = week.assessment.state
    return week.period.last < digest and (state is State.NOT_UPDATED or state is State.INCOMPLETE)


def _week_owed(assessment: Assessment, period: Period, today: date, as_of: datetime) -> bool:
    if period.last >= today or as_of >= max(period.closes, assessment.due):
        return False
    if assessment.state is State.MISSING:
        return EXPLAINED not in assessment.reasons
    return assessment.state in (State.NOT_UPDATED, State.INCOMPLETE)


def _thing_owed(
    assessment: Assessment,
    obligation: Obligation,
    period: Period,
    steps: tuple[Step, ...],
    today: date,
    as_of: datetime,
) -> bool:
    if assessment.state not in (State.MISSING, State.INCOMPLETE, State.NOT_DUE, State.NOT_UPDATED):
        return False
    if as_of < assessment.due:
        return bool(steps) and steps[0].day <= today
    if obligation.recurrence is Recurrence.ONCE:
        return True
    lapse = steps[-1].day + timedelta(days=LAST_STEP_DAYS) if steps else today
    return as_of < period.closes or today < lapse


def _with_weeks(things: list[Owed], weeks: list[Owed]) -> Debts:
    """Weeks go under the report that sums them up, when that is owed too."""
    placed: list[Owed] = []
    taken: set[tuple[str, str]] = set()
    for thing in things:
        inner: tuple[Owed, ...] = ()
        if thing.obligation.source is ObligationSource.REPORT:
            inner = tuple(week for week in weeks if _inside(week, thing) and week.ground not in taken)
            taken.update(week.ground for week in inner)
        placed.append(Owed(thing.obligation, thing.period, thing.assessment, thing.steps, inner))
    return Debts(tuple(placed), tuple(week for week in weeks if week.ground not in taken))


def _inside(week: Owed, report: Owed) -> bool:
    """A week lies in the period that holds its Thursday."""
    thursday = week.period.first + timedelta(days=3)
    return report.obligation.of == week.obligation.id and report.period.first <= thursday <= report.period.last
