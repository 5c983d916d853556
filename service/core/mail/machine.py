"""Mail that no person wrote: automatic replies (RFC 3834), bounces (RFC 3464), lists (RFC 2919), our own."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message
from typing import Any

from service.core.mail.headers import raw_value, raw_values, value

OWN_KEY = "X-Nhac-Viec-Key"
"""The header in which our notices carry their key."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+=~-]{1,64}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9]")
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(thu )?(tra loi tu dong|phan hoi tu dong|automatic reply|auto[- ]?reply|auto[- ]?response|autosvar|"
    r"out of (the )?office|ooo\b|vang mat\s*(:|$|khoi|tai)|da doc\s*:|read\s*:|delivered\s*:|read receipt)"
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery status notification|delivery (has )?failed|returned (mail|to sender)|"
    r"mail delivery (failed|system)|failure notice|khong gui duoc|khong the gui|thu bi tra lai|"
    r"gui thu khong thanh cong"
)
_POSTMASTER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon)(\+[^@]*)?@")
FAILED_LIMIT = 50


def is_automatic(message: Message, sender: str, subject: str) -> bool:
    """Sent by a machine in answer to something, or without a person behind it."""
    if _POSTMASTER.match(sender):
        return True
    submitted = value(message, "Auto-Submitted").lower()
    if submitted and submitted.partition(";")[0].strip() != "no":
        return True
    if any(raw_value(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return True
    if value(message, "Precedence").lower() in {"auto_reply", "auto-reply", "junk"}:
        return True
    if _report_type(message) in {"disposition-notification", "delivery-status", "feedback-report"}:
        return True
    return _AUTOMATIC_SUBJECT.match(plain(subject)) is not None


def list_id(message: Message) -> str:
    """The list a message came through, or which header shows that it is mass mail; empty when it is none."""
    named = value(message, "List-Id")
    if named:
        return named[:200]
    if raw_value(message, "List-Unsubscribe"):
        return "List-Unsubscribe"
    precedence = value(message, "Precedence").lower()
    return f"Precedence: {precedence}" if precedence in {"list", "bulk"} else ""


def failed_recipients(
    message: Message, sender: str, subject: str, text: str, own: frozenset[str]
) -> tuple[str, ...]:
    """The addresses a delivery report says could not be reached; empty when it is no bounce.

    A report that only tells of a delay names nobody. Reports in free form are read by their sender and subject."""
    if _report_type(message) == "delivery-status":
        return _of_report(message)
    by_machine = _POSTMASTER.match(sender) or raw_value(message, "Return-Path").strip() == "<>"
    told = [address for raw in raw_values(message, "X-Failed-Recipients") for address in _ADDRESS.findall(raw)]
    if by_machine and told:
        return _unique(told)
    if not (_POSTMASTER.match(sender) and _BOUNCE_SUBJECT.search(plain(subject))):
        return ()
    named = [found for found in _ADDRESS.findall(text[:20_000]) if found.lower() != sender]
    others = [
        found for found in named if found.lower() not in own and not found.lower().startswith("mailer-daemon")
    ]
    return _unique(others[:1])


def _of_report(message: Message) -> tuple[str, ...]:
    failed: list[str] = []
    for part in leaves(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = undecoded(part)
        for block in payload[:FAILED_LIMIT] if isinstance(payload, list) else ():
            if not isinstance(block, Message) or value(block, "Action").lower() not in {"failed", ""}:
                continue
            recipient = raw_value(block, "Final-Recipient") or raw_value(block, "Original-Recipient")
            failed.extend(_ADDRESS.findall(recipient)[:1])
    return _unique(failed)


def leaves(message: Message, limit: int = 2_000, depth: int = 60) -> list[Message]:
    """The parts that hold content, in order, without recursion; attached messages and reports count as one."""
    found: list[Message] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting and len(found) < limit:
        part, level = waiting.pop()
        payload = undecoded(part)
        if isinstance(payload, list) and part.get_content_maintype() == "multipart" and level < depth:
            children = [child for child in payload if isinstance(child, Message)]
            waiting.extend((child, level + 1) for child in reversed(children))
        else:
            found.append(part)
    return found


def undecoded(part: Message) -> Any:
    """The payload as parsed: parts, or text. ``get_payload`` would decode 8-bit text by a charset that may be
    nonsense (a NUL, ``idna``)."""
    return part._payload  # type: ignore[attr-defined]


def _report_type(message: Message) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    declared = re.search(r"report-type\s*=\s*\"?([a-z-]+)", raw_value(message, "Content-Type"), re.IGNORECASE)
    return declared.group(1).lower() if declared else ""


def plain(text: str) -> str:
    """Lower case without tone marks, for the fixed phrases above."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in text if not unicodedata.combining(char))


def _unique(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for address in found))[:FAILED_LIMIT]
