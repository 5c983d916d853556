"""The Vietnamese words of times, periods, states and missing parts in mails and papers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.core.obligations import DueKind, Obligation, Recurrence
from service.core.periods import last_day_of
from service.core.records import State
from service.core.weeks import Month, Week

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
QUARTERS = ("I", "II", "III", "IV")

STATES = {
    State.ON_TIME: "Đúng hạn",
    State.LATE: "Trễ hạn",
    State.INCOMPLETE: "Thiếu thông tin",
    State.NEEDS_REVIEW: "Cần làm rõ",
    State.MISSING: "Chưa nộp",
    State.NOT_UPDATED: "Chưa cập nhật",
    State.NOT_DUE: "Chưa đến hạn",
    State.EXEMPT: "Miễn thực hiện",
}

PARTS = {
    "time": "thời gian thực hiện",
    "contents": "nội dung hoạt động",
    "content": "nội dung hoạt động",
    "assignment": "phân công Ủy viên BCH phụ trách từng nội dung, từng tuần",
    "officer": "Ủy viên BCH phụ trách",
    "month": "cột Tháng",
    "week": "cột Tuần",
    "place": "cột Địa điểm tổ chức",
    "participants": "cột Số lượng ĐVTN tham gia",
    "form": "cột Hình thức tổ chức",
    "result": "cột Kết quả hoạt động",
}
"""Required parts and fields by the obligations' words; a part the office invented is shown as it stands."""


def state_name(state: State, obligation: Obligation, days_late: int = 0) -> str:
    """``Trễ hạn (3 ngày)``; a missing weekly activity is ``Không thực hiện``, a missing paper ``Chưa nộp``."""
    if state is State.LATE and days_late:
        return f"Trễ hạn ({days_late} ngày)"
    if state is State.MISSING and obligation.recurrence is Recurrence.WEEKLY:
        return "Không thực hiện"
    if state is State.ON_TIME and obligation.recurrence is Recurrence.WEEKLY:
        return "Đạt chỉ tiêu tuần"
    return STATES[state]


def part_name(part: str) -> str:
    return PARTS.get(part, part)


def capital(text: str) -> str:
    """The first letter in upper case, the rest as it stands."""
    return text[:1].upper() + text[1:]


def two(number: int) -> str:
    """``05``: the office writes small counts with two digits."""
    return f"{number:02d}"


def percent(share: float | None) -> str:
    """``75,0%`` as Vietnamese writes it; ``–`` when there is nothing to divide by."""
    return "–" if share is None else f"{share * 100:.1f}%".replace(".", ",")


def count(value: int) -> str:
    """``1.020``: thousands as Vietnamese writes them."""
    return f"{value:,}".replace(",", ".")


def day(value: date) -> str:
    """``14/4/2020``"""
    return f"{value.day}/{value.month}/{value.year}"


def weekday(value: date) -> str:
    return WEEKDAYS[value.isoweekday() - 1]


def full_day(value: date) -> str:
    """``thứ Ba, 14/4/2020``"""
    return f"{weekday(value)}, {day(value)}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """``09:12 ngày 14/4/2020`` in the office's zone."""
    local = value.astimezone(zone)
    return f"{local:%H:%M} ngày {day(local.date())}"


def days(first: date, last: date) -> str:
    """``20–26/4/2020``, ``27/4–3/5/2020``, ``28/12/2020–3/1/2021``"""
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month != last.month:
        return f"{first.day}/{first.month}–{day(last)}"
    return f"{first.day}–{day(last)}"


def week_name(week: Week) -> str:
    """``tuần 4 tháng 4 (20–26/4/2020)``"""
    return f"{short_week(week)} ({days(week.monday, week.sunday)})"


def short_week(week: Week) -> str:
    return f"tuần {week.week_of_month} tháng {week.month.number}"


def month_name(month: Month) -> str:
    return f"tháng {month.number}/{month.year}"


def period_name(obligation: Obligation, label: str) -> str:
    """The Vietnamese name of a period label; empty for a one-off."""
    match obligation.recurrence:
        case Recurrence.WEEKLY:
            return week_name(Week.parse(label))
        case Recurrence.MONTHLY:
            return month_name(Month.parse(label))
        case Recurrence.QUARTERLY:
            year, quarter = label.split("-Q")
            return f"quý {QUARTERS[int(quarter) - 1]}/{year}"
        case Recurrence.YEARLY:
            return f"năm {label}"
        case _:
            return ""


def duty_name(obligation: Obligation, label: str) -> str:
    """``Báo cáo tháng 4/2020``, ``Hoạt động tuần 4 tháng 4 (20–26/4/2020)``, ``Kế hoạch``."""
    name = period_name(obligation, label)
    if not name:
        return obligation.title
    first = name.split(" ", 1)[0]
    title = obligation.title.removesuffix(f" {first}")
    return f"{title} {name}"


def last_day(due: datetime, zone: ZoneInfo) -> date:
    """The last day on which something is still on time: the day before a due time at midnight."""
    return last_day_of(due.astimezone(zone))


def due_words(obligation: Obligation, due: datetime, zone: ZoneInfo) -> str:
    """``trước ngày 15/4/2020``, ``hết ngày 5/5/2020`` or ``17:00 ngày 30/4/2020``."""
    local = due.astimezone(zone)
    if obligation.due.kind is DueKind.BEFORE_DATE and obligation.due.date == local.date():
        return f"trước ngày {day(local.date())}"
    if local.hour == local.minute == 0 or (local.hour, local.minute, local.second) == (23, 59, 59):
        return f"hết ngày {day(last_day(due, zone))}"
    return moment(due, zone)


def listed(names: list[str]) -> str:
    """``a, b và c``"""
    return " và ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def short_office(name: str) -> str:
    """``Đoàn Khối`` of ``Đoàn Khối các cơ quan …``: how the office is named in a sentence."""
    return name.split(" các ")[0]


def salutation(unit_name: str) -> str:
    """``BCH Chi đoàn Sở Xây dựng``: how a unit's committee is addressed."""
    return unit_name if unit_name.upper().startswith("BCH") else f"BCH {unit_name}"
