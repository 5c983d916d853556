"""Registration rows, of ĐĂNG KÝ or of an attached form, understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from service.core.parsing.cells import CellReader, errors_in, issues_at, words
from service.core.parsing.dates import typed_from_serial
from service.core.parsing.group_reading import groups_of
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.months import MonthReading
from service.core.parsing.names import UnitNames
from service.core.parsing.reading import Context, Finding, as_number, as_serial_day, fault, is_error, note, show
from service.core.parsing.roster import phone
from service.core.parsing.text import plain
from service.core.parsing.times import TimeReading, read_time
from service.core.parsing.weeks import WeekReading
from service.core.records import CellValue, Field, Issue, Registration, Row
from service.core.weeks import Month

_TEXTS = (Field.CONTENT, Field.PLACE, Field.FORM, Field.OFFICER, Field.CONTACT, Field.PLAN_REF, Field.NOTE)
_COLUMNS = (
    Field.UNIT,
    Field.MEMBERS,
    Field.CONTENT,
    Field.GROUP,
    Field.MONTH,
    Field.WEEK,
    Field.TIME,
    Field.FREQUENCY,
    Field.PLACE,
    Field.FORM,
    Field.OFFICER,
    Field.CONTACT,
    Field.PLAN_REF,
)
_EVERY = re.compile(r"\b(?:hang|moi|tung|cac) (?:tuan|thang)\b|/tuan\b|\bdinh ky\b")
_NUMBER = re.compile(r"\d+")
_MANY = 3


def read_registrations(
    rows: Sequence[Row], names: UnitNames, context: Context
) -> tuple[tuple[Registration, ...], tuple[Issue, ...]]:
    """Registrations of rows, in their order. A recurring schedule ("hằng tuần") is as good as a list of weeks."""
    reader = CellReader(names, context)
    found: list[Registration] = []
    issues: list[Issue] = []
    for row in rows:
        registration = _row(row, reader)
        found.append(registration)
        issues += registration.issues
    return tuple(found), tuple(issues)


def _row(row: Row, reader: CellReader) -> Registration:
    match, asked = reader.unit(row)
    issues = [*issues_at(row, Field.UNIT, asked), *errors_in(row, _TEXTS)]
    month, week, every_week = _when(row, reader, issues)
    members = reader.count(row, Field.MEMBERS, None)
    if members is not None:
        issues += issues_at(row, Field.MEMBERS, members.findings)
    when = _time(row, issues)
    times = _frequency(row, reader.context, issues)
    texts = {field: words(row, field) for field in _TEXTS}
    groups, told = groups_of(row, texts[Field.CONTENT], texts[Field.PLACE], match.unit, reader.names)
    issues += told
    unread = {
        Field.WEEK: not week.weeks and not every_week,
        Field.MONTH: month is None and not every_week,
        Field.MEMBERS: members is None or members.count is None,
        Field.TIME: when is None or not when.known,
        Field.FREQUENCY: times is None,
        **{field: not text for field, text in texts.items()},
    }
    blank = frozenset(field for field in _COLUMNS if unread.get(field, field not in row.values))
    return Registration(
        unit=match.unit,
        guesses=match.guesses,
        members=members.count if members and members.certain else None,
        content=texts[Field.CONTENT],
        groups=groups,
        month=month,
        weeks=week.weeks,
        every_week=every_week,
        time=_spelt(row.values.get(Field.TIME), when),
        weekday=when.weekday if when else None,
        times_per_week=times,
        place=texts[Field.PLACE],
        form=texts[Field.FORM],
        officer=texts[Field.OFFICER],
        contact=phone(texts[Field.CONTACT]),
        plan_ref=texts[Field.PLAN_REF],
        note=texts[Field.NOTE],
        blank=blank,
        where=row.where,
        digest=row.digest if not row.copy else f"{row.digest}:{row.copy}",
        issues=tuple(issues),
    )


def _when(row: Row, reader: CellReader, issues: list[Issue]) -> tuple[Month | None, WeekReading, bool]:
    """Month and weeks, or that the activity recurs every week; a recurring month ("các tháng") is no issue."""
    recurring = any(
        _EVERY.search(plain(show(row.values.get(field)))) for field in (Field.WEEK, Field.MONTH, Field.TIME)
    )
    month: MonthReading = reader.month(row)
    if month.months:
        return _of_months(row, reader, month.months, issues)
    week = reader.week(row, month.month)
    if month.month is not None or not recurring:
        issues += issues_at(row, Field.MONTH, month.findings)
    if week.weeks or not (recurring or week.every_week):
        issues += issues_at(row, Field.WEEK, week.findings)
    return week.month or month.month, week, week.every_week or (recurring and not week.weeks)


def _of_months(
    row: Row, reader: CellReader, months: Sequence[Month], issues: list[Issue]
) -> tuple[Month | None, WeekReading, bool]:
    """A schedule of several months ("4 đến 12"): the weeks named, of each of them."""
    readings = [reader.week(row, month) for month in months]
    if any(reading.every_week for reading in readings) or not readings[0].weeks:
        return None, readings[0], True
    issues += issues_at(row, Field.WEEK, readings[0].findings)
    weeks = tuple(sorted({week for reading in readings for week in reading.weeks}))
    return months[0], WeekReading(weeks, False, None, readings[0].certain), False


def _time(row: Row, issues: list[Issue]) -> TimeReading | None:
    value = row.values.get(Field.TIME)
    if value is None:
        return None
    reading = read_time(value)
    issues += issues_at(row, Field.TIME, reading.findings)
    return reading


def _spelt(value: CellValue, when: TimeReading | None) -> str:
    """The time as typed; a cell that became a number as the clock shows it."""
    if when is not None and when.starts is not None and as_number(value) is not None:
        return when.starts.strftime("%H:%M")
    return "" if is_error(value) else " ".join(show(value).split())


def _frequency(row: Row, context: Context, issues: list[Issue]) -> int | None:
    """Times a week: of "1-2" the larger; three and more are worth a note only."""
    value = row.values.get(Field.FREQUENCY)
    if value is None:
        return None
    times = _times(value, context)
    findings: Iterable[Finding] = ()
    if times is None:
        said = f"Không đọc được số lần mỗi tuần từ “{show(value)}”; đề nghị ghi một số, ví dụ 1."
        findings = (fault(IssueCode.FREQUENCY_UNUSUAL, said),)
    elif times >= _MANY:
        said = f"“{show(value)}”: đăng ký {times} lần một tuần; kế hoạch gợi ý 01 đến 02 lần."
        findings = (note(IssueCode.FREQUENCY_UNUSUAL, said),)
    issues += issues_at(row, Field.FREQUENCY, findings)
    return times


def _times(value: CellValue, context: Context) -> int | None:
    day = as_serial_day(as_number(value))
    if day is not None and not isinstance(value, str):
        meant = typed_from_serial(day, context)[0]
        return max(meant.day, meant.month)
    text = re.sub(r"/\s*tuan|/\s*thang|moi tuan", " ", plain(show(value)))
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if not numbers:
        words_said = {"mot": 1, "hai": 2, "ba": 3}
        numbers = [words_said[word] for word in text.split() if word in words_said]
    return max(numbers) if numbers and max(numbers) <= 14 else None
