"""Which unit a name means: sure, or asked with ranked guesses, never a near coin toss.

A wrong unit credited is the worst that can happen here, so a name is sure only when every one of its words is
accounted for and no other unit of the roster comes near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from service.core.parsing.abbreviations import LONG_NAMES
from service.core.parsing.name_keys import PLACES, SCHOOLS, NameKey, NameKind, kind_before, name_key, words_of
from service.core.parsing.text import clean, fold
from service.core.records import Guess, Unit


@dataclass(frozen=True, slots=True)
class Match:
    """``unit``: the roster code when sure, else None with ``guesses``, best first; ``why``: a Vietnamese phrase."""

    unit: str | None
    guesses: tuple[Guess, ...]
    why: str


_BLOCK = 32
_ENOUGH = 55.0  # below this a unit is no guess
_NEAR = 12.0  # guesses this far behind the best are left out
_HEADS = tuple(
    tuple(words.split())
    for words in ("so", "cuc", "cong ty", "ban", "dai", "ban quan ly", "trung tam", "vien", "bao hiem")
)
_FIRMS = (("cong", "ty"), ("tap", "doan"))
_DEPARTMENTS = frozenset(
    """y te|xay dung|tai chinh|tu phap|noi vu|cong thuong|giao thong van tai|nong nghiep|ngoai vu|giao duc dao tao
    |tai nguyen moi truong|khoa hoc cong nghe|ke hoach dau tu|thong tin truyen thong|van hoa the thao du lich
    |lao dong thuong binh xa hoi|nong nghiep phat trien nong thon""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_ORGANISATION_WORDS = frozenset(
    [
        "so",
        "cuc",
        "chi",
        "phong",
        "ban",
        "vien",
        "truong",
        "hoc",
        "doi",
        "to",
        "xa",
        "phuong",
        "thi",
        "tran",
        "huyen",
        "thanh",
        "pho",
        "khu",
        "vuc",
        "bao",
        "dai",
        "hoi",
        "dang",
        "uy",
        "bo",
        "ngoai",
        "noi",
        "vu",
        "van",
        "dan",
        "toc",
        "ton",
        "giao",
        "kinh",
        "te",
        "thuong",
        "mai",
        "cong",
        "nong",
        "lam",
        "thuy",
        "san",
        "nghiep",
        "thuc",
        "pham",
        "y",
        "duoc",
        "thu",
        "thue",
        "kho",
        "bac",
        "hai",
        "quan",
        "buu",
        "dien",
        "nuoc",
        "xang",
        "dau",
        "dia",
        "chinh",
        "tai",
        "tu",
        "phap",
        "xay",
        "dung",
        "giao",
        "thong",
        "tin",
        "truyen",
        "van",
        "hoa",
        "the",
        "thao",
        "du",
        "lich",
        "lao",
        "dong",
        "binh",
        "xa",
        "hoi",
        "ke",
        "hoach",
        "dau",
        "khoa",
        "cong",
        "nghe",
        "moi",
        "nguyen",
        "kiem",
        "sat",
        "toa",
        "an",
        "tra",
        "thong",
        "nhat",
        "quy",
        "bien",
        "phong",
        "quan",
        "su",
        "long",
        "duc",
        "hoa",
        "loi",
        "tan",
        "binh",
        "phu",
        "my",
        "an",
        "hiep",
        "dong",
        "tay",
        "nam",
        "bac",
        "trung",
    ]
)


