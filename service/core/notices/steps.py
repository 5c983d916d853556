"""When a unit is reminded: the configured days around a due time, moved off days that are not worked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from service.core.notices.wording import last_day
from service.core.settings import ReminderSettings

LAST_STEP_DAYS = 7
"""How long the last step may still go out after its day, when the product was down on it."""


class Workdays(Protocol):
    """The office's calendar of working days."""

    def is_working(self, day: date) -> bool: ...

    def next_working(self, day: date) -> date:
        """That day, or the first working day after it."""
        ...

    def previous_working(self, day: date) -> date:
        """That day, or the last working day before it."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something owed is named. ``offset``: days from the last day that is on time (−7, 1)."""

    day: date
    offset: int


def due_steps(due: datetime, settings: ReminderSettings, workdays: Workdays, zone: ZoneInfo) -> tuple[Step, ...]:
    """The steps around a due time, by day. Days count from the last day on time: for 15/4 at 00:00 that is 14/4.

    One that falls on a day off goes out on the working day before (before due) or after (after due)."""
    end = last_day(due, zone)
    before = [Step(workdays.previous_working(end - timedelta(days=n)), -n) for n in settings.before]
    after = [Step(workdays.next_working(end + timedelta(days=n)), n) for n in settings.after]
    return tuple(sorted(before + after, key=lambda step: (step.day, step.offset)))


def current_step(steps: tuple[Step, ...], today: date) -> Step | None:
    """The newest step that has come. Missed ones are not made up for; the last one lapses after a week."""
    passed = [step for step in steps if step.day <= today]
    if not passed or (len(passed) == len(steps) and today >= passed[-1].day + timedelta(days=LAST_STEP_DAYS)):
        return None
    return passed[-1]


def digest_day(today: date, settings: ReminderSettings, workdays: Workdays) -> date:
    """The newest day, up to today, on which weeks not yet updated are named: the weekday, or the next worked."""
    weekday = today - timedelta(days=(today.isoweekday() - settings.digest_weekday) % 7)
    planned = workdays.next_working(weekday)
    return planned if planned <= today else workdays.next_working(weekday - timedelta(days=7))


def may_leave(as_of: datetime, settings: ReminderSettings, workdays: Workdays, zone: ZoneInfo) -> bool:
    """Whether a reminder may leave at this instant: a working day, not at night, not before the set time."""
    local = as_of.astimezone(zone)
    return (
        workdays.is_working(local.date()) and local.time() >= settings.at and not is_quiet(local.time(), settings)
    )


def is_quiet(at: time, settings: ReminderSettings) -> bool:
    """Quiet hours may run over midnight; equal ends mean none."""
    since, until = settings.quiet_from, settings.quiet_to
    if since <= until:
        return since <= at < until
    return at >= since or at < until


def next_morning(as_of: datetime, settings: ReminderSettings, workdays: Workdays, zone: ZoneInfo) -> datetime:
    """The set time of the first working day after today."""
    local = as_of.astimezone(zone)
    day = workdays.next_working(local.date() + timedelta(days=1))
    return datetime.combine(day, settings.at, tzinfo=zone)


def fits_week(days: Collection[date], new: date, cap: int) -> bool:
    """Whether a mail on ``new`` keeps every seven days in a row at ``cap`` mails or fewer."""
    every = sorted([*days, new])
    ends = [end for end in every if new <= end < new + timedelta(days=7)]
    return all(sum(end - timedelta(days=7) < other <= end for other in every) <= cap for end in ends)
