"""Opening a database at its newest schema, and transactions that hold one office's repositories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from service.adapters.store.assessments import Assessments
from service.adapters.store.decisions import Decisions
from service.adapters.store.mails import Mails
from service.adapters.store.memory import Memory
from service.adapters.store.outbox import StoredOutbox
from service.adapters.store.rows import Rows
from service.adapters.store.runs import Runs
from service.core.errors import ConfigError, StoreError

PATIENCE_SECONDS = 30.0
"""How long a transaction waits for another process on SQLite."""

HEAD = "0001"
"""The newest migration; a test holds it against the folder of migrations."""


class Transaction:
    """One office's repositories on one connection: all of it is kept, or nothing."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    @cached_property
    def memory(self) -> Memory:
        return Memory(self._connection, self._office)

    @cached_property
    def rows(self) -> Rows:
        return Rows(self._connection, self._office)

    @cached_property
    def mails(self) -> Mails:
        return Mails(self._connection, self._office)

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions(self._connection, self._office)

    @cached_property
    def assessments(self) -> Assessments:
        return Assessments(self._connection, self._office)

    @cached_property
    def outbox(self) -> StoredOutbox:
        return StoredOutbox(self._connection, self._office)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self._connection, self._office)


class Store:
    """A database and one office in it. StoreError when it cannot be opened or upgraded."""

    def __init__(self, engine: Engine, office: str) -> None:
        self._engine = engine
        self.office = office
        self._rehearsal: Connection | None = None

    @classmethod
    def open(cls, url: str, office: str) -> Store:
        """At the newest schema. ConfigError for a URL that is none, StoreError when the database says no."""
        try:
            engine = _engine(url)
            _upgrade(engine)
        except (ArgumentError, NoSuchModuleError, ImportError):
            hint = "Write it as sqlite:///data/nhacviec.sqlite3 or postgresql://user@host/name."
            raise ConfigError("`database` in config.yaml is no database URL that is known here.", hint) from None
        except (DBAPIError, OSError) as problem:
            said = _first_line(problem)
            raise StoreError(
                f"The database cannot be opened: {said}.", "Check `database` in config.yaml."
            ) from problem
        return cls(engine, office)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Reads and writes that stand or fall together; one office's never interleave. StoreError when the
        database is away, or another process kept it too long."""
        if self._rehearsal is not None:
            with self._rehearsal.begin_nested():
                yield Transaction(self._rehearsal, self.office)
            return
        try:
            with self._engine.begin() as connection:
                _alone(connection, self.office)
                yield Transaction(connection, self.office)
        except OperationalError as problem:
            hint = "Another process may be at work on it; the next run goes on from here."
            raise StoreError(f"The database does not answer: {_first_line(problem)}.", hint) from problem

    @contextmanager
    def rehearsal(self) -> Iterator[Store]:
        """A store whose every write is taken back at the end: what a dry run works on."""
        with self._engine.connect() as connection, connection.begin() as outer:
            _alone(connection, self.office)
            rehearsing = Store(self._engine, self.office)
            rehearsing._rehearsal = connection
            try:
                yield rehearsing
            finally:
                outer.rollback()

    def close(self) -> None:
        self._engine.dispose()


def _alone(connection: Connection, office: str) -> None:
    """What SQLite does by itself (BEGIN IMMEDIATE): of two transactions of an office, one waits for the other."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(office))))


def _first_line(problem: Exception) -> str:
    said = str(problem.orig if isinstance(problem, DBAPIError) else problem).strip()
    return said.splitlines()[0][:200].rstrip(".") if said else type(problem).__name__


def _engine(url: str) -> Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return sa.create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        Path(parsed.database).touch(mode=0o600, exist_ok=True)  # what it will hold is the office's alone
    engine = sa.create_engine(parsed, connect_args={"timeout": PATIENCE_SECONDS, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # SQLAlchemy begins, not the driver: see its notes on pysqlite
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what was told as sent is on disk

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _upgrade(engine: Engine) -> None:
    """To HEAD; Alembic, slow to load, only when the schema is older."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        if inspector.has_table("alembic_version"):
            version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            if version == HEAD:
                return
            if version is not None and version > HEAD:
                raise StoreError(
                    "The database was written by a newer version of this program.", "Install that version again."
                )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
