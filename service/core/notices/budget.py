"""Which of the waiting mails leave now: quiet hours, two a week, one digest a unit, the day's recipients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.core.notices.outbox import LoggedMail, OutboxEntry
from service.core.notices.steps import Workdays, fits_week, is_quiet, may_leave
from service.core.records import Notice, NoticeKind
from service.core.settings import ReminderSettings

REMINDING = frozenset({NoticeKind.REMINDER, NoticeKind.ESCALATION})
AT_ONCE = frozenset({NoticeKind.RECEIPT, NoticeKind.ALERT})
"""Answers, and what the office must know, wait for nobody's morning."""


@dataclass(frozen=True, slots=True)
class Selection:
    """``leaving``: now, in this order. ``quiet``: stay for the next allowed hour. ``superseded``: a newer digest
    of the same unit says it all. ``capped``: the unit had its mail of the day, or its mails of the week.
    ``postponed``: over the day's budget."""

    leaving: tuple[OutboxEntry, ...]
    quiet: tuple[OutboxEntry, ...]
    superseded: tuple[OutboxEntry, ...]
    capped: tuple[OutboxEntry, ...]
    postponed: tuple[OutboxEntry, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """When mails may leave this office."""

    settings: ReminderSettings
    workdays: Workdays
    zone: ZoneInfo

    def allow(self, notice: Notice, as_of: datetime) -> bool:
        """Reminders from the set time on, other mails outside quiet hours, both on working days only."""
        if notice.kind in AT_ONCE:
            return True
        if notice.kind in REMINDING:
            return may_leave(as_of, self.settings, self.workdays, self.zone)
        local = as_of.astimezone(self.zone)
        return self.workdays.is_working(local.date()) and not is_quiet(local.time(), self.settings)


def select(
    waiting: Sequence[OutboxEntry], log: Sequence[LoggedMail], spent: int, hours: Hours, as_of: datetime
) -> Selection:
    """Sort what waits. ``log``: reminders sent in the last week; ``spent``: recipients of the last 24 hours."""
    newest, superseded = _newest_digests(waiting)
    allowed = [entry for entry in newest if hours.allow(entry.notice, as_of)]
    quiet = [entry for entry in newest if entry not in allowed]
    capped = _over_the_week(allowed, log, hours, as_of)
    room = hours.settings.daily_recipients - spent
    leaving: list[OutboxEntry] = []
    postponed: list[OutboxEntry] = []
    for entry in allowed:
        if entry in capped:
            continue
        room -= recipients_of(entry.notice)
        (leaving if room >= 0 and not postponed else postponed).append(entry)
    return Selection(tuple(leaving), tuple(quiet), tuple(superseded), tuple(capped), tuple(postponed))


def recipients_of(notice: Notice) -> int:
    return len(notice.recipients) + len(notice.cc)


def _newest_digests(waiting: Sequence[OutboxEntry]) -> tuple[list[OutboxEntry], list[OutboxEntry]]:
    """Of a unit's waiting digests only the newest is wanted: each says all that was owed when it was written."""
    of_unit: dict[str, list[OutboxEntry]] = defaultdict(list)
    for entry in waiting:
        if entry.notice.kind in REMINDING and entry.notice.unit:
            of_unit[entry.notice.unit].append(entry)
    old = {
        entry.notice.key
        for entries in of_unit.values()
        for entry in sorted(entries, key=lambda e: (e.added, e.notice.not_before, e.notice.key))[:-1]
    }
    return (
        [entry for entry in waiting if entry.notice.key not in old],
        [entry for entry in waiting if entry.notice.key in old],
    )


def _over_the_week(
    entries: Sequence[OutboxEntry], log: Sequence[LoggedMail], hours: Hours, as_of: datetime
) -> Collection[OutboxEntry]:
    told: dict[str, list[date]] = defaultdict(list)
    for mail in log:
        if mail.sent and mail.unit and mail.kind in REMINDING:
            told[mail.unit].append(mail.at.astimezone(hours.zone).date())
    today = as_of.astimezone(hours.zone).date()
    return [
        entry
        for entry in entries
        if entry.notice.kind in REMINDING
        and entry.notice.unit
        and (
            today in told[entry.notice.unit]
            or not fits_week(told[entry.notice.unit], today, hours.settings.per_unit_per_week)
        )
    ]


def week_before(as_of: datetime) -> datetime:
    """Since when :func:`select` wants the log."""
    return as_of - timedelta(days=8)
