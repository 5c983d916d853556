"""LỊCH SỬ: unit × week, one coloured cell each; a week is added to the right when it opens."""

from __future__ import annotations

from service.core.notices.wording import days
from service.core.obligations import Obligation, Period, Recurrence
from service.core.records import Assessment, Unit
from service.core.tabs.model import Cell, Column, HeadRow, TabRow, WantedTab
from service.core.tabs.titles import HISTORY
from service.core.tabs.view import OfficeView
from service.core.tabs.words import SIGNS, colourings, column_name
from service.core.weeks import Week

UNIT, NUMBER, CODE, SECTOR = "Đơn vị", "STT", "Mã", "Khối"


def history(view: OfficeView) -> WantedTab:
    """Of the first weekly obligation; empty when the campaign has none."""
    obligation = next((o for o in view.obligations if o.recurrence is Recurrence.WEEKLY), None)
    periods = view.periods.get(obligation.id, ()) if obligation else ()
    weeks = tuple(Column(week_title(period), width=80, centred=True) for period in periods)
    legend = "   ".join(column_name(state, obligation) for state in SIGNS)
    return WantedTab(
        title=HISTORY,
        columns=(
            Column(UNIT, width=240),
            Column(NUMBER, width=50, centred=True),
            Column(CODE, width=90),
            Column(SECTOR, width=100),
            *weeks,
        ),
        key=CODE,
        order=NUMBER,
        rows=tuple(
            _row(view, obligation, periods, unit, place) for place, unit in enumerate(view.units, 1) if obligation
        ),
        head=(
            HeadRow(HISTORY, (f"{HISTORY}: {obligation.title if obligation else ''} của từng đơn vị theo tuần",)),
            HeadRow("Chú giải", (f"Chú giải: {legend}; số là ĐVTN tham gia trên tổng số",)),
        ),
        whole_rows=False,
        frozen_columns=1,
        colourings=colourings(SECTOR, ""),
    )


def week_title(period: Period) -> str:
    """``Tuần 4 · 4/2020`` and its days: a title that stays the same for ever."""
    week = Week.parse(period.label)
    return f"Tuần {week.week_of_month} · {week.month.number}/{week.month.year}\n{days(week.monday, week.sunday)}"


def _row(view: OfficeView, obligation: Obligation, periods: tuple[Period, ...], unit: Unit, place: int) -> TabRow:
    cells: list[Cell] = [unit.name, place, unit.code, unit.sector]
    cells += [_mark(view.assessment(unit.code, obligation.id, period.label)) for period in periods]
    return TabRow(unit.code, tuple(cells))


def _mark(assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    sign = SIGNS[assessment.state]
    if assessment.participants is None:
        return sign
    members = f"/{assessment.members}" if assessment.members else ""
    return f"{sign} {assessment.participants}{members}"
