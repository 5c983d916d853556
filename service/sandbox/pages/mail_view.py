"""A mail as it is read: header, text, HTML made harmless, attachments, and the server's verdict on its sender."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from ..gmail import mime, store
from ..gmail.box import Box
from . import wording
from .mail_list import Chip, Head, chips_of, head_of

LONGEST_TEXT = 300_000
LONGEST_HTML = 2_000_000
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}
CID = re.compile(r"""(["'(=]\s*)cid:([^"')>\s]{1,500})""", re.IGNORECASE)
ACTIVE = re.compile(r"<(/?)(?=(?:link|meta|base|script|iframe|frame|object|embed|applet|portal)\b)", re.IGNORECASE)
URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
VERDICT = re.compile(r"\b(dmarc|dkim|spf)=(\w+)", re.IGNORECASE)
HTML_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
FRAME = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><base target="_blank"><title>Thư</title><style>'
    "body{font:15px/1.5 system-ui,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;color:#202124;margin:0;"
    "overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}</style></head><body>"
)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: ``part`` is its part id ("0" for a mail that is nothing else)."""

    part: str
    name: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Authentication-Results says: ``good``, ``bad`` or ``unknown``, and the words for it."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class MailView:
    id: str
    head: Head
    copied: str
    at: datetime
    text: Markup
    has_html: bool
    files: tuple[File, ...]
    chips: tuple[Chip, ...]
    labels: tuple[str, ...]
    verdict: Verdict
    snippet: str


def view_of(box: Box, message: store.Stored) -> MailView:
    """A kept message, ready to be shown."""
    import html

    root = mime.parse(store.raw_of(box, message))
    chips = chips_of(box)
    text = next((part for part in _texts(root) if part.mime_type != "text/html"), None)
    return MailView(
        id=message.id,
        head=head_of(box.db, message.blob),
        copied=root.first("cc"),
        at=wording.from_ms(message.internal_date),
        text=plain_markup(text.data.decode("utf-8", "replace")[:LONGEST_TEXT]) if text else Markup(""),
        has_html=html_part(root) is not None,
        files=tuple(_file(part) for part in root.walk() if part.is_attachment and not _inline(part)),
        chips=tuple(chips[label] for label in message.labels if label in chips),
        labels=message.labels,
        verdict=verdict_of(root),
        snippet=html.unescape(message.snippet),
    )


def plain_markup(text: str) -> Markup:
    """Plain text with its web addresses as links."""
    out, position = Markup(""), 0
    for found in URL.finditer(text):
        link = Markup('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>').format(found[0])
        out += escape(text[position : found.start()]) + link
        position = found.end()
    return out + escape(text[position:])


def html_part(root: mime.Part) -> mime.Part | None:
    return next((part for part in _texts(root) if part.mime_type == "text/html"), None)


def html_document(root: mime.Part) -> str | None:
    """The mail's HTML as a document of its own, to be served under HTML_POLICY in a sandboxed frame.

    The policy alone forbids scripts and outside loads; tags that act on the frame itself are made unknown too, and
    pictures that came with the mail stand in it as data.
    """
    part = html_part(root)
    if part is None:
        return None
    markup = ACTIVE.sub(r"<\1x-", part.data[:LONGEST_HTML].decode("utf-8", "replace"))
    pictures = {_content_id(one): one for one in root.walk() if _content_id(one)}

    def embedded(found: re.Match[str]) -> str:
        one = pictures.get(found[2].lower())
        if one is None or one.mime_type not in PICTURES:
            return f"{found[1]}about:blank"
        return f"{found[1]}data:{one.mime_type};base64,{base64.b64encode(one.data).decode()}"

    return FRAME + CID.sub(embedded, markup) + "</body></html>"


def verdict_of(root: mime.Part) -> Verdict:
    """The server's verdict: DMARC's, or without one SPF's and DKIM's together."""
    values = root.all("authentication-results")
    if not values:
        return Verdict("unknown", "chưa kiểm tra người gửi")
    found = {name.lower(): result.lower() for name, result in VERDICT.findall(values[0])}
    results = {found["dmarc"]} if "dmarc" in found else set(found.values())
    detail = ", ".join(f"{name.upper()} {result}" for name, result in found.items())
    if results & {"fail", "softfail"}:
        return Verdict("bad", f"người gửi không được xác thực ({detail})")
    if "pass" in results:
        return Verdict("good", f"người gửi được xác thực ({detail})")
    return Verdict("unknown", f"không rõ người gửi ({detail})")


def _texts(root: mime.Part) -> list[mime.Part]:
    return [part for part in root.walk() if part.is_text]


def _content_id(part: mime.Part) -> str:
    return part.first("content-id").strip().strip("<>").lower()


def _inline(part: mime.Part) -> bool:
    """A picture shown within the HTML, not a file beside it."""
    shown = part.first("content-disposition").strip().lower().startswith("inline")
    return part.mime_type in PICTURES and bool(_content_id(part)) and (shown or part.filename == "")


def _file(part: mime.Part) -> File:
    name = part.filename or f"phần-{part.part_id or '0'}"
    return File(part.part_id or "-", name, len(part.data), part.mime_type)
