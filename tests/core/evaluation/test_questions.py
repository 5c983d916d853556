"""Open questions lift every state but a complete one (design, section 11, rule 5)."""

import pytest

from service.core.evaluation import Reason
from service.core.records import Field, Sighting, State, Unit, Verdict
from tests.core.evaluation.building import activity, decided, inputs, question, sheet, state

UNITS = [Unit(code, f"Chi đoàn {code}") for code in "ABCD"]
WEEK = "2020-W17"
ASKED = question("mail:m9", "2020-04-21", ["hoat-dong"], guesses=["A", "B"], periods=[WEEK])
IN_TIME = sheet("2020-04-24")


@pytest.mark.parametrize("when", ["2020-04-22", "2020-04-28", "2020-05-10"])
def test_each_guessed_unit_is_lifted_also_in_a_running_week(when: str) -> None:
    given = inputs(units=UNITS, questions=[ASKED])
    for unit in "AB":
        found = state(given, when, "hoat-dong", WEEK, unit)
        assert found.state is State.NEEDS_REVIEW
        assert Reason.OPEN_QUESTION in found.reasons
    assert state(given, when, "hoat-dong", WEEK, "C").state is not State.NEEDS_REVIEW
    assert state(given, "2020-04-20T12:00", "hoat-dong", WEEK, "A").state is State.NOT_DUE


def test_incomplete_and_explained_are_lifted_and_complete_is_not() -> None:
    rows = [
        (activity("A", WEEK), IN_TIME),
        (activity("B", WEEK, blank=[Field.CONTENT]), IN_TIME),
        (activity("C", WEEK, held=False, why="bận"), IN_TIME),
    ]
    asked = question("mail:m9", "2020-04-21", ["hoat-dong"], guesses=["A", "B", "C"], periods=[WEEK])
    given = inputs(units=UNITS, questions=[asked], activities=rows)
    states = [state(given, "2020-05-10", "hoat-dong", WEEK, unit).state for unit in "ABC"]
    assert states == [State.ON_TIME, State.NEEDS_REVIEW, State.NEEDS_REVIEW]


def test_with_more_than_three_guesses_nobody_is_touched() -> None:
    asked = question("mail:m9", "2020-04-21", ["hoat-dong"], guesses=list("ABCD"), periods=[WEEK])
    given = inputs(units=UNITS, questions=[asked])
    assert {state(given, "2020-05-10", "hoat-dong", WEEK, u).state for u in "ABCD"} == {State.MISSING}


def test_a_decision_settles_the_question_and_a_note_does_not() -> None:
    noted = inputs(units=UNITS, questions=[ASKED], decisions=[decided("mail:m9", "2020-04-25")])
    assert state(noted, "2020-05-10", "hoat-dong", WEEK).state is State.NEEDS_REVIEW
    settled = inputs(units=UNITS, questions=[ASKED], decisions=[decided("mail:m9", "2020-04-25", Verdict.SKIP)])
    assert state(settled, "2020-04-24", "hoat-dong", WEEK).state is State.NEEDS_REVIEW
    assert state(settled, "2020-05-10", "hoat-dong", WEEK).state is State.MISSING


def test_a_question_about_a_row_ends_with_the_row() -> None:
    row = activity(None, WEEK, digest="d1", guesses=["A"])
    asked = question("row:d1", "2020-04-24", ["hoat-dong"], guesses=["A"], periods=[WEEK])
    gone = sheet("2020-04-24", gone_by="2020-04-28")
    given = inputs(units=UNITS, questions=[asked], activities=[(row, gone)])
    assert state(given, "2020-04-27", "hoat-dong", WEEK).state is State.NEEDS_REVIEW
    assert state(given, "2020-05-10", "hoat-dong", WEEK).state is State.MISSING


def test_a_question_about_one_week_does_not_lift_a_report_that_lacks_others() -> None:
    asked = question("row:x", "2020-04-24", ["hoat-dong", "bao-cao"], guesses=["A"], periods=[WEEK, "2020-04"])
    given = inputs(units=UNITS, questions=[asked])
    assert state(given, "2020-05-10", "hoat-dong", WEEK).state is State.NEEDS_REVIEW
    assert state(given, "2020-05-10", "hoat-dong", "2020-W18").state is State.MISSING
    assert state(given, "2020-05-10", "bao-cao", "2020-04").state is State.MISSING
    rest = inputs(units=UNITS, questions=[asked], activities=[(activity("A", "2020-W18"), IN_TIME)])
    assert state(rest, "2020-05-10", "bao-cao", "2020-04").state is State.NEEDS_REVIEW


def test_a_question_about_a_report_is_about_its_weeks() -> None:
    asked = question("mail:m9", "2020-05-04", ["bao-cao"], guesses=["A"], periods=["2020-04"])
    given = inputs(units=UNITS, questions=[asked])
    for obligation, period in (("bao-cao", "2020-04"), ("hoat-dong", WEEK), ("hoat-dong", "2020-W18")):
        assert state(given, "2020-05-10", obligation, period).state is State.NEEDS_REVIEW


def test_without_a_period_it_could_be_every_one_that_was_open() -> None:
    asked = question("mail:m9", "2020-05-04", ["bao-cao"], guesses=["A"])
    given = inputs(units=UNITS, questions=[asked])
    assert state(given, "2020-05-10", "bao-cao", "2020-04").state is State.NEEDS_REVIEW
    assert state(given, "2020-06-10", "bao-cao", "2020-05").state is State.NEEDS_REVIEW
    assert state(given, "2020-07-10", "bao-cao", "2020-06").state is State.MISSING


def test_a_question_open_at_the_close_and_settled_later_restates() -> None:
    given = inputs(units=UNITS, questions=[ASKED], decisions=[decided("mail:m9", "2020-05-20", Verdict.SKIP)])
    found = state(given, "2020-05-21", "hoat-dong", WEEK)
    assert (found.state, found.restated_from) == (State.MISSING, State.NEEDS_REVIEW)


def test_a_row_without_a_unit_counts_for_nobody() -> None:
    row = (activity(None, WEEK, guesses=["A"]), Sighting(None, IN_TIME.by))
    given = inputs(units=UNITS, activities=[row])
    assert state(given, "2020-05-10", "hoat-dong", WEEK).state is State.MISSING
