"""The outbox in the database: every move of a notice is one conditional update."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.json import dump, load
from service.adapters.store.writing import insert_new
from service.core.notices.outbox import LoggedMail, OutboxEntry
from service.core.records import Delivery, Notice, NoticeKind

table = schema.notice
PENDING = (Delivery.WAITING, Delivery.HELD, Delivery.CLAIMED, Delivery.DRAFTED)
HELD_BY_A_PROCESS = (Delivery.CLAIMED, Delivery.DRAFTED)


class StoredOutbox:
    """The :class:`~service.core.notices.outbox.Outbox` of one office on one connection."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    # -- adding and looking -----------------------------------------------------------------------

    def add(self, notices: Iterable[Notice], as_of: datetime, held: str = "") -> tuple[str, ...]:
        added = []
        for notice in notices:
            values = {
                "office": self._office,
                "key": notice.key,
                "kind": notice.kind.value,
                "unit": notice.unit,
                "state": (Delivery.HELD if held else Delivery.WAITING).value,
                "priority": notice.priority,
                "not_before": notice.not_before,
                "recipients": len(notice.recipients) + len(notice.cc),
                "data": zlib.compress(dump(Notice, notice).encode("utf-8"), 6),
                "created": as_of,
                "holder": "",
                "draft_id": "",
                "gmail_id": "",
                "thread_id": "",
                "message_id": "",
                "attempts": 0,
                "looks": 0,
                "reason": held,
            }
            if insert_new(self._connection, table, values):
                added.append(notice.key)
        return tuple(added)

    def waiting(self, as_of: datetime, limit: int) -> tuple[OutboxEntry, ...]:
        order = (table.c.priority, table.c.not_before, table.c.key)
        condition = (table.c.state == Delivery.WAITING.value) & (table.c.not_before <= as_of)
        return self._entries(condition, order, limit)

    def in_doubt(self) -> tuple[OutboxEntry, ...]:
        condition = table.c.state.in_([state.value for state in HELD_BY_A_PROCESS])
        return self._entries(condition, (table.c.claimed, table.c.key))

    def entry(self, key: str) -> OutboxEntry | None:
        return next(iter(self._entries(table.c.key == key, (table.c.key,))), None)

    def all(self, states: Sequence[Delivery] = tuple(Delivery)) -> tuple[OutboxEntry, ...]:
        """Entries of these states, oldest first."""
        condition = table.c.state.in_([state.value for state in states])
        return self._entries(condition, (table.c.created, table.c.key))

    def known_keys(self) -> frozenset[str]:
        query = sa.select(table.c.key).where(table.c.office == self._office)
        return frozenset(self._connection.execute(query).scalars())

    def due_by(self, as_of: datetime) -> bool:
        """Whether anything may leave by then, or is in doubt."""
        waiting = (table.c.state == Delivery.WAITING.value) & (table.c.not_before <= as_of)
        doubt = table.c.state.in_([state.value for state in HELD_BY_A_PROCESS])
        query = sa.select(table.c.key).where(table.c.office == self._office, waiting | doubt).limit(1)
        return self._connection.execute(query).first() is not None

    def recipients_since(self, since: datetime) -> int:
        held = table.c.state.in_([state.value for state in HELD_BY_A_PROCESS])
        query = sa.select(sa.func.coalesce(sa.func.sum(table.c.recipients), 0)).where(
            table.c.office == self._office,
            ((table.c.state == Delivery.SENT.value) & (table.c.sent > since)) | held,
        )
        return int(self._connection.execute(query).scalar_one())

    def log(self, since: datetime, kinds: Iterable[NoticeKind]) -> tuple[LoggedMail, ...]:
        pending = table.c.state.in_([state.value for state in PENDING])
        condition = table.c.kind.in_([kind.value for kind in kinds]) & (
            ((table.c.state == Delivery.SENT.value) & (table.c.sent > since)) | pending
        )
        columns = (table.c.data, table.c.state, table.c.sent, table.c.not_before, table.c.thread_id)
        query = sa.select(*columns, table.c.message_id).where(table.c.office == self._office, condition)
        found = []
        for data, state, sent_at, not_before, thread_id, message_id in self._connection.execute(query):
            notice = _notice(data)
            sent = state == Delivery.SENT.value
            at = sent_at if sent else not_before
            found.append(
                LoggedMail(
                    key=notice.key,
                    kind=notice.kind,
                    unit=notice.unit,
                    at=at,
                    sent=sent,
                    subject=notice.subject,
                    recipients=notice.recipients,
                    grounds=notice.grounds,
                    thread_id=thread_id or notice.thread_id,
                    message_id=message_id,
                )
            )
        return tuple(sorted(found, key=lambda mail: (mail.at, mail.key)))

    def nameless(self, kinds: Iterable[NoticeKind]) -> tuple[tuple[str, str], ...]:
        """(key, gmail id) of SENT entries of these kinds whose Message-ID is not known yet."""
        query = sa.select(table.c.key, table.c.gmail_id).where(
            table.c.office == self._office,
            table.c.state == Delivery.SENT.value,
            table.c.message_id == "",
            table.c.kind.in_([kind.value for kind in kinds]),
        )
        return tuple((key, gmail_id) for key, gmail_id in self._connection.execute(query) if gmail_id)

    def counts(self) -> dict[Delivery, int]:
        """How many notices stand in each state."""
        query = (
            sa.select(table.c.state, sa.func.count()).where(table.c.office == self._office).group_by(table.c.state)
        )
        return {Delivery(state): count for state, count in self._connection.execute(query)}

    def drop_contents(self, before: datetime) -> int:
        """Blank the bodies and files of notices made before that left or never will; how many were blanked."""
        over = [state.value for state in (Delivery.SENT, Delivery.CANCELLED, Delivery.FAILED)]
        query = sa.select(table.c.key, table.c.data).where(
            table.c.office == self._office, table.c.created < before, table.c.state.in_(over)
        )
        done = 0
        for key, data in self._connection.execute(query).all():
            notice = _notice(data)
            if notice.text or notice.html or notice.attachments:
                blank = replace(notice, text="", html="", attachments=())
                data = zlib.compress(dump(Notice, blank).encode("utf-8"), 6)
                done += self._move(key, sa.true(), data=data)
        return done

    # -- moves ------------------------------------------------------------------------------------

    def claim(self, key: str, token: str, as_of: datetime) -> bool:
        due = (table.c.state == Delivery.WAITING.value) & (table.c.not_before <= as_of)
        return self._move(key, due, state=Delivery.CLAIMED.value, holder=token, claimed=as_of)

    def take_over(self, key: str, holder: str, token: str, as_of: datetime) -> bool:
        return self._move(key, _held_by(holder), holder=token, claimed=as_of)

    def drafted(self, key: str, token: str, draft_id: str) -> bool:
        claimed = (table.c.state == Delivery.CLAIMED.value) & (table.c.holder == token)
        return self._move(key, claimed, state=Delivery.DRAFTED.value, draft_id=draft_id)

    def sent(self, key: str, gmail_id: str, thread_id: str, at: datetime) -> bool:
        unsent = table.c.state != Delivery.SENT.value
        done = {"state": Delivery.SENT.value, "gmail_id": gmail_id, "thread_id": thread_id, "sent": at}
        return self._move(key, unsent, **done, holder="")

    def named(self, key: str, message_id: str) -> bool:
        """Keep the Message-ID that Gmail gave a sent notice."""
        return self._move(key, table.c.state == Delivery.SENT.value, message_id=message_id)

    def look(self, key: str, token: str, reason: str) -> bool:
        drafted = (table.c.state == Delivery.DRAFTED.value) & (table.c.holder == token)
        return self._move(key, drafted, looks=table.c.looks + 1, reason=reason)

    def give_back(self, key: str, token: str, not_before: datetime, reason: str) -> bool:
        back = {
            "state": Delivery.WAITING.value,
            "holder": "",
            "draft_id": "",
            "looks": 0,
            "not_before": not_before,
        }
        return self._move(key, _held_by(token), **back, attempts=table.c.attempts + 1, reason=reason)

    def fail(self, key: str, token: str, reason: str) -> bool:
        return self._move(key, _held_by(token), state=Delivery.FAILED.value, holder="", reason=reason)

    def hold(self, key: str, reason: str) -> bool:
        waiting = table.c.state == Delivery.WAITING.value
        return self._move(key, waiting, state=Delivery.HELD.value, reason=reason)

    def release(self, key: str) -> bool:
        held = table.c.state == Delivery.HELD.value
        return self._move(key, held, state=Delivery.WAITING.value, reason="")

    def cancel(self, key: str, reason: str, token: str = "") -> bool:
        open_ = table.c.state.in_([Delivery.WAITING.value, Delivery.HELD.value])
        condition = open_ | _held_by(token) if token else open_
        return self._move(key, condition, state=Delivery.CANCELLED.value, holder="", reason=reason)

    def postpone(self, keys: Iterable[str], until: datetime, reason: str) -> int:
        waiting = (table.c.state == Delivery.WAITING.value) & (table.c.not_before < until)
        return sum(self._move(key, waiting, not_before=until, reason=reason) for key in keys)

    # -- the database -----------------------------------------------------------------------------

    def _move(self, key: str, condition: sa.ColumnElement[bool], **values: Any) -> bool:
        mine = (table.c.office == self._office) & (table.c.key == key)
        return self._connection.execute(table.update().where(mine, condition).values(**values)).rowcount == 1

    def _entries(
        self, condition: sa.ColumnElement[bool], order: Sequence[sa.ColumnElement[Any]], limit: int | None = None
    ) -> tuple[OutboxEntry, ...]:
        query = sa.select(table).where(table.c.office == self._office, condition).order_by(*order).limit(limit)
        return tuple(_entry(row._mapping) for row in self._connection.execute(query))


def _held_by(token: str) -> sa.ColumnElement[bool]:
    return table.c.state.in_([state.value for state in HELD_BY_A_PROCESS]) & (table.c.holder == token)


def _notice(data: bytes) -> Notice:
    return load(Notice, zlib.decompress(data))


def _entry(row: Any) -> OutboxEntry:
    return OutboxEntry(
        notice=replace(_notice(row["data"]), not_before=row["not_before"]),
        delivery=Delivery(row["state"]),
        added=row["created"],
        holder=row["holder"],
        claimed_at=row["claimed"],
        draft_id=row["draft_id"],
        gmail_id=row["gmail_id"],
        thread_id=row["thread_id"],
        sent_at=row["sent"],
        attempts=row["attempts"],
        looks=row["looks"],
        reason=row["reason"],
    )
