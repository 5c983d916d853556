"""Header values and addresses, read from whatever bytes a message holds. Nothing here raises on content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import decode_header
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bqBQ]\?")
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+")
LONGEST_ADDRESS_FIELD = 500_000
LONGEST_DECODED = 20_000  # decoding takes quadratic time
ODD_CODECS = {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}


def decode_bytes(data: bytes, charset: str | None) -> str:
    """Text of bytes in a charset that may be wrong or missing: UTF-8, then Latin-1, where it does not serve."""
    for name in (charset, "utf-8"):
        if name and name.strip().lower().replace("-", "_") not in ODD_CODECS:
            try:
                return data.decode(name.strip(), "strict" if name == "utf-8" else "replace")
            except (LookupError, UnicodeError, ValueError):
                continue
    return data.decode("latin-1")


def unescaped(value: str) -> str:
    """A value as the parser keeps it (undecodable bytes as surrogates) as plain text."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode_bytes(value.encode("utf-8", "surrogateescape"), None)
    return value


def readable(value: str) -> str:
    """A header value unfolded and with its encoded words decoded, as Gmail shows it."""
    text = unescaped(value).replace("\r\n", "").replace("\n", "").replace("\r", "")
    if not ENCODED_WORD.search(text):
        return text
    try:
        pieces = decode_header(text[:LONGEST_DECODED])
    except Exception:  # the standard decoder raises many kinds on broken base64 and charsets
        return text
    decoded = "".join(p if isinstance(p, str) else decode_bytes(p, c) for p, c in pieces)
    return decoded + text[LONGEST_DECODED:]


def addresses(values: Iterable[str]) -> list[str]:
    """The bare addresses of some address fields, lower-cased, in order, each once."""
    found: dict[str, None] = {}
    for value in values:
        for address in _addresses(unescaped(value)[:LONGEST_ADDRESS_FIELD]):
            found.setdefault(address.lower())
    return list(found)


def _addresses(value: str) -> list[str]:
    try:
        pairs = getaddresses([value.replace("\r", "").replace("\n", "")])
    except Exception:  # raises IndexError and others on hostile input
        pairs = []
    plain = [address.strip() for _, address in pairs if ADDRESS.fullmatch(address.strip())]
    return plain or ADDRESS.findall(value)


def malformed_address(value: str) -> bool:
    """Whether an address field names someone who is no address (``Invalid To header``)."""
    text = unescaped(value)[:LONGEST_ADDRESS_FIELD]
    try:
        pairs = getaddresses([text.replace("\r", "").replace("\n", "")])
    except Exception:
        return True
    named = [address.strip() for name, address in pairs if (name or address).strip()]
    if not named:
        return bool(text.strip(" ,;\t\r\n")) and not text.strip().endswith(";")
    return any(not ADDRESS.fullmatch(address) for address in named)


def display_name(value: str) -> str:
    """The name beside the first address of a field; "" if there is none."""
    try:
        return parseaddr(value)[0]
    except Exception:  # RecursionError on nested comments, and others
        return ""


def message_ids(values: Iterable[str]) -> list[str]:
    """The ids in Message-ID, In-Reply-To or References values, without angle brackets, in order."""
    out: list[str] = []
    for value in values:
        text = unescaped(value)[:LONGEST_ADDRESS_FIELD]
        found = re.findall(r"<([^<>\s]+)>", text)
        out.extend(found or [word for word in text.split() if "@" in word])
    return out


def date_ms(value: str | None) -> int | None:
    """A Date header's instant in ms since 1970; None if it says none (a missing zone counts as UTC)."""
    if not value:
        return None
    try:
        when = parsedate_to_datetime(unescaped(value).strip())
        return int(when.timestamp() * 1000)
    except Exception:  # TypeError, ValueError, IndexError, OverflowError …
        return None


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def base_address(address: str) -> str:
    """The mailbox a plus-address belongs to, lower-cased."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if local.partition("+")[0] else address.lower()
