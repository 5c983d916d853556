"""Polling the inbox: every message gets one outcome, and the cursor moves in the same transaction.

The steps, which a crash may cut anywhere without loss or double:

1. the cursor is read; without one, or when it is too old, the mailbox is listed whole, its newest cursor taken first;
2. messages that have an outcome already, or that we sent, are left out;
3. the others are fetched fifty at a time, read, judged, and each fifty is kept in one transaction;
4. the last transaction moves the cursor. Until then the same messages are seen again, and known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.adapters.store import Transaction
from service.application.office import Office
from service.application.recognise_sent import recognise
from service.application.roster import Roster, roster
from service.core.errors import CursorExpired
from service.core.mail.judge import MailContext, judge
from service.core.mail.mime import take_apart
from service.core.records import Attachment, Decision, Mail, RawMail, Submission

CHUNK = 50
CURSOR = "mail:cursor"
POLLED = "mail:polled"


@dataclass(frozen=True, slots=True)
class MailReading:
    """How many messages were new, and whether the whole mailbox was listed."""

    new: int
    listed: bool


def poll_mail(office: Office, as_of: datetime, stopping: Callable[[], bool] = lambda: False) -> MailReading:
    """Take in every new message up to the mailbox's present. ``stopping`` is asked between fifties; the rest then
    comes with the next poll."""
    with office.store.transaction() as transaction:
        cursor = transaction.memory.get(CURSOR)
    ids, next_cursor, listed = _news(office, cursor)
    with office.store.transaction() as transaction:
        known = transaction.mails.known(ids)
    new = [id for id in ids if id not in known]
    if not new and next_cursor == cursor:
        with office.store.transaction() as transaction:
            transaction.memory.set(POLLED, as_of.isoformat())
        return MailReading(0, listed)
    chunks = [new[start : start + CHUNK] for start in range(0, len(new), CHUNK)] or [[]]
    for chunk in chunks:
        if stopping():
            break
        raws = office.mailbox.fetch(chunk) if chunk else ()
        taken = [(raw, _read(office, raw)) for raw in raws]
        with office.store.transaction() as transaction:
            keep_mails(office, transaction, taken, as_of)
            if chunk is chunks[-1]:
                transaction.memory.set(CURSOR, next_cursor)
                transaction.memory.set(POLLED, as_of.isoformat())
        if len(chunks) > 1:
            office.say(f"{min(len(new), CHUNK)} of {len(new)} mails read")
    return MailReading(len(new), listed)


def keep_mails(
    office: Office, transaction: Transaction, taken: Sequence[tuple[RawMail, Mail]], as_of: datetime
) -> tuple[Submission, ...]:
    """Judge messages and keep each with its outcome; addresses that bounced are marked."""
    if not taken:
        return ()
    known = roster(office, transaction, as_of)
    earlier = list(transaction.mails.submissions())
    judged = []
    for raw, mail in sorted(taken, key=lambda pair: (pair[1].received, pair[1].gmail_id)):
        if recognise(transaction, known.units, office.id, raw):
            continue
        submission = judge(mail, context_of(office, known, earlier, None))
        transaction.mails.keep(raw, mail, submission, as_of)
        for address in mail.bounce_of:
            transaction.mails.mark_bounced(address, mail.received, mail.gmail_id)
        earlier.append(submission)
        judged.append(submission)
    return tuple(judged)


def context_of(
    office: Office, known: Roster, earlier: Sequence[Submission], decision: Decision | None
) -> MailContext:
    """What judging a message needs to know of the office."""
    return MailContext(
        campaign=office.settings.campaign,
        names=known.names,
        units={unit.code: unit for unit in known.units},
        addresses=known.addresses,
        zone=office.settings.zone,
        decision=decision,
        earlier=tuple(earlier),
        shared=known.shared,
    )


def _news(office: Office, cursor: str | None) -> tuple[tuple[str, ...], str, bool]:
    """(message ids that may be new, the next cursor, whether the mailbox was listed whole)."""
    if cursor is not None:
        try:
            changes = office.mailbox.changes(cursor)
            return changes.added, changes.history_id, False
        except CursorExpired:
            office.say("the mail cursor is too old: the mailbox is listed anew")
    profile = office.mailbox.profile()
    return office.mailbox.listing(), profile.history_id, True


def _read(office: Office, raw: RawMail) -> Mail:
    """A message taken apart, its attachments read in processes of their own."""
    apart = take_apart(raw, frozenset({office.settings.mailbox}))
    attachments: list[Attachment] = []
    for part in apart.parts:
        attachments.extend(office.reader.read(part.name, part.media_type, part.content))
    return replace(apart.mail, attachments=tuple(attachments))
