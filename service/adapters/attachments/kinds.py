"""What a file is, by its first bytes: one real ".doc" in ten is something else."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum, auto


class FileKind(Enum):
    EMPTY = auto()
    WORD = auto()  # .docx, .docm, .dotx
    WORKBOOK = auto()  # .xlsx, .xlsm, .xlsb, .ods
    OPEN_TEXT = auto()  # .odt
    OLD_WORD = auto()
    OLD_WORKBOOK = auto()
    ENCRYPTED_OFFICE = auto()
    PDF = auto()
    RICH_TEXT = auto()
    ARCHIVE = auto()
    OTHER_ARCHIVE = auto()
    BROKEN_ZIP = auto()
    MESSAGE = auto()
    HTML = auto()
    TEXT = auto()
    PICTURE = auto()
    WINMAIL = auto()
    UNKNOWN = auto()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_HEADER = re.compile(rb"^(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}", re.ASCII)
_MAIL_HEADER = re.compile(rb"^(from|to|subject|date|received|message-id|mime-version|return-path):", re.I | re.M)


def kind_of(name: str, media_type: str, content: bytes) -> FileKind:
    """The kind of a file; ``media_type`` and the name only decide between kinds of text."""
    head = content[:8]
    if not content.strip(b"\0 \r\n\t"):
        return FileKind.EMPTY
    if head.startswith(b"PK"):
        return _zip_kind(content)
    if head == OLE:
        return _ole_kind(content)
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    if content[:20].lstrip().startswith(b"{\\rtf"):
        return FileKind.RICH_TEXT
    if head.startswith(_PICTURES) or content[8:12] == b"WEBP":
        return FileKind.PICTURE
    if head.startswith(b"\x78\x9f\x3e\x22"):
        return FileKind.WINMAIL
    if head.startswith(_ARCHIVES):
        return FileKind.OTHER_ARCHIVE
    return _text_kind(name.lower(), media_type, content)


def _zip_kind(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist()[:5000])
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except Exception:  # zipfile raises many kinds on damaged directories
        return FileKind.BROKEN_ZIP
    if any(name.startswith("word/") for name in names):
        return FileKind.WORD
    if any(name.startswith("xl/") for name in names):
        return FileKind.WORKBOOK
    if b"opendocument.spreadsheet" in mimetype:
        return FileKind.WORKBOOK
    if b"opendocument.text" in mimetype:
        return FileKind.OPEN_TEXT
    if "[Content_Types].xml" in names or mimetype:
        return FileKind.UNKNOWN
    return FileKind.ARCHIVE


def _ole_kind(content: bytes) -> FileKind:
    """By the names in the directory of the compound file, which are UTF-16."""
    if _entry("EncryptedPackage") in content or _entry("EncryptionInfo") in content:
        return FileKind.ENCRYPTED_OFFICE
    if _entry("WordDocument") in content:
        return FileKind.OLD_WORD
    if _entry("Workbook") in content or _entry("Book") in content:
        return FileKind.OLD_WORKBOOK
    return FileKind.UNKNOWN


def _entry(name: str) -> bytes:
    return name.encode("utf-16-le")


def _text_kind(name: str, media_type: str, content: bytes) -> FileKind:
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileKind.TEXT
    controls = sum(byte < 9 or 13 < byte < 27 for byte in head)
    if controls > len(head) // 100:
        return FileKind.UNKNOWN
    if media_type == "message/rfc822" or name.endswith((".eml", ".mht", ".mhtml")) or _looks_like_mail(head):
        return FileKind.MESSAGE
    lowered = head.lower()
    if (
        b"<html" in lowered
        or b"<!doctype html" in lowered
        or b"<table" in lowered
        or name.endswith((".html", ".htm"))
    ):
        return FileKind.HTML
    return FileKind.TEXT


def _looks_like_mail(head: bytes) -> bool:
    start = head.lstrip()
    return bool(_HEADER.match(start)) and len(set(_MAIL_HEADER.findall(start.lower()))) >= 2
