"""Mails as units write them, and what must come of each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from tests.core.evaluation.shipped import at
from tests.scenarios.acceptance_reading.office import roster
from tests.scenarios.stage import MAILBOX

UNITS = {unit["Mã"]: unit for unit in roster()}
_numbers = itertools.count(1)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HELLO = "Kính gửi Văn phòng Đoàn Khối, đơn vị gửi tệp đính kèm. Trân trọng."


def address(unit: str, which: int = 0) -> str:
    return UNITS[unit]["Email"].split("; ")[which]


def name(unit: str) -> str:
    return UNITS[unit]["Tên đơn vị"]


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A mail and its truth. ``outcome`` and each state: allowed ones, ``a|b``. ``receipt`` None: either way.
    ``states``: (unit, obligation, period) → allowed states after all mails came. ``kinds`` must all be told."""

    about: str
    raw: bytes
    at: datetime
    unit: str  # "" none; "A|" A or none
    outcome: str
    kinds: str = ""  # "" any
    receipt: bool | None = None
    states: dict[tuple[str, str, str], str] = field(default_factory=dict)
    issues: bool | None = None
    auth: str = "pass"
    how: str = "deliver"  # or import, insert
    envelope: str | None = None


def letter(
    sender: str,
    subject: str,
    files: Sequence[File] = (),
    *,
    body: str = HELLO,
    html: str = "",
    to: str = MAILBOX,
    date: datetime | str = at("2020-04-13T08:00"),
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = date if isinstance(date, str) else format_datetime(date)
    mail["Message-ID"] = f"<thu-{next(_numbers)}@example.org>"
    for key, value in headers:
        mail[key] = value
    if html and not body:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(body)
        if html:
            mail.add_alternative(html, subtype="html")
    for file in files:
        mail.add_attachment(
            file.content,
            maintype="application",
            subtype="octet-stream",
            filename=file.name,
            disposition="inline" if file.inline else "attachment",
        )
    return mail.as_bytes()
