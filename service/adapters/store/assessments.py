"""The assessments as they stand, and every change of a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.json import dump, load
from service.adapters.store.writing import next_number
from service.core.records import Assessment, State

Key = tuple[str, str, str]
Written = tuple[Key, str, str]


@dataclass(frozen=True, slots=True)
class StateChange:
    obligation: str
    period: str
    unit: str
    at: datetime
    old: State | None
    new: State


class Assessments:
    """One office's assessments by obligation, period and unit."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def standing(self) -> tuple[Assessment, ...]:
        table = schema.assessment
        query = (
            sa.select(table.c.data)
            .where(table.c.office == self._office)
            .order_by(table.c.obligation, table.c.period, table.c.unit)
        )
        return tuple(load(Assessment, data) for data in self._connection.execute(query).scalars())

    def replace(self, assessments: Sequence[Assessment], at: datetime) -> tuple[StateChange, ...]:
        """Make these the standing ones; the changes of state, which are also kept. Equal ones are not written."""
        table = schema.assessment
        columns = (table.c.obligation, table.c.period, table.c.unit, table.c.state, table.c.data)
        query = sa.select(*columns).where(table.c.office == self._office)
        known: dict[Key, tuple[str, str]] = {
            (obligation, period, unit): (state, data)
            for obligation, period, unit, state, data in self._connection.execute(query)
        }
        inserts: list[Written] = []
        updates: list[Written] = []
        changes: list[StateChange] = []
        for item in assessments:
            key, data = (item.obligation, item.period, item.unit), dump(Assessment, item)
            old = known.pop(key, None)
            if old is not None and old[1] == data:
                continue
            if old is None or old[0] != item.state.value:
                old_state = State(old[0]) if old else None
                changes.append(StateChange(*key, at, old_state, item.state))
            (inserts if old is None else updates).append((key, item.state.value, data))
        self._write(inserts, updates, list(known), at)
        self._log(changes)
        return tuple(changes)

    def changes(self) -> tuple[StateChange, ...]:
        table = schema.assessment_change
        columns = (table.c.obligation, table.c.period, table.c.unit, table.c.at, table.c.old, table.c.new)
        query = sa.select(*columns).where(table.c.office == self._office).order_by(table.c.number)
        return tuple(
            StateChange(obligation, period, unit, at, State(old) if old else None, State(new))
            for obligation, period, unit, at, old, new in self._connection.execute(query)
        )

    def _write(
        self,
        inserts: Sequence[Written],
        updates: Sequence[Written],
        gone: Sequence[Key],
        at: datetime,
    ) -> None:
        table = schema.assessment
        rows = [
            {
                "office": self._office,
                "obligation": key[0],
                "period": key[1],
                "unit": key[2],
                "state": state,
                "changed": at,
                "data": data,
            }
            for key, state, data in inserts
        ]
        if rows:
            self._connection.execute(table.insert(), rows)
        for key, state, data in updates:
            self._connection.execute(
                table.update().where(self._is(key)).values(state=state, changed=at, data=data)
            )
        for key in gone:
            self._connection.execute(table.delete().where(self._is(key)))

    def _is(self, key: Key) -> sa.ColumnElement[bool]:
        table = schema.assessment
        return (
            (table.c.office == self._office)
            & (table.c.obligation == key[0])
            & (table.c.period == key[1])
            & (table.c.unit == key[2])
        )

    def _log(self, changes: Sequence[StateChange]) -> None:
        if not changes:
            return
        table = schema.assessment_change
        number = next_number(self._connection, table, self._office)
        rows = [
            {
                "office": self._office,
                "number": number + offset,
                "obligation": change.obligation,
                "period": change.period,
                "unit": change.unit,
                "at": change.at,
                "old": change.old.value if change.old else None,
                "new": change.new.value,
            }
            for offset, change in enumerate(changes)
        ]
        self._connection.execute(table.insert(), rows)
