"""Text first: what was typed, as one spelling.

:func:`clean` keeps what a person reads and unifies how it is encoded; :func:`fold` is the form in which
words are compared. Both are idempotent and remember distinct texts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from service.core.parsing.encodings import decode_legacy
from service.core.parsing.syllables import ONSETS, is_syllable, place_tone

_LOOK_ALIKES = str.maketrans(
    {"\u00d0": "Đ", "\u0189": "Đ", "\u0110": "Đ", "\u00f0": "đ", "\u0256": "đ", "\u0111": "đ"}
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = re.compile(r"[^\w]+|_+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_MARKS = re.compile("[\u0300-\u036f]+")

_LEADING = re.compile(r"[(\[\"“‘']*([^\W\d_]+)\Z")
_TRAILING = re.compile(r"([^\W\d_]+)[,;:.)\]\"”’!?]*\Z")
_CODAS = frozenset(["c", "ch", "m", "n", "ng", "nh", "p", "t"])
_TORN_OFF = _CODAS | ONSETS
_FREQUENT_WORDS = """
    hoạt thoại đoàn đoạn viên thanh niên tháng tuần báo cáo tổ chức tham gia hội trường công trình phòng văn
    chiến dịch bệnh sinh nghiệp thực hiện huyện xây dựng tuyên truyền phát động người tình nguyện khối nhân dân
    kế hoạch kết quả nội dung địa điểm hình thức số lượng cơ quan đơn vị chính trị giao thông môi trường khuôn
    việc làm sạch đẹp xanh khoa học tập họp hiến máu tặng quà chăm sóc cây trồng thống nhất được nước"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


def _torn(first: str, second: str) -> bool:
    """Whether two words are halves of one syllable, so that at least one of them could not stand alone."""
    whole = first + second
    if not second.islower() or not is_syllable(whole):
        return False
    if second in _CODAS and not first.isascii():
        return not is_syllable(first) or whole.lower() in _FREQUENT or second in ("n", "ng", "nh")
    if first.lower() not in ONSETS:
        return False
    if not second.isascii() and not is_syllable(second):
        return True
    return whole.lower() in _FREQUENT or (len(first) > 1 and not second.isascii() and first[1:].islower())


def _mend(text: str) -> str:
    """Join the syllables that a PDF tore apart (``chi đoà n``), where that is sure."""
    words = text.split(" ")
    if text.isascii() or not any(word.strip(",;:.()").lower() in _TORN_OFF for word in words):
        return text
    mended = [words[0]]
    for word in words[1:]:
        first, second = _LEADING.match(mended[-1]), _TRAILING.match(word)
        if first and second and _torn(first[1], second[1]):
            mended[-1] += word
        else:
            mended.append(word)
    return " ".join(mended)


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = decode_legacy(text)
    text = _INVISIBLE.sub("", text.translate(_LOOK_ALIKES))
    text = _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()
    text = unicodedata.normalize("NFC", text)
    text = _mend(text)
    return _WORD.sub(lambda found: place_tone(found[0]), text)


@lru_cache(maxsize=131072)
def clean(text: str) -> str:
    """The text as a person reads it: NFC, one tone placement, legacy encodings decoded, one kind of space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    for _ in range(8):
        again = _clean_once(text)
        if again == text:
            break
        text = again
    return text


def _fold_once(text: str) -> str:
    text = clean(text).lower().replace("đ", "d")
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _SPACES.sub(" ", _PUNCTUATION.sub(" ", text)).strip()


@lru_cache(maxsize=131072)
def fold(text: str) -> str:
    """The text for comparing: clean, lower case, without diacritics (đ → d), punctuation as single spaces."""
    for _ in range(8):
        again = _fold_once(text)
        if again == text:
            break
        text = again
    return text


@lru_cache(maxsize=131072)
def plain(text: str) -> str:
    """Like :func:`fold`, with punctuation kept and every dash a ``-``: for values such as ``13–17/4``."""
    text = _DASHES.sub("-", clean(text)).lower().replace("đ", "d")
    return _SPACES.sub(" ", _MARKS.sub("", unicodedata.normalize("NFKD", text))).strip()
