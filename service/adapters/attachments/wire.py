"""What passes between the worker, the fork server and the reading processes: JSON and raw bytes in frames.

Never pickles: the reading process may have been taken over by what it read.
"""

from __future__ import annotations

import os
import struct
from typing import Any

import orjson

from service.adapters.attachments.reading import Member, Problem, Reading

FRAME_LIMIT = 200_000_000
_LENGTH = struct.Struct(">Q")


def encode(reading: Reading) -> bytes:
    header = {
        "text": reading.text,
        "tables": reading.tables,
        "by_ocr": reading.by_ocr,
        "problem": reading.problem,
        "members": [[member.name, member.media_type, len(member.content)] for member in reading.members],
    }
    try:
        head = orjson.dumps(header)
    except TypeError:  # a lone surrogate from a damaged file
        head = orjson.dumps(_valid(header))
    return b"".join([_LENGTH.pack(len(head)), head, *(member.content for member in reading.members)])


def decode(frame: bytes) -> Reading:
    """ValueError, KeyError or TypeError when the frame is not one of :func:`encode`."""
    (size,) = _LENGTH.unpack_from(frame)
    header = orjson.loads(frame[_LENGTH.size : _LENGTH.size + size])
    at = _LENGTH.size + size
    members = []
    for name, media_type, length in header["members"]:
        members.append(Member(str(name), str(media_type), frame[at : at + int(length)]))
        at += int(length)
    tables = tuple(tuple(tuple(row) for row in table) for table in header["tables"])
    problem = Problem(header["problem"]) if header["problem"] else None
    return Reading(str(header["text"]), tables, bool(header["by_ocr"]), problem, tuple(members))


def send(descriptor: int, *frames: bytes) -> None:
    """Write frames, each after its length; BrokenPipeError when nobody reads."""
    for frame in frames:
        _write(descriptor, _LENGTH.pack(len(frame)))
        _write(descriptor, frame)


def receive(descriptor: int) -> bytes | None:
    """The next frame; None at the end of the stream or when its length is absurd."""
    head = _read(descriptor, _LENGTH.size)
    if head is None:
        return None
    (size,) = _LENGTH.unpack(head)
    return _read(descriptor, size) if size <= FRAME_LIMIT else None


def last_frame(stream: bytes | bytearray) -> bytes | None:
    """The last whole frame that is not empty, of what a process wrote before it ended."""
    at, found = 0, None
    while at + _LENGTH.size <= len(stream):
        (size,) = _LENGTH.unpack_from(stream, at)
        if at + _LENGTH.size + size > len(stream):
            break
        if size:
            found = bytes(stream[at + _LENGTH.size : at + _LENGTH.size + size])
        at += _LENGTH.size + size
    return found


def _read(descriptor: int, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        piece = os.read(descriptor, min(size - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view[: 1 << 20]) :]


def _valid(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_valid(item) for item in value]
    if isinstance(value, dict):
        return {key: _valid(item) for key, item in value.items()}
    return value
