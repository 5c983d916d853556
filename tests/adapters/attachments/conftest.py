from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.adapters.attachments import IsolatedReader
from service.core.settings import Limits


@pytest.fixture(scope="session")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(Limits()) as made:
        yield made
