"""Serial dates: days since 30 December 1899, the time of day as the fraction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

EPOCH = datetime(1899, 12, 30)


def to_serial(moment: datetime | date) -> int | float:
    """The serial of a (naive) date or datetime; an int for a whole day."""
    if not isinstance(moment, datetime):
        return (datetime(moment.year, moment.month, moment.day) - EPOCH).days
    gap = moment - EPOCH
    seconds = gap.seconds + gap.microseconds / 1e6
    return gap.days + seconds / 86400 if seconds else gap.days


def from_serial(serial: float) -> datetime:
    """The datetime of a serial, to the millisecond; raises OverflowError outside years 1–9999."""
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))
