"""The worker: one office's clock. Every few seconds it asks the pure clockwork what is due, and does that."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import schedule
import structlog

from service.application.office import Office
from service.application.poll_mail import poll_mail
from service.application.tick import TickReport, run_tick
from service.bootstrap import now, open_office
from service.config import Config
from service.core.errors import GoogleError, NhacViecError
from service.core.jobs import Job, JobKind, Rhythm, due_jobs
from service.core.obligations import Period
from service.core.periods import all_periods
from service.core.workdays import Workdays

log = structlog.get_logger("worker")

PULSE_SECONDS = 5
LOCK_FOR = timedelta(minutes=15)
LAST_JOB = "worker:last"


class Worker:
    """Does what is due at an instant it is told; it never reads the clock itself.

    ``owner`` names this process to another that wants the same office."""

    def __init__(self, office: Office, rhythm: Rhythm, owner: str = "") -> None:
        self.office = office
        self.rhythm = rhythm
        self.owner = owner or f"{socket.gethostname()}:{os.getpid()}"
        self.periods = _periods(office)
        self.stopping = False

    def stop(self) -> None:
        """Finish the step at hand and start no other."""
        self.stopping = True

    def pulse(self, instant: datetime) -> TickReport | None:
        """Do what fell due by ``instant``; the report of the cycle, if there was one."""
        with self.office.store.transaction() as transaction:
            last = transaction.memory.moment(LAST_JOB)
        report = None
        for job in due_jobs(self.office.settings, self.rhythm, self.periods, last, instant):
            report = self._do(job, instant)
            if self.stopping:
                return report
            with self.office.store.transaction() as transaction:
                transaction.memory.set(LAST_JOB, job.at.isoformat())
        return report

    def _do(self, job: Job, instant: datetime) -> TickReport | None:
        if job.kind is JobKind.MAIL:
            try:
                if not poll_mail(self.office, instant).new:
                    return None
            except GoogleError as problem:
                log.warning("mail not polled", why=type(problem).__name__)
                return None
        report = run_tick(self.office, instant, stopping=lambda: self.stopping)
        _log(report)
        return report


def work(config: Config) -> None:
    """Run until SIGTERM or SIGINT. NhacViecError when another worker holds the office."""
    office = open_office(config, say=lambda text: log.info(text))
    worker = Worker(office, Rhythm(config.schedule.mail_minutes, config.schedule.sheets_minutes))
    _take(worker, now(config))
    wake = threading.Event()

    def stop(*_: object) -> None:
        worker.stop()
        wake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    clock = schedule.Scheduler()
    clock.every(PULSE_SECONDS).seconds.do(lambda: _beat(worker, lambda: now(config)))
    log.info("worker started", office=office.id, mail_minutes=worker.rhythm.mail_minutes)
    try:
        _beat(worker, lambda: now(config))
        while not worker.stopping:
            wake.wait(max(clock.idle_seconds or 0.0, 0.0))
            if not worker.stopping:
                clock.run_pending()
    finally:
        with office.store.transaction() as transaction:
            transaction.runs.release(worker.owner)
        office.store.close()
        log.info("worker stopped")


def _beat(worker: Worker, clock: Callable[[], datetime]) -> None:
    instant = clock()
    _take(worker, instant)
    try:
        worker.pulse(instant)
    except NhacViecError as problem:
        log.error(problem.sentence, hint=problem.hint)


def _take(worker: Worker, instant: datetime) -> None:
    """Hold the office a while longer."""
    with worker.office.store.transaction() as transaction:
        holder = transaction.runs.take(worker.owner, instant, instant + LOCK_FOR)
    if holder is not None:
        raise NhacViecError(
            f"Another worker ({holder}) serves this office.",
            f"Stop that one first; if it died, its hold ends within {LOCK_FOR.seconds // 60} minutes.",
        )


def _periods(office: Office) -> tuple[Period, ...]:
    workdays = Workdays(office.settings.calendar)
    return tuple(
        period
        for obligation in office.settings.campaign.obligations
        for period in all_periods(obligation, office.settings, workdays)
    )


def _log(report: TickReport) -> None:
    if report.hold is not None:
        log.warning("held", why=[str(code) for code in report.hold.codes])
    for sentence, hint in report.failures:
        log.error(sentence, hint=hint)
    delivered, published = report.delivered, report.published
    log.info(
        "cycle",
        as_of=report.as_of.isoformat(),
        mails=report.mail.new if report.mail else None,
        changes=len(report.assessed.changes) if report.assessed else 0,
        writes=published.writes if published else 0,
        sent=len(delivered.sent) if delivered else 0,
    )
