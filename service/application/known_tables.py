"""What this process has read of each tab: a grid that still says the same is not taken apart again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from service.core.parsing.tables import Table, find_table
from service.core.ports import Grid
from service.core.records import Issue, Place, Source

Found = tuple[Table, tuple[Issue, ...]]


def digest_of_grid(grid: Grid) -> str:
    """Everything a tab says; the number 1, the text "1" and TRUE differ."""
    return hashlib.sha256(repr(grid).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class KnownTables:
    """The last table of each tab, and the last grid of it whose rows this process kept."""

    _found: dict[tuple[Source, Place, str], tuple[str, Found]] = field(default_factory=dict)
    _kept: dict[str, str] = field(default_factory=dict)

    def find(self, source: Source, grid: Grid, digest: str, place: Place, hint: str) -> Found:
        """``find_table`` of a grid with this digest."""
        key = (source, place, hint)
        last, found = self._found.get(key, ("", None))
        if found is None or last != digest:
            found = find_table(source, grid, place, unit_hint=hint)
            self._found[key] = (digest, found)
        return found

    def kept(self, tab: str, digest: str) -> None:
        self._kept[tab] = digest

    def keeps(self, tab: str, digest: str) -> bool:
        """Whether this process, with this version of the rules, kept the rows of this very grid last."""
        return self._kept.get(tab) == digest
