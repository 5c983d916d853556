"""Insert-or-update and insert-or-nothing, in the dialect of the database at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection


def _insert(connection: Connection, table: sa.Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def upsert(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> None:
    keys = [column.name for column in table.primary_key.columns]
    statement = _insert(connection, table).values(**values)
    changes = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))


def insert_new(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """True when the row was not there yet."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def next_number(connection: Connection, table: sa.Table, office: str) -> int:
    """The next of a table's numbers in one office; the caller's transaction keeps it its own."""
    query = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0) + 1).where(table.c.office == office)
    return int(connection.execute(query).scalar_one())
