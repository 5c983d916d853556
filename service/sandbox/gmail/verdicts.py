"""What the receiving server writes on top of a mail: trace fields and the SPF, DKIM and DMARC verdicts.

Verdicts that claim to be the receiver's own and came with the mail are taken out (RFC 8601, section 5).
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from email.utils import format_datetime

from . import fields, headers
from .headers import domain_of

AUTH_SERVER = "mx.google.com"
SENDER_IP = "203.0.113.25"
SPF_WORDS = {
    "pass": "domain of {sender} designates {ip} as permitted sender",
    "fail": "domain of {sender} does not designate {ip} as permitted sender",
    "softfail": "domain of transitioning {sender} does not designate {ip} as permitted sender",
    "none": "{ip} is neither permitted nor denied by best guess record for domain of {sender}",
}


def from_domain(raw: bytes) -> str:
    """The domain of the From field, which DMARC judges; "" if it names none."""
    value = fields.first(raw, "from")
    found = headers.addresses([headers.decode_bytes(value, None)]) if value else []
    return domain_of(found[0]) if found else ""


def received(raw: bytes, sender: str, recipient: str, at: datetime, auth: str) -> bytes:
    """The message as it lies in the recipient's mailbox. ``sender`` is the envelope's ("" for a bounce)."""
    raw = fields.without(fields.with_crlf(raw), _is_forged)
    stamp = format_datetime(at)
    token = base64.b32encode(hashlib.sha256(raw + recipient.encode()).digest())[:20].decode().lower()
    verdicts = ";\r\n       ".join([AUTH_SERVER, *_verdicts(sender, from_domain(raw), auth, token)])
    helo = f"mail.{domain_of(sender)}" if sender else "mail-sor-f69.google.com"
    return fields.on_top(
        raw,
        [
            f"Delivered-To: {recipient}",
            f"Received: by 2002:a05:6402:{token[:4]}:0:0:0:0 with SMTP id {token};\r\n        {stamp}",
            f"Return-Path: <{sender}>",
            f"Received: from {helo} ({helo}. [{SENDER_IP}])"
            f"\r\n        by {AUTH_SERVER} with ESMTPS id {token[::-1]}"
            f"\r\n        for <{recipient}>;\r\n        {stamp}",
            f"Received-SPF: {_spf_line(sender, auth)}",
            f"Authentication-Results: {verdicts}",
        ],
    )


def _is_forged(name: str, value: bytes) -> bool:
    if name not in ("authentication-results", "arc-authentication-results"):
        return False
    server = value.decode("latin-1").lower()
    if name.startswith("arc-"):
        server = server.partition(";")[2]
    return server.partition(";")[0].split()[:1] == [AUTH_SERVER]


def _spf(sender: str, auth: str) -> str:
    return SPF_WORDS[auth].format(sender=sender or "postmaster@mail-sor-f69.google.com", ip=SENDER_IP)


def _spf_line(sender: str, auth: str) -> str:
    word = "neutral" if auth == "none" else auth
    return f"{word} (google.com: {_spf(sender, auth)}) client-ip={SENDER_IP};"


def _verdicts(sender: str, domain: str, auth: str, token: str) -> list[str]:
    mailfrom = f"smtp.mailfrom={sender}" if sender else "smtp.helo=mail-sor-f69.google.com"
    signer = domain or domain_of(sender)
    dkim = f"header.i=@{signer} header.s=selector1 header.b={token[:8]}"
    spf = f"spf={auth} (google.com: {_spf(sender, auth)}) {mailfrom}"
    if auth == "pass":
        return [f"dkim=pass {dkim}", spf, f"dmarc=pass (p=NONE sp=NONE dis=NONE) header.from={domain}"]
    if auth == "fail":
        return [f"dkim=fail {dkim}", spf, f"dmarc=fail (p=NONE sp=NONE dis=NONE) header.from={domain}"]
    if auth == "softfail":
        return [spf, f"dmarc=fail (p=NONE sp=NONE dis=NONE) header.from={domain}"]
    return [spf]
