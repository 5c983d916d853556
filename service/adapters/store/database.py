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
from service.adapters.store.registry import Registry
from service.adapters.store.rows import Rows
from service.adapters.store.runs import Runs
from service.core.errors import ConfigError, StoreError

PATIENCE_SECONDS = 30.0
"""How long a transaction waits for another process on SQLite."""

HEAD = "0002"
"""The newest migration; a test holds it against the folder of migrations."""


class Transaction:
    """One office's repositories on one connection: all of it is kept, or nothing."""

    def __init__(self, connection: Connection, office: str) -> None:
        self._connection = connection
        self._office = office

    @property
    def connection(self) -> Connection:
        return self._connection

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


class Database:
    """A database at its newest schema. StoreError when it cannot be opened or upgraded."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, connections: int = 5, many: bool = False) -> Database:
        """``connections``: how many are kept. ``many``: for many offices; ConfigError unless it is PostgreSQL under an
        account that is bound by its row security. ConfigError for a URL that is none, StoreError when the database
        says no."""
        try:
            engine = _engine(url, connections)
            if many:
                _must_keep_offices_apart(engine)
            _upgrade(engine)
        except (ArgumentError, NoSuchModuleError, ImportError):
            hint = "Write it as sqlite:///data/nhacviec.sqlite3 or postgresql://user@host/name."
            raise ConfigError("`database` in config.yaml is no database URL that is known here.", hint) from None
        except (DBAPIError, OSError) as problem:
            said = _first_line(problem)
            raise StoreError(
                f"The database cannot be opened: {said}.", "Check `database` in config.yaml."
            ) from problem
        return cls(engine)

    def store(self, office: str) -> Store:
        """One office of it. Closing that store leaves the database open."""
        return Store(self._engine, office)

    @contextmanager
    def registry(self) -> Iterator[Registry]:
        """The register of its offices, in a transaction that sees no office's rows."""
        with self.connection() as connection:
            yield Registry(connection)

    @contextmanager
    def above(self, path: str) -> Iterator[Connection]:
        """A transaction that may read the assessments of the offices below a level, and nothing else of them."""
        if not path:
            raise ValueError("a level has a path")
        with self.connection() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.set_config("nhacviec.above", path, True)))
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A transaction within no office."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as problem:
            raise _away(problem) from problem


class Store:
    """One office in a database."""

    def __init__(self, engine: Engine, office: str, owns: bool = False) -> None:
        self._engine = engine
        self._owns = owns
        self.office = office
        self._rehearsal: Connection | None = None

    @classmethod
    def open(cls, url: str, office: str) -> Store:
        """Like :meth:`Database.open`; closing the store closes the database."""
        return cls(Database.open(url)._engine, office, owns=True)

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
            raise _away(problem) from problem

    @contextmanager
    def rows(self) -> Iterator[Connection]:
        """A transaction within the office, for moving its rows as they are."""
        with self.transaction() as transaction:
            yield transaction.connection

    def lock(self) -> SessionLock | None:
        """The office's lock on PostgreSQL, which ends with the process that took it; None elsewhere."""
        return SessionLock(self._engine, self.office) if self._engine.dialect.name == "postgresql" else None

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
        if self._owns:
            self._engine.dispose()


class SessionLock:
    """Held by a connection: PostgreSQL lets go of it at once when the process ends, however it ends."""

    def __init__(self, engine: Engine, office: str) -> None:
        self._engine = engine
        self._key = sa.func.hashtextextended(f"serving {office}", 0)
        self._connection: Connection | None = None

    def take(self) -> bool:
        """False when another process has it. StoreError when the database is away."""
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            taken = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(self._key))).scalar())
        except OperationalError as problem:
            raise _away(problem) from problem
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def release(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(self._key)))
            self._connection.close()
        except OperationalError:  # the connection is gone, and the lock with it
            self._connection.invalidate()
            self._connection.close()
        self._connection = None


def _alone(connection: Connection, office: str) -> None:
    """What SQLite does by itself (BEGIN IMMEDIATE): of two transactions of an office, one waits for the other. And
    no row of another office can be seen or written in it (row-level security)."""
    if connection.dialect.name == "postgresql":
        own = sa.func.set_config("nhacviec.office", office, True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(office)), own))


def _away(problem: OperationalError) -> StoreError:
    hint = "Another process may be at work on it; the next run goes on from here."
    return StoreError(f"The database does not answer: {_first_line(problem)}.", hint)


def _first_line(problem: Exception) -> str:
    said = str(problem.orig if isinstance(problem, DBAPIError) else problem).strip()
    return said.splitlines()[0][:200].rstrip(".") if said else type(problem).__name__


def _engine(url: str, connections: int) -> Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return sa.create_engine(parsed, pool_pre_ping=True, pool_size=connections, max_overflow=10)
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


def _must_keep_offices_apart(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        raise ConfigError("Many offices need PostgreSQL.", "Set NHACVIEC_DATABASE to postgresql://user@host/name.")
    bound = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
    with engine.connect() as connection:
        if not connection.execute(sa.text(bound)).scalar():
            raise ConfigError(
                "This database account may read past the walls between offices.",
                "Use one that is no superuser and owns the database: CREATE ROLE nhacviec LOGIN; "
                "CREATE DATABASE nhacviec OWNER nhacviec;",
            )


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
