"""Mail arriving in the sandbox's mailboxes, and bouncing where nobody is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from ..state import State
from . import conversation, store, verdicts
from .bounce import bounce_for
from .box import Box, accepts, auth_of, find_box, ms, open_box
from .headers import base_address

ARRIVAL_LABELS = ("INBOX", "UNREAD", "CATEGORY_PERSONAL")


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a mail comes: ``sender`` "" for a bounce, ``at`` aware, ``auth`` one of AUTH_VERDICTS."""

    sender: str
    recipient: str
    at: datetime
    auth: str


def arrive(
    state: State, db: sqlite3.Connection, raw: bytes, envelope: Envelope, thread: str | None = None
) -> store.Stored:
    """Puts a mail into the mailbox of its recipient (made if there is none) as the mail server would.

    ``thread`` is one it joins whatever it says.
    """
    box = find_box(state, db, envelope.recipient) or open_box(state, db, envelope.recipient, implicit=True)
    mail = verdicts.received(raw, envelope.sender, envelope.recipient, envelope.at, envelope.auth)
    thread = thread or conversation.thread_for(box, mail)
    return store.add(box, mail, ARRIVAL_LABELS, thread, ms(envelope.at))


def deliver(sender: Box, own: store.Stored, raw: bytes, recipients: list[str]) -> None:
    """Carries a sent mail to its recipients. ``own`` is the sender's copy, which is what arrives when someone
    writes to himself. Whom nobody knows bounces into the thread, one bounce an address."""
    state, db, now = sender.state, sender.db, sender.state.now()
    auth = auth_of(db, sender.address)
    done: set[str] = set()
    for recipient in recipients:
        mailbox = base_address(recipient)
        if not accepts(db, recipient, state.office_mailbox):
            bounce = bounce_for(raw, sender.address, recipient, now)
            arrive(state, db, bounce, Envelope("", sender.address, now, "pass"), own.thread)
        elif mailbox == sender.address:
            store.relabel(sender, store.by_number(sender, own.number), add=("INBOX", "UNREAD"))
        elif mailbox not in done:
            arrive(state, db, raw, Envelope(sender.address, recipient, now, auth))
        done.add(mailbox)
