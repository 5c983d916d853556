"""Messages in a mailbox: kept, fetched, labelled and removed, each change with its history record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ..errors import ApiError
from . import fields, headers, mime, text
from .box import Box
from .history import Kind, record

LABELS = "(SELECT group_concat(label) FROM gmail_message_labels l WHERE l.message = m.number)"
COLUMNS = (
    f"m.number, m.id, m.thread, m.blob, m.internal_date, m.history, m.size, m.snippet, m.subject_key, {LABELS}"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A message of a mailbox. ``internal_date`` in ms since 1970, ``size`` in bytes, ``labels`` are label ids."""

    number: int
    id: str
    thread: str
    blob: str
    internal_date: int
    history: int
    size: int
    snippet: str
    subject_key: str
    labels: tuple[str, ...]


def _stored(row: Sequence[object]) -> Stored:
    labels = tuple(sorted(str(row[9]).split(","))) if row[9] else ()
    return Stored(*row[:9], labels)  # type: ignore[call-arg, arg-type]


def add(box: Box, raw: bytes, labels: Collection[str], thread: str | None, internal_date: int) -> Stored:
    """Keeps a raw message; ``thread`` None begins a thread of its own. Returns it as stored."""
    raw = fields.with_crlf(raw)
    root = mime.parse(raw)
    message_id = box.new_id()
    history_id = box.next_history_id()
    blob = hashlib.sha256(raw).hexdigest()
    box.db.execute("INSERT OR IGNORE INTO gmail_blobs VALUES (?, ?)", (blob, raw))
    own_id = next(iter(headers.message_ids(root.all("message-id")[:1])), "")
    attached = any(part.is_attachment for part in root.walk())
    number = box.db.execute(
        "INSERT INTO gmail_messages (mailbox, id, thread, blob, internal_date, history, size, snippet, message_id,"
        " subject_key, has_attachment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            box.number, message_id, thread or message_id, blob, internal_date, history_id, len(raw),
            text.snippet(root), own_id, subject_key(root.first("subject")), attached,
        ),
    ).lastrowid  # fmt: skip
    assert number is not None
    box.db.executemany(
        "INSERT INTO gmail_message_labels VALUES (?, ?, ?)", [(number, box.number, label) for label in set(labels)]
    )
    _index(box, number, root)
    record(box, history_id, Kind.ADDED, (message_id, thread or message_id), sorted(set(labels)))
    return by_number(box, number)


def _index(box: Box, number: int, root: mime.Part) -> None:
    def words(*names: str) -> str:
        return text.folded("\n".join(value for name in names for value in root.all(name))[:100_000])

    filenames = "\n".join(part.filename for part in root.walk() if part.filename)
    box.db.execute(
        "INSERT INTO gmail_words (rowid, sender, recipient, copied, blind, subject, filename, body, delivered,"
        " list_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, words("from"), words("to"), words("cc"), words("bcc"), words("subject"),
            text.folded(filenames[:100_000]), text.body_words(root), words("delivered-to"), words("list-id"),
        ),
    )  # fmt: skip


def by_number(box: Box, number: int) -> Stored:
    return _stored(
        box.db.execute(f"SELECT {COLUMNS} FROM gmail_messages m WHERE number = ?", (number,)).fetchone()
    )


def find(box: Box, message_id: str) -> Stored | None:
    """The message with that (checked) id, if the mailbox has it."""
    row = box.db.execute(
        f"SELECT {COLUMNS} FROM gmail_messages m WHERE mailbox = ? AND id = ?", (box.number, message_id)
    ).fetchone()
    return _stored(row) if row else None


def get(box: Box, message_id: str) -> Stored:
    """As ``find``; 404 if there is none."""
    message = find(box, message_id)
    if message is None:
        raise ApiError(404)
    return message


def of_thread(box: Box, thread: str) -> list[Stored]:
    """The messages of a thread, oldest first."""
    rows = box.db.execute(
        f"SELECT {COLUMNS} FROM gmail_messages m WHERE mailbox = ? AND thread = ? ORDER BY internal_date, number",
        (box.number, thread),
    )
    return [_stored(row) for row in rows]


def raw_of(box: Box, message: Stored) -> bytes:
    row = box.db.execute("SELECT raw FROM gmail_blobs WHERE hash = ?", (message.blob,)).fetchone()
    return bytes(row[0])


def relabel(box: Box, message: Stored, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Stored:
    """Adds and removes labels. What changes nothing leaves no history."""
    had = set(message.labels)
    added = set(add) - had
    removed = set(remove) & had
    if not added and not removed:
        return message
    box.db.executemany(
        "INSERT INTO gmail_message_labels VALUES (?, ?, ?)",
        [(message.number, box.number, label) for label in added],
    )
    box.db.executemany(
        "DELETE FROM gmail_message_labels WHERE message = ? AND label = ?",
        [(message.number, label) for label in removed],
    )
    history_id = box.next_history_id()
    box.db.execute("UPDATE gmail_messages SET history = ? WHERE number = ?", (history_id, message.number))
    now = sorted((had | added) - removed)
    for kind, changed in ((Kind.LABELLED, added), (Kind.UNLABELLED, removed)):
        if changed:
            record(box, history_id, kind, (message.id, message.thread), now, changed)
    return by_number(box, message.number)


def remove(box: Box, message: Stored) -> None:
    """Deletes a message for good, its draft with it."""
    box.db.execute("DELETE FROM gmail_drafts WHERE message = ?", (message.number,))
    box.db.execute("DELETE FROM gmail_words WHERE rowid = ?", (message.number,))
    box.db.execute("DELETE FROM gmail_messages WHERE number = ?", (message.number,))
    box.db.execute(
        "DELETE FROM gmail_blobs WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM gmail_messages WHERE blob = hash)",
        (message.blob,),
    )
    record(box, box.next_history_id(), Kind.DELETED, (message.id, message.thread), message.labels)


def subject_key(subject: str) -> str:
    """A subject without its reply and forward marks, as threads compare it."""
    words = " ".join(subject.split()).casefold()
    while (match := REPLY_MARK.match(words)) is not None:
        words = words[match.end() :]
    return words


REPLY_MARK = re.compile(r"(?:re|fwd?|fw|aw|wg|sv|vs|tr|rv|antw|trả lời|chuyển tiếp)\s*(?:\[\d+\])?\s*[::]\s*")
