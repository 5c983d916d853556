"""The fork server: a small process with the readers loaded, which forks once for every file.

``python -m service.adapters.attachments.server``. Frames on standard input: a JSON request and the file;
on standard output: a status byte and the last frame the reading process wrote. Forking a warm process costs
a few milliseconds where a new interpreter costs some hundred. It ends with its input, or when idle.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from typing import Any

import orjson

from service.adapters.attachments import wire
from service.adapters.attachments.dispatch import Wrapping, read_file

DONE, TOO_SLOW, DIED = b"k", b"t", b"d"
IDLE_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_FILE_SIZE = 300_000_000


def serve(requests: int, answers: int) -> None:
    """Answer requests until the stream ends or nothing comes for a minute."""
    _preload()
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        request, content = wire.receive(requests), wire.receive(requests)
        if request is None or content is None:
            return
        status, frame = _read_apart(orjson.loads(request), content, answers)
        del content
        wire.send(answers, status, frame or b"")


def _preload() -> None:
    import pdfplumber  # noqa: F401
    import pypdfium2  # noqa: F401
    from PIL import Image

    Image.init()
    gc.collect()
    gc.freeze()


def _read_apart(request: dict[str, Any], content: bytes, answers: int) -> tuple[bytes, bytes | None]:
    """Fork, wait, and kill the whole process group at the deadline."""
    folder = tempfile.mkdtemp(prefix="nhacviec-")
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        os.close(answers)
        _be_reader(request, content, writable, folder)
    os.close(writable)
    try:
        stream, finished = _drain(readable, time.monotonic() + request["seconds"])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, ended = os.waitpid(child, 0)
        os.close(readable)
        shutil.rmtree(folder, ignore_errors=True)
    frame = wire.last_frame(stream)
    if not finished or (os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGXCPU):
        return TOO_SLOW, frame
    whole = stream.endswith(_END)
    return (DONE if whole else DIED), frame


_END = b"\0" * 8  # an empty frame: the reader came to its end


def _drain(readable: int, deadline: float) -> tuple[bytearray, bool]:
    """All that the reader writes, and whether it ended by itself in time."""
    stream = bytearray()
    while (left := deadline - time.monotonic()) > 0 and len(stream) < wire.FRAME_LIMIT:
        if not select.select([readable], [], [], left)[0]:
            break
        piece = os.read(readable, 1 << 20)
        if not piece:
            return stream, True
        stream += piece
    return stream, False


def _be_reader(request: dict[str, Any], content: bytes, writable: int, folder: str) -> None:
    """The forked process: confine itself, read, write, and leave without unwinding the server's stack."""
    try:
        _confine(int(request["seconds"]), int(request["memory"]), folder)
        wrapping = Wrapping(int(request["archives"]), int(request["messages"]))
        reading = read_file(
            str(request["name"]),
            str(request["media_type"]),
            content,
            wrapping,
            lambda partial: wire.send(writable, wire.encode(partial)),
        )
        wire.send(writable, wire.encode(reading), b"")
    finally:
        os._exit(0)


def _confine(seconds: int, memory: int, folder: str) -> None:
    os.setsid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE, _FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    os.chdir(folder)
    tempfile.tempdir = folder


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which closes our input
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    with contextlib.suppress(BrokenPipeError):
        serve(requests, answers)


if __name__ == "__main__":
    main()
    sys.exit(0)
