"""The office's calendar against the list checked by hand (domain, section 1)."""

from datetime import date, timedelta

import pytest

from service.core.settings import CalendarSettings, Suspension
from service.core.weeks import Week
from service.core.workdays import WeekKind, Workdays

VIETNAM = Workdays(CalendarSettings())


def span(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


CHECKED = {
    2020: {date(2020, 1, 1), date(2020, 4, 2), date(2020, 9, 2)}
    | span(date(2020, 1, 23), date(2020, 1, 29))
    | span(date(2020, 4, 30), date(2020, 5, 1)),
    2021: {date(2021, 1, 1), date(2021, 4, 21)}
    | span(date(2021, 2, 10), date(2021, 2, 16))
    | span(date(2021, 4, 30), date(2021, 5, 3))
    | span(date(2021, 9, 2), date(2021, 9, 3)),
    2022: {date(2022, 1, 3), date(2022, 4, 11)}
    | span(date(2022, 1, 31), date(2022, 2, 4))
    | span(date(2022, 5, 2), date(2022, 5, 3))
    | span(date(2022, 9, 1), date(2022, 9, 2)),
}


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_every_weekday_is_worked_but_the_checked_holidays(year: int) -> None:
    weekdays = {d for d in span(date(year, 1, 1), date(year, 12, 31)) if d.isoweekday() <= 5}
    off = {d for d in weekdays if not VIETNAM.is_working(d)}
    assert off == {d for d in CHECKED[year] if d.isoweekday() <= 5}
    assert not any(VIETNAM.is_working(d) for d in span(date(year, 1, 1), date(year, 12, 31)) - weekdays)


def test_holidays_are_named_in_vietnamese() -> None:
    assert VIETNAM.holiday_name(date(2020, 4, 2)) == "Ngày Giỗ Tổ Hùng Vương"
    assert VIETNAM.holiday_name(date(2020, 4, 3)) == ""


def test_a_saturday_the_government_swapped_is_worked() -> None:
    assert VIETNAM.is_working(date(2024, 5, 4))
    assert not VIETNAM.is_working(date(2024, 4, 29))


def test_the_office_adds_days_off_and_days_worked() -> None:
    own = Workdays(
        CalendarSettings(
            holidays=((date(2020, 4, 14), "Chôl Chnăm Thmây"),),
            working_days=(date(2020, 4, 18), date(2020, 4, 30)),
        )
    )
    assert not own.is_working(date(2020, 4, 14))
    assert own.holiday_name(date(2020, 4, 14)) == "Chôl Chnăm Thmây"
    assert own.is_working(date(2020, 4, 18))
    assert own.is_working(date(2020, 4, 30))
    assert own.holiday_name(date(2020, 4, 30)) == ""
    assert own.working_days(Week(2020, 16)) == 5


def test_next_and_previous_working_day() -> None:
    assert VIETNAM.next_working(date(2020, 4, 30)) == date(2020, 5, 4)
    assert VIETNAM.previous_working(date(2020, 5, 3)) == date(2020, 4, 29)
    assert VIETNAM.next_working(date(2020, 4, 29)) == date(2020, 4, 29)


def test_a_calendar_without_working_days_is_refused() -> None:
    idle = Workdays(
        CalendarSettings(holidays=tuple((d, "nghỉ") for d in span(date(2020, 1, 1), date(2020, 12, 31))))
    )
    with pytest.raises(ValueError, match="no working day"):
        idle.next_working(date(2020, 6, 1))


@pytest.mark.parametrize(
    ("monday", "kind"),
    [
        (date(2022, 1, 31), WeekKind.OFF),
        (date(2021, 2, 8), WeekKind.VOLUNTARY),
        (date(2021, 2, 15), WeekKind.NORMAL),
        (date(2020, 4, 27), WeekKind.NORMAL),
    ],
)
def test_week_kinds(monday: date, kind: WeekKind) -> None:
    assert VIETNAM.week_kind(Week.of(monday)) is kind


def test_suspended_weeks_go_by_their_thursday_and_the_rest_by_working_days() -> None:
    distancing = Suspension(date(2021, 7, 19), date(2021, 8, 31), "giãn cách xã hội")
    calendar = Workdays(CalendarSettings(suspended=(distancing,)))
    assert calendar.week_kind(Week.of(date(2021, 7, 12))) is WeekKind.NORMAL
    assert calendar.week_kind(Week.of(date(2021, 7, 19))) is WeekKind.SUSPENDED
    assert calendar.week_kind(Week.of(date(2021, 8, 23))) is WeekKind.SUSPENDED
    # 30/8–5/9/2021: Monday and Tuesday suspended, Thursday and Friday National Day: one working day is left
    assert calendar.week_kind(Week.of(date(2021, 8, 30))) is WeekKind.VOLUNTARY
