"""The composition root: settings become adapters, adapters become the office that the use cases work on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from service.adapters.attachments import IsolatedReader
from service.adapters.gmail import Gmail
from service.adapters.google import Account, Patience, Turn, Wire, mail_account, sheets_account
from service.adapters.sheets import GoogleSheets
from service.adapters.store import Database, Store
from service.adapters.store.memory import RememberedMapping
from service.adapters.store.registry import Registered
from service.application.office import Office
from service.config import ENDPOINT_VARIABLE, Config, parse
from service.core.ports import AttachmentReader
from service.core.settings import Limits, Secrets

OFFICE = "office:"
"""Before the id of an office of the register, where the name of a configuration file would stand."""
MAIL_BEFORE_CAMPAIGN = timedelta(days=60)
"""How much older than the campaign the oldest mail is that a full listing takes in."""


def open_store(config: Config) -> Store:
    return Store.open(config.database, config.id)


@dataclass(frozen=True, slots=True)
class Shared:
    """What the offices of one process have in common: the database, readers of attachments, turns at Google, and how
    long one of them is waited for."""

    database: Database
    reader: Callable[[Limits], AttachmentReader]
    turns: Callable[[Account], Turn]
    patience: Patience


def open_office(
    config: Config, say: Callable[[str], None] = lambda _: None, shared: Shared | None = None
) -> Office:
    """Everything one office's use cases need. No call to Google is made yet."""
    store = shared.database.store(config.id) if shared else open_store(config)
    reader = shared.reader(config.office.limits) if shared else IsolatedReader(config.office.limits)
    sheets, mailbox = _ways_to_google(config, store, shared)
    return Office(
        id=config.id,
        settings=config.office,
        refs=config.sheets,
        store=store,
        sheets=sheets,
        mailbox=mailbox,
        reader=reader,
        endpoint=config.google.endpoint,
        templates=config.templates,
        say=say,
    )


def reconnected(office: Office, config: Config) -> Office:
    """The same office over new connections: its credentials have changed on disk."""
    sheets, mailbox = _ways_to_google(config, office.store, None)
    return replace(office, sheets=sheets, mailbox=mailbox)


def registered(database: str, entry: Registered, secrets: Secrets) -> Config:
    """The settings of an office in the register. ConfigError when they are no longer right."""
    config = parse(entry.config, Path(f"{OFFICE}{entry.id}"))
    google = replace(config.google, secrets=secrets)
    return replace(config, id=entry.id, database=database, google=google, templates=None)


def token_stamp(config: Config) -> tuple[int, int] | None:
    """What changes when somebody consents again; None while there is no token file."""
    try:
        stat = config.google.token.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def now(config: Config) -> datetime:
    """The present in the office's time zone."""
    return present(config.google.endpoint).astimezone(config.office.zone)


def present(endpoint: str | None = None) -> datetime:
    """The sandbox's clock when one is set there, else the machine's. Without an endpoint, the one that the environment
    names for all offices."""
    endpoint = os.environ.get(ENDPOINT_VARIABLE, "") if endpoint is None else endpoint
    if endpoint:
        from service.adapters.sandbox_clock import sandbox_now

        told = sandbox_now(endpoint.rstrip("/"))
        if told is not None:
            return told
    return datetime.now(UTC)


def _ways_to_google(config: Config, store: Store, shared: Shared | None) -> tuple[GoogleSheets, Gmail]:
    def wire(account: Account) -> Wire:
        return account.wire(shared.patience, shared.turns(account)) if shared else account.wire()

    mailbox = config.office.mailbox
    mail_wire = wire(mail_account(config.google, mailbox))
    sheets_wire = mail_wire if config.google.endpoint else wire(sheets_account(config.google, mailbox))
    labels = RememberedMapping(store, "label:")
    return GoogleSheets(sheets_wire), Gmail(mail_wire, labels, _oldest_mail(config))


def _oldest_mail(config: Config) -> datetime:
    since = config.office.campaign.since - MAIL_BEFORE_CAMPAIGN
    return datetime.combine(since, time(0, 0), tzinfo=config.office.zone)
