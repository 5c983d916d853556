"""How many offices stand, seen together: who needs a look, and whether anything waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

LATE = timedelta(minutes=5)
"""An office that fell due so long ago is late: its worker should have come within seconds."""
STANDSTILL = timedelta(minutes=15)
"""Where an office waits so long, too few workers serve."""


class Standing(StrEnum):
    """Of one office; in the order in which they want a look."""

    AILING = "ailing"
    LATE = "late"
    SOUND = "sound"
    NEW = "new"
    PAUSED = "paused"


class Seen(Protocol):
    """What is known of an office, see :class:`service.adapters.store.registry.Registered`."""

    @property
    def id(self) -> str: ...
    @property
    def paused(self) -> datetime | None: ...
    @property
    def next_at(self) -> datetime: ...
    @property
    def misses(self) -> int: ...
    @property
    def last_at(self) -> datetime | None: ...


Office = TypeVar("Office", bound=Seen)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, is being served, and failed within the days kept; ``workers``: processes that live."""

    waiting: int
    serving: int
    failed: int
    workers: int


@dataclass(frozen=True, slots=True)
class Board(Generic[Office]):
    """``offices``: with their standing, those first that want a look. ``longest``: how long one of those that do
    not ail waits by now."""

    as_of: datetime
    offices: tuple[tuple[Office, Standing], ...]
    counts: Mapping[Standing, int]
    longest: timedelta
    queue: Queue

    @property
    def trouble(self) -> str:
        """What is wrong with the whole, in a sentence; "" while all is well. An office that ails by itself, for want
        of a consent or a share, is no trouble of the whole."""
        if not self.queue.workers:
            return "Không có tiến trình nào đang phục vụ: hãy chạy nhacviec offices run."
        if self.longest >= STANDSTILL:
            minutes = int(self.longest.total_seconds() // 60)
            return f"Có văn phòng đã chờ {minutes} phút: thêm tiến trình nhacviec offices run ở máy khác."
        return ""


def board_of(offices: Sequence[Office], queue: Queue, now: datetime) -> Board[Office]:
    stood = [(office, standing_of(office, now)) for office in offices]
    order = {standing: place for place, standing in enumerate(Standing)}
    stood.sort(key=lambda one: (order[one[1]], -one[0].misses, one[0].next_at, one[0].id))
    calm = {Standing.AILING, Standing.PAUSED}
    longest = max(
        (now - office.next_at for office, standing in stood if standing not in calm), default=timedelta(0)
    )
    counts = Counter(standing for _, standing in stood)
    told = {standing: counts[standing] for standing in Standing}
    return Board(now, tuple(stood), told, max(longest, timedelta(0)), queue)


def standing_of(office: Seen, now: datetime) -> Standing:
    if office.paused is not None:
        return Standing.PAUSED
    if office.misses:
        return Standing.AILING
    if now - office.next_at >= LATE:
        return Standing.LATE
    return Standing.SOUND if office.last_at is not None else Standing.NEW
