"""Google's quotas shared out by the database among processes that know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from google.oauth2.credentials import Credentials

from service.adapters.google import Account
from service.adapters.store import Database
from service.adapters.turns import LONGEST_WAIT, SharedTurns
from service.core.errors import GoogleBusy
from service.core.quotas import Limit, Metric
from tests.adapters.store.conftest import new_database, postgresql_server

READ = ("GET", "https://sheets.googleapis.com/v4/spreadsheets/x/values:batchGet", None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as folder:
        yield folder


@pytest.fixture
def database(server: str) -> Iterator[Database]:
    opened = Database.open(new_database(server, "ordinary"))
    yield opened
    opened.close()


def account(user: str, project: str = "p") -> Account:
    return Account(Credentials(token="x"), user, project)


def units(database: Database, scope: str) -> float:
    with database.connection() as connection:
        query = sa.text("SELECT units FROM allowance WHERE scope = :scope")
        return float(connection.execute(query, {"scope": scope}).scalar_one())


def spend(database: Database, scope: str, left: float) -> None:
    """As if others had just taken all but so many units."""
    with database.connection() as connection:
        change = sa.text("UPDATE allowance SET units = :left, refilled = clock_timestamp() WHERE scope = :scope")
        connection.execute(change, {"left": left, "scope": scope})


def test_two_processes_draw_from_one_project(database: Database) -> None:
    waited: list[float] = []
    first = SharedTurns(database, waited.append).of(account("a@example.org"))
    second = SharedTurns(database, waited.append).of(account("b@example.org"))
    for _ in range(5):
        first(*READ)
        second(*READ)
    assert waited == [], "a burst is granted"
    assert 40 <= units(database, "p/sheets read") <= 41
    spend(database, "p/sheets read", 0.0)
    first(*READ)
    second(*READ)
    rate = 300 * 5 / 6 / 60
    assert waited == pytest.approx([1 / rate, 2 / rate], abs=0.05), "in the order they asked"


def test_a_user_has_a_limit_of_its_own(database: Database) -> None:
    waited: list[float] = []
    shared, other = (
        SharedTurns(database, waited.append).of(account(u)) for u in ("s@example.org", "o@example.org")
    )
    shared(*READ)
    spend(database, "p/sheets read/s@example.org", 0.0)
    shared(*READ)
    other(*READ)
    assert waited == pytest.approx([60 / (60 * 5 / 6)], abs=0.05)


def test_too_long_a_wait_is_refused_and_takes_nothing(database: Database) -> None:
    turn = SharedTurns(database, lambda _: None).of(account("a@example.org"))
    turn(*READ)
    spend(database, "p/sheets read", -200.0)
    with pytest.raises(GoogleBusy) as caught:
        turn(*READ)
    assert caught.value.refused and (caught.value.retry_after or 0) > LONGEST_WAIT
    assert units(database, "p/sheets read") == pytest.approx(-200, abs=1)


def test_what_a_project_was_granted_counts(database: Database) -> None:
    with database.registry() as registry:
        registry.keep_limits("big", [(Metric.SHEETS_READ, Limit(6000, 3000))])
        registry.keep_limits("big", [(Metric.SHEETS_READ, Limit(60_000, 30_000))])
    SharedTurns(database, lambda _: None).of(account("a@example.org", "big"))(*READ)
    assert units(database, "big/sheets read") == pytest.approx(9_999, abs=1)
    assert units(database, "big/sheets read/a@example.org") == pytest.approx(4_999, abs=1)
