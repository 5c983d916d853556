"""A worker of many offices: it plans who is due, serves whoever the queue gives it, and notes when each is due again.

Any number of such processes work on one database. Each office is served by one at a time (:mod:`service.tenure`, and
the queue's own lock); what one process learned of an office is a help and no need, so another can go on from it at any
moment.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from service.adapters.attachments.pool import ReaderPool
from service.adapters.google import Patience
from service.adapters.google_clock import google_skew
from service.adapters.queue import Call, Duties, OfficeQueue
from service.adapters.store import Database
from service.adapters.store.registry import Registered
from service.adapters.turns import SharedTurns
from service.adapters.vault import Vault
from service.application.rollup import write_sums
from service.beats import Beats
from service.board import board_pages
from service.bootstrap import Shared, open_office, present, registered
from service.clockwatch import ClockWatch
from service.config import ENDPOINT_VARIABLE, Config
from service.core.errors import NhacViecError, OfficeHeld
from service.core.jobs import Rhythm
from service.core.offices import PRESSING, SLOW, USUAL, Lane, Served, lane_of, minute_of
from service.core.settings import Secrets
from service.core.troubles import rest_after
from service.health import Health
from service.loopback import HOST
from service.pulse import Worker
from service.tenure import Tenure, name_of_this_process

REMEMBERED = 300
"""Offices whose readings a process keeps in memory."""
HURRIED = Patience(connect=5, answer=15, tries=2)
"""With offices that are believed to be sound; one that turns out not to be is served with all patience, apart."""

log = structlog.get_logger("worker")


@dataclass(slots=True)
class Hosted:
    """An office that this process has served before, by what it was registered with."""

    stamp: bytes
    config: Config
    worker: Worker


class Country:
    """What one process does for the offices of a database. All methods may be called from threads.

    ``clock`` tells the present, ``skew`` how far it is from Google's."""

    def __init__(
        self,
        url: str,
        vault: Vault,
        clock: Callable[[], datetime],
        places: int,
        skew: Callable[[], timedelta | None] = google_skew,
    ) -> None:
        self.url = url
        self.database = Database.open(url, connections=3 * places, many=True)
        self._vault = vault
        self._clock = clock
        self._readers = ReaderPool(places)
        self._shared = Shared(self.database, self._readers.of, SharedTurns(self.database).of, Patience())
        self._watch = ClockWatch(skew)
        self._hosted: OrderedDict[str, Hosted] = OrderedDict()
        self._serving: set[Worker] = set()
        self._changing = threading.Lock()
        self.stopping = False

    def duties(self) -> Duties:
        return Duties(self.plan, self.serve, self.sum_up, self.stop)

    def close(self) -> None:
        self._readers.close()
        self.database.close()

    def stop(self) -> None:
        """Whatever is being served ends after the step at hand."""
        with self._changing:
            self.stopping = True
            for worker in self._serving:
                worker.stop()

    # -- planning ---------------------------------------------------------------------------------

    def plan(self) -> Iterable[Call]:
        """The offices that have something to do now."""
        with self.database.registry() as registry:
            due = registry.due(self._clock())
        for entry in due:
            lane = lane_of(entry.misses, entry.seconds)
            yield Call(entry.id, lane, PRESSING if entry.pressing else USUAL)

    # -- serving ----------------------------------------------------------------------------------

    def serve(self, id: str, lane: Lane) -> None:
        """One office: what fell due there. An office that was served, paused or removed meanwhile, or that turned out
        to ail after it was called among the sound ones, is left alone; so is one that another process holds."""
        began, instant = time.monotonic(), self._clock()
        with self.database.registry() as registry:
            found = registry.due_one(id, instant)
        if found is None or self.stopping:
            return
        entry, sealed = found
        if lane is Lane.SOUND and lane_of(entry.misses, entry.seconds) is Lane.AILING:
            return
        try:
            served = self._serve(entry, sealed, instant, began)
        except OfficeHeld as problem:
            log.info(problem.sentence, office=id)
            return
        except NhacViecError as problem:
            log.error(problem.sentence, office=id, hint=problem.hint)
            served = _failed(entry, instant, began, problem.sentence)
        if served is not None:
            with self.database.registry() as registry:
                registry.note(id, served)

    def _serve(self, entry: Registered, sealed: bytes | None, instant: datetime, began: float) -> Served | None:
        with structlog.contextvars.bound_contextvars(office=entry.id):
            hosted = self._host(entry, sealed)
            worker = hosted.worker
            tenure = Tenure(worker.office.store, worker.owner)
            with self._held(worker, tenure), _no_longer_than_others(entry, worker):
                beats = Beats(worker, hosted.config, tenure, self._watch)
                beats.beat(instant.astimezone(hosted.config.office.zone))
                if self.stopping:
                    return None
                troubles = beats.troubles
                if worker.stopping:  # its time among the sound ones is over: it goes on at once, apart
                    return Served(instant, instant, entry.pressing, entry.misses, time.monotonic() - began)
                if beats.broken:
                    return _failed(entry, instant, began, troubles[0].sentence)
                job = worker.next_job(instant)
                misses = entry.misses + 1 if troubles else 0
                told = troubles[0].sentence if troubles else ""
                return Served(instant, job.at, job.pressing, misses, time.monotonic() - began, told)

    @contextmanager
    def _held(self, worker: Worker, tenure: Tenure) -> Iterator[None]:
        with self._changing:
            worker.stopping = self.stopping
            self._serving.add(worker)
        try:
            tenure.begin()
            try:
                yield
            finally:
                tenure.end()
        finally:
            with self._changing:
                self._serving.discard(worker)

    def _host(self, entry: Registered, sealed: bytes | None) -> Hosted:
        lane = lane_of(entry.misses, entry.seconds)
        stamp = hashlib.sha256(b"\0".join([lane.encode(), entry.config.encode(), sealed or b""])).digest()
        with self._changing:
            known = self._hosted.get(entry.id)
            if known is not None and known.stamp == stamp:
                self._hosted.move_to_end(entry.id)
                return known
        secrets = self._vault.open(entry.id, sealed) if sealed else Secrets()
        config = registered(self.url, entry, secrets)
        made = Hosted(stamp, config, self._worker(config, HURRIED if lane is Lane.SOUND else Patience()))
        with self._changing:
            self._hosted[entry.id] = made
            while len(self._hosted) > REMEMBERED:
                self._hosted.popitem(last=False)
        return made

    def _worker(self, config: Config, patience: Patience) -> Worker:
        every = config.schedule
        offset = minute_of(config.id, timedelta(minutes=every.sheets_minutes))
        rhythm = Rhythm(every.mail_minutes, every.sheets_minutes, offset)
        office = open_office(config, shared=replace(self._shared, patience=patience))
        return Worker(office, rhythm, name_of_this_process(), config.retention, Health(config.id))

    # -- the levels above -------------------------------------------------------------------------

    def sum_up(self) -> None:
        """Write the sums of the levels that have a spreadsheet."""
        with self.database.registry() as registry:
            levels = registry.levels()
        for level in levels:
            try:
                with self.database.registry() as registry:
                    entry, sealed = registry.entry(level.through), registry.secrets(level.through)
                hosted = self._host(entry, sealed)
                write_sums(self.database, hosted.worker.office, level, self._clock())
            except NhacViecError as problem:
                log.error(problem.sentence, level=level.path, hint=problem.hint)


