"""Contradictions between registration, plan and report, and changes after deadlines."""

from dataclasses import replace

from service.core.evaluation import evaluate
from service.core.evaluation.changes import BACKDATED, DELETED, EDITED, changes
from service.core.evaluation.three_way import Planned, contradictions, three_way
from service.core.records import Field, MailKind, Place, PlaceKind, Severity
from tests.core.evaluation.building import activity, cell, inputs, item, mail, registration, sheet
from tests.core.evaluation.shipped import at

WEEK = "2020-W17"
IN_TIME = sheet("2020-05-04")
REGISTERED = sheet("2020-04-10")
LATER = at("2020-06-01")


def codes(given, plans=()):  # type: ignore[no-untyped-def]
    return [c.code for c in contradictions(given, LATER, plans)]


def test_agreement_is_silent() -> None:
    given = inputs(
        registrations=[(registration("A", members=25), REGISTERED)],
        activities=[(activity("A", WEEK, 25), IN_TIME)],
    )
    assert three_way(given, LATER) == ()


def test_other_content_and_fewer_people_with_both_places() -> None:
    form = registration("A", members=25, groups=["2b"], where=cell(3, "ĐĂNG KÝ"))
    given = inputs(
        registrations=[(form, REGISTERED)],
        activities=[(activity("A", WEEK, 10, groups=["3c"], where=cell(8)), IN_TIME)],
    )
    found = contradictions(given, LATER)
    assert [c.code for c in found] == ["other_content", "fewer_people"]
    assert [place.tab for place in found[0].places] == ["BÁO CÁO", "ĐĂNG KÝ"]
    assert found[1].text == "A, tuần 4 (20–26/4): đăng ký 25 đoàn viên, tham gia 10."
    assert three_way(given, LATER)[0].severity is Severity.NOTE


def test_registered_and_not_held_and_fewer_times() -> None:
    given = inputs(
        registrations=[(registration("A"), REGISTERED)],
        activities=[(activity("A", WEEK, held=False, why="bận"), IN_TIME)],
    )
    assert codes(given) == ["registered_not_held"]
    twice = replace(registration("A"), times_per_week=2)
    given = inputs(registrations=[(twice, REGISTERED)], activities=[(activity("A", WEEK), IN_TIME)])
    assert codes(given) == ["fewer_times"]


def test_only_the_rows_meant_for_the_week_are_compared() -> None:
    form = registration("A", groups=["2b"], every_week=False, weeks=["2020-W18"])
    given = inputs(registrations=[(form, REGISTERED)], activities=[(activity("A", WEEK, groups=["1"]), IN_TIME)])
    assert codes(given) == []


def test_an_officer_missing_and_members_that_differ() -> None:
    form = registration("A", members=30, officer="", blank=[Field.OFFICER])
    given = inputs(registrations=[(form, REGISTERED)], activities=[(activity("A", WEEK, 30), IN_TIME)])
    assert codes(given) == ["members_differ", "officer_missing"]


def test_the_plan_against_the_registration() -> None:
    place = Place(PlaceKind.ATTACHMENT, gmail_id="m1", file="ke-hoach.docx")
    plan = Planned("A", place, frozenset({4}), frozenset({"2a"}), frozenset({"Trần  Thị B"}))
    given = inputs(registrations=[(registration("A", weekday=5), REGISTERED)])
    assert codes(given, [plan]) == ["other_day", "content_not_planned", "officer_not_planned"]
    same = Planned("A", place, frozenset({5}), frozenset({"1"}), frozenset({"nguyễn văn  a"}))
    assert codes(given, [same]) == []


def test_a_plan_that_is_named_and_was_not_received() -> None:
    form = replace(registration("A"), plan_ref="12-KH/ĐTN")
    assert codes(inputs(registrations=[(form, REGISTERED)])) == ["plan_named_not_received"]
    sent = replace(mail("m1", "2020-04-10", "A", item("m1", "ke-hoach")), kinds=(MailKind.PLAN,))
    assert codes(inputs(registrations=[(form, REGISTERED)], submissions=[sent])) == []


# -- changes --------------------------------------------------------------------------------------


def edit(when: str):  # type: ignore[no-untyped-def]
    return inputs(
        activities=[
            (activity("A", WEEK, 20, digest="old"), sheet("2020-05-04", gone_by=when)),
            (activity("A", WEEK, 25, digest="new", where=cell(9)), sheet(when)),
        ]
    )


def test_an_edit_after_the_deadline_says_what_changed() -> None:
    (found,) = changes(edit("2020-05-08T09:00"), LATER)
    assert (found.code, found.where.cell) == (EDITED, "G9")
    assert found.text == (
        "A, tuần 4 (20–26/4), sửa cột Số lượng ĐVTN tham gia: «20» → «25»; "
        "nhận thấy lúc 09:00 ngày 8/5/2020, sau hạn."
    )
    assert found in evaluate(edit("2020-05-08T09:00"), LATER).notes


def test_an_edit_before_the_deadline_or_after_the_instant_asked_is_no_note() -> None:
    assert changes(edit("2020-05-05"), LATER) == ()
    assert changes(edit("2020-05-08"), at("2020-05-07")) == ()


def test_a_deletion_after_the_deadline() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-04", gone_by="2020-05-08"))])
    (found,) = changes(given, LATER)
    assert (found.code, found.severity) == (DELETED, Severity.NOTE)


def test_a_row_first_seen_after_the_deadline() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-08"))])
    assert [c.code for c in changes(given, LATER)] == [BACKDATED]
    doubtful = inputs(activities=[(activity("A", WEEK), sheet("2020-05-08", after="2020-05-05"))])
    assert changes(doubtful, LATER) == ()


def test_a_registration_edited_after_its_deadline() -> None:
    given = inputs(
        registrations=[
            (registration("A", digest="old"), sheet("2020-04-10", gone_by="2020-04-20")),
            (registration("A", digest="new", officer="Lê Văn C"), sheet("2020-04-20")),
        ]
    )
    (found,) = changes(given, LATER)
    assert "cột Ủy viên BCH phụ trách: «Nguyễn Văn A» → «Lê Văn C»" in found.text
