"""The log of ticks, the jobs done by their period, and who holds an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.writing import insert_new, next_number, upsert


@dataclass(frozen=True, slots=True)
class Run:
    """``facts`` and ``summary`` are JSON text; ``held`` says why nothing was published or sent."""

    as_of: datetime
    held: str | None
    facts: str
    summary: str


class Runs:
    """Ticks and jobs of one office."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def last(self) -> Run | None:
        return next(iter(self.recent(1)), None)

    def recent(self, count: int) -> tuple[Run, ...]:
        """The newest first."""
        table = schema.run
        query = (
            sa.select(table.c.as_of, table.c.held, table.c.facts, table.c.summary)
            .where(table.c.office == self._office)
            .order_by(table.c.number.desc())
            .limit(count)
        )
        return tuple(Run(*row) for row in self._connection.execute(query))

    def holds(self) -> tuple[Run, ...]:
        """The first run of each hold, oldest first."""
        table = schema.run
        query = (
            sa.select(table.c.as_of, table.c.held, table.c.facts, table.c.summary)
            .where(table.c.office == self._office)
            .order_by(table.c.number)
        )
        found: list[Run] = []
        before: str | None = None
        for row in self._connection.execute(query):
            run = Run(*row)
            if run.held and run.held != before:
                found.append(run)
            before = run.held
        return tuple(found)

    def last_unheld(self) -> Run | None:
        """The newest run that was not held."""
        table = schema.run
        query = (
            sa.select(table.c.as_of, table.c.held, table.c.facts, table.c.summary)
            .where(table.c.office == self._office, table.c.held.is_(None))
            .order_by(table.c.number.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return Run(*row) if row is not None else None

    def add(self, run: Run) -> None:
        table = schema.run
        number = next_number(self._connection, table, self._office)
        values = {
            "office": self._office,
            "number": number,
            "as_of": run.as_of,
            "held": run.held,
            "facts": run.facts,
            "summary": run.summary,
        }
        self._connection.execute(table.insert().values(**values))

    def do_once(self, name: str, period: str, at: datetime) -> bool:
        """True when this job of this period was not done yet; it is now."""
        values = {"office": self._office, "name": name, "period": period, "done": at}
        return insert_new(self._connection, schema.job, values)

    def done(self, name: str, period: str) -> bool:
        table = schema.job
        query = sa.select(table.c.done).where(
            table.c.office == self._office, table.c.name == name, table.c.period == period
        )
        return self._connection.execute(query).first() is not None

    def take(self, owner: str, now: datetime, expires: datetime) -> str | None:
        """Hold the office until ``expires``: None when taken, else who holds it. A hold that ends far beyond what
        anyone takes now was taken under a wrong clock and does not count."""
        table = schema.lock
        values = {"office": self._office, "owner": owner, "expires": expires}
        query = sa.select(table.c.owner, table.c.expires).where(table.c.office == self._office)
        held = self._connection.execute(query).first()
        if held is None:
            if insert_new(self._connection, table, values):
                return None
            held = self._connection.execute(query).one()
        if held.owner != owner and now < held.expires <= expires + (expires - now):
            return str(held.owner)
        upsert(self._connection, table, values)
        return None

    def holder(self) -> tuple[str, datetime] | None:
        """Who holds the office, and until when if it is not renewed."""
        table = schema.lock
        query = sa.select(table.c.owner, table.c.expires).where(table.c.office == self._office)
        held = self._connection.execute(query).first()
        return (held.owner, held.expires) if held is not None else None

    def prune(self, before: datetime) -> int:
        """Remove what was logged before: runs, but for the newest and where a hold began or ended, and jobs done."""
        table = schema.run
        query = (
            sa.select(table.c.number, table.c.as_of, table.c.held)
            .where(table.c.office == self._office)
            .order_by(table.c.number)
        )
        runs = self._connection.execute(query).all()
        newest_unheld = max((run.number for run in runs if run.held is None), default=0)
        before_it: str | None = None
        old = []
        for run in runs[:-1]:
            turns = run.held != before_it
            before_it = run.held
            if run.as_of < before and not turns and run.number != newest_unheld:
                old.append(run.number)
        for start in range(0, len(old), 500):
            chosen = table.c.number.in_(old[start : start + 500])
            self._connection.execute(table.delete().where(table.c.office == self._office, chosen))
        done = schema.job
        self._connection.execute(done.delete().where(done.c.office == self._office, done.c.done < before))
        return len(old)

    def release(self, owner: str) -> None:
        table = schema.lock
        self._connection.execute(table.delete().where(table.c.office == self._office, table.c.owner == owner))
