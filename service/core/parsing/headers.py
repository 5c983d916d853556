"""Which column means what: headers by meaning, wherever they stand and however they are spelt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from service.core.parsing.header_words import COLUMNS, DATES_INSTEAD, GROUP_HEADERS, OPTIONAL
from service.core.parsing.reading import show
from service.core.parsing.text import fold
from service.core.records import CellValue, Field, Source

_GROUP_HEADERS = frozenset(map(fold, GROUP_HEADERS.split("|")))
_DATES_INSTEAD = frozenset(map(fold, DATES_INSTEAD.split("|")))


def expected(source: Source) -> tuple[Field, ...]:
    """The columns a list must have, in order."""
    return tuple(field for field in COLUMNS[source] if field not in OPTIONAL[source])


def words_on_sheet(source: Source, field: Field) -> str:
    """How the sheet's template names a column."""
    return COLUMNS[source][field].split("|")[0].strip()


@lru_cache(maxsize=8)
def _phrases(source: Source) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field, phrases in COLUMNS[source].items():
        for phrase in phrases.split("|"):
            found.setdefault(fold(phrase), field)
    return found


@lru_cache(maxsize=4096)
def _meaning(source: Source, header: str) -> tuple[Field, float] | None:
    """The field a folded header means and how surely (0–100), None when it is no header."""
    phrases = _phrases(source)
    if header in phrases:
        return phrases[header], 100.0
    if not header or len(header) > 80 or any(letter.isdigit() for letter in header):
        return None
    best: tuple[Field, float] | None = None
    for phrase, field in phrases.items():
        if len(phrase) < 3:
            continue
        score = 0.0
        if f" {phrase} " in f" {header} ":
            starts = 15 if header.startswith(phrase) else 0
            score = 40 + starts + 40 * len(phrase) / len(header)
        elif len(phrase) >= 6 and ratio(phrase, header) >= 86:
            score = ratio(phrase, header) - 15
        if score >= 65 and (best is None or score > best[1]):
            best = field, score
    return best


def holds_headers(source: Source, texts: Sequence[str]) -> bool:
    """Whether the folded texts of a row hold at least three headers word for word."""
    phrases = _phrases(source)
    return len(texts) >= 3 and sum(text in phrases for text in texts) >= 3


@dataclass(frozen=True, slots=True)
class Header:
    """Columns by meaning, found in rows ``first`` to ``last`` (0-based, inclusive). ``twice``: columns whose
    meaning another column already has."""

    first: int
    last: int
    columns: Mapping[Field, int]
    twice: Mapping[Field, int]
    score: float


def _fold_cell(value: CellValue) -> str:
    return fold(value) if isinstance(value, str) else ""


def _assign(source: Source, texts: Sequence[tuple[str, ...]]) -> tuple[dict[Field, int], dict[Field, int], float]:
    """Give each field its best column. ``texts``: for each column its header texts, the lowest first."""
    claims = []
    for column, choices in enumerate(texts):
        meanings = [m for m in (_meaning(source, text) for text in choices) if m]
        if meanings:
            field, score = max(meanings[:2], key=lambda meaning: meaning[1])
            claims.append((-score, column, field))
    columns: dict[Field, int] = {}
    twice: dict[Field, int] = {}
    total = 0.0
    for negative, column, field in sorted(claims):
        if field in columns:
            twice.setdefault(field, column)
        else:
            columns[field] = column
            total -= negative
    return columns, twice, total


def _is_second_row(source: Source, above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the lower of two rows continues the header: header words only, where the upper has a gap or group."""
    filled = [(column, text) for column, text in enumerate(below) if text]
    if not filled:
        return False
    for column, text in filled:
        if _phrases(source).get(text) is None and text not in _GROUP_HEADERS:
            return False
        over = above[column] if column < len(above) else ""
        if over and over != text and over not in _GROUP_HEADERS and _meaning(source, over) is None:
            return False
    return True


def _is_numbering(row: Sequence[CellValue]) -> bool:
    """A row such as (1) (2) (3) under the header."""
    texts = [fold(show(value)) for value in row if value not in (None, "")]
    if len(texts) < 3:
        return False
    numbers = [text for text in texts if text.isdigit()]
    start = texts.index(numbers[0]) if numbers else 0
    expected_numbers = [str(n) for n in range(int(numbers[0]), int(numbers[0]) + len(numbers))] if numbers else []
    return len(numbers) >= 3 and numbers == expected_numbers and len(texts) - len(numbers) <= 2 and start <= 2


def header_at(source: Source, grid: Sequence[Sequence[CellValue]], at: int) -> Header | None:
    """The header that starts in row ``at``, None when that row is none."""
    above = [_fold_cell(value) for value in grid[at]]
    if not any(above):
        return None
    below = [_fold_cell(value) for value in grid[at + 1]] if at + 1 < len(grid) else []
    two_rows = _is_second_row(source, above, below)
    if not two_rows:
        below = []
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    texts = [tuple(t for t in (low, high) if t) for low, high in zip(below, above, strict=True)]
    columns, twice, score = _assign(source, texts)
    if source is Source.REPORTS and Field.WEEK not in columns and Field.TIME in columns:
        column = columns[Field.TIME]
        if any(text in _DATES_INSTEAD for text in texts[column]):
            columns[Field.WEEK] = columns.pop(Field.TIME)
    last = at + 1 if two_rows else at
    if last + 1 < len(grid) and _is_numbering(grid[last + 1]):
        last += 1
    named = len(set(columns) - {Field.STT})
    return Header(at, last, columns, twice, score) if named >= 2 else None


def find_header(source: Source, grid: Sequence[Sequence[CellValue]], search_rows: int = 120) -> Header | None:
    """The best header of a grid, wherever it stands; None when no row says at least two, or a third, of it."""
    enough = max(2, len(expected(source)) // 3)
    best: Header | None = None
    for at in range(min(len(grid), search_rows)):
        found = header_at(source, grid, at)
        if (
            found
            and len(set(found.columns) - {Field.STT}) >= enough
            and (best is None or found.score > best.score)
        ):
            best = found
            if len(set(expected(source)) - set(found.columns)) == 0:
                break
    return best
