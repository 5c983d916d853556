"""Dates as people type them, and as Google changed them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import (
    Context,
    Finding,
    as_number,
    as_serial_day,
    cell_error,
    is_error,
    note,
    question,
    show,
    shown,
)
from service.core.parsing.text import plain
from service.core.records import CellValue

EXAMPLE = "15/4/2020"
_YEARS = (2000, 2099)

_ISO = r"(?P<iy>20\d\d)\s*[-/.]\s*(?P<im>\d{1,2})\s*[-/.]\s*(?P<id>\d{1,2})"
_FULL = r"(?P<fd>\d{1,2})\s*(?P<fs>[-/.])\s*(?P<fm>\d{1,2})\s*[-/.]\s*(?P<fy>20\d\d|19\d\d|\d\d)"
_SAID = r"(?:ngay\s*)?(?P<sd>\d{1,2})\s*thang\s*(?P<sm>\d{1,2})(?:\s*(?:nam|/|-|,)\s*(?P<sy>20\d\d))?"
_SHORT = r"(?P<hd>\d{1,2})\s*[-/.]\s*(?P<hm>\d{1,2})"
_COMPACT = r"(?P<cd>\d\d)(?P<cm>\d\d)(?P<cy>20\d\d)"
_DATE = re.compile(rf"(?<![\d/.])(?:{_ISO}|{_FULL}|{_SAID}|{_COMPACT}|{_SHORT})(?!\d|[/.]\d)")
_LUNAR = re.compile(r"\b(am lich|al|mung|mong|ram|tet)\b")
_WEEKDAY = re.compile(r"\bthu\s*(hai|ba|tu|nam|sau|bay|[2-7])\b|\bt\s?([2-7])\b(?!\s*/)|\b(chu nhat|cn)\b")
_WEEKDAYS = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6}
WEEKDAY_NAMES = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class DateReading:
    """A day, if one could be read, whether that is certain, and what is to be said about it."""

    day: date | None
    certain: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date found in a text at ``start``–``end``. ``day`` None: no day of any calendar. ``swapped``: only
    readable month first. ``year_sure``: the year was typed, or the context leaves no choice."""

    start: int
    end: int
    day: date | None
    swapped: bool
    year_sure: bool
    text: str


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _YEARS[0] <= year <= _YEARS[1] else None
    except ValueError:
        return None


def find_dates(text: str, context: Context) -> list[TypedDate]:
    """Every date in a :func:`plain` text, in order."""
    return [_typed(found, context) for found in _DATE.finditer(text)]


def _typed(found: re.Match[str], context: Context) -> TypedDate:
    parts = found.groupdict()
    kind = next(kind for kind in "ifsch" if parts[f"{kind}d"])
    day, month = int(parts[f"{kind}d"]), int(parts[f"{kind}m"])
    year_text = None if kind == "h" else parts[f"{kind}y"]
    swapped = month > 12 >= day and kind in "fh"
    if swapped:
        day, month = month, day
    if year_text:
        year, sure = int(year_text), True
        year += 2000 if year < 100 else 0
    else:
        year, sure = context.year_for(month)
    return TypedDate(found.start(), found.end(), _day(year, month, day), swapped, sure, found[0])


def weekday_in(text: str) -> int | None:
    """The weekday a :func:`plain` text names, 1 = Monday … 7 = Sunday; None when none or several."""
    found = set()
    for word, short, sunday in _WEEKDAY.findall(text):
        found.add(7 if sunday else _WEEKDAYS.get(word) or int(word or short) - 1)
    return found.pop() if len(found) == 1 else None


def typed_from_serial(day: date, context: Context) -> tuple[date, bool]:
    """What was typed before Google made it this day, and whether Google had it the other way round.

    In an en_US spreadsheet a typed 2/4 became 4 February: the numbers are put back. A day that could only have
    been meant as it is (13 or more, or the other one outside the campaign) stays."""
    if context.months_first and day.day <= 12 and day.day != day.month:
        meant = date(day.year, day.day, day.month)
        if context.covers(meant) or not context.covers(day):
            return meant, True
    return day, False


