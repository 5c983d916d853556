"""An office's rows as they are: from one database into another, or away."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from service.adapters.store import schema
from service.adapters.store.database import Store
from service.core.errors import ConfigError

CHUNK = 500


def tables() -> Iterator[sa.Table]:
    """Those that hold an office's rows."""
    for table in schema.metadata.sorted_tables:
        if "office" in table.c:
            yield table


def copy_office(source: Store, target: Store) -> int:
    """Copy every row into an office that has none yet, as one transaction; how many. ConfigError when it has some."""
    count = 0
    with source.rows() as old, target.rows() as new:
        for table in tables():
            if table is schema.lock:
                continue
            mine = table.c.office == target.office
            if new.execute(sa.select(sa.literal(1)).where(mine).select_from(table).limit(1)).first():
                raise ConfigError(
                    f"The office {target.office} has a past in that database already.",
                    "Nothing was copied. Remove that office first, or give this one another office.id.",
                )
            rows = old.execute(sa.select(table).where(table.c.office == source.office)).mappings()
            for chunk in rows.partitions(CHUNK):
                new.execute(table.insert(), [{**row, "office": target.office} for row in chunk])
                count += len(chunk)
    return count


def forget_office(store: Store) -> int:
    """Remove every row of the office; how many."""
    with store.rows() as connection:
        return sum(
            connection.execute(table.delete().where(table.c.office == store.office)).rowcount for table in tables()
        )
