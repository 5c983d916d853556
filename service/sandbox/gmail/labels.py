"""Labels of a mailbox: the system's and the user's, with their counts and the rules for changing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import ApiError
from . import store
from .box import Box
from .errors import bad_request, invalid_label

CATEGORIES = (
    "CATEGORY_PERSONAL",
    "CATEGORY_SOCIAL",
    "CATEGORY_PROMOTIONS",
    "CATEGORY_UPDATES",
    "CATEGORY_FORUMS",
)
SYSTEM_LABELS = (
    "CHAT", "SENT", "INBOX", "IMPORTANT", "TRASH", "DRAFT", "SPAM", *CATEGORIES, "STARRED", "UNREAD",
)  # fmt: skip
HIDDEN_IN_LISTS = {"CHAT", "IMPORTANT", "TRASH", "SPAM", "UNREAD", "STARRED", *CATEGORIES}
UNSETTABLE = {"SENT", "DRAFT", "CHAT"}
RESERVED = {
    "inbox", "sent", "draft", "drafts", "trash", "spam", "starred", "important", "unread", "chat", "chats",
    "muted", "scheduled", "snoozed", "bin", "all mail", "archive", "voicemail", "forums", "updates", "promotions",
    "social", "personal", "important mail",
}  # fmt: skip
MOST_LABELS = 10_000
LONGEST_NAME = 225
LIST_VISIBILITY = ("labelShow", "labelShowIfUnread", "labelHide")
MESSAGE_VISIBILITY = ("show", "hide")
COLORS = """
000000 434343 666666 999999 cccccc efefef f3f3f3 ffffff fb4c2f ffad47 fad165 16a766 43d692 4a86e8 a479e2 f691b3
f6c5be ffe6c7 fef1d1 b9e4d0 c6f3de c9daf8 e4d7f5 fcdee8 efa093 ffd6a2 fce8b3 89d3b2 a0eac9 a4c2f4 d0bcf1 fbc8d9
e66550 ffbc6b fcda83 44b984 68dfa9 6d9eeb b694e8 f7a7c0 cc3a21 eaa041 f2c960 149e60 3dc789 3c78d8 8e63ce e07798
ac2b16 cf8933 d5ae49 0b804b 2a9c68 285bac 653e9b b65775 822111 a46a21 aa8831 076239 1a764d 1c4587 41236d 83334c
464646 e7e7e7 0d3472 b6cff5 0d3b44 98d7e4 3d188e e3d7ff 711a36 fbd3e0 8a1c0a f2b2a8 7a2e0b ffc8af 7a4706 ffdeb5
594c05 fbe983 684e07 fdedc1 0b4f30 b3efd3 04502e a2dcc1 c2c2c2 4986e7 2da2bb b99aff 994a64 f691b2 ff7537 ffad46
662e37 ebdbde cca6ac 094228 42d692 16a765 757575 1e53b8 007286 7858c3 c2185b d93025 54240e 633e04 521d28 202124
083018
"""
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
PALETTE = frozenset(COLORS.split())
COLUMNS = "id, name, list_visibility, message_visibility, background, foreground"


def name_key(name: str) -> str:
    """What two label names are compared by."""
    return name.strip().casefold()


def listing(box: Box) -> list[dict[str, Any]]:
    """All labels, without counts."""
    rows = box.db.execute(
        f"SELECT {COLUMNS} FROM gmail_labels WHERE mailbox = ? ORDER BY length(id), id", (box.number,)
    )
    return [_system(name) for name in SYSTEM_LABELS] + [_user(row) for row in rows]


def get(box: Box, label: str) -> dict[str, Any]:
    """One label with its counts; 404 if there is none."""
    shown = _system(label) if label in SYSTEM_LABELS else _user(_row(box, label))
    row = box.db.execute(
        "SELECT count(*), count(DISTINCT m.thread), count(u.label), count(DISTINCT CASE WHEN u.label IS NOT NULL"
        " THEN m.thread END) FROM gmail_message_labels l JOIN gmail_messages m ON m.number = l.message"
        " LEFT JOIN gmail_message_labels u ON u.message = l.message AND u.label = 'UNREAD'"
        " WHERE l.mailbox = ? AND l.label = ?",
        (box.number, label),
    ).fetchone()
    counts = {"messagesTotal": row[0], "messagesUnread": row[2], "threadsTotal": row[1], "threadsUnread": row[3]}
    return shown | counts


def create(box: Box, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Makes a user label; 409 (``aborted``) when the name is taken."""
    name = _checked_name(box, wanted.get("name"), "")
    if _count(box) >= MOST_LABELS:
        raise bad_request("Too many labels")
    label = f"Label_{box.state.next_number(f'gmail_label_{box.number}')}"
    values = _settings(wanted)
    box.db.execute(
        "INSERT INTO gmail_labels (mailbox, id, name, name_key, list_visibility, message_visibility, background,"
        " foreground) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (box.number, label, name, name_key(name), *values),
    )
    return _user(_row(box, label))


