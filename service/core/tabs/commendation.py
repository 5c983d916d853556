"""KHEN THƯỞNG: units ranked by what they did, with the formula; people decide."""

from __future__ import annotations

from service.core.tabs.model import Column, HeadRow, TabRow, WantedTab
from service.core.tabs.titles import COMMENDATION
from service.core.tabs.view import OfficeView, RankedUnit
from service.core.tabs.words import rate

UNIT, PLACE, CODE, SECTOR, SCORE = "Đơn vị", "Xếp hạng", "Mã", "Khối", "Điểm"
NUMBER, DONE, EXPECTED, TIMELY, TURNOUT, EXTRA = (
    "STT",
    "Tuần đã thực hiện",
    "Tuần phải thực hiện",
    "Tỷ lệ đúng hạn",
    "Tham gia bình quân",
    "Tuần làm thêm",
)


def commendation(view: OfficeView) -> WantedTab:
    units = {unit.code: unit for unit in view.units}
    ranked = [row for row in view.ranking if row.unit in units]
    percent = (Column(title, width=100, centred=True, format="0%") for title in (TIMELY, TURNOUT))
    return WantedTab(
        title=COMMENDATION,
        columns=(
            Column(UNIT, width=240),
            Column(NUMBER, width=50, centred=True),
            Column(PLACE, width=80, centred=True),
            Column(CODE, width=90),
            Column(SECTOR, width=110),
            Column(SCORE, width=80, centred=True, format="0.0"),
            Column(DONE, width=100, centred=True),
            Column(EXPECTED, width=100, centred=True),
            *percent,
            Column(EXTRA, width=90, centred=True),
        ),
        key=CODE,
        order=NUMBER,
        rows=tuple(
            _row(row, units[row.unit].name, units[row.unit].sector, number) for number, row in enumerate(ranked, 1)
        ),
        head=(
            HeadRow(COMMENDATION, (f"{COMMENDATION}: xếp hạng tham khảo, Ban Thường vụ quyết định",)),
            HeadRow("Cách tính", (f"Cách tính: {view.ranking_formula}",)),
        ),
        frozen_columns=1,
    )


def _row(row: RankedUnit, name: str, sector: str, number: int) -> TabRow:
    return TabRow(
        row.unit,
        (
            name,
            number,
            row.place,
            row.unit,
            sector,
            round(row.score, 2),
            row.weeks_done,
            row.weeks_expected,
            rate(row.on_time_rate),
            rate(row.participation),
            row.extra_weeks,
        ),
    )
