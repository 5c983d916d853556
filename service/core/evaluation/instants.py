"""Instants as integers: microseconds since 1970 UTC, with two ends for "never" and "before anything"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

NEVER = 1 << 62
ALWAYS = -NEVER

Instants = npt.NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def micros(at: datetime) -> int:
    """Exact, unlike a float of seconds."""
    passed = at - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def moment(value: int, zone: tzinfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=value)).astimezone(zone)


class Clockwork:
    """Turns datetimes into integers, each distinct one once: a poll gives thousands of rows the same two."""

    def __init__(self) -> None:
        self._known: dict[datetime, int] = {}

    def __call__(self, at: datetime) -> int:
        value = self._known.get(at)
        if value is None:
            value = self._known[at] = micros(at)
        return value

    def or_always(self, at: datetime | None) -> int:
        return ALWAYS if at is None else self(at)

    def or_never(self, at: datetime | None) -> int:
        return NEVER if at is None else self(at)


def local_days(values: Instants, zone: tzinfo) -> npt.NDArray[np.int64]:
    """The local calendar day of each instant, as days since 1970. Exact across changes of the zone's offset:
    each is placed between the midnights around it."""
    if values.size == 0:
        return np.zeros(0, np.int64)
    first = moment(int(values.min()), zone).date()
    last = moment(int(values.max()), zone).date()
    count = (last - first).days + 2
    midnights = np.array(
        [micros(datetime.combine(first + timedelta(days=n), datetime.min.time(), zone)) for n in range(count)]
    )
    start = first.toordinal() - _EPOCH_ORDINAL
    return start + np.searchsorted(midnights, values, side="right") - 1
