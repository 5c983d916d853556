"""The sample office's spring of 2020, lived through once for all tests: kept at some instants, to go on from there."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from service.sandbox.seed import Sample
from tests.core.evaluation.shipped import at
from tests.scenarios import showing
from tests.scenarios.stage import BEGIN, Stage

INSTANTS = tuple(
    at(text)
    for text in (
        "2020-04-15T08:00",
        "2020-04-20T07:30",
        "2020-05-04T07:30",
        "2020-05-06T08:00",
        "2020-05-10T20:00",
    )
)
"""Those of ``tests/sample/truth``."""
FIRST = at("2020-04-01T08:00")
BUSY = at("2020-04-28T08:00")  # half a hundred reminders leave
KEPT = (FIRST, at("2020-04-27T17:30"), *INSTANTS)
AROUND_DUE = ("2020-04-14T23:55", "2020-04-15T00:00", "2020-05-05T23:55", "2020-05-06T00:00")
EVERY_DAY = ("08:00", "12:00", "17:30")


def moments() -> list[datetime]:
    """When the product looks: each morning, at noon and in the evening when something came, and around deadlines."""
    happened = sorted(event.at for event in Sample().all_events if event.at)
    days = [BEGIN + timedelta(days=number) for number in range((INSTANTS[-1] - BEGIN).days + 1)]
    candidates = {at(f"{day:%Y-%m-%d}T{hour}") for day in days for hour in EVERY_DAY}
    candidates |= {at(f"{day:%Y-%m-%d}T07:30") for day in days if day.isoweekday() == 1}
    chosen: list[datetime] = []
    always = {*KEPT, *(at(text) for text in AROUND_DUE)}
    for moment in sorted(candidates | always):
        news = not chosen or any(chosen[-1] < event <= moment for event in happened)
        if moment <= INSTANTS[-1] and (news or moment in always or moment.hour < 9):
            chosen.append(moment)
    return chosen


def folder_of(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H%M}"


@dataclass(frozen=True, slots=True)
class Lived:
    """``root``: a folder for each kept instant."""

    root: Path

    @contextmanager
    def stage(self, moment: datetime, folder: Path) -> Iterator[Stage]:
        """A stage of one's own that goes on from a kept instant."""
        with Stage.copied(self.root / folder_of(moment), folder / folder_of(moment), moment) as stage:
            yield stage

    def shown(self, moment: datetime) -> dict[str, str]:
        """Title → what a person read in a tab of ours when the instant was the present."""
        tabs: dict[str, str] = json.loads((self.root / f"{folder_of(moment)}.tabs.json").read_text())
        return tabs

    def told(self, moment: datetime, question: str) -> list[dict[str, object]]:
        """What ``status``, ``inbox`` or ``activities`` answered when the instant was the present."""
        answer: list[dict[str, object]] = json.loads(
            (self.root / f"{folder_of(moment)}.{question}.json").read_text()
        )
        return answer


def live(root: Path) -> None:
    """Live through the weeks and keep what is asked for."""
    with Stage(root / "living") as stage:
        for moment in moments():
            stage.live(moment)
            if moment in INSTANTS:
                (root / f"{folder_of(moment)}.tabs.json").write_text(json.dumps(showing.tabs(stage)))
            if moment in KEPT:
                stage.keep(root / folder_of(moment))
                for question in ("status", "inbox", "activities"):
                    answer = stage.ask(question, moment)
                    (root / f"{folder_of(moment)}.{question}.json").write_text(json.dumps(answer))


def lived_once(shared: Path) -> Lived:
    """Of several test processes the first lives through the weeks, the others wait for it."""
    root = shared / "lived"
    root.mkdir(exist_ok=True)
    with (shared / "lived.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = root / "done"
        if not done.exists():
            live(root)
            done.write_text(str(os.getpid()))
    return Lived(root)
