"""Periods of the shipped campaign and due rules of others."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from service.core.obligations import DayOff, DueKind, DueRule, Period, Recurrence
from service.core.periods import all_periods, last_day_of, periods
from service.core.settings import CalendarSettings
from service.core.weeks import Month
from service.core.workdays import Workdays
from tests.core.evaluation.shipped import FORM, PLAN, REPORT, TRAINING, WEEKLY, at, office

DAYS = Workdays(CalendarSettings())


def labelled(found: tuple[Period, ...], label: str) -> Period:
    return next(p for p in found if p.label == label)


def monthly(rule: DueRule) -> Period:
    duty = replace(REPORT, id="khac", due=rule)
    return labelled(all_periods(duty, office(duty, REPORT), DAYS), "2020-04")


def test_the_one_off_is_due_before_the_date() -> None:
    (plan,) = periods(PLAN, office(), DAYS, at("2020-04-01"))
    assert (plan.label, plan.due, plan.closes) == ("once", at("2020-04-15"), at("2020-04-25"))
    assert last_day_of(plan.due) == date(2020, 4, 14)
    inclusive = replace(FORM, due=replace(FORM.due, inclusive=True))
    (form,) = periods(inclusive, office(), DAYS, at("2020-04-01"))
    assert form.due == at("2020-04-16")


def test_nothing_is_owed_before_the_campaign_opens() -> None:
    assert periods(PLAN, office(), DAYS, at("2020-03-31T23:59")) == ()


def test_weeks_start_with_the_first_assessed_and_include_the_running_one() -> None:
    assert periods(WEEKLY, office(), DAYS, at("2020-04-19T23:59")) == ()
    found = periods(WEEKLY, office(), DAYS, at("2020-05-04"))
    assert [p.label for p in found] == ["2020-W17", "2020-W18", "2020-W19"]
    assert found[0].opens == at("2020-04-20")


def test_a_week_is_due_with_the_report_of_the_month_that_holds_its_thursday() -> None:
    found = all_periods(WEEKLY, office(), DAYS)
    assert labelled(found, "2020-W18").due == at("2020-05-06")  # 27/4–3/5, Thursday 30/4
    assert labelled(found, "2020-W19").due == at("2020-06-06")
    assert len(found) == 141
    assert found[-1].label == "2022-W52"
    assert found[-1].due == at("2023-01-06")


def test_the_report_is_due_at_the_end_of_the_fifth() -> None:
    found = periods(REPORT, office(), DAYS, at("2020-05-04"))
    assert [(p.label, p.due, p.closes) for p in found] == [
        ("2020-04", at("2020-05-06"), at("2020-05-16")),
        ("2020-05", at("2020-06-06"), at("2020-06-16")),
    ]
    assert found[0].opens == at("2020-04-01")


def test_every_assessed_week_falls_into_a_month_of_the_report() -> None:
    months = {p.label for p in all_periods(REPORT, office(), DAYS)}
    weeks = all_periods(WEEKLY, office(), DAYS)
    assert {Month.of(p.first + timedelta(days=3)).label for p in weeks} == months


def test_quarters_and_years() -> None:
    plan = office(TRAINING)
    found = periods(TRAINING, plan, DAYS, at("2021-01-01"))
    assert [p.label for p in found] == ["2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1"]
    assert found[0].due == at("2020-07-21")
    yearly = replace(TRAINING, recurrence=Recurrence.YEARLY)
    assert [p.label for p in all_periods(yearly, plan, DAYS)] == ["2020", "2021", "2022"]


def test_a_weekday_and_time_in_the_week_after() -> None:
    rule = DueRule(DueKind.WEEKDAY, weekday=1, at=time(9))
    weekly = replace(WEEKLY, due=rule)
    (first,) = periods(weekly, office(weekly), DAYS, at("2020-04-20"))
    assert first.due == at("2020-04-27T09:00")


def test_the_last_working_day_of_the_period() -> None:
    period = monthly(DueRule(DueKind.LAST_WORKING_DAY, at=time(17)))
    assert period.due == at("2020-04-29T17:00")  # 30/4 is a holiday


@pytest.mark.parametrize(
    ("move", "due", "moved"),
    [
        (DayOff.STAY, "2020-05-03", False),  # end of Saturday 2/5
        (DayOff.BEFORE, "2020-04-30", True),
        (DayOff.AFTER, "2020-05-05", True),
    ],
)
def test_a_deadline_on_a_day_off_moves_as_the_rule_says(move: DayOff, due: str, moved: bool) -> None:
    period = monthly(DueRule(DueKind.END_OF_DAY, day=2, day_off=move))
    assert (period.due, period.moved) == (at(due), moved)


def test_the_thirty_first_of_a_short_month_is_its_last_day() -> None:
    assert monthly(DueRule(DueKind.END_OF_DAY, day=31, months=2)).due == at("2020-07-01")


def test_rules_that_cannot_give_a_time_are_refused() -> None:
    with pytest.raises(ValueError, match="lacks its fields"):
        monthly(DueRule(DueKind.END_OF_DAY))
    with pytest.raises(ValueError, match="with"):
        monthly(DueRule(DueKind.WITH, obligation="khac"))
