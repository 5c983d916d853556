"""Plan what `nhacviec setup` does to the tabs people fill in: make what is missing, touch nothing that was typed.

Values are written only into cells that are empty: a header on an empty tab, the title of a lacking column right of
the last one. Dropdowns never refuse what is typed. Plain-text formats are set on rows where nothing stands as a
number, since a date shown as text would turn into its serial number. Run again it plans nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.core.parsing.headers import Header, find_header, words_on_sheet
from service.core.parsing.tables import column_letters
from service.core.ports import Grid, SpreadsheetInfo, TabInfo
from service.core.records import Field
from service.core.setup.forms import Form
from service.core.setup.looks import Looks, plain_condition
from service.core.tabs import layout
from service.core.tabs.creation import grow
from service.core.tabs.diff import new_sheet_id
from service.core.tabs.model import Cell, Look
from service.core.tabs.requests import CellWriter, Request, grid_range, update_cells
from service.core.tabs.values import at, blank

HEADER = "Nhắc Việc: dòng tiêu đề, xin giữ nguyên"
ROWS = 1000
_DATE_OR_TIME = re.compile(r"\d+(?: ?[-/.:] ?\d+)+")


@dataclass(frozen=True, slots=True)
class Setup:
    """``requests``: one atomic batch, empty when all stands; ``lines``: what they do; ``problems``: what a person
    has to look at, because setup may not touch it."""

    requests: tuple[Request, ...]
    lines: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    form: Form
    sheet_id: int
    header_rows: tuple[int, int]  # first, last; 0-based
    columns: dict[Field, int]
    size: tuple[int, int]
    grid: Grid
    looks: Looks
    requests: list[Request] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def body(self) -> int:
        """First row under the header."""
        return self.header_rows[1] + 1

    def say(self, line: str) -> None:
        self.lines.append(f"{self.form.title}: {line}")


def plan_setup(
    forms: Sequence[Form], info: SpreadsheetInfo, standing: Mapping[str, Grid], looks: Mapping[str, Looks]
) -> Setup:
    """``standing``, ``looks``: values and looks of the tabs of ``info`` that are in ``forms``."""
    tabs = {tab.title: tab for tab in info.tabs}
    taken = {tab.sheet_id for tab in info.tabs}
    requests: list[Request] = []
    lines: list[str] = []
    problems: list[str] = []
    for form in forms:
        grid = standing.get(form.title, ())
        tab = tabs.get(form.title)
        if tab is None:
            work = _new_tab(form, taken)
        elif not any(not blank(value) for row in grid for value in row):
            work = _empty_tab(form, tab, looks.get(form.title, Looks()))
        else:
            header = find_header(form.source, grid)
            if header is None:
                problems.append(
                    f"{form.title}: no header row was found among what stands there; nothing was changed"
                )
                continue
            work = _lived_in(form, tab, header, grid, looks.get(form.title, Looks()))
        _help_typing(work)
        requests += work.requests
        lines += work.lines
    return Setup(tuple(requests), tuple(lines), tuple(problems))


# -- the three kinds of tab -------------------------------------------------------------------------


def _new_tab(form: Form, taken: set[int]) -> _Work:
    sheet_id = new_sheet_id(form.title, taken)
    size = (ROWS, len(form.fields) + 2)
    properties = {
        "sheetId": sheet_id,
        "title": form.title,
        "gridProperties": {"rowCount": size[0], "columnCount": size[1]},
    }
    work = _fresh(form, sheet_id, size, Looks())
    work.requests.insert(0, {"addSheet": {"properties": properties}})
    work.say("made")
    return work


def _empty_tab(form: Form, tab: TabInfo, looks: Looks) -> _Work:
    work = _fresh(form, tab.sheet_id, (tab.rows, tab.columns), looks)
    work.requests[:0] = grow(tab.sheet_id, work.size, len(form.header) + 1, len(form.fields))
    work.say("header written")
    return work


def _fresh(form: Form, sheet_id: int, size: tuple[int, int], looks: Looks) -> _Work:
    columns = {column: place for place, column in enumerate(form.fields)}
    work = _Work(form, sheet_id, (0, len(form.header) - 1), columns, size, (), looks)
    cells: dict[tuple[int, int], Cell] = {
        (row, place): text for row, texts in enumerate(form.header) for place, text in enumerate(texts) if text
    }
    work.requests += update_cells(sheet_id, cells, (), CellWriter())
    for top, bottom, left, right in form.merges:
        area = grid_range(sheet_id, (top, bottom), (left, right))
        work.requests.append({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    area = grid_range(sheet_id, (0, len(form.header)), (0, len(form.fields)))
    work.requests.append(layout.repeat(area, layout.header_format()))
    for column, place in columns.items():
        work.requests.append(layout.column_width(sheet_id, place, form.width(column)))
    return work


def _lived_in(form: Form, tab: TabInfo, header: Header, grid: Grid, looks: Looks) -> _Work:
    columns = dict(header.columns)
    work = _Work(form, tab.sheet_id, (header.first, header.last), columns, (tab.rows, tab.columns), grid, looks)
    lacking = [column for column in form.fields if column not in columns and not form.may_lack(column)]
    place = max((len(row) for row in grid), default=0)
    work.requests += grow(tab.sheet_id, work.size, 0, place + len(lacking))
    cells: dict[tuple[int, int], Cell] = {}
    for column in lacking:
        name = words_on_sheet(form.source, column)
        cells[header.first, place] = name
        columns[column] = place
        work.say(f'column "{name}" added in {column_letters(place)}')
        place += 1
    work.requests += update_cells(tab.sheet_id, cells, (), CellWriter())
    return work


# -- what helps in typing ---------------------------------------------------------------------------


def _help_typing(work: _Work) -> None:
    _freeze(work)
    _protect(work)
    _keep_text(work)
    _offer_choices(work)
    _colour_blanks(work)


def _freeze(work: _Work) -> None:
    """Freeze the header unless somebody froze rows of their own choice."""
    if work.looks.frozen_rows:
        return
    grid = {"frozenRowCount": work.body}
    change = {
        "properties": {"sheetId": work.sheet_id, "gridProperties": grid},
        "fields": "gridProperties.frozenRowCount",
    }
    work.requests.append({"updateSheetProperties": change})
    work.say("header rows frozen")


def _protect(work: _Work) -> None:
    if HEADER in work.looks.protections:
        return
    area = grid_range(work.sheet_id, (work.header_rows[0], work.body))
    work.requests.append(layout.protect(area, HEADER, warning=False))
    work.say("header protected")


def _keep_text(work: _Work) -> None:
    wanted = [place for column, place in work.columns.items() if work.form.is_text(column)]
    lacking = sorted(place for place in wanted if work.looks.formats.get(place) != "TEXT")
    for place in lacking:
        area = grid_range(work.sheet_id, (_safe_from(work, place), None), (place, place + 1))
        work.requests.append(layout.repeat(area, {"numberFormat": {"type": "TEXT", "pattern": "@"}}))
    if lacking:
        work.say(f"plain text in {', '.join(map(column_letters, lacking))}, so that 2/4 is no date")


def _safe_from(work: _Work, place: int) -> int:
    """The first row from which a column holds no number: a date or time that stands must keep its format."""
    numbers = [row for row in range(work.body, len(work.grid)) if _numeric(at(work.grid, row, place))]
    return max(numbers) + 1 if numbers else work.body


def _numeric(value: object) -> bool:
    """A number, or what may be the text of a date or time (dates are read as the sheet shows them)."""
    if isinstance(value, str):
        return _DATE_OR_TIME.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _offer_choices(work: _Work) -> None:
    offered = []
    for column, choices in work.form.choices.items():
        place = work.columns.get(column)
        if place is None or not (choices.values or choices.area):
            continue
        rule = layout.dropdown(choices.values, choices.area)
        if work.looks.dropdowns.get(place) != plain_condition(rule["condition"]):
            area = grid_range(work.sheet_id, (work.body, None), (place, place + 1))
            work.requests.append({"setDataValidation": {"range": area, "rule": rule}})
            offered.append(words_on_sheet(work.form.source, column))
    if offered:
        work.say(f"choices offered for {', '.join(offered)}")


def _colour_blanks(work: _Work) -> None:
    """A cell that is blank in a row that has begun. The formula has no argument list: its separator depends on the
    spreadsheet's language."""
    typed = [place for column, place in work.columns.items() if column is not Field.STT]
    row = work.body + 1
    begun = "&".join(f"${column_letters(place)}{row}" for place in sorted(typed))
    made = 0
    for first, end in _runs(sorted(work.columns[f] for f in work.form.marked if f in work.columns)):
        formula = f'=({begun}<>"")*({column_letters(first)}{row}="")'
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        if not _has_rule(work, (first, end)):
            area = grid_range(work.sheet_id, (work.body, None), (first, end))
            work.requests.append(layout.rule([area], condition, Look.LACKING, made))
            made += 1
    if made:
        work.say("missing cells coloured")


def _has_rule(work: _Work, columns: tuple[int, int]) -> bool:
    """Whether these columns have a rule by formula: ours, whose row number moves as rows are inserted above."""
    return any(columns in ranges and kind == "CUSTOM_FORMULA" for ranges, (kind, _) in work.looks.rules)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """``[2, 3, 5]`` → ``[(2, 4), (5, 6)]``."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
