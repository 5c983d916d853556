"""Registration forms and monthly reports: their tables as rows, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from service.core.mail.brought import Brought
from service.core.mail.context import MailContext
from service.core.mail.paper_items import YEAR, period_of
from service.core.mail.said import local_day, month_said, years_said
from service.core.mail.tables import PaperTable
from service.core.mail.view import Found
from service.core.obligations import Obligation, ObligationSource
from service.core.parsing.groups import says_not_held
from service.core.parsing.headers import expected, words_on_sheet
from service.core.parsing.months import read_month
from service.core.parsing.reading import Context, show
from service.core.records import (
    Field,
    Issue,
    Mail,
    Place,
    Row,
    Severity,
    Source,
    Submission,
    SubmissionItem,
)
from service.core.weeks import Month

TEMPLATE, MONTH_SAID, SAME_FILE = "template", "month_said", "same_file"
"""Missing parts that no settings name: the office's table, the month the mail speaks of, a file not sent before."""

_OF_HELD = frozenset({Field.PLACE, Field.PARTICIPANTS, Field.FORM, Field.RESULT})
"""Columns that only an activity fills: a row "Không tổ chức" needs none of them."""


def items_of(
    obligation: Obligation, one: Found, mail: Mail, earlier: Sequence[Submission], context: MailContext
) -> Brought:
    """The items of one paper: one, or for a report one a month its rows name."""
    source = Source.REGISTRATIONS if obligation.source is ObligationSource.REGISTRATION else Source.REPORTS
    paper, place = one.paper, one.paper.place
    tables = [found for found in one.nature.tables if found.table.source is source]
    rows = [row for found in tables for row in found.table.rows]
    period = period_of(obligation, (one,), mail, context)
    required = frozenset(obligation.required)
    if not rows:
        if not paper.readable or paper.by_ocr or paper.is_partial:
            issues = paper.issues or (_unread(obligation, place),)
            return Brought((SubmissionItem(obligation.id, period, frozenset(), required, False, place, issues),))
        if obligation.source is ObligationSource.REGISTRATION and not one.nature.named:
            return Brought(())
        fault = _no_rows(obligation, source, tables, paper.title, place)
        missing = required | {TEMPLATE}
        item = SubmissionItem(obligation.id, period, frozenset(), missing, True, place, (*paper.issues, fault))
        return Brought((item,))
    header_issues = tuple(issue for found in tables for issue in found.issues)
    if source is Source.REGISTRATIONS:
        return _form(obligation, rows, header_issues, one, context)
    return _report(obligation, rows, header_issues, one, mail, earlier, context)


def _form(
    obligation: Obligation, rows: Sequence[Row], issues: tuple[Issue, ...], one: Found, context: MailContext
) -> Brought:
    place = one.paper.place
    blanks = _blanks(obligation, rows, place)
    missing = {issue.field for issue in blanks}
    blanks = _unless_told(blanks, issues)
    wrong = _wrong_year(one, obligation, context)
    if wrong is not None:
        missing.add(YEAR)
    faults = (*one.paper.issues, *issues, *blanks, *((wrong,) if wrong else ()))
    parts = frozenset(obligation.required) - missing
    item = SubmissionItem(obligation.id, "once", parts, frozenset(missing), True, place, faults)
    return Brought((item,), () if wrong else tuple(rows))


