"""One beat of a worker after the other, none of which ends it: whether the clock may be believed
(:mod:`service.clockwatch`), what fell due (:mod:`service.pulse`), and what is wrong, which the log, the health page and
a mail to the office tell once."""

from __future__ import annotations

import shutil
import traceback
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from service.adapters.google_clock import google_skew
from service.application.alarms import note_troubles, send_alerts, standing_causes
from service.application.office import Office
from service.bootstrap import reconnected, token_stamp
from service.clockwatch import ClockWatch
from service.config import Config
from service.core.errors import NhacViecError, StoreError
from service.core.troubles import Cause, Trouble, cause_of, rest_after
from service.health import Heartbeat
from service.pulse import Worker
from service.tenure import Tenure

ROOM = 200 * 1024 * 1024
"""Bytes free on the database's disk below which the office is told."""
CANNOT_MAIL = frozenset({Cause.CONSENT, Cause.AWAY, Cause.DATABASE, Cause.CLOCK})

log = structlog.get_logger("worker")


class Beats:
    """One beat after the other, none of which ends the worker."""

    def __init__(
        self, worker: Worker, config: Config, tenure: Tenure | None = None, clock: ClockWatch | None = None
    ) -> None:
        self.worker = worker
        self._config = config
        self._tenure = tenure
        self._clock = clock or ClockWatch(lambda: timedelta(0) if config.google.endpoint else google_skew())
        self._heart = Heartbeat(config.health.heartbeat, timedelta(minutes=config.schedule.mail_minutes))
        self._token = token_stamp(config)
        self._rest_until: datetime | None = None
        self._broken = 0
        self._standing: tuple[Trouble, ...] | None = None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What was wrong at the last beat."""
        return self._standing or ()

    @property
    def broken(self) -> bool:
        """Whether the last beat failed in a way nobody expected."""
        return self._rest_until is not None

    def beat(self, instant: datetime) -> None:
        """Do what is due at ``instant`` unless something forbids it; then tell how the worker is."""
        worker = self.worker
        if self._tenure is not None and self._tenure.lost:
            worker.stop()
            return
        if self._rests(instant):
            worker.health.end_beat()
            return
        troubles: list[Trouble] = []
        try:
            wrong_clock = self._clock.trouble(worker.office, instant)
            if wrong_clock is not None:
                troubles.append(wrong_clock)
            else:
                self._reconnect(instant)
                worker.pulse(instant)
                self._broken, self._rest_until = 0, None
        except Exception as problem:
            troubles.append(self._failed(problem, instant))
        troubles += [Trouble(cause_of(e), instant, e.sentence, e.hint) for e in worker.errors]
        troubles += self._room(instant)
        self._tell(troubles, instant)

    def _rests(self, instant: datetime) -> bool:
        """After a failure nobody expected; a clock put back does not prolong it."""
        until = self._rest_until
        return until is not None and instant < until and until - instant <= rest_after(99)

    def _failed(self, problem: Exception, instant: datetime) -> Trouble:
        """The messages of unexpected errors may quote what people wrote: only their kind and place are logged."""
        self._broken += 1
        self._rest_until = instant + rest_after(self._broken)
        if isinstance(problem, NhacViecError):
            log.error(problem.sentence, hint=problem.hint)
            return Trouble(cause_of(problem), instant, problem.sentence, problem.hint)
        frames = traceback.extract_tb(problem.__traceback__)
        where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        log.error("unexpected error", kind=type(problem).__name__, where=where)
        sentence = f"Something unexpected went wrong ({type(problem).__name__})."
        return Trouble(Cause.BROKEN, instant, sentence, "It is tried again; please report the log.")

    def _reconnect(self, instant: datetime) -> None:
        """A new token is used at once: somebody has consented again."""
        stamp = token_stamp(self._config)
        if stamp == self._token:
            return
        self.worker.office = reconnected(self.worker.office, self._config)
        self._token = stamp
        log.info("the token is new: connected again")
        self.worker.try_again_now(instant)

    def _room(self, instant: datetime) -> list[Trouble]:
        prefix = "sqlite:///"
        if not self._config.database.startswith(prefix):
            return []
        free = shutil.disk_usage(Path(self._config.database.removeprefix(prefix)).parent).free
        if free >= ROOM:
            return []
        return [Trouble(Cause.DISK, instant, f"Only {free // 2**20} MB are free on the disk.", "Make room.")]

    def _tell(self, troubles: list[Trouble], instant: datetime) -> None:
        worker = self.worker
        try:
            before = self._before()
            standing = note_troubles(worker.office, troubles, instant) if troubles or before else ()
        except StoreError:
            before = {trouble.cause for trouble in self.troubles}
            standing = tuple({trouble.cause: trouble for trouble in troubles}.values())
        self._standing = standing
        causes = {trouble.cause for trouble in standing}
        for trouble in standing:
            if trouble.cause not in before:
                log.error("unwell", cause=trouble.cause.value, what=trouble.sentence, todo=trouble.hint)
        for over in before - causes:
            log.info("well again", cause=over.value)
        if causes - before and not causes & CANNOT_MAIL:
            self._send_alerts(worker.office, instant)
        worker.health.skew = self._clock.last_skew
        worker.health.troubles = standing
        worker.health.end_beat()
        self._heart.beat(not causes and not worker.stopping)

    def _before(self) -> set[Cause]:
        """What was wrong before; at the first beat, what a process before this one left."""
        if self._standing is None:
            return set(standing_causes(self.worker.office))
        return {trouble.cause for trouble in self._standing}

    def _send_alerts(self, office: Office, instant: datetime) -> None:
        try:
            send_alerts(office, instant)
        except NhacViecError as problem:
            log.error(problem.sentence, hint=problem.hint)
