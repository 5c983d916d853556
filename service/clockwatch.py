"""Whether the time can be believed: jumps of the machine's clock, and runs made under a clock that ran ahead."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from service.application.holding import CLOCK_ACCEPTED
from service.application.office import Office
from service.application.releasing import accept_clock
from service.core.jobs import LAST_JOB
from service.core.troubles import Cause, Trouble

JUMP = timedelta(minutes=2)
WRONG = timedelta(minutes=5)
"""How far the clock may be from Google's."""

log = structlog.get_logger("worker")


def steady_seconds() -> float:
    """A clock that nobody sets and that goes on while the machine sleeps, where the system has one."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class ClockWatch:
    """``skew`` asks how far the clock is from Google's; None when nobody answers."""

    def __init__(self, skew: Callable[[], timedelta | None], steady: Callable[[], float] = steady_seconds) -> None:
        self.last_skew: timedelta | None = None
        self._skew = skew
        self._steady = steady
        self._before: tuple[datetime, float] | None = None
        self._doubted = True

    def trouble(self, office: Office, instant: datetime) -> Trouble | None:
        """What is wrong with the clock at this instant, None when it may be believed.

        It is doubted at the start and after a jump until Google confirms it. Without an answer it counts as right,
        except after a jump forward, or when the last run lies in the future."""
        steady = self._steady()
        forward = False
        if self._before is not None:
            jump = (instant - self._before[0]) - timedelta(seconds=steady - self._before[1])
            if abs(jump) > JUMP:
                log.warning("the clock jumped", seconds=round(jump.total_seconds()))
                self._doubted = True
                forward = jump > JUMP
        ahead = _ran_ahead(office, instant)
        if not self._doubted and not ahead:
            self._before = (instant, steady)
            return None
        self.last_skew = self._skew()
        if self.last_skew is None:
            if not forward and not ahead:
                self._before, self._doubted = (instant, steady), False
                return None
            return Trouble(
                Cause.CLOCK, instant, "The clock jumped and nobody confirms it.", "Check date and time."
            )
        if abs(self.last_skew) > WRONG:
            told = f"The clock is {round(self.last_skew.total_seconds())} seconds from Google's."
            return Trouble(Cause.CLOCK, instant, told, "Set date and time, and switch time synchronisation on.")
        self._before, self._doubted = (instant, steady), False
        if ahead:
            _take_back(office)
        return None


def _ran_ahead(office: Office, instant: datetime) -> bool:
    """Whether the last run lies in the future. A small step back of the clock only waits until it has passed."""
    with office.store.transaction() as transaction:
        last = transaction.runs.last()
        if last is None or last.as_of <= instant + JUMP:
            return False
        return transaction.memory.moment(CLOCK_ACCEPTED) != last.as_of


def _take_back(office: Office) -> None:
    with office.store.transaction() as transaction:
        last = transaction.runs.last()
        assert last is not None
        log.warning("the last run was made under a clock that ran ahead", as_of=last.as_of.isoformat())
        accept_clock(transaction, last)
        transaction.memory.forget(LAST_JOB)
