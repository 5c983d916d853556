"""What the sender wrote, apart from the history beneath it."""

from __future__ import annotations

import pytest

from service.core.mail.html_text import to_text
from service.core.mail.quoting import separate

QUOTED = {
    "gmail vi": "Vào Th 2, 13 thg 4, 2020 vào lúc 09:00 Đoàn Khối <dk@gmail.com> đã viết:\n> CŨ",
    "gmail vi wrapped": "Vào Th 2, 13 thg 4, 2020 vào lúc 09:00 Đoàn Khối\n<dk@gmail.com> đã viết:\n> CŨ",
    "gmail en": "On Mon, Apr 13, 2020 at 9:00 AM Doan Khoi <dk@gmail.com> wrote:\n> CŨ",
    "outlook": "From: Doan Khoi\nSent: Monday\nTo: ai\nSubject: Nhac\n\nCŨ",
    "outlook vi": "Từ: Đoàn Khối\nĐã gửi: 13/4\nTới: ai\nChủ đề: Nhắc\n\nCŨ",
    "original": "-----Original Message-----\nCŨ",
    "original vi": "----- Thư gốc -----\nCŨ",
    "bare": "> CŨ\n> CŨ",
    "no angle": "On Mon, Apr 13, 2020, Doan Khoi <dk@gmail.com> wrote:\n\nCŨ",
}


@pytest.mark.parametrize("name", QUOTED)
def test_history_is_cut(name: str) -> None:
    body = separate(f"Em gửi ạ.\n\n{QUOTED[name]}", "Re: Nhắc")
    assert body.own == "Em gửi ạ."
    assert "CŨ" in body.quoted


def test_an_answer_below_the_quote_is_kept() -> None:
    body = separate("On Mon, X <a@b.c> wrote:\n> CŨ\n\nTrả lời ở dưới.", "Re: x")
    assert body.own == "Trả lời ở dưới."


def test_a_passed_on_message_is_the_senders_own_and_tells_its_origin() -> None:
    text = "Chuyển VP.\n---------- Forwarded message ---------\nTừ: CĐ X <Cdx@Mail.test>\nDate: 1\n\nKẾ HOẠCH"
    body = separate(text, "Fwd: KH")
    assert "KẾ HOẠCH" in body.own
    assert body.forwarded_from == "cdx@mail.test"


def test_outlooks_block_under_a_forwarding_subject_is_passed_on() -> None:
    body = separate("Gửi VP.\n\nFrom: a@b.test\nSent: x\nTo: y\nSubject: KH\n\nKẾ HOẠCH", "FW: KH")
    assert "KẾ HOẠCH" in body.own
    assert body.forwarded_from == "a@b.test"


def test_a_label_that_begins_with_from_is_no_history() -> None:
    text = "Từ: tháng 4/2020 thực hiện\nNội dung khác"
    assert separate(text, "KH").own == text


def test_html_quotes_are_cut_where_the_mailer_marks_them() -> None:
    page = (
        "<div>Em gửi ạ</div><div class='gmail_quote'><div>Vào Th 2 X viết:</div><blockquote>CŨ</blockquote></div>"
    )
    body = separate(to_text(page), "Re: x")
    assert (body.own, "CŨ" in body.quoted) == ("Em gửi ạ", True)


def test_html_cells_are_parted_and_layout_is_not_a_table() -> None:
    page = (
        "<table><tr><td><p>Tuần</p></td><td></td><td>Nội<br>dung</td></tr></table><table><tr><td><p>a</p><p>b</p>"
    )
    assert to_text(page).split("\n") == ["Tuần\t\tNội dung", "", "a", "", "b"]


def test_html_scripts_styles_and_comments_say_nothing() -> None:
    page = "<style>x{}</style><script>alert('y')</script><!-- z --><title>t</title><p>Văn &amp; bản</p>"
    assert to_text(page) == "Văn & bản"
