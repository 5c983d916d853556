"""The plan: mails towards a one-off, due before 15/4/2020 (design, section 11, rules 1, 2, 5)."""

from datetime import date

import pytest

from service.core.evaluation import Reason
from service.core.records import Outcome, State, Unit, Verdict
from tests.core.evaluation.building import FULL_PLAN, decided, inputs, item, mail, state
from tests.core.evaluation.shipped import at


def plan(gmail_id: str, received: str, *parts: str, readable: bool = True):  # type: ignore[no-untyped-def]
    return mail(gmail_id, received, "A", item(gmail_id, "ke-hoach", parts, readable=readable))


@pytest.mark.parametrize(
    ("received", "expected", "days"),
    [
        ("2020-04-14T23:59:59.999999", State.ON_TIME, 0),
        ("2020-04-15T00:00", State.LATE, 1),
        ("2020-04-15T23:59", State.LATE, 1),
        ("2020-04-16T00:00", State.LATE, 2),
    ],
)
def test_the_deadline_is_exclusive(received: str, expected: State, days: int) -> None:
    given = inputs(submissions=[plan("m1", received, *FULL_PLAN)])
    found = state(given, "2020-04-20", "ke-hoach")
    assert (found.state, found.days_late, found.fulfilled) == (expected, days, at(received))


def test_states_without_a_mail() -> None:
    assert state(inputs(), "2020-04-14T23:59", "ke-hoach").state is State.NOT_DUE
    found = state(inputs(), "2020-04-15", "ke-hoach")
    assert found.state is State.MISSING
    assert found.reasons == (Reason.NOTHING_RECEIVED,)
    assert found.missing == ("chưa nhận được kế hoạch",)


def test_a_full_plan_is_on_time_at_once_and_an_incomplete_one_incomplete_at_once() -> None:
    full = inputs(submissions=[plan("m1", "2020-04-10", *FULL_PLAN)])
    assert state(full, "2020-04-10T01:00", "ke-hoach").state is State.ON_TIME
    part = inputs(submissions=[plan("m1", "2020-04-10", "time", "contents")])
    found = state(part, "2020-04-10T01:00", "ke-hoach")
    assert (found.state, found.reasons) == (State.INCOMPLETE, (Reason.MISSING_PART,))
    assert found.missing == ("phần phân công người phụ trách",)


def test_mails_complete_each_other_in_time_order() -> None:
    given = inputs(
        submissions=[plan("m2", "2020-04-16", "assignment"), plan("m1", "2020-04-10", "time", "contents")]
    )
    assert state(given, "2020-04-15T12:00", "ke-hoach").state is State.INCOMPLETE
    found = state(given, "2020-04-17", "ke-hoach")
    assert (found.state, found.fulfilled) == (State.LATE, at("2020-04-16"))
    assert [place.gmail_id for place in found.evidence] == ["m1", "m2"]


def test_an_unread_scan_needs_a_person_and_is_never_missing() -> None:
    given = inputs(submissions=[plan("m1", "2020-04-14", readable=False)])
    found = state(given, "2020-04-20", "ke-hoach")
    assert (found.state, found.reasons) == (State.NEEDS_REVIEW, (Reason.UNREAD_SCAN,))


def test_what_the_office_accepts_counts_from_its_receipt() -> None:
    scan = plan("m1", "2020-04-14", readable=False)
    accepted = decided("mail:m1", "2020-04-20", Verdict.ACCEPT)
    given = inputs(submissions=[scan], decisions=[accepted])
    assert state(given, "2020-04-19", "ke-hoach").state is State.NEEDS_REVIEW
    found = state(given, "2020-04-20", "ke-hoach")
    assert (found.state, found.fulfilled) == (State.ON_TIME, at("2020-04-14"))
    assert found.reasons == (Reason.ACCEPTED_BY_OFFICE,)
    assert found.restated_from is None
    assert [place.kind.value for place in found.evidence] == ["attachment", "decision"]


def test_accepting_after_the_close_is_a_restatement() -> None:
    scan = plan("m1", "2020-04-14", readable=False)
    given = inputs(submissions=[scan], decisions=[decided("mail:m1", "2020-04-26", Verdict.ACCEPT)])
    found = state(given, "2020-04-27", "ke-hoach")
    assert (found.state, found.restated_from) == (State.ON_TIME, State.NEEDS_REVIEW)
    assert Reason.RESTATED in found.reasons


def test_what_the_office_returns_does_not_count() -> None:
    given = inputs(
        submissions=[plan("m1", "2020-04-10", *FULL_PLAN)],
        decisions=[decided("mail:m1", "2020-04-12", Verdict.RETURN)],
    )
    assert state(given, "2020-04-11", "ke-hoach").state is State.ON_TIME
    found = state(given, "2020-04-13", "ke-hoach")
    assert (found.state, found.reasons) == (State.NOT_DUE, (Reason.RETURNED_BY_OFFICE,))
    assert state(given, "2020-04-16", "ke-hoach").state is State.MISSING


def test_a_skipped_scan_is_left_out_but_what_could_be_read_stays() -> None:
    skip = decided("mail:m1", "2020-04-12", Verdict.SKIP)
    scan = inputs(submissions=[plan("m1", "2020-04-10", readable=False)], decisions=[skip])
    assert state(scan, "2020-04-16", "ke-hoach").state is State.MISSING
    read = inputs(submissions=[plan("m1", "2020-04-10", *FULL_PLAN)], decisions=[skip])
    assert state(read, "2020-04-16", "ke-hoach").state is State.ON_TIME


def test_a_mail_the_office_assigned_counts_for_that_unit_from_its_receipt() -> None:
    unknown = mail("m1", "2020-04-10", None, item("m1", "ke-hoach", FULL_PLAN), outcome=Outcome.TRIAGE)
    given = inputs(submissions=[unknown], decisions=[decided("mail:m1", "2020-04-16", unit="A")])
    assert state(given, "2020-04-15T12:00", "ke-hoach").state is State.MISSING
    found = state(given, "2020-04-16", "ke-hoach")
    assert (found.state, found.fulfilled) == (State.ON_TIME, at("2020-04-10"))


def test_accepting_a_mail_in_which_nothing_was_recognised() -> None:
    bare = mail("m1", "2020-04-10", "A", touches=["ke-hoach"])
    given = inputs(submissions=[bare], decisions=[decided("mail:m1", "2020-04-11", Verdict.ACCEPT)])
    assert state(given, "2020-04-12", "ke-hoach").state is State.ON_TIME


def test_a_unit_that_opens_after_the_due_time_owes_it_by_the_end_of_the_fourteenth_day() -> None:
    young = Unit("A", "Chi đoàn A", opens=date(2020, 6, 1))
    found = state(inputs(units=[young]), "2020-06-15T23:59", "ke-hoach")
    assert (found.state, found.due) == (State.NOT_DUE, at("2020-06-16"))
    assert Reason.OPENED_LATER in found.reasons
    assert state(inputs(units=[young]), "2020-06-16", "ke-hoach").state is State.MISSING
    open_in_time = Unit("A", "Chi đoàn A", opens=date(2020, 4, 14))
    assert state(inputs(units=[open_in_time]), "2020-04-14", "ke-hoach").due == at("2020-04-15")
