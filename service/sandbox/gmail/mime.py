"""A message as a tree of parts. Any bytes are a message: what cannot be taken apart is one part of text.

Uses the parser's compat32 policy, which is the one that stands real mail, with caps on what makes it slow or deep.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.policy import Compat32
from functools import lru_cache
from typing import Any

from .headers import decode_bytes, readable, unescaped

LONGEST_STRUCTURED = 8_000  # characters of a Content-* value; parameters are parsed in quadratic time
DEEPEST = 60  # levels of nesting shown; the parser itself gives up at about 300
MOST_PARTS = 20_000
LARGEST_REMEMBERED = 1_000_000
MIME_TYPE = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}")


class _Lenient(Compat32):
    """compat32 with Content-* values cut at a length, and undecodable bytes read as UTF-8 or Latin-1."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name[:8].lower() == "content-":
            value = value[:LONGEST_STRUCTURED]
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return unescaped(value)


LENIENT = _Lenient()


@dataclass(slots=True)
class Part:
    """One part: ``part_id`` as Gmail numbers them ("" the whole, "0", "0.1"), ``data`` its decoded content
    (text re-coded as UTF-8; an attached message as its raw bytes; empty for multiparts)."""

    part_id: str
    mime_type: str
    filename: str
    headers: list[tuple[str, str]]
    data: bytes = b""
    charset: str = ""
    parts: list[Part] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Text shown in the mail itself, not a file."""
        return self.mime_type.startswith("text/") and not self.filename

    @property
    def is_attachment(self) -> bool:
        """Content that is fetched by an attachment id."""
        return not self.mime_type.startswith("multipart/") and not self.is_text

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in order."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.parts))

    def all(self, name: str) -> list[str]:
        """The decoded values of a header field."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def parse(raw: bytes) -> Part:
    """The part tree of a raw message, which is shared: read it only. Never raises."""
    return _remembered(raw) if len(raw) <= LARGEST_REMEMBERED else _parse(raw)


def _parse(raw: bytes) -> Part:
    try:
        message = email.message_from_bytes(raw, policy=LENIENT)
        return _Builder().build(message, "", 0)
    except (Exception, RecursionError):
        return _opaque(raw)


_remembered = lru_cache(maxsize=32)(_parse)
"""One message is parsed several times in a row: to thread it, to keep it, to show it."""


def _opaque(raw: bytes) -> Part:
    """Headers and one text, for a message whose structure cannot be parsed."""
    head, _, body = raw.partition(b"\r\n\r\n")
    headers: list[tuple[str, str]] = []
    for line in re.split(rb"\r\n(?![ \t])", head[:1_000_000]):
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            text = readable(decode_bytes(value.strip(), None))
            headers.append((name.strip().decode("latin-1"), text))
    text = decode_bytes(body, None)
    return Part("", "text/plain", "", headers, text.encode("utf-8", "replace"), "utf-8")


class _Builder:
    def __init__(self) -> None:
        self._count = 0

    def build(self, message: Message, part_id: str, depth: int) -> Part:
        self._count += 1
        part = Part(part_id, _mime_type(message), _filename(message), _headers(message))
        payload: Any = message.get_payload()
        nested = isinstance(payload, list) and depth < DEEPEST
        if nested and part.mime_type == "message/delivery-status":
            part.data = b"\r\n".join(_flat(item) for item in payload)
        elif nested and part.mime_type.startswith("message/"):
            part.data = b"".join(_flat(item) for item in payload)
            part.parts = self._children(payload, part_id, depth)
        elif nested:
            part.mime_type = part.mime_type if part.mime_type.startswith("multipart/") else "multipart/mixed"
            part.parts = self._children(payload, part_id, depth)
        else:
            if part.mime_type.startswith("multipart/"):
                part.mime_type = "text/plain"
            self._fill(part, message)
        return part

    def _children(self, payload: list[Any], part_id: str, depth: int) -> list[Part]:
        prefix = f"{part_id}." if part_id else ""
        out: list[Part] = []
        for number, child in enumerate(payload):
            if self._count >= MOST_PARTS:
                break
            out.append(self.build(child, f"{prefix}{number}", depth + 1))
        return out

    @staticmethod
    def _fill(part: Part, message: Message) -> None:
        data = _content(message)
        part.charset = _charset(message)
        if part.is_text:
            data = decode_bytes(data, part.charset).encode("utf-8", "replace")
        part.data = data


def _headers(message: Message) -> list[tuple[str, str]]:
    return [(unescaped(name), readable(value)) for name, value in message.raw_items()]


def _mime_type(message: Message) -> str:
    try:
        text = message.get_content_type()
    except Exception:
        return "text/plain"
    return text if MIME_TYPE.fullmatch(text) else "application/octet-stream"


def _filename(message: Message) -> str:
    try:
        name = message.get_filename("")
    except Exception:
        name = ""
    name = readable(name or "").strip()
    if not name and _is_file(message):
        return "noname.eml" if _mime_type(message) == "message/rfc822" else "noname"
    return name


def _is_file(message: Message) -> bool:
    value = str(message.get("content-disposition", "")).strip().lower()
    return value.startswith("attachment")


def _charset(message: Message) -> str:
    try:
        return str(message.get_content_charset("") or "")
    except Exception:
        return ""


def _content(message: Message) -> bytes:
    try:
        data = message.get_payload(decode=True)
    except Exception:
        data = None
    if isinstance(data, bytes):
        return data
    payload: Any = message.get_payload()
    if isinstance(payload, list):
        return b"".join(_flat(item) for item in payload)
    return str(payload).encode("utf-8", "surrogateescape") if payload else b""


def _flat(message: Any) -> bytes:
    try:
        return bytes(message.as_bytes(unixfrom=False, policy=LENIENT.clone(linesep="\r\n", mangle_from_=False)))
    except (Exception, RecursionError):
        return _content_text(message)


def _content_text(message: Message) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(message))
    payload = message.get_payload()
    body = payload if isinstance(payload, str) else ""
    return f"{head}\r\n{body}".encode("utf-8", "replace")
