"""Delivery against the sandbox: forty mails, an office and a mailbox of its own for every case.

The sandbox runs in a process of its own, so that a delivery can run in a fork and be killed for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials

from service.adapters.gmail import Gmail
from service.adapters.google import Wire
from service.adapters.store import Store
from service.adapters.store.standalone import StandaloneOutbox
from service.application.deliver import DeliveryReport, deliver
from service.core.notices.compose import KEY_HEADER
from service.core.records import Delivery, Notice, NoticeKind, OutgoingFile
from service.core.settings import OfficeSettings
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import OFFICE, WORKDAYS

START = at("2020-04-16T08:00")
MAILS = 40
_SERVE = """
import sys
from datetime import datetime
from service.sandbox.server import SandboxServer
with SandboxServer(clock=datetime.fromisoformat(sys.argv[1])) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def sandbox() -> Iterator[str]:
    """The address of a sandbox in another process, its clock standing at START."""
    command = [sys.executable, "-c", _SERVE, START.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:"), "the sandbox did not start"
            yield url
        finally:
            process.terminate()


def put(url: str, path: str, body: object) -> None:
    request = urllib.request.Request(
        url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(request).close()


def notices(office: str, count: int = MAILS) -> list[Notice]:
    """Reminders to units of their own, one with a picture and one with a file."""
    made = []
    for number in range(1, count + 1):
        unit = f"U{number:02d}"
        made.append(
            Notice(
                key=f"{office}/reminder/{unit}/2020-04-16/0000",
                kind=NoticeKind.REMINDER,
                unit=unit,
                recipients=(f"{unit.lower()}@example.org",),
                subject=f"Nhắc việc tháng 4/2020: Chi đoàn số {number}",
                text="Kính gửi: BCH Chi đoàn\n",
                html="<p>Kính gửi: BCH Chi đoàn</p>",
                not_before=START,
                grounds=(("ke-hoach", "once"),),
            )
        )
    picture = OutgoingFile("bieu-do.png", "image/png", b"\x89PNG", "bieu-do")
    made[0] = replace(made[0], html='<img src="cid:bieu-do">', attachments=(picture,))
    return made


@dataclass
class Case:
    """One office, its database and its mailbox in the sandbox."""

    url: str
    folder: Path
    name: str
    count: int = MAILS

    @property
    def settings(self) -> OfficeSettings:
        return replace(OFFICE, mailbox=f"{self.name}@example.org")

    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.folder / self.name}.sqlite3", self.name)

    def gmail(self, address: str = "") -> Gmail:
        wire = Wire(Credentials(token=address or self.settings.mailbox), self.url, sleep=lambda _: None)
        return Gmail(wire, {}, START - timedelta(days=30))

    def fill(self) -> None:
        with self.store().transaction() as transaction:
            transaction.outbox.add(notices(self.name, self.count), START)

    def run(
        self,
        as_of: datetime = START,
        wrap: Callable[[Any], Any] = lambda target: target,
        recheck: Callable[[Notice], bool] = lambda _: True,
    ) -> DeliveryReport:
        outbox, mailbox = wrap(StandaloneOutbox(self.store())), wrap(self.gmail())
        return deliver(outbox, mailbox, recheck, self.settings, WORKDAYS, as_of, uuid.uuid4().hex)

    def settle(self, most: int = 5) -> int:
        """Run as the worker does, ten minutes apart, until nothing is left to do; the number of runs."""
        for number in range(1, most + 1):
            self.run(START + timedelta(minutes=10 * number))
            left = StandaloneOutbox(self.store()).all((Delivery.WAITING, Delivery.CLAIMED, Delivery.DRAFTED))
            if not left:
                return number
        raise AssertionError(f"{self.name}: {len(left)} notices still open after {most} runs: {left[0]}")

    def sent_keys(self) -> Counter[str]:
        """How often each notice stands in SENT, and no draft is left beside it."""
        gmail = self.gmail()
        users = gmail._users
        listed = gmail._call(users.messages().list(userId="me", labelIds=["SENT"], maxResults=500), _read())
        drafts = gmail._call(users.drafts().list(userId="me"), _read())
        assert not drafts.get("drafts"), f"{self.name}: drafts were left behind"
        raws = gmail.fetch([message["id"] for message in listed.get("messages", ())])
        return Counter(str(message_from_bytes(mail.raw)[KEY_HEADER]) for mail in raws)

    def assert_each_once(self) -> None:
        wanted = Counter(notice.key for notice in notices(self.name, self.count))
        assert self.sent_keys() == wanted
        entries = StandaloneOutbox(self.store()).all()
        assert {entry.delivery for entry in entries} == {Delivery.SENT}
        assert len({entry.gmail_id for entry in entries}) == self.count


def _read() -> Any:
    from service.adapters.google import READ

    return READ


class Boundaries:
    """Wraps ports so that something happens at the n-th moment before or after one of their calls."""

    def __init__(self, at_boundary: Callable[[int], None], name: Callable[[str], None] = lambda _: None) -> None:
        self.passed = 0
        self._at_boundary = at_boundary
        self._name = name

    def wrap(self, target: Any) -> Any:
        return _Wrapped(target, self)

    def step(self, method: str) -> None:
        self._name(method)
        self._at_boundary(self.passed)
        self.passed += 1


class _Wrapped:
    def __init__(self, target: Any, boundaries: Boundaries) -> None:
        self._target = target
        self._boundaries = boundaries

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._target, name)

        def counted(*args: Any, **options: Any) -> Any:
            self._boundaries.step(name)
            answer = call(*args, **options)
            self._boundaries.step(name)
            return answer

        return counted


def killed_at(case: Case, boundary: int) -> bool:
    """Deliver in a process of its own that kills itself at that boundary; whether it got that far."""

    def kill(passed: int) -> None:
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        status = 1
        try:
            case.run(wrap=Boundaries(kill).wrap)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False
