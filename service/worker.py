"""The worker of one office: it holds the office (:mod:`service.tenure`), asks every few seconds what is due
(:mod:`service.beats`), and says how it is."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack

import schedule
import structlog

from service.beats import Beats
from service.bootstrap import now, open_office
from service.config import Config
from service.core.errors import NhacViecError
from service.core.jobs import Rhythm
from service.health import Health, HealthPage
from service.pulse import Worker
from service.tenure import Tenure

PULSE_SECONDS = 5

log = structlog.get_logger("worker")


def work(config: Config) -> None:
    """Run until SIGTERM or SIGINT. NhacViecError when another worker holds the office."""
    office = open_office(config, say=lambda text: log.info(text))
    health = Health(office.id)
    rhythm = Rhythm(config.schedule.mail_minutes, config.schedule.sheets_minutes)
    worker = Worker(office, rhythm, retention=config.retention, health=health)
    tenure = Tenure(office.store, worker.owner, config.database)
    beats = Beats(worker, config, tenure)
    with ExitStack() as ended:
        ended.callback(office.store.close)
        tenure.begin()
        ended.callback(tenure.end)
        if config.health.port is not None:
            ended.enter_context(HealthPage(health, config.health.port))
        _run(worker, lambda: beats.beat(now(config)))
        log.info("worker stopped")
    if tenure.lost:
        raise NhacViecError("Another worker has taken this office.", "One is enough: look which should run.")


def _run(worker: Worker, beat: Callable[[], None]) -> None:
    wake = threading.Event()

    def stop(*_: object) -> None:
        worker.stop()
        wake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log.info(
        "worker started", office=worker.office.id, owner=worker.owner, mail_minutes=worker.rhythm.mail_minutes
    )
    clock = schedule.Scheduler()
    clock.every(PULSE_SECONDS).seconds.do(beat)
    beat()
    gc.collect()
    gc.freeze()  # what the first cycle loaded stays: walking through it again costs 80 ms each time
    while not worker.stopping:
        wake.wait(max(clock.idle_seconds or 0.0, 0.0))
        if not worker.stopping:
            clock.run_pending()
