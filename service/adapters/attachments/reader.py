"""The worker's side: hands files to the fork server and makes attachments of what comes back."""

from __future__ import annotations

import hashlib
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import orjson

from service.adapters.attachments import wire
from service.adapters.attachments.reading import Member, Problem, Reading
from service.adapters.attachments.wording import issue_of
from service.core.records import Attachment
from service.core.settings import Limits

_FILES = 40
"""Files read from one attachment, through all its wrappings."""

_WRAPPED_TIME = 3
"""An archive with many files may take this many times what one file may."""

_SPARE_SECONDS = 5.0
_ENDINGS = {b"t": Problem.TOO_SLOW, b"d": Problem.TOO_LARGE}


@dataclass(slots=True)
class _Budget:
    files: int
    until: float


class IsolatedReader:
    """An :class:`~service.core.ports.AttachmentReader`. One file at a time, from any thread; the fork server
    starts with the first file, ends by itself when idle and is started again when needed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._server: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server; the next read starts another."""
        with self._turn:
            self._stop()

    def read(self, name: str, media_type: str, content: bytes) -> tuple[Attachment, ...]:
        """The attachment, or its members when it is an archive or a message; never raises on content."""
        with self._turn:
            budget = _Budget(_FILES, time.monotonic() + _WRAPPED_TIME * self._limits.attachment_seconds)
            return tuple(self._read(Member(name, media_type, content), 1, 3, budget))

    def _read(self, file: Member, archives: int, messages: int, budget: _Budget) -> list[Attachment]:
        budget.files -= 1
        reading = self._ask(file, archives, messages, budget)
        if not reading.members:
            return [_attachment(file, reading)]
        found = [_attachment(file, reading)] if reading.text else []
        if reading.problem is Problem.PARTIAL and not reading.text:
            found.append(_attachment(file, Reading(problem=Problem.TOO_LARGE)))
        inside_archive = not reading.text
        for member in reading.members:
            if budget.files <= 0 or time.monotonic() >= budget.until:
                found.append(_attachment(member, Reading(problem=Problem.TOO_SLOW)))
                break
            found.extend(self._read(member, archives - inside_archive, messages - (not inside_archive), budget))
        return found

    def _ask(self, file: Member, archives: int, messages: int, budget: _Budget) -> Reading:
        if len(file.content) > self._limits.attachment_megabytes * 1_000_000:
            return Reading(problem=Problem.TOO_LARGE)
        seconds = min(float(self._limits.attachment_seconds), max(budget.until - time.monotonic(), 1.0))
        request = {
            "name": file.name,
            "media_type": file.media_type,
            "seconds": seconds,
            "memory": self._limits.attachment_memory_megabytes * 1_000_000,
            "archives": archives,
            "messages": messages,
        }
        for _ in range(2):  # a server that had just gone idle is started once more
            answer = self._exchange(orjson.dumps(request), file.content, seconds + _SPARE_SECONDS)
            if answer is not None:
                return _reading(*answer)
            self._stop()
        return Reading(problem=Problem.BROKEN)

    def _exchange(self, request: bytes, content: bytes, seconds: float) -> tuple[bytes, bytes] | None:
        """Status and frame of the server; None when it is gone or does not answer in time."""
        server = self._running()
        assert server.stdin is not None and server.stdout is not None
        try:
            wire.send(server.stdin.fileno(), request, content)
        except OSError:
            return None
        answers = server.stdout.fileno()
        if not select.select([answers], [], [], seconds + _SPARE_SECONDS)[0]:
            return None
        status, frame = wire.receive(answers), wire.receive(answers)
        return None if status is None or frame is None else (status, frame)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._server is None or self._server.poll() is not None:
            self._stop()
            self._server = subprocess.Popen(
                [sys.executable, "-m", "service.adapters.attachments.server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                bufsize=0,
            )
        return self._server

    def _stop(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        for stream in (server.stdin, server.stdout):
            if stream is not None:
                stream.close()
        try:
            server.wait(timeout=1)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _reading(status: bytes, frame: bytes) -> Reading:
    """What the server told; what a killed process had found so far is kept, and marked as a part."""
    if frame:
        try:
            return wire.decode(frame)
        except (ValueError, KeyError, TypeError):
            return Reading(problem=Problem.BROKEN)
    return Reading(problem=_ENDINGS.get(status, Problem.BROKEN))


def _attachment(file: Member, reading: Reading) -> Attachment:
    problem = reading.problem
    return Attachment(
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
        text=reading.text,
        tables=reading.tables,
        readable=problem is None or problem is Problem.PARTIAL,
        by_ocr=reading.by_ocr,
        issues=() if problem is None else (issue_of(problem, file.name),),
    )


def _environment() -> dict[str, str]:
    """Nothing of the worker's environment but where programs and our code are."""
    code = str(Path(__file__).resolve().parents[3])
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": code, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
