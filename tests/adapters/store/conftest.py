"""A store on each database: SQLite always, PostgreSQL when its server is installed here."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from service.adapters.store import Store

Opener = Callable[[str], Store]


def _program(name: str) -> str | None:
    """Debian keeps the server's programs out of the PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(beside[-1]) if beside else None)


def _somebody() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid}


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The folder of a server's socket; only its own folder is touched, and no port is opened."""
    initdb, postgres = _program("initdb"), _program("postgres")
    if initdb is None or postgres is None:
        pytest.skip("no PostgreSQL server is installed here (initdb and postgres)")
    who = _somebody()
    folder = Path(tempfile.mkdtemp(prefix="nv-pg-"))
    process = None
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        make = [initdb, "-D", str(data), "-A", "trust", "-U", "office", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]
        serve = [postgres, "-D", str(data), "-k", str(folder), "-h", "", "-F"]
        process = subprocess.Popen(  # type: ignore[call-overload]
            serve, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=folder, **who
        )
        for line in process.stderr:
            if "ready to accept connections" in line:
                break
        else:
            pytest.fail("PostgreSQL did not start")
        # its log is read on: a full pipe would stop the server in the middle of a statement
        reading = threading.Thread(target=deque, args=(process.stderr, 0), daemon=True)
        reading.start()
        yield str(folder)
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # a fast shutdown: clients that are left are cut off
            process.wait(timeout=30)
            process.stderr.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with postgresql_server() as folder:
        yield folder


def new_database(folder: str, owner: str = "office") -> str:
    """The URL of a new one on a server, as it would stand in config.yaml. ``office`` is a superuser of the server;
    another owner is made as an ordinary account."""
    name = f"nv{uuid4().hex[:12]}"
    admin = sa.create_engine(f"postgresql+psycopg://office@/postgres?host={folder}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.execute(
            sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": owner}
        ).first():
            connection.exec_driver_sql(f"CREATE ROLE {owner} LOGIN")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {owner}")
    admin.dispose()
    return f"postgresql://{owner}@/{name}?host={folder}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, as it would stand in config.yaml."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite3'}"
    return new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def opener(url: str) -> Iterator[Opener]:
    """Opens the same database again, as another process would, for an office by its name."""
    opened: list[Store] = []

    def open_again(office: str = "doan-khoi") -> Store:
        opened.append(Store.open(url, office))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture
def store(opener: Opener) -> Store:
    return opener("doan-khoi")
