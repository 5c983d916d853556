"""Weeks as people type them: of the month, of the year, as dates, as lists, as cells Google changed.

A typed 1–5 is the week of the month, 6–53 an ISO week to be confirmed by the month's column. What could be two
weeks is never guessed silently: the likelier one is given, marked uncertain, with a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.core.parsing.dates import check_date, find_dates, typed_from_serial
from service.core.parsing.day_ranges import DayRange, find_ranges, weeks_of
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
from service.core.weeks import Month, Week

EXAMPLE = "Tuần 4 (20/4–26/4/2020)"


@dataclass(frozen=True, slots=True)
class WeekReading:
    """``weeks``: those named, in order, none when unreadable. ``every_week``: a recurring schedule ("hằng tuần").
    ``month``: the month meant, also when the week is not known. ``certain`` False: asked about."""

    weeks: tuple[Week, ...]
    every_week: bool
    month: Month | None
    certain: bool
    findings: tuple[Finding, ...] = ()


_EVERY = re.compile(
    r"\b(hang|hằng|moi|tung|cac|tat ca|ca|suot|deu)( cac)? (tuan|thang)\b(?! *(?:thu )?[\dixv])|\btuan nao cung\b"
    r"|\btrong thang\b|\bdinh ky\b|\bthuong xuyen\b"
)
_PART = re.compile(r"\b(?:(tuan )?(dau|giua|cuoi)( cung| tien)?(?: cua)?(?: thang)?)\b")
_LABEL = re.compile(r"\b(20\d\d)\s*[-/ ]?\s*w\s*(\d{1,2})\b")
_ISO = re.compile(r"(?:week|wk|w|tuan w)\s*\.?(\d{1,2})\Z")
_SHORT = re.compile(r"t\s?(\d)\s*[/-]\s*t?(\d{1,2})(?:\s*[/-]\s*(20\d\d))?\Z")
_BARE = re.compile(r"t\s?(\d)\Z")
_PAIR = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\Z")
_MONTH_FIRST = re.compile(r"(?:thang|t)\s*(\d{1,2})(?:\s*[/-]\s*(20\d\d))?\W+(?=tuan\b)")
_MONTH_AFTER = re.compile(
    r"[\s,;(-]*\b(?:cua |trong |thuoc )?thang\s*(\d{1,2}|[ivx]+|[a-z]+)(?:\s*(?:nam|/|-|,)?\s*(20\d\d))?\)?"
)
_MONTH_SLASH = re.compile(r"(?<=\d)\s*/\s*(\d{1,2})(?:\s*[/-]\s*(20\d\d))?\Z")
_MONTH_YEAR = re.compile(r"(?<=\d)\s*[-,(]\s*(\d{1,2})\s*/\s*(20\d\d)\)?\Z")
_NUMERAL = re.compile(
    r"\b(tuan(?: le| thu| so)?|thu|va|den|,|-)\s*(i{1,3}|iv|v|mot|nhat|hai|nhi|ba|bon|tu|nam)\b(?! *\d*/)"
)
_ROMANS_ONLY = re.compile(r"(?:i{1,3}|iv|v)(?:\s*(?:,|-|va|den|&|\+)\s*(?:i{1,3}|iv|v))*\Z")
_WORD_NUMBERS = {"nhat": 1, "nhi": 2}
_LIST = re.compile(r"\d{1,2}(?:\s*(?:,|;|\+|&|-|~|\.|\bva\b|\bden\b|\btoi\b|\s)\s*\d{1,2})*\Z")
_ITEM = re.compile(r"(\d{1,2})(?:\s*(?:-|~|den|toi)\s*(\d{1,2}))?")


def read_week(value: CellValue, context: Context, month: Month | None = None) -> WeekReading:
    """The weeks of a cell in the week's column; ``month``: what the month's column says, if it could be read."""
    if is_error(value):
        return WeekReading((), False, month, False, (cell_error(value, f"tuần, ví dụ {EXAMPLE}"),))
    if isinstance(value, bool) or value is None:
        return _unreadable(value, month)
    reading = _read(value, context, month)
    if reading.weeks and not all(_inside(week, context) for week in reading.weeks):
        said = f"“{show(value)}” đọc là {_names(reading.weeks)}, nằm ngoài thời gian thực hiện; đề nghị kiểm tra lại, ví dụ {EXAMPLE}."
        return replace(
            reading, certain=False, findings=(*reading.findings, question(IssueCode.OUTSIDE_CAMPAIGN, said))
        )
    return reading


def _read(value: CellValue, context: Context, month: Month | None) -> WeekReading:
    number = as_number(value)
    text = plain(show(value)).strip(" .,:;")
    if number is not None and not isinstance(value, str) and not number.is_integer() and number < 60:
        return _decimal(value, context, month)  # 1,2 typed in a vi_VN spreadsheet
    if number is not None and number.is_integer():
        day = as_serial_day(number)
        if day is not None:
            day = day if isinstance(value, str) else typed_from_serial(day, context)[0]
            return _day_or_week(value, day.day, day.month, day, context, month, from_google=True)
        return _numbers([int(number)], value, context, month, None)
    return _text(text, value, context, month)


def _inside(week: Week, context: Context) -> bool:
    return week.sunday >= context.since and week.monday <= context.until


def week_name(week: Week) -> str:
    """``Tuần 4 (20/4–26/4/2020)``, the words the product itself writes."""
    first, last = week.monday, week.sunday
    start = f"{first.day}/{first.month}" + (f"/{first.year}" if first.year != last.year else "")
    return f"Tuần {week.week_of_month} ({start}–{last.day}/{last.month}/{last.year})"


def _names(weeks: Iterable[Week]) -> str:
    return ", ".join(f"{week_name(week)[0].lower()}{week_name(week)[1:]}" for week in weeks)


# -- outcomes ---------------------------------------------------------------------------------------


def _sure(weeks: Iterable[Week], month: Month | None, *findings: Finding) -> WeekReading:
    ordered = tuple(sorted(set(weeks)))
    months = {week.month for week in ordered}
    return WeekReading(ordered, False, months.pop() if len(months) == 1 else month, True, findings)


def _noted(weeks: Iterable[Week], month: Month | None, value: CellValue, why: str) -> WeekReading:
    reading = _sure(weeks, month)
    said = f"“{show(value)}” đọc là {_names(reading.weeks)}{why}; nếu khác đề nghị ghi lại, ví dụ {EXAMPLE}."
    return replace(reading, findings=(note(IssueCode.WEEK_NOTED, said),))


def _asked(weeks: Iterable[Week], month: Month | None, value: CellValue, why: str) -> WeekReading:
    reading = _sure(weeks, month)
    guess = f"tạm đọc là {_names(reading.weeks)}" if reading.weeks else "chưa xác định được tuần"
    said = f"“{show(value)}” {why}; {guess}, đề nghị ghi rõ, ví dụ {EXAMPLE}."
    return replace(reading, certain=False, findings=(question(IssueCode.WEEK_UNSURE, said),))


def _unreadable(value: CellValue, month: Month | None) -> WeekReading:
    said = f"Không đọc được tuần từ “{show(value)}”; đề nghị ghi tuần trong tháng hoặc từ ngày đến ngày, ví dụ {EXAMPLE}."
    return WeekReading((), False, month, False, (question(IssueCode.WEEK_UNREADABLE, said),))


# -- numbers ----------------------------------------------------------------------------------------


def _decimal(value: CellValue, context: Context, month: Month | None) -> WeekReading:
    """1.2 is what Google makes of a typed 1,2: weeks 1 and 2, probably."""
    parts = [int(part) for part in show(value).split(".") if part.isdigit()]
    if len(parts) != 2 or month is None or not all(1 <= part <= len(month.weeks()) for part in parts):
        return _unreadable(value, month)
    weeks = [month.weeks()[part - 1] for part in parts]
    return _asked(weeks, month, value, f"có thể là tuần {parts[0]} và tuần {parts[1]}, hoặc gõ nhầm")


def _numbers(
    numbers: list[int], value: CellValue, context: Context, month: Month | None, said_month: Month | None
) -> WeekReading:
    """Week numbers; ``said_month`` is the month named beside them, ``month`` the one of its own column."""
    base = said_month or month
    if not numbers or any(number == 0 or number > 53 for number in numbers):
        return _unreadable(value, base)
    if all(number <= 5 for number in numbers):
        return _weeks_of_month(numbers, value, month, said_month)
    if any(number <= 5 for number in numbers):
        return _unreadable(value, base)
    return _iso_weeks(numbers, value, context, base, sure=False)


def _weeks_of_month(
    numbers: list[int], value: CellValue, month: Month | None, said_month: Month | None
) -> WeekReading:
    base = said_month or month
    if base is None:
        return _asked((), None, value, "không ghi tháng")
    there = base.weeks()
    weeks = [there[number - 1] for number in numbers if number <= len(there)]
    if len(weeks) < len(numbers):
        return _asked(
            (), base, value, f"không có trong tháng {base.number}/{base.year}, tháng này chỉ có {len(there)} tuần"
        )
    if said_month is not None and month is not None and said_month != month:
        return _asked(
            weeks, base, value, f"ghi tháng {said_month.number} nhưng cột Tháng ghi tháng {month.number}"
        )
    return _sure(weeks, base)


def _iso_weeks(
    numbers: list[int], value: CellValue, context: Context, month: Month | None, *, sure: bool
) -> WeekReading:
    year = month.year if month else context.year or context.since.year
    try:
        weeks = [Week.parse(f"{year}-W{number:02d}") for number in numbers]
    except ValueError:
        return _unreadable(value, month)
    if month is not None and any(week.month != month for week in weeks):
        return _asked(weeks, month, value, f"là tuần của năm, không thuộc tháng {month.number} ở cột Tháng")
    if sure:
        return _sure(weeks, month)
    if month is not None:
        return _noted(weeks, month, value, " (tuần của năm)")
    return _asked(weeks, None, value, "có thể là tuần của năm")


def _day_or_week(
    value: CellValue,
    first: int,
    second: int,
    day: date,
    context: Context,
    month: Month | None,
    *,
    from_google: bool,
) -> WeekReading:
    """``2/4`` in the week's column: a day, week 2 of April, or (as a cell Google changed) weeks 2–4."""
    by_day = Week.of(day)
    if first > 5:
        if month is not None and month not in (by_day.month, Month.of(day)):
            return _asked(
                [by_day], month, value, f"là ngày {day:%d/%m/%Y}, không thuộc tháng {month.number} ở cột Tháng"
            )
        return (
            _noted([by_day], month, value, f" (có ngày {day:%d/%m/%Y})") if from_google else _sure([by_day], month)
        )
    named = Month.of(day)
    there = named.weeks()
    by_week = there[first - 1] if first <= len(there) else None
    meanings = {(by_day,)} | ({(by_week,)} if by_week else set())
    if from_google and month is not None and first < second <= len(month.weeks()):
        meanings.add(month.weeks()[first - 1 : second])
    if len(meanings) == 1 and month in (None, named):
        return _noted([by_day], named, value, "")
    typed = (
        f"ngày {first}/{second}" if by_week is None else f"tuần {first} tháng {second} hoặc ngày {first}/{second}"
    )
    typed += f" hoặc các tuần {first}–{second}" if len(meanings) > 2 else ""
    return _asked([by_week or by_day], month or named, value, f"có thể là {typed}")


