"""Searching a mailbox: the query tree as SQL, and pages of messages and threads, newest first."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from . import query
from .box import Box, ms
from .errors import bad_request
from .labels import SYSTEM_LABELS, name_key
from .text import folded

PST = timezone(timedelta(hours=-8))  # "all dates used in the search query are interpreted as midnight … PST"
AGE = re.compile(r"(\d{1,6})([hdmy])")
DAYS = {"h": 1 / 24, "d": 1.0, "m": 30.0, "y": 365.0}
SIZE = re.compile(r"(\d{1,12})([kKmMgG]?)[bB]?")
FACTOR = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
DATE = re.compile(r"(\d{1,4})[/-](\d{1,2})[/-](\d{1,4})")
COLUMN = {
    "": "", "from": "sender", "to": "recipient", "cc": "copied", "bcc": "blind", "subject": "subject",
    "filename": "filename", "deliveredto": "delivered", "list": "list_id",
}  # fmt: skip
PLACES = {"draft": "DRAFT", "drafts": "DRAFT", "sent": "SENT", "inbox": "INBOX", "trash": "TRASH", "spam": "SPAM",
          "bin": "TRASH", "starred": "STARRED", "important": "IMPORTANT", "unread": "UNREAD"}  # fmt: skip
HIDDEN = ("SPAM", "TRASH")


@dataclass(slots=True)
class Condition:
    """SQL over ``gmail_messages m`` with its values."""

    sql: str
    values: list[Any] = field(default_factory=list)


NOTHING = "0"
EVERYTHING = "1"


class Search:
    """What to look for in a mailbox: query text, labels that must all be there, spam and trash or not."""

    def __init__(self, box: Box, q: str = "", labels: Sequence[str] = (), include_hidden: bool = False) -> None:
        self._box = box
        tree = query.parse(q)
        parts = [Condition("m.mailbox = ?", [box.number]), self._node(tree), *map(_has_label, labels)]
        if not include_hidden and not set(labels) & set(HIDDEN) and not _names_hidden(tree):
            parts.append(_not(_any([_has_label(label) for label in HIDDEN])))
        self.condition = _all(parts)

    def _node(self, node: query.Node) -> Condition:
        if isinstance(node, query.Term):
            return self._term(node)
        if isinstance(node, query.Not):
            return _not(self._node(node.item))
        combine = _all if isinstance(node, query.All) else _any
        return combine([self._node(item) for item in node.items])

    def _term(self, term: query.Term) -> Condition:
        special: dict[str, Callable[[str], Condition]] = {
            "label": self._label, "in": self._place, "is": self._quality, "has": self._has,
            "category": lambda v: _has_label(f"CATEGORY_{'PERSONAL' if v == 'primary' else v.upper()}"),
            "rfc822msgid": lambda v: Condition("m.message_id = ?", [v.strip("<>")]),
            "larger": lambda v: _size(v, ">"), "size": lambda v: _size(v, ">"), "smaller": lambda v: _size(v, "<"),
            "after": lambda v: self._date(v, ">="), "newer": lambda v: self._date(v, ">="),
            "before": lambda v: self._date(v, "<"), "older": lambda v: self._date(v, "<"),
            "newer_than": lambda v: self._age(v, ">="), "older_than": lambda v: self._age(v, "<"),
        }  # fmt: skip
        if term.field in special:
            return special[term.field](term.value if term.field == "rfc822msgid" else term.value.lower())
        value = term.value
        if value.lower() == "me" and term.field in ("from", "to", "cc", "bcc", "deliveredto"):
            value = self._box.address
        return _words(COLUMN[term.field], value)

    def _label(self, value: str) -> Condition:
        system = {label.lower(): label for label in SYSTEM_LABELS}
        if value in system:
            return _has_label(system[value])
        rows = self._box.db.execute("SELECT id, name FROM gmail_labels WHERE mailbox = ?", (self._box.number,))
        wanted = _label_word(value)
        return _any([_has_label(i) for i, name in rows if wanted in (_label_word(name), i.lower())])

    def _place(self, value: str) -> Condition:
        if value in PLACES:
            return _has_label(PLACES[value])
        if value in ("anywhere", "all"):
            return Condition(EVERYTHING)
        if value == "archive":
            return _not(_any([_has_label(one) for one in ("INBOX", "SENT", "DRAFT", *HIDDEN)]))
        return self._label(value)

    def _quality(self, value: str) -> Condition:
        if value == "read":
            return _not(_has_label("UNREAD"))
        return _has_label(PLACES[value]) if value in PLACES else Condition(NOTHING)

    @staticmethod
    def _has(value: str) -> Condition:
        user = Condition(
            "EXISTS (SELECT 1 FROM gmail_message_labels l WHERE l.message = m.number AND l.label LIKE 'Label\\_%'"
            " ESCAPE '\\')"
        )
        known = {"attachment": Condition("m.has_attachment"), "userlabels": user, "nouserlabels": _not(user)}
        return known.get(value, Condition(NOTHING))

    def _date(self, value: str, comparison: str) -> Condition:
        moment = _moment(value)
        return Condition(NOTHING) if moment is None else Condition(f"m.internal_date {comparison} ?", [moment])

    def _age(self, value: str, comparison: str) -> Condition:
        match = AGE.fullmatch(value)
        if not match:
            return Condition(NOTHING)
        age_ms = int(int(match[1]) * DAYS[match[2]] * 86_400_000)
        return Condition(f"m.internal_date {comparison} ?", [self._box.now_ms() - age_ms])

    def count(self, distinct: str = "*") -> int:
        """How many messages (or, with ``DISTINCT thread``, threads) are found."""
        sql = f"SELECT count({distinct}) FROM gmail_messages m WHERE {self.condition.sql}"
        return int(self._box.db.execute(sql, self.condition.values).fetchone()[0])

    def messages(self, limit: int, token: str = "") -> tuple[list[tuple[int, str, str]], str]:
        """A page of (number, id, thread id), and the token of the next ("" at the end)."""
        where, values = self.condition.sql, list(self.condition.values)
        if token:
            where += " AND (m.internal_date, m.number) < (?, ?)"
            values += _opened(token)
        rows = self._box.db.execute(
            f"SELECT m.number, m.id, m.thread, m.internal_date FROM gmail_messages m WHERE {where}"
            " ORDER BY m.internal_date DESC, m.number DESC LIMIT ?",
            [*values, limit + 1],
        ).fetchall()
        following = _token(rows[limit - 1][3], rows[limit - 1][0]) if len(rows) > limit else ""
        return [row[:3] for row in rows[:limit]], following

    def threads(self, limit: int, token: str = "") -> tuple[list[tuple[str, str, int]], str]:
        """A page of (thread id, snippet of its newest match, its newest history id), and the next token."""
        having, values = "1", list(self.condition.values)
        if token:
            having = "(max(m.internal_date), max(m.number)) < (?, ?)"
            values += _opened(token)
        rows = self._box.db.execute(
            "SELECT m.thread, max(m.internal_date), max(m.number) FROM gmail_messages m"
            f" WHERE {self.condition.sql} GROUP BY m.thread HAVING {having} ORDER BY 2 DESC, 3 DESC LIMIT ?",
            [*values, limit + 1],
        ).fetchall()
        following = _token(rows[limit - 1][1], rows[limit - 1][2]) if len(rows) > limit else ""
        return [self._thread(str(row[0]), int(row[2])) for row in rows[:limit]], following

    def _thread(self, thread: str, newest: int) -> tuple[str, str, int]:
        row = self._box.db.execute(
            "SELECT (SELECT snippet FROM gmail_messages WHERE number = ?), max(history) FROM gmail_messages"
            " WHERE mailbox = ? AND thread = ?",
            (newest, self._box.number, thread),
        ).fetchone()
        return thread, str(row[0]), int(row[1])


def _names_hidden(tree: query.Node) -> bool:
    hidden = {"trash", "bin", "spam", "anywhere"}
    return any(t.field in ("in", "label", "is") and t.value.lower() in hidden for t in query.terms(tree))


def _has_label(label: str) -> Condition:
    return Condition(
        "EXISTS (SELECT 1 FROM gmail_message_labels l WHERE l.message = m.number AND l.label = ?)", [label]
    )


def _label_word(name: str) -> str:
    return re.sub(r"[\s/&()\"-]+", "-", folded(name_key(name)))


def _words(column: str, value: str) -> Condition:
    text = " ".join(re.findall(r"\w+", folded(value)))
    if not text:
        return Condition(EVERYTHING)
    scope = f"{column} : " if column else "{sender recipient copied subject filename body} : "
    return Condition("m.number IN (SELECT rowid FROM gmail_words WHERE gmail_words MATCH ?)", [f'{scope}"{text}"'])


def _size(value: str, comparison: str) -> Condition:
    match = SIZE.fullmatch(value)
    if not match:
        return Condition(NOTHING)
    return Condition(f"m.size {comparison} ?", [int(match[1]) * FACTOR[match[2].lower()]])


def _moment(value: str) -> int | None:
    """ms since 1970 of epoch seconds or a date (yyyy/mm/dd or mm/dd/yyyy, midnight PST)."""
    if re.fullmatch(r"-?\d{5,12}", value):
        return int(value) * 1000
    match = DATE.fullmatch(value)
    if not match:
        return None
    first, second, third = (int(number) for number in match.groups())
    year, month, day = (first, second, third) if first > 31 else (third, first, second)
    try:
        return ms(datetime(year, month, day, tzinfo=PST).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _not(item: Condition) -> Condition:
    return Condition(f"NOT ({item.sql})", item.values)


def _all(items: Iterable[Condition]) -> Condition:
    return _joined(items, " AND ", EVERYTHING)


def _any(items: Iterable[Condition]) -> Condition:
    return _joined(items, " OR ", NOTHING)


def _joined(items: Iterable[Condition], word: str, empty: str) -> Condition:
    """The items joined as a balanced tree, because SQLite limits how deep an expression may be."""
    listed = list(items)
    if len(listed) < 2:
        return listed[0] if listed else Condition(empty)
    half = len(listed) // 2
    left, right = _joined(listed[:half], word, empty), _joined(listed[half:], word, empty)
    return Condition(f"({left.sql}{word}{right.sql})", left.values + right.values)


def _token(first: int, second: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([first, second]).encode()).decode().rstrip("=")


def _opened(token: str) -> list[int]:
    try:
        first, second = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return [int(first), int(second)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise bad_request("Invalid pageToken") from error
