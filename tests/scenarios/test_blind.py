"""When the product is blind it holds: one alert to the office, nothing else leaves, and afterwards nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.core.evaluation.shipped import at
from tests.core.mail.corpus import documents
from tests.core.mail.corpus.letters import letter
from tests.core.mail.corpus.papers import plan
from tests.scenarios import showing
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS
from tests.scenarios.stage import MAILBOX, Stage

MAY_BEGINS = INSTANTS[2]  # Monday, 4 May, 07:30: reminders leave at 08:00
HELD_AT = at("2020-05-04T08:00")
TEN_MINUTES = timedelta(minutes=10)

REPORTS, UNITS, REGISTRATIONS = "BÁO CÁO", "DANH MỤC ĐƠN VỊ", "ĐĂNG KÝ"


def emptied(tab: str, below: int) -> Callable[[Stage], None]:
    def clear(stage: Stage) -> None:
        stage.book().worksheet(tab).batch_clear([f"A{below}:Z1000"])

    return clear


def renamed_header(stage: Stage) -> None:
    stage.book().worksheet(REPORTS).update_acell("F1", "Chuyện vui")


def headers_gone(stage: Stage) -> None:
    stage.book().worksheet(REPORTS).batch_clear(["A1:Z2"])


def deleted(stage: Stage) -> None:
    book = stage.book()
    book.del_worksheet(book.worksheet(REPORTS))


def renamed(stage: Stage) -> None:
    stage.book().worksheet(REPORTS).update_title("BÁO CÁO cũ")


def shrunk(stage: Stage) -> None:
    stage.book().worksheet(UNITS).delete_rows(30, 40)


BLINDNESS: dict[str, tuple[Callable[[Stage], None], str, str]] = {
    "an emptied tab": (emptied(REPORTS, 3), "tab_empty", REPORTS),
    "an emptied form": (emptied(REGISTRATIONS, 2), "tab_empty", REGISTRATIONS),
    "a header renamed": (renamed_header, "headers_gone", REPORTS),
    "the header deleted": (headers_gone, "headers_gone", REPORTS),
    "a tab deleted": (deleted, "tab_missing", "Không thấy tab BÁO CÁO"),
    "a tab renamed": (renamed, "tab_missing", "Không thấy tab BÁO CÁO"),
    "an empty roster": (emptied(UNITS, 2), "roster_empty", "Danh mục đơn vị đang trống"),
    "a roster that shrank": (shrunk, "roster_shrank", "giảm từ 48 xuống 37"),
}


def alerts(stage: Stage) -> list[str]:
    """Texts of the mails to the office that say it is blind."""
    mails = [m for m in showing.sent(stage, since=MAY_BEGINS) if "tạm dừng" in str(m["Subject"])]
    assert all(str(m["To"]) == MAILBOX for m in mails)
    return [showing.letter(mail) for mail in mails]


LETTER = letter(
    "chidoansxd@example.org",
    "Kế hoạch 30 phút",
    "Kính gửi Văn phòng.",
    files=[("kh.docx", documents.word(plan("SXD")))],
)


def copied(stage: Stage) -> dict[str, int]:
    """What a version history keeps: title → id of a copy."""
    book = stage.book()
    titles = (REPORTS, UNITS, REGISTRATIONS)
    return {t: book.duplicate_sheet(book.worksheet(t).id, new_sheet_name=f"{t} (bản sao)").id for t in titles}


def restored(stage: Stage, copies: dict[str, int]) -> None:
    book = stage.book()
    there = {tab.title: tab for tab in book.worksheets()}
    for title, copy in copies.items():
        if title in there:
            book.del_worksheet(there[title])
        book.get_worksheet_by_id(copy).update_title(title)


def below_totals(text: str) -> list[str]:
    """The rows of units."""
    lines = text.splitlines()
    return lines[next(n for n, line in enumerate(lines) if line.startswith("Đơn vị |")) :]


def states(stage: Stage, when: datetime) -> dict[tuple[str, str, str], str]:
    return {(a["unit"], a["obligation"], a["period"]): a["state"] for a in stage.ask("status", when)}


@pytest.mark.parametrize("case", BLINDNESS)
def test_held_told_once_and_recovered_without_loss(go_on: GoOn, case: str) -> None:
    blind, code, words = BLINDNESS[case]
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        before, tabs, known = len(showing.sent_ids(stage)), showing.tabs(stage), states(stage, MAY_BEGINS)
        copies = copied(stage)
        blind(stage)
        stage.deliver(LETTER, HELD_AT - TEN_MINUTES)

        report = stage.ticked(HELD_AT, code=3)
        assert code in report["held"]
        assert any(words in sentence for sentence in report["hold_sentences"])
        assert [line[:26] for line in report["written"]] == ["THEO DÕI TUẦN: Tình trạng:"], "and nothing else"
        (told,) = alerts(stage)
        assert words in told and len(showing.sent_ids(stage)) == before + 1
        held = showing.tabs(stage)
        assert words in held["THEO DÕI TUẦN"], "the tab says that it is blind"
        assert below_totals(held["THEO DÕI TUẦN"]) == below_totals(tabs["THEO DÕI TUẦN"]), "and accuses nobody"
        assert held["LỊCH SỬ"] == tabs["LỊCH SỬ"]

        again = stage.ticked(HELD_AT + TEN_MINUTES, code=3)
        assert again["sent"] == [] and len(alerts(stage)) == 1

        restored(stage, copies)
        after = stage.ticked(HELD_AT + 2 * TEN_MINUTES)
        assert any("/receipt/" in key for key in after["sent"]), "the mail that came meanwhile is answered"
        assert any("/reminder/" in key for key in after["sent"]), "what waited leaves"
        keys = [showing.key_of(mail) for mail in showing.sent(stage, since=MAY_BEGINS)]
        assert len(keys) == len(set(keys))
        assert states(stage, HELD_AT + 2 * TEN_MINUTES) == known
        assert "Tình trạng: Bình thường" in showing.tabs(stage)["THEO DÕI TUẦN"]


def test_a_person_releases_what_is_meant(go_on: GoOn) -> None:
    """The roster shrank because eleven units were merged: the office says so, and the next tick goes on."""
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        shrunk(stage)
        stage.ticked(HELD_AT, code=3)
        said = stage.run("outbox", "release")
        assert said.code == 0 and "Đã bỏ tạm dừng" in said.out
        report = stage.ticked(HELD_AT + TEN_MINUTES)
        assert report["held"] == [] and report["sent"]


def test_an_empty_exemptions_tab_is_no_reason(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        emptied("MIỄN – GIA HẠN", 2)(stage)
        assert stage.ticked(HELD_AT)["held"] == []


def test_a_time_before_the_last_tick_is_held_and_touches_nothing(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        tabs, mails = showing.tabs(stage), len(showing.sent_ids(stage))
        stage.counted()
        report = stage.ticked(MAY_BEGINS - TEN_MINUTES, code=3)
        assert report["held"] == ["clock_back"]
        assert "sớm hơn lần chạy trước" in report["hold_sentences"][0]
        assert stage.counted() == {}
        assert (showing.tabs(stage), len(showing.sent_ids(stage))) == (tabs, mails)
        said = stage.run("tick", "--as-of", (MAY_BEGINS - TEN_MINUTES).isoformat())
        assert said.code == 3 and "Tạm dừng" in said.err
        assert stage.run("status", "--as-of", "2020-04-15T08:00").code == 0, "the past can always be asked"
        stage.ticked(HELD_AT)


def test_mail_not_polled_for_six_hours_is_blindness(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        stage.faults({"kind": "status", "status": 503, "method": "gmail.users.history.list"})
        for minutes in (5, 360):
            report = stage.ticked(MAY_BEGINS + timedelta(minutes=minutes), code=4)
            assert report["held"] == [] and not any("/reminder/" in key for key in report["sent"])
        report = stage.ticked(MAY_BEGINS + timedelta(minutes=361), code=3)
        assert report["held"] == ["mail_stale"] and len(report["sent"]) == len(alerts(stage)) == 1
        stage.faults()
        report = stage.ticked(MAY_BEGINS + timedelta(minutes=370))
        assert any("/reminder/" in key for key in report["sent"])
