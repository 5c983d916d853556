"""A running sandbox with the sample office in it, and a browser that reports what pages load and log."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from service.sandbox.seed import OFFICE_MAILBOX, SPREADSHEET_ID, seed
from service.sandbox.server import SandboxServer

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CLOCK = datetime.fromisoformat("2020-04-23T17:30:00+07:00")
UNIT = "chidoansxd@example.org"
TIMEOUT = 30


@dataclass
class SampleOffice:
    """The sample office in a sandbox of its own, at 17:30 on 23 April 2020."""

    server: SandboxServer

    @property
    def url(self) -> str:
        return self.server.url

    def sheet(self, gid: int, place: str = "") -> str:
        """The address of a tab as the product links to it."""
        return f"{self.url}/sheets/{SPREADSHEET_ID}?gid={gid}" + (f"&range={place}" if place else "")

    def mail(self, gmail_id: str = "", mailbox: str = OFFICE_MAILBOX) -> str:
        return f"{self.url}/mail/{mailbox}" + (f"/{gmail_id}" if gmail_id else "")

    def api(self, http: str, path: str, who: str = OFFICE_MAILBOX, **what: Any) -> Any:
        """A call of the API as anyone; its JSON."""
        answer = requests.request(
            http, self.url + path, headers={"Authorization": f"Bearer {who}"}, timeout=TIMEOUT, **what
        )
        answer.raise_for_status()
        return answer.json()

    def change(self, *wanted: Mapping[str, Any]) -> None:
        """A batchUpdate of the sample spreadsheet."""
        self.api("POST", f"/v4/spreadsheets/{SPREADSHEET_ID}:batchUpdate", json={"requests": list(wanted)})

    def write(self, place: str, rows: list[list[Any]], how: str = "RAW") -> None:
        path = f"/v4/spreadsheets/{SPREADSHEET_ID}/values/{place}"
        self.api("PUT", path, params={"valueInputOption": how}, json={"values": rows})

    def value(self, place: str, how: str = "FORMATTED_VALUE") -> Any:
        """The value of one cell; None for a blank one."""
        path = f"/v4/spreadsheets/{SPREADSHEET_ID}/values/{place}"
        rows = self.api("GET", path, params={"valueRenderOption": how}).get("values", [])
        return rows[0][0] if rows else None

    def deliver(self, raw: bytes, **query: str) -> str:
        """A raw mail that comes in; its Gmail id."""
        return str(self.api("POST", "/sandbox/deliver", params=query, data=raw)["id"])

    def found(self, q: str, mailbox: str = OFFICE_MAILBOX) -> list[str]:
        """The Gmail ids a query finds."""
        listed = self.api("GET", "/gmail/v1/users/me/messages", who=mailbox, params={"q": q})
        return [item["id"] for item in listed.get("messages", [])]


@dataclass
class Watched:
    """What a browser's pages got from outside the sandbox, and the scripts that failed or spoke up."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


OpenOffice = Callable[..., AbstractContextManager[SampleOffice]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: install Debian's package chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample office as it stands at CLOCK; to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    with SandboxServer(folder, clock=CLOCK) as server:
        seed(server.url, until=CLOCK)
    return folder


@pytest.fixture
def open_office(seeded: Path, tmp_path: Path) -> OpenOffice:
    """Starts a sandbox of one's own with the sample office; ``run_worker`` as SandboxServer takes it."""

    @contextmanager
    def opened(run_worker: Callable[[], Mapping[str, str]] | None = None) -> Iterator[SampleOffice]:
        folder = tmp_path / "sandbox"
        shutil.copytree(seeded, folder)
        with SandboxServer(folder, run_worker=run_worker) as server:
            yield SampleOffice(server)

    return opened


@pytest.fixture
def office(open_office: OpenOffice) -> Iterator[SampleOffice]:
    """A running sandbox with the sample office, for one test alone."""
    with open_office() as running:
        yield running


@pytest.fixture
def context(browser: Browser, watched: Watched) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 800}
    )
    made.on("page", lambda page: _watch(page, watched))
    made.on("response", lambda answer: _note_outside(answer.url, watched))
    yield made
    made.close()


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    made = context.new_page()
    made.set_default_timeout(10_000)
    return made


def _watch(page: Page, watched: Watched) -> None:
    page.on("pageerror", lambda error: watched.errors.append(str(error)))

    def refuse(dialog: Any) -> None:
        watched.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)


def _note_outside(url: str, watched: Watched) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "about:", "blob:")):
        watched.outside.append(url)
