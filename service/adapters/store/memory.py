"""Small facts between runs."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.store import schema
from service.adapters.store.writing import upsert


class Memory:
    """Text by key, for one office."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    def get(self, key: str) -> str | None:
        table = schema.memory
        query = sa.select(table.c.value).where(table.c.office == self._office, table.c.key == key)
        value: str | None = self._connection.execute(query).scalar()
        return value

    def set(self, key: str, value: str) -> None:
        if self.get(key) != value:
            upsert(self._connection, schema.memory, {"office": self._office, "key": key, "value": value})

    def forget(self, key: str) -> None:
        table = schema.memory
        self._connection.execute(table.delete().where(table.c.office == self._office, table.c.key == key))

    def moment(self, key: str) -> datetime | None:
        value = self.get(key)
        return datetime.fromisoformat(value) if value else None

    def starting(self, prefix: str) -> dict[str, str]:
        """Every fact whose key starts so, the prefix taken off."""
        table = schema.memory
        query = sa.select(table.c.key, table.c.value).where(
            table.c.office == self._office, table.c.key.startswith(prefix, autoescape=True)
        )
        return {key.removeprefix(prefix): value for key, value in self._connection.execute(query)}


class RememberedMapping(MutableMapping[str, str]):
    """A mapping kept under a prefix of the memory, each change in a transaction of its own."""

    def __init__(self, store: object, prefix: str) -> None:
        self._store = store
        self._prefix = prefix
        self._known: dict[str, str] | None = None

    def _loaded(self) -> dict[str, str]:
        if self._known is None:
            with self._store.transaction() as transaction:  # type: ignore[attr-defined]
                self._known = transaction.memory.starting(self._prefix)
        return self._known

    def __getitem__(self, key: str) -> str:
        return self._loaded()[key]

    def __setitem__(self, key: str, value: str) -> None:
        known = self._loaded()
        if known.get(key) == value:
            return
        with self._store.transaction() as transaction:  # type: ignore[attr-defined]
            transaction.memory.set(self._prefix + key, value)
        known[key] = value

    def __delitem__(self, key: str) -> None:
        del self._loaded()[key]
        with self._store.transaction() as transaction:  # type: ignore[attr-defined]
            transaction.memory.forget(self._prefix + key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())