@contextmanager
def _no_longer_than_others(entry: Registered, worker: Worker) -> Iterator[None]:
    """An office among the sound ones stops after the step at hand when its time is over."""
    if lane_of(entry.misses, entry.seconds) is Lane.AILING:
        yield
        return
    timer = threading.Timer(SLOW, worker.stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _failed(entry: Registered, instant: datetime, began: float, sentence: str) -> Served:
    misses = entry.misses + 1
    again = instant + rest_after(misses)
    return Served(instant, again, entry.pressing, misses, time.monotonic() - began, sentence)


def serve_offices(url: str, vault: Vault, places: int, dead_after: float, port: int | None = None) -> None:
    """Work until SIGTERM or SIGINT; ``places``: how many offices at a time. ``port``: show how all stand there."""
    with ExitStack() as ended:
        sandboxed = bool(os.environ.get(ENDPOINT_VARIABLE))
        country = Country(url, vault, present, places, (lambda: timedelta(0)) if sandboxed else google_skew)
        ended.callback(country.close)
        if port is not None:
            pages = ended.enter_context(board_pages(country.database, present, port, dead_after))
            log.info("the board is shown", address=f"http://{HOST}:{pages.port}/")
        asyncio.run(_work(OfficeQueue(url, country.duties(), dead_after), places))


async def _work(queue: OfficeQueue, places: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    log.info("worker started", places=places)
    await queue.work(places, stop)
    log.info("worker stopped")
