"""How long a command takes to answer, and what an idle worker weighs.

The floors: for the help an interpreter that only starts, for the status one that only imports what it needs."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.beats import Beats
from service.bootstrap import open_office
from service.cli.demo import demo_config
from service.core.jobs import Rhythm
from service.pulse import Worker
from service.sandbox.seed import seed
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at

AS_OF = at("2020-04-27T08:00")
TIMES = 5


def seconds(command: Sequence[str], times: int) -> float:
    """The median of a few runs, after one that keeps the bytecode, as an installation does, and warms the files."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken[1:]), 3)


def _memory(process: int) -> dict[str, float]:
    """Resident and proportional megabytes of a process (Linux)."""
    found = {}
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            found[name.lower() + "_mb"] = round(int(rest.split()[0]) / 1024, 1)
    return found


def _office(folder: Path, url: str) -> Path:
    """Settings in a file, and a store that has lived through one cycle."""
    config = demo_config(folder, url)
    shipped = (Path(__file__).parents[1] / "config.yaml").read_text(encoding="utf-8")
    shipped = shipped.replace("http://127.0.0.1:8765", url).replace("data/nhacviec", "nhacviec")
    (folder / "config.yaml").write_text(shipped, encoding="utf-8")
    worker = Worker(open_office(config), Rhythm(), "bench")
    Beats(worker, config).beat(AS_OF)
    worker.office.store.close()
    return folder / "config.yaml"


QUICK = {"times": 2}


def run(times: int = TIMES) -> dict[str, Any]:
    """Seconds, each beside its floor, and megabytes."""
    python = sys.executable
    bare = seconds([python, "-c", "pass"], times)
    shown = {"ours": seconds([python, "-m", "service", "--help"], times), "floor": bare}
    with tempfile.TemporaryDirectory() as name, SandboxServer(Path(name) / "sandbox", 0, AS_OF) as server:
        seed(server.url, until=AS_OF)
        config = _office(Path(name), server.url)
        status = [
            python,
            "-m",
            "service",
            "status",
            "--json",
            "--config",
            str(config),
            "--as-of",
            AS_OF.isoformat(),
        ]
        needs = "import service.cli.show, service.application.answers, service.bootstrap"
        answered = {"ours": seconds(status, times), "floor": seconds([python, "-c", needs], times)}
        idle = _idle(config)
    return {"nhacviec --help, seconds": shown, "nhacviec status, seconds": answered, "idle worker": idle}


def _idle(config: Path) -> dict[str, float]:
    """A worker that has done its first cycle and waits; its processor time in ten idle seconds."""
    command = [sys.executable, "-m", "service", "run", "--config", str(config), "--logs", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"worker started"' in line:
                break
        time.sleep(10)
        before = _ticks(process.pid)
        time.sleep(10)
        told = {**_memory(process.pid), "cpu_ms_in_10_s": round(1000 * (_ticks(process.pid) - before), 1)}
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    return told


def _ticks(process: int) -> float:
    """Processor seconds so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    for name, value in run().items():
        sys.stdout.write(f"{name:22} {value}\n")


if __name__ == "__main__":
    main()
