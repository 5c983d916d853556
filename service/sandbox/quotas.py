"""The real per-minute quotas, when switched on.

Sheets: 300 reads and 300 writes a minute for the project, 60 of each for a user. Gmail: 6,000 units a minute for a
user, priced by method. A minute is a real one, and moving the sandbox's clock moves it too.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import UTC, datetime, timedelta

from .errors import ApiError
from .faults import quota_sentence, user_rate_sentence

PROJECT_PER_MINUTE = 300
USER_PER_MINUTE = 60
GMAIL_UNITS_PER_MINUTE = 6000
MINUTE = 60.0

SHEETS_READS = (".get", ".batchGet", ".getByDataFilter", ".batchGetByDataFilter", ".search")

GMAIL_UNITS = {
    "gmail.users.getProfile": 5,
    "gmail.users.history.list": 2,
    "gmail.users.messages.list": 5,
    "gmail.users.messages.get": 20,
    "gmail.users.messages.attachments.get": 20,
    "gmail.users.messages.send": 100,
    "gmail.users.messages.insert": 25,
    "gmail.users.messages.import": 25,
    "gmail.users.messages.modify": 5,
    "gmail.users.messages.batchModify": 50,
    "gmail.users.messages.delete": 10,
    "gmail.users.messages.batchDelete": 50,
    "gmail.users.messages.trash": 5,
    "gmail.users.messages.untrash": 5,
    "gmail.users.threads.list": 10,
    "gmail.users.threads.get": 40,
    "gmail.users.threads.modify": 10,
    "gmail.users.drafts.create": 10,
    "gmail.users.drafts.get": 20,
    "gmail.users.drafts.list": 5,
    "gmail.users.drafts.update": 15,
    "gmail.users.drafts.delete": 10,
    "gmail.users.drafts.send": 100,
    "gmail.users.labels.list": 1,
    "gmail.users.labels.get": 1,
    "gmail.users.labels.create": 5,
    "gmail.users.labels.update": 5,
    "gmail.users.labels.patch": 5,
    "gmail.users.labels.delete": 5,
}
GMAIL_DEFAULT_UNITS = 5


class Quotas:
    """Sliding one-minute windows by project and user. Off until switched on. Thread safe."""

    def __init__(self) -> None:
        self.on = False
        self._lock = threading.Lock()
        self._spent: dict[str, deque[tuple[float, int]]] = {}

    def switch(self, on: bool) -> None:
        with self._lock:
            self.on = on
            self._spent.clear()

    def spend(self, method_id: str, mailbox: str, frozen: datetime | None) -> None:
        """Charges a call; raises 429 (nothing charged) when its minute is full. ``frozen`` is the set clock."""
        if not self.on:
            return
        instant = time.monotonic() + (frozen.timestamp() if frozen else 0.0)
        with self._lock:
            if method_id.startswith("sheets."):
                self._spend_sheets(method_id, mailbox, instant)
            elif method_id.startswith("gmail."):
                self._spend_gmail(method_id, mailbox, instant, frozen or datetime.now(UTC))

    def _spend_sheets(self, method_id: str, mailbox: str, instant: float) -> None:
        what = "Read" if method_id.endswith(SHEETS_READS) else "Write"
        project, user = f"sheets/{what}", f"sheets/{what}/{mailbox}"
        for key, limit, words in ((project, PROJECT_PER_MINUTE, ""), (user, USER_PER_MINUTE, " per user")):
            if self._total(key, instant) >= limit:
                sentence = quota_sentence(f"{what} requests", f"{what} requests per minute{words}")
                raise ApiError(429, sentence, "rateLimitExceeded")
        for key in (project, user):
            self._spent[key].append((instant, 1))

    def _spend_gmail(self, method_id: str, mailbox: str, instant: float, now: datetime) -> None:
        if method_id == "gmail.batch":
            return
        units = GMAIL_UNITS.get(method_id, GMAIL_DEFAULT_UNITS)
        key = f"gmail/{mailbox}"
        if self._total(key, instant) + units > GMAIL_UNITS_PER_MINUTE:
            raise ApiError(429, user_rate_sentence(now + timedelta(seconds=MINUTE)), "rateLimitExceeded")
        self._spent[key].append((instant, units))

    def _total(self, key: str, instant: float) -> int:
        window = self._spent.setdefault(key, deque())
        if window and window[-1][0] > instant:  # the clock was set back
            window.clear()
        while window and window[0][0] <= instant - MINUTE:
            window.popleft()
        return sum(units for _, units in window)
