"""What the office decides in CẦN XỬ LÝ, written by another person's browser, and what follows from it."""

from __future__ import annotations

from typing import Any

import gspread

from tests.core.evaluation.shipped import at
from tests.core.mail.corpus import documents
from tests.core.mail.corpus.letters import letter
from tests.core.mail.corpus.papers import plan
from tests.scenarios import showing
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS
from tests.scenarios.stage import Stage

PLANS_DUE = INSTANTS[0]  # 15 April, 08:00
NINE, TEN, ELEVEN = at("2020-04-15T09:00"), at("2020-04-15T10:00"), at("2020-04-15T11:00")
NOON, ONE = at("2020-04-15T12:00"), at("2020-04-15T13:00")
STRANGER = "thanhtam.yt@hopthu.test"  # "CĐ Y tế gửi KH 30 phút": Sở Y tế or Cao đẳng Y tế


NAMELESS = documents.word([line for line in plan("SYT", headed=False) if "y tế" not in line.lower()])
"""A plan that does not say whose it is."""


def questions(stage: Stage) -> gspread.Worksheet:
    return stage.book("vanphong@example.org").worksheet("CẦN XỬ LÝ")


def decide(stage: Stage, key: str, **columns: str) -> None:
    """Write into the decision columns beside a question."""
    tab = questions(stage)
    rows = tab.get_all_values()
    header = next(number for number, row in enumerate(rows) if "Mã" in row)
    line = next(
        number for number, row in enumerate(rows) if number > header and row[rows[header].index("Mã")] == key
    )
    titles = {"unit": "Gán cho đơn vị", "verdict": "Quyết định", "note": "Ghi chú"}
    for name, value in columns.items():
        tab.update_cell(line + 1, rows[header].index(titles[name]) + 1, value)


def status_words(stage: Stage, key: str) -> str:
    rows = questions(stage).get_all_values()
    header = next(row for row in rows if "Mã" in row)
    return str(next(row for row in rows if row[header.index("Mã")] == key)[header.index("Tình trạng")])


def mail_from(stage: Stage, sender: str, when: Any, outcome: str = "") -> dict[str, Any]:
    found = [
        m for m in stage.ask("inbox", when) if m["from"] == sender and m["outcome"] == (outcome or m["outcome"])
    ]
    return found[-1]


def state(stage: Stage, unit: str, when: Any, obligation: str = "ke-hoach") -> dict[str, Any]:
    (found,) = [
        a
        for a in stage.ask("status", when)
        if (a["unit"], a["obligation"], a["period"]) == (unit, obligation, "once")
    ]
    return found


def receipts_to(stage: Stage, address: str) -> list[str]:
    mails = [m for m in showing.sent(stage, since=PLANS_DUE) if "/receipt/" in showing.key_of(m)]
    return [showing.letter(m) for m in mails if address in str(m["To"])]


def test_an_unknown_mail_is_assigned_credited_answered_and_remembered(go_on: GoOn) -> None:
    with go_on(PLANS_DUE) as stage:
        stage.ticked(PLANS_DUE)
        mail = mail_from(stage, STRANGER, PLANS_DUE)
        assert (mail["unit"], mail["outcome"]) == (None, "triage")
        assert {state(stage, unit, PLANS_DUE)["state"] for unit in ("SYT", "CDYT")} <= {"needs_review", "on_time"}
        key = f"mail:{mail['gmail_id']}"

        decide(stage, key, unit="Đoàn cơ sở Sở Y tế", note="đã gọi điện hỏi")
        report = stage.ticked(NINE)
        assert mail_from(stage, STRANGER, NINE)["unit"] == "SYT"
        credited = state(stage, "SYT", NINE)
        assert credited["state"] == "on_time" and credited["fulfilled"] == mail["received"]
        assert len(receipts_to(stage, STRANGER)) == 1, "and is answered where it came from"
        assert any("/receipt/" in sent for sent in report["sent"])
        assert "Đã gán" in status_words(stage, key) or "Sở Y tế" in status_words(stage, key)

        again = letter(STRANGER, "Gửi bổ sung", "Kính gửi.", files=[("kh.docx", NAMELESS)])
        stage.deliver(again, TEN)
        stage.ticked(TEN)
        later = [m for m in stage.ask("inbox", TEN) if m["from"] == STRANGER and m["received"] == TEN.isoformat()]
        assert [(m["unit"], m["outcome"]) for m in later] == [("SYT", "credited")], "the address is known now"

        stage.counted()
        assert stage.ticked(TEN)["sent"] == [] and sum(stage.counted().values()) == 2
        assert {row[9] for row in questions(stage).get_all_values() if key in row} == {"đã gọi điện hỏi"}


