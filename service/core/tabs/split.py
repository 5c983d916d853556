"""Cut a long list of requests into batches that Google takes gladly (2 MB are advised)."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from service.core.tabs.guards import UNGUARDED, Guards
from service.core.tabs.requests import Request

LIMIT = 1_900_000  # bytes of UTF-8 JSON, below 2 MB with the envelope


def split(
    requests: Sequence[Request], guards: Guards = UNGUARDED, limit: int = LIMIT
) -> tuple[tuple[Request, ...], ...]:
    """The requests in order, in as few batches of at most ``limit`` bytes as their order allows, each with the guards
    of where things stand when its turn comes before everything else.

    One batch is atomic, several are not; the order keeps structure before values and sorting last, so that a run
    cut short leaves rows that are old or new, and the next one writes the rest. A single request above the limit
    goes alone."""
    batches: list[tuple[Request, ...]] = []
    before, batch = guards.requests(), list[Request]()
    size = _length(before)
    for request in requests:
        length = _length([request])
        if batch and size + length > limit:
            batches.append((*before, *batch))
            before, batch = guards.requests(), []
            size = _length(before)
        batch.append(request)
        size += length
        guards = guards.after(request)
    if batch:
        batches.append((*before, *batch))
    return tuple(batches)


def _length(requests: Sequence[Request]) -> int:
    return sum(len(orjson.dumps(request)) + 1 for request in requests)
