"""Any bytes are a message: nothing a mail holds makes the sandbox fail."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.sandbox.gmail import fields, headers, mime, text
from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.gmail_clients import OFFICE, Office, check_answer, header, raw64


@pytest.fixture(scope="module")
def shared() -> Iterator[Office]:
    """One sandbox for all hostile mails."""
    with SandboxServer() as running:
        yield Office(running.url, "requests")


def nested(levels: int) -> bytes:
    out = b"From: a@example.org\r\nSubject: sau\r\n"
    for level in range(levels):
        out += f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode()
    return out + b"\r\nhet\r\n"


def parts(count: int) -> bytes:
    head = b'Subject: nhieu\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * count + b"--b--\r\n"


HOSTILE = {
    "empty line": b"\r\n",
    "no headers": "chỉ có chữ".encode(),
    "zeros": b"\x00" * 2_000,
    "every byte": bytes(range(256)) * 8,
    "deep": nested(1_000),
    "many parts": parts(10_000),
    "semicolons": b"Content-Type: text/plain" + b";" * 200_000 + b"\r\n\r\nx",
    "long subject": b"Subject: " + b"=?utf-8?b?4buv?= " * 20_000 + b"\r\n\r\nx",
    "long references": b"References: " + b"<a@b> " * 50_000 + b"\r\nSubject: x\r\n\r\nx",
    "many recipients": b"To: " + b"a@example.org, " * 20_000 + b"\r\n\r\nx",
    "brackets": b"From: " + b"((((" * 20_000 + b"\r\n\r\nx",
    "quotes": b'From: "' + b'\\"' * 50_000 + b"\r\n\r\nx",
    "unknown charset": b"Subject: =?x-no?q?=E1?=\r\nContent-Type: text/plain; charset=x-no\r\n\r\n\xe1",
    "codec that is none": b"Content-Type: text/plain; charset=zip\r\n\r\nabc",
    "punycode": b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 50_000,
    "broken base64": b"Content-Transfer-Encoding: base64\r\n\r\n=A=*!",
    "broken encoded word": b"Subject: =?utf-8?b?YQ?= =?utf-8?b?x=y?=\r\n\r\nx",
    "raw utf-8 headers": "Subject: Kế hoạch\r\nFrom: Đoàn <a@example.org>\r\n\r\nx".encode(),
    "bad boundary": b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nx",
    "encoded multipart": b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    "unclosed html": b"Content-Type: text/html\r\n\r\n" + b"<script" * 40_000,
    "tag soup": b"Content-Type: text/html\r\n\r\n" + b"<a <b <style> &#x110000; &bogus; &" * 5_000,
    "bad date": b"Date: Fri, 99 Foo 99999 99:99:99 +9999\r\n\r\nx",
    "injected header": b"Subject: =?utf-8?q?a=0D=0ABcc:_b@example.org?=\r\n\r\nx",
    "rfc 2231": b"Content-Disposition: attachment; filename*0*=utf-8''%E1%BA; filename*2=x\r\n\r\nx",
    "file name with a path": b'Content-Disposition: attachment; filename="../../a\r\n b"\r\n\r\nx',
    "rfc822 in base64": b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDog",
    "delivery status": b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n\xff: x\r\n\r\n",
    "external body": b"Content-Type: message/external-body\r\n\r\nx: y\r\n\r\nz",
    "bad type": b"Content-Type: text\r\n\r\nx",
    "slashes": b"Content-Type: a/b/c; =;=;\r\n\r\nx",
    "spaces before colon": b"Subject : x\r\n\r\ny",
    "lone carriage returns": b"Subject: a\rb\r\rc\r\n\r\nx\ry",
    "from line": b"From a@example.org Wed Apr 1 2020\r\nSubject: x\r\n\r\ny",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_kept_and_shown(shared: Office, name: str) -> None:
    raw = HOSTILE[name]
    got = shared.deliver(raw, **{"from": "x@example.org"})
    whole = shared.get(got["id"])
    shared.get(got["id"], format="metadata")
    assert header(whole, "Delivered-To") == OFFICE
    assert shared.raw(got["id"]).endswith(fields.with_crlf(raw)[-200:])
    inserted = shared.insert(raw, "INBOX")
    assert shared.raw(inserted["id"]) == fields.with_crlf(raw)
    stack: list[Any] = [whole["payload"]]
    while stack:
        part = stack.pop()
        stack += part.get("parts", [])
        assert "\n" not in part["filename"] and "\r" not in part["filename"]


def test_what_can_be_read_is_read(shared: Office) -> None:
    def shown(name: str) -> dict[str, Any]:
        return shared.get(shared.insert(HOSTILE[name], "INBOX")["id"])

    assert header(shown("raw utf-8 headers"), "Subject") == "Kế hoạch"
    assert header(shown("raw utf-8 headers"), "From") == "Đoàn <a@example.org>"
    assert shown("no headers")["snippet"] == "chỉ có chữ"
    assert len(shown("many parts")["payload"]["parts"]) == 10_000
    assert header(shown("injected header"), "Bcc") == ""
    assert header(shown("deep"), "Subject") == "sau"


def test_text_comes_as_utf8_whatever_its_charset(shared: Office) -> None:
    words = "Kính gửi Đoàn Khối".encode("utf-16-le")
    raw = b"Content-Type: text/plain; charset=utf-16-le\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    message = shared.get(shared.insert(raw + base64.b64encode(words), "INBOX")["id"])
    assert base64.urlsafe_b64decode(message["payload"]["body"]["data"]).decode() == "Kính gửi Đoàn Khối"


def test_hostile_drafts_are_sent_or_refused(shared: Office) -> None:
    for raw in HOSTILE.values():
        body = {"message": {"raw": raw64(raw)}}
        draft = shared.users.drafts().create(userId="me", body=body).execute()
        call = shared.users.drafts().send(userId="me", body={"id": draft["id"]})
        try:
            shared.get(call.execute()["id"])
        except Exception as error:
            assert error.__class__.__name__ == "HttpError"
            assert error.resp.status in (400, 429)  # type: ignore[attr-defined]


LINES = st.sampled_from(
    [
        b"Subject: a", b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822", b"--b",
        b"--b--", b"", b"", b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
        b"=E1=BB", b"Content-Type: text/html; charset=cp1258", b"Content-Type: message/delivery-status",
        b"\xff\xfe", b"Content-Disposition: attachment; filename*=utf-8''%41%ff", b"From: a <b@c.d>, ,;",
        b"References: <a@b>", b" folded",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES | st.binary(max_size=30), max_size=40))
def test_parsing_never_raises(lines: list[bytes]) -> None:
    raw = b"\r\n".join(lines)
    root = mime.parse(raw)
    text.snippet(root)
    text.body_words(root)
    headers.addresses(root.all("from"))
    headers.message_ids(root.all("references"))
    headers.date_ms(root.first("date"))
    before, rest = fields.split(raw)
    assert b"".join(before) + rest == raw


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_a_flipped_byte_does_no_harm(tail: bytes, place: int, value: int) -> None:
    message = EmailMessage()
    message["Subject"] = "Kế hoạch"
    message.set_content("Kính gửi")
    message.add_attachment(tail, maintype="application", subtype="pdf", filename="kế hoạch.pdf")
    raw = bytearray(message.as_bytes())
    raw[place % len(raw)] = value
    assert mime.parse(bytes(raw)).part_id == ""


def test_the_checker_itself_refuses() -> None:
    for wrong in ({"messagesTotal": "1"}, {"nothing": 1}, {"historyId": "x"}):
        with pytest.raises(AssertionError):
            check_answer("gmail.users.getProfile", wrong)
