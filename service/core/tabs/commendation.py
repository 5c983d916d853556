"""KHEN THƯỞNG: units ranked by what they did, with the formula; people decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.core.records import Unit
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


_FORMULA = "Cách tính"
_STEP_ENDS = re.compile(r"(?<=[;.]) ")
_LONGEST_LINE = 170  # characters; a longer step has its own line


def commendation(view: OfficeView) -> WantedTab:
    units = {unit.code: unit for unit in view.units}
    ranked = [row for row in view.ranking if row.unit in units]
    percent = (Column(title, width=100, centred=True, format="0.0%") for title in (TIMELY, TURNOUT))
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
            _row(row, _placed(row, ranked), units[row.unit], number) for number, row in enumerate(ranked, 1)
        ),
        head=(
            HeadRow(COMMENDATION, (f"{COMMENDATION}: xếp hạng tham khảo, Ban Thường vụ quyết định",)),
            *(HeadRow(line.split(":")[0], (line,)) for line in _formula(view.ranking_formula)),
        ),
        frozen_columns=1,
        layout_version=2,
    )


def _formula(text: str) -> list[str]:
    """Lines that fit a screen; the first column is frozen, so that nothing can be merged across it."""
    lines = [""]
    for step in _STEP_ENDS.split(text):
        if lines[-1] and len(lines[-1]) + len(step) >= _LONGEST_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {step}".strip()
    names = [_FORMULA, *(f"{_FORMULA} ({number})" for number in range(2, len(lines) + 1))]
    return [f"{name}: {line}" for name, line in zip(names, lines, strict=True)]


def _placed(row: RankedUnit, ranked: Sequence[RankedUnit]) -> bool:
    """A unit without a week to score, exempt or granted a later day, is neither best nor last; as long as nobody
    has one, punctuality alone ranks."""
    if any(other.score is not None for other in ranked):
        return row.score is not None
    return row.on_time_rate is not None


def _row(row: RankedUnit, placed: bool, unit: Unit, number: int) -> TabRow:
    return TabRow(
        row.unit,
        (
            unit.name,
            number,
            row.place if placed else None,
            row.unit,
            unit.sector,
            None if row.score is None else round(row.score, 2),
            row.weeks_done,
            row.weeks_expected,
            rate(row.on_time_rate),
            rate(row.participation),
            row.extra_weeks,
        ),
    )
