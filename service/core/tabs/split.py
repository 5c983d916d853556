"""Cut a long list of requests into batches that Google takes gladly (2 MB are advised)."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from service.core.tabs.requests import Request

LIMIT = 1_900_000  # bytes of UTF-8 JSON, below 2 MB with the envelope


def split(requests: Sequence[Request], limit: int = LIMIT) -> tuple[tuple[Request, ...], ...]:
    """The requests in order, in as few batches of at most ``limit`` bytes as their order allows.

    One batch is atomic, several are not; the order keeps structure before values and sorting last, so that a run
    cut short leaves rows that are old or new, and the next one writes the rest. A single request above the limit
    goes alone."""
    batches: list[tuple[Request, ...]] = []
    batch: list[Request] = []
    size = 0
    for request in requests:
        length = len(orjson.dumps(request)) + 1
        if batch and size + length > limit:
            batches.append(tuple(batch))
            batch, size = [], 0
        batch.append(request)
        size += length
    if batch:
        batches.append(tuple(batch))
    return tuple(batches)
