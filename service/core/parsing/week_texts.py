"""The forms in which people write weeks as text, tried one after another."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from service.core.parsing.dates import check_date, find_dates
from service.core.parsing.day_ranges import DayRange, find_ranges, weeks_of
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.numbers import ROMAN, number_in_words
from service.core.parsing.reading import Context, Finding, question, show, shown
from service.core.parsing.week_readings import (
    EXAMPLE,
    WeekReading,
    asked,
    by_numbers,
    day_or_week,
    iso_weeks,
    names_of,
    noted,
    sure,
    unreadable,
)
from service.core.records import CellValue
from service.core.weeks import Month, Week

_EVERY = re.compile(
    r"\b(hang|hằng|moi|tung|cac|tat ca|ca|suot|deu)( cac)? (tuan|thang)\b(?! *(?:thu )?(?:\d+|[ixv]+)\b(?! *lan))"
    r"|\btuan nao cung\b"
    r"|\btrong thang\b|\bdinh ky\b|\bthuong xuyen\b"
)
_PART = re.compile(r"\b(?:(tuan )?(dau|giua|cuoi)( cung| tien)?(?: cua)?(?: thang)?)\b")
_LUNAR = re.compile(r"\bam lich\b|\d\s*al\b")
_ARROW = re.compile(r"\s*(?:-+|=)>\s*")
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
_LIST = re.compile(r"\d{1,2}(?:\s*(?:,|;|\+|&|-|~|\bva\b|\bden\b|\btoi\b|\s)\s*\d{1,2})*\Z")
_ITEM = re.compile(r"(\d{1,2})(?:\s*(?:-|~|den|toi)\s*(\d{1,2}))?")


# -- text -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A text in the week's column: as :func:`plain` has it, as typed, and what stands around it."""

    text: str
    value: CellValue
    context: Context
    month: Month | None


def read_text(cell: WeekCell) -> WeekReading:
    if _LUNAR.search(cell.text):
        return asked((), cell.month, cell.value, "là ngày âm lịch")
    for attempt in (_labels, _iso_text, _short, _named_weeks, _days, _pair, _parts, _every):
        reading = attempt(cell)
        if reading is not None:
            return reading
    return unreadable(cell.value, cell.month)


def _labels(cell: WeekCell) -> WeekReading | None:
    """``2020-W17``, as the product writes it."""
    labels = _LABEL.findall(cell.text)
    if not labels or re.search(r"[a-z0-9]", _LABEL.sub("", cell.text).replace("va", "").replace("tuan", "")):
        return None
    try:
        weeks = [Week.parse(f"{year}-W{int(number):02d}") for year, number in labels]
    except ValueError:
        return unreadable(cell.value, cell.month)
    if cell.month is not None and any(week.month != cell.month for week in weeks):
        return asked(weeks, cell.month, cell.value, f"không thuộc tháng {cell.month.number} ở cột Tháng")
    return sure(weeks, cell.month)


def _iso_text(cell: WeekCell) -> WeekReading | None:
    found = _ISO.match(cell.text)
    return iso_weeks([int(found[1])], cell.value, cell.context, cell.month, explicit=True) if found else None


def _short(cell: WeekCell) -> WeekReading | None:
    """``T2/4``: week 2 of April here; sure only when the month's column says April too."""
    bare = _BARE.match(cell.text)
    if bare:
        reading = by_numbers([int(bare[1])], cell.value, cell.context, cell.month, None)
        return noted(reading.weeks, cell.month, cell.value, "") if reading.certain else reading
    found = _SHORT.match(cell.text)
    if not found:
        return None
    named = _month(int(found[2]), found[3], cell.context, cell.month)
    if named is None:
        return unreadable(cell.value, cell.month)
    reading = by_numbers([int(found[1])], cell.value, cell.context, cell.month, named)
    if not reading.weeks or not reading.certain:
        return reading
    if cell.month == named:
        return noted(reading.weeks, named, cell.value, "")
    return asked(
        reading.weeks, named, cell.value, f"có thể là tuần {found[1]} tháng {found[2]} hoặc thứ {found[1]}"
    )


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


