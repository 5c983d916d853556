"""When a unit is reminded, of what, and when not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service.core.notices.outbox import LoggedMail
from service.core.notices.reminders import plan_reminders
from service.core.records import Assessment, Notice, NoticeKind, Place, PlaceKind, State
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import PERIODS, XD, YTE, assessed, in_sheet, logged, plan

PLAN_DUE = assessed("XD", "ke-hoach", "once", State.NOT_DUE)
FORM_DUE = assessed("XD", "dang-ky", "once", State.NOT_DUE)
REPORT_DUE = assessed("XD", "bao-cao", "2020-04", State.NOT_DUE)
SILENT_WEEK = assessed("XD", "hoat-dong", "2020-W19", State.NOT_UPDATED)


def planned(
    *owed: Assessment, at_: str, log: list[LoggedMail] | None = None, **changes: object
) -> tuple[Notice, ...]:
    return plan_reminders(owed, [XD], PERIODS, plan(**changes), log or [], at(at_))


def one(*owed: Assessment, at_: str, log: list[LoggedMail] | None = None, **changes: object) -> Notice:
    (notice,) = planned(*owed, at_=at_, log=log, **changes)
    return notice


@pytest.mark.parametrize("day", ["2020-04-07", "2020-04-13", "2020-04-15", "2020-04-21", "2020-04-28"])
def test_a_one_off_is_told_of_on_the_configured_days(day: str) -> None:
    """14/4 is the last day on time: seven days and one day before it, one, seven and fourteen after."""
    late = day > "2020-04-14"
    owed = replace(PLAN_DUE, state=State.MISSING if late else State.NOT_DUE)
    before = at(f"{day}T07:59")
    assert plan_reminders([owed], [XD], PERIODS, plan(), _told_until(before), before) == ()
    notice = one(owed, at_=f"{day}T08:00", log=_told_until(before))
    assert notice.not_before == at(f"{day}T08:00")
    assert notice.recipients == ("soxaydung@example.org",)
    assert notice.reply_to == "dkcqtravinh+XD@gmail.com"


def test_before_the_first_day_nothing_is_said() -> None:
    assert planned(PLAN_DUE, FORM_DUE, at_="2020-04-06T10:00") == ()


def test_a_step_on_a_day_off_moves_to_a_day_worked() -> None:
    """One day after 5/9/2020 is Sunday 6/9: it goes out on Monday 7/9."""
    owed = assessed("XD", "bao-cao", "2020-08", State.MISSING)
    told = _told_until(at("2020-09-06T12:00"))
    assert planned(owed, at_="2020-09-06T09:00", log=told) == ()
    assert one(owed, at_="2020-09-07T08:05", log=told).not_before == at("2020-09-07T08:00")


def test_before_due_a_day_off_moves_forward() -> None:
    """Seven days before 5/9/2020 is Saturday 29/8: it goes out on Friday 28/8."""
    owed = assessed("XD", "bao-cao", "2020-08", State.NOT_DUE)
    assert planned(owed, at_="2020-08-27T10:00") == ()
    assert one(owed, at_="2020-08-28T08:00").not_before == at("2020-08-28T08:00")


@pytest.mark.parametrize(
    "moment", ["2020-04-13T07:30", "2020-04-13T18:00", "2020-04-13T23:00", "2020-04-18T09:00", "2020-04-30T09:00"]
)
def test_nothing_at_night_at_weekends_or_on_holidays(moment: str) -> None:
    owed = replace(PLAN_DUE, state=State.MISSING)
    assert planned(owed, replace(REPORT_DUE, state=State.NOT_DUE), at_=moment) == ()


def test_one_digest_names_all_that_is_owed_and_what_is_missing() -> None:
    lacking = replace(
        FORM_DUE, state=State.INCOMPLETE, missing=("Ủy viên BCH phụ trách (dòng 7)",), evidence=(in_sheet("L7"),)
    )
    notice = one(PLAN_DUE, lacking, at_="2020-04-13T08:00")
    for body in (notice.text, notice.html):
        assert "trước ngày 15/4/2020" in body
        assert "Ủy viên BCH phụ trách (dòng 7)" in body
        assert "Văn phòng chưa nhận được kế hoạch của đơn vị." in body
        assert "range=L7" in body
    assert notice.grounds == (("ke-hoach", "once"), ("dang-ky", "once"))


@pytest.mark.parametrize("state", [State.ON_TIME, State.LATE, State.EXEMPT, State.NEEDS_REVIEW])
def test_nothing_about_what_is_done_exempt_or_with_the_office(state: State) -> None:
    assert planned(replace(PLAN_DUE, state=state), at_="2020-04-21T08:00") == ()
    assert planned(replace(SILENT_WEEK, state=state), at_="2020-05-11T08:00") == ()


def test_a_week_explained_is_not_asked_for_again() -> None:
    explained = replace(SILENT_WEEK, state=State.MISSING, reasons=("explained",))
    assert planned(explained, at_="2020-05-11T08:00") == ()


def test_weeks_not_updated_are_named_on_monday() -> None:
    running = assessed("XD", "hoat-dong", "2020-W20", State.NOT_DUE)
    notice = one(SILENT_WEEK, running, at_="2020-05-11T08:00")
    assert "Tuần 1 tháng 5 (4–10/5/2020)" in notice.text
    assert "11–17/5" not in notice.text
    assert "\tChi đoàn Sở Xây dựng\t5\t1\t" in notice.text  # the line it could paste
    assert planned(SILENT_WEEK, at_="2020-05-10T08:00") == ()


def test_a_monday_off_moves_the_digest() -> None:
    """Monday 3/5/2021 was a day off."""
    owed = assessed("XD", "hoat-dong", "2021-W17", State.NOT_UPDATED)
    assert planned(owed, at_="2021-05-03T08:00") == ()
    assert one(owed, at_="2021-05-04T08:00").not_before == at("2021-05-04T08:00")


def test_a_second_tick_adds_nothing() -> None:
    first = one(PLAN_DUE, at_="2020-04-07T08:00")
    again = one(PLAN_DUE, at_="2020-04-07T09:30")
    assert first.key == again.key  # the outbox keeps one
    log = [logged(first, at("2020-04-07T08:01"))]
    assert planned(PLAN_DUE, at_="2020-04-07T09:30", log=log) == ()
    assert planned(PLAN_DUE, at_="2020-04-09T09:30", log=log) == ()


def test_missed_days_are_not_made_up_for_in_a_burst() -> None:
    """Down from 6/4 to 16/4: the newest step, one day after due, goes out once."""
    notice = one(replace(PLAN_DUE, state=State.MISSING), at_="2020-04-16T08:00")
    assert notice.not_before == at("2020-04-15T08:00")
    log = [logged(notice, at("2020-04-16T08:00"))]
    assert planned(replace(PLAN_DUE, state=State.MISSING), at_="2020-04-17T08:00", log=log) == ()


def test_at_most_two_in_any_seven_days() -> None:
    owed = replace(PLAN_DUE, state=State.MISSING)
    log = _sent_on("2020-04-10", "2020-04-13")
    assert planned(owed, at_="2020-04-15T08:00", log=log) == ()
    assert one(owed, at_="2020-04-17T08:00", log=log).not_before == at("2020-04-15T08:00")


def test_monday_makes_room_for_the_steps_of_the_week() -> None:
    """Thursday 4/6 is one day before due and matters more than the weeks named on Monday 1/6."""
    report = assessed("XD", "bao-cao", "2020-05", State.NOT_DUE)
    week = assessed("XD", "hoat-dong", "2020-W22", State.NOT_UPDATED)
    assert one(week, report, at_="2020-06-01T08:00").grounds[0] == ("bao-cao", "2020-05")
    full = _sent_on("2020-05-29")
    assert planned(week, report, at_="2020-06-01T08:00", log=full) == ()
    assert one(week, report, at_="2020-06-04T08:00", log=full).not_before == at("2020-06-04T08:00")


def test_weeks_stand_under_the_report_that_sums_them_up() -> None:
    week = replace(
        assessed("XD", "hoat-dong", "2020-W17", State.MISSING),
        missing=("tuần 4 tháng 4 (20–26/4): chưa có dòng báo cáo",),
    )
    notice = one(week, replace(REPORT_DUE, state=State.MISSING), at_="2020-05-06T08:00")
    assert notice.text.count("chưa có dòng báo cáo") == 1
    assert ("hoat-dong", "2020-W17") in notice.grounds


def test_the_secretary_is_drawn_in_and_left_out_again() -> None:
    owed = replace(PLAN_DUE, state=State.MISSING)
    first = one(owed, at_="2020-04-15T08:00")
    second = one(owed, at_="2020-04-21T08:00", log=[logged(first, at("2020-04-15T08:00"))])
    assert (first.kind, first.cc) == (NoticeKind.REMINDER, ())
    assert (second.kind, second.cc) == (NoticeKind.ESCALATION, ("lan.bithu@example.org",))
    assert "Đồng chí Bí thư" in second.text and "đã nhắc 01 lần" in second.text
    done = replace(owed, state=State.LATE)
    later = one(done, SILENT_WEEK, at_="2020-05-11T08:00")
    assert (later.kind, later.cc) == (NoticeKind.REMINDER, ())


def test_a_streak_of_missing_months_draws_the_secretary_in_at_once() -> None:
    april = replace(REPORT_DUE, state=State.MISSING)
    may = assessed("XD", "bao-cao", "2020-05", State.MISSING)
    assert one(april, may, at_="2020-06-08T08:00").kind is NoticeKind.ESCALATION
    recovered = replace(april, state=State.LATE)
    assert one(recovered, may, at_="2020-06-08T08:00").kind is NoticeKind.REMINDER


def test_one_thread_a_month() -> None:
    first = one(PLAN_DUE, at_="2020-04-07T08:00")
    log = [logged(first, at("2020-04-07T08:00"), thread="t1", message_id="<a@mail.gmail.com>")]
    second = one(PLAN_DUE, at_="2020-04-13T08:00", log=log)
    assert second.thread_id == "t1" and second.references == ("<a@mail.gmail.com>",)
    assert second.subject == f"Re: {first.subject}"
    may = one(SILENT_WEEK, at_="2020-05-11T08:00", log=log)
    assert may.thread_id == "" and may.subject.startswith("Nhắc việc tháng 5/2020")


def test_bounced_addresses_are_not_used_and_the_office_is_told_when_none_is_left() -> None:
    owed = [replace(SILENT_WEEK, unit="YTE")]
    monday = at("2020-05-11T08:00")
    (notice,) = plan_reminders(owed, [YTE], PERIODS, plan(bounced={"soyte@example.org"}), [], monday)
    assert notice.recipients == ("doan.syt@example.org",)
    (alert,) = plan_reminders(owed, [YTE], PERIODS, plan(bounced=set(YTE.emails)), [], monday)
    assert alert.kind is NoticeKind.ALERT and alert.recipients == ("dkcqtravinh@gmail.com",)
    assert "soyte@example.org" in alert.text
    (again,) = plan_reminders(owed, [YTE], PERIODS, plan(bounced=set(YTE.emails)), [], at("2020-05-18T08:00"))
    assert again.key == alert.key


def test_an_extension_moves_the_days() -> None:
    extended = replace(PLAN_DUE, due=at("2020-05-01"))
    assert planned(extended, at_="2020-04-21T08:00") == ()
    notice = one(extended, at_="2020-04-23T08:00")
    assert "hết ngày 30/4/2020" in notice.text


def test_what_units_type_is_escaped() -> None:
    owed = replace(FORM_DUE, state=State.INCOMPLETE, missing=("<script>alert(1)</script>",))
    html = one(owed, at_="2020-04-13T08:00").html
    assert "<script>" not in html and "&lt;script&gt;" in html


def _sent_on(*days: str) -> list[LoggedMail]:
    return [LoggedMail(f"k{day}", NoticeKind.REMINDER, "XD", at(f"{day}T08:00"), True) for day in days]


def _told_until(moment: datetime) -> list[LoggedMail]:
    """A mail eight days before, so that only what is newer is still to be told."""
    return [LoggedMail("old", NoticeKind.REMINDER, "XD", moment - timedelta(days=5), True)]


def test_a_week_explained_is_not_named_under_its_report() -> None:
    explained = assessed("XD", "hoat-dong", "2020-W17", State.MISSING, reasons=("explained",))
    silent = assessed("XD", "hoat-dong", "2020-W18", State.MISSING)
    notice = one(explained, silent, replace(REPORT_DUE, state=State.INCOMPLETE), at_="2020-05-06T08:00")
    assert "20–26/4/2020" not in notice.text and "27/4–3/5/2020" in notice.text


def test_the_last_step_lapses_after_a_week() -> None:
    owed = replace(PLAN_DUE, state=State.MISSING)
    assert one(owed, at_="2020-05-04T08:00").not_before == at("2020-04-28T08:00")
    assert planned(owed, at_="2020-05-05T08:00") == ()


def test_what_was_attached_is_asked_for_by_its_file_not_by_the_offices_mailbox() -> None:
    attached = Place(PlaceKind.ATTACHMENT, gmail_id="1", file="Mẫu đăng ký.docx", cell="A2")
    lacking = replace(FORM_DUE, state=State.INCOMPLETE, missing=("cột Thứ, giờ (dòng 2)",), evidence=(attached,))
    text = one(lacking, at_="2020-04-13T08:00").text
    assert "Bổ sung vào tệp “Mẫu đăng ký.docx”" in text and "Mở tab ĐĂNG KÝ" in text
    assert "range=A2" not in text
