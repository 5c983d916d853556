"""Which reader reads which kind of file. Runs inside the reading process only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.adapters.attachments import legacy, ocr, pdf, plain, word, workbook, wrappings
from service.adapters.attachments.kinds import FileKind, kind_of
from service.adapters.attachments.reading import OCR_PAGES, Problem, Reading, Unreadable

SoFar = Callable[[Reading], None]

_HOPELESS = {
    FileKind.EMPTY: Problem.EMPTY,
    FileKind.ENCRYPTED_OFFICE: Problem.ENCRYPTED,
    FileKind.OTHER_ARCHIVE: Problem.UNSUPPORTED,
    FileKind.BROKEN_ZIP: Problem.BROKEN,
    FileKind.WINMAIL: Problem.WINMAIL,
    FileKind.UNKNOWN: Problem.UNSUPPORTED,
}


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How many more archives and messages may be opened inside each other."""

    archives: int = 1
    messages: int = 3


def read_file(name: str, media_type: str, content: bytes, wrapping: Wrapping, so_far: SoFar) -> Reading:
    """What the file says, or why it cannot be read; whatever a reader raises on content is a broken file."""
    try:
        return _read(kind_of(name, media_type, content), name, content, wrapping, so_far)
    except Unreadable as unreadable:
        return Reading(problem=unreadable.problem)
    except MemoryError:
        return Reading(problem=Problem.TOO_LARGE)
    except BaseException:  # a panic of a Rust library is no Exception
        return Reading(problem=Problem.BROKEN)


def _read(kind: FileKind, name: str, content: bytes, wrapping: Wrapping, so_far: SoFar) -> Reading:
    if kind in _HOPELESS:
        raise Unreadable(_HOPELESS[kind])
    if kind is FileKind.ARCHIVE:
        if not wrapping.archives:
            raise Unreadable(Problem.NESTED)
        return wrappings.open_archive(content)
    if kind is FileKind.MESSAGE:
        if not wrapping.messages:
            raise Unreadable(Problem.NESTED)
        return wrappings.open_message(content)
    if kind is FileKind.PICTURE:
        return ocr.read_pictures((ocr.open_picture(content) for _ in range(1)), so_far)
    if kind is FileKind.PDF:
        return _pdf(content, so_far)
    if kind is FileKind.WORD:
        return _word(content, so_far)
    if kind is FileKind.TEXT:
        return plain.read_text(name, content)
    simple = {
        FileKind.WORKBOOK: workbook.read_workbook,
        FileKind.OLD_WORKBOOK: legacy.read_old_workbook,
        FileKind.OLD_WORD: legacy.read_old_word,
        FileKind.OPEN_TEXT: legacy.read_open_text,
        FileKind.RICH_TEXT: legacy.read_rich_text,
        FileKind.HTML: plain.read_html,
    }
    return _not_empty(simple[kind](content))


def _pdf(content: bytes, so_far: SoFar) -> Reading:
    try:
        return pdf.read_pdf(content, so_far)
    except Unreadable as unreadable:
        if unreadable.problem is not Problem.SCAN:
            raise
    return ocr.read_pictures(pdf.page_pictures(content), so_far)


def _word(content: bytes, so_far: SoFar) -> Reading:
    """A Word file with no words but pictures is a scan pasted into it."""
    reading = word.read_word(content)
    if reading.text.strip():
        return reading
    pictures = word.pictures_of(content, OCR_PAGES)
    if not pictures:
        raise Unreadable(Problem.EMPTY)
    return ocr.read_pictures(ocr.open_pictures(pictures), so_far)


def _not_empty(reading: Reading) -> Reading:
    if not reading.text.strip() and not reading.tables:
        raise Unreadable(Problem.EMPTY)
    return reading
