"""A message taken apart: bytes in, values out, whatever the bytes.

The old ``compat32`` parser reads real mail best; around it stand guards against what a hostile message can
do to it: nesting that exhausts the stack or the patience, headers that are quadratic to split, thousands of parts.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser

from service.core.mail import authentication
from service.core.mail.headers import (
    HEADER_LIMIT,
    addresses,
    message_ids,
    raw_value,
    raw_values,
    undo_surrogates,
    value,
)
from service.core.mail.html_text import QUOTE_MARK
from service.core.mail.machine import OWN_KEY, failed_recipients, is_automatic, list_id
from service.core.mail.parts import MimePart, body_and_parts
from service.core.mail.quoting import separate
from service.core.records import Issue, Mail, Place, PlaceKind, RawMail, Severity

BOUNDARY_LIMIT = 60
PART_LINES = 20_000
LINE_LIMIT = 1_000_000
CHECKS_LIMIT = 20_000_000
"""The parser checks each line against each boundary open around it. Beyond these (36 MB of base64 are half a
million lines), only the headers of a message are read."""

HEADER_COUNT = 300
PARAMETER_LIMIT = 40
TEXT_LIMIT = 400_000
"""Characters of the body that are kept."""


@dataclass(frozen=True, slots=True)
class MimeMail:
    """``mail`` has no attachments yet; ``parts`` are what the attachment reader is to read, in order."""

    mail: Mail
    parts: tuple[MimePart, ...] = field(default=(), repr=False)


def take_apart(raw: RawMail, own: frozenset[str]) -> MimeMail:
    """``own``: the addresses of this mailbox, lower case. Never raises on any bytes: what could not be read is
    an issue of the mail, and every message has at least its Gmail id, its time and a digest."""
    message, issues = parse(raw.raw, raw.gmail_id)
    senders = addresses(message, "From")
    sender_name, sender = senders[0] if senders else ("", "")
    subject = value(message, "Subject")[:1000]
    text, parts, found = body_and_parts(message, raw.gmail_id)
    body = separate(text[:TEXT_LIMIT], subject)
    verdict = _verdict(message, senders, sender)
    failed = failed_recipients(message, sender, subject, body.own, own) if verdict != authentication.FAIL else ()
    recipients = [address for _, address in addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")]
    mail = Mail(
        gmail_id=raw.gmail_id,
        thread_id=raw.thread_id,
        received=raw.received,
        digest=hashlib.sha256(raw.raw).hexdigest(),
        sender=sender,
        sender_name=sender_name[:200],
        to=tuple(dict.fromkeys(recipients)),
        reply_to=next((address for _, address in addresses(message, "Reply-To")), ""),
        subject=subject,
        message_id=next(iter(message_ids(message, "Message-ID")), ""),
        references=message_ids(message, "References", "In-Reply-To"),
        text=body.own.replace(QUOTE_MARK, ""),
        verdict=verdict,
        plus=_plus(recipients, own),
        automatic=is_automatic(message, sender, subject),
        bounce_of=failed,
        list_id=list_id(message),
        own=_is_own(message, raw.labels, sender, verdict, own),
        issues=(*issues, *found),
        quoted=body.quoted.replace(QUOTE_MARK, ""),
        forwarded_from=body.forwarded_from,
    )
    return MimeMail(mail, () if failed or mail.own else parts)


class _Guarded(Message):
    """Headers kept to a size and number at which every reader of them is quick."""

    def set_raw(self, name: str, value: str) -> None:
        headers: list[tuple[str, str]] = self._headers  # type: ignore[attr-defined]
        if len(headers) >= HEADER_COUNT:
            return
        kept = str(value)[:HEADER_LIMIT]
        if name.lower().startswith("content-"):
            kept = undo_surrogates(";".join(kept.split(";")[:PARAMETER_LIMIT]))
        headers.append((name, kept))


def parse(content: bytes, gmail_id: str = "") -> tuple[Message, tuple[Issue, ...]]:
    """The part tree of any bytes, or only the headers with an issue when the tree is beyond reason."""
    if _is_reasonable(content):
        try:
            return email.message_from_bytes(content, _class=_Guarded), ()
        except Exception:  # RecursionError and whatever else the parser trips over
            pass
    place = Place(PlaceKind.MAIL, gmail_id=gmail_id)
    text = (
        "Thư có cấu trúc bất thường nên không đọc được nội dung; đề nghị gửi lại bằng một thư mới, kèm tệp Word."
    )
    issue = Issue("mail.structure", Severity.FAULT, place, "", text)
    try:
        head = content.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
        message: Message = BytesHeaderParser(_class=_Guarded).parsebytes(head[:1_000_000])
    except Exception:
        message = _Guarded()
    del message["Content-Type"]
    message.set_payload("")
    return message, (issue,)


def _is_reasonable(content: bytes) -> bool:
    boundaries = len(re.findall(rb"boundary\s{0,5}=", content, re.IGNORECASE))
    lines = content.count(b"\n") + content.count(b"\r")
    return (
        boundaries <= BOUNDARY_LIMIT
        and lines <= 2 * LINE_LIMIT
        and content.count(b"\n--") <= PART_LINES
        and boundaries * lines <= CHECKS_LIMIT
    )


def _verdict(message: Message, senders: tuple[tuple[str, str], ...], sender: str) -> str:
    """More than one From, or none, is a trick of forgers: such a message vouches for nobody."""
    if len(senders) != 1 or len(list(raw_values(message, "From"))) != 1:
        return authentication.FAIL
    return authentication.verdict(_unfolded(raw_values(message, "Authentication-Results")), sender)


def _unfolded(headers: Iterable[str]) -> list[str]:
    return [" ".join(header.split()) for header in headers]


def _is_own(message: Message, labels: tuple[str, ...], sender: str, verdict: str, own: frozenset[str]) -> bool:
    """Sent by this mailbox: filed as sent, or come in under our address with our key or the server's word for it."""
    if "SENT" in labels or "DRAFT" in labels:
        return True
    if _plain_address(sender) not in {_plain_address(address) for address in own}:
        return False
    return verdict == authentication.PASS or (bool(raw_value(message, OWN_KEY)) and verdict != authentication.FAIL)


def _plus(recipients: list[str], own: frozenset[str]) -> str:
    ours = {_plain_address(address) for address in own}
    for address in recipients:
        tag = address.partition("@")[0].partition("+")[2]
        if tag and _plain_address(address) in ours:
            return tag[:80]
    return ""


def _plain_address(address: str) -> str:
    """Without plus tag, and without the dots that Gmail does not look at."""
    local, _, domain = address.lower().partition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"
