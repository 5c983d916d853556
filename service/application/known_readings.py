"""What this process has read out of rows: the same rows, read in the same way, are the same records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.core.parsing.names import UnitNames
from service.core.records import Row, Unit

Record = TypeVar("Record")


@dataclass(slots=True)
class KnownReadings:
    """The last roster's names, and the last reading of each group of rows. Rows of past months hardly ever change,
    so that only the running month is read in most ticks."""

    _names: tuple[Sequence[Unit], Mapping[str, str], UnitNames] | None = None
    _groups: dict[object, tuple[tuple[Row, ...], Any, Sequence[Any]]] = field(default_factory=dict)

    def names(self, units: Sequence[Unit], learned: Mapping[str, str]) -> UnitNames:
        """The names of a roster; for an equal one the very same object."""
        if self._names is None or self._names[0] != units or self._names[1] != learned:
            self._names = (units, dict(learned), UnitNames(units, learned))
        return self._names[2]

    def records(
        self, group: object, rows: Sequence[Row], way: object, read: Callable[[Sequence[Row]], Sequence[Record]]
    ) -> Sequence[Record]:
        """``read(rows)``, which must follow from the rows and ``way`` alone; ``group`` names the rows over time."""
        these = tuple(rows)
        known = self._groups.get(group)
        if known is None or known[0] != these or known[1] != way:
            known = self._groups[group] = (these, way, read(these))
        return known[2]
