"""Ranges of days inside a text (``13-17/4``, ``27/4-01/5``), and the weeks they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from service.core.parsing.reading import Context
from service.core.weeks import Week

_RANGE = re.compile(
    r"(?<![\d/.])(?P<d1>\d{1,2})(?:\s*[/.-]\s*(?P<m1>\d{1,2})(?:\s*[/.-]\s*(?P<y1>20\d\d|\d\d))?)?"
    r"\s*(?:-+>?|~|=>|den|toi)\s*(?:het |ngay )*"
    r"(?P<d2>\d{1,2})\s*[/.-]\s*(?P<m2>\d{1,2})(?:\s*[/.-]\s*(?P<y2>20\d\d|\d\d))?(?![\d]|[/.]\d)"
)
_SAID_MONTH = re.compile(r"(?<=\d)\s*thang\s*(\d{1,2})\b")
_SAID_YEAR = re.compile(r"(?<=\d)\s*nam\s*(20\d\d)\b")
_SAID_DAY = re.compile(r"\b(?:tu ngay|ngay|tu)\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from ``first`` to ``last``, inclusive, and the text that named them."""

    first: date
    last: date
    text: str


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _range(found: re.Match[str], context: Context) -> DayRange | None:
    day1, day2, month2 = int(found["d1"]), int(found["d2"]), int(found["m2"])
    month1 = int(found["m1"]) if found["m1"] else month2
    if not 1 <= month2 <= 12:
        return None
    year2 = _year(found["y2"]) if found["y2"] else None
    year1 = _year(found["y1"]) if found["y1"] else None
    if year2 is None:
        year2 = year1 if year1 is not None else context.year_for(month2 if month1 <= month2 else month1)[0]
        year2 += month1 > month2
    if year1 is None:
        year1 = year2 - (month1 > month2)
    try:
        first, last = date(year1, month1, day1), date(year2, month2, day2)
    except ValueError:
        return None
    return DayRange(first, last, found[0]) if first <= last <= first + timedelta(days=92) else None


def in_numbers(text: str) -> str:
    """``từ ngày 13 đến ngày 17 tháng 4 năm 2020`` with its words as slashes: ``13 den 17/4/2020``."""
    text = _SAID_YEAR.sub(r"/\1", _SAID_MONTH.sub(r"/\1", text))
    return _SAID_DAY.sub("", text)


def find_ranges(text: str, context: Context) -> tuple[list[DayRange], str]:
    """The ranges of days in a :func:`plain` text, and the text without them."""
    text = in_numbers(text)
    ranges: list[DayRange] = []

    def take(found: re.Match[str]) -> str:
        taken = _range(found, context)
        if taken is None:
            return found[0]
        ranges.append(taken)
        return " "

    return ranges, _RANGE.sub(take, text)


def weeks_of(days: DayRange) -> tuple[list[Week], bool]:
    """The weeks a range of days means, and whether that is sure.

    Of a week counts what has at least three of its working days (Monday to Friday) in the range. Seven days and
    fewer are meant as one week: when they lie across two, that is not sure."""
    working: dict[Week, int] = {}
    day = days.first
    while day <= days.last:
        working[Week.of(day)] = working.get(Week.of(day), 0) + (day.isoweekday() <= 5)
        day += timedelta(days=1)
    touched = [week for week, count in working.items() if count]
    if not touched:
        return [Week.of(days.first)], True
    if len(touched) == 1:
        return touched, True
    if (days.last - days.first).days < 7:
        return [max(touched, key=lambda week: working[week])], False
    return [week for week in touched if working[week] >= 3] or touched, True
