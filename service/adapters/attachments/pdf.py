"""PDF: pdfium for the text, pdfplumber for tables where the text shows one, pictures of pages for OCR."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from service.adapters.attachments.reading import (
    OCR_PAGES,
    TABLE_PAGES,
    TEXT_LIMIT,
    TEXT_PAGES,
    Problem,
    Reading,
    Unreadable,
    bounded,
)
from service.core.parsing.text import fold

SCAN_LETTERS = 150
"""A scan may carry the few words of a digital signature; a page of text has more letters than this."""

_HEADINGS = (
    "stt",
    "noi dung",
    "don vi",
    "tuan",
    "thang",
    "dia diem",
    "hinh thuc",
    "ket qua",
    "so luong",
    "phu trach",
)
_POINTS = 72
_OCR_DPI = 200
_PIXELS = 12_000_000

Grid = list[list[str | None]]


def read_pdf(content: bytes, so_far: Callable[[Reading], None]) -> Reading:
    """Text and tables; Unreadable(SCAN) when the pages hold pictures of text. ``so_far`` is told of the text
    before the tables are looked for, which may take too long."""
    pages = _texts(content)
    text = "\n".join(pages)
    if sum(char.isalpha() for char in text) < SCAN_LETTERS:
        raise Unreadable(Problem.SCAN)
    first = bounded(text, ())
    wanted = [at for at, page in enumerate(pages) if _shows_table(page)]
    if not wanted:
        return first
    so_far(Reading(first.text, (), False, Problem.PARTIAL))
    last = min(wanted[-1] + 2, len(pages))
    seen = min(last, wanted[0] + TABLE_PAGES)
    whole = bounded(text, _tables(content, range(wanted[0], seen)))
    return replace(whole, problem=Problem.PARTIAL) if seen < last else whole


def _open(content: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Unreadable(Problem.ENCRYPTED if locked else Problem.BROKEN) from None


def _texts(content: bytes) -> list[str]:
    document = _open(content)
    pages: list[str] = []
    size = 0
    for index in range(min(len(document), TEXT_PAGES)):
        try:
            text = document[index].get_textpage().get_text_bounded()
        except Exception:  # a damaged page is left out, the others are read
            text = ""
        pages.append(text.replace("\r\n", "\n").replace("\ufffe", "-"))
        size += len(text)
        if size > 2 * TEXT_LIMIT:
            break
    if not pages:
        raise Unreadable(Problem.BROKEN)
    return pages


def _shows_table(page: str) -> bool:
    folded = f" {fold(page[:20_000])} "
    found = [heading for heading in _HEADINGS if f" {heading} " in folded]
    return len(found) >= (3 if "stt" in found else 5)


def _tables(content: bytes, pages: range) -> list[Grid]:
    """Ruled tables of those pages; one that goes on over a page break is one."""
    import pdfplumber

    found: list[Grid] = []
    with pdfplumber.open(io.BytesIO(content)) as document:
        for index in pages:
            page = document.pages[index]
            for place, table in enumerate(page.extract_tables()):
                grid = [[cell.replace("\n", " ") if cell else None for cell in row] for row in table]
                if place == 0 and index > pages[0] and found and _width(found[-1]) == _width(grid):
                    repeated = 0
                    while repeated < min(3, len(grid)) and grid[repeated] == found[-1][repeated : repeated + 1][0]:
                        repeated += 1
                    found[-1].extend(grid[repeated:])
                else:
                    found.append(grid)
            page.close()
    return found


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid), default=0)


def page_pictures(content: bytes) -> Iterator[Any]:
    """Grey pictures (PIL) of the first pages at 200 dpi; a page of absurd size is left out before rendering."""
    document = _open(content)
    for index in range(min(len(document), OCR_PAGES)):
        page = document[index]
        width, height = page.get_size()
        scale = _OCR_DPI / _POINTS
        if not (0 < width < 20_000 and 0 < height < 20_000):
            continue
        if width * height * scale * scale > _PIXELS:
            scale = (_PIXELS / (width * height)) ** 0.5
        yield page.render(scale=scale, grayscale=True).to_pil()
