"""What the worker does when it is asked the time: the jobs that fell due, each once, and again after a failure."""

from __future__ import annotations

import time
from datetime import datetime

import structlog

from service.application.office import Office
from service.application.poll_mail import poll_mail
from service.application.retention import apply_retention
from service.application.tick import TickReport, run_tick
from service.core.errors import ConsentLost, GoogleError, GoogleUnreachable
from service.core.jobs import AGAIN, LAST_JOB, Job, JobKind, Rhythm, due_jobs, next_job
from service.core.obligations import Period
from service.core.periods import all_periods
from service.core.settings import RetentionSettings
from service.core.troubles import rest_after
from service.core.workdays import Workdays
from service.health import Health
from service.tenure import name_of_this_process

log = structlog.get_logger("worker")


class Worker:
    """Does what is due at an instant it is told; it never reads the clock itself.

    ``owner`` names this process to another that wants the same office. ``errors``: of Google, from the last thing
    that was done; while there are some, it is tried again after a rest."""

    def __init__(
        self,
        office: Office,
        rhythm: Rhythm,
        owner: str = "",
        retention: RetentionSettings | None = None,
        health: Health | None = None,
    ) -> None:
        self.office = office
        self.rhythm = rhythm
        self.owner = owner or name_of_this_process()
        self.periods = _periods(office)
        self.stopping = False
        self.errors: list[GoogleError] = []
        self.health = health or Health(office.id)
        self._retention = retention
        self._again: datetime | None = None
        self._misses = 0

    def stop(self) -> None:
        """Finish the step at hand and start no other."""
        self.stopping = True

    @property
    def consent_lost(self) -> bool:
        return any(isinstance(error, ConsentLost) for error in self.errors)

    def try_again_now(self, instant: datetime) -> None:
        """What stood in the way may be gone: the next pulse tries."""
        self._again = instant
        self._remember_rest()

    def next_job(self, after: datetime) -> Job:
        """What is to be done first after an instant, an attempt after a failure included."""
        job = next_job(self.office.settings, self.rhythm, self.periods, after)
        if self._again is not None and self._again < job.at:
            return Job(self._again, JobKind.CYCLE)
        return job

    def pulse(self, instant: datetime) -> TickReport | None:
        """Do what fell due by ``instant``; the report of the cycle, if there was one."""
        report = None
        last = self._recall()
        for job in due_jobs(self.office.settings, self.rhythm, self.periods, last, instant):
            report = self._once(job, instant)
            if self.stopping:
                return report
        if report is None and self._again is not None and instant >= self._again:
            report = self._cycle(instant)
        if report is not None and not self.stopping:
            self._keep_house(instant)
        return report

    # -- jobs -------------------------------------------------------------------------------------

    def _once(self, job: Job, instant: datetime) -> TickReport | None:
        """A job unless it was done: it is remembered by its period after it ended, so that one cut short runs again."""
        with self.office.store.transaction() as transaction:
            if transaction.runs.done(job.kind.value, job.period):
                transaction.memory.set(LAST_JOB, job.at.isoformat())
                return None
        report = self._do(job, instant)
        if not self.stopping:
            with self.office.store.transaction() as transaction:
                if job.kind is JobKind.CYCLE:
                    transaction.runs.do_once(job.kind.value, job.period, instant)
                transaction.memory.set(LAST_JOB, job.at.isoformat())
        return report

    def _do(self, job: Job, instant: datetime) -> TickReport | None:
        if job.kind is JobKind.CYCLE:
            return self._cycle(instant)
        if self.consent_lost:
            return None
        try:
            news = poll_mail(self.office, instant, lambda: self.stopping).new
        except GoogleError as problem:
            log.warning("mail not polled", why=type(problem).__name__)
            self._note([problem], instant)
            return None
        return self._cycle(instant) if news or self._misses else None

    def _cycle(self, instant: datetime) -> TickReport:
        began = time.monotonic()
        self.health.begin_cycle(began)
        try:
            report = run_tick(self.office, instant, stopping=lambda: self.stopping)
        finally:
            self.health.end_cycle(began, time.monotonic())
        self._note(_errors_of(report), instant)
        _log(report)
        with self.office.store.transaction() as transaction:
            self.health.note_cycle(report, transaction.outbox.counts())
        return report

    def _note(self, errors: list[GoogleError], instant: datetime) -> None:
        had = self._misses
        self.errors = errors
        self._misses = had + 1 if errors else 0
        self._again = instant + rest_after(self._misses) if errors else None
        if had or errors:
            self._remember_rest()

    def _keep_house(self, instant: datetime) -> None:
        """Once a day."""
        if self._retention is None:
            return
        day = instant.astimezone(self.office.settings.zone).date().isoformat()
        with self.office.store.transaction() as transaction:
            if not transaction.runs.do_once("retention", day, instant):
                return
        removed = apply_retention(self.office, self._retention, instant)
        if removed.originals or removed.contents:
            log.info("removed by age", originals=removed.originals, contents=removed.contents)

    # -- between processes ------------------------------------------------------------------------

    def _recall(self) -> datetime | None:
        """When the last job done was meant for; and what this or another process noted of failures."""
        with self.office.store.transaction() as transaction:
            misses, _, again = (transaction.memory.get(AGAIN) or "0").partition(" ")
            self._misses = int(misses)
            self._again = datetime.fromisoformat(again) if again else None
            return transaction.memory.moment(LAST_JOB)

    def _remember_rest(self) -> None:
        with self.office.store.transaction() as transaction:
            if self._again is None:
                transaction.memory.forget(AGAIN)
            else:
                transaction.memory.set(AGAIN, f"{self._misses} {self._again.isoformat()}")


def _periods(office: Office) -> tuple[Period, ...]:
    workdays = Workdays(office.settings.calendar)
    return tuple(
        period
        for obligation in office.settings.campaign.obligations
        for period in all_periods(obligation, office.settings, workdays)
    )


def _errors_of(report: TickReport) -> list[GoogleError]:
    errors = list(report.errors)
    delivered = report.delivered
    if delivered is not None and delivered.problem and not errors:
        kind = ConsentLost if delivered.consent_lost else GoogleUnreachable
        errors.append(kind(delivered.problem))
    return errors


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
