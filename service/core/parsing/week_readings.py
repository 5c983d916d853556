"""What a week's cell can turn out to be: sure, noted, asked or unreadable; and week numbers as weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import Context, Finding, note, question, show, shown
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


def week_name(week: Week) -> str:
    """``Tuần 4 (20/4–26/4/2020)``, the words the product itself writes."""
    first, last = week.monday, week.sunday
    start = f"{first.day}/{first.month}" + (f"/{first.year}" if first.year != last.year else "")
    return f"Tuần {week.week_of_month} ({start}–{last.day}/{last.month}/{last.year})"


def names_of(weeks: Iterable[Week]) -> str:
    return ", ".join(f"{week_name(week)[0].lower()}{week_name(week)[1:]}" for week in weeks)


# -- outcomes ---------------------------------------------------------------------------------------


def sure(weeks: Iterable[Week], month: Month | None, *findings: Finding) -> WeekReading:
    ordered = tuple(sorted(set(weeks)))
    months = {week.month for week in ordered}
    return WeekReading(ordered, False, months.pop() if len(months) == 1 else month, True, findings)


def noted(weeks: Iterable[Week], month: Month | None, value: CellValue, why: str) -> WeekReading:
    reading = sure(weeks, month)
    said = f"“{shown(value)}” đọc là {names_of(reading.weeks)}{why}; nếu khác đề nghị ghi lại, ví dụ {EXAMPLE}."
    return replace(reading, findings=(note(IssueCode.WEEK_NOTED, said),))


def asked(weeks: Iterable[Week], month: Month | None, value: CellValue, why: str) -> WeekReading:
    reading = sure(weeks, month)
    guess = f"tạm đọc là {names_of(reading.weeks)}" if reading.weeks else "chưa xác định được tuần"
    said = f"“{shown(value)}” {why}; {guess}, đề nghị ghi rõ, ví dụ {EXAMPLE}."
    return replace(reading, certain=False, findings=(question(IssueCode.WEEK_UNSURE, said),))


def unreadable(value: CellValue, month: Month | None) -> WeekReading:
    said = (
        f"Không đọc được tuần từ “{shown(value)}”; đề nghị ghi tuần trong tháng hoặc từ ngày đến ngày,"
        f" ví dụ {EXAMPLE}."
    )
    return WeekReading((), False, month, False, (question(IssueCode.WEEK_UNREADABLE, said),))


# -- numbers ----------------------------------------------------------------------------------------


def by_decimal(value: CellValue, month: Month | None) -> WeekReading:
    """1.2 is what Google makes of a typed 1,2: weeks 1 and 2, probably; 19.7 beside July is a day of it."""
    parts = [int(part) for part in show(value).split(".") if part.isdigit()]
    if len(parts) == 2 and month is not None and parts[1] == month.number and 5 < parts[0] <= 28:
        day = date(month.year, month.number, parts[0])
        return noted([Week.of(day)], month, value, f" (có ngày {day:%d/%m/%Y})")
    if len(parts) != 2 or month is None or not all(1 <= part <= len(month.weeks()) for part in parts):
        return unreadable(value, month)
    weeks = [month.weeks()[part - 1] for part in parts]
    return asked(weeks, month, value, f"có thể là tuần {parts[0]} và tuần {parts[1]}, hoặc gõ nhầm")


def by_numbers(
    numbers: list[int], value: CellValue, context: Context, month: Month | None, said_month: Month | None
) -> WeekReading:
    """Week numbers; ``said_month`` is the month named beside them, ``month`` the one of its own column."""
    base = said_month or month
    if not numbers or not all(1 <= number <= 53 for number in numbers):
        return unreadable(value, base)
    if all(number <= 5 for number in numbers):
        return _weeks_of_month(numbers, value, month, said_month)
    if any(number <= 5 for number in numbers):
        return unreadable(value, base)
    return iso_weeks(numbers, value, context, base, explicit=False)


def _weeks_of_month(
    numbers: list[int], value: CellValue, month: Month | None, said_month: Month | None
) -> WeekReading:
    base = said_month or month
    if base is None:
        return asked((), None, value, "không ghi tháng")
    there = base.weeks()
    weeks = [there[number - 1] for number in numbers if number <= len(there)]
    if len(weeks) < len(numbers):
        return asked(
            (), base, value, f"không có trong tháng {base.number}/{base.year}, tháng này chỉ có {len(there)} tuần"
        )
    if said_month is not None and month is not None and said_month != month:
        return asked(weeks, base, value, f"ghi tháng {said_month.number} nhưng cột Tháng ghi tháng {month.number}")
    return sure(weeks, base)


def iso_weeks(
    numbers: list[int], value: CellValue, context: Context, month: Month | None, *, explicit: bool
) -> WeekReading:
    year = month.year if month else context.year_for(min(12, (numbers[0] - 1) * 12 // 52 + 1))[0]
    try:
        weeks = [Week.parse(f"{year}-W{number:02d}") for number in numbers]
    except ValueError:
        return unreadable(value, month)
    if month is not None and any(week.month != month for week in weeks):
        return asked(weeks, month, value, f"là tuần của năm, không thuộc tháng {month.number} ở cột Tháng")
    if explicit:
        return sure(weeks, month)
    if month is not None:
        return noted(weeks, month, value, " (tuần của năm)")
    return asked(weeks, None, value, "có thể là tuần của năm")


def day_or_week(
    value: CellValue,
    first: int,
    second: int,
    day: date,
    month: Month | None,
    *,
    from_google: bool,
) -> WeekReading:
    """``2/4`` in the week's column: a day, week 2 of April, or (as a cell Google changed) weeks 2–4."""
    by_day = Week.of(day)
    if first > 5:
        if month is not None and month not in (by_day.month, Month.of(day)):
            return asked(
                [by_day], month, value, f"là ngày {day:%d/%m/%Y}, không thuộc tháng {month.number} ở cột Tháng"
            )
        return (
            noted([by_day], month, value, f" (có ngày {day:%d/%m/%Y})") if from_google else sure([by_day], month)
        )
    named = Month.of(day)
    there = named.weeks()
    by_week = there[first - 1] if first <= len(there) else None
    meanings: set[tuple[Week, ...]] = set()
    if month in (None, named, by_day.month):
        meanings = {(by_day,)} | ({(by_week,)} if by_week and month in (None, named) else set())
    if from_google and month is not None and first < second <= len(month.weeks()):
        meanings.add(month.weeks()[first - 1 : second])
    if len(meanings) == 1:
        return noted(meanings.pop(), month or named, value, "")
    typed = (
        f"ngày {first}/{second}" if by_week is None else f"tuần {first} tháng {second} hoặc ngày {first}/{second}"
    )
    typed += f" hoặc các tuần {first}–{second}" if len(meanings) > 2 else ""
    return asked([by_week or by_day], month or named, value, f"có thể là {typed}")
