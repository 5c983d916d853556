"""Fixtures of the sandbox tests: a fresh sandbox each, for Gmail once for every HTTP library of its client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.gmail_clients import Office


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    """A running sandbox with nothing in it."""
    with SandboxServer() as running:
        yield running


@pytest.fixture(params=["httplib2", "requests"])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """The office's client of a fresh sandbox."""
    with SandboxServer() as running:
        yield Office(running.url, request.param)
