"""What only a person can tell, who wrote, and what the office decides (design 3.3, 11.5, 11.7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.acceptance.conftest import Founding
from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    JPEG,
    LAMNGHIEP,
    NHAHAT,
    THUVIEN,
    THUYLOI,
    Home,
    Town,
    at,
    docx,
    plan,
    report_file,
    report_row,
)

W17, W18, APRIL = ("hoat-dong", "2020-W17"), ("hoat-dong", "2020-W18"), ("bao-cao", "2020-04")


def tax(number: int) -> list[Home]:
    return [
        Home(f"T{n}", f"Chi đoàn Chi cục Thuế khu vực {n}", 10, f"thue{n}@example.org")
        for n in range(1, number + 1)
    ]


def letter(town: Town, subject: str, when: str) -> dict[str, Any]:
    found = [mail for mail in town.inbox(when) if mail["subject"] == subject]
    assert len(found) == 1
    return found[0]


def test_a_scan_needs_a_person_and_touches_nothing_else(town: Town) -> None:
    town.mail(at("2020-04-13T09:00"), BUUDIEN.email, "Kế hoạch 30 phút", files=[("KH.jpg", JPEG)])
    town.tick("2020-04-13T10:00")
    town.tick("2020-04-16T10:00")
    early, after = town.status("2020-04-13T10:00"), town.status("2020-04-16T10:00")
    assert early.state(BUUDIEN, "ke-hoach") == after.state(BUUDIEN, "ke-hoach") == "needs_review"
    assert (early.state(BUUDIEN, "dang-ky"), after.state(BUUDIEN, "dang-ky")) == ("not_due", "missing")
    assert letter(town, "Kế hoạch 30 phút", "2020-04-16T10:00")["outcome"] == "needs_review"


def test_accepted_returned_and_ignored(town: Town) -> None:
    for home in (BUUDIEN, THUVIEN, BAOTANG):
        files = [(f"KH-{home.code}.jpg", JPEG + home.code.encode())]
        town.mail(at("2020-04-14T09:00"), home.email, f"Kế hoạch {home.code}", files=files)
    town.tick("2020-04-16T10:00")
    for home, decision in ((BUUDIEN, "Chấp nhận"), (THUVIEN, "Trả lại"), (BAOTANG, "Bỏ qua")):
        town.decide(f"KH-{home.code}", decision=decision)
    town.tick("2020-04-17T10:00")
    board = town.status("2020-04-17T10:00")
    accepted = board(BUUDIEN, "ke-hoach")
    assert (accepted["state"], accepted["fulfilled"]) == ("on_time", "2020-04-14T09:00:00+07:00")
    assert accepted["restated_from"] is None
    assert board.state(THUVIEN, "ke-hoach") in ("incomplete", "missing")
    assert board.state(BAOTANG, "ke-hoach") == "missing"
    assert town.status("2020-04-16T10:00").state(BUUDIEN, "ke-hoach") == "needs_review"


@pytest.mark.parametrize(("number", "lifted"), [(2, True), (3, True), (4, False)])
def test_a_mail_that_may_be_of_several_units(found: Founding, number: int, lifted: bool) -> None:
    """At most three guesses; more as likely ones, and none is touched."""
    town = found([*tax(number), NHAHAT], quiet=True)
    files = [("KH.docx", plan("Chi đoàn Chi cục Thuế"))]
    town.mail(at("2020-04-13T09:00"), "rieng@mail.test", "Chi đoàn Chi cục Thuế gửi kế hoạch", files=files)
    town.tick("2020-04-13T10:00")
    board = town.status("2020-04-13T10:00")
    for home in tax(number):
        assert board.state(home, "ke-hoach") == ("needs_review" if lifted else "not_due")
        assert board.state(home, "dang-ky") == "not_due"
    assert board.state(NHAHAT, "ke-hoach") == "not_due"
    told = letter(town, "Chi đoàn Chi cục Thuế gửi kế hoạch", "2020-04-13T10:00")
    assert (told["unit"], told["outcome"]) == (None, "triage")


def test_a_row_that_may_be_of_two_units_lifts_both_but_not_a_complete_one(found: Founding) -> None:
    first, second = tax(2)
    town = found([first, second, NHAHAT], quiet=True)
    town.report(report_row("Chi đoàn Chi cục Thuế", "4", "4"), report_row(first.name, "4", "4"))
    town.tick("2020-04-22T08:00")
    board = town.status("2020-04-22T08:00")
    assert board.state(first, *W17) == "on_time"
    assert board.state(second, *W17) == "needs_review"  # also of a running week
    assert board.state(NHAHAT, *W17) == "not_due"


def test_assigning_an_unknown_mail_credits_answers_and_is_remembered(found: Founding) -> None:
    first, second = tax(2)
    town = found([first, second, NHAHAT], quiet=True)
    files = [("KH.docx", plan("Chi đoàn Chi cục Thuế"))]
    town.mail(at("2020-04-13T09:00"), "rieng@mail.test", "Gửi kế hoạch 30 phút", files=files)
    town.tick("2020-04-13T10:00")
    assert not [m for m in town.sent_to("rieng@mail.test") if "đúng hạn" in str(m.get_body())]
    town.decide("rieng@mail.test", unit=second.name)
    town.tick("2020-04-16T10:00")
    board = town.status("2020-04-16T10:00")
    assert board.state(second, "ke-hoach") == "on_time"
    assert board(second, "ke-hoach")["fulfilled"] == "2020-04-13T09:00:00+07:00"
    assert board.state(first, "ke-hoach") == "missing"
    assert len(town.sent_to("rieng@mail.test")) >= 1
    rows = [("4", "4", "Trụ sở", "10", "Vệ sinh", "Lao động", "Tốt")]
    town.mail(at("2020-04-27T09:00"), "rieng@mail.test", "Báo cáo tháng 4",
              files=[("BC.docx", report_file("Chi đoàn Chi cục Thuế", *rows))])  # fmt: skip
    town.tick("2020-04-27T10:00")
    assert letter(town, "Báo cáo tháng 4", "2020-04-27T10:00")["unit"] == second.code
    assert town.status("2020-04-27T10:00").state(second, *W17) == "on_time"


def test_who_is_certain(town: Town) -> None:
    """Design 11.7, one mail a sentence."""
    named = "Kính gửi Văn phòng, Chi đoàn Thư viện tỉnh gửi kế hoạch."
    mails: list[tuple[str, str, str, str, list[tuple[str, bytes]], str]] = [
        ("registered", BUUDIEN.email, "gửi KH", "", [("a.docx", plan(BUUDIEN.name))], "pass"),
        ("names another", LAMNGHIEP.email, "gửi KH lần 1", "", [("b.docx", plan(NHAHAT.name))], "pass"),
        ("private", "nguyenvana@mail.test", "Kế hoạch Chi đoàn Thư viện tỉnh", named,
         [("c.docx", plan(THUVIEN.name))], "pass"),
        ("subject only", "b@mail.test", "Kế hoạch của Chi đoàn Bảo tàng tổng hợp", "", [("d.jpg", JPEG)], "pass"),
        ("forged", THUYLOI.email, "Kế hoạch Công ty", "", [("e.docx", plan(THUYLOI.name))], "fail"),
    ]  # fmt: skip
    for _, sender, subject, text, files, auth in mails:
        town.mail(at("2020-04-13T09:00"), sender, subject, text, files, auth)
    town.tick("2020-04-16T08:00")
    board = town.status("2020-04-16T08:00")
    states = {home.code: board.state(home, "ke-hoach") for home in (BUUDIEN, THUVIEN, BAOTANG, THUYLOI)}
    assert states == {"BD": "on_time", "TV": "on_time", "BT": "needs_review", "TL": "missing"}
    assert board.state(LAMNGHIEP, "ke-hoach") != "on_time" and board.state(NHAHAT, "ke-hoach") != "on_time"
    told = {subject: letter(town, subject, "2020-04-16T08:00") for _, _, subject, *_ in mails}
    assert told["gửi KH"]["outcome"] == "credited" and told["gửi KH"]["unit"] == "BD"
    assert told["gửi KH lần 1"]["outcome"] == "triage"
    assert told["Kế hoạch Chi đoàn Thư viện tỉnh"]["unit"] == "TV"
    assert told["Kế hoạch Công ty"]["outcome"] != "credited"
    asked = " ".join(" ".join(map(str, row)) for row in town.read("CẦN XỬ LÝ"))
    assert "nguyenvana@mail.test" in asked  # offered as an alias


def test_an_offered_address_is_the_units_once_accepted(town: Town) -> None:
    private = "nguyenvana@mail.test"
    files = [("c.docx", plan(THUVIEN.name))]
    town.mail(at("2020-04-13T09:00"), private, "Kế hoạch Chi đoàn Thư viện tỉnh", files=files)
    town.tick("2020-04-16T08:00")
    town.decide(f"address:{private}", decision="Chấp nhận")
    town.tick("2020-04-17T08:00")
    town.mail(at("2020-04-27T09:00"), private, "Kế hoạch đã sửa", files=[("KH.docx", plan("Chi đoàn"))])
    town.tick("2020-04-27T10:00")
    assert letter(town, "Kế hoạch đã sửa", "2020-04-27T10:00")["unit"] == "TV"
    town.decide(f"address:{private}", unit=BAOTANG.name)  # the office thinks better of it
    town.tick("2020-04-28T08:00")
    town.mail(at("2020-04-28T09:00"), private, "Kế hoạch, lần ba", files=[("KH3.docx", plan("Chi đoàn"))])
    town.tick("2020-04-28T10:00")
    assert letter(town, "Kế hoạch, lần ba", "2020-04-28T10:00")["unit"] == "BT"


def test_an_answer_to_a_plus_address_finds_its_unit(town: Town) -> None:
    files = [("Ke hoach.docx", plan(BAOTANG.name))]
    town.mail(
        at("2020-04-13T09:00"), "vanthu@mail.test", "Re: Nhắc việc", files=files, to="dkcqtravinh+BT@gmail.com"
    )
    town.tick("2020-04-13T10:00")
    assert town.status("2020-04-13T10:00").state(BAOTANG, "ke-hoach") == "on_time"
    assert letter(town, "Re: Nhắc việc", "2020-04-13T10:00")["unit"] == "BT"


def test_machines_and_others_are_told_apart_and_never_answered(town: Town) -> None:
    town.mail(at("2020-04-13T09:00"), BUUDIEN.email, "Trả lời tự động: vắng mặt", Auto_Submitted="auto-replied")
    town.mail(
        at("2020-04-13T09:01"), "tin@list.test", "Bản tin tuần", List_Id="<tin.list.test>", Precedence="list"
    )
    town.mail(at("2020-04-13T09:02"), "mailer-daemon@googlemail.test", "Delivery Status Notification (Failure)",
              "Address not found", Auto_Submitted="auto-replied")  # fmt: skip
    town.tick("2020-04-13T10:00")
    kinds = {mail["subject"]: (mail["outcome"], mail["kinds"]) for mail in town.inbox("2020-04-13T10:00")}
    assert kinds["Trả lời tự động: vắng mặt"] == ("ignored", ["automatic"])
    assert kinds["Bản tin tuần"] == ("ignored", ["list"])
    assert kinds["Delivery Status Notification (Failure)"][0] == "ignored"
    assert town.sent() == []


def test_an_unreadable_week(town: Town) -> None:
    """Every week of its month without another row; a complete week stays."""
    town.report(report_row(BUUDIEN.name, "4", "hàng tuần"), report_row(BUUDIEN.name, "4", "4"),
                report_row(THUVIEN.name, "4", "hàng tuần"), report_row(BAOTANG.name, "5", "???"))  # fmt: skip
    town.tick("2020-05-04T08:00")
    board = town.status("2020-05-04T08:00")
    assert (board.state(BUUDIEN, *W17), board.state(BUUDIEN, *W18)) == ("on_time", "needs_review")
    assert board.state(THUVIEN, *W17) == board.state(THUVIEN, *W18) == "needs_review"
    assert board.state(THUVIEN, *APRIL) == board.state(BUUDIEN, *APRIL) == "needs_review"
    assert board.state(BAOTANG, *W17) == "not_updated"
    assert board.state(BAOTANG, "hoat-dong", "2020-W19") == "needs_review"
    assert board.state(NHAHAT, *W17) == "not_updated"


def test_a_value_that_could_mean_two_things(town: Town) -> None:
    town.report(report_row(BUUDIEN.name, "4", "4", "3 chi đoàn"), report_row(BUUDIEN.name, "4", "5"))
    town.tick("2020-05-04T08:00")
    board = town.status("2020-05-04T08:00")
    assert (board.state(BUUDIEN, *W17), board.state(BUUDIEN, *W18)) == ("needs_review", "on_time")
    assert board.state(BUUDIEN, *APRIL) == "needs_review"


def test_a_month_is_asked_only_when_nothing_else_is_lacking(town: Town) -> None:
    town.report(report_row(BUUDIEN.name, "4", "4", "3 chi đoàn"), report_row(BUUDIEN.name, "4", "5", place=""))
    town.tick("2020-05-04T08:00")
    assert town.status("2020-05-04T08:00").state(BUUDIEN, *APRIL) == "incomplete"


def test_a_mailed_report_for_a_unit_unknown_asks_about_its_month(found: Founding) -> None:
    first, second = tax(2)
    town = found([first, second, NHAHAT], quiet=True)
    rows = [("4", week, "Trụ sở", "10", "Vệ sinh", "Lao động", "Tốt") for week in ("4", "5")]
    files = [("Bao cao thang 4.docx", report_file("Chi đoàn Chi cục Thuế", *rows))]
    town.mail(at("2020-05-04T09:00"), "rieng@mail.test", "Báo cáo tháng 4", files=files)
    town.tick("2020-05-04T10:00")
    board = town.status("2020-05-04T10:00")
    for home in (first, second):
        assert board.state(home, *APRIL) == board.state(home, *W17) == "needs_review"
        assert board.state(home, "ke-hoach") == "missing"
    assert board.state(NHAHAT, *APRIL) == "not_due"


def test_a_mail_with_nothing_for_us(town: Town) -> None:
    town.mail(
        at("2020-04-13T09:00"), "banhang@shop.test", "Khuyến mãi máy in", files=[("gia.docx", docx("Bảng giá"))]
    )
    town.tick("2020-04-13T10:00")
    told = letter(town, "Khuyến mãi máy in", "2020-04-13T10:00")
    assert told["unit"] is None and told["kinds"] == ["other"]
    assert town.status("2020-04-13T10:00").counts("ke-hoach", "once") == {"not_due": 6}
    assert town.sent() == []


@pytest.mark.prove
def test_the_same_file_sent_twice_is_counted_once(town: Town) -> None:
    rows = [("4", "4", "Trụ sở", "10", "Vệ sinh", "Lao động", "Tốt")]
    files = [("BC.docx", report_file(BUUDIEN.name, *rows))]
    for minute in ("00", "30"):
        town.mail(at(f"2020-04-27T09:{minute}"), BUUDIEN.email, f"Báo cáo {minute}", files=files)
    town.tick("2020-04-27T10:00")
    assert len([a for a in town.activities("2020-04-27T10:00") if a["unit"] == "BD"]) == 1
