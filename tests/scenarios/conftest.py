"""Stages for scenarios: an empty one, the sample office from its first day, or one that goes on from an instant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from tests.scenarios.lived import Lived, lived_once
from tests.scenarios.stage import Stage


class GoOn(Protocol):
    def __call__(self, moment: datetime) -> AbstractContextManager[Stage]: ...


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    base = tmp_path_factory.getbasetemp()
    return lived_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def go_on(lived: Lived, tmp_path: Path) -> GoOn:
    """``with go_on(INSTANTS[0]) as stage``: the office as it was then, to go on from."""
    return lambda moment: lived.stage(moment, tmp_path)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A sandbox with nothing in it yet."""
    with Stage(tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow at once."""
    monkeypatch.setattr("service.adapters.google._pause", lambda *_: 0.0)
