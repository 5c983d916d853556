"""What the office decided, what is still asked, and what was learned from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.json import dump, load
from service.adapters.store.writing import next_number, upsert
from service.core.records import Decision, Question


class Decisions:
    """Decisions are only ever added; the newest of a key counts."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def all(self) -> tuple[Decision, ...]:
        """Every decision ever, oldest first."""
        table = schema.decision
        query = sa.select(table.c.data).where(table.c.office == self._office).order_by(table.c.number)
        return tuple(load(Decision, data) for data in self._connection.execute(query).scalars())

    def standing(self, as_of: datetime | None = None) -> dict[str, Decision]:
        """The newest decision of each key, of those made by ``as_of``."""
        return {d.key: d for d in self.all() if as_of is None or d.decided_at <= as_of}

    def add(self, decision: Decision) -> None:
        table = schema.decision
        number = next_number(self._connection, table, self._office)
        values = {
            "office": self._office,
            "number": number,
            "key": decision.key,
            "decided": decision.decided_at,
            "data": dump(Decision, decision),
        }
        self._connection.execute(table.insert().values(**values))

    def ask(self, questions: Sequence[Question], as_of: datetime) -> None:
        """These are the questions open now; others that were open are closed."""
        table = schema.question
        query = sa.select(table.c.key, table.c.data, table.c.closed).where(table.c.office == self._office)
        known = {key: (data, closed) for key, data, closed in self._connection.execute(query)}
        for question in questions:
            data = dump(Question, question)
            if known.get(question.key) != (data, None):
                values = {
                    "office": self._office,
                    "key": question.key,
                    "raised": question.raised,
                    "closed": None,
                    "data": data,
                }
                upsert(self._connection, table, values)
        open_now = {question.key for question in questions}
        closing = [key for key, (_, closed) in known.items() if closed is None and key not in open_now]
        for start in range(0, len(closing), 500):
            chunk = closing[start : start + 500]
            self._connection.execute(
                table.update().where(table.c.office == self._office, table.c.key.in_(chunk)).values(closed=as_of)
            )

    def asked(self) -> tuple[tuple[Question, datetime | None], ...]:
        """Every question ever with the time it was closed, oldest first."""
        table = schema.question
        query = (
            sa.select(table.c.data, table.c.closed)
            .where(table.c.office == self._office)
            .order_by(table.c.raised, table.c.key)
        )
        return tuple((load(Question, data), closed) for data, closed in self._connection.execute(query))

    def learn(self, kind: str, text: str, unit: str, source: str, at: datetime) -> bool:
        """Remember that a name or an address means a unit, whatever it meant before; True when that is new. What
        nobody could mean as a name (overlong, or with a NUL, which PostgreSQL refuses) is not learned."""
        if not text or len(text) > schema.LONGEST_TEXT or "\0" in text or self.learned(kind).get(text) == unit:
            return False
        values = {"office": self._office, "kind": kind, "text": text, "unit": unit, "learned": at}
        upsert(self._connection, schema.alias, {**values, "source": source})
        return True

    def unlearn(self, source: str) -> None:
        """Forget what a decision taught: it was changed or taken back."""
        table = schema.alias
        self._connection.execute(table.delete().where(table.c.office == self._office, table.c.source == source))

    def learned(self, kind: str, as_of: datetime | None = None) -> dict[str, str]:
        """Text → unit code, of what was learned by ``as_of``."""
        table = schema.alias
        query = sa.select(table.c.text, table.c.unit).where(table.c.office == self._office, table.c.kind == kind)
        if as_of is not None:
            query = query.where(table.c.learned <= as_of)
        return {row.text: row.unit for row in self._connection.execute(query)}
