"""Exemptions, extensions, suspensions, the calendar, and units that open or close (design, section 11, rule 6)."""

from dataclasses import replace
from datetime import date

import pytest

from service.core.evaluation import Evaluation, Reason, evaluate
from service.core.evaluation.partition import Level
from service.core.records import ExemptionKind, State, Unit
from service.core.settings import CalendarSettings, Suspension
from tests.core.evaluation.building import activity, exemption, inputs, sheet, state
from tests.core.evaluation.shipped import PLAN, at, office

LATER = "2020-06-20"
A, B = Unit("A", "Chi đoàn A", sector="Cơ quan"), Unit("B", "Chi đoàn B", sector="Y tế")


def exempt(evaluation: Evaluation) -> set[tuple[str, str]]:
    return {(a.obligation, a.period) for a in evaluation.assessments if a.state is State.EXEMPT}


def test_an_exemption_of_dates_takes_out_the_weeks_whose_thursday_it_holds() -> None:
    given = inputs(units=[A, B], exemptions=[exemption("A", None, "2020-05-04", "2020-05-17")])
    assert exempt(evaluate(given, at(LATER))) == {("hoat-dong", "2020-W19"), ("hoat-dong", "2020-W20")}
    assert state(given, LATER, "hoat-dong", "2020-W19").reasons == (Reason.EXEMPTED,)
    assert state(given, LATER, "hoat-dong", "2020-W19", "B").state is State.MISSING


def test_an_exemption_of_a_month_takes_out_its_report() -> None:
    given = inputs(exemptions=[exemption("A", None, "2020-05-01", "2020-05-31")])
    weeks = {("hoat-dong", f"2020-W{n}") for n in (19, 20, 21, 22)}
    assert exempt(evaluate(given, at(LATER))) == weeks | {("bao-cao", "2020-05")}


def test_a_report_owes_the_weeks_that_are_left() -> None:
    rows = [(activity("A", f"2020-W{n}"), sheet("2020-06-02")) for n in (21, 22)]
    given = inputs(exemptions=[exemption("A", "hoat-dong", "2020-05-04", "2020-05-17")], activities=rows)
    assert state(given, LATER, "bao-cao", "2020-05").state is State.ON_TIME


def test_a_report_without_weeks_is_not_owed() -> None:
    given = inputs(exemptions=[exemption("A", "hoat-dong", "2020-05-01", "2020-05-31")])
    found = state(given, LATER, "bao-cao", "2020-05")
    assert found.state is State.EXEMPT
    assert Reason.NO_ASSESSED_WEEK in found.reasons


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (exemption("A", "ke-hoach"), True),
        (exemption("A", "ke-hoach", "2020-05-01", "2020-05-02"), True),  # it names the one-off
        (exemption("A", None, "2020-04-14", "2020-04-14"), True),  # inclusive, the due day
        (exemption("A", None, "2020-04-15", "2020-12-31"), False),
        (exemption("B", None), False),
        (exemption(None, None), True),
    ],
)
def test_one_offs(row, expected: bool) -> None:  # type: ignore[no-untyped-def]
    found = state(inputs(units=[A, B], exemptions=[row]), "2020-04-20", "ke-hoach")
    assert (found.state is State.EXEMPT) is expected


def test_an_exempt_week_keeps_what_was_done() -> None:
    given = inputs(
        exemptions=[exemption("A", None, "2020-05-04", "2020-05-10")],
        activities=[(activity("A", "2020-W19", 18), sheet("2020-05-11"))],
    )
    found = state(given, LATER, "hoat-dong", "2020-W19")
    assert (found.state, found.participants, found.fulfilled) == (State.EXEMPT, 18, at("2020-05-11"))


def test_suspended_voluntary_and_idle_weeks_are_told_apart() -> None:
    calendar = CalendarSettings(suspended=(Suspension(date(2021, 7, 19), date(2021, 8, 1), "giãn cách"),))
    given = inputs(office(calendar=calendar))
    reasons = {
        week: state(given, "2022-03-01", "hoat-dong", week).reasons
        for week in ("2021-W29", "2021-W30", "2021-W06", "2022-W05")
    }
    assert reasons == {
        "2021-W29": (Reason.SUSPENDED,),
        "2021-W30": (Reason.SUSPENDED,),
        "2021-W06": (Reason.VOLUNTARY,),
        "2022-W05": (Reason.NO_WORKING_DAY,),
    }


