"""Drive files and who may do what with them: the ground under Sheets and Drive."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

import orjson

from .errors import ApiError
from .state import State

FILES_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, owner TEXT NOT NULL,
  created TEXT NOT NULL, modified TEXT NOT NULL, version INTEGER NOT NULL,
  parents TEXT NOT NULL, trashed INTEGER NOT NULL DEFAULT 0, extra TEXT NOT NULL DEFAULT '{}', content BLOB
);
CREATE TABLE IF NOT EXISTS permissions (
  file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE, id TEXT NOT NULL,
  type TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (file_id, id)
);
"""

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
ANYONE_ID = "anyoneWithLink"


class Role(IntEnum):
    """What a caller may do with a file, growing."""

    NONE = 0
    READER = 1
    COMMENTER = 2
    WRITER = 3
    ORGANIZER = 4
    OWNER = 5


ROLES = {
    "reader": Role.READER,
    "commenter": Role.COMMENTER,
    "writer": Role.WRITER,
    "fileOrganizer": Role.ORGANIZER,
    "organizer": Role.ORGANIZER,
    "owner": Role.OWNER,
}


@dataclass(frozen=True, slots=True)
class File:
    """A row of ``files``. Times are ISO 8601 with milliseconds and Z; ``extra`` holds further Drive fields."""

    id: str
    name: str
    mime: str
    owner: str
    created: str
    modified: str
    version: int
    parents: tuple[str, ...]
    trashed: bool
    extra: dict[str, Any]


COLUMNS = "id, name, mime, owner, created, modified, version, parents, trashed, extra"


def timestamp(moment: datetime) -> str:
    """Drive's spelling of a time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def new_file_id() -> str:
    return "1" + secrets.token_urlsafe(33)[:43]


def root_of(mailbox: str) -> str:
    """The id of a mailbox's My Drive."""
    return "0A" + "".join(f"{byte:02x}" for byte in mailbox.encode())[:15].ljust(15, "0") + "PVA"


def file_of_row(row: Any) -> File:
    parents, extra = orjson.loads(row[7]), orjson.loads(row[9])
    file_id, name, mime, owner, created, modified, version = row[:7]
    return File(file_id, name, mime, owner, created, modified, version, tuple(parents), bool(row[8]), extra)


def find_file(db: sqlite3.Connection, file_id: str) -> File | None:
    row = db.execute(f"SELECT {COLUMNS} FROM files WHERE id = ?", (file_id,)).fetchone()
    return file_of_row(row) if row else None


def create_file(
    state: State,
    db: sqlite3.Connection,
    *,
    name: str,
    mime: str,
    owner: str,
    file_id: str = "",
    parents: tuple[str, ...] = (),
    extra: dict[str, Any] | None = None,
    content: bytes | None = None,
) -> File:
    """A new file, owned by a mailbox."""
    now = timestamp(state.now())
    file_id = file_id or new_file_id()
    parents = parents or (root_of(owner),)
    if db.execute("SELECT 1 FROM files WHERE id = ?", (file_id,)).fetchone():
        raise ApiError(409, "A file already exists with the provided ID.", "fileIdInUse")
    values = (file_id, name, mime, owner, now, now, 1, orjson.dumps(list(parents)).decode(), 0)
    db.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, orjson.dumps(extra or {}).decode(), content),
    )
    db.execute(
        "INSERT INTO permissions (file_id, id, type, role, address) VALUES (?, ?, 'user', 'owner', ?)",
        (file_id, permission_id(owner), owner),
    )
    return File(file_id, name, mime, owner, now, now, 1, parents, False, extra or {})


def permission_id(address: str) -> str:
    """The id of an address's permissions: the same for all its files, as at Google (twenty digits)."""
    number = int.from_bytes(address.encode()[:16].ljust(16, b"."), "big") * 2654435761
    return f"{number % 10**20:020d}"


def touch(state: State, db: sqlite3.Connection, file_id: str, name: str | None = None) -> None:
    """Marks a file modified now, one version on; renames it if ``name`` is given."""
    db.execute(
        "UPDATE files SET modified = ?, version = version + 1, name = COALESCE(?, name) WHERE id = ?",
        (timestamp(state.now()), name, file_id),
    )


def role_of(db: sqlite3.Connection, file_id: str, mailbox: str) -> Role:
    """The highest role of a mailbox: its own, its domain's, or anyone's."""
    rows = db.execute("SELECT type, role, address FROM permissions WHERE file_id = ?", (file_id,)).fetchall()
    domain = mailbox.rpartition("@")[2]
    best = Role.NONE
    for kind, role, address in rows:
        mine = kind == "anyone" or (kind == "domain" and address == domain) or address == mailbox
        if mine:
            best = max(best, ROLES[role])
    return best


def accessible(db: sqlite3.Connection, file_id: str, mailbox: str, needed: Role) -> File:
    """The file, for Sheets: 404 if there is none, 403 if the caller may not do what is needed."""
    file = find_file(db, file_id)
    if file is None or file.mime != SPREADSHEET:
        raise ApiError(404)
    if role_of(db, file_id, mailbox) < needed:
        raise ApiError(403)
    return file
