"""Ticks a minute of many small offices on one PostgreSQL, with 1, 2 and 4 workers, where Google takes 50 ms to answer.

The offices stand on one sandbox in a process of its own; each has a spreadsheet, a mailbox and six units. A worker
serves so many offices at a time as ``places`` says. The rate is that of the middle 80 % of a round, so that neither
the wait for its planning nor its last stragglers count. Every worker has served nearly all offices before, as it has
after some hours of service: what it remembers of one makes the next tick a quarter as dear.

Beside it, for one such office, a plain gspread script that looks at the same sheets and writes one status tab.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gspread
import requests

from benchmarks.ground import Redirected, timed
from tests.scenarios.many import BEGIN, Province, Village, province

DELAY = {"method": "*", "kind": "delay", "seconds": 0.05}
HOUR = timedelta(hours=1)
ROUNDS = ((1, 1), (1, 2), (1, 4), (8, 1), (8, 2))
"""Offices at a time, and workers."""
QUICK = {"offices": 12, "rounds": ((1, 1), (1, 2))}


def run(offices: int = 200, rounds: tuple[tuple[int, int], ...] = ROUNDS) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, province(Path(folder), offices) as made:
        made.grant_plenty()
        first = _first_ticks(made)
        now = BEGIN
        found: dict[str, Any] = {"offices": offices, "first tick": first}
        for places, number in rounds:
            warming = 2 * number - 1
            now += (warming + 1) * HOUR
            told = _round(made, now, number, places, warming)
            name = f"{places} at a time, {number} worker{'s' if number > 1 else ''}"
            found[name] = told
            alone = found.get(f"{places} at a time, 1 worker")
            if number > 1 and alone:
                told["× one worker"] = told["ticks a minute"] / alone["ticks a minute"]
        found["plain script, one office"] = _script(made, made.villages[0])
    return found


def _first_ticks(made: Province) -> dict[str, Any]:
    """Everything new: tabs made, six units reminded."""
    began = time.monotonic()
    made.start(places=4)
    made.start(places=4)
    made.until(lambda: len(made.served(BEGIN)) == len(made.villages), 1200)
    made.stop()
    made.workers.clear()
    return {"seconds for all, 2 workers": time.monotonic() - began}


def _round(made: Province, now: datetime, number: int, places: int, warming: int) -> dict[str, Any]:
    """Every office has its hourly tick, and nothing new, after some hours in which Google answered at once."""
    made.faults()
    workers = [made.start(places=places) for _ in range(number)]
    made.until(lambda: made.logs().count("worker started") >= number, 120)
    for hours in range(warming, 0, -1):
        before_it = now - hours * HOUR
        made.set_clock(before_it)
        made.until(lambda instant=before_it: len(made.served(instant)) == len(made.villages), 1200)  # type: ignore[misc]
    made.faults(DELAY)
    requests.delete(f"{made.url}/sandbox/requests", timeout=30)
    before = sum(_processor(worker.pid) for worker in workers)
    made.set_clock(now)
    seen: list[tuple[float, int]] = []

    def all_served() -> bool:
        seen.append((time.monotonic(), len(made.served(now))))
        return seen[-1][1] == len(made.villages)

    made.until(all_served, 1200)
    spent = sum(_processor(worker.pid) for worker in workers) - before
    resident = max(_resident(worker.pid) for worker in workers)
    calls = requests.get(f"{made.url}/sandbox/requests", timeout=30).json()["total"]
    made.stop()
    made.workers.clear()
    for log in made.folder.glob("worker-*.log"):
        log.unlink()
    total = len(made.villages)
    return {
        "ticks a minute": _rate(seen, total),
        "processor ms a tick": 1000 * spent / total,
        "calls a tick": calls / total,
        "MB of a worker": resident,
    }


def _rate(seen: list[tuple[float, int]], total: int) -> float:
    """Offices a minute while the middle 80 % were served."""
    begin = next(point for point in seen if point[1] >= 0.1 * total)
    end = next(point for point in seen if point[1] >= 0.9 * total)
    if end[0] == begin[0]:
        begin = seen[0]
    return 60 * (end[1] - begin[1]) / (end[0] - begin[0])


def _processor(pid: int) -> float:
    """Processor seconds of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _script(made: Province, village: Village) -> dict[str, Any]:
    """Who reported, written unit by unit, as scripts of the usual kind do."""
    client = gspread.authorize(None, session=Redirected(made.url))  # type: ignore[arg-type]
    book = client.open_by_key(village.spreadsheet)
    units = [row[1] for row in book.worksheet("DANH MỤC ĐƠN VỊ").get_all_values()[1:] if row[1]]
    book.add_worksheet("THEO DÕI", len(units) + 5, 4).update([[unit, "", ""] for unit in units], "A1")
    requests.delete(f"{made.url}/sandbox/requests", timeout=30)

    def script() -> None:
        reported = {row[1] for row in book.worksheet("BÁO CÁO").get_all_values()[2:]}
        registered = {row[1] for row in book.worksheet("ĐĂNG KÝ").get_all_values()[2:]}
        for unit in units:
            tab = book.worksheet("THEO DÕI")
            cell = tab.find(unit)
            assert cell is not None
            tab.update_cell(cell.row, 2, "Có" if unit in registered else "Chưa")
            tab.update_cell(cell.row, 3, "Có" if unit in reported else "Chưa")

    took = timed(script)
    calls = requests.get(f"{made.url}/sandbox/requests", timeout=30).json()["total"]
    return {"seconds": took["seconds"], "processor ms": 1000 * took["cpu_seconds"], "calls": calls}


if __name__ == "__main__":
    print(json.dumps(run(**(QUICK if "--quick" in sys.argv else {})), indent=2, ensure_ascii=False))  # noqa: T201
