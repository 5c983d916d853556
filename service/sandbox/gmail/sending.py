"""Sending: what Gmail makes of a message a client hands it, who gets it, and how much may go out a day."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr

from ..errors import ApiError
from . import delivery, fields, headers, store
from .box import Box
from .errors import bad_request

DAY_MS = 86_400_000
SENDING_LIMIT = "gmail_sending_limit"
DEFAULT_LIMIT = 500  # recipients in any 24 hours, a consumer account
RECIPIENT_FIELDS = ("to", "cc", "bcc")


def send(box: Box, raw: bytes, thread: str | None) -> store.Stored:
    """Sends a message as the mailbox's owner: a SENT copy with a new Message-ID, and mail for its recipients.

    Raises 400 where no one is addressed or an address is none, 429 over the sending limit.
    """
    recipients = recipients_of(raw)
    _spend(box, len(recipients))
    mail = finished(box, raw)
    own = store.add(box, mail, ("SENT",), thread, box.now_ms())
    public = fields.without(mail, lambda name, _: name == "bcc")
    delivery.deliver(box, own, public, recipients)
    return store.by_number(box, own.number)


def recipients_of(raw: bytes) -> list[str]:
    """The addresses a message goes to; 400 in Gmail's words when one is malformed or there is none."""
    raw = fields.with_crlf(raw)
    values: list[str] = []
    for field in fields.split(raw)[0]:
        if fields.name_of(field) in RECIPIENT_FIELDS:
            value = headers.decode_bytes(fields.value_of(field), None)
            if headers.malformed_address(value):
                raise bad_request(f"Invalid {fields.name_of(field).capitalize()} header")
            values.append(value)
    found = headers.addresses(values)
    if not found:
        raise bad_request("Recipient address required")
    return found


def finished(box: Box, raw: bytes) -> bytes:
    """The message as it leaves: From the owner, a Date, and a Message-ID of Gmail's own, not the client's."""
    raw = fields.with_crlf(raw)
    own_id = fields.first(raw, "message-id")
    now = box.state.now()
    top = [f"Received: from 000000000000 named unknown by gmailapi.google.com with HTTPREST;\r\n {_stamp(now)}"]
    if own_id:
        top.append(f"X-Google-Original-Message-ID: {headers.decode_bytes(own_id, None)}")
    raw = fields.without(raw, lambda name, _: name == "message-id")
    raw, sender = _with_sender(box, raw)
    top += sender
    if fields.first(raw, "mime-version") is None:
        top.append("MIME-Version: 1.0")
    if fields.first(raw, "date") is None:
        top.append(f"Date: {_stamp(now)}")
    top.append(f"Message-ID: <CA{secrets.token_urlsafe(32)}@mail.gmail.com>")
    return fields.on_top(raw, top)


def drafted(box: Box, raw: bytes) -> bytes:
    """A draft as it is kept: with From, Date and Message-ID where the client gave none."""
    raw = fields.with_crlf(raw)
    raw, top = _with_sender(box, raw)
    if fields.first(raw, "date") is None:
        top.append(f"Date: {_stamp(box.state.now())}")
    if fields.first(raw, "message-id") is None:
        top.append(f"Message-ID: <CA{secrets.token_urlsafe(32)}@mail.gmail.com>")
    return fields.on_top(raw, top)


def _with_sender(box: Box, raw: bytes) -> tuple[bytes, list[str]]:
    """The message with its From taken out where it is not the owner's, and the fields to put in place of it."""
    value = fields.first(raw, "from")
    if value is None:
        return raw, [f"From: {box.address}"]
    text = headers.decode_bytes(value, None)
    if headers.addresses([text])[:1] == [box.address]:
        return raw, []
    name = headers.display_name(text)
    kept = fields.without(raw, lambda one, _: one == "from")
    return kept, [f"X-Google-Original-From: {text}", f"From: {_named(name, box.address)}"]


def _named(name: str, address: str) -> str:
    try:
        return formataddr((name, address))
    except UnicodeError:
        return address


def _stamp(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC))


def _spend(box: Box, recipients: int) -> None:
    """Counts recipients against the rolling 24 hours; 429 with the time when enough of them are over."""
    limit = int(box.state.setting(SENDING_LIMIT) or DEFAULT_LIMIT)
    now = box.now_ms()
    rows = box.db.execute(
        "SELECT at, recipients FROM gmail_sendings WHERE mailbox = ? AND at > ? AND at <= ? ORDER BY at",
        (box.number, now - DAY_MS, now),
    ).fetchall()
    left = sum(row[1] for row in rows) + recipients - limit
    if limit and left > 0:
        until = now + DAY_MS
        for at, count in rows:
            left -= count
            if left <= 0:
                until = at + DAY_MS
                break
        raise _over_limit(until)
    box.db.execute("INSERT INTO gmail_sendings VALUES (?, ?, ?)", (box.number, now, recipients))


def _over_limit(until_ms: int) -> ApiError:
    until = datetime.fromtimestamp(until_ms / 1000, UTC)
    stamp = until.strftime("%Y-%m-%dT%H:%M:%S.") + f"{until_ms % 1000:03d}Z"
    return ApiError(429, f"User-rate limit exceeded.  Retry after {stamp} (Mail sending)", "rateLimitExceeded")
