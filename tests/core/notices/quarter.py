"""A quarter of an office played day by day: units send what they owe when they like, mails leave when they may.

The states come from a judge of a few lines, apart from the product's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from service.core.notices.budget import REMINDING, Hours, select
from service.core.notices.outbox import LoggedMail, OutboxEntry
from service.core.notices.reminders import plan_reminders
from service.core.obligations import Period
from service.core.records import Assessment, Delivery, Notice, State, Unit
from tests.core.evaluation.shipped import ZONE, at
from tests.core.notices.samples import OFFICE, PERIODS, WORKDAYS, plan

FIRST = date(2020, 4, 1)
LAST = date(2020, 7, 10)
HOURS = Hours(OFFICE.reminders, WORKDAYS, ZONE)
QUARTER = tuple(p for p in PERIODS if p.first <= LAST)
Ground = tuple[str, str]


@dataclass
class Left:
    """A mail that left: to which unit, when, and what it spoke of."""

    unit: str
    at: datetime
    grounds: tuple[Ground, ...]


@dataclass
class Quarter:
    """``done``: unit → (obligation, period) → when it came. ``exempt``: units owed nothing. ``down``: days on which
    the worker does not run. ``hours``: when it runs on a day."""

    units: tuple[Unit, ...]
    done: dict[str, dict[Ground, datetime]]
    exempt: frozenset[str] = frozenset()
    down: frozenset[date] = frozenset()
    hours: tuple[str, ...] = ("07:00", "08:05", "14:00", "22:00")
    left: list[Left] = field(default_factory=list)
    _waiting: dict[str, OutboxEntry] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _log: list[LoggedMail] = field(default_factory=list)

    def play(self) -> list[Left]:
        day = FIRST
        while day <= LAST:
            if day not in self.down:
                for hour in self.hours:
                    self._tick(at(f"{day.isoformat()}T{hour}"))
            day += timedelta(days=1)
        return self.left

    def _tick(self, now: datetime) -> None:
        assessments = [self._judge(unit.code, period, now) for unit in self.units for period in QUARTER]
        opened = [a for a in assessments if a is not None]
        log = [*self._log, *(_pending(entry.notice) for entry in self._waiting.values())]
        for notice in plan_reminders(opened, self.units, PERIODS, plan(), log, now):
            if notice.key not in self._known:
                self._known.add(notice.key)
                self._waiting[notice.key] = OutboxEntry(notice, Delivery.WAITING, now)
        self._send(now)

    def _send(self, now: datetime) -> None:
        ready = [entry for entry in self._waiting.values() if entry.notice.not_before <= now]
        chosen = select(ready, self._log, 0, HOURS, now)
        for entry in (*chosen.superseded, *chosen.capped):
            del self._waiting[entry.notice.key]
        for entry in chosen.leaving:
            notice = entry.notice
            del self._waiting[notice.key]
            if notice.unit and notice.kind in REMINDING:
                self.left.append(Left(notice.unit, now, notice.grounds))
                self._log.append(
                    LoggedMail(notice.key, notice.kind, notice.unit, now, True, grounds=notice.grounds)
                )

    def _judge(self, unit: str, period: Period, now: datetime) -> Assessment | None:
        if period.opens > now:
            return None
        came = self.done.get(unit, {}).get((period.obligation, period.label))
        return Assessment(unit, period.obligation, period.label, self._state(unit, period, came, now), period.due)

    def _state(self, unit: str, period: Period, came: datetime | None, now: datetime) -> State:
        if unit in self.exempt:
            return State.EXEMPT
        if came is not None and came <= now:
            return State.ON_TIME if came < period.due else State.LATE
        if now >= period.due:
            return State.MISSING
        if period.obligation == "hoat-dong" and now.date() > period.last:
            return State.NOT_UPDATED
        return State.NOT_DUE


def _pending(notice: Notice) -> LoggedMail:
    return LoggedMail(notice.key, notice.kind, notice.unit, notice.not_before, False, grounds=notice.grounds)
