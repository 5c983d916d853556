"""MIỄN – GIA HẠN: who need not, who later, which weeks not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from service.core.parsing.cells import issues_at, unit_question, words
from service.core.parsing.dates import read_date
from service.core.parsing.decisions import read_exemption_kind
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.months import read_month
from service.core.parsing.names import UnitNames
from service.core.parsing.reading import Context, fault, is_error, question, show
from service.core.parsing.tables import Table
from service.core.parsing.text import fold
from service.core.records import Exemption, ExemptionKind, Field, Issue, Row

_ALL_WORDS = """tat ca|toan khoi|cac don vi|tat ca cac don vi|tat ca don vi|toan bo|chung|ca khoi|moi don vi|toan the
|tat ca nghia vu|tat ca cac nghia vu|cac nghia vu"""
_ALL = frozenset(word.strip() for word in _ALL_WORDS.split("|"))


class _Unreadable(Exception):
    """A row that must not take effect; its issues are told already."""


def read_exemptions(
    table: Table, names: UnitNames, titles: Mapping[str, str], context: Context
) -> tuple[tuple[Exemption, ...], tuple[Issue, ...]]:
    """The office's exemptions. ``titles``: obligation id → title. An empty unit or obligation means all; one that
    cannot be told, or dates that cannot, keep the row from taking effect, and are asked."""
    found: list[Exemption] = []
    issues: list[Issue] = []
    for row in table.rows:
        try:
            found += _row(row, names, titles, context, issues)
        except _Unreadable:
            continue
    return tuple(found), tuple(issues)


def _row(
    row: Row, names: UnitNames, titles: Mapping[str, str], context: Context, issues: list[Issue]
) -> list[Exemption]:
    units = _units(row, names, issues)
    obligations = _obligations(row, titles, issues)
    since = _day(row, Field.SINCE, context, issues, first=True)
    until = _day(row, Field.UNTIL, context, issues, first=False)
    extended_to = _day(row, Field.EXTENDED_TO, context, issues, first=False)
    kind = _kind(row, extended_to, issues)
    if since and until and since > until:
        said = (
            f"Ngày bắt đầu {since:%d/%m/%Y} sau ngày kết thúc {until:%d/%m/%Y};"
            " dòng này chưa có hiệu lực, đề nghị sửa lại."
        )
        _refuse(row, Field.SINCE, IssueCode.DATES_REVERSED, said, issues)
    if kind is ExemptionKind.EXTENDED and extended_to is None:
        said = "Dòng gia hạn chưa ghi “Gia hạn đến”; đề nghị ghi ngày, ví dụ 20/4/2020."
        _refuse(row, Field.EXTENDED_TO, IssueCode.DATE_UNREADABLE, said, issues)
    return [
        Exemption(
            unit=unit,
            obligation=obligation,
            since=since,
            until=until,
            kind=kind,
            extended_to=extended_to,
            reason=words(row, Field.REASON),
            granted_by=words(row, Field.GRANTED_BY),
            where=row.where,
        )
        for unit in units
        for obligation in obligations
    ]


def _refuse(row: Row, at: Field, code: IssueCode, said: str, issues: list[Issue]) -> None:
    issues += issues_at(row, at, (fault(code, said),))
    raise _Unreadable


def _units(row: Row, names: UnitNames, issues: list[Issue]) -> list[str | None]:
    text = show(row.values.get(Field.UNIT))
    if not text.strip() or fold(text) in _ALL:
        return [None]
    whole = names.match(text)
    if whole.unit:
        return [whole.unit]
    parts = [part for part in re.split(r"[;\n]", text) if part.strip()]
    matches = [names.match(part) for part in parts]
    if len(parts) > 1 and all(match.unit for match in matches):
        return [match.unit for match in matches]
    issues += issues_at(row, Field.UNIT, (unit_question(text, whole),))
    raise _Unreadable


def _obligations(row: Row, titles: Mapping[str, str], issues: list[Issue]) -> list[str | None]:
    text = show(row.values.get(Field.OBLIGATION))
    if not text.strip() or fold(text) in _ALL:
        return [None]
    found = [_obligation(part, titles) for part in re.split(r"[;,+\n]|\bvà\b", text) if part.strip()]
    if not found or None in found:
        listed = ", ".join(titles.values())
        said = f"Không nhận ra nghĩa vụ “{text}”; đề nghị ghi một trong: {listed}, hoặc để trống nếu là tất cả."
        issues += issues_at(row, Field.OBLIGATION, (question(IssueCode.OBLIGATION_UNKNOWN, said),))
        raise _Unreadable
    return list(found)


def _obligation(text: str, titles: Mapping[str, str]) -> str | None:
    """The one obligation whose id or title a text is, or surely holds."""
    folded = fold(text)
    named = {fold(word): id for id, title in titles.items() for word in (id, title)}
    if folded in named:
        return named[folded]
    holding = {id for word, id in named.items() if f" {word} " in f" {folded} " or f" {folded} " in f" {word} "}
    return holding.pop() if len(holding) == 1 and len(folded) >= 4 else None


def _day(row: Row, at: Field, context: Context, issues: list[Issue], *, first: bool) -> date | None:
    """A day; of a month alone its first or last."""
    value = row.values.get(at)
    if value is None:
        return None
    reading = read_date(value, context, bounded=False)
    if reading.day is not None and reading.certain:
        issues += issues_at(row, at, reading.findings)
        return reading.day
    month = None if is_error(value) or reading.day else read_month(value, context).month
    if month is not None:
        return month.first if first else month.last
    issues += issues_at(row, at, reading.findings)
    raise _Unreadable


def _kind(row: Row, extended_to: date | None, issues: list[Issue]) -> ExemptionKind:
    text = show(row.values.get(Field.KIND))
    kind = read_exemption_kind(text)
    if kind is None and not text.strip() and extended_to is not None:
        return ExemptionKind.EXTENDED
    if kind is None:
        said = f"Không đọc được loại “{text}”; đề nghị ghi Miễn, Gia hạn hoặc Tạm dừng."
        issues += issues_at(row, Field.KIND, (question(IssueCode.KIND_UNREADABLE, said),))
        raise _Unreadable
    return kind
