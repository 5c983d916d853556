"""A roster's names, indexed by every form in which they may be typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from service.core.parsing.abbreviations import LONG_NAMES
from service.core.parsing.name_keys import NameKind, name_key
from service.core.parsing.name_words import FIRMS, HEADS, ORGANISATION_WORDS
from service.core.parsing.syllables import split_tone
from service.core.parsing.text import clean, fold
from service.core.records import Unit

Core = tuple[str, ...]
_LONGEST_CORE = 14
_BRANDS = 32


class NameIndex:
    """Codes by spelling, by core (the telling words), and by what is left of a core."""

    def __init__(self, units: Sequence[Unit], places: tuple[str, ...]) -> None:
        self.places = places
        self.kinds = {unit.code: name_key(unit.name, places).kind for unit in units}
        self.spelt: dict[str, set[str]] = defaultdict(set)
        self.exact: dict[Core, set[str]] = defaultdict(set)
        self.joined: dict[str, set[str]] = defaultdict(set)
        self.sorted: dict[Core, set[str]] = defaultdict(set)
        self.headless: dict[Core, set[str]] = defaultdict(set)
        self.by_token: dict[str, set[Core]] = defaultdict(set)
        self._shapes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for unit in units:
            for text in (unit.name, *unit.aliases):
                self._learn(text, unit.code)
        self.brands = [core for core in self.exact if len(core) == 1 and len(core[0]) >= 7][:_BRANDS]
        self.vocabulary = frozenset(self.by_token) | ORGANISATION_WORDS

    def _learn(self, text: str, code: str) -> None:
        key = name_key(text, self.places)
        if not key.core:
            return
        self.spelt[spelling(text)].add(code)
        for word in spelling(text).split():
            self._shapes[code][fold(word)].add(split_tone(word)[0])
        cores = [key.core]
        if key.college and key.kind is not self.kinds[code]:
            cores.append(("cao", "dang", *key.core))
        for core in cores:
            self._learn_core(core, code)

    def _learn_core(self, core: Core, code: str) -> None:
        self.exact[core].add(code)
        self.joined["".join(core)].add(code)
        self.sorted[tuple(sorted(core))].add(code)
        for token in (*core, *(word for brand in core for word in LONG_NAMES.get(brand, ()))):
            self.by_token[token].add(core)
        for head in HEADS:
            if core[: len(head)] == head and len(core) > len(head):
                self.headless[core[len(head) :]].add(code)

    def same(self, core: Core) -> tuple[set[str], str]:
        """Units of which every telling word is the same, or that only lack a head word such as Sở; and why."""
        if core in self.exact:
            return self.exact[core], "khớp tên sau khi viết đủ chữ tắt, bỏ dấu"
        joined = self.joined.get("".join(core), set())
        if joined and len("".join(core)) >= 6:
            return joined, "khớp tên khi bỏ khoảng trắng"
        if len(core) >= 3 and tuple(sorted(core)) in self.sorted:
            return self.sorted[tuple(sorted(core))], "khớp tên, khác thứ tự chữ"
        if core[:2] in FIRMS and core[2:] in self.exact:
            return self.exact[core[2:]], "khớp tên, bỏ chữ công ty"
        headless = self.headless.get(core, set())
        if len(core) >= 2 and len(headless) == 1 and self.containing(core) == headless:
            return headless, "khớp tên, chỉ thiếu chữ đầu như Sở, Cục"
        return set(), ""

    def containing(self, core: Iterable[str]) -> set[str]:
        """Units whose names hold all these words."""
        cores: set[Core] | None = None
        for token in core:
            holders = self.by_token.get(token, set())
            cores = holders if cores is None else cores & holders
        return {code for found in cores or () for code in self.exact[found]}

    def fits(self, kind: NameKind, code: str) -> bool:
        """Whether the type words of a text do not contradict a unit's."""
        own = self.kinds[code]
        return NameKind.UNSAID in (kind, own) or kind is own

    def misshapen(self, text: str, code: str) -> bool:
        """Whether a typed word is a unit's word with other letters, not only another tone: ``Phưc`` for Phúc.
        A word typed without any mark is not."""
        shapes = self._shapes[code]
        typed = [word for word in spelling(text).split() if not word.isascii() and fold(word) in shapes]
        return any(split_tone(word)[0] not in shapes[fold(word)] for word in typed)

    def longest_at(self, words: Core, at: int) -> int:
        """How many words from ``at`` on are a whole core, the longest; 0 when none."""
        for size in range(min(_LONGEST_CORE, len(words) - at), 0, -1):
            core = words[at : at + size]
            if core in self.exact and (size > 1 or len(core[0]) >= 4):
                return size
        return 0


def spelling(text: str) -> str:
    """A name as it is spelt, with its diacritics; case and punctuation aside."""
    letters = (letter if letter.isalnum() else " " for letter in clean(text).lower())
    return " ".join("".join(letters).split())
