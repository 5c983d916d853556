"""Reading the cells of many rows: each distinct value once, each finding placed at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

from service.core.parsing.counts import CountReading, read_count
from service.core.parsing.headers import words_on_sheet
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.months import MonthReading, read_month
from service.core.parsing.names import Match, UnitNames
from service.core.parsing.reading import Context, Finding, cell_error, fault, is_error, placed, question, show
from service.core.parsing.text import clean, fold
from service.core.parsing.weeks import WeekReading, read_week
from service.core.records import CellValue, Field, Issue, Place, PlaceKind, Row
from service.core.weeks import Month

T = TypeVar("T")

NO_MONTH = MonthReading(None, True)
NO_WEEK = WeekReading((), False, None, True)
NO_UNIT = Match(None, (), "không ghi tên đơn vị")


@dataclass(slots=True)
class CellReader:
    """Readers of cells that remember what they read; one for one list of rows."""

    names: UnitNames
    context: Context
    _read: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def _once(self, key: tuple[Any, ...], read: Callable[[], T]) -> T:
        if key not in self._read:
            self._read[key] = read()
        known: T = self._read[key]
        return known

    def unit(self, row: Row) -> tuple[Match, tuple[Finding, ...]]:
        """The unit of a row, and what to ask when it is not sure."""
        value = row.values.get(Field.UNIT)
        if value is None:
            return NO_UNIT, (_unit_blank(),)
        return self._once((Field.UNIT, type(value), value), lambda: self._match(value))

    def _match(self, value: CellValue) -> tuple[Match, tuple[Finding, ...]]:
        if is_error(value):
            return NO_UNIT, (cell_error(value, "tên đơn vị, ví dụ Chi đoàn Sở Xây dựng"),)
        match = self.names.match(show(value))
        return match, () if match.unit else (unit_question(show(value), match),)

    def month(self, row: Row) -> MonthReading:
        value = row.values.get(Field.MONTH)
        if value is None:
            return NO_MONTH
        return self._once((Field.MONTH, type(value), value), lambda: read_month(value, self.context))

    def week(self, row: Row, month: Month | None) -> WeekReading:
        value = row.values.get(Field.WEEK)
        if value is None:
            return replace(NO_WEEK, month=month)
        return self._once((Field.WEEK, type(value), value, month), lambda: read_week(value, self.context, month))

    def count(self, row: Row, at: Field, members: int | None) -> CountReading | None:
        value = row.values.get(at)
        if value is None:
            return None
        return self._once((at, type(value), value, members), lambda: read_count(value, members, self.context))


def unit_question(raw: str, match: Match) -> Finding:
    """A name that is not surely a unit's, as a question with the guesses in words."""
    if match.guesses:
        return question(
            IssueCode.UNIT_UNSURE,
            f"Chưa chắc “{raw}” là đơn vị nào: {match.why}; đề nghị ghi tên như trong danh mục.",
        )
    return question(
        IssueCode.UNIT_UNKNOWN, f"Không nhận ra đơn vị “{raw}”: {match.why}; đề nghị ghi tên như trong danh mục."
    )


def _unit_blank() -> Finding:
    return fault(
        IssueCode.UNIT_BLANK,
        "Dòng này chưa ghi tên đơn vị; đề nghị ghi tên như trong danh mục, ví dụ Chi đoàn Sở Xây dựng.",
    )


@lru_cache(maxsize=65536)
def _words(value: str) -> str:
    text = clean(value)
    return text if fold(text) else ""


def words(row: Row, at: Field) -> str:
    """A text column as clean words; "" when it is blank, an error, or holds only dashes or dots."""
    value = row.values.get(at)
    if value is None or is_error(value):
        return ""
    return _words(show(value))


def errors_in(row: Row, fields: Iterable[Field]) -> list[Issue]:
    """Spreadsheet errors standing in text columns."""
    return [
        issue
        for at in fields
        if is_error(row.values.get(at))
        for issue in issues_at(row, at, (cell_error(row.values[at], f"cột {words_on_sheet(row.source, at)}"),))
    ]


def issues_at(row: Row, at: Field, findings: Iterable[Finding]) -> tuple[Issue, ...]:
    """Findings about one column of a row, placed at its cell."""
    findings = tuple(findings)
    if not findings:
        return ()
    return placed(findings, cell_place(row, at), row.values.get(at), at)


def cell_place(row: Row, at: Field) -> Place:
    """Where a column of a row stands; in an attachment the column is named in words too."""
    where = replace(row.where, cell=row.cells.get(at, row.where.cell))
    if where.kind is PlaceKind.ATTACHMENT:
        where = replace(where, spot=f"{where.spot}, cột {words_on_sheet(row.source, at)}")
    return where
