"""How periods, columns and parts are called in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from service.core.obligations import Obligation, Period, Recurrence
from service.core.records import Field, State
from service.core.weeks import Month, Week

REPORT_COLUMNS: dict[Field, str] = {
    Field.UNIT: "Đơn vị",
    Field.MONTH: "Tháng",
    Field.WEEK: "Tuần",
    Field.PLACE: "Địa điểm tổ chức",
    Field.PARTICIPANTS: "Số lượng ĐVTN tham gia",
    Field.CONTENT: "Nội dung tổ chức",
    Field.FORM: "Hình thức tổ chức",
    Field.RESULT: "Kết quả hoạt động",
}
FORM_COLUMNS: dict[Field, str] = {
    Field.UNIT: "Đơn vị",
    Field.MEMBERS: "Tổng số ĐVTN",
    Field.CONTENT: "Nội dung",
    Field.GROUP: "Nhóm nội dung",
    Field.MONTH: "Tháng",
    Field.WEEK: "Tuần",
    Field.TIME: "Thứ, giờ",
    Field.FREQUENCY: "Số lần/tuần",
    Field.PLACE: "Địa điểm",
    Field.FORM: "Hình thức",
    Field.OFFICER: "Ủy viên BCH phụ trách",
    Field.CONTACT: "Điện thoại, email",
    Field.PLAN_REF: "Số, ngày kế hoạch",
    Field.NOTE: "Ghi chú",
}
PARTS: dict[str, str] = {
    "time": "thời gian thực hiện",
    "contents": "nội dung thực hiện",
    "assignment": "phân công người phụ trách",
}
"""The parts of the shipped plan; parts of another plan are called as its configuration calls them."""

NOT_YET = "chưa đến kỳ báo cáo"
"""How the shortcoming of a report ends whose week is still to come: nothing is asked of the unit so far."""

STATES: dict[State, str] = {
    State.ON_TIME: "Đúng hạn",
    State.LATE: "Trễ hạn",
    State.INCOMPLETE: "Thiếu thông tin",
    State.NEEDS_REVIEW: "Cần làm rõ",
    State.MISSING: "Chưa nộp",
    State.NOT_UPDATED: "Chưa cập nhật",
    State.NOT_DUE: "Chưa đến hạn",
    State.EXEMPT: "Miễn thực hiện",
}


def days_between(first: date, last: date) -> str:
    """``13–19/4`` or ``27/4–3/5``; the year is said where the two differ in it."""
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month == last.month:
        return f"{first.day}–{last.day}/{last.month}"
    return f"{first.day}/{first.month}–{last.day}/{last.month}"


def day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def instant(value: datetime) -> str:
    """``09:12 ngày 14/4/2020``, of a datetime in the office's zone."""
    return f"{value:%H:%M} ngày {day(value)}"


def due_day(due: datetime) -> str:
    """A deadline as people say it: one at midnight is before that day."""
    return f"trước ngày {day(due)}" if (due.hour, due.minute) == (0, 0) else f"trước {instant(due)}"


def week(value: Week) -> str:
    """``tuần 3 (13–19/4)``: the place in the month, and the days."""
    return f"tuần {value.week_of_month} ({days_between(value.monday, value.sunday)})"


def period(obligation: Obligation, value: Period) -> str:
    """A period in words; empty for the one-off."""
    if obligation.recurrence is Recurrence.WEEKLY:
        own = Week.of(value.first)
        return f"tuần {own.week_of_month} tháng {own.month.number} ({days_between(value.first, value.last)})"
    if obligation.recurrence is Recurrence.MONTHLY:
        month = Month.of(value.first)
        return f"tháng {month.number}/{month.year}"
    if obligation.recurrence is Recurrence.QUARTERLY:
        return f"quý {(value.first.month - 1) // 3 + 1}/{value.first.year}"
    return f"năm {value.first.year}" if obligation.recurrence is Recurrence.YEARLY else ""


def columns(fields: Iterable[Field], titles: dict[Field, str]) -> str:
    """``cột Nội dung tổ chức, cột Kết quả hoạt động``, in the order of the form."""
    wanted = set(fields)
    return ", ".join(f"cột {title}" for name, title in titles.items() if name in wanted)


def part(name: str) -> str:
    return f"phần {PARTS.get(name, name)}"


def uncapitalised(title: str) -> str:
    return title[:1].lower() + title[1:]
