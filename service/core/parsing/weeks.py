"""Weeks as people type them: of the month, of the year, as dates, as lists, as cells Google changed.

A typed 1–5 is the week of the month, 6–53 an ISO week to be confirmed by the month's column. What could be two
weeks is never guessed silently: the likelier one is given, marked uncertain, with a question.
"""

from __future__ import annotations

from dataclasses import replace

from service.core.parsing.dates import typed_from_serial
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import (
    Context,
    as_number,
    as_serial_day,
    cell_error,
    is_error,
    question,
    show,
    shown,
)
from service.core.parsing.text import plain
from service.core.parsing.week_readings import (
    EXAMPLE,
    WeekReading,
    by_decimal,
    by_numbers,
    day_or_week,
    names_of,
    unreadable,
    week_name,
)
from service.core.parsing.week_texts import WeekCell, read_text
from service.core.records import CellValue
from service.core.weeks import Month, Week

__all__ = ["WeekReading", "read_week", "week_name"]


def read_week(value: CellValue, context: Context, month: Month | None = None) -> WeekReading:
    """The weeks of a cell in the week's column; ``month``: what the month's column says, if it could be read."""
    if is_error(value):
        return WeekReading((), False, month, False, (cell_error(value, f"tuần, ví dụ {EXAMPLE}"),))
    if isinstance(value, bool) or value is None:
        return unreadable(value, month)
    reading = _read(value, context, month)
    if reading.weeks and not all(_inside(week, context) for week in reading.weeks):
        said = (
            f"“{shown(value)}” đọc là {names_of(reading.weeks)}, nằm ngoài thời gian thực hiện;"
            f" đề nghị kiểm tra lại, ví dụ {EXAMPLE}."
        )
        return replace(
            reading, certain=False, findings=(*reading.findings, question(IssueCode.OUTSIDE_CAMPAIGN, said))
        )
    return reading


def _read(value: CellValue, context: Context, month: Month | None) -> WeekReading:
    number = as_number(value)
    text = plain(show(value)).strip(" .,:;")
    if number is not None and not isinstance(value, str) and not number.is_integer() and number < 60:
        return by_decimal(value, month)  # 1,2 typed in a vi_VN spreadsheet
    if number is not None and number.is_integer():
        day = as_serial_day(number)
        if day is not None:
            day = day if isinstance(value, str) else typed_from_serial(day, context)[0]
            return day_or_week(value, day.day, day.month, day, month, from_google=True)
        return by_numbers([int(number)], value, context, month, None)
    return read_text(WeekCell(text, value, context, month))


def _inside(week: Week, context: Context) -> bool:
    return week.sunday >= context.since and week.monday <= context.until
