"""Report rows as activities: one a week, with what is blank, uncertain, or said not to have been held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.core.parsing.cells import CellReader, errors_in, issues_at, words
from service.core.parsing.corrections import settle_doubles
from service.core.parsing.counts import CountReading
from service.core.parsing.dates import read_date
from service.core.parsing.group_reading import groups_of
from service.core.parsing.groups import explanation_in, says_not_held
from service.core.parsing.headers import words_on_sheet
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.months import MonthReading
from service.core.parsing.names import UnitNames
from service.core.parsing.reading import Context, fault, question, show
from service.core.parsing.weeks import WeekReading, read_week
from service.core.records import Activity, Field, Issue, Row
from service.core.weeks import Month, Week

_TEXTS = (Field.PLACE, Field.CONTENT, Field.FORM, Field.RESULT)


def read_activities(
    rows: Sequence[Row],
    names: UnitNames,
    context: Context,
    members: Mapping[str, int | None],
    *,
    settle: bool = True,
) -> tuple[tuple[Activity, ...], tuple[Issue, ...]]:
    """Activities of report rows, in the order of the rows; of doubles the later complete one, unless ``settle`` is
    False (the caller settles rows of several readings together).

    ``members``: ĐVTN by unit code. A row that names three weeks is three activities; one whose week cannot be
    read is one without a week. Distinct values are read once."""
    reader = CellReader(names, context)
    found: list[Activity] = []
    issues: list[Issue] = []
    for row in rows:
        activities, told = _row(row, reader, members)
        found += activities
        issues += told
    if not settle:
        return tuple(found), tuple(issues)
    kept, doubled = settle_doubles(found)
    return kept, (*issues, *doubled)


@dataclass(frozen=True, slots=True)
class _When:
    """The weeks of a row, and what of it is blank or uncertain."""

    weeks: tuple[Week | None, ...]
    month: Month | None
    blank: frozenset[Field]
    uncertain: frozenset[Field]
    issues: tuple[Issue, ...]


def _row(row: Row, reader: CellReader, members: Mapping[str, int | None]) -> tuple[list[Activity], list[Issue]]:
    match, asked = reader.unit(row)
    issues = [*issues_at(row, Field.UNIT, asked)]
    when = _when(row, reader)
    issues += when.issues
    total = members.get(match.unit) if match.unit else None
    count = reader.count(row, Field.PARTICIPANTS, total)
    texts = {field: words(row, field) for field in _TEXTS}
    issues += errors_in(row, _TEXTS)
    held, explanation, doubt = _held(row, texts, count, issues)
    blank, uncertain = set(when.blank), set(when.uncertain) | doubt
    if count is not None:
        issues += issues_at(row, Field.PARTICIPANTS, count.findings)
        if held and _undecided(count):
            uncertain.add(Field.PARTICIPANTS)
    if held:
        blank |= {field for field in _TEXTS if not texts[field]}
        if count is None or (count.count is None and Field.PARTICIPANTS not in uncertain):
            blank.add(Field.PARTICIPANTS)
    groups, told = (
        groups_of(row, texts[Field.CONTENT], texts[Field.PLACE], match.unit, reader.names) if held else ((), ())
    )
    issues += told
    told_once = tuple(issues)
    return [
        Activity(
            unit=match.unit,
            guesses=match.guesses,
            week=week,
            month=week.month if week else when.month,
            held=held,
            explanation=explanation,
            participants=count.count if count else None,
            members=total,
            groups=groups,
            place=texts[Field.PLACE],
            content=texts[Field.CONTENT],
            form=texts[Field.FORM],
            result=texts[Field.RESULT],
            blank=frozenset(blank),
            uncertain=frozenset(uncertain),
            where=row.where,
            digest=row.digest if not row.copy else f"{row.digest}:{row.copy}",
            issues=told_once,
        )
        for week in when.weeks
    ], issues


def _when(row: Row, reader: CellReader) -> _When:
    """The week of a row from its week's column, else from a date or week typed into a neighbouring one."""
    month = reader.month(row)
    if month.month is None and Field.MONTH in row.values:
        in_month = read_week(row.values[Field.MONTH], reader.context)
        if in_month.weeks and Field.WEEK not in row.values:
            return _dated(row, Field.MONTH, in_month, None)
    if Field.WEEK not in row.values and Field.TIME in row.values:
        day = read_date(row.values[Field.TIME], reader.context)
        if day.day is not None:
            reading = WeekReading((Week.of(day.day),), False, Month.of(day.day), day.certain, day.findings)
            return _dated(row, Field.TIME, reading, month)
    return _dated(row, Field.WEEK, reader.week(row, month.month if month.certain else None), month)


