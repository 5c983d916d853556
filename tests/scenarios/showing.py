"""What stands in the sandbox, as text that can be kept and compared: tabs, and mails that left."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from service.core.tabs.titles import OUTPUT_TITLES
from tests.scenarios.stage import Stage


def tabs(stage: Stage) -> dict[str, str]:
    """Title → what a person reads in a tab of ours, a line a row, trailing blanks left out."""
    book = stage.book()
    there = [tab.title for tab in book.worksheets() if tab.title in OUTPUT_TITLES]
    told = book.values_batch_get([f"'{title}'" for title in there])["valueRanges"]
    shown = {}
    for title, found in zip(there, told, strict=True):
        lines = [" | ".join(_cell(value) for value in row).rstrip(" |") for row in found.get("values", [])]
        shown[title] = _without_address("\n".join(lines) + "\n")
    return shown


def sent(stage: Stage, since: datetime | None = None) -> list[EmailMessage]:
    """Every mail in SENT, oldest first; ``since``: those that left at that instant or later."""
    listed: list[dict[str, Any]] = []
    page = ""
    while True:
        told = stage.gmail("messages", params={"labelIds": "SENT", "maxResults": 500, "pageToken": page})
        listed += told.get("messages", [])
        page = told.get("nextPageToken", "")
        if not page:
            break
    found = []
    for message in listed:
        whole = stage.gmail(f"messages/{message['id']}", params={"format": "raw"})
        left = int(whole["internalDate"])
        if since is None or left >= since.timestamp() * 1000:
            raw = base64.urlsafe_b64decode(whole["raw"])
            found.append((left, message_from_bytes(raw, policy=policy.default)))
    mails = [mail for _, mail in sorted(found, key=lambda pair: (pair[0], str(pair[1]["To"])))]
    assert all(isinstance(mail, EmailMessage) for mail in mails)
    return mails


def key_of(mail: EmailMessage) -> str:
    return str(mail["X-Nhac-Viec-Key"])


def letter(mail: EmailMessage) -> str:
    """A mail as its reader sees it, pictures and files by their names."""
    body = mail.get_body(("plain",))
    assert body is not None
    files = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
    head = [f"{name}: {mail[name]}" for name in ("From", "To", "Cc", "Reply-To", "Subject") if mail[name]]
    head += [f"File: {name}" for name in files]
    return _without_address("\n".join([*head, "", body.get_content().strip(), ""]))


def _cell(value: Any) -> str:
    return str(value).replace("\n", " ⏎ ")


def _without_address(text: str) -> str:
    """The sandbox's address differs from run to run, and so do the ids it gives."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://sandbox", text)
    return re.sub(r"\b1[67][0-9a-f]{14}\b", "<gmail id>", text)
