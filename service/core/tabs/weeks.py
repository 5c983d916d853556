"""LỊCH TUẦN: the date range of every week of the campaign, and whether it counts."""

from __future__ import annotations

from datetime import timedelta

from service.core.notices.wording import capital, day, days, listed, month_name
from service.core.settings import OfficeSettings
from service.core.tabs.model import Cell, Column, HeadRow, TabRow, WantedTab
from service.core.tabs.titles import WEEKS
from service.core.tabs.view import OfficeView
from service.core.weeks import Week
from service.core.workdays import WeekKind, Workdays, days_of

NAME, NUMBER, MONTH, SINCE, UNTIL = "Tuần", "STT", "Tháng", "Từ ngày", "Đến ngày"
KIND, WORKED, NOTE, KEY = "Cách tính", "Ngày làm việc", "Ghi chú lịch", "Mã"

_KINDS = {
    WeekKind.NORMAL: "Tính",
    WeekKind.VOLUNTARY: "Không bắt buộc",
    WeekKind.OFF: "Tuần nghỉ, không tính",
    WeekKind.SUSPENDED: "Tạm dừng, không tính",
}


def weeks(view: OfficeView) -> WantedTab:
    workdays = Workdays(view.settings.calendar)
    rows = tuple(
        TabRow(week.label, _cells(view.settings, workdays, week, place))
        for place, week in enumerate(campaign_weeks(view.settings), 1)
    )
    return WantedTab(
        title=WEEKS,
        columns=(
            Column(NAME, width=220),
            Column(NUMBER, width=50, centred=True),
            Column(MONTH, width=110),
            Column(SINCE, width=100),
            Column(UNTIL, width=100),
            Column(KIND, width=170),
            Column(WORKED, width=90, centred=True),
            Column(NOTE, width=320),
            Column(KEY, width=90),
        ),
        key=KEY,
        order=NUMBER,
        rows=rows,
        head=(HeadRow(WEEKS, (f"{WEEKS}: tuần từ thứ Hai đến Chủ nhật, thuộc tháng có ngày thứ Năm",)),),
    )


def campaign_weeks(settings: OfficeSettings) -> tuple[Week, ...]:
    """The weeks whose Thursday lies inside the campaign."""
    found: list[Week] = []
    week = Week.of(settings.campaign.since)
    while (thursday := week.monday + timedelta(days=3)) <= settings.campaign.until:
        if thursday >= settings.campaign.since:
            found.append(week)
        week = week.next()
    return tuple(found)


def week_choice(week: Week) -> str:
    """``Tuần 4 (20–26/4/2020)``: how a week is offered for choice."""
    return f"Tuần {week.week_of_month} ({days(week.monday, week.sunday)})"


def _cells(settings: OfficeSettings, workdays: Workdays, week: Week, place: int) -> tuple[Cell, ...]:
    early = week < settings.first_assessed_week()
    kind = workdays.week_kind(week)
    counts = "Trước kỳ tính, hoạt động vẫn được ghi nhận" if early and kind is WeekKind.NORMAL else _KINDS[kind]
    return (
        week_choice(week),
        place,
        capital(month_name(week.month)),
        day(week.monday),
        day(week.sunday),
        counts,
        workdays.working_days(week),
        _note(workdays, week),
        week.label,
    )


def _note(workdays: Workdays, week: Week) -> str:
    suspension = workdays.suspension(week.monday + timedelta(days=3))
    named: dict[str, list[str]] = {}
    for date in days_of(week):
        if name := workdays.holiday_name(date):
            named.setdefault(name, []).append(f"{date.day}/{date.month}")
    told = [f"{name} ({listed(dates)})" for name, dates in named.items()]
    return "; ".join([*([suspension.reason] if suspension and suspension.reason else []), *told])
