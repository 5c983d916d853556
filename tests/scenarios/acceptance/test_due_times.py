"""When something is due, what came in time, and what an outage of the worker does to that (design 3.2, 11.1–11.3)."""

from __future__ import annotations

import pytest

from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    LAMNGHIEP,
    NHAHAT,
    THUVIEN,
    THUYLOI,
    Town,
    at,
    plan,
    register_row,
    report_row,
)

ONE_OFF_DUE = "2020-04-15T00:00:00+07:00"
APRIL_DUE = "2020-05-06T00:00:00+07:00"


def test_a_plan_is_in_time_to_the_last_second(town: Town) -> None:
    town.tick("2020-04-10T08:00")
    for home, when in (
        (BUUDIEN, "2020-04-14T23:59:59"),
        (THUVIEN, "2020-04-15T00:00:00"),
        (BAOTANG, "2020-04-16T08:00:00"),
    ):
        town.mail(at(when), home.email, "Kế hoạch 30 phút", files=[("KH.docx", plan(home.name))])
    half = plan(LAMNGHIEP.name, assignment=False)
    town.mail(at("2020-04-12T09:00"), LAMNGHIEP.email, "Kế hoạch 30 phút", files=[("KH.docx", half)])
    town.tick("2020-04-14T08:00")
    early = town.status("2020-04-14T08:00")
    assert early.state(LAMNGHIEP, "ke-hoach") == "incomplete"  # at once, before it is due
    assert early.state(NHAHAT, "ke-hoach") == "not_due"
    town.tick("2020-04-17T08:00")
    board = town.status("2020-04-17T08:00")
    intime, second, two_days = (board(home, "ke-hoach") for home in (BUUDIEN, THUVIEN, BAOTANG))
    assert (intime["state"], intime["days_late"], intime["due"]) == ("on_time", 0, ONE_OFF_DUE)
    assert intime["fulfilled"] == "2020-04-14T23:59:59+07:00"
    assert (second["state"], second["days_late"]) == ("late", 1)
    assert (two_days["state"], two_days["days_late"]) == ("late", 2)
    assert board.state(LAMNGHIEP, "ke-hoach") == "incomplete"
    assert board.state(NHAHAT, "ke-hoach") == "missing"
    assert [e["kind"] for e in intime["evidence"]] == ["attachment"]


def test_the_first_complete_plan_counts_not_the_first_mail_nor_the_last(town: Town) -> None:
    half, whole = plan(BUUDIEN.name, assignment=False), plan(BUUDIEN.name)
    town.mail(at("2020-04-13T09:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", half)])
    town.mail(at("2020-04-15T09:00"), BUUDIEN.email, "Kế hoạch, bản bổ sung", files=[("KH2.docx", whole)])
    again = plan(THUVIEN.name)
    town.mail(at("2020-04-13T10:00"), THUVIEN.email, "Kế hoạch", files=[("KH.docx", again)])
    town.mail(at("2020-04-16T10:00"), THUVIEN.email, "Gửi lại kế hoạch", files=[("KH.docx", again)])
    town.tick("2020-04-17T08:00")
    board = town.status("2020-04-17T08:00")
    assert (board.state(BUUDIEN, "ke-hoach"), board(BUUDIEN, "ke-hoach")["days_late"]) == ("late", 1)
    assert board.state(THUVIEN, "ke-hoach") == "on_time"
    assert board(THUVIEN, "ke-hoach")["fulfilled"] == "2020-04-13T10:00:00+07:00"


def test_a_registration_typed_around_the_deadline(town: Town) -> None:
    """Rows are known by the polls around them: in the benefit of the doubt, on time."""
    town.register(register_row(LAMNGHIEP.name, officer=""))
    town.tick("2020-04-14T22:00")
    town.register(register_row(BUUDIEN.name))
    town.tick("2020-04-15T06:00")  # the deadline fell between two polls
    town.register(register_row(THUVIEN.name))
    first = town.register(register_row(BAOTANG.name, officer=""))
    town.put("ĐĂNG KÝ", 2, [register_row(LAMNGHIEP.name)])
    town.tick("2020-04-15T12:00")
    town.put("ĐĂNG KÝ", first, [register_row(BAOTANG.name)])
    town.tick("2020-04-17T09:00")
    board = town.status("2020-04-17T09:00")
    doubted = board(BUUDIEN, "dang-ky")
    assert (doubted["state"], doubted["days_late"]) == ("on_time", 0)
    assert doubted["reasons"] != []  # the assessment says so
    assert (board.state(THUVIEN, "dang-ky"), board(THUVIEN, "dang-ky")["days_late"]) == ("late", 1)
    assert (board.state(BAOTANG, "dang-ky"), board(BAOTANG, "dang-ky")["days_late"]) == ("late", 3)
    assert (board.state(LAMNGHIEP, "dang-ky"), board(LAMNGHIEP, "dang-ky")["days_late"]) == ("late", 1)
    assert board.state(NHAHAT, "dang-ky") == "missing"
    assert board(NHAHAT, "dang-ky")["due"] == ONE_OFF_DUE


