"""What the worker does when something is wrong: it holds, says so once, and catches up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from service.adapters.store.runs import Run
from service.application.retention import apply_retention
from service.application.tick import run_tick
from service.beats import Beats
from service.bootstrap import open_office
from service.clockwatch import ClockWatch
from service.config import load
from service.core.jobs import LAST_JOB, Rhythm
from service.core.records import Delivery
from service.core.settings import RetentionSettings
from service.core.troubles import Cause, rest_after
from service.pulse import Worker
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import MAILBOX, Stage

MORNING = at("2020-04-16T08:00")
MINUTE = timedelta(minutes=1)


class Machine:
    """A worker on a machine whose clocks the test sets."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.now = MORNING
        self.steady = 0.0
        self.skew: timedelta | None = timedelta(0)
        config = load(stage.config)
        self.worker = Worker(open_office(config), Rhythm(10, 60), "may", retention=config.retention)
        self.beats = Beats(self.worker, config, clock=ClockWatch(lambda: self.skew, lambda: self.steady))

    def beat(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        self.steady += after.total_seconds()
        self.stage.server.state.set_clock(self.now)
        self.beats.beat(self.now)

    def go_on(self, minutes: int) -> None:
        for _ in range(minutes):
            self.beat(MINUTE)

    @property
    def causes(self) -> list[str]:
        return [trouble["cause"] for trouble in self.worker.health.value()["troubles"]]

    def alerts(self) -> dict[str, Delivery]:
        with self.worker.office.store.transaction() as transaction:
            entries = transaction.outbox.all()
        return {e.notice.key.split("/", 2)[2]: e.delivery for e in entries if "/alert/" in e.notice.key}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with Stage(tmp_path) as stage:
        stage.play(at("2020-04-04T12:00"))
        made = Machine(stage)
        yield made
        made.worker.office.store.close()


def refuse(stage: Stage) -> None:
    stage.faults({"method": "*", "kind": "status", "status": 401, "reason": "authError"})


def test_a_lost_consent_holds_tells_once_and_a_new_token_is_taken_at_once(machine: Machine) -> None:
    stage = machine.stage
    held = {"refresh_token": "a-token", "client_id": "x", "client_secret": "y", "token_uri": stage.url + "/token"}
    token = stage.folder / "token.json"
    token.write_text(json.dumps(held))
    machine.beat()
    requests.post(f"{stage.url}/revoke", data={"token": "a-token"}, timeout=10).raise_for_status()
    machine.go_on(61)
    assert machine.causes == ["consent"]
    assert "nhacviec auth" in machine.worker.health.value()["troubles"][0]["todo"]
    assert list(machine.alerts().values()) == [Delivery.WAITING]
    stage.counted()
    machine.go_on(120)
    asked = stage.counted()
    assert asked.get("oauth2.token", 0) <= 40, "it does not hammer"
    assert len(machine.alerts()) == 1
    token.write_text(json.dumps({**held, "refresh_token": MAILBOX}))
    machine.beat(timedelta(seconds=5))
    assert machine.causes == []
    assert list(machine.alerts().values()) == [Delivery.SENT]


def test_what_came_while_it_was_away_is_caught_up_by_one_cycle(machine: Machine) -> None:
    machine.beat()
    machine.stage.faults({"method": "*", "kind": "drop_before"})
    wires = [machine.worker.office.mailbox._wire, machine.worker.office.sheets._client]  # type: ignore[attr-defined]
    wires[0]._sleep = lambda _: None
    machine.go_on(2 * 60)
    assert machine.causes == ["away"] and machine.alerts() == {}, "the office is not told of a short outage"
    machine.stage.faults()
    machine.stage.play(at("2020-04-16T10:01"))
    machine.go_on(61)
    assert machine.causes == []
    with machine.worker.office.store.transaction() as transaction:
        assert len(transaction.mails.submissions()) > 40


def test_an_error_nobody_expected_does_not_end_the_worker_and_is_told_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("invalid: Nguyễn Văn A, 0912345678")

    machine.beat()
    with monkeypatch.context() as patch:
        patch.setattr("service.pulse.run_tick", broken)
        machine.go_on(130)
        assert machine.causes == ["broken"]
        assert list(machine.alerts().values()) == [Delivery.SENT], "it leaves though no cycle gets through"
    said = "".join(capsys.readouterr())
    assert "ValueError" in said and "Nguyễn" not in said and "0912" not in said
    machine.go_on(70)
    assert machine.causes == [] and len(machine.alerts()) == 1


def test_a_clock_that_jumps_ahead_is_not_believed(machine: Machine) -> None:
    machine.beat()
    right = machine.now
    machine.now += timedelta(days=400)
    machine.skew = timedelta(days=400)
    machine.beats.beat(machine.now)
    assert machine.causes == ["clock"]
    with machine.worker.office.store.transaction() as transaction:
        last = transaction.runs.last()
    assert last is not None and last.as_of <= right, "nothing was judged under that clock"
    machine.now, machine.skew = right + MINUTE, timedelta(0)
    machine.beats.beat(machine.now)
    assert machine.causes == []


def test_runs_made_under_a_clock_that_ran_ahead_are_taken_back(machine: Machine) -> None:
    machine.beat()
    ahead = machine.now + timedelta(days=300)
    with machine.worker.office.store.transaction() as transaction:
        facts = transaction.runs.last()
        assert facts is not None
        transaction.runs.add(Run(ahead, None, facts.facts, facts.summary))
        transaction.memory.set(LAST_JOB, ahead.isoformat())
    machine.skew = None
    machine.go_on(61)
    assert machine.causes == ["clock"], "as long as nobody confirms the time"
    machine.skew = timedelta(0)
    machine.go_on(61)
    assert machine.causes == []
    with machine.worker.office.store.transaction() as transaction:
        last = transaction.runs.last()
    assert last is not None and last.as_of <= machine.now and last.held is None


def test_a_suspended_laptop_catches_up_on_waking(machine: Machine) -> None:
    machine.beat()
    machine.skew = None
    machine.beat(timedelta(hours=14))
    assert machine.causes == [] and machine.worker.health.last_cycle == machine.now


def test_a_failed_cycle_is_tried_again_by_whichever_process_comes(machine: Machine) -> None:
    refuse(machine.stage)
    machine.beat()
    first = machine.worker.next_job(machine.now).at
    assert first < machine.now + timedelta(minutes=10), "sooner than the next look at the inbox"
    machine.stage.faults()
    config = load(machine.stage.config)
    other = Worker(open_office(config), Rhythm(10, 60), "khac")
    assert other.pulse(machine.now) is None, "it rests too"
    assert other.next_job(machine.now).at == first
    machine.stage.server.state.set_clock(first)
    report = other.pulse(first)
    assert report is not None and report.exit_code == 0
    assert other.next_job(first).at > first
    other.office.store.close()


def test_rests_grow_to_an_hour() -> None:
    assert [rest_after(n) // MINUTE for n in (1, 2, 3, 7, 8, 99)] == [1, 2, 4, 60, 60, 60]


def test_causes_are_told_in_their_order() -> None:
    assert next(iter(Cause)) is Cause.CONSENT


# -- what is removed ----------------------------------------------------------------------------------


def test_retention_removes_contents_and_changes_no_state(machine: Machine) -> None:
    stage = machine.stage
    stage.play(at("2020-05-10T20:00"))
    office = machine.worker.office
    as_of = at("2020-05-10T20:00")
    run_tick(office, as_of)
    with office.store.transaction() as transaction:
        states = transaction.assessments.standing()
        before = transaction.mails.all()
        some = next(m for m in before if m.submission.outcome.value == "credited")
        waits = next(m for m in before if m.submission.outcome.value == "triage")
        assert transaction.mails.original(some.mail.gmail_id)
        facts = transaction.runs.last().facts
        for hour in range(100):
            transaction.runs.add(Run(as_of + timedelta(hours=hour), None, facts, "{}"))
        transaction.runs.add(Run(as_of + timedelta(hours=100), "trống", facts, "{}"))
    later = as_of + timedelta(days=800)
    kept = apply_retention(office, RetentionSettings(0, 0, 4000), later)
    assert (kept.originals, kept.contents, kept.runs) == (0, 0, 0)
    removed = apply_retention(office, RetentionSettings(365, 365, 400), later)
    assert removed.originals > 40 and removed.contents > 80 and removed.runs > 90
    with office.store.transaction() as transaction:
        again = transaction.mails.one(some.mail.gmail_id)
        assert again is not None and not again.mail.text and again.submission == some.submission
        assert transaction.mails.original(some.mail.gmail_id) is None
        still = transaction.mails.one(waits.mail.gmail_id)
        assert still is not None and still.mail == waits.mail, "what waits for the office stays whole"
        assert transaction.runs.last_unheld() is not None and len(transaction.runs.holds()) == 1
        sent = transaction.outbox.all((Delivery.SENT,))
        assert all(not e.notice.text and not e.notice.attachments for e in sent)
        assert transaction.assessments.standing() == states
    assert run_tick(office, later).assessed is not None
    assert apply_retention(office, RetentionSettings(365, 365, 400), later).contents <= 1, (
        "the second time nothing"
    )


# -- a real process -----------------------------------------------------------------------------------


def started(stage: Stage, *flags: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "service", "run", "--config", str(stage.config), "--logs", "json", *flags]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def until(process: subprocess.Popen[str], word: str) -> dict[str, Any]:
    assert process.stderr is not None
    for line in process.stderr:
        told: dict[str, Any] = json.loads(line)
        if word in told["event"]:
            return told
    raise AssertionError(f"it ended without saying {word!r}")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_stops_in_the_middle_of_a_tick_and_the_next_goes_on(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        stage.play(MORNING)
        stage.faults({"method": "gmail.users.drafts.create", "kind": "delay", "seconds": 0.3})
        process = started(stage)
        until(process, "worker started")
        _await_sent(stage, 3)
        second = started(stage)
        assert second.wait(timeout=60) == 1 and second.stderr is not None
        assert "serves this office" in second.stderr.read()
        process.send_signal(signal.SIGTERM)
        until(process, "worker stopped")
        assert process.wait(timeout=30) == 0
        sent = _sent(stage)
        assert 3 <= sent < 40, "it stopped between mails"
        stage.faults()
        again = started(stage)
        until(again, "cycle")
        again.send_signal(signal.SIGKILL)
        again.wait()
        assert _sent(stage) > 40
        third = started(stage)
        until(third, "worker started")
        third.send_signal(signal.SIGTERM)
        assert third.wait(timeout=30) == 0, "a killed worker's hold does not stand in the way"


def _sent(stage: Stage) -> int:
    return len(stage.gmail("messages?labelIds=SENT&maxResults=500").get("messages", ()))


def _await_sent(stage: Stage, count: int) -> None:
    deadline = time.monotonic() + 90
    while _sent(stage) < count:
        assert time.monotonic() < deadline, "nothing is sent"
        time.sleep(0.1)
