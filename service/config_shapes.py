"""The shape of ``config.yaml``: every section with its keys, types and defaults, and how it becomes settings.

What the sections mean stands in docs/operations.md. :mod:`service.config` reads the file and tells its problems.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from service.core.obligations import Campaign, DayOff, DueKind, DueRule, Obligation, ObligationSource, Recurrence
from service.core.settings import CalendarSettings, ReminderSettings, SheetRef, SheetRefs, Suspension

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _as_time(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value // 60:02d}:{value % 60:02d}"  # YAML 1.1 reads an unquoted 10:30 as 630
    return value


def _as_weekday(value: Any) -> Any:
    if isinstance(value, str) and value.lower() in WEEKDAYS:
        return WEEKDAYS.index(value.lower()) + 1
    raise ValueError("must be a weekday in English, such as monday")


def _as_zone(value: Any) -> Any:
    try:
        return ZoneInfo(value)
    except (TypeError, ValueError, OSError, KeyError):
        raise ValueError("must be a time zone such as Asia/Ho_Chi_Minh") from None


Clock = Annotated[time, BeforeValidator(_as_time)]
Weekday = Annotated[int, BeforeValidator(_as_weekday)]
Zone = Annotated[ZoneInfo, BeforeValidator(_as_zone)]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of the file: unknown keys are a problem, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _Office(Section):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._+-]{0,63}$")] | None = None
    name: Text
    mailbox: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    timezone: Zone = Field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    reply_to: Annotated[str, Field(pattern=r"^(plus-address|[^@\s]+@[^@\s]+)$")] = "plus-address"


class _Google(Section):
    credentials: Path = Path("credentials.json")
    token: Path = Path("token.json")
    endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""


class _List(Section):
    spreadsheet: Text
    tab: Text | None = None
    tabs: Literal["each-unit"] | None = None

    @model_validator(mode="after")
    def one_of(self) -> _List:
        if (self.tab is None) == (self.tabs is None):
            raise ValueError("needs a tab: its title, or tabs: each-unit")
        return self

    def freeze(self) -> SheetRef:
        return SheetRef(self.spreadsheet, self.tab or "", self.tabs is not None)


class _Output(Section):
    spreadsheet: Text


class _Sheets(Section):
    units: _List
    registrations: _List
    reports: _List
    exemptions: _List | None = None
    output: _Output

    def freeze(self) -> SheetRefs:
        exemptions = self.exemptions.freeze() if self.exemptions else None
        return SheetRefs(
            self.units.freeze(),
            self.registrations.freeze(),
            self.reports.freeze(),
            exemptions,
            self.output.spreadsheet,
        )


class _Due(Section):
    before: date | None = None
    inclusive: bool = False
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    months: Annotated[int, Field(ge=1, le=12)] = 1
    weekday: Weekday | None = None
    last_working_day: Clock | None = None
    at: Clock | None = None
    with_: Text | None = Field(default=None, alias="with")
    day_off: DayOff = DayOff.STAY

    @model_validator(mode="after")
    def one_rule(self) -> _Due:
        given = [self.before, self.day, self.weekday, self.last_working_day, self.with_]
        if sum(rule is not None for rule in given) != 1:
            raise ValueError("needs exactly one of before, day, weekday, last_working_day, with")
        return self

    def freeze(self) -> DueRule:
        if self.before is not None:
            return DueRule(DueKind.BEFORE_DATE, date=self.before, inclusive=self.inclusive, day_off=self.day_off)
        if self.day is not None:
            return DueRule(DueKind.END_OF_DAY, day=self.day, months=self.months, day_off=self.day_off)
        if self.weekday is not None:
            at = self.at or time(17, 0)
            return DueRule(DueKind.WEEKDAY, weekday=self.weekday, at=at, day_off=self.day_off)
        if self.last_working_day is not None:
            return DueRule(DueKind.LAST_WORKING_DAY, at=self.last_working_day, day_off=self.day_off)
        return DueRule(DueKind.WITH, obligation=self.with_, day_off=self.day_off)


class _Obligation(Section):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    recurrence: Recurrence
    source: ObligationSource
    due: _Due
    required: tuple[Text, ...] = ()
    kind: Literal["plan", "form", "report", ""] = ""
    of: Text | None = None
    grace_hours: Annotated[float, Field(ge=0)] = 0
    closes_after_days: Annotated[int, Field(ge=0)] = 10
    minimum: Annotated[int, Field(ge=1)] = 1
    participation_required: bool = False
    sectors: tuple[Text, ...] = ()
    recognise: tuple[Text, ...] = ()
    parts: dict[str, tuple[Text, ...]] = Field(default_factory=dict)
    late_units_days: Annotated[int, Field(ge=0)] = 14

    def freeze(self) -> Obligation:
        return Obligation(
            id=self.id,
            title=self.title,
            recurrence=self.recurrence,
            source=self.source,
            due=self.due.freeze(),
            required=self.required,
            kind=self.kind,
            of=self.of,
            grace=timedelta(hours=self.grace_hours),
            closes_after=timedelta(days=self.closes_after_days),
            minimum=self.minimum,
            participation_required=self.participation_required,
            sectors=self.sectors,
            recognise=self.recognise,
            parts=self.parts,
            late_units_days=self.late_units_days,
        )


class _Campaign(Section):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    from_: date = Field(alias="from")
    to: date
    assessed_from: date | None = None
    obligations: Annotated[tuple[_Obligation, ...], Field(min_length=1)]

    def freeze(self) -> Campaign:
        obligations = tuple(o.freeze() for o in self.obligations)
        assessed = self.assessed_from or self.from_
        return Campaign(self.id, self.title, self.from_, self.to, assessed, obligations)


class _NamedDay(Section):
    date: date
    name: Text = "Ngày nghỉ"


class _Suspended(Section):
    from_: date = Field(alias="from")
    to: date
    reason: Text


class _Calendar(Section):
    country: Text = "VN"
    holidays: tuple[_NamedDay, ...] = ()
    working_days: tuple[date, ...] = ()
    suspended: tuple[_Suspended, ...] = ()

    def freeze(self) -> CalendarSettings:
        return CalendarSettings(
            self.country,
            tuple((day.date, day.name) for day in self.holidays),
            self.working_days,
            tuple(Suspension(s.from_, s.to, s.reason) for s in self.suspended),
        )


class _Quiet(Section):
    from_: Clock = Field(default=time(18, 0), alias="from")
    to: Clock = time(7, 0)


class _Reminders(Section):
    before: tuple[Annotated[int, Field(ge=0)], ...] = (7, 1)
    after: tuple[Annotated[int, Field(ge=0)], ...] = (1, 7, 14)
    weekly_digest: Weekday = 1
    at: Clock = time(8, 0)
    quiet: _Quiet = _Quiet()
    per_unit_per_week: Annotated[int, Field(ge=0)] = 2
    daily_recipients: Annotated[int, Field(ge=1, le=2000)] = 400
    escalate_after: Annotated[int, Field(ge=1)] = 2

    def freeze(self) -> ReminderSettings:
        return ReminderSettings(
            self.before,
            self.after,
            self.weekly_digest,
            self.at,
            self.quiet.from_,
            self.quiet.to,
            self.per_unit_per_week,
            self.daily_recipients,
            self.escalate_after,
        )


class _Weekly(Section):
    day: Weekday = 1
    at: Clock = time(7, 30)


class _Leadership(Section):
    recipients: tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")], ...] = ()
    name: Text = "Ban Thường vụ"
    weekly: _Weekly = _Weekly()


class _Limits(Section):
    roster_shrink: Share = 0.20
    missing_jump: Share = 0.40
    mail_stale_hours: Annotated[float, Field(gt=0)] = 6
    attachment_megabytes: Annotated[int, Field(ge=1)] = 36
    attachment_seconds: Annotated[int, Field(ge=1)] = 20
    attachment_memory_megabytes: Annotated[int, Field(ge=128)] = 1024


class _Schedule(Section):
    mail_minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    sheets_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    grace_days: Annotated[int, Field(ge=1, le=60)] = 5


class _Health(Section):
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    heartbeat: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""


class _Retention(Section):
    originals_days: Annotated[int, Field(ge=0)] = 730
    personal_days: Annotated[int, Field(ge=0)] = 1825
    runs_days: Annotated[int, Field(ge=30)] = 400


class File(Section):
    """The whole of ``config.yaml``."""

    office: _Office
    google: _Google = _Google()
    database: Text = "sqlite:///data/nhacviec.sqlite3"
    sheets: _Sheets
    campaign: _Campaign
    calendar: _Calendar = _Calendar()
    reminders: _Reminders = _Reminders()
    leadership: _Leadership = _Leadership()
    limits: _Limits = _Limits()
    schedule: _Schedule = _Schedule()
    health: _Health = _Health()
    retention: _Retention = _Retention()
    templates: Path | None = None
