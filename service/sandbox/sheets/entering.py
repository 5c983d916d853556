"""What a person's typing becomes (USER_ENTERED): formulas, numbers, percents, money, dates, times, booleans, text.

Dates go by the spreadsheet's locale: in ``vi_VN`` 2/4 is 2 April, in ``en_US`` 4 February.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from .cells import Scalar
from .dates import to_serial
from .locales import Conventions, conventions

ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
PLAIN_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
NAMED_DATE = re.compile(
    r"(\d{1,2})[ -]([^\W\d_]+\.?(?: \d{1,2})?)[ ,-]+(\d{4})|([^\W\d_]+)\.? (\d{1,2}),? (\d{4})"
)
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?(?:\s?([AaPp][Mm]))?")
NUMBER_WITH_EXPONENT = re.compile(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+")
CURRENCY_MARKS = "$€£¥₫đ"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: its value, or its formula (with ``=``), and the number format the typing asks for."""

    value: Scalar = None
    formula: str | None = None
    number_format: dict[str, Any] | None = None


def enter(text: str, locale: str, year: int, *, plain_text: bool = False) -> Typed:
    """Reads typed text. ``year`` completes dates without one; ``plain_text`` is the cell's ``@`` format."""
    if text == "":
        return Typed()
    if plain_text:
        return Typed(text)
    if text.startswith("'"):
        return Typed(text[1:])
    if text.startswith("=") and len(text) > 1:
        return Typed(formula=text)
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return Typed(stripped.upper() == "TRUE")
    rules = conventions(locale)
    return _number(stripped, rules) or _moment(stripped, rules, year) or Typed(text)


def _number(text: str, rules: Conventions) -> Typed | None:
    if not any(mark.isdigit() for mark in text):
        return None
    if NUMBER_WITH_EXPONENT.fullmatch(text.replace(rules.decimal, ".")):
        value = float(text.replace(rules.decimal, "."))
        return Typed(_whole(value), None, {"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    negative, body = _sign(text)
    if body.endswith("%"):
        plain = _plain_number(body[:-1].strip(), rules)
        if plain is None:
            return None
        value, decimals, _ = plain
        pattern = "0.00%" if decimals else "0%"
        return Typed(_signed(value / 100, negative), None, {"type": "PERCENT", "pattern": pattern})
    mark = next((m for m in CURRENCY_MARKS if body.startswith(m) or body.endswith(m)), "")
    plain = _plain_number(body.removeprefix(mark).removesuffix(mark).strip() if mark else body, rules)
    if plain is None:
        return None
    value, decimals, grouped = plain
    if mark:
        digits = "#,##0.00" if decimals else "#,##0"
        pattern = f'"{mark}"{digits}' if body.startswith(mark) else f'{digits}"{mark}"'
        return Typed(_signed(value, negative), None, {"type": "CURRENCY", "pattern": pattern})
    shown = {"type": "NUMBER", "pattern": "#,##0.00" if decimals else "#,##0"} if grouped else None
    return Typed(_signed(value, negative), None, shown)


def _sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[0] in "+-":
        return text[0] == "-", text[1:].strip()
    return False, text


def _plain_number(text: str, rules: Conventions) -> tuple[float, bool, bool] | None:
    """(value, has decimals, has group marks) of an unsigned number."""
    whole, point, fraction = text.partition(rules.decimal)
    grouped = rules.group in whole
    if grouped:
        first, *groups = whole.split(rules.group)
        if not first or len(first) > 3 or any(len(group) != 3 for group in groups):
            return None
        whole = first + "".join(groups)
    digits = whole + fraction
    if not digits or not digits.isascii() or not digits.isdigit() or (point and not (whole or fraction)):
        return None
    return float(f"{whole or 0}.{fraction or 0}"), bool(fraction), grouped


def _signed(value: float, negative: bool) -> int | float:
    return _whole(-value if negative else value)


def _whole(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _moment(text: str, rules: Conventions, year: int) -> Typed | None:
    clock = _clock(text)
    if clock:
        moment, pattern = clock
        serial = (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
        return Typed(serial, None, {"type": "TIME", "pattern": pattern})
    day = _day(text, rules, year)
    if day:
        return Typed(to_serial(day[0]), None, {"type": "DATE", "pattern": day[1]})
    first, _, rest = re.sub("T", " ", text, count=1).partition(" ")
    day, clock = _day(first, rules, year), _clock(rest.strip())
    if day and clock:
        both = datetime.combine(day[0], clock[0])
        return Typed(to_serial(both), None, {"type": "DATE_TIME", "pattern": f"{day[1]} {clock[1]}"})
    return None


def _clock(text: str) -> tuple[time, str] | None:
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        hour = hour % 12 + (12 if found[5].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    pattern = ("hh" if len(found[1]) == 2 and found[1][0] == "0" else "h") + ":mm" + (":ss" if found[3] else "")
    pattern += " am/pm" if found[5] else ""
    return time(hour, minute, second, int((found[4] or "0").ljust(3, "0")) * 1000), pattern


def _day(text: str, rules: Conventions, year: int) -> tuple[date, str] | None:
    if found := ISO_DATE.fullmatch(text):
        return _date(int(found[1]), int(found[3]), int(found[4]), f"yyyy{found[2]}mm{found[2]}dd")
    if found := PLAIN_DATE.fullmatch(text):
        return _plain_day(found, rules, year)
    if found := NAMED_DATE.fullmatch(text):
        name = (found[2] or found[4]).casefold().rstrip(".")
        month = rules.months.get(name)
        if month:
            return _date(int(found[3] or found[6]), month, int(found[1] or found[5]), rules.date_pattern)
    return None


def _plain_day(found: re.Match[str], rules: Conventions, year: int) -> tuple[date, str] | None:
    first, mark, second, typed_year = found.groups()
    if mark == "." and (rules.decimal == "." or not typed_year):
        return None
    day, month = (first, second) if rules.day_first else (second, first)
    number = year if typed_year is None else int(typed_year)
    if typed_year is not None and len(typed_year) == 2:
        number += 2000 if number < 30 else 1900
    parts = [_part("d", day), _part("m", month)]
    pattern = mark.join(parts if rules.day_first else parts[::-1])
    if typed_year:
        pattern += mark + "y" * len(typed_year)
    return _date(number, int(month), int(day), pattern)


def _part(letter: str, digits: str) -> str:
    return letter * 2 if digits.startswith("0") else letter


def _date(year: int, month: int, day: int, pattern: str) -> tuple[date, str] | None:
    try:
        return date(year, month, day), pattern
    except ValueError:
        return None
