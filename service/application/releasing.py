"""What a person does with the outbox: look, hold, release, cancel; and the release of a hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.adapters.store import Transaction
from service.adapters.store.runs import Run
from service.application.holding import CLOCK_ACCEPTED
from service.application.office import Office
from service.application.seen_well import RELEASED
from service.core.errors import ConfigError
from service.core.notices.outbox import OutboxEntry
from service.core.records import Delivery

BY_PERSON = "Văn phòng giữ lại."
CANCELLED_BY_PERSON = "Văn phòng hủy."


def entries(office: Office, states: Sequence[Delivery]) -> tuple[OutboxEntry, ...]:
    """Entries of these states, oldest first."""
    with office.store.transaction() as transaction:
        return transaction.outbox.all(tuple(states))


def entry(office: Office, key: str) -> OutboxEntry:
    """One entry by its key, or by the end of it when only one key ends so. ConfigError when it is not clear."""
    with office.store.transaction() as transaction:
        found = transaction.outbox.entry(key)
        if found is not None:
            return found
        alike = [known for known in transaction.outbox.known_keys() if known.endswith(key)]
        if len(alike) == 1:
            one = transaction.outbox.entry(alike[0])
            assert one is not None
            return one
    hint = "Look at: nhacviec outbox list" if not alike else f"Several end so: {', '.join(sorted(alike)[:5])}."
    raise ConfigError(f"No single mail of the outbox is meant by {key!r}.", hint)


def hold(office: Office, keys: Sequence[str]) -> int:
    """Keep waiting mails back; how many were."""
    chosen = [entry(office, key).notice.key for key in keys] or [
        e.notice.key for e in entries(office, (Delivery.WAITING,))
    ]
    with office.store.transaction() as transaction:
        return sum(transaction.outbox.hold(key, BY_PERSON) for key in chosen)


def release(office: Office, keys: Sequence[str]) -> int:
    """Let held mails go (all of them without keys); how many were held."""
    chosen = [entry(office, key).notice.key for key in keys] or [
        e.notice.key for e in entries(office, (Delivery.HELD,))
    ]
    with office.store.transaction() as transaction:
        return sum(transaction.outbox.release(key) for key in chosen)


def cancel(office: Office, keys: Sequence[str]) -> int:
    """Mails that are never to leave; how many could still be stopped."""
    chosen = [entry(office, key).notice.key for key in keys]
    with office.store.transaction() as transaction:
        return sum(transaction.outbox.cancel(key, CANCELLED_BY_PERSON) for key in chosen)


def release_hold(office: Office, now: datetime | None = None) -> Run | None:
    """A person says that what the last run saw is right: the next one compares itself with that. None when the last
    run was not held. When the last run lies after ``now``, its clock was wrong, and the next one may lie before it."""
    with office.store.transaction() as transaction:
        last = transaction.runs.last()
        if last is not None and now is not None and last.as_of > now:
            accept_clock(transaction, last)
        if last is None or not last.held:
            return None
        transaction.memory.set(RELEASED, last.facts)
        return last


def accept_clock(transaction: Transaction, last: Run) -> None:
    """``last`` was made while the machine's clock ran ahead; runs before it are right."""
    transaction.memory.set(CLOCK_ACCEPTED, last.as_of.isoformat())
