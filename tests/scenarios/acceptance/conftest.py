"""A town of its own for every scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.acceptance.town import Town

Founding = Callable[..., Town]


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Founding]:
    """``found(homes, **settings)``: a town that stands until the scenario ends."""
    with ExitStack() as stack:

        def founded(*args: Any, **settings: Any) -> Town:
            folder = tmp_path / f"town{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return stack.enter_context(Town(folder, *args, **settings))

        yield founded


@pytest.fixture
def town(found: Founding) -> Town:
    """Six units and the shipped campaign; no reminders."""
    return found(quiet=True)
