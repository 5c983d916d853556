"""When the worker has something to do: a pure clockwork over the office's settings.

A job is named by its period, the instant it was meant for; the store remembers the last one done, so that after an
outage what was missed runs once and nothing runs twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from service.core.obligations import Period
from service.core.settings import OfficeSettings

BEFORE_DUE = timedelta(minutes=5)
"""How long before a deadline the sheets are read once more."""


class JobKind(StrEnum):
    MAIL = "mail"  # poll the inbox; a full cycle follows only when something came
    CYCLE = "cycle"  # read the sheets and the inbox, judge, publish, send


@dataclass(frozen=True, slots=True, order=True)
class Job:
    at: datetime
    kind: JobKind

    @property
    def period(self) -> str:
        return self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``mail_minutes`` and ``sheets_minutes`` count from local midnight."""

    mail_minutes: int = 10
    sheets_minutes: int = 60


def due_jobs(
    office: OfficeSettings, rhythm: Rhythm, periods: Iterable[Period], last: datetime | None, now: datetime
) -> tuple[Job, ...]:
    """What is to be done now: of each kind the newest job that fell due after ``last`` (None: never ran), so that a
    long outage is caught up by one run. A cycle polls the inbox too, so it takes the place of the mail job."""
    since = last if last is not None else now - timedelta(minutes=rhythm.sheets_minutes)
    found = jobs_between(office, rhythm, periods, since, now)
    cycles = [job for job in found if job.kind is JobKind.CYCLE]
    if cycles:
        return (cycles[-1],)
    return tuple(found[-1:])


def next_job(office: OfficeSettings, rhythm: Rhythm, periods: Iterable[Period], after: datetime) -> Job:
    """The first job after an instant."""
    known = tuple(periods)
    until = after + timedelta(minutes=max(rhythm.mail_minutes, rhythm.sheets_minutes) + 1)
    return jobs_between(office, rhythm, known, after, until)[0]


def jobs_between(
    office: OfficeSettings, rhythm: Rhythm, periods: Iterable[Period], after: datetime, until: datetime
) -> tuple[Job, ...]:
    """Every job after ``after`` and up to ``until``, in order; of two at one instant only the cycle. A span longer
    than two days keeps its last two days: older ones would be caught up by one run anyway."""
    after = max(after, until - timedelta(days=2)).astimezone(office.zone)
    until = until.astimezone(office.zone)
    cycles: set[datetime] = set()
    mails: set[datetime] = set()
    day = after.date()
    while day <= until.date():
        midnight = datetime.combine(day, time(0), tzinfo=office.zone)
        cycles.update(_every(midnight, rhythm.sheets_minutes))
        mails.update(_every(midnight, rhythm.mail_minutes))
        cycles.update(_appointments(office, day))
        day += timedelta(days=1)
    for period in periods:
        cycles.update((period.due.astimezone(office.zone) - BEFORE_DUE, period.due.astimezone(office.zone)))
    jobs = [Job(at, JobKind.CYCLE) for at in cycles if after < at <= until]
    jobs += [Job(at, JobKind.MAIL) for at in mails - cycles if after < at <= until]
    return tuple(sorted(jobs))


def _every(midnight: datetime, minutes: int) -> list[datetime]:
    return [midnight + timedelta(minutes=minutes * step) for step in range(-(-1440 // minutes))]


def _appointments(office: OfficeSettings, day: date) -> list[datetime]:
    """The times of day at which mails leave."""
    times = [office.reminders.at]
    if day.isoweekday() == office.leadership.weekday:
        times.append(office.leadership.at)
    return [datetime.combine(day, at, tzinfo=office.zone) for at in times]
