"""One mailbox, opened within a transaction or a snapshot, and the mailboxes there are."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..state import State
from .headers import base_address, domain_of

ID_STEP = 387_420_489  # odd, so that the counter times it runs through all 20 low bits of an id
FIRST_HISTORY = 1_000
AUTH_VERDICTS = ("pass", "fail", "softfail", "none")


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox. ``address`` is lower-cased and without plus-tag."""

    state: State
    db: sqlite3.Connection
    number: int
    address: str

    def now_ms(self) -> int:
        return ms(self.state.now())

    def new_id(self) -> str:
        """A fresh message id: hexadecimal, its upper part the time in ms, as Gmail's are."""
        low = self.state.next_number("gmail_message") * ID_STEP % (1 << 20)
        return f"{max(self.now_ms(), 1 << 40) << 20 | low:x}"

    def history_id(self) -> int:
        """The id of the mailbox's newest history record."""
        row = self.db.execute("SELECT history FROM gmail_mailboxes WHERE number = ?", (self.number,)).fetchone()
        return int(row[0])

    def next_history_id(self) -> int:
        """A new history id: larger than all before it, and as in Gmail not the next number."""
        row = self.db.execute(
            "UPDATE gmail_mailboxes SET history = history + 1 + history % 7 WHERE number = ? RETURNING history",
            (self.number,),
        ).fetchone()
        return int(row[0])


def ms(when: datetime) -> int:
    """Whole milliseconds since 1970, exactly."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def find_box(state: State, db: sqlite3.Connection, address: str) -> Box | None:
    """The mailbox an address (or plus-address) belongs to, if there is one."""
    wanted = base_address(address)
    row = db.execute("SELECT number FROM gmail_mailboxes WHERE address = ?", (wanted,)).fetchone()
    return Box(state, db, int(row[0]), wanted) if row else None


def open_box(state: State, db: sqlite3.Connection, address: str, implicit: bool = False) -> Box:
    """The mailbox of an address, made if there is none. ``implicit`` marks one that only mail has made."""
    wanted = base_address(address)
    db.execute(
        "INSERT OR IGNORE INTO gmail_mailboxes (address, implicit, history, history_floor) VALUES (?, ?, ?, 0)",
        (wanted, implicit, FIRST_HISTORY),
    )
    if not implicit:
        db.execute("UPDATE gmail_mailboxes SET implicit = 0 WHERE address = ? AND implicit", (wanted,))
    box = find_box(state, db, wanted)
    assert box is not None
    return box


def accepts(db: sqlite3.Connection, address: str, office: str) -> bool:
    """Whether mail to an address is taken rather than bounced.

    In this order: what was set for the address itself, for its mailbox (without plus-tag), for its domain
    (``@example.org``); then the office's mailbox and every mailbox that exists takes mail, addresses under
    ``.invalid`` bounce (RFC 6761), and any other gets a mailbox with its first mail.
    """
    base = base_address(address)
    for name in (address.lower(), base, f"@{domain_of(base)}"):
        row = db.execute("SELECT is_there FROM gmail_rules WHERE address = ?", (name,)).fetchone()
        if row is not None and row[0] is not None:
            return bool(row[0])
    if base == office:
        return True
    domain = domain_of(base)
    return domain != "invalid" and not domain.endswith(".invalid")


def auth_of(db: sqlite3.Connection, address: str) -> str:
    """How mail from an address authenticates (``pass`` unless set for it or its domain)."""
    base = base_address(address)
    for name in (address.lower(), base, f"@{domain_of(base)}"):
        row = db.execute("SELECT auth FROM gmail_rules WHERE address = ?", (name,)).fetchone()
        if row is not None and row[0]:
            return str(row[0])
    return "pass"
