"""When the worker has something to do: a pure clockwork over the office's settings.

A job is named by its period, the instant it was meant for; the store keeps which were done, so that after an outage
what was missed runs once and nothing runs twice. A cycle does everything that fell due before it: the mails of missed
appointments have keys and periods of their own (reminders of a day, summaries of a week), planned in order by the
cycle that comes first after the outage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from service.core.obligations import Period
from service.core.settings import OfficeSettings

BEFORE_DUE = timedelta(minutes=5)
"""How long before a deadline the sheets are read once more."""
LONGEST_SPAN = timedelta(days=2)
LAST_JOB = "worker:last"
"""Under which the store remembers when the last job done was meant for."""
AGAIN = "worker:again"
"""Under which it remembers how often in a row Google failed us, and when it is tried again: for whichever process."""


class JobKind(StrEnum):
    MAIL = "mail"  # poll the inbox; a full cycle follows only when something came
    CYCLE = "cycle"  # read the sheets and the inbox, judge, publish, send


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """``pressing``: at a deadline, or at a time of day at which mails leave."""

    at: datetime
    kind: JobKind
    pressing: bool = field(default=False, compare=False)

    @property
    def period(self) -> str:
        """Its name in the store: the instant in UTC, the same whatever the office's zone becomes."""
        return self.at.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``mail_minutes`` and ``sheets_minutes`` count from ``offset`` after local midnight."""

    mail_minutes: int = 10
    sheets_minutes: int = 60
    offset: timedelta = timedelta(0)


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
    """The first that falls due after an instant."""
    longest = timedelta(minutes=max(rhythm.mail_minutes, rhythm.sheets_minutes), hours=2)  # a day may have 25
    return jobs_between(office, rhythm, periods, after, after + longest)[0]


def jobs_between(
    office: OfficeSettings, rhythm: Rhythm, periods: Iterable[Period], after: datetime, until: datetime
) -> tuple[Job, ...]:
    """Every job after ``after`` and up to ``until``, in order; of two at one instant only the cycle. A span longer
    than two days keeps its last two days: older ones would be caught up by one run anyway.

    Instants are compared in UTC: where clocks are put back, an hour of the wall comes twice and each is its own."""
    until = until.astimezone(UTC)
    after = max(after.astimezone(UTC), until - LONGEST_SPAN)
    cycles: set[datetime] = set()
    mails: set[datetime] = set()
    pressing: set[datetime] = set()
    day = after.astimezone(office.zone).date()
    while day <= until.astimezone(office.zone).date():
        begin, end = _midnight(office, day), _midnight(office, day + timedelta(days=1))
        cycles.update(_every(begin, end, rhythm.sheets_minutes, rhythm.offset))
        mails.update(_every(begin, end, rhythm.mail_minutes, rhythm.offset))
        pressing.update(_appointments(office, day))
        day += timedelta(days=1)
    for period in periods:
        due = period.due.astimezone(UTC)
        pressing.update((due - BEFORE_DUE, due))
    cycles |= pressing
    found = [(at, JobKind.CYCLE) for at in cycles if after < at <= until]
    found += [(at, JobKind.MAIL) for at in mails - cycles if after < at <= until]
    return tuple(Job(at.astimezone(office.zone), kind, at in pressing) for at, kind in sorted(found))


def _midnight(office: OfficeSettings, day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=office.zone).astimezone(UTC)


def _every(begin: datetime, end: datetime, minutes: int, offset: timedelta) -> list[datetime]:
    step = timedelta(minutes=minutes)
    first = begin + offset % step
    return [first + step * number for number in range(-((first - end) // step))]


def _appointments(office: OfficeSettings, day: date) -> list[datetime]:
    """The times of day at which mails leave."""
    times = [office.reminders.at]
    if day.isoweekday() == office.leadership.weekday:
        times.append(office.leadership.at)
    return [datetime.combine(day, at, tzinfo=office.zone).astimezone(UTC) for at in times]