class UnitNames:
    """The names of one roster. Decisions of the office (``aliases``: text → code) come before everything."""

    def __init__(
        self, units: Sequence[Unit], aliases: Mapping[str, str] = {}, *, places: tuple[str, ...] = PLACES
    ) -> None:
        self._places = places
        self._units = {unit.code: unit for unit in units}
        self._kinds: dict[str, NameKind] = {}
        self._spelt: dict[str, set[str]] = defaultdict(set)
        self._exact: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._joined: dict[str, set[str]] = defaultdict(set)
        self._sorted: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._headless: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._by_token: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._codes = {clean(unit.code).lower(): unit.code for unit in units}
        self._decided = {fold(text): code for text, code in aliases.items() if fold(text)}
        for unit in units:
            self._kinds[unit.code] = name_key(unit.name, places).kind
            for text in (unit.name, *unit.aliases):
                self._learn(text, unit.code)
        self._brands = [core for core in self._exact if len(core) == 1 and len(core[0]) >= 7][:_BLOCK]
        self._vocabulary = frozenset(self._by_token) | _ORGANISATION_WORDS
        self._memory: dict[str, Match] = {}

    def _learn(self, text: str, code: str) -> None:
        key = name_key(text, self._places)
        if not key.core:
            return
        self._spelt[_spelling(text)].add(code)
        cores = [key.core]
        if key.college and key.kind is not self._kinds[code]:
            cores.append(("cao", "dang", *key.core))
        for core in cores:
            self._exact[core].add(code)
            self._joined["".join(core)].add(code)
            self._sorted[tuple(sorted(core))].add(code)
            for token in core:
                self._by_token[token].add(core)
            for token in (word for brand in core for word in LONG_NAMES.get(brand, ())):
                self._by_token[token].add(core)
            for head in _HEADS:
                if core[: len(head)] == head and len(core) > len(head):
                    self._headless[core[len(head) :]].add(code)

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
        spelt = self._spelt.get(_spelling(text), set())
        if len(spelt) == 1:
            return Match(next(iter(spelt)), (), "đúng tên trong danh mục")
        key = name_key(text, self._places)
        if typed in self._codes and not self._exact.get(key.core, set()) - {self._codes[typed]}:
            return Match(self._codes[typed], (), "đúng mã đơn vị")
        return self._by_key(key)

    def _by_key(self, key: NameKey) -> Match:
        same, why = self._same(key.core)
        fitting = {code for code in same if self._fits(key.kind, code)}
        if not fitting and key.college and len(same) == 1:  # people write "CĐ" for a đoàn cơ sở too
            fitting = {code for code in same if self._kinds[code] is NameKind.DOAN_CO_SO}
        if key.college:
            college = self._exact.get(("cao", "dang", *key.core), set())
            if college and (same or " ".join(key.core) in _DEPARTMENTS or self._rivals(key.core) - college):
                rivals = same | college | self._headless.get(key.core, set())
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

    def _same(self, core: tuple[str, ...]) -> tuple[set[str], str]:
        """Units of which every telling word is the same, or that only lack a head word such as Sở."""
        if core in self._exact:
            return self._exact[core], "khớp tên sau khi viết đủ chữ tắt, bỏ dấu"
        joined = self._joined.get("".join(core), set())
        if joined and len("".join(core)) >= 6:
            return joined, "khớp tên khi bỏ khoảng trắng"
        if len(core) >= 3 and tuple(sorted(core)) in self._sorted:
            return self._sorted[tuple(sorted(core))], "khớp tên, khác thứ tự chữ"
        if core[:2] in _FIRMS and core[2:] in self._exact:
            return self._exact[core[2:]], "khớp tên, bỏ chữ công ty"
        headless = self._headless.get(core, set())
        if len(core) >= 2 and len(headless) == 1 and self._containing(core) == headless:
            return headless, "khớp tên, chỉ thiếu chữ đầu như Sở, Cục"
        return set(), ""

    def _fits(self, kind: NameKind, code: str) -> bool:
        own = self._kinds[code]
        return NameKind.UNSAID in (kind, own) or kind is own

    def _rivals(self, core: tuple[str, ...]) -> set[str]:
        """Units that a name without its head word could also mean."""
        return self._containing(core) if len(core) > 1 else self._headless.get(core, set())

    def _containing(self, core: Iterable[str]) -> set[str]:
        """Units whose names hold all these words."""
        cores: set[tuple[str, ...]] | None = None
        for token in core:
            holders = self._by_token.get(token, set())
            cores = holders if cores is None else cores & holders
        return {code for found in cores or () for code in self._exact[found]}

    # -- almost the same ----------------------------------------------------------------------------

    def _near(self, key: NameKey) -> Match:
        scored: dict[str, float] = {}
        slips: dict[str, int] = {}
        wanted = " ".join(key.core)
        for core in self._block(key.core):
            score = fuzz.token_sort_ratio(wanted, " ".join(core)) * 0.6 + fuzz.ratio(wanted, " ".join(core)) * 0.4
            if set(key.core) < set(core) or set(core) < set(key.core) or _begins_with(core, key.core):
                score = max(score, 78.0)
            slip = self._slip(key.core, core)
            if slip is None and len(core) == 1:
                slip = self._slip(("".join(key.core),), core)
            for code in self._exact[core]:
                scored[code] = max(scored.get(code, 0.0), score)
                if slip is not None:
                    slips[code] = min(slips.get(code, slip), slip)
        sure = [code for code in slips if self._fits(key.kind, code)]
        if len(slips) == 1 and len(sure) == 1:
            return Match(sure[0], (), "khớp tên, có một lỗi gõ")
        return self._asked(scored, "không khớp chắc chắn với đơn vị nào")

    def _block(self, core: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The names that share most with this one, rare words counting more."""
        shared: dict[tuple[str, ...], float] = defaultdict(float)
        for token in set(core):
            holders = self._by_token.get(token)
            if holders and len(holders) <= 400:
                for held in holders:
                    shared[held] += 1.0 / len(holders)
        near = sorted(shared, key=lambda held: (-shared[held], held))[:_BLOCK]
        return near + [brand for brand in self._brands if brand not in shared]

    def _slip(self, typed: tuple[str, ...], core: tuple[str, ...]) -> int | None:
        """How many letters differ when the names are the same but for one mistyped word, else None. A word that is
        another word of the roster, or of agencies at large, is no mistyping."""
        if len(typed) != len(core) or (len(core) < 2 and len(core[0]) < 7):
            return None
        differing = [(t, c) for t, c in zip(typed, core, strict=True) if t != c]
        if len(differing) != 1:
            return None
        ((wrong, right),) = differing
        if wrong in self._vocabulary or not (wrong.isalpha() and right.isalpha()) or len(right) < 3:
            return None
        return 1 if OSA.distance(wrong, right) == 1 and wrong[0] == right[0] else None

    def _asked(self, scored: Mapping[str, float], why: str) -> Match:
        """A question with at most three guesses; when more are as likely, none is named a guess."""
        ranked = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
        likely = [item for item in ranked if item[1] >= _ENOUGH and item[1] >= ranked[0][1] - _NEAR]
        names = ", ".join(self._units[code].name for code, _ in likely[:5])
        why = f"{why}; có thể là: {names}" if names else f"{why}; không có đơn vị nào gần giống"
        if len(likely) > 3:
            return Match(None, (), why)
        return Match(None, tuple(Guess(code, round(score, 1)) for code, score in likely), why)

    # -- a name inside a longer text ------------------------------------------------------------------

    def find_in(self, text: str) -> Match:
        """The one unit that a longer text (subject, heading, file name) surely names; several become guesses."""
        words = words_of(text)
        folded = f" {fold(text)} "
        decided = {code for alias, code in self._decided.items() if len(alias) >= 6 and f" {alias} " in folded}
        sure: set[str] = set(decided)
        weak: set[str] = set()
        for code, certain in self._mentions(words):
            (sure if certain else weak).add(code)
        others = weak - sure
        if len(sure) == 1 and not others:
            return Match(next(iter(sure)), (), "nêu đúng tên một đơn vị")
        if sure or weak:
            scores = dict.fromkeys(sure, 90.0) | dict.fromkeys(others, 80.0)
            return self._asked(scores, "nêu nhiều đơn vị hoặc tên chưa chắc chắn")
        return Match(None, (), "không nêu tên đơn vị nào")

    def _mentions(self, words: tuple[str, ...]) -> Iterable[tuple[str, bool]]:
        """Every unit named in running words, with whether nothing around the name speaks against it."""
        kept = tuple(word for word in words if word not in ("cac", "tinh"))
        at = 0
        while at < len(kept):
            size = self._longest_at(kept, at)
            if not size:
                yield from self._bare_college(kept, at)
                at += 1
                continue
            core = kept[at : at + size]
            for code in self._exact[core]:
                yield code, len(self._exact[core]) == 1 and self._stands_alone(kept, at, size, code)
            at += size

    def _bare_college(self, words: tuple[str, ...], at: int) -> Iterable[tuple[str, bool]]:
        """ "CĐ Y tế" in running words: perhaps the college."""
        if words[at] == "cd":
            rest = ("cao", "dang", *words[at + 1 : at + 8])
            size = self._longest_at(rest, 0)
            yield from ((code, False) for code in self._exact.get(rest[:size], ()))

    def _longest_at(self, words: tuple[str, ...], at: int) -> int:
        for size in range(min(14, len(words) - at), 0, -1):
            core = words[at : at + size]
            if core in self._exact and (size > 1 or len(core[0]) >= 4):
                return size
        return 0

    def _stands_alone(self, words: tuple[str, ...], at: int, size: int, code: str) -> bool:
        after = words[at + size : at + size + 2]
        if (after and after[0] in ("huyen", "xa", "phuong", "khu", "cum", "tp", "quan")) or after[:2] in (
            ("thanh", "pho"),
            ("thi", "xa"),
        ):
            return False
        kind, length = kind_before(words[max(0, at - 4) : at])
        if kind is not NameKind.UNSAID:
            return self._fits(kind, code)
        before = words[max(0, at - 2) : at]
        school = words[at] in SCHOOLS and before[-1:] == ("truong",)
        if not school and (before[-1:] in (("chi",), ("phong",), ("to",), ("truong",)) or before in _PART_OF):
            return False
        return not _other_unit_before(words[max(0, at - 9) : at])


_PART_OF = frozenset(
    tuple(words.split())
    for words in ("van phong", "trung tam", "thanh tra", "chi cuc", "dang uy", "lien minh", "truc thuoc")
)
_BREAKS = frozenset(
    [
        "gui",
        "kinh",
        "ve",
        "cua",
        "bao",
        "cao",
        "ke",
        "hoach",
        "nop",
        "dang",
        "ky",
        "thang",
        "tuan",
        "nam",
        "tu",
        "mau",
    ]
)


def _other_unit_before(words: tuple[str, ...]) -> bool:
    """Whether type words a little before begin another, longer name, of which this one is only a part."""
    for end in range(len(words) - 1, 0, -1):
        if words[end] in _BREAKS or words[end].isdigit():
            return False
        if kind_before(words[:end])[1]:
            return True
    return False


def _begins_with(core: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """Whether typed words are how a name begins, initials counting for words ("so kh": Sở Khoa học …)."""
    at = 0
    for word in typed:
        if at < len(core) and word == core[at]:
            at += 1
        elif 2 <= len(word) <= len(core) - at and all(w[0] == i for w, i in zip(core[at:], word, strict=False)):
            at += len(word)
        else:
            return False
    return len(typed) > 1


def _spelling(text: str) -> str:
    """A name as it is spelt, with its diacritics; case and punctuation aside."""
    letters = (letter if letter.isalnum() else " " for letter in clean(text).lower())
    return " ".join("".join(letters).split())
