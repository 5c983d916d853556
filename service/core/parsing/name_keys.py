"""A unit's name taken apart: which kind of organisation it says it is, and the words that tell it from others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from service.core.parsing.abbreviations import expand
from service.core.parsing.syllables import is_syllable
from service.core.parsing.text import clean, fold

PLACES = ("tra vinh", "viet nam")
"""Words of the office's own province: every unit's, so they tell nothing apart."""


class NameKind(StrEnum):
    """What the type words of a name say; two different kinds contradict each other, UNSAID contradicts none."""

    UNSAID = ""
    CHI_DOAN = "chi đoàn"
    DOAN_CO_SO = "đoàn cơ sở"
    DOAN_TRUONG = "đoàn trường"
    CONG_DOAN = "công đoàn"
    OTHER = "tổ chức khác"


@dataclass(frozen=True, slots=True)
class NameKey:
    """``core``: the telling words, short forms written out, type words and place left out. ``college``: the name
    begins with a bare "CĐ", which may also mean Cao đẳng."""

    kind: NameKind
    core: tuple[str, ...]
    college: bool = False


_KINDS: tuple[tuple[tuple[str, ...], NameKind], ...] = tuple(
    (tuple(words.split()), kind)
    for words, kind in (
        ("chi doan co so", NameKind.CHI_DOAN),
        ("cdcs", NameKind.CHI_DOAN),
        ("chi doan", NameKind.CHI_DOAN),
        ("chidoan", NameKind.CHI_DOAN),
        ("doan co so", NameKind.DOAN_CO_SO),
        ("doan cs", NameKind.DOAN_CO_SO),
        ("dcs", NameKind.DOAN_CO_SO),
        ("doan truong", NameKind.DOAN_TRUONG),
        ("cong doan co so", NameKind.CONG_DOAN),
        ("cong doan", NameKind.CONG_DOAN),
        ("chi bo", NameKind.OTHER),
        ("dang bo", NameKind.OTHER),
        ("dang uy", NameKind.OTHER),
        ("chi hoi", NameKind.OTHER),
        ("hoi cuu chien binh", NameKind.OTHER),
        ("hoi phu nu", NameKind.OTHER),
        ("lien chi doan", NameKind.OTHER),
        ("xa doan", NameKind.OTHER),
        ("phuong doan", NameKind.OTHER),
        ("huyen doan", NameKind.OTHER),
        ("thi doan", NameKind.OTHER),
        ("thanh doan", NameKind.OTHER),
        ("tinh doan", NameKind.OTHER),
    )
)
_OFTEN_MISSPELT = tuple(
    (words, kind) for words, kind in _KINDS if " ".join(words) in ("chi doan", "doan co so", "doan truong")
)
_PREAMBLE: tuple[tuple[str, ...], ...] = tuple(
    tuple(words.split())
    for words in (
        "doan thanh nien cong san ho chi minh",
        "doan tncs ho chi minh",
        "doan tncs hcm",
        "doan thanh nien",
        "doan tn",
        "doan tncs",
        "ban chap hanh",
        "ban thuong vu",
        "ten don vi",
        "don vi",
        "bch",
        "btv",
        "dtn",
        "tncs",
    )
)
SCHOOLS = frozenset(["cao", "dai", "pho", "trung", "thpt", "thcs", "tieu", "mam"])
_EMPTY = frozenset(["cac", "tinh", "cua", "thuoc"])
_SEAM = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


def _starts(tokens: Sequence[str], words: tuple[str, ...]) -> bool:
    return tuple(tokens[: len(words)]) == words


def kind_before(tokens: Sequence[str]) -> tuple[NameKind, int]:
    """The kind of which the type words stand at the end of ``tokens``, and how many words they are."""
    best = NameKind.UNSAID, 0
    for words, kind in _KINDS:
        if len(words) > best[1] and tuple(tokens[-len(words) :]) == words:
            best = kind, len(words)
    if not best[1] and tokens and tokens[-1] == "cd":
        return NameKind.CHI_DOAN, 1
    return best


def _misspelt_kind(tokens: tuple[str, ...]) -> tuple[NameKind, tuple[str, ...]]:
    """Type words with one slip of the pen: ``chhi doan``."""
    for words, kind in _OFTEN_MISSPELT:
        start = " ".join(tokens[: len(words)])
        if len(tokens) > len(words) and OSA.distance(start, " ".join(words), score_cutoff=1) == 1:
            rest = tokens[len(words) :]
            return kind, ("truong", *rest) if kind is NameKind.DOAN_TRUONG else rest
    return NameKind.UNSAID, tokens


def _take_kind(tokens: tuple[str, ...]) -> tuple[NameKind, tuple[str, ...], bool]:
    """Take preamble and type words off the front of a name."""
    kind, college, taking = NameKind.UNSAID, False, True
    while taking and tokens:
        taking = False
        for words in _PREAMBLE:
            if _starts(tokens, words):
                tokens, taking = tokens[len(words) :], True
                break
        for words, said in _KINDS:
            if kind is NameKind.UNSAID and _starts(tokens, words):
                rest = tokens[len(words) :]
                tokens = ("truong", *rest) if said is NameKind.DOAN_TRUONG else rest
                kind, taking = said, True
                break
        if kind is NameKind.UNSAID and not taking:
            kind, tokens = _misspelt_kind(tokens)
            taking = kind is not NameKind.UNSAID
        if kind is NameKind.UNSAID and len(tokens) > 1 and tokens[0] == "cd":
            kind, college, tokens, taking = NameKind.CHI_DOAN, True, tokens[1:], True
    if kind is NameKind.UNSAID and len(tokens) > 1 and tokens[0] == "doan" and tokens[1] not in ("vien", "khoi"):
        tokens = tokens[1:]
    return kind, tokens, college


def _without(tokens: tuple[str, ...], places: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what every name has. A single everyday word left alone keeps its place ("Báo Trà Vinh")."""
    tokens = tuple(token for token in tokens if token not in _EMPTY)
    if tokens[:1] == ("truong",) and len(tokens) > 1 and tokens[1] in SCHOOLS:
        tokens = tokens[1:]
    text = f" {' '.join(tokens)} "
    for place in places:
        text = text.replace(f" {place} ", " ")
    core = tuple(text.split())
    return tokens if len(core) == 0 or (len(core) == 1 and len(core[0]) < 4 and is_syllable(core[0])) else core


def _apart(text: str) -> str:
    """Take CamelCase and digits apart, as file names need: ``KH30phut_SoXayDung`` → ``KH 30 phut_So Xay Dung``."""
    pairs = zip(" " + text, text, strict=False)
    return _SEAM.sub(" ", "".join(f" {now}" if now.isupper() and last.islower() else now for last, now in pairs))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, CamelCase file names taken apart, short forms written out."""
    return expand(fold(_apart(clean(text))).split())


@lru_cache(maxsize=65536)
def name_key(text: str, places: tuple[str, ...] = PLACES) -> NameKey:
    """Take a name apart. ``CĐ Sở TN&MT`` is a chi đoàn of "so tai nguyen moi truong"."""
    kind, tokens, college = _take_kind(tuple(fold(text).split()))
    return NameKey(kind, _without(expand(tokens), places), college)
