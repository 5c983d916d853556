"""The header block of a raw message as fields: read, removed and put on top without touching the rest.

Works on bytes, because a message is kept as it came: parsing and writing it again would change it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

LINE = b"\r\n"
FIELD_NAME = re.compile(rb"[!-9;-~]+[ \t]*:")


def with_crlf(raw: bytes) -> bytes:
    """The message with the line ends of the wire, as Gmail hands it out."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def split(raw: bytes) -> tuple[list[bytes], bytes]:
    """(fields with their folded lines, all that follows them) of a CRLF message; joined they are it again.

    The rest begins with the empty line, or with the first line that is no header field.
    """
    fields: list[bytes] = []
    position = 0
    while position < len(raw):
        end = raw.find(LINE, position)
        stop = len(raw) if end < 0 else end + 2
        if raw[position : position + 1] in (b" ", b"\t") and fields:
            fields[-1] += raw[position:stop]
        elif FIELD_NAME.match(raw, position, stop):
            fields.append(raw[position:stop])
        else:
            break
        position = stop
    return fields, raw[position:]


def name_of(field: bytes) -> str:
    """The field's name, lower-cased."""
    return field.partition(b":")[0].strip().decode("ascii", "replace").lower()


def value_of(field: bytes) -> bytes:
    """The field's value, unfolded."""
    return field.partition(b":")[2].replace(LINE, b"").strip()


def without(raw: bytes, unwanted: Callable[[str, bytes], bool]) -> bytes:
    """The message without the fields for which ``unwanted(lower-cased name, value)`` holds."""
    fields, rest = split(raw)
    kept = [field for field in fields if not unwanted(name_of(field), value_of(field))]
    return b"".join(kept) + rest


def on_top(raw: bytes, lines: Iterable[str]) -> bytes:
    """The message with fields put above all others, first line first. A line may be folded with CRLF."""
    top = b"".join(line.encode("utf-8", "replace") + LINE for line in lines)
    fields, rest = split(raw)
    if not fields and not rest.startswith(LINE):
        rest = LINE + rest
    return top + b"".join(fields) + rest


def first(raw: bytes, name: str) -> bytes | None:
    """The value of the first field of that name."""
    wanted = name.lower()
    return next((value_of(field) for field in split(raw)[0] if name_of(field) == wanted), None)
