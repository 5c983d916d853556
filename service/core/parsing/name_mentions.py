"""Units named inside running words, and whether anything around a name speaks against it."""

from __future__ import annotations

from collections.abc import Iterator

from service.core.parsing.name_index import Core, NameIndex
from service.core.parsing.name_keys import SCHOOLS, NameKind, kind_before
from service.core.parsing.name_words import BREAKS, ELSEWHERE, OTHER_PLACES, PART_OF
from service.core.parsing.syllables import is_bare_syllable

_UNSAID = ("cac", "tinh")
_LOOK_BACK = 9
_FILE_ENDINGS = frozenset(["doc", "docx", "pdf", "xls", "xlsx", "rar", "zip", "rtf", "odt", "jpg", "jpeg", "png"])
_PARTS_BEFORE = ("chi", "phong", "to", "truong")


def mentions(index: NameIndex, words: Core) -> Iterator[tuple[str, bool]]:
    """Every unit that the words of a text name, and whether it is surely that unit which is meant."""
    words = tuple(word for word in words if word not in _UNSAID)
    at = 0
    while at < len(words):
        size = index.longest_at(words, at)
        codes = index.exact[words[at : at + size]] if size else set()
        for code in codes:
            yield code, len(codes) == 1 and _stands_alone(index, words, at, size, code)
        if not size and words[at] == "cd":
            yield from _bare_college(index, words, at)
        at += size or 1


def _bare_college(index: NameIndex, words: Core, at: int) -> Iterator[tuple[str, bool]]:
    """``CĐ Y tế`` in running words: perhaps the college."""
    rest = ("cao", "dang", *words[at + 1 : at + 8])
    size = index.longest_at(rest, 0)
    for code in index.exact.get(rest[:size], ()):
        yield code, False


def _stands_alone(index: NameIndex, words: Core, at: int, size: int, code: str) -> bool:
    """Whether a name is a whole one of its own: no place after it, no contradicting or longer name around it."""
    if _goes_on(index, words[at + size : at + size + 3]):
        return False
    kind, _ = kind_before(words[max(0, at - 4) : at])
    if kind is not NameKind.UNSAID:
        return index.fits(kind, code)
    before = words[max(0, at - 2) : at]
    school = words[at] in SCHOOLS and before[-1:] == ("truong",)
    if not school and (before in PART_OF or (before and before[-1] in _PARTS_BEFORE)):
        return False
    return not _longer_name_before(words[max(0, at - _LOOK_BACK) : at])


def _goes_on(index: NameIndex, after: Core) -> bool:
    """Whether the words after a name make it another's: a place, or a trade word such as "Post"."""
    if not after:
        return False
    if after[0] in ELSEWHERE or after[:2] in (("thanh", "pho"), ("thi", "xa")):
        return True
    if " ".join(after[:2]) in index.places:
        return False
    if after[:2] in OTHER_PLACES or after in OTHER_PLACES:
        return True
    return (
        after[0].isalpha()
        and len(after[0]) > 2
        and not is_bare_syllable(after[0])
        and after[0] not in _FILE_ENDINGS
    )


def _longer_name_before(words: Core) -> bool:
    """Whether type words a little before begin another, longer name, of which this one is only a part."""
    for end in range(len(words) - 1, 0, -1):
        if words[end] in BREAKS or words[end].isdigit():
            return False
        if kind_before(words[:end])[1]:
            return True
    return False
