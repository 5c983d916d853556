"""Files that only wrap others: archives and attached messages."""

from __future__ import annotations

import io
import zipfile

from service.adapters.attachments.reading import (
    MEMBER_LIMIT,
    TEXT_LIMIT,
    UNPACKED_LIMIT,
    Member,
    Problem,
    Reading,
    Unreadable,
)
from service.core.mail.headers import value
from service.core.mail.mime import parse
from service.core.mail.parts import body_and_parts, safe_name

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def open_archive(content: bytes) -> Reading:
    """The files of a .zip as members, none unpacked beyond the limit, whatever the sizes declared."""
    members: list[Member] = []
    room = UNPACKED_LIMIT
    left_out = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(info.filename)]
        if any(info.flag_bits & 1 for info in files):
            raise Unreadable(Problem.ENCRYPTED)
        left_out = len(files) > MEMBER_LIMIT
        for info in files[:MEMBER_LIMIT]:
            with archive.open(info) as member:
                data = member.read(room + 1)
            if len(data) > room:
                raise Unreadable(Problem.TOO_LARGE)
            room -= len(data)
            members.append(Member(safe_name(_name(info)) or "tệp", "application/octet-stream", data))
    if not members:
        raise Unreadable(Problem.EMPTY)
    return Reading(members=tuple(members), problem=Problem.PARTIAL if left_out else None)


def open_message(content: bytes) -> Reading:
    """An attached message: its subject and body as text, its files as members."""
    message, issues = parse(content)
    text, parts, more = body_and_parts(message, "")
    if issues:
        raise Unreadable(Problem.BROKEN)
    subject = value(message, "Subject")
    members = tuple(Member(part.name, part.media_type, part.content) for part in parts[:MEMBER_LIMIT])
    cut = bool(more) or len(parts) > MEMBER_LIMIT
    return Reading(
        f"{subject}\n{text}".strip()[:TEXT_LIMIT], (), False, Problem.PARTIAL if cut else None, members=members
    )


def _is_clutter(name: str) -> bool:
    return any(part in name for part in _CLUTTER)


def _name(info: zipfile.ZipInfo) -> str:
    """Archives made on Windows hold UTF-8 names without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