def test_a_worker_that_was_down_for_days_blames_nobody(town: Town) -> None:
    town.tick("2020-05-04T08:00")
    town.report(report_row(BUUDIEN.name, "4", "4"), report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-05-09T08:00")
    town.report(report_row(THUVIEN.name, "4", "4"), report_row(THUVIEN.name, "4", "5"))
    town.tick("2020-05-10T08:00")
    board = town.status("2020-05-10T08:00")
    for obligation, period in (("hoat-dong", "2020-W17"), ("hoat-dong", "2020-W18"), ("bao-cao", "2020-04")):
        assert board.state(BUUDIEN, obligation, period) == "on_time"
        assert board.state(THUVIEN, obligation, period) == "late"
        assert board(THUVIEN, obligation, period)["days_late"] == 5
    plain = [r for r in board(BUUDIEN, "bao-cao", "2020-04")["reasons"] if "below" not in r]
    assert plain, "the benefit of the doubt is told"


def test_a_week_from_its_monday_to_its_reports_deadline(town: Town) -> None:
    town.tick("2020-04-19T23:00")
    assert not town.status("2020-04-19T23:00").periods("hoat-dong")
    town.report(report_row(BUUDIEN.name, "4", "4", "20"), report_row(THUVIEN.name, "4", "4", people=""))
    town.tick("2020-04-22T08:00")
    running = town.status("2020-04-22T08:00")
    assert running.periods("hoat-dong") == ["2020-W17"]
    assert running.state(BUUDIEN, "hoat-dong", "2020-W17") == "on_time"  # at once
    assert running(BUUDIEN, "hoat-dong", "2020-W17")["due"] == APRIL_DUE
    assert running.state(THUVIEN, "hoat-dong", "2020-W17") == "incomplete"  # at once
    assert running.state(NHAHAT, "hoat-dong", "2020-W17") == "not_due"
    assert running.state(BUUDIEN, "bao-cao", "2020-04") == "incomplete"  # one week of two
    assert running.state(NHAHAT, "bao-cao", "2020-04") == "not_due"
    assert town.status("2020-04-26T23:59:59").state(NHAHAT, "hoat-dong", "2020-W17") == "not_due"
    town.tick("2020-04-27T00:00")
    assert town.status("2020-04-27T00:00").state(NHAHAT, "hoat-dong", "2020-W17") == "not_updated"
    town.tick("2020-05-05T23:00")
    eve = town.status("2020-05-05T23:59:59")
    assert (
        eve.state(NHAHAT, "hoat-dong", "2020-W17") == eve.state(NHAHAT, "hoat-dong", "2020-W18") == "not_updated"
    )
    assert eve.state(NHAHAT, "bao-cao", "2020-04") == "not_due"
    town.tick("2020-05-06T00:00")
    over = town.status("2020-05-06T00:00")
    assert over.state(NHAHAT, "hoat-dong", "2020-W17") == over.state(NHAHAT, "bao-cao", "2020-04") == "missing"
    assert over.state(THUVIEN, "hoat-dong", "2020-W17") == "incomplete"
    assert over.state(BUUDIEN, "hoat-dong", "2020-W18") == "missing"
    assert over.state(BUUDIEN, "bao-cao", "2020-04") == "incomplete"
    assert over.periods("hoat-dong") == ["2020-W17", "2020-W18", "2020-W19"]


def test_late_by_row_and_by_mail(town: Town) -> None:
    from tests.scenarios.acceptance.town import report_file

    town.report(report_row(BUUDIEN.name, "4", "4"))
    town.tick("2020-05-05T23:00")
    town.tick("2020-05-06T01:00")
    town.report(report_row(BUUDIEN.name, "4", "5"))
    rows = [("4", week, "Trụ sở", "10", "Vệ sinh cơ quan", "Lao động", "Tốt") for week in ("4", "5")]
    for home, when in ((THUVIEN, "2020-05-05T23:59:59"), (THUYLOI, "2020-05-08T10:00")):
        files = [("Bao cao thang 4.docx", report_file(home.name, *rows))]
        town.mail(at(when), home.email, "Báo cáo tháng 4", files=files)
    town.tick("2020-05-08T12:00")
    board = town.status("2020-05-08T12:00")
    assert board.state(BUUDIEN, "hoat-dong", "2020-W17") == "on_time"
    assert (board.state(BUUDIEN, "hoat-dong", "2020-W18"), board(BUUDIEN, "bao-cao", "2020-04")["state"]) == (
        "late", "late")  # fmt: skip
    assert board(BUUDIEN, "bao-cao", "2020-04")["days_late"] == 3
    assert board.state(THUVIEN, "bao-cao", "2020-04") == board.state(THUVIEN, "hoat-dong", "2020-W18") == "on_time"
    assert board(THUVIEN, "hoat-dong", "2020-W17")["evidence"][0]["kind"] == "attachment"
    late = board(THUYLOI, "bao-cao", "2020-04")
    assert (late["state"], late["days_late"], late["fulfilled"]) == ("late", 3, "2020-05-08T10:00:00+07:00")


@pytest.mark.parametrize("column", range(2, 9))
def test_the_report_needs_every_column_of_the_template_and_the_week_only_two(town: Town, column: int) -> None:
    row = report_row(BUUDIEN.name, "4", "4")
    row[column] = ""
    town.report(row, report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-05-05T08:00")
    board = town.status("2020-05-05T08:00")
    week, month = board(BUUDIEN, "hoat-dong", "2020-W17"), board(BUUDIEN, "bao-cao", "2020-04")
    if column in (4, 7, 8):  # place, form, result
        assert (week["state"], month["state"]) == ("on_time", "incomplete")
    elif column in (5, 6):
        assert (week["state"], month["state"]) == ("incomplete", "incomplete")
    elif column == 3:  # no week: a question about every week without another row
        assert week["state"] == "needs_review"
        assert board.state(BUUDIEN, "hoat-dong", "2020-W18") == "on_time"
    assert town.status("2020-05-05T08:00").state(THUVIEN, "bao-cao", "2020-04") == "not_due"
