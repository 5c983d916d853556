"""Finding a table in a grid: its header wherever it stands, its rows, and nothing of what surrounds it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from service.core.parsing.headers import Header, expected, find_header, header_at, holds_headers, words_on_sheet
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.reading import as_number, show
from service.core.parsing.text import clean, fold
from service.core.ports import Grid
from service.core.records import CellValue, Field, Issue, Place, PlaceKind, Row, Severity, Source


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one list. ``fields``: columns found; ``missing``: columns it should have and has not;
    ``header_rows``: first and last row of the header (1-based), None when there is none; ``year``: the one year
    that its title or tab names."""

    source: Source
    rows: tuple[Row, ...]
    fields: frozenset[Field]
    missing: tuple[Field, ...]
    header_rows: tuple[int, int] | None
    year: int | None


_BLANK = re.compile(r"[\s.…_\u00a0\u200b\ufeff]*\Z")
_SIGNATURE = re.compile(
    r"(tm ban|t m ban|thay mat ban|can bo tong hop|nguoi tong hop|nguoi lap|ky ten|noi nhan|tm bch|tm btv|ky ghi ro"
    r"|tm chi doan|\w* ?ngay \d* ?thang \d* ?nam \d*\Z)\b"
)
_NOTE_LINE = re.compile(
    r"(ghi chu|luu y|chu thich|xac nhan|bi thu|pho bi thu|duyet|thu truong|bch chi doan|huong dan)\b"
)
_TOTAL = re.compile(r"(?:(?:tong cong|tong so|luy ke|cong tong)(?: \w+){0,4}|tong|cong|tong hop)\Z")
_SECTION = re.compile(r"(?:[ivx]+ |\d+ )?(khoi|cum|nhom)\b")
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_YEAR_AT_END = re.compile(r"[\s(\-–_]*(?:năm\s*)?20\d\d\)?\s*\Z", re.IGNORECASE)
_ANY_YEAR = re.compile(r"\b(20\d\d)\b")
_DATE_LINE = re.compile(r"\bngay\b.*\bthang\b.*\bnam\b")
_IN_BLOCKS = (Source.REPORTS, Source.REGISTRATIONS)  # an empty unit of an exemption means all units
_SUBJECTLESS = frozenset({Field.STT, Field.UNIT, Field.MEMBERS})


