"""Addresses and keys of mails: plus-addresses that name a unit, who can be written to, ASCII-safe keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from service.core.records import Unit
from service.core.settings import OfficeSettings

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_NO_ANSWER = re.compile(r"^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+-].*)?@", re.I)


def ascii_token(text: str) -> str:
    """Letters, digits, ``.``, ``_`` and ``-`` only, without diacritics: safe in headers and local parts."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-")


def key(*parts: str) -> str:
    """A notice's key: its parts joined by ``/``, each an ASCII token."""
    return "/".join(ascii_token(part) for part in parts)


def plus_address(mailbox: str, unit: str) -> str:
    """``mailbox+CODE@…``: an answer to it finds its unit."""
    local, _, domain = mailbox.partition("@")
    return f"{local}+{ascii_token(unit)}@{domain}"


def reply_address(office: OfficeSettings, unit: str | None) -> str:
    """Where an answer goes: the person named in the settings, or the unit's plus-address."""
    if office.reply_to != "plus-address":
        return office.reply_to
    return plus_address(office.mailbox, unit) if unit else office.mailbox


def is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def answers_nobody(address: str) -> bool:
    """An address behind which nobody reads."""
    return not is_address(address) or _NO_ANSWER.match(address) is not None


def usable(unit: Unit, bounced: Collection[str]) -> tuple[str, ...]:
    """The unit's addresses that can be written to, each once, without those that bounced."""
    found: dict[str, None] = {}
    for address in unit.emails:
        lowered = address.strip().lower()
        if is_address(lowered) and lowered not in bounced:
            found.setdefault(lowered)
    return tuple(found)


def officer_address(unit: Unit, bounced: Collection[str]) -> str:
    """The address of the person in charge, where the roster holds one beside the name or telephone."""
    for text in (unit.officer, unit.phone):
        found = _ADDRESS.search(text)
        if found and found.group().lower() not in bounced:
            return found.group().lower()
    return ""
