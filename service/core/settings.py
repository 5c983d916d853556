"""The office's settings as the rules see them; :mod:`service.config` fills them from ``config.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from service.core.obligations import Campaign
from service.core.weeks import Week


@dataclass(frozen=True, slots=True)
class Suspension:
    """Weeks of these inclusive dates are not assessed."""

    since: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """``country``: its public holidays; ``holidays`` and ``working_days``: the office's own."""

    country: str = "VN"
    holidays: tuple[tuple[date, str], ...] = ()
    working_days: tuple[date, ...] = ()
    suspended: tuple[Suspension, ...] = ()


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """Days before and after due; ``digest_weekday`` 1 = Monday; times in the office's zone."""

    before: tuple[int, ...] = (7, 1)
    after: tuple[int, ...] = (1, 7, 14)
    digest_weekday: int = 1
    at: time = time(8, 0)
    quiet_from: time = time(18, 0)
    quiet_to: time = time(7, 0)
    per_unit_per_week: int = 2
    daily_recipients: int = 400
    escalate_after: int = 2  # missed periods in a row: secretary; twice that: leadership's list


@dataclass(frozen=True, slots=True)
class LeadershipSettings:
    recipients: tuple[str, ...] = ()
    name: str = "Ban Thường vụ"
    weekday: int = 1
    at: time = time(7, 30)


@dataclass(frozen=True, slots=True)
class Limits:
    """When the product calls itself blind (shares of 1, hours), and what an attachment may cost."""

    roster_shrink: float = 0.20
    missing_jump: float = 0.40
    mail_stale_hours: float = 6
    attachment_megabytes: int = 36
    attachment_seconds: int = 20
    attachment_memory_megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """Days after which something is removed, 0 = kept for ever: originals of mails; what mails said, whoever wrote
    them; the log of runs."""

    originals_days: int = 730
    personal_days: int = 1825
    runs_days: int = 400


@dataclass(frozen=True, slots=True)
class SheetRef:
    """A list of the office. ``tab`` empty with ``each_unit``: one tab a unit, its title the unit's name."""

    spreadsheet: str
    tab: str = ""
    each_unit: bool = False


@dataclass(frozen=True, slots=True)
class SheetRefs:
    """Where the office's lists stand; ``output``: the spreadsheet of the tabs the product writes."""

    units: SheetRef
    registrations: SheetRef
    reports: SheetRef
    exemptions: SheetRef | None
    output: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens an account: the OAuth client or service account of ``credentials``, and the consent of ``token``,
    each as the JSON of its file, or None. Never shown."""

    credentials: Mapping[str, Any] | None = field(default=None, repr=False)
    token: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """``endpoint`` empty: the real Google. ``secrets``: in place of the two files, which are then not looked at."""

    credentials: Path
    token: Path
    endpoint: str = ""
    secrets: Secrets | None = None


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """``reply_to``: ``plus-address`` or the address of a person. ``grace``: how late a summary that was missed still
    leaves."""

    name: str
    mailbox: str
    zone: ZoneInfo
    campaign: Campaign
    reply_to: str = "plus-address"
    calendar: CalendarSettings = CalendarSettings()
    reminders: ReminderSettings = ReminderSettings()
    leadership: LeadershipSettings = LeadershipSettings()
    limits: Limits = Limits()
    grace: timedelta = timedelta(days=5)

    def first_assessed_week(self) -> Week:
        return Week.of(self.campaign.assessed_since)