def _dated(row: Row, at: Field, week: WeekReading, month: MonthReading | None) -> _When:
    blank: set[Field] = set()
    uncertain: set[Field] = set()
    issues = [*issues_at(row, at, week.findings)]
    if month is not None:
        issues += issues_at(row, Field.MONTH, month.findings)
    known = week.month or (month.month if month else None)
    if not week.weeks:
        blank.add(Field.WEEK)
        if at not in row.values:
            said = "Dòng này chưa ghi tuần; đề nghị ghi, ví dụ Tuần 4 (20/4–26/4/2020)."
            issues += issues_at(row, Field.WEEK, (fault(IssueCode.WEEK_UNREADABLE, said),))
    elif not week.certain or (month is not None and not month.certain and month.month is not None):
        uncertain.add(Field.WEEK)
    if known is None:
        blank.add(Field.MONTH)
    return _When(week.weeks or (None,), known, frozenset(blank), frozenset(uncertain), tuple(issues))


def _undecided(count: CountReading) -> bool:
    """Whether a count could mean two things, or cannot be reckoned without the membership."""
    return any(finding.code == IssueCode.COUNT_UNSURE for finding in count.findings)


def _held(
    row: Row, texts: Mapping[Field, str], count: CountReading | None, issues: list[Issue]
) -> tuple[bool, str, set[Field]]:
    """Whether the row says that something was done; if not, the stated reason and what contradicts it."""
    content = texts[Field.CONTENT]
    nothing_said = show(row.values.get(Field.CONTENT)).strip(" -–—") == "" and Field.CONTENT in row.values
    refused = says_not_held(content) or (not content and says_not_held(texts[Field.RESULT]))
    if not refused and (count is None or count.held) and not (nothing_said and count is None):
        return True, "", set()
    candidates = (content, texts[Field.RESULT], words(row, Field.NOTE))
    note = show(row.values.get(Field.PARTICIPANTS))
    explanation = next((found for text in (*candidates, note) if text and (found := explanation_in(text))), "")
    if not explanation and refused:
        explanation = next(
            (text for text in (texts[Field.RESULT], words(row, Field.NOTE)) if text and not says_not_held(text)),
            "",
        )
    if refused and count is not None and count.count:
        said = (
            f"“{content}” là không tổ chức nhưng có ghi {count.count} người tham gia;"
            " đề nghị làm rõ đơn vị có tổ chức hay không."
        )
        issues += issues_at(row, Field.CONTENT, (question(IssueCode.HELD_UNSURE, said),))
        return False, explanation, {Field.CONTENT}
    if not explanation:
        at = Field.CONTENT if refused else Field.PARTICIPANTS
        said = (
            "Dòng này cho biết không tổ chức hoạt động nhưng chưa ghi lý do; đề nghị ghi lý do, ví dụ “Không tổ chức"
            " do trùng hội nghị cơ quan”, hoặc nếu có tổ chức thì ghi số người ở cột"
            f" {words_on_sheet(row.source, Field.PARTICIPANTS)}."
        )
        issues += issues_at(row, at, (fault(IssueCode.REASON_LACKING, said),))
    return False, explanation, set()
