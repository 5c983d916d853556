"""The queue of offices on PostgreSQL: one job an office, the pressing first, and a dead worker's jobs taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from service.adapters.queue import Call, Duties, OfficeQueue
from service.core.offices import PRESSING, USUAL, Lane
from tests.adapters.store.conftest import new_database, postgresql_server


@pytest.fixture(scope="module")
def url() -> Any:
    with postgresql_server() as server:
        yield new_database(server, "ordinary")


class Office:
    """Duties that note what they are asked for."""

    def __init__(self) -> None:
        self.served: list[str] = []
        self.stopped = False
        self.due: list[Call] = []

    def duties(self) -> Duties:
        return Duties(lambda: self.due, lambda office, _: self.served.append(office), lambda: None, self.stop)

    def stop(self) -> None:
        self.stopped = True


def within(url: str, work: Callable[[OfficeQueue], Awaitable[None]]) -> Office:
    """Run on an empty queue."""
    office = Office()

    async def run() -> None:
        queue = OfficeQueue(url, office.duties(), dead_after=5)
        async with queue.app.open_async():
            await queue.prepare()
            await queue.app.connector.execute_query_async("DELETE FROM procrastinate_jobs")
            await work(queue)

    with ThreadPoolExecutor(1) as apart:  # a browser of the same test process may have a loop in this thread
        apart.submit(lambda: asyncio.run(run())).result()
    return office


async def jobs(queue: OfficeQueue, status: str = "todo") -> list[str]:
    found = await queue.app.job_manager.list_jobs_async(status=status)
    return [str(job.task_kwargs["office"]) for job in found if job.task_name == "serve"]


async def drained(queue: OfficeQueue, *lanes: Lane) -> None:
    await queue.app.run_worker_async(
        queues=[lane.value for lane in lanes], wait=False, install_signal_handlers=False, delete_jobs="always"
    )


def call(office: str, lane: Lane = Lane.SOUND, priority: int = USUAL) -> Call:
    return Call(office, lane, priority)


def test_an_office_waits_once_however_often_it_is_called(url: str) -> None:
    async def work(queue: OfficeQueue) -> None:
        assert await queue.call([call("a"), call("b")]) == 2
        assert await queue.call([call("a", priority=PRESSING), call("c")]) == 1
        assert sorted(await jobs(queue)) == ["a", "b", "c"]

    within(url, work)


def test_the_pressing_go_first_and_the_ailing_apart(url: str) -> None:
    async def work(queue: OfficeQueue) -> None:
        await queue.call([call("slow", Lane.AILING), call("usual"), call("due", priority=PRESSING)])
        await drained(queue, Lane.SOUND)
        assert await jobs(queue) == ["slow"]
        await drained(queue, Lane.AILING)

    assert within(url, work).served == ["due", "usual", "slow"]


async def _die_in(queue: OfficeQueue, office: str) -> None:
    """A worker takes the office's job, and is heard of no more."""
    connector = queue.app.connector
    worker = await connector.execute_query_one_async(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
    )
    await connector.execute_query_async(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %(worker)s WHERE args->>'office' = %(office)s",
        worker=worker["id"],
        office=office,
    )


def test_the_office_of_a_dead_worker_is_served_by_another(url: str) -> None:
    async def work(queue: OfficeQueue) -> None:
        await queue.call([call("a"), call("b")])
        await _die_in(queue, "a")
        await drained(queue, Lane.SOUND)
        assert await jobs(queue, "doing") == ["a"], "nobody else may touch it yet"
        assert await queue.take_over() == 1
        await drained(queue, Lane.SOUND)
        assert await queue.take_over() == 0

    assert within(url, work).served == ["b", "a"]


def test_an_office_called_again_while_its_worker_was_dead_is_served_once(url: str) -> None:
    async def work(queue: OfficeQueue) -> None:
        await queue.call([call("a")])
        await _die_in(queue, "a")
        assert await queue.call([call("a")]) == 0, "it is being served, for all that is known"
        late = queue.app.configure_task("serve", queue=Lane.SOUND.value, lock="office a", queueing_lock="office a")
        await late.defer_async(office="a", lane=Lane.SOUND.value)  # by one that had asked before
        await drained(queue, Lane.SOUND)
        assert await jobs(queue) == ["a"], "it waits for the dead one's lock"
        assert await queue.take_over() == 1
        await drained(queue, Lane.SOUND)
        assert await jobs(queue) == await jobs(queue, "doing") == []

    assert within(url, work).served == ["a"]


def test_stopping_tells_what_is_being_done_and_ends(url: str) -> None:
    office = Office()

    async def run() -> None:
        stop = asyncio.Event()
        stop.set()
        await OfficeQueue(url, office.duties(), dead_after=5).work(2, stop)

    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(asyncio.wait_for(run(), 60))).result()
    assert office.stopped
