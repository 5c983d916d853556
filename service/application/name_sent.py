"""The Message-IDs of reminders that left: Gmail gives its own, and a month's later reminders must refer to the first
to stand in one thread with it."""

from __future__ import annotations

from service.application.office import Office
from service.core.records import NoticeKind

BEGINNING_THREADS = (NoticeKind.REMINDER, NoticeKind.ESCALATION)


def name_sent(office: Office) -> int:
    """Ask for the ids not known yet, fifty a call; how many were learned. Called after something left, so that a tick
    without mails asks nothing. Raises GoogleError; the next tick that sends asks again."""
    with office.store.transaction() as transaction:
        nameless = dict(transaction.outbox.nameless(BEGINNING_THREADS))
    if not nameless:
        return 0
    told = office.mailbox.message_ids(tuple(nameless.values()))
    with office.store.transaction() as transaction:
        for key, gmail_id in nameless.items():
            if gmail_id in told:
                transaction.outbox.named(key, told[gmail_id])
    return len(told)
