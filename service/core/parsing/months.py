"""Months as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from service.core.parsing.dates import find_dates
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.numbers import ROMAN, number_in_words
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
from service.core.weeks import Month

EXAMPLE = "4/2020"
_LABEL = re.compile(r"(20\d\d)\s*[-/.]\s*(\d{1,2})\Z")
_TYPED = re.compile(
    r"(?:thang|thg|t)?\s*[.:]?\s*(?:thu )?(?P<month>\d{1,2}|[ivx]+|[a-z]+(?: [a-z]+)?)"
    r"\s*(?:(?:nam|[-/.,])?\s*(?P<year>20\d\d))?\Z"
)
_SEVERAL = re.compile(
    r"(?:tu )?(?:thang|thg|t)?\s*(?P<list>\d{1,2}(?:\s*(?:-|den|toi|,|;|va|&|\+)\s*(?:thang|t)?\s*\d{1,2})+)"
    r"(?:\s*(?:nam|/)\s*(?P<year>20\d\d))?\Z"
)
_SPECIAL = {"gieng": 1, "chap": 12}


@dataclass(frozen=True, slots=True)
class MonthReading:
    """The month, if one could be read. ``certain`` False: asked about. ``months``: all of them where several are
    named ("4 đến 12"), ``month`` then being None."""

    month: Month | None
    certain: bool
    findings: tuple[Finding, ...] = ()
    months: tuple[Month, ...] = ()


def read_month(value: CellValue, context: Context) -> MonthReading:
    """A month from its column: ``4``, ``Tháng 4/2020``, ``T4``, ``IV``, a cell Google made 1/4/2020."""
    if is_error(value):
        return MonthReading(None, False, (cell_error(value, f"tháng, ví dụ {EXAMPLE}"),))
    day = None if isinstance(value, str) and "." in value else as_serial_day(as_number(value))
    if day is not None:
        return _from_day(day, value, context)
    text = plain(show(value)).strip(" .,:()")
    labelled = _LABEL.match(text)
    if labelled:
        return _named(int(labelled[2]), int(labelled[1]), value, context)
    several = _several(text, context)
    if several:
        return _named_several(several, value)
    found = _TYPED.match(text)
    if found:
        number = _number(found["month"])
        if number is not None:
            return _named(number, int(found["year"]) if found["year"] else None, value, context)
    dates = [typed.day for typed in find_dates(text, context) if typed.day] if "20" in text else []
    if len(dates) == 1 and context.covers(dates[0]):
        return MonthReading(Month.of(dates[0]), True)
    return _unreadable(value)


def _from_day(day: date, value: CellValue, context: Context) -> MonthReading:
    """A cell that became a day: typed 4/2020 is its first day; of a typed 4-12 the numbers are put back."""
    first, second = (day.month, day.day) if context.months_first else (day.day, day.month)
    if day.day != 1 and first < second <= 12 and not isinstance(value, str):
        return _named_several(
            tuple(Month(day.year, number) for number in range(first, second + 1)), f"{first}-{second}"
        )
    return _bounded(Month.of(day), True, value, context)


def _several(text: str, context: Context) -> tuple[Month, ...]:
    """Months listed or spanned: ``4 đến 12``, ``tháng 4, 5``; none when the text names only one."""
    found = _SEVERAL.match(text)
    if not found:
        return ()
    numbers = [int(number) for number in re.findall(r"\d+", found["list"])]
    if re.search(r"-|den|toi", found["list"]) and len(numbers) == 2:
        numbers = list(range(numbers[0], numbers[1] + 1))
    if len(numbers) < 2 or not all(1 <= number <= 12 for number in numbers):
        return ()
    year = int(found["year"]) if found["year"] else None
    return tuple(Month(year or context.year_for(number)[0], number) for number in numbers)


def _named_several(months: tuple[Month, ...], value: CellValue) -> MonthReading:
    said = f"“{shown(value)}” ghi nhiều tháng; đề nghị ghi mỗi tháng một dòng, ví dụ {EXAMPLE}."
    return MonthReading(None, False, (question(IssueCode.MONTH_UNSURE, said),), months)


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return ROMAN.get(word) or _SPECIAL.get(word) or number_in_words(word)


def _named(number: int, year: int | None, value: CellValue, context: Context) -> MonthReading:
    if not 1 <= number <= 12:
        return _unreadable(value)
    sure = True
    if year is None:
        year, sure = context.year_for(number)
    return _bounded(Month(year, number), sure, value, context)


def _bounded(month: Month, year_sure: bool, value: CellValue, context: Context) -> MonthReading:
    findings: tuple[Finding, ...] = ()
    if not year_sure:
        said = (
            f"“{shown(value)}” không ghi năm; đọc là tháng {month.number}/{month.year},"
            f" đề nghị ghi cả năm, ví dụ {EXAMPLE}."
        )
        findings = (note(IssueCode.YEAR_ASSUMED, said),)
    if Month.of(context.since) <= month <= Month.of(context.until):
        return MonthReading(month, True, findings)
    said = (
        f"“{shown(value)}” đọc là tháng {month.number}/{month.year}, nằm ngoài thời gian thực hiện;"
        f" đề nghị kiểm tra lại, ví dụ {EXAMPLE}."
    )
    return MonthReading(month, False, (*findings, question(IssueCode.OUTSIDE_CAMPAIGN, said)))


def _unreadable(value: CellValue) -> MonthReading:
    said = f"Không đọc được tháng từ “{shown(value)}”; đề nghị ghi một tháng, ví dụ 4 hoặc {EXAMPLE}."
    return MonthReading(None, False, (question(IssueCode.MONTH_UNREADABLE, said),))
