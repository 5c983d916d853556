"""Mails of ours in SENT that the store does not know as sent: it was restored, or died at the wrong moment.

Polling sees them like every new message. Each carries its notice's key, so the notice counts as sent before anything
is planned or leaves again; one the store never knew is kept as sent, so that it is not planned a second time."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from service.adapters.store import Transaction
from service.application.office import Office
from service.core.notices.addresses import ascii_token
from service.core.notices.compose import KEY_HEADER
from service.core.ports import Mailbox
from service.core.records import Delivery, Notice, NoticeKind, RawMail, Unit

RESTORED = "store:restored"
"""When the store was restored; there until the mailbox was compared with it."""


def recognise(transaction: Transaction, units: tuple[Unit, ...], office_id: str, raw: RawMail) -> bool:
    """Whether a message is one of this office's notices in SENT; it stands as sent then."""
    if "SENT" not in raw.labels or KEY_HEADER.lower().encode() not in raw.raw[:65536].lower():
        return False
    message = message_from_bytes(raw.raw)
    key = str(message.get(KEY_HEADER, "")).strip()
    parts = key.split("/")
    if len(parts) < 3 or parts[0] != ascii_token(office_id) or parts[1] not in set(NoticeKind):
        return False
    if transaction.outbox.entry(key) is None:
        transaction.outbox.add([_notice(key, parts, message, units, raw)], raw.received)
    transaction.outbox.sent(key, raw.gmail_id, raw.thread_id, raw.received)
    return True


def _notice(key: str, parts: list[str], message: Message, units: tuple[Unit, ...], raw: RawMail) -> Notice:
    """What can be told of a notice from the mail itself: its grounds and texts cannot."""
    unit = next(
        (u.code for u in units if parts[1] == NoticeKind.REMINDER and ascii_token(u.code) == parts[2]), None
    )
    return Notice(
        key=key,
        kind=NoticeKind(parts[1]),
        unit=unit,
        recipients=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        subject=str(make_header(decode_header(str(message.get("Subject", ""))))),
        text="",
        html="",
        not_before=raw.received,
        thread_id=raw.thread_id,
    )


def _addresses(message: Message, header: str) -> tuple[str, ...]:
    return tuple(address.lower() for _, address in getaddresses(message.get_all(header, [])) if address)


def compare_with_mailbox(office: Office, polled: bool) -> bool:
    """After a restore: look for every mail that waits in SENT and among the drafts. Whether mails may leave; False
    while the mailbox was not polled since. Without a restore nothing is asked. Raises GoogleError."""
    with office.store.transaction() as transaction:
        if transaction.memory.get(RESTORED) is None:
            return True
        waiting = transaction.outbox.all((Delivery.WAITING, Delivery.HELD))
    if not polled:
        return False
    for entry in waiting:
        notice = entry.notice
        found = office.mailbox.find_sent(notice.key, notice.thread_id, notice.recipients[0])
        if found is not None:
            with office.store.transaction() as transaction:
                transaction.outbox.sent(notice.key, *found, notice.not_before)
    _sweep_drafts(office.mailbox, [entry.notice.key for entry in waiting])
    with office.store.transaction() as transaction:
        transaction.memory.forget(RESTORED)
    return True


def _sweep_drafts(mailbox: Mailbox, keys: list[str]) -> None:
    """A draft of a notice that waits was made after the backup and never left: it is made anew when it leaves."""
    for draft in mailbox.find_drafts(keys).values() if keys else ():
        mailbox.delete_draft(draft)
