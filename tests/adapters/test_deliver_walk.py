"""Every way a delivery of forty mails can be cut short, and after each: every mail exactly once.

``make test`` walks a seeded sample; ``make prove`` walks every boundary and every fault at every call."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.delivering import MAILS, Boundaries, Case, killed_at, put, sandbox

CALLS = 2 * MAILS
FAULTS: dict[str, dict[str, Any]] = {
    "dropped before": {"kind": "drop_before"},
    "dropped after": {"kind": "drop_after"},
    "429": {"kind": "status", "status": 429, "reason": "rateLimitExceeded"},
    "403": {"kind": "status", "status": 403, "reason": "userRateLimitExceeded"},
    "500": {"kind": "status", "status": 500},
    "500 after the effect": {"kind": "status", "status": 500, "effect": True},
    "503": {"kind": "status", "status": 503},
    "503 after the effect": {"kind": "status", "status": 503, "effect": True},
    "truncated": {"kind": "truncate"},
}
SAMPLE = random.Random(20200416)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sandbox() as address:
        yield address


def boundaries(url: str, folder: Path) -> int:
    case = Case(url, folder, "counted")
    case.fill()
    counting = Boundaries(lambda _: None)
    case.run(wrap=counting.wrap)
    case.assert_each_once()
    return counting.passed


def walk_kills(url: str, folder: Path, which: list[int]) -> None:
    for boundary in which:
        case = Case(url, folder, f"killed-{boundary}")
        case.fill()
        assert killed_at(case, boundary), f"boundary {boundary} was not reached"
        case.settle()
        case.assert_each_once()


def walk_faults(url: str, folder: Path, which: list[tuple[str, int]]) -> None:
    for fault, call in which:
        case = Case(url, folder, f"fault-{fault.replace(' ', '-')}-{call}")
        case.fill()
        put(url, "/sandbox/faults", {"rules": [{**FAULTS[fault], "method": "gmail.*", "skip": call, "count": 1}]})
        case.run()
        put(url, "/sandbox/faults", {"rules": []})
        case.settle()
        case.assert_each_once()


def walk_chance(url: str, folder: Path, seeds: list[int]) -> int:
    """Three calls in ten fail, each in a way of its own; the number of runs until all was sent."""
    runs = 0
    for seed in seeds:
        case = Case(url, folder, f"chance-{seed}")
        case.fill()
        share = 0.3 / len(FAULTS)
        rules = [
            {**fault, "method": "gmail.*", "probability": share, "seed": seed * 100 + number}
            for number, fault in enumerate(FAULTS.values())
        ]
        put(url, "/sandbox/faults", {"rules": rules})
        runs += case.settle(most=100)
        put(url, "/sandbox/faults", {"rules": []})
        case.assert_each_once()
    return runs


def test_killed_at_some_boundaries(url: str, tmp_path: Path) -> None:
    every = boundaries(url, tmp_path)
    assert every > 10 * MAILS
    walk_kills(url, tmp_path, [0, every - 1, *SAMPLE.sample(range(1, every - 1), 6)])


def test_some_faults_at_some_calls(url: str, tmp_path: Path) -> None:
    walk_faults(url, tmp_path, [(fault, SAMPLE.randrange(CALLS)) for fault in FAULTS])


def test_three_calls_in_ten_fail(url: str, tmp_path: Path) -> None:
    walk_chance(url, tmp_path, [1])


@pytest.mark.prove
def test_killed_at_every_boundary(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = boundaries(url, tmp_path)
    walk_kills(url, tmp_path, list(range(every)))
    with capsys.disabled():
        sys.stdout.write(f"\nkilled at every one of {every} boundaries of {MAILS} mails: each mail exactly once\n")


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_at_every_call(
    url: str, tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    walk_faults(url, tmp_path, [(fault, call) for call in range(CALLS)])
    with capsys.disabled():
        sys.stdout.write(f"\n{fault} at every one of {CALLS} calls of {MAILS} mails: each mail exactly once\n")


@pytest.mark.prove
def test_chance_over_many_seeds(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = walk_chance(url, tmp_path, list(range(2, 32)))
    with capsys.disabled():
        sys.stdout.write(f"\n30 % of calls failing, 30 seeds, {runs} runs: each mail exactly once\n")
