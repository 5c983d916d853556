"""Mailboxes and lists of mails: what stands in their lines."""

from __future__ import annotations

import html
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from functools import lru_cache

from ..gmail import fields, headers, labels, store
from ..gmail.box import Box, ms
from ..gmail.search import Search
from . import wording
from .journal import Since
from .site import Site

PAGE = 50
LONGEST_HEADER = 20_000
SYSTEM_NAMES = {
    "INBOX": "Hộp thư đến", "STARRED": "Có gắn dấu sao", "SENT": "Đã gửi", "DRAFT": "Thư nháp", "SPAM": "Thư rác",
    "TRASH": "Thùng rác", "IMPORTANT": "Quan trọng", "UNREAD": "Chưa đọc",
}  # fmt: skip
FOLDERS = ("INBOX", "STARRED", "SENT", "DRAFT", "SPAM", "TRASH")
ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Mailbox:
    address: str
    messages: int
    unread: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A label as it is shown; colours are ``#rrggbb`` or ""."""

    id: str
    name: str
    ground: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list: the id of its newest message and its words, the people in it, and its labels."""

    newest: str
    subject: str
    snippet: str
    people: str
    count: int
    unread: bool
    draft: bool
    starred: bool
    attached: bool
    at: datetime
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class MailLine:
    """A single mail in a list of several mailboxes."""

    mailbox: str
    id: str
    sender: str
    recipient: str
    subject: str
    snippet: str
    sent: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The header fields a list shows, decoded."""

    sender: str
    sender_name: str
    recipient: str
    subject: str


def mailboxes(site: Site) -> list[Mailbox]:
    """All mailboxes, the office's first, then by how much is in them."""
    sql = (
        "SELECT address, (SELECT count(*) FROM gmail_messages m WHERE m.mailbox = b.number), (SELECT count(*) FROM"
        " gmail_message_labels l WHERE l.mailbox = b.number AND l.label = 'UNREAD') FROM gmail_mailboxes b"
    )
    with site.state.reading() as db:
        found = [Mailbox(*row) for row in db.execute(sql)]
    office = site.state.office_mailbox
    if all(box.address != office for box in found):
        found.append(Mailbox(office, 0, 0))
    return sorted(found, key=lambda box: (box.address != office, -box.messages, box.address))


def head_of(db: sqlite3.Connection, blob: str) -> Head:
    """The header of a kept message; a blob never changes, so it is read once."""
    found = _HEADS.get(blob)
    if found is None:
        row = db.execute("SELECT raw FROM gmail_blobs WHERE hash = ?", (blob,)).fetchone()
        found = _read_head(bytes(row[0]) if row else b"")
        if len(_HEADS) > MOST_HEADS:
            _HEADS.clear()
        _HEADS[blob] = found
    return found


_HEADS: dict[str, Head] = {}
MOST_HEADS = 20_000


def _read_head(raw: bytes) -> Head:
    end = raw.find(b"\r\n\r\n")
    block = raw[: end + 4 if end >= 0 else 100_000]
    values: dict[str, str] = {}
    for field in fields.split(block)[0]:
        name = fields.name_of(field)
        if name in ("from", "to", "subject") and name not in values:
            value = headers.decode_bytes(fields.value_of(field)[:LONGEST_HEADER], None)
            values[name] = headers.readable(value)
    sender = values.get("from", "")
    address = next(iter(headers.addresses([sender])), sender)
    name = headers.display_name(sender) or address
    return Head(address, name, values.get("to", ""), values.get("subject", ""))


def chips_of(box: Box) -> dict[str, Chip]:
    """Every label of a mailbox that is shown as a chip, by id."""
    out = {name: Chip(name, SYSTEM_NAMES[name]) for name in ("INBOX", "DRAFT", "SPAM", "TRASH")}
    for label in labels.listing(box):
        if label["type"] == "user":
            tint = label.get("color", {})
            out[label["id"]] = Chip(
                label["id"], label["name"], tint.get("backgroundColor", ""), tint.get("textColor", "")
            )
    return out


def thread_page(box: Box, q: str, label: str, token: str) -> tuple[list[ThreadLine], str, int]:
    """(a page of threads, the token of the next, how many there are in all)."""
    wanted: Sequence[str] = () if label == ALL or q else (label,)
    search = Search(box, q, wanted)
    rows, following = search.threads(PAGE, token)
    chips = chips_of(box)
    lines = [_thread_line(box, chips, thread, snippet, label) for thread, snippet, _ in rows]
    return lines, following, search.count("DISTINCT m.thread")


def _thread_line(box: Box, chips: dict[str, Chip], thread: str, snippet: str, here: str) -> ThreadLine:
    messages = store.of_thread(box, thread)
    heads = [head_of(box.db, message.blob) for message in messages]
    marks = {label for message in messages for label in message.labels}
    attached = box.db.execute(
        "SELECT 1 FROM gmail_messages WHERE mailbox = ? AND thread = ? AND has_attachment LIMIT 1",
        (box.number, thread),
    ).fetchone()
    return ThreadLine(
        newest=messages[-1].id,
        subject=heads[0].subject,
        snippet=html.unescape(snippet),
        people=_people(box, heads, here),
        count=len(messages),
        unread="UNREAD" in marks,
        draft="DRAFT" in marks,
        starred="STARRED" in marks,
        attached=attached is not None,
        at=wording.from_ms(messages[-1].internal_date),
        chips=tuple(chips[mark] for mark in sorted(marks) if mark in chips and mark not in (here, "DRAFT")),
    )


def _people(box: Box, heads: list[Head], here: str) -> str:
    if here in ("SENT", "DRAFT"):
        names = [_names(head.recipient) for head in heads if head.sender == box.address]
        return "Đến: " + (names[-1] if names else "")
    names = ["tôi" if head.sender == box.address else head.sender_name for head in heads]
    return ", ".join(dict.fromkeys(names))


@lru_cache(maxsize=4096)
def _names(value: str) -> str:
    try:
        return ", ".join(name or address for name, address in getaddresses([value[:2_000]]))
    except Exception:  # the standard parser raises several kinds on hostile fields
        return value[:200]


def _bases(recipients: str) -> list[str]:
    return [headers.base_address(address) for address in headers.addresses([recipients[:2_000]])]


def mails_since(site: Site, moment: Since, limit: int) -> list[MailLine]:
    """Mails that came or went since a moment, newest first; one between the office and someone is the office's."""
    where, values = "m.number > ?", [moment.message]
    if moment.at is not None:
        where, values = "m.internal_date >= ?", [ms(moment.at)]
    sql = (
        "SELECT b.address, m.id, m.blob, m.snippet, m.internal_date, EXISTS (SELECT 1 FROM gmail_message_labels l"
        " WHERE l.message = m.number AND l.label = 'SENT') FROM gmail_messages m JOIN gmail_mailboxes b"
        f" ON b.number = m.mailbox WHERE {where} ORDER BY m.internal_date DESC, m.number DESC LIMIT ?"
    )
    office = site.state.office_mailbox
    with site.state.reading() as db:
        out = []
        for address, message_id, blob, snippet, at, sent in db.execute(sql, [*values, limit]).fetchall():
            head = head_of(db, blob)
            if address != office and (head.sender == office or office in _bases(head.recipient)):
                continue
            when = wording.from_ms(at)
            out.append(
                MailLine(
                    address, message_id, head.sender_name, _names(head.recipient), head.subject,
                    html.unescape(snippet), bool(sent), when,
                )
            )  # fmt: skip
    return out
