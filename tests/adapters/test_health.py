"""What the worker shows of itself, and how it holds an office: over HTTP and in the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from service.adapters.google_clock import google_skew
from service.adapters.store import Store
from service.application.tick import TickReport
from service.cli.logs import without_personal_data
from service.core.errors import ConfigError, NhacViecError
from service.core.records import Delivery
from service.core.troubles import Cause, Trouble
from service.health import Health, HealthPage, Heartbeat
from service.tenure import HELD_FOR, Tenure

T0 = datetime(2020, 4, 16, 1, tzinfo=UTC)


class Answers:
    """A server on loopback that counts calls and answers a status."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.calls.append(self.path)
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def health() -> Health:
    return Health("doan-khoi")


def test_page_says_ok_then_what_is_wrong_and_what_to_do(health: Health) -> None:
    with HealthPage(health, 0) as page:
        url = f"http://127.0.0.1:{page.port}"
        health.note_cycle(TickReport(T0), {Delivery.WAITING: 3})
        well = requests.get(url + "/healthz", timeout=10)
        assert (well.status_code, well.json()["status"]) == (200, "ok")
        assert well.json()["last_good_cycle"] == T0.isoformat()
        health.troubles = (Trouble(Cause.CONSENT, T0, "The account no longer lets us in.", "Run: nhacviec auth"),)
        unwell = requests.get(url + "/healthz", timeout=10)
        assert (unwell.status_code, unwell.json()["status"]) == (503, "unwell")
        assert unwell.json()["troubles"][0]["todo"] == "Run: nhacviec auth"
        assert requests.get(url + "/", timeout=10).status_code == 404
        assert requests.head(url + "/healthz", timeout=10).status_code == 503


def test_figures_are_what_prometheus_reads(health: Health) -> None:
    health.note_cycle(TickReport(T0), {Delivery.WAITING: 3})
    health.troubles = (Trouble(Cause.AWAY, T0),)
    health.skew = timedelta(seconds=-2)
    with HealthPage(health, 0) as page:
        answer = requests.get(f"http://127.0.0.1:{page.port}/metrics", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert samples[("nhacviec_cycles_total", "done")] == 1
    assert samples[("nhacviec_outbox", "waiting")] == 3
    assert samples[("nhacviec_up",)] == 0
    assert samples[("nhacviec_trouble_since_seconds", "away")] == T0.timestamp()
    assert samples[("nhacviec_clock_skew_seconds",)] == -2
    assert ("process_resident_memory_bytes",) in samples


def test_a_worker_that_stands_still_is_unwell(health: Health) -> None:
    assert not health.stuck(health.beat + 60)
    assert health.stuck(health.beat + 16 * 60)
    health.begin_cycle(health.beat)
    assert not health.stuck(health.beat + 16 * 60), "a long cycle is no standstill"
    assert health.stuck(health.beat + 3 * 3600)


def test_a_port_that_is_taken_is_told(health: Health, answers: Answers) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        HealthPage(health, answers.server.server_address[1])


def test_heartbeat_beats_only_while_well_and_not_too_often(answers: Answers) -> None:
    heart = Heartbeat(answers.url + "/ping/secret", timedelta(hours=1))
    heart.beat(well=False)
    assert answers.calls == []
    heart.beat(well=True)
    heart.beat(well=True)
    assert answers.calls == ["/ping/secret"]
    often = Heartbeat(answers.url + "/ping/secret", timedelta(0))
    answers.status = 500
    often.beat(well=True)
    often.beat(well=True)
    assert len(answers.calls) == 3, "an address that fails is no reason to stop"


def test_googles_date_tells_how_wrong_the_clock_is(answers: Answers) -> None:
    skew = google_skew(answers.url)
    assert skew is not None and abs(skew) < timedelta(seconds=5)
    assert google_skew("http://127.0.0.1:1") is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Invalid value: Nguyen.Van.A@example.org", "Invalid value: [address]"),
        ("gọi 0912 345 678 nhé", "gọi [number] nhé"),
        ("2020-04-16T08:00:00+07:00", "2020-04-16T08:00:00+07:00"),
        ("Quota exceeded for 'Read requests' of 300", "Quota exceeded for 'Read requests' of 300"),
    ],
)
def test_logs_name_nobody(said: str, kept: str) -> None:
    assert without_personal_data(None, "", {"event": said, "why": [said]}) == {"event": kept, "why": [kept]}


# -- who holds the office ---------------------------------------------------------------------------


class Pair:
    """Two processes on one database, with a clock of the test's."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'store.sqlite3'}"
        self.now = T0

    def tenure(self, owner: str, lock_file: bool = True) -> Tenure:
        return Tenure(Store.open(self.url, "khoi"), owner, self.url if lock_file else "", lambda: self.now)


def test_the_second_worker_says_who_holds_the_office(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    first = pair.tenure("may-1:100:aa")
    first.begin()
    with pytest.raises(NhacViecError, match="may-1:100:aa"):
        pair.tenure("may-1:200:bb").begin()
    first.end()
    second = pair.tenure("may-1:200:bb")
    second.begin()
    second.end()


def test_after_a_power_cut_the_next_worker_need_not_wait(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    store = Store.open(pair.url, "khoi")
    with store.transaction() as transaction:
        transaction.runs.take("may-1:100:aa", T0, T0 + HELD_FOR)
    second = pair.tenure("may-1:200:bb")
    second.begin()
    second.end()


def test_on_another_machine_a_dead_holders_time_must_end(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.tenure("may-1:100:aa", lock_file=False).begin()
    with pytest.raises(NhacViecError, match="may-1:100:aa"):
        pair.tenure("may-2:100:bb", lock_file=False).begin()
    pair.now += HELD_FOR + timedelta(seconds=1)
    pair.tenure("may-2:100:bb", lock_file=False).begin()


def test_a_hold_taken_under_a_wrong_clock_does_not_last_for_years(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.now = T0 + timedelta(days=3650)
    pair.tenure("may-1:100:aa", lock_file=False).begin()
    pair.now = T0
    pair.tenure("may-2:100:bb", lock_file=False).begin()


def test_a_worker_that_slept_too_long_learns_that_it_lost_the_office(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    slept = pair.tenure("may-1:100:aa", lock_file=False)
    slept.begin()
    pair.now += timedelta(minutes=4)
    slept.renew()
    assert not slept.lost
    pair.now += timedelta(hours=9)
    pair.tenure("may-2:100:bb", lock_file=False).begin()
    slept.renew()
    assert slept.lost
