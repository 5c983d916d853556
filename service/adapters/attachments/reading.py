"""What reading one file yields, and the limits it is read within."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.core.records import CellValue

TableGrid = tuple[tuple[CellValue, ...], ...]

TEXT_LIMIT = 400_000
CELL_LIMIT = 100_000
CELL_TEXT_LIMIT = 4_000
TABLE_LIMIT = 200
UNPACKED_LIMIT = 100_000_000
MEMBER_LIMIT = 30
TEXT_PAGES = 300
TABLE_PAGES = 30
OCR_PAGES = 8
"""Characters, cells, characters a cell, tables, bytes, files and pages of one attachment that are looked at."""


class Problem(StrEnum):
    """Why a file could not be read, or not whole; :mod:`.wording` says it to the unit."""

    EMPTY = "attachment.empty"
    ENCRYPTED = "attachment.encrypted"
    BROKEN = "attachment.broken"
    SCAN = "attachment.scan"
    UNSUPPORTED = "attachment.unsupported"
    WINMAIL = "attachment.winmail"
    NESTED = "attachment.nested_archive"
    TOO_LARGE = "attachment.too_large"
    TOO_SLOW = "attachment.too_slow"
    PARTIAL = "attachment.partial"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive or an attached message, not read yet."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """``problem`` other than PARTIAL: nothing could be read. ``members``: the file is only their wrapping."""

    text: str = ""
    tables: tuple[TableGrid, ...] = ()
    by_ocr: bool = False
    problem: Problem | None = None
    members: tuple[Member, ...] = ()


class Unreadable(Exception):
    """Raised inside the reading process by a reader that found why nothing can be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def bounded(text: str, tables: Sequence[Sequence[Sequence[CellValue]]], by_ocr: bool = False) -> Reading:
    """A reading cut to the limits; PARTIAL when something was left out. Blank edges of grids are trimmed."""
    kept: list[TableGrid] = []
    cells = 0
    cut = len(text) > TEXT_LIMIT or len(tables) > TABLE_LIMIT
    for table in tables[:TABLE_LIMIT]:
        rows: list[tuple[CellValue, ...]] = []
        for row in table:
            trimmed = _trimmed(row)
            cells += max(len(trimmed), 1)
            if cells > CELL_LIMIT:
                cut = True
                break
            rows.append(trimmed)
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            kept.append(tuple(rows))
    return Reading(text[:TEXT_LIMIT].replace("\0", ""), tuple(kept), by_ocr, Problem.PARTIAL if cut else None)


def _trimmed(row: Sequence[CellValue]) -> tuple[CellValue, ...]:
    cells = [cell[:CELL_TEXT_LIMIT].replace("\0", "") if isinstance(cell, str) else cell for cell in row]
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    return tuple(cells)