def read_date(value: CellValue, context: Context, *, bounded: bool = True) -> DateReading:
    """A day from a cell. ``bounded``: a day outside the campaign is asked about."""
    if is_error(value):
        return DateReading(None, False, (cell_error(value, f"ngày, ví dụ {EXAMPLE}"),))
    day = as_serial_day(as_number(value))
    if day is not None:
        reading = _from_google(value, day, context)
    else:
        reading = _from_text(plain(show(value)), show(value), context)
    if bounded and reading.day is not None and not context.covers(reading.day):
        return _outside(reading, value, context)
    return reading


def _from_google(value: CellValue, day: date, context: Context) -> DateReading:
    meant, changed = (day, False) if isinstance(value, str) else typed_from_serial(day, context)
    if not changed:
        return DateReading(meant, True)
    said = (
        f"Ô đã bị bảng tính đổi thành ngày; đọc là {meant:%d/%m/%Y} (ngày/tháng/năm),"
        f" nếu khác đề nghị ghi lại, ví dụ {EXAMPLE}."
    )
    return DateReading(meant, True, (note(IssueCode.DATE_READ_BACK, said),))


def _from_text(text: str, raw: str, context: Context) -> DateReading:
    if _LUNAR.search(text):
        said = f"“{raw}” có thể là ngày âm lịch; đề nghị ghi ngày dương lịch, ví dụ {EXAMPLE}."
        return DateReading(None, False, (question(IssueCode.DATE_UNSURE, said),))
    dates = find_dates(text, context)
    if len(dates) != 1 or dates[0].day is None:
        return _unreadable(raw)
    return DateReading(dates[0].day, *check_date(dates[0], text, raw))


def check_date(typed: TypedDate, text: str, raw: str) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a typed day is certain, and what speaks against it: order, year, weekday."""
    day = typed.day
    assert day is not None
    certain, findings = True, []
    if typed.swapped:
        said = (
            f"“{raw}” ghi tháng trước ngày; đọc là {day:%d/%m/%Y}, đề nghị ghi ngày trước tháng, ví dụ {EXAMPLE}."
        )
        findings.append(note(IssueCode.DATE_SWAPPED, said))
    if not typed.year_sure:
        said = f"“{raw}” không ghi năm; đọc là ngày {day:%d/%m/%Y}, đề nghị ghi cả năm, ví dụ {EXAMPLE}."
        findings.append(note(IssueCode.YEAR_ASSUMED, said))
    weekday = weekday_in(text)
    if weekday is not None and weekday != day.isoweekday():
        said = (
            f"“{raw}” ghi {WEEKDAY_NAMES[weekday]} nhưng ngày {day:%d/%m/%Y} là {WEEKDAY_NAMES[day.isoweekday()]};"
            " đề nghị kiểm tra lại thứ và ngày."
        )
        certain = False
        findings.append(question(IssueCode.WEEKDAY_DIFFERS, said))
    return certain, tuple(findings)


def _unreadable(raw: str) -> DateReading:
    said = f"Không đọc được ngày từ “{raw}”; đề nghị ghi ngày/tháng/năm, ví dụ {EXAMPLE}."
    return DateReading(None, False, (question(IssueCode.DATE_UNREADABLE, said),))


def _outside(reading: DateReading, value: CellValue, context: Context) -> DateReading:
    said = (
        f"“{shown(value)}” đọc là ngày {reading.day:%d/%m/%Y}, nằm ngoài thời gian thực hiện"
        f" ({context.since:%d/%m/%Y}–{context.until:%d/%m/%Y}); đề nghị kiểm tra lại năm, ví dụ {EXAMPLE}."
    )
    return replace(
        reading, certain=False, findings=(*reading.findings, question(IssueCode.OUTSIDE_CAMPAIGN, said))
    )
