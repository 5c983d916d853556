"""Date functions; dates are serial numbers."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from .dates import from_serial, to_serial
from .formula_functions import FUNCTIONS, fail, function
from .formula_values import BAD_NUMBER, FormulaError, Value, number, text
from .rendering import formatted


def _moment(value: Value) -> datetime:
    try:
        return from_serial(number(value))
    except OverflowError:
        raise FormulaError(BAD_NUMBER) from None


FUNCTIONS |= {
    "YEAR": lambda v: _moment(v).year,
    "MONTH": lambda v: _moment(v).month,
    "DAY": lambda v: _moment(v).day,
    "HOUR": lambda v: _moment(v).hour,
    "MINUTE": lambda v: _moment(v).minute,
    "SECOND": lambda v: _moment(v).second,
    "ISOWEEKNUM": lambda v: _moment(v).isocalendar().week,
    "DAYS": lambda end, start: int(number(end)) - int(number(start)),
    "DATEVALUE": lambda v: int(number(v)),
    "TIME": lambda h, m, s: (number(h) * 3600 + number(m) * 60 + number(s)) % 86400 / 86400,
}


@function("DATE")
def _date(year: Value, month: Value, day: Value) -> Value:
    months = int(number(year)) * 12 + int(number(month)) - 1
    if months < 12:
        return fail(BAD_NUMBER)
    return to_serial(date(months // 12, months % 12 + 1, 1) + timedelta(days=int(number(day)) - 1))


@function("WEEKDAY")
def _weekday(value: Value, kind: Value = 1) -> Value:
    monday = _moment(value).weekday()
    return {1: (monday + 1) % 7 + 1, 2: monday + 1, 3: monday}.get(int(number(kind))) or fail(BAD_NUMBER)


@function("WEEKNUM")
def _weeknum(value: Value, kind: Value = 1) -> Value:
    day = _moment(value).date()
    first = date(day.year, 1, 1)
    offset = first.weekday() if int(number(kind)) == 2 else (first.weekday() + 1) % 7
    return ((day - first).days + offset) // 7 + 1


@function("EDATE")
def _edate(value: Value, months: Value) -> Value:
    return to_serial(_months_on(_moment(value).date(), int(number(months))))


@function("EOMONTH")
def _eomonth(value: Value, months: Value) -> Value:
    day = _months_on(_moment(value).date().replace(day=1), int(number(months)))
    return to_serial(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _months_on(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@function("TEXT")
def _text(value: Value, pattern: Value) -> Value:
    spec = text(pattern)
    kind = "DATE" if set(spec.lower()) & set("ymdhs") and not set(spec) & set("#?") else "NUMBER"
    return formatted(number(value), {"type": kind, "pattern": spec}, "en_US")
