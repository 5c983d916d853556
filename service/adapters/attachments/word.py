"""Word files of today, read straight from their XML: the body in order, tables and text boxes included.

Paragraphs alone lose a fifth of the text of half the real files, and python-docx refuses many that this reads
(.docm, .dotx, missing parts). Entities are never expanded and nothing outside the file is loaded.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from service.adapters.attachments.reading import UNPACKED_LIMIT, Problem, Reading, Unreadable, bounded

_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_LEFT_OUT = {"del", "moveFrom", "Fallback", "instrText", "delText", "fldData", "pPr", "rPr", "tblPr", "sectPr"}
_WRAPPERS = {
    "sdt",
    "sdtContent",
    "smartTag",
    "customXml",
    "ins",
    "moveTo",
    "body",
    "hdr",
    "AlternateContent",
    "Choice",
}


def read_word(content: bytes) -> Reading:
    """Text and tables of a .docx; Unreadable when its main part is missing or is no XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        main = next((name for name in names if re.fullmatch(r"word/document\d?\.xml", name)), None)
        if main is None:
            raise Unreadable(Problem.BROKEN)
        headers = sorted(name for name in names if re.fullmatch(r"word/header\d\.xml", name))[:3]
        document = _Document()
        for name in (*headers, main):
            document.add(parse_xml(unpack(archive, name)))
    return bounded("\n".join(document.lines), document.tables)


def pictures_of(content: bytes, limit: int) -> list[bytes]:
    """Pictures in a Word file, largest first: a scan pasted into Word has no other content."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        media = [
            info
            for info in archive.infolist()
            if re.match(r"word/media/.*\.(jpe?g|png|tiff?|bmp)$", info.filename)
        ]
        media.sort(key=lambda info: -info.file_size)
        return [unpack(archive, info.filename) for info in media[:limit] if info.file_size > 20_000]


def unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member's bytes, never more than the limit whatever size it declares."""
    if archive.getinfo(name).flag_bits & 1:
        raise Unreadable(Problem.ENCRYPTED)
    with archive.open(name) as member:
        data = member.read(UNPACKED_LIMIT + 1)
    if len(data) > UNPACKED_LIMIT:
        raise Unreadable(Problem.TOO_LARGE)
    return data


def parse_xml(data: bytes) -> Any:
    """The root of an XML part, repaired where it can be; Unreadable when nothing is left."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
    )
    root = etree.fromstring(data, parser)
    if root is None:
        raise Unreadable(Problem.BROKEN)
    return root


class _Document:
    """Lines and tables in the order of the body."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tables: list[list[list[str | None]]] = []

    def add(self, element: Any) -> None:
        for child in element:
            name = local(child)
            if name == "p":
                self.lines.extend(_paragraph(child))
                self._boxes(child)
            elif name == "tbl":
                self._table(child)
            elif name in _WRAPPERS:
                self.add(child)

    def _boxes(self, paragraph: Any) -> None:
        for box in _outermost(paragraph, "txbxContent"):
            self.add(box)

    def _table(self, table: Any) -> None:
        grid: list[list[str | None]] = []
        for row in _children(table, "tr"):
            cells: list[str | None] = [None] * _number(row, "trPr", "gridBefore", 0)
            paragraphs: list[list[str]] = []
            for cell in _children(row, "tc"):
                inner = _Document()
                inner.add(cell)
                self.tables.extend(inner.tables)
                lines = [line for line in inner.lines if line.strip()]
                paragraphs.append(lines)
                cells.append(None if _continues(cell) else "\n".join(lines))
                cells.extend([None] * (_number(cell, "tcPr", "gridSpan", 1) - 1))
            grid.append(cells)
            self.lines.extend(_row_lines(paragraphs))
        self.tables.append(grid)


def _row_lines(cells: list[list[str]]) -> list[str]:
    """A row as one line, cells parted by tabs; a letterhead, whose cells hold lines, line by line."""
    if len(cells) <= 2 and any(len(lines) > 1 for lines in cells):
        return [line for lines in cells for line in lines]
    return ["\t".join(" ".join(lines) for lines in cells)]


def _paragraph(paragraph: Any) -> list[str]:
    pieces: list[str] = []
    _collect(paragraph, pieces)
    return "".join(pieces).split("\n")


def _collect(element: Any, pieces: list[str]) -> None:
    for child in element:
        name = local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name not in _LEFT_OUT and name != "txbxContent":
            _collect(child, pieces)


def _outermost(element: Any, wanted: str) -> Iterator[Any]:
    for child in element:
        name = local(child)
        if name == wanted:
            yield child
        elif name not in _LEFT_OUT:
            yield from _outermost(child, wanted)


def _children(element: Any, wanted: str) -> Iterator[Any]:
    for child in element:
        name = local(child)
        if name == wanted:
            yield child
        elif name in _WRAPPERS:
            yield from _children(child, wanted)


def local(element: Any) -> str:
    """The tag without its namespace; the strict and the transitional format differ only there."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _number(element: Any, properties: str, name: str, default: int) -> int:
    for child in element:
        if local(child) == properties:
            for setting in child:
                if local(setting) == name:
                    return min(int(_attribute(setting, "val") or default), 100)
    return default


def _continues(cell: Any) -> bool:
    """A cell merged into the one above."""
    for child in cell:
        if local(child) == "tcPr":
            return any(local(setting) == "vMerge" and _attribute(setting, "val") != "restart" for setting in child)
    return False


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
