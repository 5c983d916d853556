"""How many offices stand, as shown on loopback, over a real PostgreSQL and its queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from service.adapters.queue import Call, Duties, OfficeQueue
from service.adapters.store import Database
from service.board import board_pages
from service.core.errors import ConfigError
from service.core.offices import USUAL, Lane, Served
from tests.adapters.store.conftest import new_database, postgresql_server
from tests.core.evaluation.shipped import at

NOW = at("2020-04-20T08:30")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NAMES = {"sound": "Đoàn phường 1", "ailing": "Đoàn <b>phường</b> 2", "paused": "Đoàn phường 3"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgresql_server() as server:
        yield new_database(server, "ordinary")


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    opened = Database.open(url)
    with opened.registry() as registry:
        for id, name in NAMES.items():
            registry.add(id, name, f"{id}@example.org", "tinh/", "", None, NOW)
        registry.note("sound", Served(NOW, NOW + HOUR, False, 0, 1.5))
        registry.note("ailing", Served(NOW, NOW + HOUR, False, 3, 2, "Google is away."))
        registry.pause("paused", NOW)
    yield opened
    opened.close()


def work_once(url: str, office: str) -> None:
    """Call an office, with a worker that lives."""

    async def run() -> None:
        queue = OfficeQueue(url, Duties(list, lambda *_: None, lambda: None, lambda: None))
        async with queue.app.open_async():
            await queue.prepare()
            await queue.call([Call(office, Lane.SOUND, USUAL)])
            await queue.app.connector.execute_query_async("INSERT INTO procrastinate_workers DEFAULT VALUES")

    with ThreadPoolExecutor(1) as apart:  # a browser of the same test process may have a loop in this thread
        apart.submit(lambda: asyncio.run(run())).result()


def test_nobody_serves_then_one_does(url: str, database: Database) -> None:
    with board_pages(database, lambda: NOW, 0) as pages:
        address = f"http://127.0.0.1:{pages.port}"
        before = requests.get(address + "/healthz", timeout=10)
        work_once(url, "sound")
        after = requests.get(address + "/healthz", timeout=10)
        page = requests.get(address + "/", timeout=10)
        metrics = requests.get(address + "/metrics", timeout=10).text
        assert requests.get(address + "/nothing", timeout=10).status_code == 404
    assert (before.status_code, before.json()["status"]) == (503, "unwell")
    assert after.status_code == 200 and after.json()["workers"] == 1
    assert after.json()["queue"] == {"waiting": 1, "serving": 0, "failed": 0}
    assert after.json()["offices"] == {"ailing": 1, "late": 0, "sound": 1, "new": 0, "paused": 1}
    assert "Đoàn &lt;b&gt;phường&lt;/b&gt; 2" in page.text and "Google is away." in page.text
    assert page.text.index("phường&lt;/b&gt; 2") < page.text.index("Đoàn phường 1"), "what ails comes first"
    assert "@example.org" not in page.text, "no address is needed to see who is well"
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics)
        for sample in family.samples
    }
    assert samples[("nhacviec_offices", "ailing")] == 1 and samples[("nhacviec_jobs", "waiting")] == 1
    assert samples[("nhacviec_workers",)] == 1 and samples[("nhacviec_up",)] == 1


def test_an_office_that_waits_is_late_then_the_whole_is_unwell(url: str, database: Database) -> None:
    work_once(url, "sound")
    for later, status in ((NOW + 64 * MINUTE, 200), (NOW + 75 * MINUTE, 503)):
        with board_pages(database, lambda later=later: later, 0) as pages:
            told = requests.get(f"http://127.0.0.1:{pages.port}/healthz", timeout=10)
        assert told.status_code == status, told.text


def test_a_port_that_is_taken_is_told(database: Database) -> None:
    with board_pages(database, lambda: NOW, 0) as pages, pytest.raises(ConfigError, match="cannot be used"):
        board_pages(database, lambda: NOW, pages.port)
