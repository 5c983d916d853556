"""Messages taken apart: addresses, names, machine mail, what is a file and what is not."""

from __future__ import annotations

import pytest

from service.core.mail.mime import MimeMail, take_apart
from service.core.records import RawMail
from tests.core.mail.corpus.office import MAILBOX, at


def apart(text: str, labels: tuple[str, ...] = ()) -> MimeMail:
    return take_apart(RawMail("g1", "t1", labels, at(13), text.encode()), frozenset({MAILBOX}))


def test_what_gmail_says_is_kept_and_the_date_header_is_not_believed() -> None:
    mail = apart("From: a@b.test\nDate: Mon, 1 Jan 2001 00:00:00 +0000\n\nx").mail
    assert (mail.gmail_id, mail.thread_id, mail.received) == ("g1", "t1", at(13))


def test_encoded_and_raw_headers_are_read() -> None:
    mail = apart("From: =?utf-8?B?Q2hpIMSRb8Ogbg==?= <A@B.Test>\nSubject: Kế =?utf-8?Q?ho=E1=BA=A1ch?=\n\nx").mail
    assert (mail.sender, mail.sender_name, mail.subject) == ("a@b.test", "Chi đoàn", "Kế hoạch")


@pytest.mark.parametrize(
    ("to", "plus"),
    [
        ("dkcqtravinh+SO-YT@gmail.com", "so-yt"),
        ("dk.cq.travinh+SXD@gmail.com", "sxd"),
        ("dkcqtravinh@gmail.com", ""),
        ("khac+SXD@gmail.com", ""),
    ],
)
def test_plus_tag_of_our_own_address(to: str, plus: str) -> None:
    assert apart(f"From: a@b.test\nTo: x@y.test, VP <{to}>\n\nx").mail.plus == plus


def test_delivered_to_tells_the_tag_of_a_blind_copy() -> None:
    assert apart("Delivered-To: dkcqtravinh+STC@gmail.com\nFrom: a@b.test\n\nx").mail.plus == "stc"


@pytest.mark.parametrize(
    ("headers", "automatic", "list_id"),
    [
        ("Auto-Submitted: auto-replied", True, ""),
        ("Auto-Submitted: no", False, ""),
        ("X-Auto-Response-Suppress: All", False, ""),
        ("Precedence: bulk", False, "Precedence: bulk"),
        ("List-Id: BCH <bch.test>", False, "BCH <bch.test>"),
        ("Subject: Vắng mặt: nhắc", True, ""),
        ("Subject: Danh sách vắng mặt tuần 2", False, ""),
        ("From: MAILER-DAEMON@b.test", True, ""),
    ],
)
def test_machine_mail(headers: str, automatic: bool, list_id: str) -> None:
    mail = apart(f"{headers}\nTo: x@y.test\n\nx").mail
    assert (mail.automatic, mail.list_id) == (automatic, list_id)


def test_own_needs_our_address_and_our_key() -> None:
    key = "X-Nhac-Viec-Key: a/b"
    assert apart(f"From: {MAILBOX}\n{key}\n\nx").mail.own
    assert not apart(f"From: a@b.test\n{key}\n\nx").mail.own
    assert not apart(f"From: {MAILBOX}\n\nx").mail.own
    assert apart("From: a@b.test\n\nx", ("SENT",)).mail.own


def test_two_senders_vouch_for_nobody() -> None:
    verdict = "Authentication-Results: mx.google.com; dmarc=pass header.from=b.test\n"
    assert apart(f"{verdict}From: a@b.test\n\nx").mail.verdict == "pass"
    assert apart(f"{verdict}From: a@b.test\nFrom: c@d.test\n\nx").mail.verdict == "fail"
    assert apart(f"{verdict}From: a@b.test, c@d.test\n\nx").mail.verdict == "fail"


def test_file_names_are_made_safe() -> None:
    head = 'From: a@b.test\nContent-Type: application/pdf; name="../../x/kế\r\n\thoạch<1>.pdf"\n\nx'
    (part,) = apart(head).parts
    assert part.name == "kế hoạch_1_.pdf"


def test_a_signature_of_the_mailer_is_no_file() -> None:
    body = "--b\n\nx\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--"
    assert apart(f"From: a@b.test\nContent-Type: multipart/signed; boundary=b\n\n{body}").parts == ()


def test_the_digest_is_of_the_very_bytes() -> None:
    assert apart("From: a@b.test\n\nx").mail.digest != apart("From: a@b.test\n\ny").mail.digest


def test_beyond_reason_only_the_headers_are_read() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(200))
    found = apart(f"From: a@b.test\nSubject: KH\n{deep}")
    assert (found.mail.sender, found.mail.subject, found.parts) == ("a@b.test", "KH", ())
    assert [issue.code for issue in found.mail.issues] == ["mail.structure"]
