"""From the options of a command to an open office and an instant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from service import config as settings
from service.application.office import Office
from service.bootstrap import OFFICE, now, open_office
from service.config import Config
from service.core.errors import ConfigError

if TYPE_CHECKING:
    from service.tenure import Tenure


def load(path: Path) -> Config:
    """The settings of a configuration file, or of ``office:ID`` in the register that NHACVIEC_DATABASE names."""
    if str(path).startswith(OFFICE):
        from service.cli.offices import DATABASE_VARIABLE
        from service.cli.register import config_of

        return config_of(os.environ.get(DATABASE_VARIABLE, ""), str(path).removeprefix(OFFICE))
    return settings.load(path)


@contextmanager
def opened(path: Path, as_of: str | None, alone: bool = False) -> Iterator[tuple[Office, datetime]]:
    """The office of a configuration file, and ``as_of`` in its time zone (now, when it is not given). ``alone``: no
    other process serves it meanwhile; NhacViecError when one does."""
    config = load(path)
    office = open_office(config, say=lambda text: typer.echo(text, err=True))
    tenure = _tenure(office, config) if alone else None
    try:
        if tenure is not None:
            tenure.begin()
    except BaseException:
        office.store.close()
        raise
    try:
        if as_of is None:
            yield office, now(config)
        else:
            instant = instant_of(as_of, config.office.zone)
            yield office, instant.astimezone(config.office.zone)
    finally:
        if tenure is not None:
            tenure.end()
        office.store.close()


def _tenure(office: Office, config: Config) -> Tenure:
    from service.tenure import Tenure, name_of_this_process

    return Tenure(office.store, name_of_this_process(), config.database)


def instant_of(text: str, zone: object = None) -> datetime:
    """An ISO 8601 instant; without an offset it is in the office's zone. ConfigError when it is none."""
    from zoneinfo import ZoneInfo

    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{text!r} is no instant.", "Write it as 2020-04-20T07:30:00+07:00.") from None
    if instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=zone if isinstance(zone, ZoneInfo) else ZoneInfo("Asia/Ho_Chi_Minh"))
