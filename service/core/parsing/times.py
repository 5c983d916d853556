"""Times of day as people type them, for the registration's "Thứ, giờ"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from service.core.parsing.dates import WEEKDAY_NAMES, weekday_in
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import Finding, as_number, cell_error, is_error, note, question, show
from service.core.parsing.text import plain
from service.core.records import CellValue

EXAMPLE = "thứ Sáu, 16h30–17h00"
_EXPECTED_MINUTES = 30


@dataclass(frozen=True, slots=True)
class TimeReading:
    """``starts``/``ends``: clock times. ``minutes``: how long, typed or reckoned. ``part``: ``morning``,
    ``afternoon`` or ``after-work`` when only that is said. ``weekday``: 1 = Monday … 7 = Sunday.
    ``known`` False: nothing of it could be read."""

    starts: time | None = None
    ends: time | None = None
    minutes: int | None = None
    part: str = ""
    weekday: int | None = None
    known: bool = True
    findings: tuple[Finding, ...] = ()


_CLOCK = (
    r"(?:(?P<h{n}>\d{{1,2}})\s*(?:gio|h|g|:)\s*(?P<m{n}>[0-5]\d)?(?:\s*(?:phut|ph|p|'))?|(?P<d{n}>\d{{1,2}})\.(?P<e{n}>[0-5][05])(?![\d/.]))"
    r"(?:\s*(?P<a{n}>am|pm|sang|chieu|trua|toi)\b)?"
)
_ONE = re.compile(r"(?<![\d/.])" + _CLOCK.format(n=1) + r"(?!\d)")
_TWO = re.compile(
    r"(?<![\d/.])" + _CLOCK.format(n=1) + r"\s*(?:-+>?|~|den|toi)\s*" + _CLOCK.format(n=2) + r"(?!\d)"
)
_BARE_FIRST = re.compile(r"(?<![\d/.])(?P<h1>\d{1,2})\s*(?:-|den)\s*" + _CLOCK.format(n=2) + r"(?!\d)")
_BARE_LAST = re.compile(r"(?<![\d/.])" + _CLOCK.format(n=1) + r"\s*(?:-|den)\s*(?P<h2>\d{1,2})\Z")
_MINUTES = re.compile(r"(?<![\dhg:])(\d{1,3})\s*(?:phut|ph|p|')(?![a-z])")
_PARTS = (
    (
        "after-work",
        re.compile(r"\b(?:sau|het|ngoai|cuoi) (?:gio|buoi) (?:lam viec|hanh chinh|lam|lv|hc)\b|\bsau gio\b"),
    ),
    ("afternoon", re.compile(r"\bchieu\b")),
    ("morning", re.compile(r"\bsang\b")),
    ("noon", re.compile(r"\btrua\b")),
)


def read_time(value: CellValue) -> TimeReading:
    """Weekday, clock times, length and part of day of a cell. Outside midday and the end of the day is a note."""
    if is_error(value):
        return TimeReading(known=False, findings=(cell_error(value, f"thứ và giờ, ví dụ {EXAMPLE}"),))
    number = as_number(value)
    if number is not None and not isinstance(value, bool):
        return _from_number(value, number)
    text = plain(show(value))
    starts, ends, impossible = _clocks(text)
    minutes_typed = _MINUTES.search(_ONE.sub(" ", text))
    minutes = int(minutes_typed[1]) if minutes_typed else None
    if starts and ends:
        minutes = _between(starts, ends)
    part = next((name for name, pattern in _PARTS if pattern.search(text)), "")
    weekday = weekday_in(text)
    several_days = re.search(r"\b(?:thu|t)\s*[2-7]\b.*\b(?:va|,|-|thu|t)\s*[2-7]\b", text)
    known = not impossible and bool(starts or minutes or part or weekday or several_days)
    if not known:
        return TimeReading(known=False, findings=(_unreadable(value),))
    return TimeReading(starts, ends, minutes, part, weekday, True, _unusual(starts, ends, minutes, value))


def weekday_name(weekday: int) -> str:
    """``thứ Sáu`` for 5."""
    return WEEKDAY_NAMES[weekday]


def _from_number(value: CellValue, number: float) -> TimeReading:
    seconds = round((number % 1) * 86400)
    if not 0 < seconds < 86400 or number < 0:
        return TimeReading(known=False, findings=(_unreadable(value),))
    starts = time(seconds // 3600, seconds % 3600 // 60)
    return TimeReading(starts=starts, findings=_unusual(starts, None, None, starts.strftime("%H:%M")))


def _clock(hour: str, minute: str | None, half: str | None, text: str) -> time | None:
    hours = int(hour)
    afternoon = half in ("pm", "chieu", "toi") or (half is None and "chieu" in text and "sang" not in text)
    if hours < 12 and (afternoon or (half is None and 1 <= hours <= 5)):
        hours += 12
    return time(hours, int(minute or 0)) if hours <= 23 else None


def _clocks(text: str) -> tuple[time | None, time | None, bool]:
    """The start and end in a text, and whether a clock time stands there that no clock shows."""
    for pattern in (_TWO, _BARE_FIRST, _BARE_LAST, _ONE):
        found = pattern.search(text)
        if not found:
            continue
        parts = found.groupdict()
        times = []
        for n in ("1", "2"):
            hour = parts.get(f"h{n}") or parts.get(f"d{n}")
            if hour is not None:
                half = parts.get(f"a{n}") or (parts.get("a2") if n == "1" else None)
                times.append(_clock(hour, parts.get(f"m{n}") or parts.get(f"e{n}"), half, text))
        if None in times:
            return None, None, True
        return times[0], times[1] if len(times) > 1 else None, False
    return None, None, False


def _between(starts: time, ends: time) -> int:
    return (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)


def _unusual(starts: time | None, ends: time | None, minutes: int | None, value: CellValue) -> tuple[Finding, ...]:
    """The plan asks for 30 minutes at the end of the morning or of the afternoon; anything else is only noted."""
    why = []
    if minutes is not None and minutes != _EXPECTED_MINUTES:
        why.append(f"kéo dài {minutes} phút" if minutes > 0 else "kết thúc trước khi bắt đầu")
    if starts is not None:
        morning = (ends or starts) <= time(12, 0)
        if not morning and not time(16, 0) <= starts <= time(18, 0):
            why.append("không ở cuối buổi sáng hoặc cuối buổi chiều")
    if not why:
        return ()
    said = (
        f"“{show(value)}” {', '.join(why)}; kế hoạch yêu cầu 30 phút cuối buổi sáng hoặc cuối buổi chiều,"
        f" ví dụ {EXAMPLE}."
    )
    return (note(IssueCode.TIME_UNUSUAL, said),)


def _unreadable(value: CellValue) -> Finding:
    said = f"Không đọc được thời gian từ “{show(value)}”; đề nghị ghi thứ và giờ, ví dụ {EXAMPLE}."
    return question(IssueCode.TIME_UNREADABLE, said)