def test_a_suspension_row_of_the_office_is_for_its_units() -> None:
    given = inputs(
        units=[A, B], exemptions=[exemption("A", None, "2020-05-04", "2020-05-10", ExemptionKind.SUSPENDED)]
    )
    assert state(given, LATER, "hoat-dong", "2020-W19").reasons == (Reason.SUSPENDED,)
    assert state(given, LATER, "hoat-dong", "2020-W19", "B").state is State.MISSING


# -- extensions -----------------------------------------------------------------------------------


def test_an_extension_moves_the_due_time_of_that_unit_inclusively() -> None:
    row = exemption("A", "ke-hoach", kind=ExemptionKind.EXTENDED, to="2020-04-20")
    given = inputs(units=[A, B], exemptions=[row])
    found = state(given, "2020-04-20T23:59", "ke-hoach")
    assert (found.state, found.due, found.reasons) == (State.NOT_DUE, at("2020-04-21"), (Reason.EXTENDED,))
    assert state(given, "2020-04-21", "ke-hoach").state is State.MISSING
    assert state(given, "2020-04-20", "ke-hoach", unit="B").state is State.MISSING


def test_an_extension_moves_the_close_as_well() -> None:
    row = exemption("A", "hoat-dong", "2020-04-20", "2020-04-26", ExemptionKind.EXTENDED, "2020-05-20")
    late = [(activity("A", "2020-W17"), sheet("2020-05-25"))]
    found = state(inputs(exemptions=[row], activities=late), "2020-05-27", "hoat-dong", "2020-W17")
    assert (found.state, found.restated_from) == (State.LATE, None)


def test_extending_the_report_extends_its_weeks_and_no_other_month() -> None:
    row = exemption("A", "bao-cao", "2020-05-01", "2020-05-10", ExemptionKind.EXTENDED, "2020-05-10")
    given = inputs(exemptions=[row])
    assert state(given, "2020-05-08", "bao-cao", "2020-04").due == at("2020-05-11")
    assert state(given, "2020-05-08", "hoat-dong", "2020-W18").state is State.NOT_UPDATED
    assert state(given, "2020-05-08", "bao-cao", "2020-05").due == at("2020-06-06")


def test_an_extension_without_dates_is_of_what_was_due_last() -> None:
    row = exemption("A", "bao-cao", kind=ExemptionKind.EXTENDED, to="2020-06-10")
    given = inputs(exemptions=[row])
    assert state(given, LATER, "bao-cao", "2020-05").due == at("2020-06-11")
    assert state(given, LATER, "bao-cao", "2020-04").due == at("2020-05-06")


def test_an_extension_to_before_the_due_time_changes_nothing() -> None:
    row = exemption("A", "ke-hoach", kind=ExemptionKind.EXTENDED, to="2020-04-10")
    found = state(inputs(exemptions=[row]), "2020-04-14", "ke-hoach")
    assert (found.due, found.reasons) == (at("2020-04-15"), ())


# -- units that open and close, sectors -----------------------------------------------------------


def test_a_unit_is_judged_for_periods_on_whose_last_day_it_is_open() -> None:
    opens = replace(A, opens=date(2020, 5, 10))
    found = {
        a.period for a in evaluate(inputs(units=[opens]), at(LATER)).assessments if a.obligation == "hoat-dong"
    }
    assert min(found) == "2020-W19"  # its Sunday is 10/5
    closes = replace(A, closes=date(2020, 5, 10))
    found = {
        a.period for a in evaluate(inputs(units=[closes]), at(LATER)).assessments if a.obligation == "hoat-dong"
    }
    assert max(found) == "2020-W19"


def test_who_is_not_open_is_counted_apart() -> None:
    young = replace(B, opens=date(2020, 6, 1))
    counted = evaluate(inputs(units=[A, young]), at(LATER)).partitions(Level.PERIOD)
    week = counted["hoat-dong", "2020-W17"]
    assert (week.expected, week.missing, week.closed) == (1, 1, 1)
    assert counted["ke-hoach", "once"].expected == 2


def test_an_obligation_for_some_sectors_is_not_owed_by_others() -> None:
    duty = replace(PLAN, sectors=("y  TẾ",))
    evaluation = evaluate(inputs(office(duty), units=[A, B]), at("2020-04-20"))
    assert [(a.unit, a.obligation) for a in evaluation.assessments] == [("B", "ke-hoach")]
    counted = evaluation.partitions(Level.OFFICE)["ke-hoach", "Đoàn Khối"]
    assert (counted.expected, counted.exempt, counted.closed) == (1, 0, 0)
