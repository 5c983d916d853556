"""Content groups of an activity, by the words of its text and, for cleaning and planting, its place.

Priority (domain, section 4; design 11.9): an explicit citation, then the place, then keywords. All keywords are
sought in one pass of an Aho–Corasick automaton over the folded text; of overlapping words the longer one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import ahocorasick

from service.core.parsing.group_words import (
    CITATIONS,
    COMMUNES,
    GROUP_TITLES,
    HEADQUARTERS,
    KEYWORDS,
    OCCASIONS,
    OWN_SEAT,
    PLACE_DECIDES,
    SETTINGS,
    WEAK,
)
from service.core.parsing.text import clean, fold, plain

_CODE = re.compile(r"(?:nhom|nd|noi dung|muc|v)?\s*[.:]?\s*([1-6])\s*[.\-]?\s*([a-e]|\(?[1-5]\)?)?\Z")


def _phrases(text: str) -> list[str]:
    return [fold(phrase) for phrase in text.split("|")]


def _build() -> ahocorasick.Automaton:
    """One automaton over all words; each carries what it shows: (kind, group)."""
    meanings: dict[str, set[tuple[str, str]]] = {}
    for kind, words in (("cited", CITATIONS), ("word", KEYWORDS), ("weak", WEAK)):
        for group, phrases in words.items():
            for phrase in _phrases(phrases):
                meanings.setdefault(phrase, set()).add((kind, group))
    for phrase in _phrases(PLACE_DECIDES):
        meanings.setdefault(phrase, set()).add(("tidying", "1"))
    for phrase in _phrases(SETTINGS):
        meanings.setdefault(phrase, set())
    automaton = ahocorasick.Automaton()
    for phrase, shown in meanings.items():
        automaton.add_word(f" {phrase} ", (len(phrase), tuple(sorted(shown))))
    automaton.make_automaton()
    return automaton


_WORDS = _build()
_COMMUNES = re.compile(rf"\b(?:{'|'.join(map(clean, COMMUNES.split('|')))})\b(?! hội\b)")
_COMMUNES_FOLDED = re.compile(  # "xa", "ap" and "cho" mean too much without their marks
    rf"(?:\b(?:tai|o|dia ban|thuoc) (?:cac )?|^)(?:xa|ap|cho)\b(?! hoi\b)"
    rf"|\b(?:{'|'.join(word for word in _phrases(COMMUNES) if len(word) > 3)})\b"
)
_HEADQUARTERS = re.compile(rf"\b(?:{'|'.join(_phrases(HEADQUARTERS))})\b")
_OWN_SEAT = re.compile(rf"\b(?:{'|'.join(_phrases(OWN_SEAT))})\b")
_OCCASION = re.compile(rf"\b(?:{'|'.join(map(clean, OCCASIONS.split('|')))})\b[^,;.+\n]*", re.IGNORECASE)
_TITLES = {fold(title): code for code, title in GROUP_TITLES.items()}


def _hits(folded: str) -> list[tuple[int, int, tuple[tuple[str, str], ...]]]:
    """Words found, as (start, end, meanings); one inside a longer one is left out."""
    found = []
    for end, (length, meanings) in _WORDS.iter(f" {folded} "):
        found.append((end - length, end, meanings))
    found.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[tuple[int, int, tuple[tuple[str, str], ...]]] = []
    for hit in found:
        if not (kept and hit[1] <= kept[-1][1]):
            kept.append(hit)
    return kept


@lru_cache(maxsize=65536)
def classify(text: str, place: str = "") -> tuple[str, ...]:
    """The group codes of an activity's text, in the plan's order; none when no word of it is known."""
    typed = clean(text)
    done = _OCCASION.sub(" ", typed)
    return (_shown(done, place) if done != typed else ()) or _shown(text, place)


def _shown(text: str, place: str) -> tuple[str, ...]:
    hits = _hits(fold(text))
    cited = {group for _, _, meanings in hits for kind, group in meanings if kind == "cited"}
    words = {group for _, _, meanings in hits for kind, group in meanings if kind == "word"}
    if not cited and not words:
        words = {group for _, _, meanings in hits for kind, group in meanings if kind == "weak"}
    tidying = any(kind == "tidying" for _, _, meanings in hits for kind, _ in meanings)
    if cited:
        words = {
            group
            for group in words
            if group[0] not in {code[0] for code in cited} | {"6"} and group not in ("4b", "4c")
        }
    if tidying and "1" in words and _is_voluntary(text, place):
        words = (words - {"1"}) | {"2b"}
    return in_order(cited | words)


def _is_voluntary(text: str, place: str) -> bool:
    """Cleaning in a commune is voluntary work (2b), at the own headquarters group 1: the place column first."""
    seat = re.split(r"[,;–(]| - ", place)[0]
    if _OWN_SEAT.search(fold(seat)) and not _among_people(seat):
        return False
    return _among_people(place) or (not _HEADQUARTERS.search(fold(place)) and _among_people(text))


def _among_people(text: str) -> bool:
    spelt, folded = plain_spelling(text), fold(text)
    return (_COMMUNES_FOLDED if spelt == folded else _COMMUNES).search(spelt) is not None


def in_order(groups: Iterable[str]) -> tuple[str, ...]:
    """Group codes in the plan's order."""
    known = set(groups)
    return tuple(code for code in GROUP_TITLES if code in known)


