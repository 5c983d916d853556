"""The status of every unit as an Excel workbook: this week, unit × week, and the numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from service.core.notices import wording
from service.core.obligations import Obligation, Period
from service.core.papers.facts import Facts
from service.core.papers.layout import printable
from service.core.papers.tally import COUNTED, tally
from service.core.records import Assessment, State
from service.core.weeks import Week

FILLS = {
    State.ON_TIME: "C6E9D3",
    State.LATE: "FFE7B3",
    State.INCOMPLETE: "FFF3C4",
    State.NEEDS_REVIEW: "DCE1F2",
    State.MISSING: "F6C9C4",
    State.NOT_UPDATED: "E3E8EE",
    State.EXEMPT: "F2F2F2",
}
_EDGE = Side(style="thin", color="B9C2CD")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
HISTORY_WEEKS = 26


def status_xlsx(facts: Facts, week: Week) -> bytes:
    """Three sheets, each printable on A4 across: THEO DÕI TUẦN, LỊCH SỬ, TỔNG HỢP."""
    book = Workbook()
    _status(book.active, facts, week)
    _history(book.create_sheet("LỊCH SỬ"), facts, week)
    _totals(book.create_sheet("TỔNG HỢP"), facts, week)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _status(sheet: Any, facts: Facts, week: Week) -> None:
    sheet.title = "THEO DÕI TUẦN"
    duties = _current_duties(facts, week)
    _title(
        sheet, f"Theo dõi {wording.week_name(week)}, số liệu đến {wording.moment(facts.as_of, facts.office.zone)}"
    )
    header = ["STT", "Mã", "Đơn vị", "Khối", "ĐVTN"]
    header += [wording.duty_name(obligation, period.label) for obligation, period in duties]
    header += ["Tham gia tuần này", "Tỷ lệ", "Nhóm nội dung", "Còn thiếu"]
    _header(sheet, header)
    for number, unit in enumerate(facts.units, start=1):
        row = 3 + number
        _put(sheet, row, 1, number)
        for column, value in enumerate((unit.code, unit.name, unit.sector, unit.members), start=2):
            _put(sheet, row, column, value)
        found = [facts.by_key.get((unit.code, o.id, p.label)) for o, p in duties]
        for column, (assessment, (obligation, _)) in enumerate(zip(found, duties, strict=True), start=6):
            _state(sheet, row, column, assessment, obligation)
        current = facts.by_key.get((unit.code, facts.weekly.id, week.label)) if facts.weekly else None
        last = 6 + len(duties)
        _participation(sheet, row, last, current)
        lacking = [phrase for assessment in found if assessment is not None for phrase in assessment.missing]
        _put(sheet, row, last + 3, "; ".join(dict.fromkeys(lacking)))
    widths = [6, 10, 34, 14, 8, *[17] * len(duties), 10, 9, 16, 60]
    _finish(sheet, widths, f"D{4}", rows=len(facts.units) + 3)


def _current_duties(facts: Facts, week: Week) -> list[tuple[Obligation, Period]]:
    """One column an obligation: the week itself, one-offs, and the newest of the others that has opened."""
    found = []
    for obligation in facts.office.campaign.obligations:
        mine = [p for p in facts.periods if p.obligation == obligation.id and p.opens <= facts.as_of]
        if obligation is facts.weekly:
            mine = [period for period in mine if period.label == week.label]
        started = [period for period in mine if period.first <= week.sunday] or mine
        if started:
            found.append((obligation, max(started, key=lambda period: period.first)))
    return found


def _participation(sheet: Any, row: int, column: int, assessment: Assessment | None) -> None:
    people = assessment.participants if assessment else None
    members = assessment.members if assessment else None
    _put(sheet, row, column, people)
    _put(sheet, row, column + 1, people / members if people is not None and members else None)
    sheet.cell(row, column + 1).number_format = "0.0%"
    _put(sheet, row, column + 2, ", ".join(assessment.groups) if assessment else "")


def _history(sheet: Any, facts: Facts, week: Week) -> None:
    weeks = [week.next(-back) for back in range(HISTORY_WEEKS - 1, -1, -1)]
    weeks = [past for past in weeks if facts.of_week(past)]
    _title(sheet, f"Hoạt động hằng tuần của từng đơn vị, đến {wording.week_name(week)}")
    _header(sheet, ["STT", "Đơn vị", *(f"Tuần {past.week_of_month} T{past.month.number}" for past in weeks)])
    for number, unit in enumerate(facts.units, start=1):
        _put(sheet, 3 + number, 1, number)
        _put(sheet, 3 + number, 2, unit.name)
        for column, past in enumerate(weeks, start=3):
            if facts.weekly is not None:
                assessment = facts.by_key.get((unit.code, facts.weekly.id, past.label))
                _state(sheet, 3 + number, column, assessment, facts.weekly)
    _finish(sheet, [6, 34, *[13] * len(weeks)], "C4", rows=len(facts.units) + 3)


def _totals(sheet: Any, facts: Facts, week: Week) -> None:
    _title(sheet, "Tổng hợp theo nội dung")
    _header(sheet, ["Nội dung", "Phải thực hiện", *(wording.STATES[s] for s in COUNTED), "Miễn", "Tỷ lệ đủ"])
    for row, (obligation, period) in enumerate(_current_duties(facts, week), start=4):
        counts = tally(facts.by_period.get((obligation.id, period.label), ()))
        values = [counts.expected, *(counts.count(state) for state in COUNTED), counts.exempt, counts.completeness]
        _put(sheet, row, 1, wording.duty_name(obligation, period.label))
        for column, value in enumerate(values, start=2):
            _put(sheet, row, column, value)
        sheet.cell(row, 1 + len(values)).number_format = "0.0%"
    _finish(sheet, [48, 12, *[13] * (len(COUNTED) + 2)], "B4", rows=8)


def _state(sheet: Any, row: int, column: int, assessment: Assessment | None, obligation: Obligation) -> None:
    if assessment is None:
        _put(sheet, row, column, "")
        return
    _put(sheet, row, column, wording.state_name(assessment.state, obligation, assessment.days_late))
    fill = FILLS.get(assessment.state)
    if fill:
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=fill)


def _put(sheet: Any, row: int, column: int, value: str | int | float | None) -> None:
    """A value as it stands: what a person typed is text, never a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = printable(value)
        cell.data_type = "s"
    else:
        cell.value = value
    cell.font = Font(name="Times New Roman", size=11)
    cell.border = _BORDER
    cell.alignment = Alignment(
        vertical="center", wrap_text=True, horizontal="center" if isinstance(value, int | float) else None
    )


def _title(sheet: Any, text: str) -> None:
    sheet["A1"] = text
    sheet["A1"].font = Font(name="Times New Roman", size=14, bold=True)


def _header(sheet: Any, names: Sequence[str]) -> None:
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(3, column, name)
        cell.font = Font(name="Times New Roman", size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="14549C")
        cell.border = _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[3].height = 48


def _finish(sheet: Any, widths: Sequence[float], freeze: str, rows: int) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = freeze
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(widths))}{rows}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
