"""Many offices in one PostgreSQL: whatever is asked within one office, no row of another is seen or changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from service.adapters.store import Database, Store, schema
from service.adapters.store.moving import copy_office, forget_office, tables
from service.core.errors import ConfigError
from tests.adapters.store.conftest import new_database
from tests.adapters.store.records import T0

SCOPED = list(tables())
NAMES = [table.name for table in SCOPED]


@pytest.fixture
def database(postgresql: str) -> Iterator[Database]:
    opened = Database.open(new_database(postgresql, owner="ordinary"))
    yield opened
    opened.close()


def values(table: sa.Table, office: str) -> dict[str, object]:
    """A row of any table."""
    made: dict[type, object] = {
        int: 1,
        float: 1.0,
        bytes: b"x",
        bool: True,
        datetime: T0,
    }
    row: dict[str, object] = {}
    for column in table.columns:
        kind = datetime if isinstance(column.type, schema.Instant) else column.type.python_type
        row[column.name] = made.get(kind, "x")
    return row | {"office": office}


def filled(database: Database, *offices: str) -> tuple[Store, ...]:
    stores = tuple(database.store(office) for office in offices)
    for store in stores:
        with store.rows() as connection:
            for table in SCOPED:
                connection.execute(table.insert().values(**values(table, store.office)))
    return stores


def seen(store: Store, table: str) -> list[str]:
    with store.rows() as connection:
        return list(connection.execute(sa.text(f"SELECT office FROM {table}")).scalars())


@pytest.mark.parametrize("name", NAMES)
def test_no_statement_crosses_offices(database: Database, name: str) -> None:
    ours, theirs = filled(database, "ours", "theirs")
    table = schema.metadata.tables[name]
    with ours.rows() as connection:
        assert connection.execute(sa.text(f"SELECT DISTINCT office FROM {name}")).scalars().all() == ["ours"]
        where = sa.text(f"SELECT count(*) FROM {name} WHERE office = 'theirs' OR true")
        assert connection.execute(where).scalar() == 1
        joined = sa.text(f"SELECT count(*) FROM {name} a, {name} b")
        assert connection.execute(joined).scalar() == 1
        assert connection.execute(sa.text(f"UPDATE {name} SET office = office")).rowcount == 1
        assert connection.execute(sa.text(f"DELETE FROM {name} WHERE office = 'theirs'")).rowcount == 0
    for statement in (
        table.insert().values(**values(table, "theirs")),
        table.insert().values(**values(table, "strangers")),
        table.update().values(office="theirs2"),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), ours.rows() as connection:
            connection.execute(statement)
    with ours.rows() as connection:
        assert connection.execute(sa.text(f"DELETE FROM {name}")).rowcount == 1
    assert (seen(ours, name), seen(theirs, name)) == ([], ["theirs"])


@pytest.mark.parametrize("name", NAMES)
def test_outside_of_every_office_nothing_is_seen(database: Database, name: str) -> None:
    filled(database, "ours")
    with database.registry() as registry:
        connection = registry._connection
        assert connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar() == 0
        assert connection.execute(sa.text(f"DELETE FROM {name}")).rowcount == 0


def test_a_connection_used_by_one_office_shows_nothing_of_it_to_the_next(database: Database) -> None:
    filled(database, "ours")
    for _ in range(12):
        assert seen(database.store("theirs"), "memory") == []


def test_every_table_is_walled_in(database: Database) -> None:
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with database.registry() as registry:
        walled = set(registry._connection.execute(sa.text(query)).scalars())
    assert walled == {*NAMES, "office"}


def test_within_an_office_only_its_own_entry_of_the_register_is_seen(database: Database) -> None:
    register(database, "ours", "tinh/khoi/")
    register(database, "theirs", "tinh/huyen/")
    with database.store("ours").rows() as connection:
        assert connection.execute(sa.select(schema.office.c.id)).scalars().all() == ["ours"]
        assert connection.execute(schema.office.update().values(secrets=b"")).rowcount == 1
    with database.registry() as registry:
        assert [entry.id for entry in registry.entries()] == ["theirs", "ours"]
        assert registry.secrets("theirs") == b"sealed"


def test_a_level_sees_the_assessments_below_it_and_nothing_else(database: Database) -> None:
    for id, path in (("ours", "tinh/khoi/"), ("theirs", "tinh/huyen/"), ("far", "tinh-khac/khoi/")):
        register(database, id, path)
    filled(database, "ours", "theirs", "far")
    with database.above("tinh/") as connection:
        offices = connection.execute(sa.text("SELECT office FROM assessment ORDER BY office")).scalars().all()
        assert offices == ["ours", "theirs"]
        for name in NAMES:
            if name != "assessment":
                assert connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar() == 0, name
        assert connection.execute(sa.text("DELETE FROM assessment")).rowcount == 0
        assert connection.execute(sa.text("UPDATE assessment SET state = 'late'")).rowcount == 0
    with database.above("tinh/khoi/") as connection:
        assert connection.execute(sa.text("SELECT office FROM assessment")).scalars().all() == ["ours"]


def test_an_account_that_no_wall_binds_is_refused(postgresql: str, tmp_path: Path) -> None:
    Database.open(new_database(postgresql, owner="ordinary"), many=True).close()
    unbound = new_database(postgresql)
    for url in (unbound, f"sqlite:///{tmp_path / 'one.sqlite3'}"):
        with pytest.raises(ConfigError):
            Database.open(url, many=True)
    engine = sa.create_engine(unbound.replace("postgresql:", "postgresql+psycopg:"))
    assert sa.inspect(engine).get_table_names() == [], "nothing was made in it"
    engine.dispose()


def register(database: Database, id: str, path: str) -> None:
    with database.registry() as registry:
        registry.add(id, id, f"{id}@example.org", path, "", b"sealed", T0)


# -- moving -------------------------------------------------------------------------------------------


def test_an_office_moves_in_and_out_with_all_its_rows(database: Database, tmp_path: Path) -> None:
    alone = Database.open(f"sqlite:///{tmp_path / 'alone.sqlite3'}")
    (here,) = filled(alone, "ours")
    filled(database, "theirs")
    there = database.store("ours")
    assert copy_office(here, there) == len(SCOPED) - 1, "but for who serves it"
    with pytest.raises(ConfigError, match="has a past"):
        copy_office(here, there)
    back = Database.open(f"sqlite:///{tmp_path / 'back.sqlite3'}")
    copy_office(there, back.store("ours"))
    for table in SCOPED:
        if table is not schema.lock:
            rows = [_rows(store, table) for store in (here, there, back.store("ours"))]
            assert rows[0] == rows[1] == rows[2] != []
    assert forget_office(there) == len(SCOPED) - 1
    assert seen(there, "memory") == [] and seen(database.store("theirs"), "memory") == ["theirs"]
    alone.close()
    back.close()


def _rows(store: Store, table: sa.Table) -> list[tuple[object, ...]]:
    with store.rows() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table))]
