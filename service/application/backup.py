"""Copies of the database while it is in use, and back from one.

A restored store lags behind the mailbox: mails may have left that it believes unsent. It is marked, and the first
cycle looks for every waiting mail in SENT before anything leaves (:mod:`service.application.recognise_sent`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from service.application.recognise_sent import RESTORED
from service.core.errors import ConfigError, StoreError

PREFIX = "sqlite:///"


def back_up(database: str, target: Path) -> int:
    """Copy the database to a new file, readable by its owner alone; its size in bytes. Writers may go on meanwhile:
    the copy is one moment's state. ConfigError for PostgreSQL, a missing database or a file that exists."""
    source = sqlite_file(database, "pg_dump --format=custom --file=FILE DATABASE")
    if not source.exists():
        raise ConfigError(
            f"There is no database {source.name} yet.", "Nothing has run, so there is nothing to save."
        )
    if target.exists():
        raise ConfigError(f"{target} exists already.", "Name a new file; put the date in its name.")
    _copy(source, target)
    return target.stat().st_size


def restore(database: str, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the database's place; the file that what stood before was kept in (None: nothing stood).

    ConfigError when the file is no backup of this program or is damaged, or for PostgreSQL."""
    standing = sqlite_file(database, "pg_restore --clean --dbname=DATABASE FILE")
    if not backup.exists():
        raise ConfigError(f"There is no file {backup}.", "Name a file that `nhacviec backup` made.")
    _look_through(backup)
    kept = None
    if standing.exists():
        kept = standing.with_name(f"{standing.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        _keep_what_stands(standing, kept)
    fresh = standing.with_name(standing.name + ".restoring")
    fresh.unlink(missing_ok=True)
    _copy(backup, fresh)
    _mark(fresh, now)
    for tail in ("-wal", "-shm"):  # they belong to what stood before
        standing.with_name(standing.name + tail).unlink(missing_ok=True)
    fresh.replace(standing)
    return kept


def sqlite_file(database: str, instead: str) -> Path:
    """The file of a SQLite URL; ConfigError with what to use ``instead`` for another database."""
    if not database.startswith(PREFIX) or database.endswith(":memory:"):
        raise ConfigError("The database is no SQLite file.", f"Use PostgreSQL's own: {instead}")
    return Path(database.removeprefix(PREFIX))


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup, to a file of its own first, so that ``target`` is whole or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as old,
            closing(sqlite3.connect(partial)) as new,
        ):
            old.backup(new, pages=512, sleep=0.05)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        partial.replace(target)
    except sqlite3.Error as problem:
        raise StoreError(f"The database could not be copied: {problem}.", "Is the disk full?") from problem
    finally:
        partial.unlink(missing_ok=True)


def _keep_what_stands(standing: Path, kept: Path) -> None:
    """A damaged database is kept as it is: that may be why it is replaced."""
    try:
        _copy(standing, kept)
    except StoreError:
        shutil.copyfile(standing, kept)
        kept.chmod(0o600)


def _look_through(backup: Path) -> None:
    hint = "Name a file that `nhacviec backup` made."
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as copy:
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as problem:
        raise ConfigError(f"{backup} is no backup of this program: {problem}.", hint) from problem
    if told != "ok":
        raise ConfigError(f"{backup} is damaged: {told}.", "Use an older backup.")


def _mark(database: Path, now: datetime) -> None:
    """Every office in it has its mailbox to compare with; and nobody holds it any more."""
    with closing(sqlite3.connect(database)) as copy, copy:
        offices = copy.execute("SELECT DISTINCT office FROM memory UNION SELECT DISTINCT office FROM notice")
        values = [(office, RESTORED, now.isoformat()) for (office,) in offices.fetchall()]
        copy.executemany("INSERT OR REPLACE INTO memory (office, key, value) VALUES (?, ?, ?)", values)
        copy.execute("DELETE FROM lock")
        copy.commit()
