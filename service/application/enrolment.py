"""Offices come into the register of a database that holds many, with their past, and leave it again with all of it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from service.adapters.google import refuse_readable_by_others, secret_in
from service.adapters.store import Database, Store
from service.adapters.store.moving import copy_office, forget_office
from service.adapters.store.registry import Registered
from service.adapters.vault import Vault
from service.core.errors import ConfigError
from service.core.offices import path_of
from service.core.settings import GoogleSettings, Secrets


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who comes in. ``config``: the text of its config.yaml; ``path``: the levels above it."""

    id: str
    name: str
    mailbox: str
    path: str
    config: str
    secrets: Secrets


def secrets_of(google: GoogleSettings) -> Secrets:
    """What the two files hold. ConfigError when an office of the real Google lacks its token, or a file can be read
    by others."""
    credentials, token = (_held(path, google) for path in (google.credentials, google.token))
    if token is None and not google.endpoint:
        raise ConfigError(f"There is no {google.token.name}: nobody consented yet.", "Run: nhacviec auth")
    return Secrets(credentials, token)


def _held(path: Path, google: GoogleSettings) -> Mapping[str, Any] | None:
    if not path.exists():
        return None
    if not google.endpoint:
        refuse_readable_by_others(path)
    return secret_in(path)


def enrol(database: Database, vault: Vault, who: Enrolment, at: datetime, past: Store | None = None) -> int:
    """Register an office, to be served from ``at`` on, with the rows of its own database if it has one; how many
    rows came along. ConfigError when it is registered already, or has a past here."""
    sealed = vault.seal(who.id, who.secrets)
    copied = copy_office(past, database.store(who.id)) if past is not None else 0
    with database.registry() as registry:
        registry.add(who.id, who.name, who.mailbox, path_of(who.path), who.config, sealed, at)
    return copied


def change(database: Database, vault: Vault, who: Enrolment) -> None:
    """New settings of a registered office; what opens its account stays when nothing new is given."""
    sealed = vault.seal(who.id, who.secrets) if who.secrets != Secrets() else None
    with database.registry() as registry:
        path = path_of(who.path) or registry.entry(who.id).path
        registry.replace(who.id, who.name, who.mailbox, path, who.config, sealed)


def export_office(database: Database, vault: Vault, id: str, folder: Path) -> int:
    """Everything an office needs to go on by itself: config.yaml, its secrets, and its rows in a SQLite database; how
    many rows. ConfigError when the folder holds something."""
    with database.registry() as registry:
        entry, sealed = registry.entry(id), registry.secrets(id)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ConfigError(f"{folder} is not empty.", "Name a new folder.")
    secrets = vault.open(id, sealed) if sealed else Secrets()
    _write(folder / "config.yaml", entry.config)
    for name, held in (("credentials.json", secrets.credentials), ("token.json", secrets.token)):
        if held is not None:
            _write(folder / name, json.dumps(held, indent=2))
    alone = Store.open(f"sqlite:///{folder / 'data' / 'nhacviec.sqlite3'}", id)
    try:
        return copy_office(database.store(id), alone)
    finally:
        alone.close()


def remove_office(database: Database, id: str) -> int:
    """Out of the register, and every row of it gone; how many. ConfigError when it is not registered."""
    with database.registry() as registry:
        registry.entry(id)
        registry.remove(id)
    return forget_office(database.store(id))


def seal_anew(database: Database, vault: Vault) -> int:
    """Every office's secrets under the vault's first key; how many."""
    with database.registry() as registry:
        entries: tuple[Registered, ...] = registry.entries()
        count = 0
        for entry in entries:
            sealed = registry.secrets(entry.id)
            if sealed is not None:
                registry.keep_secrets(entry.id, vault.seal(entry.id, vault.open(entry.id, sealed)))
                count += 1
    return count


def _write(path: Path, text: str) -> None:
    """Readable by its owner alone."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