def _report(
    obligation: Obligation,
    rows: Sequence[Row],
    issues: tuple[Issue, ...],
    one: Found,
    mail: Mail,
    earlier: Sequence[Submission],
    context: MailContext,
) -> Brought:
    place = one.paper.place
    day = local_day(mail.received, context.zone)
    in_paper = month_said([*one.paper.head[:10]], day) if not one.paper.is_body else None
    around = month_said([one.paper.name, mail.subject, mail.text[:1_000]], day)
    said = around or in_paper
    wrong = _wrong_year(one, obligation, context)
    if wrong is not None and not _years_typed(rows):
        missing = frozenset(obligation.required) | {YEAR}
        period = said.label if said and said.year >= context.campaign.since.year else None
        item = SubmissionItem(obligation.id, period, frozenset(), missing, True, place, (*issues, wrong))
        return Brought((item,))
    months = _months(rows, one, day, context)
    named = {month for month in months if month is not None}
    again = _sent_for(rows, one.paper.digest, earlier)
    if said is not None and named and said not in named and again is not None:
        return Brought((_same_file(obligation, said, again, one, context),))
    items: list[SubmissionItem] = []
    if said is not None and named and said not in named:
        items.append(_other_month(obligation, said, named, place))
    kept = [_dated(row, month, said) for row, month in zip(rows, months, strict=True)]
    shown: list[Month | None] = [*sorted(named)] or [said]
    for month in shown:
        mine = [row for row, of in zip(rows, months, strict=True) if of in (month, None)]
        blanks = _blanks(obligation, mine, place)
        missing = frozenset(issue.field for issue in blanks)
        blanks = _unless_told(blanks, issues)
        parts = frozenset(obligation.required) - missing
        label = month.label if month else None
        notes = () if again is None else (_note_again(one, again, context),)
        faults = (*one.paper.issues, *issues, *blanks, *notes)
        items.append(SubmissionItem(obligation.id, label, parts, missing, True, place, faults))
    return Brought(tuple(items), tuple(kept))


def _months(rows: Sequence[Row], one: Found, day: date, context: MailContext) -> list[Month | None]:
    """The month each row names, None where it names none that can be read."""
    years = {found.table.year for found in one.nature.tables if found.table.year is not None}
    campaign = context.campaign
    reading = Context(years.pop() if len(years) == 1 else None, campaign.since, campaign.until, today=day)
    return [
        read_month(row.values[Field.MONTH], reading).month if Field.MONTH in row.values else None for row in rows
    ]


def _dated(row: Row, month: Month | None, said: Month | None) -> Row:
    """A row without a month, in a report that names its month, has it said with its week: the column still counts
    as blank."""
    week = row.values.get(Field.WEEK)
    if month is not None or said is None or week is None or Field.MONTH in row.values:
        return row
    typed = show(week).strip()
    text = (
        typed
        if "/" in typed or "thg" in typed.lower() or "tháng" in typed.lower()
        else f"{typed} tháng {said.number}/{said.year}"
    )
    if text.isdigit() or text[:1].isdigit():
        text = f"Tuần {text}" if typed.isdigit() else text
    return replace(row, values={**row.values, Field.WEEK: text})


def _years_typed(rows: Sequence[Row]) -> bool:
    """Whether the rows themselves say their years, so that a title left over from last year misleads nobody."""
    return all("20" in show(row.values.get(Field.MONTH)) for row in rows)


def _sent_for(rows: Sequence[Row], digest: str, earlier: Sequence[Submission]) -> Submission | None:
    """The earlier mail that brought this very file, or the very same rows."""
    mine = {row.digest for row in rows}
    for submission in earlier:
        same_file = digest and any(file.digest == digest for file in submission.files)
        if same_file or (mine and mine == {row.digest for row in submission.rows if row.source is rows[0].source}):
            return submission
    return None


def _same_file(
    obligation: Obligation, said: Month, again: Submission, one: Found, context: MailContext
) -> SubmissionItem:
    when = again.received.astimezone(context.zone)
    text = (
        f"Thư ghi báo cáo tháng {said.number}/{said.year} nhưng {one.paper.title} là báo cáo đã gửi ngày "
        f"{when.day}/{when.month}/{when.year}; đề nghị gửi lại báo cáo tháng {said.number}."
    )
    issue = Issue("report.same_file", Severity.FAULT, one.paper.place, one.paper.name, text, SAME_FILE)
    missing = frozenset(obligation.required) | {SAME_FILE}
    return SubmissionItem(obligation.id, said.label, frozenset(), missing, True, one.paper.place, (issue,))


