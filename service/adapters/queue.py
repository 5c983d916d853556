"""The queue of many offices: procrastinate, on the PostgreSQL that holds their state.

One job an office at a time, under a lock and a queueing lock of its own; offices that ail queue apart. A job whose
worker died is given to another when its heartbeat has been missing for a while: procrastinate would leave it,
and its office locked, for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import procrastinate
import sqlalchemy as sa
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy.engine import Connection

from service.core.board import Queue
from service.core.offices import Lane

CARE = "care"
EVERY_5_SECONDS = "* * * * * */5"
HOURLY = "7 * * * *"
KEPT_HOURS = 72
AILING_SLOTS = 4
CARE_SLOTS = 3

LANES = len(Lane) + 1
"""What a process works on, each as a worker of procrastinate's."""

log = structlog.get_logger("queue")


@dataclass(frozen=True, slots=True)
class Call:
    """An office that is to be served."""

    office: str
    lane: Lane
    priority: int


@dataclass(frozen=True, slots=True)
class Duties:
    """What the queue asks of the service. All may be called from threads: ``plan`` tells which offices are due,
    ``serve`` serves one, ``sum_up`` writes the sums of the levels, ``stop`` ends what is being done early."""

    plan: Callable[[], Iterable[Call]]
    serve: Callable[[str, Lane], None]
    sum_up: Callable[[], None]
    stop: Callable[[], None]


class OfficeQueue:
    """Jobs of offices in one database. ``dead_after``: seconds without a heartbeat after which a worker counts as
    dead."""

    def __init__(self, url: str, duties: Duties, dead_after: float = 30.0) -> None:
        self._dead_after = dead_after
        conninfo = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._duties = duties
        self.app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=conninfo))
        self._define()

    async def work(self, concurrency: int, stop: asyncio.Event) -> None:
        """Serve ``concurrency`` offices at a time until ``stop``; what is being done then ends early and cleanly."""
        threads = ThreadPoolExecutor(concurrency + AILING_SLOTS + CARE_SLOTS, thread_name_prefix="office")
        asyncio.get_running_loop().set_default_executor(threads)
        async with self.app.open_async():
            await self.prepare()
            lanes = {Lane.SOUND.value: concurrency, Lane.AILING.value: AILING_SLOTS, CARE: CARE_SLOTS}
            working = [asyncio.create_task(self._lane(name, slots)) for name, slots in lanes.items()]
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([stopping, *working], return_when=asyncio.FIRST_COMPLETED)
            self._duties.stop()
            stopping.cancel()
            for lane in working:
                lane.cancel()  # procrastinate ends its jobs first
            ended = await asyncio.gather(*working, return_exceptions=True)
        broken = [one for one in ended if isinstance(one, Exception)]
        if broken:
            raise broken[0]

    async def prepare(self) -> None:
        """Make the queue's tables where they are not there yet; of many workers, one does."""
        there = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AS there"
        if (await self.app.connector.execute_query_one_async(there))["there"]:
            return
        try:
            await self.app.schema_manager.apply_schema_async()
        except ConnectorException:
            if not (await self.app.connector.execute_query_one_async(there))["there"]:
                raise

    async def call(self, calls: Iterable[Call]) -> int:
        """Put offices into the queue, but for those that wait in it or are being served; how many. That is asked
        first: a refused insert would stand in PostgreSQL's log each time."""
        known = [await self.app.job_manager.list_jobs_async(task="serve", status=s) for s in ("todo", "doing")]
        waiting = {job.queueing_lock for jobs in known for job in jobs}
        count = 0
        for one in calls:
            name = f"office {one.office}"
            if name in waiting:
                continue
            job = self.app.configure_task(
                "serve", queue=one.lane.value, lock=name, queueing_lock=name, priority=one.priority
            )
            try:
                await job.defer_async(office=one.office, lane=one.lane.value)
                count += 1
            except AlreadyEnqueued:  # by another worker, this moment
                continue
        return count

    async def take_over(self) -> int:
        """Give the jobs of dead workers to living ones; how many."""
        stalled = list(await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._dead_after))
        for job in stalled:
            log.warning("its worker died: taken over", job=job.task_name, **job.task_kwargs)
            try:
                await self.app.job_manager.retry_job(job)
            except UniqueViolation:  # the office was called again meanwhile, and waits only for this lock
                await self.app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
        return len(stalled)

    async def _lane(self, name: str, slots: int) -> None:
        await self.app.run_worker_async(
            queues=[name],
            name=name,
            concurrency=slots,
            install_signal_handlers=False,
            delete_jobs="successful",
            fetch_job_polling_interval=2.0,
            stalled_worker_timeout=self._dead_after,
            update_heartbeat_interval=self._dead_after / 3,
        )

    def _define(self) -> None:
        duties = self._duties

        @self.app.task(
            name="serve"
        )  # an office that failed comes back when the register says: not by a retry here
        def serve(office: str, lane: str) -> None:
            duties.serve(office, Lane(lane))

        @self.app.periodic(cron=EVERY_5_SECONDS)
        @self.app.task(name="plan", queue=CARE, queueing_lock="plan")
        async def plan(timestamp: int) -> None:  # noqa: ARG001
            await self.call(await asyncio.to_thread(lambda: list(duties.plan())))

        @self.app.periodic(cron=EVERY_5_SECONDS)
        @self.app.task(name="take over", queue=CARE, queueing_lock="take over")
        async def take_over(timestamp: int) -> None:  # noqa: ARG001
            await self.take_over()

        @self.app.periodic(cron=HOURLY)
        @self.app.task(name="sum up", queue=CARE, queueing_lock="sum up")
        async def sum_up(timestamp: int) -> None:  # noqa: ARG001
            await self.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)
            await asyncio.to_thread(duties.sum_up)


def look(connection: Connection, dead_after: float = 30.0) -> Queue:
    """The queue as it stands, asked by whoever may read the database; empty where none has worked yet."""
    if connection.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
        return Queue(0, 0, 0, 0)
    jobs = sa.text(
        "SELECT status::text, count(*) FROM procrastinate_jobs WHERE task_name = 'serve' GROUP BY status"
    )
    count = {str(status): int(number) for status, number in connection.execute(jobs)}
    living = sa.text(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => :seconds)"
    )
    workers = int(connection.execute(living, {"seconds": dead_after}).scalar_one())
    return Queue(count.get("todo", 0), count.get("doing", 0), count.get("failed", 0), -(-workers // LANES))