@lru_cache(maxsize=4096)
def group_label(code: str) -> str:
    """How the product writes a group: ``2b. Thanh niên tình nguyện``."""
    return f"{code}. {GROUP_TITLES[code]}"


@lru_cache(maxsize=16384)
def read_groups(text: str) -> tuple[tuple[str, ...], bool]:
    """The groups that a "Nhóm nội dung" cell names: codes, labels or words. A bare "2" or "4" names the whole
    group: its codes cannot be told and the second value is False; so it is when nothing could be read."""
    found: list[str] = []
    whole = False
    for part in re.split(r"[;,+&\n]|\bvà\b", text):
        folded = plain(part).strip(" .:()")
        code = _coded(folded)
        if code in GROUP_TITLES:
            found.append(code)
        elif code:
            whole = True
        elif folded:
            found += _titled(folded)
    return in_order(found), bool(found) and not whole


def _coded(text: str) -> str:
    """``2b``, ``Nhóm 2.2``, ``V.4(e)`` → the code; ``4`` stays ``4``."""
    match = _CODE.match(text) or re.match(r"([1-6])\s*\.?\s*([a-e])\b", text) or re.match(r"(1)\s*[.\-:]", text)
    if not match:
        return ""
    letter = (match[2] if match.lastindex and match.lastindex > 1 else "") or ""
    letter = letter.strip("()")
    return match[1] + ("abcde"[int(letter) - 1] if letter.isdigit() else letter)


def _titled(folded: str) -> tuple[str, ...]:
    code = _TITLES.get(fold(folded))
    return (code,) if code else classify(folded)


_NOT_HELD = re.compile(
    r"(?:(?:tuan nay|tuan|thang nay|trong tuan|don vi|chi doan)\s*)*(?:khong|ko|chua|k|khong the)\s*(?:co )?"
    r"(?:to chuc|thuc hien|sinh hoat|hoat dong|dien ra|trien khai|tien hanh)\b"
)
_PUT_OFF = re.compile(
    r"(?:tam )?(?:hoan|doi|dung|nghi)\b(?! (?:thien|thanh|ngu|moi|nghia|song|ve|vien|dao|hinh|hoan))"
)
_GROUNDS = "do|vì|lý do|nguyên nhân|vướng|bận|trùng|nghỉ lễ|nghỉ tết|cách ly|giãn cách|mất điện|mưa|bão"
_EVENTS = "họp|hội nghị|dịch|tập huấn|công tác|đại hội|nghỉ|cao điểm|cơ quan"
_REASON = re.compile(rf"\b(?:{_GROUNDS})\b")
_REASON_OR_EVENT = re.compile(rf"\b(?:{_GROUNDS}|{_EVENTS})\b")
_REASON_FOLDED = re.compile(r"\b(?:do|vi|ly do|nguyen nhan|vuong|nghi le|nghi tet|cach ly|gian cach|mat dien)\b")


@lru_cache(maxsize=65536)
def says_not_held(text: str) -> bool:
    """Whether a text says that nothing was done: "không tổ chức", "hoãn", "dời" (not "hoàn thành", "đổi mới")."""
    folded, spelt = fold(text), plain_spelling(text)
    if _NOT_HELD.match(folded):
        return True
    if re.match(r"(?:tạm )?(?:hoãn|dời|dừng|nghỉ)\b(?! (?:ngơi|lễ hội))", spelt):
        return True
    return spelt == folded and _PUT_OFF.match(folded) is not None


def plain_spelling(text: str) -> str:
    """A text in lower case with its diacritics, spaces collapsed."""
    return re.sub(r"[^\w]+", " ", clean(text).lower()).strip()


@lru_cache(maxsize=65536)
def explanation_in(text: str) -> str:
    """The reason a text gives for nothing having been done, "" when it gives none. Beside words such as "không tổ
    chức" the name of an event is reason enough; alone it may as well be the activity itself."""
    spelt, folded = plain_spelling(text), fold(text)
    refused = says_not_held(text)
    pattern = _REASON_FOLDED if spelt == folded else _REASON_OR_EVENT if refused else _REASON
    if pattern.search(spelt):
        return text.strip()
    inside = re.search(r"[(:\-–,]\s*([^()]{4,})\)?\s*\Z", text) if refused else None
    return inside[1].strip() if inside and not says_not_held(inside[1]) else ""
