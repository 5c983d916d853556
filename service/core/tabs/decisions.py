"""Read what the office decided in CẦN XỬ LÝ, wherever the rows and columns were moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.core.parsing.tables import a1
from service.core.ports import Grid
from service.core.records import CellValue, Issue, Place, PlaceKind, Severity
from service.core.tabs.locate import find_header
from service.core.tabs.questions import ASKED, ASSIGN, GUESSES, KEY, NOTE, RAISED, RAW, STATUS, VERDICT
from service.core.tabs.titles import QUESTIONS
from service.core.tabs.values import at, blank, folded

_TITLES = (RAISED, ASKED, RAW, GUESSES, ASSIGN, VERDICT, NOTE, STATUS, KEY)
_KINDS = ("mail:", "row:", "address:")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row of CẦN XỬ LÝ as it stands: the key of its question and what a person wrote beside it, not yet
    understood. ``cell``: A1 address of the verdict."""

    key: str
    unit_text: str
    verdict_text: str
    note: str
    cell: str


def read_decisions(grid: Grid, spreadsheet: str = "") -> tuple[tuple[DecisionRow, ...], tuple[Issue, ...]]:
    """Every row with a question's key, those not decided included; issues for what cannot be matched to one.

    Two rows of one key that say different things are an issue and neither counts: nobody can tell which is
    meant."""
    if not any(not blank(value) for row in grid for value in row):
        return (), ()
    header = find_header(grid, _TITLES, KEY)
    columns = {} if header is None else _columns(grid, header)
    if header is None or KEY not in columns or ASSIGN not in columns or VERDICT not in columns:
        text = f"Không thấy đủ các cột {KEY}, {ASSIGN}, {VERDICT} trong {QUESTIONS}; chưa đọc được quyết định nào."
        return (), (_issue("decision.header", spreadsheet, "A1", "", text),)
    rows: dict[str, DecisionRow] = {}
    issues: list[Issue] = []
    refused: set[str] = set()
    for row in _rows(grid, header, columns):
        if not row.key.startswith(_KINDS):
            issues += _keyless(row, spreadsheet)
        elif row.key in rows and _said(rows[row.key]) != _said(row) and any(_said(row)):
            if any(_said(rows[row.key])):
                refused.add(row.key)
                text = "Hai dòng cùng một Mã ghi quyết định khác nhau; đề nghị giữ một dòng."
                issues.append(_issue("decision.twice", spreadsheet, row.cell, row.key, text))
            rows[row.key] = row
        else:
            rows.setdefault(row.key, row)
    return tuple(row for row in rows.values() if row.key not in refused), tuple(issues)


def _columns(grid: Grid, header: int) -> dict[str, int]:
    places = {folded(value): place for place, value in reversed(list(enumerate(grid[header])))}
    return {title: places[folded(title)] for title in _TITLES if folded(title) in places}


def _rows(grid: Grid, header: int, columns: dict[str, int]) -> Iterator[DecisionRow]:
    for place in range(header + 1, len(grid)):
        said = {title: _text(at(grid, place, column)) for title, column in columns.items()}
        yield DecisionRow(
            key=said[KEY],
            unit_text=said[ASSIGN],
            verdict_text=said[VERDICT],
            note=said.get(NOTE, ""),
            cell=a1(place, columns[VERDICT]),
        )


def _said(row: DecisionRow) -> tuple[str, str, str]:
    return row.unit_text, row.verdict_text, row.note


def _keyless(row: DecisionRow, spreadsheet: str) -> list[Issue]:
    """A decision beside no key cannot be matched; a person's row of notes says nothing to us."""
    if not (row.unit_text or row.verdict_text):
        return []
    text = f"Dòng có quyết định nhưng mất {KEY}; đề nghị chép quyết định sang dòng có {KEY} của câu hỏi."
    return [_issue("decision.key", spreadsheet, row.cell, row.unit_text or row.verdict_text, text)]


def _issue(code: str, spreadsheet: str, cell: str, raw: str, text: str) -> Issue:
    where = Place(PlaceKind.DECISION, spreadsheet=spreadsheet, tab=QUESTIONS, cell=cell)
    return Issue(code, Severity.FAULT, where, raw, text)


def _text(value: CellValue) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
