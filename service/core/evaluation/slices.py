"""The rows of a run of periods, gathered once and looked at by every obligation that they bear on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Columns, Flags, Indices, Mask
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import Summary
from service.core.evaluation.summarise import require_several, summarise


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of a run that are known at one instant and belong to a unit; columns as in :class:`Columns`."""

    unit: npt.NDArray[np.int32]
    period: npt.NDArray[np.int16]
    after: Instants
    by: Instants
    gone: Instants
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]
    flags: dict[str, Flags]
    then: dict[str, Flags]

    @classmethod
    def of(cls, columns: Columns, rows: slice | Indices, before: int) -> Gathered:
        unit, by = columns.unit[rows], columns.by[rows]
        use = (unit >= 0) & (by < before)
        if not use.all():
            rows = np.flatnonzero(use) + rows.start if isinstance(rows, slice) else rows[use]
            unit, by = columns.unit[rows], columns.by[rows]
        return cls(
            unit,
            columns.period[rows],
            columns.after[rows],
            by,
            columns.gone[rows],
            columns.participants[rows],
            columns.groups[rows],
            {id: flags[rows] for id, flags in columns.flags.items()},
            {id: flags[rows] for id, flags in columns.flags_then.items()},
        )

    def slice(self, id: str, base: Indices) -> Slice:
        """The rows for one obligation. ``base`` (P + 1,): the first cell of each period, to which the unit's index
        is added; -1: the period is left out."""
        start = base[self.period]
        flags = self.flags[id]
        found = Slice(
            start + self.unit,
            self.after,
            self.by,
            self.gone,
            flags,
            self.then.get(id, flags),
            self.participants,
            self.groups,
        )
        inside = start >= 0
        return found if inside.all() else found.take(inside)


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows with the cell of each, and what each says of one obligation: now, and at the close of its period. Flags 0:
    the row does not count."""

    cell: Indices
    after: Instants
    by: Instants
    gone: Instants
    flags: Flags
    then: Flags
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]

    def take(self, mask: Mask | Indices) -> Slice:
        return Slice(
            self.cell[mask],
            self.after[mask],
            self.by[mask],
            self.gone[mask],
            self.flags[mask],
            self.then[mask],
            self.participants[mask],
            self.groups[mask],
        )

    def moved(self, chosen: Indices, cell: Indices) -> Slice:
        """Some of the rows, in other cells."""
        return replace(self.take(chosen), cell=cell)

    def summary(
        self, count: int, before: Instants | int, flags: Flags, least: int = 1, counted: bool = True
    ) -> Summary:
        """What the rows say of ``count`` cells just before ``before``, one instant or one a row, with these flags.
        ``counted``: participants are wanted."""
        stands = self.gone >= before
        participants = self.participants if counted else None
        found = summarise(self.cell, count, self.after, self.by, flags, stands, participants, self.groups)
        if least > 1:
            gone = np.where(stands, NEVER, self.gone)
            require_several(found, least, self.cell, self.after, self.by, gone, flags)
        return found

    def disturbed(self, closes: Instants, at: int) -> Indices:
        """The rows of which the close saw something else than is seen at ``at``; ``closes`` one a row or for all."""
        differs = self.after >= closes
        differs |= (self.gone <= at) & (self.gone >= closes)
        if self.then is not self.flags:
            differs |= self.then != self.flags
        differs &= closes <= at
        return np.flatnonzero(differs)
