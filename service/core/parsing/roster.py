"""The roster: DANH MỤC ĐƠN VỊ as units."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from service.core.parsing.cells import cell_place, issues_at, words
from service.core.parsing.counts import read_count
from service.core.parsing.dates import read_date
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import Context, Finding, fault, question, show
from service.core.parsing.tables import Table
from service.core.parsing.text import clean, fold
from service.core.records import Field, Issue, Row, Unit

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_ANY_TIME = Context(None, date(1950, 1, 1), date(2099, 12, 31))


def read_units(table: Table, context: Context = _ANY_TIME) -> tuple[tuple[Unit, ...], tuple[Issue, ...]]:
    """The units of a roster. A row without code or name, or with a code already used, is left out and told."""
    units: list[Unit] = []
    issues: list[Issue] = []
    codes: dict[str, str] = {}
    for row in table.rows:
        code, name = words(row, Field.CODE), words(row, Field.NAME)
        problem = _unusable(code, name, codes)
        if problem:
            issues += issues_at(
                row, Field.NAME if problem.code == IssueCode.NAME_BLANK else Field.CODE, (problem,)
            )
            continue
        codes[fold(code)] = name
        unit, found = _unit(row, code, name, context)
        units.append(unit)
        issues += found
    issues += _shared(table, units, lambda unit: unit.emails, Field.EMAIL)
    issues += _shared(table, units, lambda unit: (fold(unit.name),), Field.NAME)
    return tuple(units), tuple(issues)


def _unusable(code: str, name: str, codes: dict[str, str]) -> Finding | None:
    if not code:
        return fault(
            IssueCode.CODE_BLANK, f"Đơn vị “{name}” chưa có mã; đề nghị ghi mã ngắn, không trùng, ví dụ SXD."
        )
    if not name:
        return fault(
            IssueCode.NAME_BLANK, f"Mã “{code}” chưa có tên đơn vị; đề nghị ghi tên, ví dụ Chi đoàn Sở Xây dựng."
        )
    if fold(code) in codes:
        said = (
            f"Mã “{code}” đã dùng cho “{codes[fold(code)]}”; đơn vị “{name}” chưa được tính, đề nghị đặt mã khác."
        )
        return fault(IssueCode.CODE_TWICE, said)
    return None


def _unit(row: Row, code: str, name: str, context: Context) -> tuple[Unit, list[Issue]]:
    issues: list[Issue] = []
    members = _members(row, context, issues)
    opens, closes = (_date(row, at, context, issues) for at in (Field.OPENS, Field.CLOSES))
    if opens and closes and opens > closes:
        said = f"Từ ngày {opens:%d/%m/%Y} sau Đến ngày {closes:%d/%m/%Y}; đề nghị kiểm tra lại."
        issues += issues_at(row, Field.OPENS, (question(IssueCode.DATES_REVERSED, said),))
        opens = closes = None
    unit = Unit(
        code=code,
        name=name,
        aliases=split_aliases(show(row.values.get(Field.ALIASES))),
        sector=words(row, Field.SECTOR),
        members=members,
        emails=_emails(row, issues),
        officer=words(row, Field.OFFICER),
        phone=phone(show(row.values.get(Field.PHONE))),
        opens=opens,
        closes=closes,
        where=row.where,
    )
    return unit, issues


def split_aliases(text: str) -> tuple[str, ...]:
    """Other names, one a line or parted by ";". A comma parts names too where it cannot belong to one
    (``Sở VH,TT&DL``)."""
    found: list[str] = []
    for part in re.split(r"[;|\n]", text):
        pieces = [clean(piece) for piece in part.split(", ")]
        found += pieces if len(pieces) > 1 and all(len(piece) >= 5 for piece in pieces) else [clean(part)]
    return tuple(dict.fromkeys(piece for piece in found if piece))


def _members(row: Row, context: Context, issues: list[Issue]) -> int | None:
    value = row.values.get(Field.MEMBERS)
    if value is None:
        return None
    reading = read_count(value, None, context)
    if reading.certain and reading.count is not None:
        return reading.count
    said = f"Không đọc được số ĐVTN từ “{show(value)}”; đề nghị ghi một số, ví dụ 25."
    issues += issues_at(row, Field.MEMBERS, (fault(IssueCode.MEMBERS_UNREADABLE, said),))
    return None


def _date(row: Row, at: Field, context: Context, issues: list[Issue]) -> date | None:
    value = row.values.get(at)
    if value is None:
        return None
    reading = read_date(value, context, bounded=False)
    issues += issues_at(row, at, reading.findings)
    return reading.day


def _emails(row: Row, issues: list[Issue]) -> tuple[str, ...]:
    text = show(row.values.get(Field.EMAIL))
    found = _EMAIL.findall(text)
    rest = _EMAIL.sub(" ", text)
    if "@" in rest or (text.strip(" -") and not found):
        said = f"Không đọc được địa chỉ email từ “{text}”; đề nghị ghi đủ, ví dụ chidoan@example.org."
        issues += issues_at(row, Field.EMAIL, (fault(IssueCode.EMAIL_UNREADABLE, said),))
    return tuple(dict.fromkeys(address.lower() for address in found))


def phone(text: str) -> str:
    """A telephone number as typed; the 0 that Google took off a number is put back."""
    text = clean(text)
    return f"0{text}" if text.isascii() and text.isdigit() and len(text) == 9 else text


def _shared(table: Table, units: list[Unit], told: Callable[[Unit], tuple[str, ...]], at: Field) -> list[Issue]:
    """Addresses or names that two units share: such a one is certain of neither."""
    rows = {row.where: row for row in table.rows}
    first: dict[str, Unit] = {}
    issues: list[Issue] = []
    for unit in units:
        for word in told(unit):
            other = first.setdefault(word, unit)
            if other is not unit:
                row = rows[unit.where]
                code = IssueCode.EMAIL_TWICE if at is Field.EMAIL else IssueCode.NAME_TWICE
                what = f"Địa chỉ {word}" if at is Field.EMAIL else f"Tên “{unit.name}”"
                said = f"{what} đã dùng cho “{other.name}” (mã {other.code}); đề nghị kiểm tra lại."
                finding = question(code, said)
                issues.append(Issue(code, finding.severity, cell_place(row, at), word, said, at.value))
    return issues
