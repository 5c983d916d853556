"""The papers of a mail: each attachment, and the body, as lines and tables ready to be judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from service.core.parsing.text import clean, fold
from service.core.records import Attachment, CellValue, Issue, Mail, Place, PlaceKind

Grid = tuple[tuple[CellValue, ...], ...]

LINES = 3_000
LINE_LENGTH = 2_000
HEAD_LINES = 16
_PREAMBLE = re.compile(r"(kinh gui|can cu|thuc hien ke hoach|phan i\b|i (muc|noi|thoi|dac))")
_PARENT = re.compile(r"(bch |ban chap hanh |btv )?(doan khoi|tinh doan|dang uy khoi|doan tncs|tinh uy tra vinh$)")
_PICTURE = re.compile(r"\.(jpe?g|png|gif|bmp|heic|webp|tiff?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Paper:
    """``name`` is empty for the mail's own text."""

    name: str
    place: Place
    text: str
    tables: tuple[Grid, ...]
    readable: bool
    by_ocr: bool
    digest: str
    media_type: str = ""
    issues: tuple[Issue, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Cleaned lines with something on them."""
        cleaned = (clean(line[:LINE_LENGTH].replace("\t", " ")) for line in self.text.split("\n")[:LINES])
        return tuple(line for line in cleaned if line)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(fold(line) for line in self.lines)

    @cached_property
    def flow(self) -> str:
        """All lines folded as one, so that a phrase is found across a line break."""
        return " ".join(self.folded)

    @cached_property
    def head(self) -> tuple[str, ...]:
        """The lines that say whose and what the paper is, without the parent body's."""
        found: list[str] = []
        for line, folded in zip(self.lines[: 2 * HEAD_LINES], self.folded, strict=False):
            if len(found) >= HEAD_LINES or (found and _PREAMBLE.match(folded)):
                break
            if not _PARENT.match(folded):
                found.append(line)
        return tuple(found)

    @property
    def is_body(self) -> bool:
        return not self.name

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/") or _PICTURE.search(self.name) is not None

    @property
    def is_letter(self) -> bool:
        return self.media_type == "message/rfc822" or self.name.lower().endswith(".eml")

    @property
    def is_partial(self) -> bool:
        return any(issue.code == "attachment.partial" for issue in self.issues)

    @property
    def title(self) -> str:
        """How the paper is named to people."""
        return f"tệp “{self.name}”" if self.name else "nội dung thư"


def papers_of(mail: Mail) -> tuple[Paper, ...]:
    """The attachments in order."""
    return tuple(_attached(mail, attachment) for attachment in mail.attachments)


def body_of(mail: Mail) -> Paper:
    """The mail's own text; runs of lines with tabs are tables, as HTML mail has them."""
    place = Place(PlaceKind.MAIL, gmail_id=mail.gmail_id)
    return Paper("", place, mail.text, _tables(mail.text), True, False, "")


def _attached(mail: Mail, attachment: Attachment) -> Paper:
    place = Place(PlaceKind.ATTACHMENT, gmail_id=mail.gmail_id, file=attachment.name)
    issues = tuple(
        replace(issue, where=replace(issue.where, gmail_id=mail.gmail_id)) for issue in attachment.issues
    )
    return Paper(
        attachment.name,
        place,
        attachment.text,
        attachment.tables,
        attachment.readable,
        attachment.by_ocr,
        attachment.digest,
        attachment.media_type,
        issues,
    )


def _tables(text: str) -> tuple[Grid, ...]:
    tables: list[list[tuple[CellValue, ...]]] = []
    running = False
    for line in text.split("\n"):
        if "\t" in line:
            if not running:
                tables.append([])
            tables[-1].append(tuple(cell.strip() or None for cell in line.split("\t")))
            running = True
        elif line.strip():
            running = False
    return tuple(tuple(table) for table in tables if len(table) > 1)
