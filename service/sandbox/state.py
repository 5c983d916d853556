"""What the sandbox remembers: one SQLite file, and the clock.

Every answered write is committed first, so it survives ``kill -9`` (WAL; the operating system holds what was
written). Only one process at a time may serve a data directory.
"""

from __future__ import annotations

import queue
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "sandbox.sqlite3"

SETTINGS_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""

CLOCK = "clock"
OFFICE_MAILBOX = "office_mailbox"
DEFAULT_OFFICE_MAILBOX = "dkcqtravinh@gmail.com"


class State:
    """Durable state of one sandbox.

    ``data`` is the directory of the SQLite file; None makes a temporary one that ``close()`` removes.
    All methods may be called from any thread.
    """

    def __init__(self, data: Path | None = None) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-") if data is None else None
        directory = Path(self._temporary.name) if self._temporary else Path(str(data))
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / FILE_NAME
        self._writer = self._connect()
        self._writer.execute("PRAGMA journal_mode=WAL")
        self._lock = threading.RLock()
        self._depth = 0
        self._readers: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._all_readers: list[sqlite3.Connection] = []
        self._settings: dict[str, str] = {}
        self.add_schema(SETTINGS_SCHEMA)
        with self.reading() as db:
            self._settings.update(db.execute("SELECT key, value FROM settings").fetchall())

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=30)
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    def add_schema(self, *scripts: str) -> None:
        """Runs ``CREATE … IF NOT EXISTS`` scripts. Each part of the sandbox brings its own tables."""
        with self._lock:
            for script in scripts:
                self._writer.executescript(script)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction (BEGIN IMMEDIATE), alone among all threads; on disk when the block ends.

        An exception rolls everything back. Inside another transaction of the same thread it joins that one.
        """
        with self._lock:
            if self._depth:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            else:
                self._writer.execute("COMMIT")
            finally:
                self._depth = 0

    def in_transaction(self) -> bool:
        """Whether the calling thread is inside ``transaction()``."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            return self._depth > 0
        finally:
            self._lock.release()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A snapshot to read from; inside ``transaction()`` of the same thread, that transaction's view."""
        if self.in_transaction():
            yield self._writer
            return
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
            self._all_readers.append(connection)
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")
            self._readers.put(connection)

    def next_number(self, name: str, start: int = 1) -> int:
        """The next number of a durable counter: ``start``, then one more each call."""
        with self.transaction() as db:
            row = db.execute(
                "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + 1"
                " RETURNING value",
                (name, start),
            ).fetchone()
        return int(row[0])

    def setting(self, key: str, default: str = "") -> str:
        return self._settings.get(key, default)

    def set_setting(self, key: str, value: str | None) -> None:
        """Stores a setting; None removes it."""
        with self.transaction() as db:
            if value is None:
                db.execute("DELETE FROM settings WHERE key = ?", (key,))
                self._settings.pop(key, None)
            else:
                db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))
                self._settings[key] = value

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC: the frozen clock if one is set, else the real one."""
        return self.frozen_clock() or datetime.now(UTC)

    def frozen_clock(self) -> datetime | None:
        text = self._settings.get(CLOCK)
        return datetime.fromisoformat(text) if text else None

    def set_clock(self, now: datetime | None) -> None:
        """Freezes the clock at an aware datetime; None lets it run with real time again."""
        if now is not None and now.tzinfo is None:
            raise ValueError("the clock needs a time with an offset")
        self.set_setting(CLOCK, None if now is None else now.astimezone(UTC).isoformat())

    @property
    def office_mailbox(self) -> str:
        """The mailbox that a token opens which names no other."""
        return self.setting(OFFICE_MAILBOX, DEFAULT_OFFICE_MAILBOX)

    def close(self) -> None:
        with self._lock:
            for connection in self._all_readers:
                connection.close()
            self._writer.close()
        if self._temporary:
            self._temporary.cleanup()
