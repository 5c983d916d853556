"""Ticks a minute of many small offices on one PostgreSQL, with 1, 2 and 4 workers, where Google takes 50 ms to answer.

The offices stand on one sandbox in a process of its own; each has a spreadsheet, a mailbox and six units. A worker
serves so many offices at a time as ``places`` says. The rate is that of the middle 80 % of a round, so that neither
the wait for its planning nor its last stragglers count; every worker has served the offices once before. Beside it,
for one such office, a plain gspread script that looks at the same sheets and writes one status tab.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import gspread
import requests

from benchmarks.ground import Redirected, timed
from tests.scenarios.many import BEGIN, Province, Village, province

DELAY = {"method": "*", "kind": "delay", "seconds": 0.05}
HOUR = timedelta(hours=1)
WORKERS = (1, 2, 4)
QUICK = {"offices": 12, "places": (1,), "workers": (1, 2)}


def run(
    offices: int = 200, places: tuple[int, ...] = (1, 8), workers: tuple[int, ...] = WORKERS
) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, province(Path(folder), offices) as made:
        made.grant_plenty()
        first = _first_ticks(made)
        made.faults(DELAY)
        now = BEGIN
        found: dict[str, Any] = {"offices": offices, "first tick": first}
        for at_a_time in places:
            rates: dict[str, Any] = {}
            for number in workers:
                now += 2 * HOUR
                rates[f"{number} workers"] = _round(made, now, number, at_a_time)
            told = {f"ticks a minute, {name}": rate["per_minute"] for name, rate in rates.items()}
            if "2 workers" in rates:
                told["2 workers × 1"] = rates["2 workers"]["per_minute"] / rates["1 workers"]["per_minute"]
            told["processor ms a tick"] = rates["1 workers"]["processor_ms"]
            told["calls a tick"] = rates["1 workers"]["calls"]
            told["MB of a worker"] = rates["1 workers"]["mb"]
            found[f"{at_a_time} at a time"] = told
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


def _round(made: Province, now: Any, number: int, at_a_time: int) -> dict[str, Any]:
    """Every office has its hourly tick, and nothing new."""
    workers = [made.start(places=at_a_time) for _ in range(number)]
    made.until(lambda: made.logs().count("worker started") >= number, 120)
    made.set_clock(now - HOUR)
    made.until(lambda: len(made.served(now - HOUR)) == len(made.villages), 1200)
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
        "per_minute": _rate(seen, total),
        "processor_ms": 1000 * spent / total,
        "calls": calls / total,
        "mb": resident,
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
