"""Raw messages as Gmail hands them over, and the truth about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from mimetypes import guess_type

from service.core.records import RawMail
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX, at

File = tuple[str, bytes]


@dataclass(frozen=True)
class Truth:
    """What a careful clerk makes of a mail. ``missing``: obligation → parts; ``unread``: obligations a person must
    look at; ``says``: issue codes that must be among the issues; ``rows``: how many rows count."""

    outcome: str
    unit: str | None
    kinds: str
    missing: Mapping[str, set[str]] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    says: frozenset[str] = frozenset()
    rows: int = 0
    guesses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """``after``: the case whose mail came before this one, for corrections and doubles."""

    name: str
    raw: RawMail = field(repr=False)
    truth: Truth
    after: str = ""
    needs: str = ""  # a program without which only a person could read it


def case(
    name: str,
    truth: Truth,
    unit: str = "",
    *,
    sender: str = "",
    subject: str = "",
    body: str = "Kính gửi Văn phòng Đoàn Khối.\n\nTrân trọng.",
    markup: str = "",
    files: Sequence[File] = (),
    auth: str = "pass",
    headers: Mapping[str, str] | None = None,
    to: str = MAILBOX,
    received: datetime = at(13),
    labels: tuple[str, ...] = ("INBOX",),
    after: str = "",
    needs: str = "",
) -> Case:
    """A mail from ``sender``, or from the first address of ``unit``."""
    message = letter(sender or ADDRESSES[unit], subject, body, markup, files, headers or {}, to, received)
    raw = authenticated(message, auth, sender or ADDRESSES[unit])
    return Case(name, RawMail(_id(name), f"t{_id(name)}", labels, received, raw), truth, after, needs)


def raw_case(
    name: str, truth: Truth, raw: bytes, *, received: datetime = at(13), labels: tuple[str, ...] = ("INBOX",)
) -> Case:
    """A mail whose bytes no library would write."""
    return Case(name, RawMail(_id(name), f"t{_id(name)}", labels, received, raw), truth)


def letter(
    sender: str,
    subject: str,
    body: str,
    markup: str = "",
    files: Sequence[File] = (),
    headers: Mapping[str, str] = {},
    to: str = MAILBOX,
    received: datetime = at(13),
) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(received)
    message["Message-ID"] = f"<{_id(subject + sender + str(received))}@mail.test>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    if markup:
        message.add_alternative(markup, subtype="html")
    for name, content in files:
        main, _, sub = (guess_type(name)[0] or "application/octet-stream").partition("/")
        if main == "message" or name.endswith(".eml"):
            main, sub = "application", "octet-stream"
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def authenticated(message: bytes, auth: str, sender: str) -> bytes:
    """With what Gmail adds on top; ``auth`` is DMARC's verdict, a whole header value, or empty for none."""
    domain = sender.rpartition("@")[2].strip("> ")
    value = f"mx.google.com; dmarc={auth} (p=NONE) header.from={domain}" if auth in ("pass", "fail") else auth
    added = f"Authentication-Results: {value}\r\n".encode() if value else b""
    return b"Delivered-To: dkcqtravinh@gmail.com\r\n" + added + message


def _id(name: str) -> str:
    import hashlib

    return hashlib.sha256(name.encode()).hexdigest()[:15]
