"""The text of a message and the files that come with it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath

from service.core.mail import html_text
from service.core.mail.headers import decode, decode_bytes, one_line, raw_value
from service.core.mail.machine import leaves, undecoded
from service.core.mail.pictures import is_decoration
from service.core.records import Issue, Place, PlaceKind, Severity

PART_LIMIT = 40
"""Files of one message that are read; real mails have under ten."""

_NOT_FOR_US = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
    "text/calendar",
    "application/ics",
    "text/vcard",
    "text/x-vcard",
    "text/x-amp-html",
    "message/delivery-status",
    "message/disposition-notification",
    "text/rfc822-headers",
}
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/zip": ".zip",
    "message/rfc822": ".eml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "text/html": ".html",
}


@dataclass(frozen=True, slots=True)
class MimePart:
    """A file as it came: its name made safe, the type it claims, its decoded bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def body_and_parts(message: Message, gmail_id: str) -> tuple[str, tuple[MimePart, ...], tuple[Issue, ...]]:
    """The body's text, the files without the pictures of a signature, and what could not be taken."""
    plain: list[str] = []
    markup: list[str] = []
    files: list[tuple[Message, MimePart]] = []
    issues: list[Issue] = []
    for part in leaves(message):
        kind = media_type(part)
        if kind in _NOT_FOR_US or kind.startswith("multipart/"):
            continue
        name = file_name(part, kind, len(files) + 1)
        if kind in {"text/plain", "text/html"} and not _is_file(part):
            texts = plain if kind == "text/plain" else markup
            texts.append(_text(part))
        elif len(files) >= PART_LIMIT:
            issues.append(_too_many(gmail_id))
            break
        elif content := _content(part):
            files.append((part, MimePart(name, kind, content)))
        elif _is_file(part):
            issues.append(_empty(gmail_id, name))
    page = "\n".join(markup)
    shown = html_text.content_ids(page)
    parts = tuple(file for part, file in files if not _decorates(part, file, shown))
    return _body("\n".join(plain), page), parts, tuple(issues)


def media_type(part: Message) -> str:
    try:
        return part.get_content_type().lower()
    except Exception:
        return "application/octet-stream"


def file_name(part: Message, kind: str, number: int) -> str:
    """The name on one line without folders, at most 120 characters; ``tep-1.pdf`` when there is none."""
    try:
        raw = part.get_filename("")
    except Exception:  # RFC 2231 continuations that contradict each other
        raw = ""
    name = safe_name(decode(str(raw)))
    return name or f"tep-{number}{_EXTENSIONS.get(kind, '')}"


def safe_name(name: str) -> str:
    """The last component of a path, on one line, without characters that a file system or a header minds."""
    name = one_line(name).replace("\\", "/").rpartition("/")[2].strip(" .\"'")
    name = re.sub(r"[<>:|?*]", "_", name)
    if len(name) > 120:
        suffix = PurePosixPath(name).suffix[:10]
        name = name[: 120 - len(suffix)] + suffix
    return name


def _is_file(part: Message) -> bool:
    disposition = raw_value(part, "Content-Disposition").lower()
    if disposition.lstrip().startswith("attachment"):
        return True
    return "name" in disposition or "name" in raw_value(part, "Content-Type").lower()


def _content(part: Message) -> bytes:
    """Decoded bytes; an attached message as it stands."""
    payload = undecoded(part)
    if isinstance(payload, list):
        return _attached_message(part, payload)
    try:
        content = part.get_payload(decode=True)
    except Exception:
        content = str(payload).encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _attached_message(part: Message, payload: list[Message | str]) -> bytes:
    inner = payload[0] if payload else None
    if not isinstance(inner, Message):
        return b""
    try:
        content = inner.as_bytes()
    except Exception:  # a tree that cannot be written down again, or one that is too deep
        return b""
    if "base64" in raw_value(part, "Content-Transfer-Encoding").lower():
        # forbidden by RFC 2046 and yet done: the parser took the base64 lines for a message
        try:
            return base64.b64decode(content, validate=False)
        except ValueError:
            return content
    return content


def _text(part: Message) -> str:
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", raw_value(part, "Content-Type"), re.IGNORECASE)
    text = decode_bytes(_content(part), charset.group(1) if charset else "utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _body(plain: str, markup: str) -> str:
    """The plain text; the HTML's where there is none, and where it holds a table, which only HTML keeps."""
    if markup and (len(plain.strip()) < 20 or "<td" in markup[: html_text.LIMIT].lower()):
        text = html_text.to_text(markup)
        if len(text) >= 20 or not plain.strip():
            return text
    return plain


def _decorates(part: Message, file: MimePart, shown: frozenset[str]) -> bool:
    """A small picture that the text shows, or that is marked as part of it."""
    if not file.media_type.startswith("image/"):
        return False
    content_id = raw_value(part, "Content-ID").strip().strip("<>")
    inline = raw_value(part, "Content-Disposition").lower().lstrip().startswith("inline")
    return (inline or bool(content_id and content_id in shown)) and is_decoration(file.content)


def _too_many(gmail_id: str) -> Issue:
    text = f"Thư có quá nhiều tệp, chỉ đọc được {PART_LIMIT} tệp đầu; đề nghị gửi các tệp còn lại trong thư khác."
    return Issue("mail.too_many_parts", Severity.FAULT, Place(PlaceKind.MAIL, gmail_id=gmail_id), "", text)


def _empty(gmail_id: str, name: str) -> Issue:
    place = Place(PlaceKind.ATTACHMENT, gmail_id=gmail_id, file=name)
    return Issue(
        "attachment.empty", Severity.FAULT, place, name, f"Tệp “{name}” không có nội dung; đề nghị gửi lại."
    )
