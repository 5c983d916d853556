"""Which unit the words of a mail name: subject, file names, the heads of papers, tables, the body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.core.mail.context import MailContext
from service.core.mail.papers import Paper
from service.core.mail.tables import PaperTable
from service.core.parsing.names import Match, UnitNames
from service.core.parsing.text import fold
from service.core.records import Field, Guess, Mail

_LABEL = re.compile(
    r"^\W*(tên )?(đơn vị|chi đoàn|cơ sở đoàn|đoàn cơ sở)\s*(báo cáo|đăng ký)?\s*:\s*(.{3,120})", re.I
)
_PARTED = re.compile(r"\s+[-–—|]\s+|[:;_]+|\bgửi\b|\bgui\b|\bv/v\b|\bcủa\b", re.IGNORECASE)
_GENERAL = re.compile(
    r"\b(ke hoach|mau|phieu|dang ky|bao cao|thang|tuan|nam|quy|gui|nop|kinh|van phong|doan khoi|30|phut|hanh dong|"
    r"thuc hien|mo hinh|ket qua|kh|bc|dk|re|fwd?|\d+)\b"
)
_TYPED = re.compile(r"(bch |ban chap hanh )?(chi doan|cd|cdcs|dcs|dtn|doan (co so|truong|thanh nien))\b")
_LIKELY = 70.0
_BODY_START = 1_500
_BODY_END = 600


@dataclass(frozen=True, slots=True)
class Named:
    """What one place says: ``sure`` units, and ``guesses`` that are only possible. ``place``: Vietnamese."""

    place: str
    sure: frozenset[str] = frozenset()
    guesses: tuple[Guess, ...] = ()

    @property
    def possible(self) -> frozenset[str]:
        return self.sure | {guess.unit for guess in self.guesses}


def by_plus(mail: Mail, context: MailContext) -> Named:
    """The unit whose plus-address the mail was sent to."""
    wanted = _token(mail.plus)
    units = [code for code in context.units if wanted and _token(code) == wanted]
    return Named("địa chỉ trả lời", frozenset(units) if len(units) == 1 else frozenset())


def by_subject(mail: Mail, names: UnitNames) -> Named:
    return _named("tiêu đề", names, mail.subject)


def by_sender_name(mail: Mail, names: UnitNames) -> Named:
    """A display name proves nothing: guesses only."""
    named = _named("tên người gửi", names, mail.sender_name)
    return Named(named.place, frozenset(), (*(Guess(unit, 75.0) for unit in sorted(named.sure)), *named.guesses))


def by_file_name(paper: Paper, names: UnitNames) -> Named:
    return _named(f"tên tệp “{paper.name}”", names, PurePosixPath(paper.name).stem)


def by_text(text: str, names: UnitNames) -> Named:
    """The body's beginning and its signature."""
    if len(text) > _BODY_START + _BODY_END:
        text = f"{text[:_BODY_START]}\n{text[-_BODY_END:]}"
    return _of_matches("nội dung thư", (names.find_in(line) for line in text.split("\n") if line.strip()))


def by_paper(paper: Paper, tables: Iterable[PaperTable], names: UnitNames) -> Named:
    """Whom the head, the unit line and the unit columns of a paper name; its whole text only when these are
    silent and it names one unit alone. What OCR read is never sure."""
    matches = [names.find_in(line) for line in paper.head]
    matches.append(names.find_in(" ".join(paper.head)))
    for line in paper.lines[:200]:
        labelled = _LABEL.match(line)
        if labelled:
            matches.append(names.match(labelled.group(4)))
    for found in tables:
        cells = {row.values[Field.UNIT] for row in found.table.rows if Field.UNIT in row.values}
        matches.extend(names.match(str(cell)) for cell in sorted(cells, key=str))
    named = _of_matches(paper.title, matches)
    if not named.sure:
        whole = names.find_in(" ".join(paper.lines)[:20_000])
        if whole.unit is not None:
            named = Named(paper.title, frozenset({whole.unit}), named.guesses)
    if paper.by_ocr:
        return Named(
            paper.title, frozenset(), (*(Guess(unit, 85.0) for unit in sorted(named.sure)), *named.guesses)
        )
    return named


def by_headline(paper: Paper, names: UnitNames) -> Named:
    """Units that a line of the head which begins like a unit may mean: guesses only."""
    guesses: dict[str, Guess] = {}
    for line in paper.head:
        if _TYPED.match(fold(line)) and len(_GENERAL.sub(" ", fold(line)).split()) >= 2:
            match = names.match(line)
            for guess in (*match.guesses, *((Guess(match.unit, 85.0),) if match.unit else ())):
                if guess.score >= _LIKELY:
                    guesses.setdefault(guess.unit, guess)
    return Named(paper.title, frozenset(), tuple(guesses.values()))


def ranked(named: Iterable[Named]) -> tuple[Guess, ...]:
    """At most three units, the most likely first; none when more are as likely."""
    scores: dict[str, float] = {}
    for one in named:
        for unit in one.sure:
            scores[unit] = max(scores.get(unit, 0.0), 90.0)
        for guess in one.guesses:
            scores[guess.unit] = max(scores.get(guess.unit, 0.0), guess.score)
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if len(order) > 3 and order[3][1] >= order[2][1]:
        order = [item for item in order[:3] if item[1] > order[3][1]]
    return tuple(Guess(unit, score) for unit, score in order[:3])


def _named(place: str, names: UnitNames, text: str) -> Named:
    if not text.strip():
        return Named(place)
    found = names.find_in(text)
    if found.unit is not None:
        return Named(place, frozenset({found.unit}))
    guesses: dict[str, Guess] = {guess.unit: guess for guess in found.guesses}
    for piece in _PARTED.split(text[:300])[:8]:
        if len(_GENERAL.sub(" ", fold(piece)).split()) < 2:
            continue
        match = names.match(piece)
        for guess in (*match.guesses, *((Guess(match.unit, 85.0),) if match.unit else ())):
            if guess.score >= _LIKELY:
                guesses.setdefault(guess.unit, guess)
    return Named(place, frozenset(), tuple(guesses.values()))


def _of_matches(place: str, matches: Iterable[Match]) -> Named:
    sure: set[str] = set()
    guesses: dict[str, Guess] = {}
    for match in matches:
        if match.unit is not None:
            sure.add(match.unit)
        for guess in match.guesses:
            guesses.setdefault(guess.unit, guess)
    return Named(place, frozenset(sure), tuple(guess for unit, guess in guesses.items() if unit not in sure))


def _token(text: str) -> str:
    return fold(text).replace(" ", "")
