"""A tick that is killed at a boundary of one of its calls to Google, for real, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from service.adapters.google import Wire
from service.application.answers import inbox_of
from service.application.office import Office
from service.application.tick import TickReport, run_tick
from service.bootstrap import open_office
from service.config import load
from service.core.records import Attachment
from service.sandbox.seed import seed
from tests.scenarios.stage import MAILBOX, SHIPPED

_SERVE = """
import sys
from pathlib import Path
from service.sandbox.server import SandboxServer
for line in sys.stdin:
    with SandboxServer(Path(line.strip())) as server:
        print(server.url, flush=True)
        sys.stdin.readline()
"""


class Sandboxes:
    """A process that serves one sandbox after the other, so that this one has no threads when it forks."""

    def __enter__(self) -> Sandboxes:
        command = [sys.executable, "-c", _SERVE]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.terminate()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    @contextmanager
    def serve(self, folder: Path) -> Iterator[str]:
        """The address of a sandbox over this folder."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        url = self._process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), "the sandbox did not start"
        try:
            yield url
        finally:
            self._process.stdin.write("\n")
            self._process.stdin.flush()


class KnownAttachments:
    """Reads each file once for all runs of a walk: what is read does not depend on when the process dies."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bytes], tuple[Attachment, ...]] = {}

    def over(self, reader: Any) -> KnownAttachments:
        self._reader = reader
        return self

    def read(self, name: str, media_type: str, content: bytes) -> tuple[Attachment, ...]:
        key = (name, media_type, content)
        if key not in self._known:
            self._known[key] = self._reader.read(name, media_type, content)
        return self._known[key]


@dataclass
class Life:
    """One office with everything that happened by an instant, before the product ever looked."""

    folder: Path
    url: str
    now: datetime
    files: KnownAttachments

    @contextmanager
    def office(self) -> Iterator[Office]:
        config = self.folder / "config.yaml"
        text = SHIPPED.read_text(encoding="utf-8").replace("http://127.0.0.1:8765", self.url)
        config.write_text(text, encoding="utf-8")
        office = open_office(load(config))
        with closing(office.store):
            yield replace(office, reader=self.files.over(office.reader))

    def tick(self) -> TickReport:
        with self.office() as office:
            return run_tick(office, self.now)

    def go_on(self, most: int = 6) -> int:
        """Tick as a worker would until there is nothing left to do; how often."""
        for number in range(1, most + 1):
            report = self.tick()
            if report.exit_code == 0 and report.assessed is None:
                return number
        raise AssertionError(f"still at work after {most} runs: {report}")

    def killed(self, boundary: int) -> bool:
        """Tick in a fork that kills itself there; whether it got that far."""
        child = os.fork()
        if child == 0:
            status = 1
            try:
                with watched(lambda passed: os.kill(os.getpid(), signal.SIGKILL) if passed == boundary else None):
                    self.tick()
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the tick broke by itself"
        return os.WIFSIGNALED(status)

    def inbox(self) -> list[dict[str, Any]]:
        with self.office() as office:
            return inbox_of(office, self.now)

    def received(self) -> list[str]:
        """Ids of every mail that arrived; our own to the office are not among them."""
        told = self._get("messages", {"q": "in:inbox -in:sent", "maxResults": 500})
        return sorted(message["id"] for message in told["messages"])

    def drafts(self) -> list[Any]:
        found: list[Any] = self._get("drafts", {}).get("drafts", [])
        return found

    def _get(self, path: str, query: dict[str, Any]) -> Any:
        address = f"{self.url}/gmail/v1/users/me/{path}"
        return requests.get(
            address, params=query, headers={"Authorization": f"Bearer {MAILBOX}"}, timeout=30
        ).json()


@contextmanager
def watched(at_boundary: Callable[[int], None]) -> Iterator[list[str]]:
    """Tell the number of each moment before and after a call to Google; yields the calls so far."""
    calls: list[str] = []
    send = Wire.send
    passed = 0

    def step() -> None:
        nonlocal passed
        at_boundary(passed)
        passed += 1

    def watching(self: Wire, method: str, url: str, *args: Any, **options: Any) -> requests.Response:
        calls.append(f"{method} {url.partition('?')[0]}")
        step()
        answer = send(self, method, url, *args, **options)
        step()
        return answer

    Wire.send = watching  # type: ignore[method-assign]
    try:
        yield calls
    finally:
        Wire.send = send  # type: ignore[method-assign]


def prepare(sandboxes: Sandboxes, folder: Path, now: datetime) -> Path:
    """A sandbox in which everything happened by ``now``; nobody served the office so far."""
    from service.sandbox.state import State

    state = State(folder)
    state.set_clock(now)
    state.close()
    with sandboxes.serve(folder) as url:
        seed(url, until=now)
    return folder


def begin(sandbox: Path, folder: Path) -> Path:
    """A life of its own from what was prepared."""
    shutil.copytree(sandbox, folder / "sandbox")
    return folder


def spread(total: int, count: int, chance: Callable[[Sequence[int], int], list[int]]) -> list[int]:
    """A few boundaries: the first, the last, and some between."""
    return sorted({0, total - 1, *chance(range(1, total - 1), count)})
