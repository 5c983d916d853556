"""The ground of the benches that need Google: a sandbox in a process of its own, and the sample office on it."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import gspread
import requests

from service.application.office import Office
from service.sandbox.seed import OFFICE_MAILBOX, SPREADSHEET_ID, seed

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHIPPED = Path(__file__).parents[1] / "config.yaml"
TIMEOUT_SECONDS = 300


def at(text: str) -> datetime:
    """An instant in the office's time zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _serve(ready: Connection) -> None:
    from service.sandbox.server import SandboxServer

    with SandboxServer() as server:
        ready.send(server.url)
        ready.recv()


@contextmanager
def sandbox() -> Iterator[str]:
    """The address of a new sandbox whose work is not counted as ours."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("stop")
        process.join(timeout=20)


@dataclass(slots=True)
class Ground:
    """The sample office on a sandbox, its people's deeds played in up to ``played``."""

    url: str
    folder: Path
    played: datetime | None = None

    def play(self, until: datetime) -> None:
        """The sample office's people do what they did up to then."""
        requests.put(f"{self.url}/sandbox/clock", json={"now": until.isoformat()}, timeout=10).raise_for_status()
        seed(self.url, until=until, since=self.played)
        self.played = until

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The product's office with the shipped settings, against the sandbox, and a new database."""
        from service.adapters.attachments import IsolatedReader
        from service.bootstrap import open_office
        from service.config import load

        text = SHIPPED.read_text(encoding="utf-8").replace("http://127.0.0.1:8765", self.url)
        config = self.folder / "config.yaml"
        config.write_text(text, encoding="utf-8")
        office = open_office(load(config))
        try:
            yield office
        finally:
            office.store.close()
            assert isinstance(office.reader, IsolatedReader)
            office.reader.close()

    def deliver(self, raw: bytes, at: datetime) -> None:
        """A mail arrives at the office."""
        requests.post(
            f"{self.url}/sandbox/deliver",
            params={"at": at.isoformat(), "auth": "pass"},
            data=raw,
            headers={"Content-Type": "message/rfc822"},
            timeout=TIMEOUT_SECONDS,
        ).raise_for_status()

    def counted(self) -> dict[str, int]:
        """Calls by method since this was last asked; the parts of a batch count as calls of their own methods."""
        told = requests.get(f"{self.url}/sandbox/requests?reset=true", timeout=10).json()
        calls: dict[str, int] = told["methods"]
        return calls

    def book(self) -> gspread.Spreadsheet:
        """The office's spreadsheet as gspread gives it to a script."""
        session = Redirected(self.url)
        return gspread.authorize(None, session=session).open_by_key(SPREADSHEET_ID)  # type: ignore[arg-type]


class Redirected(requests.Session):
    """Speaks to the sandbox where gspread says Google."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.headers["Authorization"] = f"Bearer {OFFICE_MAILBOX}"

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            url = url.replace(host, self._url)
        return super().request(method, url, *args, **options)


def timed(act: Callable[[], object]) -> dict[str, float]:
    """Seconds of the wall clock and of the processor of this process."""
    wall, processor = time.perf_counter(), time.process_time()
    act()
    return {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - processor}


def peak_mb() -> float:
    """Peak resident megabytes of this process alone: what getrusage tells begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
