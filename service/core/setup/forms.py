"""The tabs that people fill in: their headers as in the plan's template, and what helps in typing."""

from __future__ import annotations

from dataclasses import dataclass, field

from service.core.parsing.group_words import GROUP_TITLES
from service.core.parsing.header_words import OPTIONAL
from service.core.parsing.headers import expected, find_header, words_on_sheet
from service.core.parsing.tables import column_letters
from service.core.ports import Grid
from service.core.records import ExemptionKind, Field, Source

FORMS = ("Tập trung", "Chia nhóm", "Trực tuyến", "Kết hợp")

_GROUPED = {Field.MONTH: "Quy mô tổ chức", Field.WEEK: "Quy mô tổ chức"}
_WIDTHS = {
    Field.STT: 45,
    Field.UNIT: 230,
    Field.NAME: 260,
    Field.ALIASES: 240,
    Field.CONTENT: 300,
    Field.RESULT: 300,
    Field.PLACE: 180,
    Field.WEEK: 170,
    Field.GROUP: 220,
    Field.EMAIL: 220,
    Field.OFFICER: 170,
    Field.CONTACT: 200,
    Field.REASON: 240,
    Field.NOTE: 200,
}
_COLUMN_WIDTH = 110
_NUMBERS = frozenset({(Source.UNITS, Field.MEMBERS), (Source.UNITS, Field.STT)})
_MARKED = {
    Source.REGISTRATIONS: (Field.UNIT, Field.CONTENT, Field.WEEK, Field.TIME, Field.OFFICER),
    Source.REPORTS: (
        Field.MONTH,
        Field.WEEK,
        Field.PLACE,
        Field.PARTICIPANTS,
        Field.CONTENT,
        Field.FORM,
        Field.RESULT,
    ),
    Source.UNITS: (Field.CODE, Field.NAME, Field.MEMBERS, Field.EMAIL),
    Source.EXEMPTIONS: (Field.SINCE, Field.KIND, Field.REASON),
}
_LEADING = {Source.REGISTRATIONS, Source.REPORTS}


@dataclass(frozen=True, slots=True)
class Choices:
    """A dropdown: fixed values, or a range of this spreadsheet such as ``'LỊCH TUẦN'!$A$3:$A``."""

    values: tuple[str, ...] = ()
    area: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A tab people fill in. ``one_unit``: it belongs to one unit and has no unit column. ``choices``: dropdowns."""

    source: Source
    title: str
    one_unit: bool = False
    choices: dict[Field, Choices] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in order: STT first on the units' tabs, Ghi chú last on the registration."""
        columns = [f for f in expected(self.source) if not (self.one_unit and f is Field.UNIT)]
        if self.source in _LEADING:
            columns.insert(0, Field.STT)
        if self.source is Source.REGISTRATIONS:
            columns.append(Field.NOTE)
        return tuple(columns)

    @property
    def header(self) -> tuple[tuple[str, ...], ...]:
        """One row, or the template's two with "Quy mô tổ chức" over Tháng and Tuần."""
        names = tuple(words_on_sheet(self.source, f) for f in self.fields)
        if self.source is not Source.REPORTS:
            return (names,)
        upper = tuple(_GROUPED.get(f, name) for f, name in zip(self.fields, names, strict=True))
        first = tuple("" if n and text == upper[n - 1] else text for n, text in enumerate(upper))
        return first, tuple(name if f in _GROUPED else "" for f, name in zip(self.fields, names, strict=True))

    @property
    def merges(self) -> tuple[tuple[int, int, int, int], ...]:
        """Merged header cells as (first row, row end, first column, column end), below the header's first row."""
        if self.source is not Source.REPORTS:
            return ()
        month = self.fields.index(Field.MONTH)
        tall = tuple((0, 2, n, n + 1) for n, f in enumerate(self.fields) if f not in _GROUPED)
        return (*tall, (0, 1, month, month + 2))

    @property
    def marked(self) -> tuple[Field, ...]:
        """Columns coloured while they are blank in a row that has begun."""
        return tuple(f for f in _MARKED[self.source] if f in self.fields)

    def is_text(self, column: Field) -> bool:
        """Whether the column is kept as plain text, so that ``2/4`` or ``0294…`` stays what was typed."""
        return (self.source, column) not in _NUMBERS

    def width(self, column: Field) -> int:
        return _WIDTHS.get(column, _COLUMN_WIDTH)

    def may_lack(self, column: Field) -> bool:
        return column in OPTIONAL[self.source]


def forms(
    titles: dict[Source, tuple[str, ...]],
    obligations: tuple[str, ...],
    units: Choices,
    weeks: Choices,
    one_unit: bool = False,
) -> tuple[Form, ...]:
    """The tabs people fill in. ``titles``: source → its tabs (several when each unit has a report tab of its own,
    ``one_unit``). ``obligations``: their Vietnamese titles. ``units``, ``weeks``: where those names come from."""
    groups = Choices(tuple(f"{code} – {title}" for code, title in GROUP_TITLES.items()))
    choices = {
        Source.REGISTRATIONS: {
            Field.UNIT: units,
            Field.WEEK: weeks,
            Field.GROUP: groups,
            Field.FORM: Choices(FORMS),
        },
        Source.REPORTS: {Field.UNIT: units, Field.WEEK: weeks, Field.FORM: Choices(FORMS)},
        Source.UNITS: {},
        Source.EXEMPTIONS: {
            Field.UNIT: units,
            Field.OBLIGATION: Choices(obligations),
            Field.KIND: Choices(tuple(kind.value for kind in ExemptionKind)),
        },
    }
    return tuple(
        Form(source, title, one_unit and source is Source.REPORTS, choices[source])
        for source in (Source.UNITS, Source.EXEMPTIONS, Source.REGISTRATIONS, Source.REPORTS)
        for title in titles.get(source, ())
    )


def names_area(tab: str, grid: Grid) -> str:
    """The range of a roster tab that holds the units' names, for dropdowns: ``'DANH MỤC ĐƠN VỊ'!$B$2:$B``."""
    header = find_header(Source.UNITS, grid)
    template = Form(Source.UNITS, tab)
    place, first = template.fields.index(Field.NAME), len(template.header)
    if header is not None and Field.NAME in header.columns:
        place, first = header.columns[Field.NAME], header.last + 1
    letters = column_letters(place)
    quoted = tab.replace("'", "''")
    return f"'{quoted}'!${letters}${first + 1}:${letters}"
