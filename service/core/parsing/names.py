"""Which unit a name means: sure, or asked with ranked guesses, never a near coin toss.

A wrong unit credited is the worst that can happen here, so a name is sure only when every one of its words is
accounted for and no other unit of the roster comes near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from service.core.parsing.name_index import Core, NameIndex, spelling
from service.core.parsing.name_keys import PLACES, NameKey, NameKind, name_key, words_of
from service.core.parsing.name_mentions import mentions
from service.core.parsing.name_words import DEPARTMENTS
from service.core.parsing.text import clean, fold
from service.core.records import Guess, Unit


@dataclass(frozen=True, slots=True)
class Match:
    """``unit``: the roster code when sure, else None with ``guesses``, best first; ``why``: a Vietnamese phrase."""

    unit: str | None
    guesses: tuple[Guess, ...]
    why: str


_BLOCK = 32  # names looked at closely
_COMMON = 400  # a word in more names than this leads to none of them
_ENOUGH = 55.0  # below this a unit is no guess
_NEAR = 12.0  # guesses this far behind the best are left out
_NEIGHBOUR = 90.0  # names so alike are told apart by a mark alone
_MOST_GUESSES = 3
_SHORTEST_ALIAS = 6  # letters of an office's alias that may be sought inside a text


class UnitNames:
    """The names of one roster. Decisions of the office (``aliases``: text → code) come before everything.

    ``places`` are the words of the office's own province, which tell no unit from another."""

    def __init__(
        self, units: Sequence[Unit], aliases: Mapping[str, str] = {}, *, places: tuple[str, ...] = PLACES
    ) -> None:
        self._units = {unit.code: unit for unit in units}
        self._index = NameIndex(units, places)
        self._codes = {clean(unit.code).lower(): unit.code for unit in units}
        self._decided = {fold(text): code for text, code in aliases.items() if fold(text) and code in self._units}
        self._memory: dict[str, Match] = {}

    def unit(self, code: str) -> Unit:
        """The roster's unit of a code."""
        return self._units[code]

    # -- one name -----------------------------------------------------------------------------------

    def match(self, text: str) -> Match:
        """The unit that a cell's name means."""
        known = self._memory.get(text)
        if known is None:
            known = self._memory[text] = self._match(text)
        return known

    def _match(self, text: str) -> Match:
        folded, typed = fold(text), clean(text).lower()
        if not folded:
            return Match(None, (), "không ghi tên đơn vị")
        if folded in self._decided:
            return Match(self._decided[folded], (), "Văn phòng đã gán tên này cho đơn vị")
        spelt = self._index.spelt.get(spelling(text), set())
        if len(spelt) == 1:
            return Match(next(iter(spelt)), (), "đúng tên trong danh mục")
        key = name_key(text, self._index.places)
        if typed in self._codes and not self._index.exact.get(key.core, set()) - {self._codes[typed]}:
            return Match(self._codes[typed], (), "đúng mã đơn vị")
        match = self._by_key(key)
        if match.unit and self._index.misshapen(text, match.unit) and self._has_neighbour(key.core, match.unit):
            return self._asked(self._scores(key.core), "dấu chữ không khớp và có đơn vị tên gần giống")
        return match

    def _has_neighbour(self, core: Core, code: str) -> bool:
        """Whether another unit's name is so near that a letter's mark may decide between the two."""
        return any(score >= _NEIGHBOUR and other != code for other, score in self._scores(core).items())

    def _by_key(self, key: NameKey) -> Match:
        same, why = self._index.same(key.core)
        fitting = {code for code in same if self._index.fits(key.kind, code)}
        if not fitting and key.college and len(same) == 1:  # people write "CĐ" for a đoàn cơ sở too
            fitting = {code for code in same if self._index.kinds[code] is NameKind.DOAN_CO_SO}
        college = self._index.exact.get(("cao", "dang", *key.core), set()) if key.college else set()
        if college and (same or key.core in DEPARTMENTS or self._rivals(key.core) - college):
            rivals = same | college | self._index.headless.get(key.core, set())
            return self._asked(dict.fromkeys(rivals, 90.0), "“CĐ” có thể là Chi đoàn hoặc Cao đẳng")
        if college:
            fitting, why = college, "khớp tên trường cao đẳng"
        if len(fitting) == 1:
            return Match(next(iter(fitting)), (), why)
        if len(fitting) > 1:
            return self._asked(dict.fromkeys(fitting, 95.0), "nhiều đơn vị cùng tên")
        if same:
            return self._asked(dict.fromkeys(same, 90.0), f"tên khớp nhưng loại tổ chức ({key.kind}) không khớp")
        return self._near(key)

    def _rivals(self, core: Core) -> set[str]:
        """Units that a name without its head word could also mean."""
        return self._index.containing(core) if len(core) > 1 else self._index.headless.get(core, set())

    # -- almost the same ----------------------------------------------------------------------------

    def _near(self, key: NameKey) -> Match:
        """One mistyped word is forgiven when no other unit is as near; everything else is asked."""
        slipped: set[str] = set()
        for core in self._block(key.core):
            if self._is_slip(key.core, core) or (len(core) == 1 and self._is_slip(("".join(key.core),), core)):
                slipped |= self._index.exact[core]
        if len(slipped) == 1 and all(self._index.fits(key.kind, code) for code in slipped):
            return Match(slipped.pop(), (), "khớp tên, có một lỗi gõ")
        return self._asked(self._scores(key.core), "không khớp chắc chắn với đơn vị nào")

    def _scores(self, core: Core) -> dict[str, float]:
        """How alike the nearest units' names are."""
        scored: dict[str, float] = {}
        for near in self._block(core):
            score = _likeness(core, near)
            for code in self._index.exact[near]:
                scored[code] = max(scored.get(code, 0.0), score)
        return scored

    def _block(self, core: Core) -> list[Core]:
        """The names that share most with this one, rare words counting more; and the trade names."""
        shared: dict[Core, float] = defaultdict(float)
        for holders in sorted((self._index.by_token.get(token, set()) for token in set(core)), key=len):
            if len(holders) <= _COMMON or not shared:
                for held in holders if len(shared) < _BLOCK else shared.keys() & holders:
                    shared[held] += 1.0 / len(holders)
        near = nsmallest(_BLOCK, shared, key=lambda held: (-shared[held], held))
        return near + [brand for brand in self._index.brands if brand not in shared]

    def _is_slip(self, typed: Core, core: Core) -> bool:
        """Whether names are the same but for one letter of one word. A word that is another word of the roster,
        or of agencies at large, is no slip."""
        if len(typed) != len(core) or (len(core) < 2 and len(core[0]) < 7):
            return False
        differing = [(t, c) for t, c in zip(typed, core, strict=True) if t != c]
        if len(differing) != 1:
            return False
        ((wrong, right),) = differing
        if wrong in self._index.vocabulary or not (wrong.isalpha() and right.isalpha()) or len(right) < 3:
            return False
        return wrong[0] == right[0] and OSA.distance(wrong, right) == 1

    def _asked(self, scored: Mapping[str, float], why: str) -> Match:
        """A question with at most three guesses; when more are as likely, none is named a guess."""
        ranked = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
        likely = [item for item in ranked if item[1] >= _ENOUGH and item[1] >= ranked[0][1] - _NEAR]
        names = ", ".join(self._units[code].name for code, _ in likely[:5])
        why = f"{why}; có thể là: {names}" if names else f"{why}; không có đơn vị nào gần giống"
        if len(likely) > _MOST_GUESSES:
            return Match(None, (), why)
        return Match(None, tuple(Guess(code, round(score, 1)) for code, score in likely), why)

    # -- a name inside a longer text ------------------------------------------------------------------

    def find_in(self, text: str) -> Match:
        """The one unit that a longer text (subject, heading, file name) surely names; several become guesses."""
        folded = f" {fold(text)} "
        sure = {
            code
            for alias, code in self._decided.items()
            if len(alias) >= _SHORTEST_ALIAS and f" {alias} " in folded
        }
        unsure: set[str] = set()
        for code, certain in mentions(self._index, words_of(text)):
            (sure if certain else unsure).add(code)
        unsure -= sure
        if len(sure) == 1 and not unsure:
            return Match(sure.pop(), (), "nêu đúng tên một đơn vị")
        if sure or unsure:
            scores = dict.fromkeys(sure, 90.0) | dict.fromkeys(unsure, 80.0)
            return self._asked(scores, "nêu nhiều đơn vị hoặc tên chưa chắc chắn")
        return Match(None, (), "không nêu tên đơn vị nào")


def _likeness(typed: Core, core: Core) -> float:
    """How alike two names are, 0–100; a part of a name, or how it begins, is fairly like it."""
    wanted, name = " ".join(typed), " ".join(core)
    score = fuzz.token_sort_ratio(wanted, name) * 0.6 + fuzz.ratio(wanted, name) * 0.4
    if set(typed) < set(core) or set(core) < set(typed) or _begins_with(core, typed):
        return max(score, 78.0)
    return score


def _begins_with(core: Core, typed: Iterable[str]) -> bool:
    """Whether typed words are how a name begins, initials counting for words ("so kh": Sở Khoa học …)."""
    at = 0
    for word in typed:
        if at < len(core) and word == core[at]:
            at += 1
        elif 2 <= len(word) <= len(core) - at and all(w[0] == i for w, i in zip(core[at:], word, strict=False)):
            at += len(word)
        else:
            return False
    return at > 1
