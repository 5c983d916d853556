"""A stage: a sandbox, an office's settings, and the command line between them, as a person would use it."""

from __future__ import annotations

import io
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import gspread
import orjson
import requests

from service.cli.app import start
from service.sandbox.seed import SPREADSHEET_ID, seed
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at

SHIPPED = Path(__file__).parents[2] / "config.yaml"
MAILBOX = "dkcqtravinh@gmail.com"
BEGIN = at("2020-04-01T06:00")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)


class Stage:
    """One office in a folder of its own. What happened in the sandbox so far is known by ``played``."""

    def __init__(self, folder: Path, played: datetime | None = None, clock: datetime | None = BEGIN) -> None:
        self.folder = folder
        self.played = played
        self.server = SandboxServer(folder / "sandbox", clock=clock)
        self.url = self.server.url
        self.config = folder / "config.yaml"
        self.write_config()

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()

    def write_config(self, **replaced: str) -> None:
        """The shipped settings with the sandbox's address; ``replaced``: other texts for parts of the file."""
        text = SHIPPED.read_text(encoding="utf-8")
        for old, new in {"http://127.0.0.1:8765": self.url, **replaced}.items():
            assert old in text
            text = text.replace(old, new)
        self.config.write_text(text, encoding="utf-8")

    # -- commands ---------------------------------------------------------------------------------

    def run(self, *words: str) -> Said:
        """``nhacviec WORDS --config …`` in this process."""
        return run(*words, "--config", str(self.config))

    def tick(self, as_of: datetime, *flags: str) -> Said:
        return self.run("tick", "--as-of", as_of.isoformat(), "--json", *flags)

    def ticked(self, as_of: datetime, *flags: str, code: int = 0) -> dict[str, Any]:
        """The report of a tick that must end so."""
        said = self.tick(as_of, *flags)
        assert said.code == code, said
        report: dict[str, Any] = said.json
        return report

    def ask(self, question: str, as_of: datetime, *words: str) -> list[dict[str, Any]]:
        said = self.run(question, *words, "--as-of", as_of.isoformat(), "--json")
        assert said.code == 0, said
        answer: list[dict[str, Any]] = said.json
        return answer

    # -- the world --------------------------------------------------------------------------------

    def play(self, until: datetime) -> None:
        """The sample office's people do what they did up to then."""
        self.server.state.set_clock(until)
        seed(self.url, until=until, since=self.played)
        self.played = until

    def live(self, until: datetime) -> dict[str, Any]:
        """Play on and tick."""
        self.play(until)
        return self.ticked(until)

    def faults(self, *rules: dict[str, Any]) -> None:
        requests.put(f"{self.url}/sandbox/faults", json={"rules": list(rules)}, timeout=10).raise_for_status()

    def counted(self) -> dict[str, int]:
        """Calls by method since this was last asked."""
        told = requests.get(f"{self.url}/sandbox/requests?reset=true", timeout=10).json()
        calls: dict[str, int] = told["methods"]
        return calls

    def deliver(self, raw: bytes, at: datetime, auth: str = "pass") -> None:
        """A mail arrives at the office."""
        requests.post(
            f"{self.url}/sandbox/deliver",
            params={"at": at.isoformat(), "auth": auth},
            data=raw,
            headers={"Content-Type": "message/rfc822"},
            timeout=30,
        ).raise_for_status()

    def book(self, person: str = "canbo@example.org") -> gspread.Spreadsheet:
        """The spreadsheet in another person's browser."""
        return gspread.authorize(None, session=_Session(self.url, person)).open_by_key(SPREADSHEET_ID)  # type: ignore[arg-type]

    def gmail(self, path: str, address: str = MAILBOX, **options: Any) -> Any:
        """A bare GET of Gmail, for what only a test looks at."""
        headers = {"Authorization": f"Bearer {address}"}
        answer = requests.get(f"{self.url}/gmail/v1/users/me/{path}", headers=headers, timeout=30, **options)
        answer.raise_for_status()
        return answer.json()

    def keep(self, where: Path) -> None:
        """A copy of everything, to go on from."""
        shutil.copytree(self.folder, where)

    @classmethod
    def copied(cls, kept: Path, folder: Path, played: datetime) -> Self:
        """A stage that goes on from what was kept. Its sandbox has an address of its own."""
        shutil.copytree(kept, folder)
        return cls(folder, played, clock=None)


class _Session(requests.Session):
    """Speaks to the sandbox where gspread says Google."""

    def __init__(self, url: str, address: str) -> None:
        super().__init__()
        self._url = url
        self.headers["Authorization"] = f"Bearer {address}"

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
            url = url.replace(host, self._url)
        return super().request(method, url, *args, **options)


def run(*words: str) -> Said:
    """``nhacviec WORDS`` in this process."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["nhacviec", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = start()
    finally:
        sys.argv = before
    return Said(code, out.getvalue(), err.getvalue())
