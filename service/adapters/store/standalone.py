"""The outbox for deliveries: each move a transaction of its own, on disk before Google is asked anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from service.adapters.store.database import Store
from service.adapters.store.outbox import StoredOutbox
from service.core.notices.outbox import LoggedMail, OutboxEntry
from service.core.records import Delivery, Notice, NoticeKind

T = TypeVar("T")


class StandaloneOutbox:
    """The :class:`~service.core.notices.outbox.Outbox` port over a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def _in_transaction(self, work: Callable[[StoredOutbox], T]) -> T:
        with self._store.transaction() as transaction:
            return work(transaction.outbox)

    def add(self, notices: Iterable[Notice], as_of: datetime, held: str = "") -> tuple[str, ...]:
        return self._in_transaction(lambda outbox: outbox.add(notices, as_of, held))

    def waiting(self, as_of: datetime, limit: int) -> tuple[OutboxEntry, ...]:
        return self._in_transaction(lambda outbox: outbox.waiting(as_of, limit))

    def claim(self, key: str, token: str, as_of: datetime) -> bool:
        return self._in_transaction(lambda outbox: outbox.claim(key, token, as_of))

    def take_over(self, key: str, holder: str, token: str, as_of: datetime) -> bool:
        return self._in_transaction(lambda outbox: outbox.take_over(key, holder, token, as_of))

    def drafted(self, key: str, token: str, draft_id: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.drafted(key, token, draft_id))

    def sent(self, key: str, gmail_id: str, thread_id: str, at: datetime) -> bool:
        return self._in_transaction(lambda outbox: outbox.sent(key, gmail_id, thread_id, at))

    def named(self, key: str, message_id: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.named(key, message_id))

    def look(self, key: str, token: str, reason: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.look(key, token, reason))

    def give_back(self, key: str, token: str, not_before: datetime, reason: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.give_back(key, token, not_before, reason))

    def fail(self, key: str, token: str, reason: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.fail(key, token, reason))

    def hold(self, key: str, reason: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.hold(key, reason))

    def release(self, key: str) -> bool:
        return self._in_transaction(lambda outbox: outbox.release(key))

    def cancel(self, key: str, reason: str, token: str = "") -> bool:
        return self._in_transaction(lambda outbox: outbox.cancel(key, reason, token))

    def postpone(self, keys: Iterable[str], until: datetime, reason: str) -> int:
        return self._in_transaction(lambda outbox: outbox.postpone(keys, until, reason))

    def in_doubt(self) -> tuple[OutboxEntry, ...]:
        return self._in_transaction(lambda outbox: outbox.in_doubt())

    def entry(self, key: str) -> OutboxEntry | None:
        return self._in_transaction(lambda outbox: outbox.entry(key))

    def all(self, states: tuple[Delivery, ...] = tuple(Delivery)) -> tuple[OutboxEntry, ...]:
        return self._in_transaction(lambda outbox: outbox.all(states))

    def recipients_since(self, since: datetime) -> int:
        return self._in_transaction(lambda outbox: outbox.recipients_since(since))

    def log(self, since: datetime, kinds: Iterable[NoticeKind]) -> tuple[LoggedMail, ...]:
        return self._in_transaction(lambda outbox: outbox.log(since, kinds))