def _named_weeks(cell: WeekCell) -> WeekReading | None:
    """Week numbers, lists and ranges, with or without the month: ``Tuần 1,2,3``, ``tuần II tháng 4``, ``1-4``."""
    text, named = _take_month(_in_digits(_ARROW.sub("-", cell.text)), cell.context, cell.month)
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
        return _days_of_month(text, cell.value, cell.month if named is None else named)
    return by_numbers(numbers, cell.value, cell.context, cell.month, named)


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
        return unreadable(value, month)
    try:
        first, last = (date(month.year, month.number, int(day)) for day in found.groups())
    except ValueError:
        return unreadable(value, month)
    week = Week.of(first)
    if first == week.monday and last <= week.sunday and (last - first).days >= 4:
        return noted([week], month, value, "")
    return asked(
        weeks_of(DayRange(first, last, ""))[0], month, value, f"có thể là từ ngày {first.day} đến ngày {last.day}"
    )


def _days(cell: WeekCell) -> WeekReading | None:
    """Dates and ranges of dates, and a week's number beside them, which must agree."""
    ranges, rest = find_ranges(cell.text, cell.context)
    weeks, across = list[Week](), False
    for range_ in ranges:
        meant, aligned = weeks_of(range_)
        weeks += meant
        across = across or not aligned
    ends = [day for found in ranges for day in (found.first, found.last)]
    certain, findings = True, list[Finding]()
    if not ranges:
        typed = [(found, found.day) for found in find_dates(rest, cell.context)]
        small_pair = _PAIR.match(cell.text)
        if not typed or any(day is None for _, day in typed) or (small_pair and int(small_pair[1]) <= 5):
            return None
        for found, day in typed:
            assert day is not None
            right, said = check_date(found, cell.text, show(cell.value))
            certain = certain and right
            findings += (finding for finding in said if finding.code != IssueCode.YEAR_ASSUMED)
            weeks.append(Week.of(day))
            ends.append(day)
            rest = rest.replace(found.text, " ", 1)
    number = _number_beside(rest)
    reading = _agreeing(weeks, number, ends, cell)
    if across and reading.certain and number not in (weeks[0].week_of_month, weeks[0].number):
        return asked(
            weeks, reading.month, cell.value, "gồm các ngày của hai tuần (tuần tính từ thứ Hai đến Chủ nhật)"
        )
    return replace(reading, certain=reading.certain and certain, findings=(*findings, *reading.findings))


def _number_beside(rest: str) -> int | None:
    """The week number that stands beside dates: ``tuan 4 (…)``."""
    found = re.search(r"\btuan\s*(?:le\s*|thu\s*|so\s*)?(\d{1,2})\b", _in_digits(rest))
    return int(found[1]) if found else None


def _agreeing(weeks: list[Week], number: int | None, days: list[date], cell: WeekCell) -> WeekReading:
    """The weeks of typed days, set against the week's number beside them and the month's column."""
    month = cell.month
    if number is not None and not any(number in (week.week_of_month, week.number) for week in weeks):
        there = (month or weeks[0].month).weeks()
        other = [there[number - 1]] if 1 <= number <= len(there) else []
        return asked(
            [*weeks, *other], month, cell.value, f"ghi tuần {number} nhưng các ngày thuộc {names_of(weeks)}"
        )
    if month is not None and month not in {week.month for week in weeks} | {Month.of(day) for day in days}:
        return asked(weeks, month, cell.value, f"không thuộc tháng {month.number} ở cột Tháng")
    return sure(weeks, month)


def _pair(cell: WeekCell) -> WeekReading | None:
    """``2/4``: a day or a week of a month."""
    found = _PAIR.match(cell.text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    named = _month(second, None, cell.context, cell.month)
    if named is None:
        return unreadable(cell.value, cell.month)
    try:
        day = date(named.year, named.number, first)
    except ValueError:
        return unreadable(cell.value, cell.month)
    return day_or_week(cell.value, first, second, day, cell.month, from_google=False)


def _parts(cell: WeekCell) -> WeekReading | None:
    """``đầu tháng``, ``tuần cuối tháng 4``: the first or last week, to be confirmed."""
    text, named = _take_month(cell.text, cell.context, cell.month)
    found = _PART.search(text)
    base = named or cell.month
    if not found:
        return None
    if base is None:
        return unreadable(cell.value, None)
    there = base.weeks()
    week = {"dau": there[0], "cuoi": there[-1]}.get(found[2])
    return asked([week] if week else (), base, cell.value, "chưa rõ là tuần nào")


def _every(cell: WeekCell) -> WeekReading | None:
    if not _EVERY.search(cell.text):
        return None
    said = f"“{shown(cell.value)}” là lịch lặp lại; đề nghị ghi từng tuần một dòng, ví dụ {EXAMPLE}."
    return WeekReading((), True, cell.month, False, (question(IssueCode.WEEK_UNSURE, said),))
