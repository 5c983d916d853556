"""A small office that lives for months at one cycle an hour, with outages, kills and lost consents drawn by a seed.

The sandbox runs in a process of its own, so that the memory measured is the worker's."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import requests
import structlog

from service.beats import Beats
from service.bootstrap import open_office
from service.clockwatch import ClockWatch
from service.config import Config, load
from service.core.jobs import Rhythm
from service.core.weeks import Week
from service.pulse import Worker
from service.sandbox.seed import Sample, _Sandbox
from tests.adapters.delivering import put, sandbox
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import SHIPPED

BEGIN = at("2020-04-20T00:30")
HOUR = timedelta(hours=1)
UNITS = tuple(f"Chi đoàn Trường số {number}" for number in range(1, 7))
RHYTHM = Rhythm(mail_minutes=60, sheets_minutes=60)


class Killed(BaseException):
    """The process ends here: nothing below may catch it."""


@dataclass
class Trials:
    """What happens to the worker, as shares of hours. ``seed`` draws all of it."""

    seed: int = 1
    outage: float = 0.0
    kill: float = 0.0
    consent: float = 0.0
    longest_outage: timedelta = timedelta(days=21)


@dataclass
class Lived:
    """What was seen on the way."""

    cycles: int = 0
    kills: int = 0
    outages: list[timedelta] = field(default_factory=list)
    consents: int = 0
    rows: int = 0
    mails: int = 0
    memory: dict[str, int] = field(default_factory=dict)


class SmallOffice:
    """Six units, a spreadsheet, a mailbox, and a worker that can be started again and again."""

    def __init__(self, url: str, folder: Path, trials: Trials) -> None:
        self.url = url
        self.trials = trials
        self.draw = random.Random(trials.seed)
        self.lived = Lived()
        self.now = BEGIN
        self.config = _config(url, folder)
        self.beats: Beats | None = None
        self._row = 3
        self._sandbox = _Sandbox(url)
        self._sandbox.make_spreadsheet(Sample())
        self._fill_roster()

    # -- people -------------------------------------------------------------------------------------

    def _fill_roster(self) -> None:
        rows = [
            [f"T{n}", name, "", "Trường học", 20 + n, f"t{n}@example.org", "", "", "", ""]
            for n, name in enumerate(UNITS, 1)
        ]
        self._sandbox._write("RAW", [("'DANH MỤC ĐƠN VỊ'!A2", rows)])  # type: ignore[list-item]

    def people(self) -> None:
        """In an hour of a working day now and then somebody reports last week, or writes a mail."""
        if self.now.isoweekday() > 5 or not 7 <= self.now.hour < 17:
            return
        for number, name in enumerate(UNITS, 1):
            if self.draw.random() < 0.02:
                week = Week.of((self.now - timedelta(days=7)).date())
                values = [
                    "",
                    name,
                    week.month.number,
                    f"Tuần {week.week_of_month}",
                    "Sân trường",
                    f"{15 + number}",
                ]
                values += ["Dọn vệ sinh, trồng cây xanh", "Tập trung", "Sạch đẹp"]
                self._sandbox._write("USER_ENTERED", [(f"'BÁO CÁO'!A{self._row}", [values])])  # type: ignore[list-item]
                self._row += 1
                self.lived.rows += 1
            if self.draw.random() < 0.01:
                self._mail(number, name)

    def _mail(self, number: int, name: str) -> None:
        message = EmailMessage()
        message["From"], message["To"] = f"t{number}@example.org", self.config.office.mailbox
        message["Subject"] = f"{name} gửi kế hoạch 30 phút hành động (lần {self.lived.mails})"
        message["Date"] = format_datetime(self.now)
        message["Message-ID"] = f"<{self.trials.seed}.{self.lived.mails}@example.org>"
        message.set_content(f"Kính gửi Văn phòng. {name} gửi kế hoạch, bản số {self.lived.mails}.")
        requests.post(
            f"{self.url}/sandbox/deliver",
            params={"at": self.now.isoformat(), "auth": "pass"},
            data=bytes(message),
            headers={"Content-Type": "message/rfc822"},
            timeout=30,
        ).raise_for_status()
        self.lived.mails += 1

    # -- the worker ---------------------------------------------------------------------------------

    def start(self) -> Beats:
        worker = Worker(open_office(self.config), RHYTHM, owner="nam", retention=self.config.retention)
        steady = ClockWatch(lambda: timedelta(0), lambda: self.now.timestamp())
        self.beats = Beats(worker, self.config, clock=steady)
        return self.beats

    def stop(self) -> None:
        if self.beats is not None:
            self.beats.worker.office.store.close()
        self.beats = None

    def live(self, until: datetime) -> Lived:
        """Hour by hour. What is drawn for an hour happens at its end."""
        while self.now < until:
            self.now += HOUR
            put(self.url, "/sandbox/clock", {"now": self.now.isoformat()})
            self.people()
            self._hour()
        self.stop()
        return self.lived

    def _hour(self) -> None:
        trials, draw = self.trials, self.draw
        if draw.random() < trials.outage:
            self.stop()
            span = trials.longest_outage * draw.random() ** 3 + timedelta(minutes=20)
            self.lived.outages.append(span)
            self._sleep(span)
            return
        if draw.random() < trials.consent:
            self.lived.consents += 1
            self._without_consent(1 + int(20 * draw.random()))
            return
        if draw.random() < trials.kill:
            self._killed(draw.randrange(1, 40))
        beats = self.beats or self.start()
        before = beats.worker.health.last_cycle
        beats.beat(self.now)
        self.lived.cycles += beats.worker.health.last_cycle != before
        if self.now.day == 1 and self.now.hour == 12:
            self.lived.memory[f"{self.now:%Y-%m}"] = resident_kilobytes()

    def _sleep(self, span: timedelta) -> None:
        """Nothing runs; people go on."""
        end = self.now + span
        while self.now < end:
            self.now += HOUR
            self.people()
        put(self.url, "/sandbox/clock", {"now": self.now.isoformat()})

    def _without_consent(self, hours: int) -> None:
        rule = {"method": "*", "kind": "status", "status": 401, "reason": "authError"}
        put(self.url, "/sandbox/faults", {"rules": [rule]})
        beats = self.beats or self.start()
        for _ in range(hours):
            beats.beat(self.now)
            assert beats.worker.consent_lost
            self.now += HOUR
        put(self.url, "/sandbox/faults", {"rules": []})
        put(self.url, "/sandbox/clock", {"now": self.now.isoformat()})

    def _killed(self, boundary: int) -> None:
        """The process dies before or after the n-th call to Gmail or Sheets, if the cycle makes so many."""
        from tests.adapters.delivering import Boundaries

        def kill(passed: int) -> None:
            if passed == boundary:
                raise Killed

        beats = self.beats or self.start()
        walls = Boundaries(kill)
        office = beats.worker.office
        beats.worker.office = replace(office, mailbox=walls.wrap(office.mailbox), sheets=walls.wrap(office.sheets))
        try:
            beats.beat(self.now)
        except Killed:
            self.lived.kills += 1
        self.stop()


def resident_kilobytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def _config(url: str, folder: Path) -> Config:
    text = SHIPPED.read_text(encoding="utf-8").replace("http://127.0.0.1:8765", url)
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@contextmanager
def small_office(folder: Path, trials: Trials) -> Iterator[SmallOffice]:
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    with sandbox() as url:
        put(url, "/sandbox/clock", {"now": BEGIN.isoformat()})
        office = SmallOffice(url, folder, trials)
        yield office
        office.stop()


def sent_keys(office: SmallOffice) -> Counter[str]:
    """How often each notice left."""
    return sent_by(office.url, office.config.office.mailbox)


def sent_by(url: str, mailbox: str) -> Counter[str]:
    """How often each notice left a mailbox, by its key."""
    headers = {"Authorization": f"Bearer {mailbox}"}
    base = f"{url}/gmail/v1/users/me/messages"
    ids: list[str] = []
    token = None
    while True:
        params: dict[str, Any] = {"labelIds": "SENT", "maxResults": 500}
        if token:
            params["pageToken"] = token
        told = requests.get(base, params=params, headers=headers, timeout=60).json()
        ids += [message["id"] for message in told.get("messages", ())]
        token = told.get("nextPageToken")
        if token is None:
            break
    keys: Counter[str] = Counter()
    for id in ids:
        told = requests.get(f"{base}/{id}", params={"format": "metadata"}, headers=headers, timeout=60).json()
        found = [h["value"] for h in told["payload"]["headers"] if h["name"].lower() == "x-nhac-viec-key"]
        keys.update(found)
    return keys


def history_id(office: SmallOffice, gmail_id: str) -> int:
    """Grows with every change of the mailbox: what left later has a greater one."""
    headers = {"Authorization": f"Bearer {office.config.office.mailbox}"}
    address = f"{office.url}/gmail/v1/users/me/messages/{gmail_id}"
    return int(
        requests.get(address, params={"format": "minimal"}, headers=headers, timeout=60).json()["historyId"]
    )
