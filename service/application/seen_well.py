"""What this tick is compared with: the last one that saw well, or what a person released a hold with."""

from __future__ import annotations

from service.adapters.store import Transaction
from service.adapters.store.json import load
from service.core.holds import TickFacts

RELEASED = "hold:released"
"""What a person released a hold with: the facts that count as seen well."""


def seen_well(transaction: Transaction) -> TickFacts | None:
    """None before the first tick that saw well."""
    released = transaction.memory.get(RELEASED)
    if released is not None:
        return load(TickFacts, released)
    last = transaction.runs.last_unheld()
    return load(TickFacts, last.facts) if last is not None else None
