"""What commands answer: words, times, the past, what a cycle costs (design 8, 9, 11.13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.scenarios.acceptance.conftest import Founding
from tests.scenarios.acceptance.town import BUUDIEN, HOMES, JPEG, NHAHAT, THUVIEN, Town, at, plan, report_row

STATUS = [
    "office",
    "unit",
    "obligation",
    "period",
    "state",
    "due",
    "fulfilled",
    "days_late",
    "participants",
    "members",
    "groups",
    "reasons",
    "evidence",
    "restated_from",
]
INBOX = ["gmail_id", "received", "from", "subject", "unit", "outcome", "kinds", "issues", "receipt"]
ACTIVITIES = [
    "unit",
    "week",
    "month",
    "week_of_month",
    "participants",
    "members",
    "groups",
    "place",
    "content",
    "form",
    "result",
    "where",
    "issues",
]


def lived(town: Town) -> None:
    town.report(report_row(BUUDIEN.name, "4", "4", "20"))
    town.mail(at("2020-04-14T09:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    town.mail(at("2020-04-14T09:30"), THUVIEN.email, "Kế hoạch", files=[("KH.jpg", JPEG)])
    town.tick("2020-04-14T10:00")
    town.tick("2020-04-22T10:00")


def test_the_keys_are_exactly_these(town: Town) -> None:
    lived(town)
    when = "2020-04-22T10:00"
    for question, keys in (("status", STATUS), ("inbox", INBOX), ("activities", ACTIVITIES)):
        answers = town.ask(question, when)
        assert answers and all(sorted(one) == sorted(keys) for one in answers), question
    states = {"on_time", "late", "incomplete", "needs_review", "missing", "not_updated", "not_due", "exempt"}
    for one in town.ask("status", when):
        assert one["state"] in states and isinstance(one["days_late"], int)
        assert datetime.fromisoformat(one["due"]).utcoffset() is not None
        assert one["fulfilled"] is None or one["fulfilled"].endswith("+07:00")
        for evidence in one["evidence"]:
            assert evidence["kind"] in ("sheet", "mail", "attachment", "decision")
            assert ("tab" in evidence and "cell" in evidence) or "gmail_id" in evidence
    for mail in town.inbox(when):
        assert mail["outcome"] in ("credited", "needs_review", "triage", "ignored")
        assert mail["received"].endswith("+07:00")
    (activity,) = town.activities(when)
    assert (activity["week"], activity["month"], activity["week_of_month"]) == ("2020-W17", "2020-04", 4)
    assert activity["where"]["tab"] == "BÁO CÁO" and activity["where"]["cell"][1:] == "3"


def test_the_past_can_be_asked(town: Town) -> None:
    lived(town)
    then = town.status("2020-04-14T10:00").items
    town.report(report_row(NHAHAT.name, "4", "4"))
    town.tick("2020-04-23T10:00")
    assert town.status("2020-04-14T10:00").items == then
    assert town.status("2020-04-14T09:29").state(THUVIEN, "ke-hoach") == "not_due"
    assert town.status("2020-04-22T10:00").state(NHAHAT, "hoat-dong", "2020-W17") == "not_due"
    assert town.status("2020-04-23T10:00").state(NHAHAT, "hoat-dong", "2020-W17") == "on_time"
    said = town.run(
        "explain", "Thư viện", "--obligation", "Kế hoạch", "--as-of", at("2020-04-22T10:00").isoformat()
    )
    assert said.code == 0 and "Thư viện" in said.out and "Cần làm rõ" in said.out


def test_a_second_cycle_does_nothing_and_an_idle_one_asks_twice(town: Town) -> None:
    lived(town)
    town.calls()
    town.tick("2020-04-22T10:00")
    town.tick("2020-04-22T10:05")
    calls = town.calls()
    assert calls == {"sheets.spreadsheets.values.batchGet": 2, "gmail.users.history.list": 2}


def test_a_busy_cycle_is_a_few_calls_whatever_the_number_of_units(town: Town) -> None:
    town.tick("2020-04-22T10:00")
    town.calls()
    town.report(*(report_row(home.name, "4", "4") for home in HOMES))
    for number, home in enumerate(HOMES):
        files = [("KH.docx", plan(home.name))]
        town.mail(at(f"2020-04-22T11:0{number}"), home.email, "Kế hoạch", files=files)
    town.calls()
    town.tick("2020-04-22T12:00")
    calls = town.calls()
    assert calls["sheets.spreadsheets.values.batchGet"] == 1
    assert calls["sheets.spreadsheets.batchUpdate"] == 1
    assert calls["gmail.users.history.list"] <= 2 and calls["gmail.batch"] == 1
    assert calls["gmail.users.drafts.create"] == calls["gmail.users.drafts.send"] == 6


def test_a_dry_run_shows_and_does_nothing(town: Town) -> None:
    town.tick("2020-04-14T08:00")
    town.report(report_row(BUUDIEN.name, "4", "3"))
    town.mail(at("2020-04-14T09:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    before: dict[str, Any] = {title: town.read(title) for title in town.titles()}
    told = town.tick("2020-04-14T10:00", 0, "--dry-run")
    assert told["would_write"] and told["would_send"]
    assert {title: town.read(title) for title in town.titles()} == before and town.sent() == []
    assert town.status("2020-04-14T10:00").state(BUUDIEN, "ke-hoach") == "not_due"
    town.tick("2020-04-14T10:00")
    assert town.status("2020-04-14T10:00").state(BUUDIEN, "ke-hoach") == "on_time"


@pytest.mark.prove
def test_what_people_wrote_is_left_alone(town: Town) -> None:
    lived(town)
    theirs = ("DANH MỤC ĐƠN VỊ", "ĐĂNG KÝ", "BÁO CÁO", "MIỄN – GIA HẠN")
    before = {tab: town.read(tab) for tab in theirs}
    town.tick("2020-05-07T10:00")
    assert {tab: town.read(tab) for tab in theirs} == before


def test_one_tab_a_unit(found: Founding) -> None:
    """The unit is the tab's title; the template as it is."""
    town = found(quiet=True, each_unit=True)
    for week, row in (("4", 3), ("Tuần 5", 4)):
        town.put(BUUDIEN.name, row, [["1", "4", week, "Trụ sở", "18/20", "Vệ sinh", "Lao động", "Tốt"]])
    town.put(THUVIEN.name, 3, [["1", "4", "4", "", "12", "Hiến máu tình nguyện", "", ""]])
    town.tick("2020-05-04T08:00")
    board = town.status("2020-05-04T08:00")
    assert board.state(BUUDIEN, "bao-cao", "2020-04") == "on_time"
    assert board(BUUDIEN, "hoat-dong", "2020-W17")["participants"] == 18
    assert board(BUUDIEN, "hoat-dong", "2020-W17")["evidence"][0]["tab"] == BUUDIEN.name
    assert board.state(THUVIEN, "hoat-dong", "2020-W17") == "on_time"
    assert board.state(THUVIEN, "bao-cao", "2020-04") == "incomplete"
    assert board.state(NHAHAT, "hoat-dong", "2020-W17") == "not_updated"
