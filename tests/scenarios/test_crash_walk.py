"""One busy tick, killed at the boundaries of its calls to Google: half a hundred mails in, all tabs, dozens out.

After a restart every mail has one outcome and one receipt, the tabs are those of a run nobody disturbed, and no
notice left twice. ``make test`` kills at a few seeded boundaries, ``make prove`` at every one."""

from __future__ import annotations

import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.core.evaluation.shipped import at
from tests.scenarios import showing
from tests.scenarios.crashing import KnownAttachments, Life, Sandboxes, begin, prepare, spread, watched
from tests.scenarios.stage import Stage

NOW = at("2020-05-04T08:00")
CHANCE = random.Random(20200504)


@dataclass
class Walk:
    """What a run nobody disturbed came to, and what is needed for others."""

    sandboxes: Sandboxes
    sandbox: Path
    folder: Path
    files: KnownAttachments
    boundaries: int = 0
    outcomes: dict[str, Any] | None = None
    sent: Counter[str] | None = None
    tabs: dict[str, list[str]] | None = None


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    with Sandboxes() as sandboxes:
        made = Walk(sandboxes, prepare(sandboxes, folder / "prepared", NOW), folder, KnownAttachments())
        with sandboxes.serve(begin(made.sandbox, folder / "undisturbed") / "sandbox") as url:
            life = Life(folder / "undisturbed", url, NOW, made.files)
            with watched(lambda _: None) as calls:
                report = life.tick()
            assert report.exit_code == 0 and report.mail is not None and report.delivered is not None
            assert report.mail.new > 50 and len(report.delivered.sent) >= 40
            made.boundaries = 2 * len(calls)
            life.go_on()
            made.outcomes, made.sent, made.tabs = outcomes(life), sent(life), tabs(life)
        yield made


def outcomes(life: Life) -> dict[str, Any]:
    """Every mail that arrived with what it came to; a receipt by whether it left."""
    told = life.inbox()
    assert sorted(mail["gmail_id"] for mail in told) == life.received(), "each once"
    kept = ("unit", "outcome", "kinds", "issues")
    return {m["gmail_id"]: {**{key: m[key] for key in kept}, "receipt": _gone(m["receipt"])} for m in told}


def _gone(receipt: str) -> str:
    return "sent" if re.match(r"2020-", receipt) else receipt


def stage_of(life: Life) -> Stage:
    """Enough of a stage to show what stands."""
    names = ("book", "gmail")
    shown = SimpleNamespace(url=life.url)
    for name in names:
        setattr(shown, name, getattr(Stage, name).__get__(shown))
    return cast(Stage, shown)


def sent(life: Life) -> Counter[str]:
    assert life.drafts() == [], "no draft is left behind"
    return Counter(showing.key_of(mail) for mail in showing.sent(stage_of(life)))


def tabs(life: Life) -> dict[str, list[str]]:
    """Our tabs; the journal in the order of what it says."""
    shown = {title: text.splitlines() for title, text in showing.tabs(stage_of(life)).items()}
    shown["NHẬT KÝ"] = sorted(re.sub(r"^([^|]*\|) \d+ ", r"\1 ", line) for line in shown["NHẬT KÝ"])
    return shown


def kill(walk: Walk, boundary: int) -> int:
    """Die there and go on; everything must be as if nothing had happened. The number of runs it took."""
    folder = begin(walk.sandbox, walk.folder / f"killed-{boundary}")
    with walk.sandboxes.serve(folder / "sandbox") as url:
        life = Life(folder, url, NOW, walk.files)
        assert life.killed(boundary), f"boundary {boundary} was not reached"
        runs = life.go_on()
        found = sent(life)
        assert max(found.values()) == 1, f"boundary {boundary}: a notice left twice"
        assert found == walk.sent, f"boundary {boundary}"
        assert outcomes(life) == walk.outcomes, f"boundary {boundary}"
        standing = tabs(life)
        for title, lines in (walk.tabs or {}).items():
            assert standing[title] == lines, f"boundary {boundary}: {title}"
    shutil.rmtree(folder)
    return runs


def test_killed_at_some_boundaries(walk: Walk) -> None:
    for boundary in spread(walk.boundaries, 1, CHANCE.sample):
        kill(walk, boundary)


@pytest.mark.prove
def test_killed_at_every_boundary(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    most = max(kill(walk, boundary) for boundary in range(walk.boundaries))
    with capsys.disabled():
        sys.stdout.write(
            f"\nkilled at each of {walk.boundaries} boundaries of a busy tick: at most {most} runs after it\n"
        )
