"""The history of a mailbox: what changed since a history id.

Records older than the retention (a setting, 7 days by default) are forgotten, and a cursor that lies before
them answers 404.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import groupby
from typing import Any

from ..errors import ApiError
from .box import Box

RETENTION_DAYS = "gmail_history_days"
DEFAULT_DAYS = 7.0
DAY_MS = 86_400_000


class Kind(Enum):
    """The four kinds of change; the value is the key of the answer."""

    ADDED = "messagesAdded"
    DELETED = "messagesDeleted"
    LABELLED = "labelsAdded"
    UNLABELLED = "labelsRemoved"


TYPES = {
    "messageAdded": Kind.ADDED,
    "messageDeleted": Kind.DELETED,
    "labelAdded": Kind.LABELLED,
    "labelRemoved": Kind.UNLABELLED,
}


def record(
    box: Box,
    history_id: int,
    kind: Kind,
    message: tuple[str, str],
    labels: Sequence[str],
    changed: Iterable[str] = (),
) -> None:
    """Notes a change of a message (id, thread): its labels after it, and which of them ``changed``."""
    box.db.execute(
        "INSERT INTO gmail_history VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            box.number, history_id, kind.value, message[0], message[1], json.dumps(list(labels)),
            json.dumps(sorted(changed)), box.now_ms(),
        ),
    )  # fmt: skip


def expire(box: Box) -> None:
    """Forgets the records that are older than the retention."""
    days = float(box.state.setting(RETENTION_DAYS) or DEFAULT_DAYS)
    oldest_kept = box.now_ms() - int(days * DAY_MS)
    row = box.db.execute(
        "SELECT max(id) FROM gmail_history WHERE mailbox = ? AND at < ?", (box.number, oldest_kept)
    ).fetchone()
    if row[0] is not None:
        forget(box, int(row[0]))


def forget(box: Box, until: int) -> None:
    """Forgets all records up to an id; cursors before it are stale from now on."""
    box.db.execute("DELETE FROM gmail_history WHERE mailbox = ? AND id <= ?", (box.number, until))
    box.db.execute(
        "UPDATE gmail_mailboxes SET history_floor = max(history_floor, ?) WHERE number = ?", (until, box.number)
    )


def listing(
    box: Box, start: int, after: int, kinds: Sequence[Kind], label: str | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """(records after ``after``, the id to go on from or None at the end). 404 for a stale or unknown ``start``."""
    row = box.db.execute(
        "SELECT history_floor, history FROM gmail_mailboxes WHERE number = ?", (box.number,)
    ).fetchone()
    if start < row[0] or start > row[1]:
        raise ApiError(404)
    rows = box.db.execute(
        "SELECT id, kind, message, thread, labels, changed FROM gmail_history WHERE mailbox = ? AND id > ?"
        f" AND kind IN ({', '.join('?' * len(kinds))}) ORDER BY id",
        (box.number, max(start, after), *(kind.value for kind in kinds)),
    )
    out: list[dict[str, Any]] = []
    for history_id, group in groupby(rows, key=lambda r: r[0]):
        changes = [r for r in group if label is None or label in json.loads(r[4]) + json.loads(r[5])]
        if not changes:
            continue
        if len(out) == limit:
            return out, int(out[-1]["id"])
        out.append(_shown(history_id, changes))
    return out, None


def _shown(history_id: int, changes: list[Any]) -> dict[str, Any]:
    item: dict[str, Any] = {"id": str(history_id), "messages": []}
    for _, kind, message, thread, labels, changed in changes:
        plain = {"id": message, "threadId": thread}
        if plain not in item["messages"]:
            item["messages"].append(plain)
        label_ids = json.loads(labels)
        entry: dict[str, Any] = {"message": plain | ({"labelIds": label_ids} if label_ids else {})}
        if kind in (Kind.LABELLED.value, Kind.UNLABELLED.value):
            entry["labelIds"] = json.loads(changed)
        item.setdefault(kind, []).append(entry)
    return item