# -- text -------------------------------------------------------------------------------------------


def _text(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading:
    for attempt in (_labels, _iso_text, _short, _named_weeks, _days, _pair, _parts, _every):
        reading = attempt(text, value, context, month)
        if reading is not None:
            return reading
    return _unreadable(value, month)


def _labels(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """``2020-W17``, as the product writes it."""
    labels = _LABEL.findall(text)
    if not labels or re.search(r"[a-z0-9]", _LABEL.sub("", text).replace("va", "").replace("tuan", "")):
        return None
    try:
        weeks = [Week.parse(f"{year}-W{int(number):02d}") for year, number in labels]
    except ValueError:
        return _unreadable(value, month)
    if month is not None and any(week.month != month for week in weeks):
        return _asked(weeks, month, value, f"không thuộc tháng {month.number} ở cột Tháng")
    return _sure(weeks, month)


def _iso_text(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    found = _ISO.match(text)
    return _iso_weeks([int(found[1])], value, context, month, sure=True) if found else None


def _short(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """``T2/4``: week 2 of April here; sure only when the month's column says April too."""
    bare = _BARE.match(text)
    if bare:
        reading = _numbers([int(bare[1])], value, context, month, None)
        return _noted(reading.weeks, month, value, "") if reading.certain else reading
    found = _SHORT.match(text)
    if not found:
        return None
    named = _month(int(found[2]), found[3], context, month)
    if named is None:
        return _unreadable(value, month)
    reading = _numbers([int(found[1])], value, context, month, named)
    if not reading.weeks or not reading.certain:
        return reading
    if month == named:
        return _noted(reading.weeks, named, value, "")
    return _asked(reading.weeks, named, value, f"có thể là tuần {found[1]} tháng {found[2]} hoặc thứ {found[1]}")


def _month(number: int, year: str | None, context: Context, month: Month | None) -> Month | None:
    if not 1 <= number <= 12:
        return None
    if year:
        return Month(int(year), number)
    return Month(month.year if month is not None else context.year_for(number)[0], number)


def _in_digits(text: str) -> str:
    """Week numerals as digits: ``tuan ii``, ``tuan thu ba`` → ``tuan 2``, ``tuan 3``; ``i, iii`` → ``1, 3``."""

    def digits(word: str) -> str:
        return str(ROMAN.get(word) or _WORD_NUMBERS.get(word) or number_in_words(word) or word)

    if _ROMANS_ONLY.match(text):
        return re.sub(r"[iv]+", lambda found: digits(found[0]), text)
    last = ""
    while last != text and "tuan" in text:
        last, text = text, _NUMERAL.sub(lambda found: f"{found[1]} {digits(found[2])}", text)
    return text


def _named_weeks(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """Week numbers, lists and ranges, with or without the month: ``Tuần 1,2,3``, ``tuần II tháng 4``, ``1-4``."""
    text, named = _take_month(_in_digits(text), context, month)
    said_week = "tuan" in text
    text = re.sub(r"\b(tuan|le|thu|so|cac|tu)\b", " ", text) if said_week else text
    text = re.sub(r"\s+", " ", text).strip(" ,;()-.:")
    if not _LIST.match(text) or (not said_week and named is None and _PAIR.match(text)):
        return None
    numbers: list[int] = []
    for first, last in _ITEM.findall(text):
        if last and int(last) < int(first):
            return None
        numbers += range(int(first), int(last or first) + 1)
    spans_days = "-" in text or "den" in text
    if spans_days and numbers and max(numbers) > 5:
        return _days_of_month(text, value, month if named is None else named)
    return _numbers(numbers, value, context, month, named)


def _take_month(text: str, context: Context, month: Month | None) -> tuple[str, Month | None]:
    """Take the month that stands beside a week out of the text."""
    for pattern in (_MONTH_FIRST, _MONTH_AFTER, _MONTH_YEAR):
        found = pattern.search(text)
        if found:
            word = found[1]
            number = int(word) if word.isdigit() else ROMAN.get(word) or number_in_words(word)
            named = _month(number or 0, found[2], context, month)
            if named is not None:
                return text[: found.start()] + " " + text[found.end() :], named
    found = _MONTH_SLASH.search(text) if text.startswith("tuan") else None
    if found and re.match(r"tuan\s*\d(?:\s*(?:,|&|\+|va)\s*\d)*\s*/", text):
        named = _month(int(found[1]), found[2], context, month)
        if named is not None:
            return text[: found.start()], named
    return text, None


def _days_of_month(text: str, value: CellValue, month: Month | None) -> WeekReading | None:
    """``20-26`` beside a month: days of it, sure when they are a week from its Monday on."""
    found = re.match(r"(\d{1,2})\s*(?:-|den|toi|~)\s*(\d{1,2})\Z", text)
    if not found or month is None:
        return _unreadable(value, month)
    try:
        first, last = (date(month.year, month.number, int(day)) for day in found.groups())
    except ValueError:
        return _unreadable(value, month)
    week = Week.of(first)
    if first == week.monday and last <= week.sunday and (last - first).days >= 4:
        return _noted([week], month, value, "")
    return _asked(
        weeks_of(DayRange(first, last, "")), month, value, f"có thể là từ ngày {first.day} đến ngày {last.day}"
    )


def _days(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """Dates and ranges of dates, and a week's number beside them, which must agree."""
    ranges, rest = find_ranges(text, context)
    weeks = [week for found in ranges for week in weeks_of(found)]
    typed = [] if ranges else find_dates(rest, context)
    if not ranges and not (typed and all(found.day for found in typed)):
        return None
    if not ranges and _PAIR.match(text) and int(text.split("/")[0].split(".")[0]) <= 5:
        return None
    certain, findings = True, []
    for found in typed:
        sure, said = check_date(found, text, show(value))
        certain, findings = certain and sure, [*findings, *(f for f in said if f.code != IssueCode.YEAR_ASSUMED)]
        weeks.append(Week.of(found.day))  # type: ignore[arg-type]
        rest = rest.replace(found.text, " ", 1)
    named = _number_beside(rest)
    days = [found.day for found in typed if found.day] + [day for r in ranges for day in (r.first, r.last)]
    return (
        replace(_agreeing(weeks, named, days, value, month, certain), findings=tuple(findings))
        if not certain
        else (_with(_agreeing(weeks, named, days, value, month, True), findings))
    )


def _with(reading: WeekReading, findings: list[Finding]) -> WeekReading:
    return replace(reading, findings=(*findings, *reading.findings))


def _number_beside(rest: str) -> int | None:
    """The week number that stands beside dates: ``tuan 4 (…)``."""
    found = re.search(r"\btuan\s*(?:le\s*|thu\s*|so\s*)?(\d{1,2})\b", _in_digits(rest))
    return int(found[1]) if found else None


def _agreeing(
    weeks: list[Week], number: int | None, days: list[date], value: CellValue, month: Month | None, certain: bool
) -> WeekReading:
    months = {week.month for week in weeks} | {Month.of(day) for day in days}
    if number is not None and not any(number in (week.week_of_month, week.number) for week in weeks):
        there = (month or weeks[0].month).weeks()
        other = [there[number - 1]] if 1 <= number <= len(there) else []
        return _asked([*weeks, *other], month, value, f"ghi tuần {number} nhưng các ngày thuộc {_names(weeks)}")
    if month is not None and month not in months:
        return _asked(weeks, month, value, f"không thuộc tháng {month.number} ở cột Tháng")
    if not certain:
        return replace(_sure(weeks, month), certain=False)
    return _sure(weeks, month)


def _pair(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """``2/4``: a day or a week of a month."""
    found = _PAIR.match(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    named = _month(second, None, context, month)
    if named is None:
        return _unreadable(value, month)
    try:
        day = date(named.year, named.number, first)
    except ValueError:
        return _unreadable(value, month)
    return _day_or_week(value, first, second, day, context, month, from_google=False)


def _parts(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    """``đầu tháng``, ``tuần cuối tháng 4``: the first or last week, to be confirmed."""
    text, named = _take_month(text, context, month)
    found = _PART.search(text)
    base = named or month
    if not found:
        return None
    if base is None:
        return _unreadable(value, None)
    there = base.weeks()
    week = {"dau": there[0], "cuoi": there[-1]}.get(found[2])
    return _asked([week] if week else (), base, value, "chưa rõ là tuần nào")


def _every(text: str, value: CellValue, context: Context, month: Month | None) -> WeekReading | None:
    if not _EVERY.search(text):
        return None
    said = f"“{show(value)}” là lịch lặp lại; đề nghị ghi từng tuần một dòng, ví dụ {EXAMPLE}."
    return WeekReading((), True, month, False, (question(IssueCode.WEEK_UNSURE, said),))
