"""Many offices: where each stands under the levels above it, when in the hour it is served, and by whom."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.core.errors import ConfigError

SLOW = 10.0
"""Seconds an office may hold a place among the sound ones; then it goes on apart from them."""
PRESSING, USUAL = 10, 0
"""Priorities in the queue: the higher goes first."""


class Lane(StrEnum):
    """Offices that failed or were slow queue apart, so that they take no turn from the others."""

    SOUND = "offices"
    AILING = "ailing"


@dataclass(frozen=True, slots=True)
class Served:
    """What came of serving an office at ``at``: when it has something to do again, ``misses`` failures in a row."""

    at: datetime
    next_at: datetime
    pressing: bool
    misses: int
    seconds: float
    trouble: str = ""


def lane_of(misses: int, seconds: float) -> Lane:
    return Lane.AILING if misses or seconds >= SLOW else Lane.SOUND


def minute_of(id: str, every: timedelta) -> timedelta:
    """An office's own place in an interval, always the same one: ticks of many spread evenly over it."""
    number = int.from_bytes(hashlib.sha256(id.encode("utf-8")).digest()[:8], "big")
    return timedelta(seconds=number % int(every.total_seconds()))


def path_of(text: str) -> str:
    """``trung-uong/tra-vinh`` as it is kept, each level ending in a slash; "" stays "". ConfigError for others."""
    levels = [level for level in text.strip("/").split("/") if level]
    for level in levels:
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", level):
            raise ConfigError(
                f"{level!r} cannot name a level.",
                "Write levels from the top in small letters without marks: trung-uong/tra-vinh",
            )
    return "".join(f"{level}/" for level in levels)
