"""Telling the logo of a signature from a photographed page, by the picture's first bytes."""

from __future__ import annotations

import struct

PAGE_SIDE = 500
"""Pixels: a readable page is wider and higher than this."""

PAGE_BYTES = 40_000
"""Bytes of a picture whose size in pixels cannot be told."""


def is_decoration(content: bytes) -> bool:
    """Too small to be a page of text. Meant for pictures shown inside a mail's text."""
    size = pixels(content)
    if size is None:
        return len(content) < PAGE_BYTES
    return min(size) < PAGE_SIDE


def pixels(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, BMP or JPEG from its header; None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:2] == b"BM" and len(content) >= 26:
        width, height = struct.unpack("<ii", content[18:26])
        return abs(width), abs(height)
    if content[:2] == b"\xff\xd8":
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    for _ in range(500):
        if at + 9 > len(content) or content[at] != 0xFF:
            return None
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None
