"""Which month, quarter, week or year a mail says it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.core.obligations import Campaign, Recurrence
from service.core.parsing.text import fold
from service.core.weeks import Month, Week

_DATED = re.compile(
    r"\b(ngay )?\d{1,2} thang \d{1,2}( nam \d{4})?|\bngay \d{1,2} \d{1,2}( \d{4})?\b|\bngay thang\b"
)
_MONTH = re.compile(r"\b(?:thang|t) ?(1[0-2]|0?[1-9])\b(?: (?:nam )?(20\d\d)\b)?")
_QUARTER = re.compile(r"\b(?:quy|q) ?(iv|i{1,3}|[1-4])\b(?: (?:nam )?(20\d\d)\b)?")
_WEEK = re.compile(r"\bw ?(\d{1,2})\b(?: (20\d\d)\b)?")
_YEAR = re.compile(r"\b(?:nam )(20[0-4]\d)\b")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def month_said(texts: Iterable[str], received: date) -> Month | None:
    """The month of the first text that names exactly one; the year, where none is typed, is that of the last such
    month which had begun when the mail came. A text's own date (ngày 5 tháng 5) is no such naming."""
    for text in texts:
        folded = _DATED.sub(" ", fold(text[:2_000]))
        found = {
            Month(int(year), int(number)) if year else _last(int(number), received)
            for number, year in _MONTH.findall(folded)
        }
        if len(found) == 1:
            return found.pop()
    return None


def period_said(recurrence: Recurrence, texts: Iterable[str], received: date) -> str | None:
    """The label of the period that a text names, None when none does or several are named."""
    kept = list(texts)
    if recurrence is Recurrence.ONCE:
        return "once"
    if recurrence is Recurrence.MONTHLY:
        month = month_said(kept, received)
        return month.label if month else None
    for text in kept:
        folded = _DATED.sub(" ", fold(text[:2_000]))
        labels = _labels(recurrence, folded, received)
        if len(labels) == 1:
            return labels.pop()
    return None


def _labels(recurrence: Recurrence, folded: str, received: date) -> set[str]:
    if recurrence is Recurrence.QUARTERLY:
        found = set()
        for number, year in _QUARTER.findall(folded):
            quarter = _NUMBERS.get(number) or int(number)
            begun = date(received.year, quarter * 3 - 2, 1) <= received
            found.add(f"{int(year) if year else received.year - (not begun)}-Q{quarter}")
        return found
    if recurrence is Recurrence.YEARLY:
        return set(_YEAR.findall(folded))
    found = set()
    for number, year in _WEEK.findall(folded):
        if 1 <= int(number) <= 53:
            found.add(Week(int(year) if year else received.year, int(number)).label)
    return found


def years_said(lines: Iterable[str], campaign: Campaign) -> frozenset[int]:
    """The years that title lines name as theirs ("… năm 2019"), their dates and the campaign's own span aside."""
    found: set[int] = set()
    span = re.compile(rf"\b(giai doan )?{campaign.since.year} {campaign.until.year}\b")
    for line in lines:
        folded = span.sub(" ", _DATED.sub(" ", fold(line)))
        found.update(int(year) for year in _YEAR.findall(folded))
    return frozenset(found)


def likely_month(received: date, campaign: Campaign) -> Month:
    """The month a report that names none is probably of: the one before, until the middle of the month."""
    month = Month.of(received)
    if received.day <= 15:
        month = month.next(-1)
    return max(month, Month.of(campaign.assessed_since))


def local_day(received: datetime, zone: ZoneInfo) -> date:
    return received.astimezone(zone).date()


def _last(number: int, received: date) -> Month:
    """The latest month of that number that has begun, or begins within a month."""
    month = Month(received.year, number)
    return month if month <= Month.of(received).next() else Month(received.year - 1, number)