def is_blank(value: CellValue) -> bool:
    """Nothing typed: empty, spaces, or the dots of a form."""
    if isinstance(value, str):
        return not value[:1].isalnum() and _BLANK.match(value) is not None
    return value is None


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The A1 address of a 0-based row and column."""
    return f"{column_letters(column)}{row + 1}"


def digest_of(source: Source, values: Mapping[Field, CellValue]) -> str:
    """A stable name for what a row says: sha256 over its list and values, position and STT left out."""
    parts = [source.value]
    for field in sorted(values):
        if field is not Field.STT:
            parts.append(f"{field.value}={clean(show(values[field]))}")
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def find_table(
    source: Source, grid: Grid, place: Place, *, unit_hint: str = ""
) -> tuple[Table, tuple[Issue, ...]]:
    """The table of a list in a grid of cells, and what is wrong with it.

    ``place`` says which spreadsheet and tab, or which mail, file and spot, the grid is; ``unit_hint`` is the
    unit's name where a whole tab or file is one unit's (its title), used where no unit is typed."""
    header = find_header(source, grid)
    if header is None:
        return _nothing(source, grid, place)
    missing = tuple(
        field
        for field in expected(source)
        if field not in header.columns and not (field is Field.UNIT and unit_hint)
    )
    issues = [_missing_issue(source, field, header, place) for field in missing]
    issues += [_twice_issue(source, field, header, place) for field in header.twice if field is not Field.STT]
    rows = tuple(_number_copies(_rows(source, grid, header, place, _YEAR_AT_END.sub("", unit_hint))))
    year = _year(grid[: header.first], place.tab or place.file)
    fields = frozenset(header.columns)
    return Table(source, rows, fields, missing, (header.first + 1, header.last + 1), year), tuple(issues)


def _nothing(source: Source, grid: Grid, place: Place) -> tuple[Table, tuple[Issue, ...]]:
    wanted = ", ".join(words_on_sheet(source, field) for field in expected(source))
    text = f"Không tìm thấy dòng tiêu đề của bảng; cần có các cột: {wanted}."
    raw = "" if grid else "(trống)"
    issue = Issue(IssueCode.HEADER_NOT_FOUND, Severity.FAULT, place, raw, text)
    return Table(source, (), frozenset(), expected(source), None, _year(grid[:20], place.tab or place.file)), (
        issue,
    )


def _missing_issue(source: Source, field: Field, header: Header, place: Place) -> Issue:
    name = words_on_sheet(source, field)
    text = f"Bảng thiếu cột “{name}”; đề nghị thêm lại cột có tiêu đề “{name}” ở dòng {header.first + 1}."
    where = replace(place, cell=a1(header.first, min(header.columns.values())))
    return Issue(IssueCode.HEADER_MISSING, Severity.FAULT, where, "", text, field.value)


def _twice_issue(source: Source, field: Field, header: Header, place: Place) -> Issue:
    name = words_on_sheet(source, field)
    used, left = column_letters(header.columns[field]), column_letters(header.twice[field])
    text = f"Có hai cột cùng nghĩa “{name}”; đang đọc cột {used}, không đọc cột {left}."
    where = replace(place, cell=a1(header.last, header.twice[field]))
    return Issue(IssueCode.HEADER_TWICE, Severity.NOTE, where, "", text, field.value)


def _year(rows: Sequence[Sequence[CellValue]], title: str) -> int | None:
    """The year of a table: the one its title names, else the one in the tab's or file's name."""
    texts = [fold(value) for row in rows for value in row if isinstance(value, str)]
    years = {year for text in texts if not _DATE_LINE.search(text) for year in _YEAR.findall(text)}
    years = years or set(_ANY_YEAR.findall(fold(title)))
    return int(years.pop()) if len(years) == 1 else None


def _number_copies(rows: Iterator[Row]) -> Iterator[Row]:
    seen: dict[str, int] = {}
    for row in rows:
        copy = seen.get(row.digest, 0)
        seen[row.digest] = copy + 1
        yield replace(row, copy=copy) if copy else row


def _rows(source: Source, grid: Grid, header: Header, place: Place, unit_hint: str) -> Iterator[Row]:
    """The data rows under a header, blocks filled in; a header met again moves the columns to it."""
    body = list(_body(source, grid, header))
    blocks = _written_in_blocks(body)
    carried = _Carried(unit_hint)
    for at, columns, values in body:
        if not values:
            carried.gap()
            continue
        if not _is_data(source, values):
            carried.keep(at, columns, values)
            continue
        where = replace(place, cell=a1(at, min(columns[field] for field in values)))
        cells = {field: a1(at, columns[field]) for field in values}
        if source in _IN_BLOCKS:
            carried.fill(at, columns, values, cells, blocks)
        if place.kind is PlaceKind.ATTACHMENT:
            where = replace(where, spot=", ".join(part for part in (place.spot, f"dòng {at + 1}") if part))
        yield Row(source, where, values, cells, digest_of(source, values))


_Line = tuple[int, Mapping[Field, int], dict[Field, CellValue]]


def _body(source: Source, grid: Grid, header: Header) -> Iterator[_Line]:
    """Each line under the header with its non-blank values by field; lines that are no data are left out, a blank
    line comes with no values. After a signature only a full row or a new header counts again."""
    columns = header.columns
    at, signed = header.last + 1, False
    while at < len(grid):
        line = grid[at]
        texts = [fold(value) for value in line if isinstance(value, str) and not is_blank(value)]
        again = header_at(source, grid, at) if holds_headers(source, texts) else None
        if again and len(again.columns) >= max(3, len(columns) - 2) and again.score >= 90 * len(again.columns):
            columns, at, signed = again.columns, again.last + 1, False
            continue
        values = {f: line[c] for f, c in columns.items() if c < len(line) and not is_blank(line[c])}
        if _is_signature(line, texts):
            signed = True
        elif not (signed and len(values) < 3) and not _is_total(texts, values):
            signed = False
            yield at, columns, values
        at += 1


def _is_signature(line: Sequence[CellValue], texts: list[str]) -> bool:
    """Whether a line belongs to the signature or the notes: few cells, all of them words."""
    filled = sum(not is_blank(value) for value in line)
    if not 0 < filled <= 3 or len(texts) != filled or any(text.isdigit() for text in texts):
        return False
    return any(_SIGNATURE.match(text) for text in texts) or _NOTE_LINE.match(texts[0]) is not None


def _is_total(texts: list[str], values: Mapping[Field, CellValue]) -> bool:
    if not texts or not _TOTAL.match(texts[0]):
        return False
    return Field.WEEK not in values or Field.CONTENT not in values


def _is_data(source: Source, values: Mapping[Field, CellValue]) -> bool:
    """Whether a line says something itself, rather than only naming the unit or heading a block."""
    if source is Source.UNITS:
        name = values.get(Field.NAME)
        alone = set(values) <= {Field.STT, Field.NAME} or set(values) <= {Field.STT, Field.CODE}
        heading = name if name is not None else values.get(Field.CODE)
        return not (alone and isinstance(heading, str) and _SECTION.match(fold(heading))) and set(values) != {
            Field.STT
        }
    if source is Source.EXEMPTIONS:
        return bool(set(values) - {Field.STT})
    return bool(set(values) - _SUBJECTLESS)


def _written_in_blocks(body: Sequence[_Line]) -> bool:
    """Whether units stand once for several rows here, as merged cells do, rather than in every row."""
    data = [values for _, _, values in body if set(values) - _SUBJECTLESS]
    without = sum(Field.UNIT not in values for values in data)
    return without * 10 >= len(data) * 3


@dataclass(slots=True)
class _Carried:
    """What merged cells say for the rows below them: the unit, and for the same unit its members and month."""

    hint: str
    unit: CellValue = None
    unit_cell: str = ""
    number: float | None = None
    month: CellValue = None
    month_cell: str = ""
    broken: bool = False

    def gap(self) -> None:
        """A blank line ends a block."""
        self.broken, self.month = True, None

    def keep(self, at: int, columns: Mapping[Field, int], values: Mapping[Field, CellValue]) -> None:
        """Remember the unit that a line names."""
        self.number = as_number(values.get(Field.STT))
        if Field.UNIT in values:
            if values[Field.UNIT] != self.unit:
                self.month = None
            self.unit, self.unit_cell = values[Field.UNIT], a1(at, columns[Field.UNIT])
            self.broken = False

    def fill(
        self,
        at: int,
        columns: Mapping[Field, int],
        values: dict[Field, CellValue],
        cells: dict[Field, str],
        blocks: bool,
    ) -> None:
        """Give a data row the unit and month of its block. A numbered row without a unit, among rows that all
        name theirs, belongs to nobody in particular: it is left without."""
        own = Field.UNIT in values
        if own:
            self.keep(at, columns, values)
        elif (
            self.unit is not None and not self.broken and (blocks or Field.STT not in values or self._next(values))
        ):
            values[Field.UNIT], cells[Field.UNIT] = self.unit, self.unit_cell
        elif self.hint:
            values[Field.UNIT] = self.hint
        if Field.MONTH in values:
            self.month, self.month_cell = values[Field.MONTH], cells[Field.MONTH]
        elif Field.MONTH in columns and Field.WEEK in values and self.month is not None:
            values[Field.MONTH], cells[Field.MONTH] = self.month, self.month_cell

    def _next(self, values: Mapping[Field, CellValue]) -> bool:
        """Whether the rows are numbered within their block: the unit's row had 1, this one follows."""
        return self.number == 1 and as_number(values.get(Field.STT)) not in (None, 1.0)
