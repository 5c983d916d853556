"""Months as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_SPECIAL = {"gieng": 1, "chap": 12}


@dataclass(frozen=True, slots=True)
class MonthReading:
    """The month, if one could be read. ``certain`` False: asked about."""

    month: Month | None
    certain: bool
    findings: tuple[Finding, ...] = ()


def read_month(value: CellValue, context: Context) -> MonthReading:
    """A month from its column: ``4``, ``Tháng 4/2020``, ``T4``, ``IV``, a cell Google made 1/4/2020."""
    if is_error(value):
        return MonthReading(None, False, (cell_error(value, f"tháng, ví dụ {EXAMPLE}"),))
    day = None if isinstance(value, str) and "." in value else as_serial_day(as_number(value))
    if day is not None:
        return _bounded(Month.of(day), True, value, context)
    text = plain(show(value)).strip(" .,:()")
    labelled = _LABEL.match(text)
    if labelled:
        return _named(int(labelled[2]), int(labelled[1]), value, context)
    found = _TYPED.match(text)
    if found:
        number = _number(found["month"])
        if number is not None:
            return _named(number, int(found["year"]) if found["year"] else None, value, context)
    dates = [typed.day for typed in find_dates(text, context) if typed.day] if "20" in text else []
    if len(dates) == 1 and context.covers(dates[0]):
        return MonthReading(Month.of(dates[0]), True)
    return _unreadable(value)


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
        said = f"“{show(value)}” không ghi năm; đọc là tháng {month.number}/{month.year}, đề nghị ghi cả năm, ví dụ {EXAMPLE}."
        findings = (note(IssueCode.YEAR_ASSUMED, said),)
    if Month.of(context.since) <= month <= Month.of(context.until):
        return MonthReading(month, True, findings)
    said = (
        f"“{show(value)}” đọc là tháng {month.number}/{month.year}, nằm ngoài thời gian thực hiện; đề nghị kiểm tra lại,"
        f" ví dụ {EXAMPLE}."
    )
    return MonthReading(month, False, (*findings, question(IssueCode.OUTSIDE_CAMPAIGN, said)))


def _unreadable(value: CellValue) -> MonthReading:
    said = f"Không đọc được tháng từ “{show(value)}”; đề nghị ghi một tháng, ví dụ 4 hoặc {EXAMPLE}."
    return MonthReading(None, False, (question(IssueCode.MONTH_UNREADABLE, said),))
