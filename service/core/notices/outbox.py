"""What deliveries need from the store (design, rule 5: no mail twice, none lost).

A notice goes WAITING → CLAIMED → DRAFTED → SENT. HELD waits for a person, CANCELLED and FAILED are ends. Every
move is one conditional update on the state (and on the claim's token), so that of two processes one wins:

====================  =====================================  ==========================================
method                from                                   to
====================  =====================================  ==========================================
``claim``             WAITING, due                           CLAIMED, ``holder`` = token
``take_over``         CLAIMED or DRAFTED of another holder   same state, ``holder`` = token
``drafted``           CLAIMED by token                       DRAFTED, draft id stored
``sent``              anything but SENT                      SENT
``look``              DRAFTED by token                       same state, ``looks`` + 1
``give_back``         CLAIMED or DRAFTED by token            WAITING, ``attempts`` + 1, draft id cleared
``fail``              CLAIMED or DRAFTED by token            FAILED
``hold``              WAITING                                HELD
``release``           HELD                                   WAITING
``cancel``            WAITING or HELD, or held by the token  CANCELLED
``postpone``          WAITING                                WAITING, ``not_before`` later
====================  =====================================  ==========================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.core.records import Delivery, Notice, NoticeKind


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A notice with its delivery. ``holder``: token of the process that claimed it. ``attempts``: failed tries;
    ``looks``: times its draft was gone and SENT did not show it. ``reason``: why it waits, is held, was cancelled
    or failed, one sentence in Vietnamese for the office. ``notice.not_before`` already holds any postponement."""

    notice: Notice
    delivery: Delivery
    added: datetime
    holder: str = ""
    claimed_at: datetime | None = None
    draft_id: str = ""
    gmail_id: str = ""
    thread_id: str = ""
    sent_at: datetime | None = None
    attempts: int = 0
    looks: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LoggedMail:
    """A notice of the past as planning sees it: when it left (SENT), or when it is to leave (not yet sent).

    ``message_id``: the RFC 5322 id Gmail gave the mail, known once the mailbox was polled after it ("" before)."""

    key: str
    kind: NoticeKind
    unit: str | None
    at: datetime
    sent: bool
    subject: str = ""
    recipients: tuple[str, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    thread_id: str = ""
    message_id: str = ""


class Outbox(Protocol):
    """The outbox of one office. Every method is one transaction of its own, but ``add``, which joins the one
    that stores the assessments that caused the notices."""

    def add(self, notices: Iterable[Notice], as_of: datetime, held: str = "") -> tuple[str, ...]:
        """Store notices whose key is new, WAITING (HELD when ``held`` gives a reason); the keys that were new."""
        ...

    def waiting(self, as_of: datetime, limit: int) -> tuple[OutboxEntry, ...]:
        """WAITING entries with ``not_before`` ≤ ``as_of``, by priority, then not_before, then key."""
        ...

    def claim(self, key: str, token: str, as_of: datetime) -> bool: ...

    def take_over(self, key: str, holder: str, token: str, as_of: datetime) -> bool:
        """Only when the entry is still held by ``holder``."""
        ...

    def drafted(self, key: str, token: str, draft_id: str) -> bool: ...

    def sent(self, key: str, gmail_id: str, thread_id: str, at: datetime) -> bool: ...

    def look(self, key: str, token: str, reason: str) -> bool: ...

    def give_back(self, key: str, token: str, not_before: datetime, reason: str) -> bool: ...

    def fail(self, key: str, token: str, reason: str) -> bool: ...

    def hold(self, key: str, reason: str) -> bool: ...

    def release(self, key: str) -> bool: ...

    def cancel(self, key: str, reason: str, token: str = "") -> bool: ...

    def postpone(self, keys: Iterable[str], until: datetime, reason: str) -> int: ...

    def in_doubt(self) -> tuple[OutboxEntry, ...]:
        """CLAIMED and DRAFTED entries, oldest claim first."""
        ...

    def entry(self, key: str) -> OutboxEntry | None: ...

    def recipients_since(self, since: datetime) -> int:
        """Addresses (To and Cc) of entries SENT after ``since``, and of those CLAIMED or DRAFTED now."""
        ...

    def log(self, since: datetime, kinds: Iterable[NoticeKind]) -> tuple[LoggedMail, ...]:
        """Entries of these kinds SENT after ``since``, and all that are WAITING, HELD, CLAIMED or DRAFTED;
        oldest first."""
        ...
