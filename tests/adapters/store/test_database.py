"""Opening, migrating, rolling back, rehearsing; and what a person is told when the database says no."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.adapters.store import Store, database, schema
from service.core.errors import ConfigError, StoreError
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, mail, notice, raw, submission

MIGRATIONS = Path(database.__file__).parent / "migrations"


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything in every table."""
    with store._engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [database.HEAD]


def test_migrations_make_what_the_tables_say(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_opened_again_all_is_there(store: Store, opener: Opener) -> None:
    with store.transaction() as transaction:
        transaction.memory.set("k", "v")
    with opener("doan-khoi").transaction() as transaction:
        assert transaction.memory.get("k") == "v"


def test_a_transaction_that_breaks_keeps_nothing(store: Store) -> None:
    before = contents(store)

    class Broken(Exception):
        pass

    with pytest.raises(Broken), store.transaction() as transaction:
        transaction.memory.set("cursor", "2")
        transaction.mails.keep(raw("m1"), mail("m1"), submission("m1"), T0)
        transaction.outbox.add([notice("n")], T0)
        raise Broken
    assert contents(store) == before


def test_a_rehearsal_sees_its_own_writes_and_leaves_none(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.memory.set("cursor", "1")
    before = contents(store)
    with store.rehearsal() as rehearsing:
        with rehearsing.transaction() as transaction:
            transaction.memory.set("cursor", "2")
            transaction.outbox.add([notice("n")], T0)
        with pytest.raises(ValueError), rehearsing.transaction() as transaction:
            transaction.memory.set("cursor", "3")
            raise ValueError
        with rehearsing.transaction() as transaction:
            assert transaction.memory.get("cursor") == "2"
            assert [e.notice.key for e in transaction.outbox.waiting(T0, 9)] == ["n"]
    assert contents(store) == before


def test_a_rehearsal_that_breaks_leaves_nothing_either(store: Store) -> None:
    before = contents(store)
    with pytest.raises(ValueError), store.rehearsal() as rehearsing, rehearsing.transaction() as transaction:
        transaction.memory.set("cursor", "2")
        raise ValueError
    assert contents(store) == before
    with store.transaction() as transaction:
        transaction.memory.set("cursor", "3")


def test_numbers_go_on_in_each_office(store: Store, opener: Opener) -> None:
    from service.adapters.store.runs import Run

    for each in (store, opener("khoi-khac"), opener("doan-khoi")):
        with each.transaction() as transaction:
            transaction.runs.add(Run(T0, None, "{}", "{}"))
    with store._engine.connect() as connection:
        numbers = sorted(connection.execute(sa.select(schema.run.c.office, schema.run.c.number)).all())
    assert numbers == [("doan-khoi", 1), ("doan-khoi", 2), ("khoi-khac", 1)]


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"), store.transaction() as transaction:
        transaction.mails.mark_bounced("a@example.org", T0.replace(tzinfo=None), "m")


def test_a_newer_schema_is_not_touched(store: Store, opener: Opener) -> None:
    with store._engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        opener("doan-khoi")


@pytest.mark.parametrize("bad", ["", "nonsense", "oracle+none://x", "mysql://u@h/d"])
def test_a_url_that_is_none(bad: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Store.open(bad, "doan-khoi")
    assert "database URL" in caught.value.sentence and "sqlite:///" in caught.value.hint


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("xin chào " * 200)
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        Store.open(f"sqlite:///{path}", "doan-khoi")
    assert "config.yaml" in caught.value.hint


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'x.sqlite3'}", "doan-khoi")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(f"postgresql://office@/nv?host={tmp_path}", "doan-khoi")


def test_a_database_kept_by_another_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.05)
    first, second = Store.open(url, "doan-khoi"), Store.open(url, "doan-khoi")
    with first.transaction(), pytest.raises(StoreError, match="does not answer"), second.transaction():
        pass
    with second.transaction() as transaction:
        transaction.memory.set("k", "v")
    first.close()
    second.close()


def test_one_office_s_transactions_do_not_interleave(opener: Opener) -> None:
    """Both read the highest number and write the next: without waiting for each other one would fail."""
    import threading

    from service.adapters.store.runs import Run

    stores = [opener("doan-khoi"), opener("doan-khoi")]
    failed: list[Exception] = []

    def work(store: Store) -> None:
        try:
            for number in range(25):
                with store.transaction() as transaction:
                    transaction.runs.add(Run(T0 + number * HOUR, None, "{}", "{}"))
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with stores[0].transaction() as transaction:
        assert len(transaction.runs.recent(100)) == 50
