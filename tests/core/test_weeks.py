"""Weeks and months as the office counts them: a week belongs to the month that holds its Thursday."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from service.core.weeks import Month, Week

DAYS = [date(2018, 1, 1) + timedelta(days=number) for number in range(0, 365 * 8)]


def test_the_weeks_of_april_2020() -> None:
    weeks = Month(2020, 4).weeks()
    assert [week.label for week in weeks] == ["2020-W14", "2020-W15", "2020-W16", "2020-W17", "2020-W18"]
    assert [week.week_of_month for week in weeks] == [1, 2, 3, 4, 5]
    assert (weeks[3].monday, weeks[3].sunday) == (date(2020, 4, 20), date(2020, 4, 26))
    assert weeks[4].sunday == date(2020, 5, 3), "the fifth week of April ends in May"


@pytest.mark.parametrize(
    ("day", "label", "month", "number"),
    [
        (date(2019, 12, 31), "2020-W01", "2020-01", 1),
        (date(2021, 1, 3), "2020-W53", "2020-12", 5),
        (date(2020, 4, 30), "2020-W18", "2020-04", 5),
        (date(2020, 5, 3), "2020-W18", "2020-04", 5),
        (date(2020, 5, 4), "2020-W19", "2020-05", 1),
        (date(2020, 7, 1), "2020-W27", "2020-07", 1),
        (date(2020, 6, 30), "2020-W27", "2020-07", 1),
    ],
)
def test_around_the_ends_of_months_and_years(day: date, label: str, month: str, number: int) -> None:
    week = Week.of(day)
    assert (week.label, week.month.label, week.week_of_month) == (label, month, number)


def test_every_day_is_in_its_week_and_every_week_in_one_month() -> None:
    for day in DAYS:
        week = Week.of(day)
        assert week.monday <= day <= week.sunday and week.monday.isoweekday() == 1
        assert week in week.month.weeks()
        assert week.month.weeks()[week.week_of_month - 1] == week
        assert Week.parse(week.label) == week


def test_months_share_no_week_and_leave_none_out() -> None:
    month, weeks = Month(2019, 1), []
    while month < Month(2023, 1):
        assert len(month.weeks()) in (4, 5)
        weeks += month.weeks()
        month = month.next()
    assert all(before.next() == after for before, after in itertools.pairwise(weeks))


def test_months_go_on_and_back() -> None:
    assert Month(2020, 12).next() == Month(2021, 1) and Month(2020, 1).next(-1) == Month(2019, 12)
    assert Month(2020, 4).next(-16) == Month(2018, 12) and Month(2020, 4).next(21) == Month(2022, 1)
    assert (Month(2020, 2).first, Month(2020, 2).last) == (date(2020, 2, 1), date(2020, 2, 29))
    assert Month.parse("2020-04") == Month.of(date(2020, 4, 30)) == Month(2020, 4)


@pytest.mark.parametrize("label", ["2020-13", "2020-00", "2020", "", "tháng 4", "2020-4-1"])
def test_what_is_no_month(label: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(label)


@pytest.mark.parametrize("label", ["2020-W54", "2019-W53", "2020-W00", "2020-17", "", "tuần 4"])
def test_what_is_no_week(label: str) -> None:
    with pytest.raises(ValueError):
        Week.parse(label)
