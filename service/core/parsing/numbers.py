"""Numbers as words and Roman numerals, on folded text."""

from __future__ import annotations

import re

_UNITS = {
    "khong": 0, "linh": 0, "le": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_TENS_TAIL = {**_UNITS, "mot": 1, "mốt": 1, "nham": 5}
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}

NUMBER_WORDS = r"(?:khong|linh|le|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|nham)"
_WORDS_ONLY = re.compile(rf"{NUMBER_WORDS}(?: {NUMBER_WORDS})*\Z")


def number_in_words(folded: str) -> int | None:
    """``hai muoi lam`` → 25, ``mot tram linh nam`` → 105; None when the words are no number below 1,000."""
    if not _WORDS_ONLY.match(folded):
        return None
    words = folded.split()
    total = 0
    if "tram" in words:
        at = words.index("tram")
        if at != 1 or words[0] not in _UNITS:
            return None
        total, words = _UNITS[words[0]] * 100, words[at + 1 :]
    if "muoi" in words:
        at = words.index("muoi")
        if at > 1:
            return None
        total += (_UNITS[words[0]] if at else 1) * 10
        words = words[at + 1 :]
    elif len(words) == 2 and words[0] in ("hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin") and total == 0:
        return _UNITS[words[0]] * 10 + _TENS_TAIL.get(words[1], 0)
    words = [word for word in words if word not in ("linh", "le")]
    if len(words) > 1:
        return None
    return total + (_TENS_TAIL.get(words[0], 0) if words else 0)


def roman(text: str) -> int | None:
    """``II`` → 2, up to XII; None when it is none."""
    return ROMAN.get(text.lower())
