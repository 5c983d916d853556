"""Which thread a message joins.

Gmail's rule: a message joins the thread of one it refers to (In-Reply-To, References) when their subjects are the
same but for Re: and Fwd:. With an explicit ``threadId`` the same must hold of a message in that thread, or
the message begins a thread of its own. A thread takes at most 100 messages.
"""

from __future__ import annotations

from ..errors import ApiError
from . import headers, mime, store
from .box import Box
from .errors import checked_id

LONGEST_THREAD = 100
MOST_REFERENCES = 100


def thread_for(box: Box, raw: bytes, wanted: str = "") -> str | None:
    """The id of the thread to join, None for a new one. ``wanted``: the request's threadId; 404 if unknown."""
    root = mime.parse(raw)
    key = store.subject_key(root.first("subject"))
    referred = headers.message_ids([*root.all("in-reply-to"), *reversed(root.all("references"))])
    referred = referred[:1] + referred[1:][-MOST_REFERENCES:][::-1]
    if wanted:
        return _explicit(box, checked_id(wanted, "thread_id"), key, referred)
    for message_id in referred:
        thread = _thread_of(box, message_id, key)
        if thread and len(store.of_thread(box, thread)) < LONGEST_THREAD:
            return thread
    return None


def _thread_of(box: Box, message_id: str, key: str) -> str | None:
    row = box.db.execute(
        "SELECT thread FROM gmail_messages WHERE mailbox = ? AND message_id = ? AND subject_key = ?"
        " ORDER BY internal_date DESC, number DESC",
        (box.number, message_id, key),
    ).fetchone()
    return str(row[0]) if row else None


def _explicit(box: Box, thread: str, key: str, referred: list[str]) -> str | None:
    messages = store.of_thread(box, thread)
    if not messages:
        raise ApiError(404)
    if len(messages) >= LONGEST_THREAD or all(message.subject_key != key for message in messages):
        return None
    return thread if any(_thread_of(box, one, key) == thread for one in referred) else None