def _other_month(obligation: Obligation, said: Month, named: set[Month], place: Place) -> SubmissionItem:
    months = ", ".join(f"{month.number}/{month.year}" for month in sorted(named))
    text = (
        f"Thư ghi báo cáo tháng {said.number}/{said.year} nhưng các dòng trong bảng ghi tháng {months}; "
        f"đề nghị kiểm tra và gửi lại bảng của tháng {said.number}."
    )
    issue = Issue("report.other_month", Severity.FAULT, place, months, text, MONTH_SAID)
    missing = frozenset(obligation.required) | {MONTH_SAID}
    return SubmissionItem(obligation.id, said.label, frozenset(), missing, True, place, (issue,))


def _note_again(one: Found, again: Submission, context: MailContext) -> Issue:
    when = again.received.astimezone(context.zone).strftime("%H:%M ngày %d/%m/%Y")
    text = f"Nội dung của {one.paper.title} đã nhận lúc {when}; không tính hai lần."
    return Issue("paper.again", Severity.NOTE, one.paper.place, one.paper.name, text)


def _blanks(obligation: Obligation, rows: Sequence[Row], place: Place) -> tuple[Issue, ...]:
    """One issue a required column, naming the rows in which it is blank."""
    issues: list[Issue] = []
    source = rows[0].source if rows else Source.REPORTS
    for name in obligation.required:
        field = Field(name) if name in Field._value2member_map_ else None
        if field is None:
            continue
        blank = [row for row in rows if field not in row.values and not (field in _OF_HELD and _not_held(row))]
        if not blank:
            continue
        spots = ", ".join(_line_of(row) for row in blank[:6]) + ("…" if len(blank) > 6 else "")
        text = f"{obligation.title} còn trống cột “{words_on_sheet(source, field)}” ở {spots}."
        issues.append(Issue("rows.blank", Severity.FAULT, blank[0].where or place, "", text, name))
    return tuple(issues)


def _not_held(row: Row) -> bool:
    return says_not_held(show(row.values.get(Field.CONTENT)))


def _unless_told(blanks: tuple[Issue, ...], told: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """A column that is not there is told once, by its header."""
    absent = {issue.field for issue in told}
    return tuple(issue for issue in blanks if issue.field not in absent)


def _line_of(row: Row) -> str:
    return row.where.spot.rpartition(", ")[2] or row.where.cell


def _wrong_year(one: Found, obligation: Obligation, context: MailContext) -> Issue | None:
    campaign = context.campaign
    years = years_said(one.paper.head, campaign) if not one.paper.is_body else frozenset()
    years |= {found.table.year for found in one.nature.tables if found.table.year is not None}
    if not years or any(campaign.since.year <= year <= campaign.until.year for year in years):
        return None
    named = ", ".join(str(year) for year in sorted(years))
    text = (
        f"{obligation.title} ghi năm {named}, không thuộc giai đoạn {campaign.since.year}–{campaign.until.year}; "
        "đề nghị kiểm tra và gửi lại bản đúng."
    )
    return Issue("paper.wrong_year", Severity.FAULT, one.paper.place, named, text, YEAR)


def _no_rows(
    obligation: Obligation, source: Source, tables: Sequence[PaperTable], title: str, place: Place
) -> Issue:
    if tables:
        text = f"{obligation.title} ({title}) có bảng nhưng chưa điền dòng nào; đề nghị điền rồi gửi lại."
        return Issue("rows.none", Severity.FAULT, place, "", text, TEMPLATE)
    columns = ", ".join(words_on_sheet(source, field) for field in expected(source))
    text = f"{obligation.title} ({title}) không theo mẫu; đề nghị dùng bảng có các cột: {columns}."
    return Issue("rows.template", Severity.FAULT, place, "", text, TEMPLATE)


def _unread(obligation: Obligation, place: Place) -> Issue:
    text = f"{obligation.title} là bản chụp hoặc bản quét, bảng chưa đọc được; Văn phòng cần người đọc."
    return Issue("paper.unsure", Severity.QUESTION, place, "", text)
