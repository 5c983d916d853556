"""What stands in the sandbox, as text that can be kept and compared: tabs, and mails that left."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
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
    found = []
    for gmail_id in sent_ids(stage):
        whole = stage.gmail(f"messages/{gmail_id}", params={"format": "raw"})
        left = int(whole["internalDate"])
        if since is not None and left < since.timestamp() * 1000:
            break
        found.append((left, message_from_bytes(base64.urlsafe_b64decode(whole["raw"]), policy=policy.default)))
    mails = [mail for _, mail in sorted(found, key=lambda pair: (pair[0], str(pair[1]["To"])))]
    assert all(isinstance(mail, EmailMessage) for mail in mails)
    return mails


def sent_ids(stage: Stage) -> list[str]:
    """Of every mail in SENT, the newest first."""
    listed: list[str] = []
    page = ""
    while True:
        told = stage.gmail("messages", params={"labelIds": "SENT", "maxResults": 500, "pageToken": page})
        listed += [message["id"] for message in told.get("messages", [])]
        page = told.get("nextPageToken", "")
        if not page:
            return listed


def key_of(mail: EmailMessage) -> str:
    return str(mail["X-Nhac-Viec-Key"])


def letter(mail: EmailMessage) -> str:
    """A mail as its reader sees it, pictures and files by their names."""
    body = mail.get_body(("plain",))
    assert body is not None
    files = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
    head = [f"{name}: {decoded(mail, name)}" for name in ("From", "To", "Cc", "Reply-To", "Subject") if mail[name]]
    head += [f"File: {name}" for name in files]
    return _without_address("\n".join([*head, "", body.get_content().strip(), ""]))


def decoded(mail: EmailMessage, name: str) -> str:
    """As mail programs read it: nothing stands between two encoded words (the standard library's addresses err)."""
    return str(make_header(decode_header(message_from_bytes(mail.as_bytes(policy=policy.compat32))[name])))


def _cell(value: Any) -> str:
    return str(value).replace("\n", " ⏎ ")


def _without_address(text: str) -> str:
    """The sandbox's address differs from run to run, and so do the ids it gives."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://sandbox", text)
    return re.sub(r"\b1[67][0-9a-f]{14}\b", "<gmail id>", text)
