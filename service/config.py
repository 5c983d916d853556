"""The settings of one office: ``config.yaml`` read strictly, every problem told at once with line and hint.

:func:`load` is the only entry. Unknown keys, wrong types, bad dates and references to obligations that do not
exist are gathered into one :class:`~service.core.errors.ConfigError` (exit code 2).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from service.config_contradictions import Contradiction, contradictions
from service.config_problems import Problem, problems_of, render
from service.config_shapes import File
from service.core.errors import ConfigError
from service.core.settings import (
    GoogleSettings,
    LeadershipSettings,
    Limits,
    OfficeSettings,
    RetentionSettings,
    SheetRefs,
)

ENDPOINT_VARIABLE = "NHACVIEC_GOOGLE_ENDPOINT"


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
        data = _read(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} is not valid YAML: {error}", "Check the indentation and the quotes.") from None
    try:
        checked = File.model_validate(data if data is not None else {})
    except ValidationError as error:
        found = problems_of(error, _places(text), File)
    else:
        against = _contradictions(checked)
        node = _places(text) if against else None
        found = [Problem.at(node, loc, told, hint) for loc, told, hint in against]
    if found:
        raise ConfigError(render(path, found), "Correct these lines; nothing was started.")
    return _frozen(checked, path)


def _read(text: str) -> Any:
    """YAMLError in the words of the slower reader, which names the line at fault and not the one after."""
    try:
        return yaml.load(text, Loader=_FastLoader)  # a safe one
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Loader)


def _places(text: str) -> yaml.Node | None:
    """What stands in which line; asked only when there is something to tell."""
    found: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return found


def _contradictions(checked: File) -> list[Contradiction]:
    return contradictions(checked.campaign.freeze(), checked.calendar.freeze())


class _Loader(yaml.SafeLoader):
    """YAML whose dates stay text, so that a bad one is a problem with a line and not the end of the reading."""


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same by libyaml where it is there: of thousands of offices, the settings alone would take minutes."""


_Loader.yaml_implicit_resolvers = _FastLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _frozen(file: File, path: Path) -> Config:
    folder = path.parent
    office = OfficeSettings(
        name=file.office.name,
        mailbox=file.office.mailbox.lower(),
        zone=file.office.timezone,
        campaign=file.campaign.freeze(),
        reply_to=file.office.reply_to,
        calendar=file.calendar.freeze(),
        reminders=file.reminders.freeze(),
        leadership=LeadershipSettings(
            file.leadership.recipients,
            file.leadership.name,
            file.leadership.weekly.day,
            file.leadership.weekly.at,
        ),
        limits=Limits(**file.limits.model_dump()),
        grace=timedelta(days=file.schedule.grace_days),
    )
    endpoint = os.environ.get(ENDPOINT_VARIABLE) or file.google.endpoint
    return Config(
        path=path,
        id=file.office.id or office.mailbox.split("@")[0],
        office=office,
        google=GoogleSettings(folder / file.google.credentials, folder / file.google.token, endpoint.rstrip("/")),
        sheets=file.sheets.freeze(),
        database=_database_url(file.database, folder),
        schedule=Schedule(file.schedule.mail_minutes, file.schedule.sheets_minutes),
        templates=folder / file.templates if file.templates else None,
        health=HealthSettings(file.health.port, file.health.heartbeat),
        retention=RetentionSettings(**file.retention.model_dump()),
    )


def _database_url(url: str, folder: Path) -> str:
    """Relative SQLite files are taken from the configuration's folder."""
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url == prefix or url.startswith(prefix + ":memory:"):
        return url
    return prefix + str((folder / url.removeprefix(prefix)).absolute())
