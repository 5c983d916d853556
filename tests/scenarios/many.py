"""Many small offices on one sandbox and one PostgreSQL: a spreadsheet, a mailbox and six units each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import requests

from service.adapters.store import Database
from service.adapters.vault import Vault, new_key
from service.application.enrolment import Enrolment, enrol
from service.config import parse
from service.core.quotas import Limit, Metric
from service.core.records import Delivery
from service.core.settings import Secrets
from service.sandbox.seed import Sample, _Sandbox
from tests.adapters.delivering import put, sandbox
from tests.adapters.store.conftest import new_database, postgresql_server
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import MAILBOX, SHIPPED
from tests.scenarios.years import sent_by

BEGIN = at("2020-04-20T08:30")
UNITS = 6
BOOK = "1MauVanPhongDoanKhoiTraVinh2020NhacViec0000000"
PLENTY = 1_000_000


@dataclass
class Village:
    """One office among many."""

    number: int
    id: str
    mailbox: str
    spreadsheet: str
    config: str
    sandbox: _Sandbox
    rows: int = 0
    mails: int = 0

    def fill_roster(self) -> None:
        self.sandbox.make_spreadsheet(Sample())
        rows: list[list[str | None]] = [
            [f"T{n}", f"Chi đoàn Trường số {n}", "", "Trường học", str(20 + n), self.address(n), "", "", "", ""]
            for n in range(1, UNITS + 1)
        ]
        self.sandbox._write("RAW", [("'DANH MỤC ĐƠN VỊ'!A2", rows)])

    def address(self, unit: int) -> str:
        return f"t{unit}.{self.id}@example.org"

    def report(self, unit: int, week: str = "Tuần 2") -> None:
        """A unit reports a week of April."""
        values: list[str | None] = ["", f"Chi đoàn Trường số {unit}", "4", week, "Sân trường", str(15 + unit)]
        values += ["Dọn vệ sinh, trồng cây xanh", "Tập trung", "Sạch đẹp"]
        self.sandbox._write("USER_ENTERED", [(f"'BÁO CÁO'!A{3 + self.rows}", [values])])
        self.rows += 1

    def mail(self, url: str, unit: int, now: datetime) -> None:
        """A unit sends its plan in the text of a mail."""
        message = EmailMessage()
        message["From"], message["To"] = self.address(unit), self.mailbox
        message["Subject"] = f"Chi đoàn Trường số {unit} gửi kế hoạch 30 phút hành động (lần {self.mails})"
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{self.id}.{self.mails}@example.org>"
        message.set_content(f"Kính gửi Văn phòng. Bản số {self.mails} của văn phòng {self.number}.")
        requests.post(
            f"{url}/sandbox/deliver",
            params={"at": now.isoformat(), "auth": "pass", "to": self.mailbox},
            data=bytes(message),
            headers={"Content-Type": "message/rfc822"},
            timeout=60,
        ).raise_for_status()
        self.mails += 1


@dataclass
class Province:
    """All of them, and the workers that serve them as processes."""

    url: str
    database_url: str
    key: str
    folder: Path
    villages: list[Village] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def settle(self, count: int, now: datetime = BEGIN) -> None:
        """So many offices more, registered and filled."""
        self.set_clock(now)
        database = Database.open(self.database_url)
        for number in range(len(self.villages) + 1, len(self.villages) + count + 1):
            village = self._village(number)
            village.fill_roster()
            config = parse(village.config, Path("config.yaml"))
            path = f"tinh/huyen-{number % 3 + 1}"
            who = Enrolment(village.id, config.office.name, village.mailbox, path, village.config, Secrets())
            enrol(database, Vault(self.key), who, now)
            self.villages.append(village)
        database.close()

    def _village(self, number: int) -> Village:
        id, spreadsheet = f"vp{number:03d}", f"{BOOK[:-6]}{number:06d}"
        mailbox = f"{id}@example.org"
        text = SHIPPED.read_text(encoding="utf-8")
        for old, new in (
            ("http://127.0.0.1:8765", self.url),
            (MAILBOX, mailbox),
            (BOOK, spreadsheet),
            ("Đoàn Khối các cơ quan và Doanh nghiệp tỉnh Trà Vinh", f"Văn phòng Đoàn số {number}"),
        ):
            assert old in text
            text = text.replace(old, new)
        return Village(
            number, id, mailbox, spreadsheet, text, _Sandbox(self.url, spreadsheet, "canbo@example.org")
        )

    # -- the world --------------------------------------------------------------------------------

    def set_clock(self, now: datetime) -> None:
        put(self.url, "/sandbox/clock", {"now": now.isoformat()})

    def faults(self, *rules: dict[str, Any]) -> None:
        put(self.url, "/sandbox/faults", {"rules": list(rules)})

    def grant_plenty(self) -> None:
        """A project whose quotas are no matter."""
        database = Database.open(self.database_url)
        with database.registry() as registry:
            registry.keep_limits("sandbox", [(metric, Limit(PLENTY, PLENTY)) for metric in Metric])
        database.close()

    # -- workers ----------------------------------------------------------------------------------

    def start(self, places: int = 4, *options: str) -> subprocess.Popen[bytes]:
        """A worker process of all offices."""
        environment = os.environ | {
            "NHACVIEC_DATABASE": self.database_url,
            "NHACVIEC_KEY": self.key,
            "NHACVIEC_GOOGLE_ENDPOINT": self.url,
        }
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        command = [
            sys.executable,
            "-m",
            "service",
            "offices",
            "run",
            "--places",
            str(places),
            "--dead-after",
            "4",
            "--logs",
            "json",
            *options,
        ]
        self.workers.append(subprocess.Popen(command, env=environment, stderr=log, stdout=log))
        return self.workers[-1]

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(timeout=60)

    def logs(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("worker-*.log")))

    def until(self, true: Callable[[], bool], seconds: float = 120.0) -> None:
        """Wait for what the workers will do."""
        deadline, wait = time.monotonic() + seconds, threading.Event()
        while not true():
            assert time.monotonic() < deadline, self.logs()[-4000:]
            wait.wait(0.2)

    def served(self, now: datetime) -> set[str]:
        """Offices that were served at an instant or later and went well."""
        database = Database.open(self.database_url)
        with database.registry() as registry:
            found = {e.id for e in registry.entries() if e.last_at and e.last_at >= now and not e.misses}
        database.close()
        return found

    # -- what came of it --------------------------------------------------------------------------

    def assert_nothing_lost_nothing_double(self, village: Village) -> None:
        """Each notice of the office stands in SENT once and the store says so; each mail was answered once."""
        keys = sent_by(self.url, village.mailbox)
        assert [key for key, times in keys.items() if times != 1] == []
        database = Database.open(self.database_url)
        with database.store(village.id).transaction() as transaction:
            entries = transaction.outbox.all()
            submissions = transaction.mails.submissions()
        database.close()
        assert {e.notice.key for e in entries if e.delivery is Delivery.SENT} == set(keys)
        assert not [e for e in entries if e.delivery in (Delivery.CLAIMED, Delivery.DRAFTED)]
        known = {s.gmail_id for s in submissions if s.sender.startswith("t")}
        assert len(known) == village.mails
        assert {key.split("/")[2] for key in keys if "/receipt/" in key} == known


@contextmanager
def province(folder: Path, count: int) -> Iterator[Province]:
    """So many offices on a sandbox of their own and a database owned by an ordinary account."""
    with sandbox() as url, postgresql_server() as server:
        made = Province(url, new_database(server, "ordinary"), new_key(), folder)
        made.settle(count)
        try:
            yield made
        finally:
            made.stop()
