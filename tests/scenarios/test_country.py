"""Many offices, several workers: each office served in its window, faults of one no matter to others, a killed worker
replaced, and of every mail one."""

from __future__ import annotations

import random
import signal
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from service.adapters.store import Database
from service.application.rollup import counted
from service.core.rollup import sums
from tests.adapters.delivering import put
from tests.scenarios.many import BEGIN, UNITS, Province, province

HOUR = timedelta(hours=1)
FEW, SOME, ALL = 4, 10, 200


def unused_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def told_by(port: int) -> dict[str, Any]:
    """What a worker shows of all offices."""
    told: dict[str, Any] = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=10).json()
    return told


def ailing_tenth(made: Province) -> set[str]:
    """Every tenth office, or the last of fewer, has trouble with Google: refusals, silence, lost connections."""
    ill = [village for village in made.villages if village.number % min(10, len(made.villages)) == 0]
    rules = []
    for place, village in enumerate(ill):
        kind = (
            {"kind": "status", "status": 503},
            {"kind": "drop_before"},
            {"kind": "status", "status": 429, "reason": "rateLimitExceeded", "retry_after": 30},
            {"kind": "delay", "seconds": 4},
        )[place % 4]
        rules.append({"method": "*", "mailbox": village.mailbox, **kind})
    made.faults(*rules)
    return {village.id for village in ill}


@pytest.mark.parametrize("count", [FEW, *(pytest.param(many, marks=pytest.mark.prove) for many in (SOME, ALL))])
def test_every_sound_office_is_served_while_a_tenth_ails_and_a_worker_dies(tmp_path: Path, count: int) -> None:
    with province(tmp_path, count) as made:
        made.grant_plenty()
        patience = 60 + count
        ill = ailing_tenth(made)
        sound = {village.id for village in made.villages} - ill
        first, port = made.start(places=3), unused_port()
        made.start(3, "--port", str(port))
        made.until(lambda: len(made.served(BEGIN) & sound) >= len(sound) // 3, patience)
        first.send_signal(signal.SIGKILL)
        made.until(lambda: made.served(BEGIN) >= sound, patience)
        now = BEGIN
        draw = random.Random(count)
        for _ in range(2 if count == ALL else 1):
            now += HOUR
            for village in made.villages:
                village.report(draw.randrange(1, UNITS + 1))
                village.mail(made.url, draw.randrange(1, UNITS + 1), now)
            victim = made.start(places=3)
            made.set_clock(now)
            made.until(lambda now=now: len(made.served(now) & sound) >= len(sound) // 2, patience)  # type: ignore[misc]
            victim.send_signal(signal.SIGKILL)
            made.until(lambda now=now: made.served(now) >= sound, patience)  # type: ignore[misc]
        made.faults()
        now += HOUR
        made.set_clock(now)
        everyone = sound | ill
        made.until(lambda: made.served(now) >= everyone, patience)
        made.until(lambda: told_by(port)["workers"] == 1)  # the killed ones count no longer
        told = told_by(port)
        assert (told["status"], told["offices"]["sound"]) == ("ok", count), told
        made.stop()
        for village in made.villages:
            made.assert_nothing_lost_nothing_double(village)
        assert_sums(made)


def assert_sums(made: Province) -> None:
    """The level above sees every office and every unit once."""
    database = Database.open(made.database_url)
    found = sums(counted(database, "tinh/"), "tinh/", {}, by_office=True)
    plan = [one for one in found if one.obligation == "ke-hoach"]
    whole, parts = plan[0], plan[1:]
    assert (whole.offices, whole.expected) == (len(made.villages), UNITS * len(made.villages))
    assert {one.who for one in parts} == {village.id for village in made.villages}
    assert sum(one.tally.missing for one in parts) == whole.tally.missing
    database.close()


@pytest.mark.prove
def test_googles_quotas_are_shared_out_among_workers(tmp_path: Path) -> None:
    """With the real quotas switched on and more to ask than a minute allows, no call of two workers is refused."""
    with province(tmp_path, 80) as made:
        put(made.url, "/sandbox/faults", {"rules": [], "quotas": True})
        requests.delete(f"{made.url}/sandbox/requests", timeout=10).raise_for_status()
        for _ in range(2):
            made.start(places=4)
        made.until(lambda: len(made.served(BEGIN)) == 80, 600)
        made.stop()
        calls = requests.get(f"{made.url}/sandbox/requests?list=1", timeout=60).json()["requests"]
        reads = [call for call in calls if call["method"].startswith("sheets.") and call["method"].endswith("Get")]
        assert len(reads) + 80 > 150 and [call for call in calls if call["status"] == 429] == []
