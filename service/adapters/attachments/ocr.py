"""Pictures of text, by tesseract with Vietnamese, where both are installed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from service.adapters.attachments.reading import OCR_PAGES, Problem, Reading, Unreadable, bounded
from service.adapters.attachments.tools import run_tool

ENOUGH_LETTERS = 60
"""Fewer letters than this are noise of a photo, not a page."""

_PICTURE_PIXELS = 60_000_000
_LONG_SIDE = 2600


def read_pictures(pictures: Iterable[Any], so_far: Callable[[Reading], None]) -> Reading:
    """Text of grey PIL pictures; Unreadable(SCAN) without tesseract, or when hardly a word is found."""
    if not _available():
        raise Unreadable(Problem.SCAN)
    texts: list[str] = []
    for picture in pictures:
        texts.append(_text(picture))
        text = "\n".join(texts)
        if _is_page(text):
            so_far(Reading(text, (), True, Problem.PARTIAL))
    text = "\n".join(texts)
    if not _is_page(text):
        raise Unreadable(Problem.SCAN)
    return bounded(text, (), by_ocr=True)


def open_picture(content: bytes) -> Any:
    """A picture made grey and no larger than a page; its size is checked before a pixel is unpacked."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _PICTURE_PIXELS
    try:
        picture: Image.Image = Image.open(io.BytesIO(content))
        width, height = picture.size
        if width * height > _PICTURE_PIXELS:
            raise Unreadable(Problem.TOO_LARGE)
        if max(width, height) > _LONG_SIDE:
            picture.draft("L", (_LONG_SIDE, _LONG_SIDE))
        picture = picture.convert("L")
        picture.thumbnail((_LONG_SIDE, _LONG_SIDE))
    except (Image.DecompressionBombError, MemoryError):
        raise Unreadable(Problem.TOO_LARGE) from None
    except Unreadable:
        raise
    except Exception:  # Pillow's readers raise nearly anything on damaged files
        raise Unreadable(Problem.BROKEN) from None
    return picture


def open_pictures(contents: Iterable[bytes]) -> Iterable[Any]:
    for _, content in zip(range(OCR_PAGES), contents, strict=False):
        yield open_picture(content)


def _text(picture: Any) -> str:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=1)
    output = run_tool("tesseract", "stdin", "stdout", "-l", "vie", "--psm", "3", given=held.getvalue())
    return output.decode("utf-8", "replace") if output else ""


def _is_page(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= ENOUGH_LETTERS


@lru_cache(maxsize=1)
def _available() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = run_tool("tesseract", "--list-langs") or b""
    return b"vie" in listed.split()
