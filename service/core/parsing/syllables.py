"""Vietnamese syllables: whether a word can be one, and where its tone mark stands.

A syllable is an onset, a rime and one tone. Written tones move between keyboards (``hoá``/``hóa``,
``Uỷ``/``Ủy``); the place chosen here is the one of the office's own documents (``hóa``, ``Ủy``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE_SET = frozenset(_TONES)
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
ONSETS = frozenset(_ONSETS.split())
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc
    oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch
    uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyt uyu uyên uyêt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn
    ương ươp ươt ươu y yêm yên yêng yêt yêu"""
RIMES = frozenset(_RIMES.split())
_AFTER_QU = RIMES | frozenset(["yên", "yêt", "ynh", "yt", "ych", "yp"])
_AFTER_ONSET_ONLY = frozenset(r for r in RIMES if r.startswith("iê"))
_SHAPE = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?([aăâeêioôơuưy]+)([a-zđ]*)\Z")
_STOPS = ("c", "ch", "p", "t")


def split_tone(word: str) -> tuple[str, str]:
    """A lower-case word without its tone marks, and those marks (decomposed)."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word):
        (tones if letter in _TONE_SET else letters).append(letter)
    return unicodedata.normalize("NFC", "".join(letters)), "".join(tones)


def _onset_and_rime(bare: str) -> tuple[str, str] | None:
    found = _SHAPE.match(bare)
    if found is None:
        return None
    onset, vowels, coda = found[1] or "", found[2], found[3]
    if vowels + coda in (_AFTER_QU if onset == "qu" else RIMES):
        if not onset and vowels + coda in _AFTER_ONSET_ONLY:
            return None
        return onset, vowels + coda
    return None


def _parse(bare: str) -> tuple[str, str] | None:
    """Onset and rime of a toneless word, None when it is no syllable. ``gì`` is g + i, ``giêng`` gi + êng."""
    found = _onset_and_rime(bare)
    if found is None and bare.startswith("gi") and bare[1:] in RIMES:
        return "g", bare[1:]
    return found


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case, can be a Vietnamese syllable with a tone its ending allows."""
    bare, tones = split_tone(word.lower())
    parsed = _parse(bare)
    if parsed is None or len(tones) > 1:
        return False
    coda = parsed[1].lstrip(_VOWELS)
    return coda not in _STOPS or tones in ("\u0301", "\u0323")


_BARE = str.maketrans("ăâđêôơư", "aadeoou")
_BARE_SYLLABLES = re.compile(
    rf"(?:{'|'.join(sorted({onset.translate(_BARE) for onset in ONSETS}, key=len, reverse=True))})?"
    rf"(?:{'|'.join(sorted({rime.translate(_BARE) for rime in _AFTER_QU}, key=len, reverse=True))})\Z"
)


def is_bare_syllable(word: str) -> bool:
    """Whether a word without any marks, in lower case, can be a syllable whose marks were left off."""
    return _BARE_SYLLABLES.match(word) is not None


def _tone_at(rime: str) -> int:
    """Where in a rime the tone stands: on ê or ơ, else on another marked vowel, else by the count of vowels."""
    for marked in ("êơ", "ăâôư"):
        for at, letter in enumerate(rime):
            if letter in marked:
                return at
    vowels = len(rime) - len(rime.lstrip(_VOWELS))
    if vowels == 1 or (vowels == 2 and vowels == len(rime)):
        return 0
    return 1


@lru_cache(maxsize=16384)
def place_tone(word: str) -> str:
    """The same word with its tone on the letter where the office writes it; other words come back as they are."""
    lower = word.lower()
    bare, tones = split_tone(lower)
    if len(tones) != 1 or len(bare) != len(word):
        return word
    parsed = _parse(bare)
    if parsed is None:
        return word
    at = len(parsed[0]) + _tone_at(parsed[1])
    placed = unicodedata.normalize("NFC", bare[: at + 1] + tones + bare[at + 1 :])
    if len(placed) != len(word) or placed == lower:
        return word
    return "".join(p.upper() if w.isupper() else p for p, w in zip(placed, word, strict=True))