def change(box: Box, label: str, wanted: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    """Updates a user label: ``whole`` replaces it, else only the keys given change."""
    if label in SYSTEM_LABELS:
        raise bad_request("Invalid update request")
    now = _user(_row(box, label))
    if wanted.get("id", label) != label:
        raise bad_request("Invalid update request")
    merged = dict(wanted) if whole else {**now, **wanted}
    name = _checked_name(box, merged.get("name"), label)
    box.db.execute(
        "UPDATE gmail_labels SET name = ?, name_key = ?, list_visibility = ?, message_visibility = ?,"
        " background = ?, foreground = ? WHERE mailbox = ? AND id = ?",
        (name, name_key(name), *_settings(merged), box.number, label),
    )
    return _user(_row(box, label))


def delete(box: Box, label: str) -> None:
    """Deletes a user label and takes it off its messages."""
    if label in SYSTEM_LABELS:
        raise bad_request("Invalid delete request")
    _row(box, label)
    rows = box.db.execute(
        "SELECT message FROM gmail_message_labels WHERE mailbox = ? AND label = ?", (box.number, label)
    ).fetchall()
    for (number,) in rows:
        store.relabel(box, store.by_number(box, number), remove=[label])
    box.db.execute("DELETE FROM gmail_labels WHERE mailbox = ? AND id = ?", (box.number, label))


def checked(box: Box, labels: Iterable[str], settable: bool = True) -> list[str]:
    """Label ids as given if they exist; 400 ``Invalid label: X`` for one that is unknown or (``settable``) not
    for clients to set."""
    out = list(labels)
    known = set(SYSTEM_LABELS) | {
        row[0] for row in box.db.execute("SELECT id FROM gmail_labels WHERE mailbox = ?", (box.number,))
    }
    for label in out:
        if label not in known or (settable and label in UNSETTABLE):
            raise invalid_label(label)
    return out


def _row(box: Box, label: str) -> Any:
    row = box.db.execute(
        f"SELECT {COLUMNS} FROM gmail_labels WHERE mailbox = ? AND id = ?", (box.number, label)
    ).fetchone()
    if row is None:
        raise ApiError(404)
    return row


def _count(box: Box) -> int:
    row = box.db.execute("SELECT count(*) FROM gmail_labels WHERE mailbox = ?", (box.number,)).fetchone()
    return int(row[0])


def _checked_name(box: Box, name: Any, own: str) -> str:
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise bad_request("Invalid label name")
    parts = name.split("/")
    if name_key(name) in RESERVED or any(not part.strip() for part in parts):
        raise bad_request("Invalid label name")
    taken = box.db.execute(
        "SELECT id FROM gmail_labels WHERE mailbox = ? AND name_key = ?", (box.number, name_key(name))
    ).fetchone()
    if taken and taken[0] != own:
        raise ApiError(409, "Label name exists or conflicts", "aborted", "ABORTED")
    return name.strip()


def _settings(wanted: Mapping[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    shown = _choice(wanted, "labelListVisibility", LIST_VISIBILITY)
    messages = _choice(wanted, "messageListVisibility", MESSAGE_VISIBILITY)
    color = wanted.get("color") or {}
    background, foreground = color.get("backgroundColor"), color.get("textColor")
    if bool(background) != bool(foreground):
        raise bad_request("Invalid label color: both backgroundColor and textColor are required")
    for value in (background, foreground):
        if value and (not COLOR.fullmatch(str(value)) or str(value)[1:].lower() not in PALETTE):
            raise bad_request(f"Label color {value} is not on the allowed color palette")
    return shown, messages, background or None, foreground or None


def _choice(wanted: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str | None:
    value = wanted.get(key)
    if value is not None and value not in choices:
        snake = re.sub(r"(?=[A-Z])", "_", key).lower()
        raise bad_request(f"Invalid value at 'label.{snake}' (TYPE_ENUM), \"{value}\"")
    return value


def _system(name: str) -> dict[str, Any]:
    label: dict[str, Any] = {"id": name, "name": name, "type": "system"}
    if name in HIDDEN_IN_LISTS:
        label |= {"messageListVisibility": "hide", "labelListVisibility": "labelHide"}
    return label


def _user(row: Any) -> dict[str, Any]:
    label: dict[str, Any] = {"id": row[0], "name": row[1], "type": "user"}
    if row[2]:
        label["labelListVisibility"] = row[2]
    if row[3]:
        label["messageListVisibility"] = row[3]
    if row[4]:
        label["color"] = {"backgroundColor": row[4], "textColor": row[5]}
    return label
