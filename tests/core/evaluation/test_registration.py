"""The registration form: rows of the sheet and of attached forms."""

from service.core.evaluation import Reason
from service.core.records import Field, Place, PlaceKind, State, Verdict
from tests.core.evaluation.building import cell, decided, inputs, item, mail, mailed, registration, sheet, state
from tests.core.evaluation.shipped import at

GAP = registration("A", blank=[Field.OFFICER], where=cell(7, "ĐĂNG KÝ"))


def attached(gmail_id: str) -> Place:
    return Place(PlaceKind.ATTACHMENT, gmail_id=gmail_id, file="dang-ky.xlsx", spot="dòng 4")


def test_a_full_row_before_the_deadline_is_on_time() -> None:
    given = inputs(registrations=[(registration("A"), sheet("2020-04-14T20:00"))])
    found = state(given, "2020-04-20", "dang-ky")
    assert (found.state, found.fulfilled) == (State.ON_TIME, at("2020-04-14T20:00"))


def test_every_standing_row_needs_the_required_columns() -> None:
    given = inputs(registrations=[(registration("A"), sheet("2020-04-10")), (GAP, sheet("2020-04-10"))])
    found = state(given, "2020-04-20", "dang-ky")
    assert (found.state, found.reasons) == (State.INCOMPLETE, (Reason.MISSING_COLUMN,))
    assert found.missing == ("cột Ủy viên BCH phụ trách (dòng 7)",)


def test_a_column_that_is_not_required_may_be_blank() -> None:
    given = inputs(registrations=[(registration("A", blank=[Field.NOTE, Field.STT]), sheet("2020-04-10"))])
    assert state(given, "2020-04-20", "dang-ky").state is State.ON_TIME


def test_a_row_mended_after_the_deadline_is_late_from_then() -> None:
    mended = sheet("2020-04-16T08:00", after="2020-04-16T07:00")
    given = inputs(
        registrations=[
            (GAP, sheet("2020-04-10", gone_by="2020-04-16T08:00", gone_after="2020-04-16T07:00")),
            (registration("A"), mended),
        ]
    )
    assert state(given, "2020-04-15T12:00", "dang-ky").state is State.INCOMPLETE
    found = state(given, "2020-04-17", "dang-ky")
    assert (found.state, found.days_late) == (State.LATE, 2)


def test_an_edit_of_a_full_row_keeps_its_first_complete_time() -> None:
    given = inputs(
        registrations=[
            (registration("A", digest="old"), sheet("2020-04-10", gone_by="2020-04-16")),
            (registration("A", digest="new"), sheet("2020-04-16")),
        ]
    )
    found = state(given, "2020-04-17", "dang-ky")
    assert (found.state, found.fulfilled) == (State.ON_TIME, at("2020-04-10"))


def test_rows_deleted_again_no_longer_count_and_the_reason_says_so() -> None:
    given = inputs(registrations=[(registration("A"), sheet("2020-04-10", gone_by="2020-04-16"))])
    found = state(given, "2020-04-17", "dang-ky")
    assert found.state is State.MISSING
    assert Reason.ROW_DELETED in found.reasons


def test_a_full_form_in_the_sheet_makes_good_a_poor_one_by_mail() -> None:
    poor = registration("A", blank=[Field.TIME], where=attached("m1"), digest="mail")
    given = inputs(
        registrations=[(poor, mailed("2020-04-09")), (registration("A"), sheet("2020-04-12"))],
    )
    assert state(given, "2020-04-10", "dang-ky").state is State.INCOMPLETE
    assert state(given, "2020-04-13", "dang-ky").state is State.ON_TIME


def test_rows_of_a_returned_mail_do_not_count() -> None:
    row = registration("A", where=attached("m1"), digest="mail")
    returned = decided("mail:m1", "2020-04-12", Verdict.RETURN)
    given = inputs(registrations=[(row, mailed("2020-04-09"))], decisions=[returned])
    assert state(given, "2020-04-11", "dang-ky").state is State.ON_TIME
    assert state(given, "2020-04-16", "dang-ky").state is State.MISSING


def test_an_unread_form_needs_a_person_until_rows_come() -> None:
    scan = mail("m1", "2020-04-10", "A", item("m1", "dang-ky", readable=False, file="scan.pdf"))
    assert state(inputs(submissions=[scan]), "2020-04-20", "dang-ky").state is State.NEEDS_REVIEW
    typed = inputs(submissions=[scan], registrations=[(registration("A"), sheet("2020-04-11"))])
    assert state(typed, "2020-04-20", "dang-ky").state is State.ON_TIME


def test_a_form_without_rows_is_something_but_not_enough() -> None:
    blank = mail("m1", "2020-04-10", "A", item("m1", "dang-ky", ["content"]))
    assert state(inputs(submissions=[blank]), "2020-04-20", "dang-ky").state is State.INCOMPLETE
