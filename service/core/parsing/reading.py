"""What every reader of a value shares: the context it reads in, and what it finds worth saying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service.core.parsing.issue_codes import IssueCode
from service.core.records import CellValue, Field, Issue, Place, Severity

_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(36526, 54789)  # 1/1/2000 to 31/12/2049
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "Loading...")


@dataclass(frozen=True, slots=True)
class Context:
    """In what a value stands. ``year``: the one the tab is about, if it says so; ``since``/``until``: the
    campaign's days, inclusive; ``locale``: the spreadsheet's, which decides what Google made of a typed 2/4;
    ``today``: when the value was first seen, which tells the year of a month typed without one."""

    year: int | None
    since: date
    until: date
    locale: str = "vi_VN"
    today: date | None = None

    @property
    def months_first(self) -> bool:
        """Whether Google reads 2/4 as February 4th here."""
        return self.locale in ("en_US", "en", "")

    def covers(self, day: date) -> bool:
        return self.since <= day <= self.until

    def year_for(self, month: int) -> tuple[int, bool]:
        """The year of a month typed without one, and whether that is sure."""
        if self.year is not None:
            return self.year, True
        years = [
            year
            for year in range(self.since.year, self.until.year + 1)
            if (self.since.year, self.since.month) <= (year, month) <= (self.until.year, self.until.month)
        ]
        if self.today is not None:
            begun = [year for year in years if date(year, month, 1) <= self.today + timedelta(days=45)]
            return (begun[-1] if begun else years[0] if years else self.since.year), bool(years)
        return (years[0] if years else self.since.year), len(years) == 1


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue before it has a place: code, severity and the Vietnamese sentence."""

    code: IssueCode
    severity: Severity
    text: str


def note(code: IssueCode, text: str) -> Finding:
    return Finding(code, Severity.NOTE, text)


def question(code: IssueCode, text: str) -> Finding:
    return Finding(code, Severity.QUESTION, text)


def fault(code: IssueCode, text: str) -> Finding:
    return Finding(code, Severity.FAULT, text)


def placed(findings: Iterable[Finding], where: Place, raw: CellValue, field: Field) -> tuple[Issue, ...]:
    """Findings about one cell as issues."""
    return tuple(Issue(f.code, f.severity, where, shown(raw), f.text, field.value) for f in findings)


def show(value: CellValue) -> str:
    """A cell's value as a person would see it: 5.0 is "5", None is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def shown(value: CellValue) -> str:
    """A cell's value as the sheet shows it: a number that became a day as that day."""
    day = None if isinstance(value, str) else as_serial_day(as_number(value))
    return f"{day.day}/{day.month}/{day.year}" if day else show(value)


def is_error(value: CellValue) -> bool:
    """Whether a cell holds a spreadsheet error instead of a value."""
    return isinstance(value, str) and value.strip().startswith(_ERRORS)


def as_number(value: CellValue) -> float | None:
    """The number a cell holds, also one typed as bare digits; None when it is no finite number."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        text = value.strip()
        digits = text.replace(".", "", 1)
        return float(text) if digits.isascii() and digits.isdigit() and len(text) < 16 else None
    number = float(value) if abs(value) < 1e15 else None
    return number if number is not None and number == number else None


def as_serial_day(number: float | None) -> date | None:
    """The day of a Google serial number, None when the number is no likely day."""
    if number is None or int(number) not in _SERIALS:
        return None
    return _SERIAL_ZERO + timedelta(days=int(number))


def cell_error(value: CellValue, expected: str) -> Finding:
    return fault(IssueCode.CELL_ERROR, f"Ô đang báo lỗi {show(value)} của bảng tính; đề nghị nhập lại {expected}.")
