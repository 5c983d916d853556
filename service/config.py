"""The settings of one office: ``config.yaml`` read strictly, every problem told at once with line and hint.

:func:`load` is the only entry. Unknown keys, wrong types, bad dates and references to obligations that do not
exist are gathered into one :class:`~service.core.errors.ConfigError` (exit code 2).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from service.config_contradictions import Contradiction, contradictions
from service.config_problems import Problem, problems_of, render
from service.core.errors import ConfigError
from service.core.obligations import Campaign, DayOff, DueKind, DueRule, Obligation, ObligationSource, Recurrence
from service.core.settings import (
    CalendarSettings,
    GoogleSettings,
    LeadershipSettings,
    Limits,
    OfficeSettings,
    ReminderSettings,
    RetentionSettings,
    SheetRef,
    SheetRefs,
    Suspension,
)

ENDPOINT_VARIABLE = "NHACVIEC_GOOGLE_ENDPOINT"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Schedule:
    mail_minutes: int = 10
    sheets_minutes: int = 60


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """``port`` on loopback, None: no page. ``heartbeat``: the address of a dead-man switch, "" for none."""

    port: int | None = None
    heartbeat: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything one office's service needs to know, frozen. ``id``: the scope of everything stored for it."""

    path: Path
    id: str
    office: OfficeSettings
    google: GoogleSettings
    sheets: SheetRefs
    database: str
    schedule: Schedule
    templates: Path | None = None
    health: HealthSettings = HealthSettings()
    retention: RetentionSettings = field(default_factory=RetentionSettings)


def load(path: Path) -> Config:
    """Read and check a configuration file. ConfigError tells every problem with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"There is no configuration file {path}.",
            "Name one with --config, or copy config.yaml of this project.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.", "It must be a text file in UTF-8.") from None
    return parse(text, path)


def parse(text: str, path: Path) -> Config:
    """Like :func:`load`, on the text itself; relative paths are taken from the file's folder."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {error}", "Check the indentation and the quotes.") from None
    try:
        checked = _File.model_validate(data if data is not None else {})
    except ValidationError as error:
        found = problems_of(error, node, _File)
    else:
        found = [Problem.at(node, loc, text, hint) for loc, text, hint in _contradictions(checked)]
    if found:
        raise ConfigError(render(path, found), "Correct these lines; nothing was started.")
    return checked.freeze(path)


def _contradictions(checked: _File) -> list[Contradiction]:
    return contradictions(checked.campaign.freeze(), checked.calendar.freeze())


class _Loader(yaml.SafeLoader):
    """YAML whose dates stay text, so that a bad one is a problem with a line and not the end of the reading."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


# -- the shape of the file ------------------------------------------------------------------------


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


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class _Office(_Section):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._+-]{0,63}$")] | None = None
    name: Text
    mailbox: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    timezone: Zone = Field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    reply_to: Annotated[str, Field(pattern=r"^(plus-address|[^@\s]+@[^@\s]+)$")] = "plus-address"


class _Google(_Section):
    credentials: Path = Path("credentials.json")
    token: Path = Path("token.json")
    endpoint: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""


class _List(_Section):
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


class _Output(_Section):
    spreadsheet: Text


class _Sheets(_Section):
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


class _Due(_Section):
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


class _Obligation(_Section):
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


class _Campaign(_Section):
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


class _NamedDay(_Section):
    date: date
    name: Text = "Ngày nghỉ"


class _Suspended(_Section):
    from_: date = Field(alias="from")
    to: date
    reason: Text


class _Calendar(_Section):
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


class _Quiet(_Section):
    from_: Clock = Field(default=time(18, 0), alias="from")
    to: Clock = time(7, 0)


class _Reminders(_Section):
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


class _Weekly(_Section):
    day: Weekday = 1
    at: Clock = time(7, 30)


class _Leadership(_Section):
    recipients: tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")], ...] = ()
    name: Text = "Ban Thường vụ"
    weekly: _Weekly = _Weekly()


class _Limits(_Section):
    roster_shrink: Share = 0.20
    missing_jump: Share = 0.40
    mail_stale_hours: Annotated[float, Field(gt=0)] = 6
    attachment_megabytes: Annotated[int, Field(ge=1)] = 36
    attachment_seconds: Annotated[int, Field(ge=1)] = 20
    attachment_memory_megabytes: Annotated[int, Field(ge=128)] = 1024


class _Schedule(_Section):
    mail_minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    sheets_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    grace_days: Annotated[int, Field(ge=1, le=60)] = 5


class _Health(_Section):
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    heartbeat: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""


class _Retention(_Section):
    originals_days: Annotated[int, Field(ge=0)] = 730
    personal_days: Annotated[int, Field(ge=0)] = 1825
    runs_days: Annotated[int, Field(ge=30)] = 400


class _File(_Section):
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

    def freeze(self, path: Path) -> Config:
        folder = path.parent
        office = OfficeSettings(
            name=self.office.name,
            mailbox=self.office.mailbox.lower(),
            zone=self.office.timezone,
            campaign=self.campaign.freeze(),
            reply_to=self.office.reply_to,
            calendar=self.calendar.freeze(),
            reminders=self.reminders.freeze(),
            leadership=LeadershipSettings(
                self.leadership.recipients,
                self.leadership.name,
                self.leadership.weekly.day,
                self.leadership.weekly.at,
            ),
            limits=Limits(**self.limits.model_dump()),
            grace=timedelta(days=self.schedule.grace_days),
        )
        endpoint = os.environ.get(ENDPOINT_VARIABLE) or self.google.endpoint
        return Config(
            path=path,
            id=self.office.id or office.mailbox.split("@")[0],
            office=office,
            google=GoogleSettings(
                folder / self.google.credentials, folder / self.google.token, endpoint.rstrip("/")
            ),
            sheets=self.sheets.freeze(),
            database=_database_url(self.database, folder),
            schedule=Schedule(self.schedule.mail_minutes, self.schedule.sheets_minutes),
            templates=folder / self.templates if self.templates else None,
            health=HealthSettings(self.health.port, self.health.heartbeat),
            retention=RetentionSettings(**self.retention.model_dump()),
        )


def _database_url(url: str, folder: Path) -> str:
    """Relative SQLite files are taken from the configuration's folder."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url == prefix or url.startswith(prefix + ":memory:"):
        return url
    return prefix + str((folder / url.removeprefix(prefix)).absolute())