def test_a_decision_changed_and_taken_back(go_on: GoOn) -> None:
    with go_on(PLANS_DUE) as stage:
        stage.ticked(PLANS_DUE)
        mail = mail_from(stage, STRANGER, PLANS_DUE)
        key = f"mail:{mail['gmail_id']}"
        first = {unit: state(stage, unit, PLANS_DUE)["state"] for unit in ("SYT", "CDYT")}

        decide(stage, key, unit="Đoàn cơ sở Sở Y tế")
        stage.ticked(NINE)
        assert mail_from(stage, STRANGER, NINE)["unit"] == "SYT"
        decide(stage, key, unit="CDYT")
        stage.ticked(TEN)
        assert mail_from(stage, STRANGER, TEN)["unit"] == "CDYT"
        assert state(stage, "SYT", TEN)["state"] == "missing"

        decide(stage, key, unit="")
        stage.ticked(ELEVEN)
        back = mail_from(stage, STRANGER, ELEVEN)
        assert (back["unit"], back["outcome"]) == (None, "triage"), "open again"
        assert {unit: state(stage, unit, ELEVEN)["state"] for unit in first} == first
        again = letter(STRANGER, "Gửi KH", "Kính gửi.", files=[("kh.docx", NAMELESS)])
        stage.deliver(again, NOON)
        stage.ticked(NOON)
        assert mail_from(stage, STRANGER, NOON)["unit"] is None, "what was taken back is not remembered"


def test_a_scan_accepted_returned_and_skipped(go_on: GoOn) -> None:
    with go_on(PLANS_DUE) as stage:
        stage.ticked(PLANS_DUE)
        scan = mail_from(stage, "chidoansgtvt@example.org", PLANS_DUE, "needs_review")
        key = f"mail:{scan['gmail_id']}"
        assert state(stage, "SGTVT", PLANS_DUE)["state"] == "needs_review"

        decide(stage, key, verdict="Chấp nhận")
        stage.ticked(NINE)
        accepted = state(stage, "SGTVT", NINE)
        assert accepted["state"] == "on_time" and accepted["fulfilled"] == scan["received"]
        assert "decision" in {place["kind"] for place in accepted["evidence"]}
        assert "Đã chấp nhận" in status_words(stage, key)

        decide(stage, key, verdict="Trả lại", note="thiếu chữ ký")
        stage.ticked(TEN)
        assert state(stage, "SGTVT", TEN)["state"] in ("missing", "incomplete")
        decide(stage, key, verdict="Bỏ qua")
        stage.ticked(ELEVEN)
        assert state(stage, "SGTVT", ELEVEN)["state"] == "missing"
        decide(stage, key, verdict="")
        stage.ticked(NOON)
        assert state(stage, "SGTVT", NOON)["state"] == "needs_review"


def test_a_decision_nobody_can_follow_changes_nothing(go_on: GoOn) -> None:
    with go_on(PLANS_DUE) as stage:
        stage.ticked(PLANS_DUE)
        mail = mail_from(stage, STRANGER, PLANS_DUE)
        key = f"mail:{mail['gmail_id']}"
        decide(stage, key, unit="Chi đoàn Mặt Trăng", verdict="để tính sau")
        stage.ticked(NINE)
        assert mail_from(stage, STRANGER, NINE)["outcome"] == "triage"
        assert "Chờ quyết định" in status_words(stage, key)


def test_a_row_of_an_unknown_unit_is_assigned(go_on: GoOn) -> None:
    when, after = INSTANTS[2], at("2020-05-04T08:00")
    row = ["", "CĐ Y tế", "4", "Tuần 5", "Trụ sở", "20/20", "Vệ sinh trụ sở", "Lao động tập thể", "Sạch đẹp"]
    with go_on(when) as stage:
        stage.book().worksheet("BÁO CÁO").append_row(row, value_input_option="USER_ENTERED")
        stage.ticked(when)
        (read,) = [
            a for a in stage.ask("activities", when) if a["place"] == "Trụ sở" and a["result"] == "Sạch đẹp"
        ]
        assert read["unit"] is None
        keys = [
            r[-1]
            for r in questions(stage).get_all_values()
            if "CĐ Y tế" in " ".join(r) and r[-1].startswith("row:")
        ]
        decide(stage, keys[-1], unit="CDYT")
        stage.ticked(after)
        (read,) = [
            a for a in stage.ask("activities", after) if a["place"] == "Trụ sở" and a["result"] == "Sạch đẹp"
        ]
        assert read["unit"] == "CDYT"
        stage.book().worksheet("BÁO CÁO").append_row([*row[:8], "Sạch đẹp hơn"], value_input_option="USER_ENTERED")
        later = at("2020-05-04T09:00")
        stage.ticked(later)
        (read,) = [a for a in stage.ask("activities", later) if a["result"] == "Sạch đẹp hơn"]
        assert read["unit"] == "CDYT", "the name is known now"


def test_the_past_is_asked_as_it_was_before_the_decision(go_on: GoOn) -> None:
    with go_on(PLANS_DUE) as stage:
        stage.ticked(PLANS_DUE)
        then = stage.ask("status", PLANS_DUE)
        mail = mail_from(stage, STRANGER, PLANS_DUE)
        decide(stage, f"mail:{mail['gmail_id']}", unit="SYT")
        stage.ticked(NINE)
        now = stage.ask("status", PLANS_DUE)
        assert [a for a in now if a not in then] == []
        assert mail_from(stage, STRANGER, PLANS_DUE)["outcome"] == "triage"
