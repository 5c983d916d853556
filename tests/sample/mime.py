"""Mails as bytes: header fields, bodies, attachments, and the bounce of a mail server.

Header fields are encoded here and not by ``EmailMessage``, whose folding loses spaces between Vietnamese words.
"""

from __future__ import annotations

import hashlib
import html
from datetime import datetime, timedelta
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

OFFICE = "Văn phòng Đoàn Khối <dkcqtravinh@gmail.com>"
PLACE_HOLDER = "ten-tap-tin.bin"


def fill(message: EmailMessage, text: str, with_html: bool) -> None:
    message.set_content(text, charset="utf-8", cte="quoted-printable" if with_html else "base64")
    if with_html:
        paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
        body = f"<html><body>{paragraphs.replace(chr(10), '<br>')}</body></html>"
        message.add_alternative(body, subtype="html", charset="utf-8", cte="quoted-printable")


def attach(message: EmailMessage, name: str, content: bytes, kind: tuple[str, str]) -> None:
    message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)


def to_bytes(head: dict[str, str], message: EmailMessage, names: list[str], encoding: str) -> bytes:
    """The message with fixed boundaries, its header fields encoded ("b" or "q"), and the names of attachments that
    many programs write as encoded words (RFC 2047) in their place; the other names stand by RFC 2231."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary("=_" + hashlib.sha256(f"{head['Message-ID']}{number}".encode()).hexdigest()[:28])
    raw = message.as_bytes()
    for name in names:
        raw = raw.replace(PLACE_HOLDER.encode(), encoded(name, "b", "").encode(), 1)
    fields = "".join(f"{name}: {encoded(value, encoding, name)}\r\n" for name, value in head.items())
    return fields.encode("ascii") + raw


def encoded(value: str, encoding: str, field: str) -> str:
    """A header field's value in ASCII, folded; without a ``field``, in one line."""
    display, address = parseaddr(value) if value.endswith(">") and field in ("From", "To") else ("", "")
    charset = Charset("utf-8")
    charset.header_encoding = QP if encoding == "q" else BASE64
    if address:
        name = Header(display, charset, 70, field).encode(linesep="\r\n")
        return f"{name}\r\n <{address}>"
    if value.isascii():
        return value
    return Header(value, charset, 74 if field else 998, field or None).encode(linesep="\r\n")


def bounce(at: datetime, lost_address: str) -> bytes:
    """The report of a mail server (RFC 3464) that the office's circular to a unit did not arrive."""
    subject = encoded("Gửi Kế hoạch số 82-KH/ĐTĐN và mẫu đăng ký", "b", "Subject")
    lost = (
        f"From: {encoded(OFFICE, 'b', 'From')}\r\nTo: {lost_address}\r\nSubject: {subject}\r\n"
        f"Date: {format_datetime(at - timedelta(minutes=1))}\r\nMessage-ID: <CAF82kh-gui-co-so@mail.gmail.com>\r\n"
    )
    boundary = "=_thu-tra-lai-82"
    lines = [
        "From: Mail Delivery Subsystem <mailer-daemon@example.org>",
        "To: dkcqtravinh@gmail.com",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(at)}",
        "Message-ID: <20200406020244.9F3A1C0082@mx.example.org>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This is the mail system at host mx.example.org.",
        "",
        "I'm sorry to have to inform you that your message could not be delivered",
        "to one or more recipients. It's attached below.",
        "",
        f"<{lost_address}>: unknown user",
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.org",
        f"Arrival-Date: {format_datetime(at - timedelta(minutes=1))}",
        "",
        f"Final-Recipient: rfc822; {lost_address}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 unknown user",
        "",
        f"--{boundary}",
        "Content-Type: message/rfc822-headers",
        "",
        lost,
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")
