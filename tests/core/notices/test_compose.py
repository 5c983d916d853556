"""The message a notice becomes, read back by a parser of its own."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest

from service.core.notices.compose import KEY_HEADER, compose
from service.core.records import Notice, NoticeKind, OutgoingFile
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import NAME, OFFICE

NOW = at("2020-04-16T08:00")
PICTURE = OutgoingFile("biểu đồ.png", "image/png", b"\x89PNG\r\n\x1a\n", "bieu-do")
WORD = OutgoingFile("Báo cáo tuần 4 tháng 4-2020.docx", "application/x-word", b"PK\x03\x04" * 50)
NOTICE = Notice(
    key="dkcq/summary/2020-W17",
    kind=NoticeKind.SUMMARY,
    unit=None,
    recipients=("banthuongvu@example.org", "bithu@example.org"),
    subject="Tuần 4 tháng 4: 36/48 đơn vị có hoạt động, 09 chưa cập nhật, 03 thiếu thông tin; đề nghị xem",
    text="Kính gửi Ban Thường vụ.\nTuần 4 tháng 4 (20–26/4/2020)\n",
    html='<p>Kính gửi Ban Thường vụ.</p><img src="cid:bieu-do" alt="Biểu đồ">',
    not_before=NOW,
    reply_to="dkcqtravinh+XD@gmail.com",
    attachments=(PICTURE, WORD),
    cc=("chanhvp@example.org",),
)


def parsed(notice: Notice = NOTICE) -> EmailMessage:
    message = message_from_bytes(compose(notice, OFFICE, NOW), policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def decoded(header: str, notice: Notice = NOTICE) -> str:
    """As mail programs read it: nothing stands between two encoded words (the standard library's addresses err)."""
    return str(make_header(decode_header(message_from_bytes(compose(notice, OFFICE, NOW))[header])))


@pytest.mark.parametrize("unit", ["Bảo tàng tổng hợp", "Thư viện tỉnh", "Chi cục Lâm nghiệp", "Sở Xây dựng"])
def test_no_space_is_lost_where_a_long_subject_is_folded(unit: str) -> None:
    for length in range(1, 30):
        subject = f"Re: {'á' * length} Nhắc việc tháng 4/2020: Chi đoàn {unit}"
        assert decoded("Subject", replace(NOTICE, subject=subject)) == subject


def test_headers_carry_vietnamese() -> None:
    message = parsed()
    assert message["Subject"] == NOTICE.subject
    assert decoded("From") == f"Văn phòng {NAME} <dkcqtravinh@gmail.com>"
    assert [a.addr_spec for a in message["To"].addresses] == list(NOTICE.recipients)
    assert [a.addr_spec for a in message["Cc"].addresses] == ["chanhvp@example.org"]
    assert message["Reply-To"] == "dkcqtravinh+XD@gmail.com"
    assert message["Date"] == "Thu, 16 Apr 2020 08:00:00 +0700"
    assert message["Message-ID"] is None  # Gmail gives it


def test_the_raw_message_is_ascii_with_short_lines_and_crlf() -> None:
    raw = compose(NOTICE, OFFICE, NOW)
    assert raw.isascii() and b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_machines_are_told_that_it_is_one() -> None:
    assert parsed()["Auto-Submitted"] == "auto-generated"
    assert parsed(replace(NOTICE, kind=NoticeKind.RECEIPT))["Auto-Submitted"] == "auto-replied"
    assert parsed()[KEY_HEADER] == NOTICE.key


def test_the_parts_stand_where_mail_programs_look_for_them() -> None:
    message = parsed()
    assert message.get_content_type() == "multipart/mixed"
    alternative, word = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, related = alternative.iter_parts()
    assert text.get_content().splitlines() == NOTICE.text.splitlines()
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert html.get_content().strip() == NOTICE.html
    assert picture["Content-ID"] == "<bieu-do>" and picture.get_content() == PICTURE.content
    assert picture.get_content_disposition() == "inline"
    assert word.get_filename() == WORD.name and word.get_content() == WORD.content


def test_text_alone_is_one_part() -> None:
    message = parsed(replace(NOTICE, html="", attachments=()))
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize("length", [10, 90, 400])
def test_long_ids_of_a_thread_stay_whole(length: int) -> None:
    ids = tuple(f"<{letter * length}@mail.example.org>" for letter in "abc")
    message = parsed(replace(NOTICE, in_reply_to=ids[2], references=ids))
    assert message["In-Reply-To"] == ids[2]
    assert str(message["References"]).split() == list(ids)


def test_no_header_can_be_smuggled_in() -> None:
    message = parsed(
        replace(
            NOTICE,
            subject="Re: a\r\nBcc: evil@example.org",
            in_reply_to="<a@b>\r\nBcc: evil@example.org",
            references=("<a@b>\r\n\r\nbody",),
        )
    )
    assert message["Bcc"] is None
    assert message["Subject"] == "Re: a Bcc: evil@example.org"
    assert message.get_content_type() == "multipart/mixed"


def test_nothing_tracks_the_reader() -> None:
    raw = compose(NOTICE, OFFICE, NOW).lower()
    assert b"disposition-notification" not in raw and b"return-receipt" not in raw
