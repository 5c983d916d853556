"""Header values out of a message nobody vouches for.

Real mail breaks the standard library's readers of single headers (unknown charsets, stray bytes, wrong
base64), so each value is decoded in a guard of its own and kept short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

HEADER_LIMIT = 8_000
"""Characters of one header that are looked at; Gmail's own never come near."""

ADDRESS_LIMIT = 100
"""Addresses of one header that are looked at."""

_ADDRESS = re.compile(r"^[^\s@<>\"(),;:\\]{1,64}@[^\s@<>\"(),;:\\]{1,255}$")
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], " ")
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF])
_FOLD = re.compile(r"[\r\n]+(?=[ \t])")


def raw_values(message: Message, name: str) -> Iterator[str]:
    """The values of every header of that name, undecoded, topmost first."""
    wanted = name.lower()
    for key, value in message.raw_items():
        if str(key).lower() == wanted:
            yield str(value)[:HEADER_LIMIT]


def raw_value(message: Message, name: str) -> str:
    return next(raw_values(message, name), "")


def value(message: Message, name: str) -> str:
    """The first header of that name, decoded and on one line; empty when it is not there."""
    return decode(raw_value(message, name))


def decode(raw: str) -> str:
    """RFC 2047 words, raw 8-bit bytes and control characters made into one line of NFC text."""
    text = undo_surrogates(raw)
    if "=?" in text:
        text = _decode_words(text)
    return one_line(text)


def one_line(text: str) -> str:
    """NFC, without control characters, direction marks and doubled blanks."""
    text = unicodedata.normalize("NFC", text).translate(_BIDI).translate(_CONTROLS)
    return " ".join(text.split())


def undo_surrogates(raw: str) -> str:
    """The bytes parser keeps bytes above 127 as surrogates; senders mean UTF-8 there."""
    try:
        data = raw.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode("utf-8", "replace")
    return decode_bytes(data, "utf-8")


def _decode_words(text: str) -> str:
    try:
        pieces = decode_header(_FOLD.sub("", text))  # which would drop the blank that a folded line starts with
    except Exception:  # binascii, header and codec errors: the undecoded text is still worth showing
        return text
    joined = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            joined.append(piece)
        elif charset is None:  # decode_header writes the text between encoded words in this codec
            joined.append(piece.decode("raw-unicode-escape", "replace"))
        else:
            joined.append(decode_bytes(piece, charset))
    return "".join(joined)


def decode_bytes(data: bytes, charset: str) -> str:
    """Text of bytes in a charset that may be unknown or wrong; UTF-8 wins whenever the bytes are valid UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode(_known(charset), "replace")
    except (LookupError, UnicodeError, ValueError):
        text = data.decode("cp1252", "replace")
    return text.encode("utf-8", "replace").decode("utf-8")


def _known(charset: str) -> str:
    """Names of character encodings as mailers misspell them; codecs that are no text encodings are refused."""
    name = charset.strip().strip("'\"").lower()[:40]
    name = {"windows-1258": "cp1258", "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "iso-8859-1": "cp1252"}.get(
        name, name
    )
    if name in {"", "utf-8", "us-ascii", "ascii", "unknown-8bit", "x-unknown"}:
        return "cp1252"  # reached only when the bytes are no UTF-8
    "".encode(name)  # LookupError for hex, zip and other transforms
    return name


def addresses(message: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """(display name, lower-case address) of all those headers, in order; malformed ones left out."""
    values = [undo_surrogates(raw) for name in names for raw in raw_values(message, name)]
    found: list[tuple[str, str]] = []
    for raw in values:
        try:
            pairs = getaddresses([raw])
        except Exception:  # the stdlib's address reader raises IndexError and others on rare input
            pairs = []
        for display, address in pairs[:ADDRESS_LIMIT]:
            address = address.strip().strip("'").lower()
            if _ADDRESS.match(address):
                found.append((decode(display), address))
    return tuple(found)


def message_ids(message: Message, *names: str) -> tuple[str, ...]:
    """Message ids ``<…>`` of those headers, each once, at most a hundred."""
    found: dict[str, None] = {}
    for name in names:
        for raw in raw_values(message, name):
            for match in re.finditer(r"<[^<>\s]{1,300}>", raw):
                found.setdefault(match.group(0))
    return tuple(found)[:100]
