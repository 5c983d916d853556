"""The request log: every call, counted by discovery method id. In memory, for the life of the server."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: ``at`` is the sandbox's time (ISO 8601), ``part`` tells a batch's inner request."""

    number: int
    at: str
    method: str
    http: str
    path: str
    mailbox: str
    status: int
    fault: str
    part: bool
    milliseconds: float


class RequestLog:
    """Counts calls by method: HTTP requests (``total``, ``methods``) and parts of batches (``parts``) apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._methods: Counter[str] = Counter()
            self._parts: Counter[str] = Counter()
            self._entries: deque[Entry] = deque(maxlen=KEPT)
            self._number = 0

    def add(
        self,
        *,
        at: str,
        method: str,
        http: str,
        path: str,
        mailbox: str,
        status: int,
        fault: str,
        part: bool,
        milliseconds: float,
    ) -> None:
        """Records one call. A dropped connection has status 0."""
        with self._lock:
            self._number += 1
            (self._parts if part else self._methods)[method] += 1
            entry = Entry(self._number, at, method, http, path, mailbox, status, fault, part, milliseconds)
            self._entries.append(entry)

    def summary(self, listed: bool = False) -> dict[str, Any]:
        """{"total", "methods": {id: n}, "parts": {id: n}} and, if asked, "requests": the last 20,000 in order."""
        with self._lock:
            out: dict[str, Any] = {
                "total": self._methods.total(),
                "methods": dict(sorted(self._methods.items())),
                "parts": dict(sorted(self._parts.items())),
            }
            if listed:
                out["requests"] = [asdict(entry) for entry in self._entries]
        return out
