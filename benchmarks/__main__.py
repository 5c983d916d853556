"""Every bench, each in a process of its own: one table on the screen, ``build/bench.json`` for machines.

    python -m benchmarks [--quick] [name ...]

Figures of one run on one machine: compare the columns of a line, not two runs.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

import benchmarks
from benchmarks.figures import Figure, figures

RESULT = Path("build/bench.json")
PARTS = frozenset({"__main__", "figures", "ground", "letters"})


def names() -> list[str]:
    """The benches of this folder: modules with a ``run``."""
    return [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name not in PARTS]


def bench(name: str, quick: bool) -> Any:
    """The result of one bench, measured here; ``QUICK`` of a module are the arguments of a short run."""
    module = importlib.import_module(f"benchmarks.{name}")
    return module.run(**(getattr(module, "QUICK", {}) if quick else {}))


def apart(name: str, quick: bool) -> dict[str, Any]:
    """The same from a process of its own, or why there is none."""
    command = [sys.executable, "-m", "benchmarks", "--one", name, *(["--quick"] if quick else [])]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:], "took": took}
    return {"result": json.loads(done.stdout.splitlines()[-1]), "took": took}


def table_of(found: dict[str, dict[str, Any]]) -> Table:
    table = Table("figure", "unit", title="Nhắc Việc, beside the floor and a plain script")
    for column in ("ours", "floor", "× floor", "plain script", "× better"):
        table.add_column(column, justify="right")
    for name, told in found.items():
        table.add_section()
        if "failed" in told:
            table.add_row(f"{name}: failed", *told["failed"])
            continue
        for figure in figures(told["result"]):
            table.add_row(f"{name}: {figure.name}".removesuffix(": "), *_cells(figure))
    return table


def _cells(figure: Figure) -> tuple[str, ...]:
    numbers = (figure.ours, figure.floor, figure.times_the_floor, figure.plain, figure.times_faster)
    return (figure.unit, *("" if number is None else f"{number:,.4g}" for number in numbers))


def main(words: list[str]) -> int:
    quick = "--quick" in words
    chosen = [word for word in words if not word.startswith("--")]
    if "--one" in words:
        print(json.dumps(bench(chosen[0], quick)))  # noqa: T201
        return 0
    found: dict[str, dict[str, Any]] = {}
    screen = Console()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=screen) as progress:
        for name in chosen or names():
            task = progress.add_task(name, total=1)
            found[name] = apart(name, quick)
            progress.update(task, completed=1)
    screen.print(table_of(found))
    machine = {"processors": os.cpu_count(), "load": os.getloadavg(), "python": platform.python_version()}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps({"quick": quick, "machine": machine, "benches": found}, indent=1), encoding="utf-8"
    )
    screen.print(f"Written to {RESULT}.")
    return 1 if any("failed" in told for told in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
