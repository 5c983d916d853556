"""The composition root: settings become adapters, adapters become the office that the use cases work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from service.adapters.attachments import IsolatedReader
from service.adapters.gmail import Gmail
from service.adapters.google import Wire, connect, connect_sheets
from service.adapters.sheets import GoogleSheets
from service.adapters.store import Store
from service.adapters.store.memory import RememberedMapping
from service.application.office import Office
from service.config import Config

MAIL_BEFORE_CAMPAIGN = timedelta(days=60)
"""How much older than the campaign the oldest mail is that a full listing takes in."""


def open_store(config: Config) -> Store:
    return Store.open(config.database, config.id)


def open_office(config: Config, say: Callable[[str], None] = lambda _: None) -> Office:
    """Everything one office's use cases need. No call to Google is made yet."""
    store = open_store(config)
    mail_wire = connect(config.google, config.office.mailbox)
    return Office(
        id=config.id,
        settings=config.office,
        refs=config.sheets,
        store=store,
        sheets=GoogleSheets(_sheets_wire(config, mail_wire)),
        mailbox=Gmail(mail_wire, RememberedMapping(store, "label:"), _oldest_mail(config)),
        reader=IsolatedReader(config.office.limits),
        endpoint=config.google.endpoint,
        templates=config.templates,
        say=say,
    )


def reconnected(office: Office, config: Config) -> Office:
    """The same office over new connections: its credentials have changed on disk."""
    mail_wire = connect(config.google, config.office.mailbox)
    return replace(
        office,
        sheets=GoogleSheets(_sheets_wire(config, mail_wire)),
        mailbox=Gmail(mail_wire, RememberedMapping(office.store, "label:"), _oldest_mail(config)),
    )


def token_stamp(config: Config) -> tuple[int, int] | None:
    """What changes when somebody consents again; None while there is no token file."""
    try:
        stat = config.google.token.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def now(config: Config) -> datetime:
    """The present: the sandbox's clock when one is set there, else the machine's."""
    if config.google.endpoint:
        from service.adapters.sandbox_clock import sandbox_now

        told = sandbox_now(config.google.endpoint)
        if told is not None:
            return told.astimezone(config.office.zone)
    return datetime.now(UTC).astimezone(config.office.zone)


def _sheets_wire(config: Config, mail_wire: Wire) -> Wire:
    return mail_wire if config.google.endpoint else connect_sheets(config.google, config.office.mailbox)


def _oldest_mail(config: Config) -> datetime:
    since = config.office.campaign.since - MAIL_BEFORE_CAMPAIGN
    return datetime.combine(since, time(0, 0), tzinfo=config.office.zone)
