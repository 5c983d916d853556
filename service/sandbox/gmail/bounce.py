"""The bounce a sender gets for an address nobody has: a multipart/report of RFC 3464, worded as Gmail's."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime

from . import fields
from .headers import domain_of

DAEMON = "mailer-daemon@googlemail.com"
SUBJECT = "Delivery Status Notification (Failure)"
NO_USER = (
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the "
    "recipient's email address for typos or unnecessary spaces. For more information, go to "
    "https://support.google.com/mail/?p=NoSuchUser"
)
NO_DOMAIN = (
    "DNS Error: DNS type 'mx' lookup of {domain} responded with code NXDOMAIN Domain name not found: {domain}"
)


def bounce_for(raw: bytes, sender: str, recipient: str, at: datetime) -> bytes:
    """The bounce of a sent message, to be delivered to its sender with an empty envelope sender."""
    domain = domain_of(recipient)
    nowhere = domain == "invalid" or domain.endswith(".invalid")
    why = NO_DOMAIN.format(domain=domain) if nowhere else NO_USER
    status = "5.1.2" if nowhere else "5.1.1"
    token = hashlib.sha256(raw + recipient.encode() + at.isoformat().encode()).hexdigest()
    original = (fields.first(raw, "message-id") or b"").decode("latin-1")
    text = _text(recipient, domain, why, nowhere)
    boundary, inner = f"000000000000{token[:16]}", f"000000000000{token[16:32]}"
    head = [
        f"From: Mail Delivery Subsystem <{DAEMON}>",
        f"To: {sender}",
        "Auto-Submitted: auto-replied",
        f"Subject: {SUBJECT}",
        f"References: {original}",
        f"In-Reply-To: {original}",
        f"X-Failed-Recipients: {recipient}",
        f"Message-ID: <{token[:8]}.{token[8:40]}.GMR@mx.google.com>",
        f"Date: {format_datetime(at)}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; boundary="{boundary}"; report-type=delivery-status',
    ]
    report = _report(recipient, domain, status, why, raw, at, nowhere)
    parts = [
        f'Content-Type: multipart/related; boundary="{inner}"',
        "",
        f"--{inner}",
        'Content-Type: text/plain; charset="UTF-8"',
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
        f"--{inner}--",
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        *report,
        "",
        f"--{boundary}",
        "Content-Type: message/rfc822",
        "",
    ]
    before = "\r\n".join([*head, "", f"--{boundary}", *parts, ""])
    return before.encode("utf-8", "replace") + raw + f"\r\n--{boundary}--\r\n".encode()


def _text(recipient: str, domain: str, why: str, nowhere: bool) -> str:
    if nowhere:
        reason = f"because the domain {domain} couldn't be found"
    else:
        reason = "because the address couldn't be found, or is unable to receive mail"
    return (
        f"\r\n** Address not found **\r\n\r\nYour message wasn't delivered to {recipient} {reason}."
        f"\r\n\r\nThe response was:\r\n\r\n{why}\r\n"
    )


def _report(
    recipient: str, domain: str, status: str, why: str, raw: bytes, at: datetime, nowhere: bool
) -> list[str]:
    message_id = (fields.first(raw, "message-id") or b"").decode("latin-1")
    return [
        "Reporting-MTA: dns; googlemail.com",
        f"Arrival-Date: {format_datetime(at)}",
        f"X-Original-Message-ID: {message_id}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        f"Status: {status}",
        *(
            []
            if nowhere
            else [f"Remote-MTA: dns; mx.{domain}. (198.51.100.7, the server for the domain {domain}.)"]
        ),
        f"Diagnostic-Code: smtp; {why}",
        f"Last-Attempt-Date: {format_datetime(at)}",
    ]
