"""Who serves an office: one process at a time, by a lock with owner and expiry that is renewed while it lives.

The expiry is for a holder that died on another machine. On this one, a lock file beside a SQLite database tells at
once: the operating system lets go of it when its process ends, however it ends. So does a lock of PostgreSQL's, for
every machine.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import structlog

from service.adapters.store import Store
from service.core.errors import OfficeHeld, StoreError

HELD_FOR = timedelta(minutes=5)
RENEWED_EVERY = timedelta(minutes=1)
PREFIX = "sqlite:///"

log = structlog.get_logger("worker")


def name_of_this_process() -> str:
    """Unlike any other's, in a container with the same host name too."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


class Tenure:
    """A process's hold on one office. ``lost`` tells that another process has it now."""

    def __init__(
        self,
        store: Store,
        owner: str,
        database: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.owner = owner
        self.lost = False
        self._store = store
        self._clock = clock
        self._database = database
        self._file: IO[str] | None = None
        self._lock = store.lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Take the office and keep it from a thread. OfficeHeld, naming the holder, when another process has it."""
        alone = self._alone()
        holder = self._take() if alone else self._told_holder()
        if holder is not None and alone and (self._file is not None or self._lock is not None):
            log.info("its last worker ended without letting go", holder=holder)
            with self._store.transaction() as transaction:
                transaction.runs.release(holder)
            holder = self._take()
        if holder is not None:
            self._let_go()
            raise OfficeHeld(
                f"Another worker ({holder}) serves this office.",
                "Stop that one first; if it died on another machine, its hold ends within "
                f"{HELD_FOR.seconds // 60} minutes.",
            )
        self._thread = threading.Thread(target=self._keep, name="tenure", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Let go of the office."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=60)
        with self._store.transaction() as transaction:
            transaction.runs.release(self.owner)
        self._let_go()

    def renew(self) -> None:
        """Hold it a while longer, or learn that it is lost. A database that is busy is asked again later."""
        try:
            holder = self._take()
        except StoreError as problem:
            log.warning("hold not renewed", why=problem.sentence)
            return
        if holder is not None and not self.lost:
            log.error("another worker has taken this office", holder=holder)
        self.lost = holder is not None

    def _keep(self) -> None:
        while not self._ended.wait(RENEWED_EVERY.total_seconds()):
            self.renew()

    def _take(self) -> str | None:
        now = self._clock()
        with self._store.transaction() as transaction:
            return transaction.runs.take(self.owner, now, now + HELD_FOR)

    def _told_holder(self) -> str:
        with self._store.transaction() as transaction:
            held = transaction.runs.holder()
        return held[0] if held is not None else "on this machine"

    # -- locks that end with their process ----------------------------------------------------------

    def _alone(self) -> bool:
        """Whether no living process has PostgreSQL's lock, or on this machine the lock file; True where the system
        knows no such locks, and then only the expiry counts."""
        if self._lock is not None:
            return self._lock.take()
        if not self._database.startswith(PREFIX) or self._database.endswith(":memory:"):
            return True
        try:
            import fcntl
        except ImportError:  # Windows
            return True
        path = Path(self._database.removeprefix(PREFIX) + f".{self._store.office}.worker")
        self._file = path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()
        if self._file is not None:
            self._file.close()
            self._file = None
