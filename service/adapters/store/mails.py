"""Every message with its outcome; originals once, by their content; addresses that bounced."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.json import dump, load
from service.adapters.store.writing import insert_new, upsert
from service.core.records import Mail, Outcome, RawMail, Submission


@dataclass(frozen=True, slots=True)
class StoredMail:
    mail: Mail
    submission: Submission
    label: str | None


class Mails:
    """Messages of one office."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def known(self, gmail_ids: Iterable[str]) -> frozenset[str]:
        """Which of these already have an outcome, or are mails we sent ourselves."""
        wanted = list(gmail_ids)
        found: set[str] = set()
        for table in (schema.message, schema.notice):
            for start in range(0, len(wanted), 500):
                chunk = wanted[start : start + 500]
                query = sa.select(table.c.gmail_id).where(
                    table.c.office == self._office, table.c.gmail_id.in_(chunk)
                )
                found.update(self._connection.execute(query).scalars())
        return frozenset(found)

    def keep(self, raw: RawMail, mail: Mail, submission: Submission, polled: datetime) -> None:
        """A message with its outcome; the original beside it. A second time changes nothing."""
        digest = hashlib.sha256(raw.raw).hexdigest()
        original = {"office": self._office, "digest": digest, "content": zlib.compress(raw.raw, 6)}
        insert_new(self._connection, schema.blob, original)
        values = {
            "office": self._office,
            "gmail_id": mail.gmail_id,
            "thread_id": mail.thread_id,
            "content_digest": mail.digest,
            "blob": digest,
            "received": mail.received,
            "polled": polled,
            "outcome": submission.outcome.value,
            "unit": submission.unit,
            "mail": dump(Mail, mail),
            "submission": dump(Submission, submission),
        }
        insert_new(self._connection, schema.message, values)

    def judge_again(self, submission: Submission, decided: bool = False) -> None:
        """Replace the judgement of a kept message. ``decided``: it follows from a decision of the office; how it was
        judged before the first one is kept beside it."""
        table = schema.message
        values = {
            "outcome": submission.outcome.value,
            "unit": submission.unit,
            "submission": dump(Submission, submission),
        }
        mine = (table.c.office == self._office) & (table.c.gmail_id == submission.gmail_id)
        if decided:
            kept = sa.func.coalesce(table.c.undecided, table.c.submission)
            self._connection.execute(table.update().where(mine).values(**values, undecided=kept))
        else:
            self._connection.execute(table.update().where(mine).values(**values))

    def judgements(self) -> tuple[tuple[Submission, Submission], ...]:
        """Every judged message, oldest first: as it was before the office decided about it, and as it is now."""
        table = schema.message
        query = sa.select(table.c.undecided, table.c.submission).where(table.c.office == self._office)
        found = []
        for undecided, submission in self._connection.execute(query):
            now = load(Submission, submission)
            found.append((load(Submission, undecided) if undecided else now, now))
        return tuple(sorted(found, key=lambda pair: (pair[1].received, pair[1].gmail_id)))

    def submissions(self) -> tuple[Submission, ...]:
        """Every judged message, oldest first."""
        table = schema.message
        query = sa.select(table.c.submission).where(table.c.office == self._office)
        found = (load(Submission, text) for text in self._connection.execute(query).scalars())
        return tuple(sorted(found, key=lambda s: (s.received, s.gmail_id)))

    def all(self, outcomes: Sequence[Outcome] = tuple(Outcome)) -> tuple[StoredMail, ...]:
        """Messages of these outcomes with their judgement, oldest first."""
        table = schema.message
        query = (
            sa.select(table.c.mail, table.c.submission, table.c.label)
            .where(table.c.office == self._office, table.c.outcome.in_([o.value for o in outcomes]))
            .order_by(table.c.received, table.c.gmail_id)
        )
        return tuple(
            StoredMail(load(Mail, mail), load(Submission, submission), label)
            for mail, submission, label in self._connection.execute(query)
        )

    def one(self, gmail_id: str) -> StoredMail | None:
        return next(iter(self.some([gmail_id])), None)

    def some(self, gmail_ids: Sequence[str]) -> tuple[StoredMail, ...]:
        """These messages, oldest first; unknown ids are left out."""
        table = schema.message
        found: list[StoredMail] = []
        for start in range(0, len(gmail_ids), 500):
            query = sa.select(table.c.mail, table.c.submission, table.c.label).where(
                table.c.office == self._office, table.c.gmail_id.in_(gmail_ids[start : start + 500])
            )
            found.extend(
                StoredMail(load(Mail, mail), load(Submission, submission), label)
                for mail, submission, label in self._connection.execute(query)
            )
        return tuple(sorted(found, key=lambda stored: (stored.mail.received, stored.mail.gmail_id)))

    def received_between(self, after: datetime, until: datetime) -> bool:
        """Whether a message kept already only comes into view in this span of time."""
        table = schema.message
        query = sa.select(table.c.gmail_id).where(
            table.c.office == self._office, table.c.received > after, table.c.received <= until
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def received_by(self, as_of: datetime) -> tuple[str, ...]:
        """Ids of the messages received by then that an answer may be due to, oldest first."""
        table = schema.message
        query = (
            sa.select(table.c.gmail_id)
            .where(table.c.office == self._office, table.c.received <= as_of)
            .where(table.c.outcome != Outcome.IGNORED.value)
            .order_by(table.c.received, table.c.gmail_id)
        )
        return tuple(self._connection.execute(query).scalars())

    def original(self, gmail_id: str) -> bytes | None:
        """The raw bytes of a message, if they are still kept."""
        table, blob = schema.message, schema.blob
        query = (
            sa.select(blob.c.content)
            .join(table, (table.c.office == blob.c.office) & (table.c.blob == blob.c.digest))
            .where(table.c.office == self._office, table.c.gmail_id == gmail_id)
        )
        content: bytes | None = self._connection.execute(query).scalar()
        return zlib.decompress(content) if content is not None else None

    def drop_originals(self, before: datetime) -> int:
        """Remove the raw bytes of messages received before, unless a later message is the same; how many went."""
        table, blob = schema.message, schema.blob
        old = (table.c.office == self._office) & (table.c.received < before) & table.c.blob.is_not(None)
        self._connection.execute(table.update().where(old).values(blob=None))
        still = sa.select(table.c.blob).where(table.c.office == self._office, table.c.blob.is_not(None))
        gone = blob.delete().where(blob.c.office == self._office, blob.c.digest.not_in(still))
        return self._connection.execute(gone).rowcount

    def drop_contents(self, before: datetime) -> int:
        """Blank what messages received before said and who signed them, and what their attachments held. Those that
        wait for the office stay whole. How many were blanked."""
        table = schema.message
        decided = table.c.outcome.in_([Outcome.CREDITED.value, Outcome.IGNORED.value])
        query = sa.select(table.c.gmail_id, table.c.mail).where(
            table.c.office == self._office, table.c.received < before, decided
        )
        done = 0
        for gmail_id, text in self._connection.execute(query).all():
            blanked = dump(Mail, _without_contents(load(Mail, text)))
            if blanked != text:
                mine = (table.c.office == self._office) & (table.c.gmail_id == gmail_id)
                self._connection.execute(table.update().where(mine).values(mail=blanked))
                done += 1
        return done

    def labels(self) -> Mapping[str, str]:
        """gmail id → label it bears now ("" for none), of every message."""
        table = schema.message
        query = sa.select(table.c.gmail_id, table.c.label).where(table.c.office == self._office)
        return {gmail_id: label or "" for gmail_id, label in self._connection.execute(query)}

    def labelled(self, gmail_ids: Sequence[str], label: str) -> None:
        table = schema.message
        for start in range(0, len(gmail_ids), 500):
            chunk = gmail_ids[start : start + 500]
            self._connection.execute(
                table.update()
                .where(table.c.office == self._office, table.c.gmail_id.in_(chunk))
                .values(label=label)
            )

    def bounced(self) -> Mapping[str, datetime]:
        table = schema.bounced
        query = sa.select(table.c.address, table.c.at).where(table.c.office == self._office)
        return {row.address: row.at for row in self._connection.execute(query)}

    def mark_bounced(self, address: str, at: datetime, gmail_id: str) -> None:
        """A bounce may name anything: what is too long to be an address is none."""
        if len(address) > schema.LONGEST_TEXT or "\0" in address:
            return
        values = {"office": self._office, "address": address, "at": at, "gmail_id": gmail_id}
        upsert(self._connection, schema.bounced, values)


def _without_contents(mail: Mail) -> Mail:
    attachments = tuple(replace(attachment, text="", tables=()) for attachment in mail.attachments)
    return replace(mail, sender_name="", text="", quoted="", forwarded_from="", issues=(), attachments=attachments)
