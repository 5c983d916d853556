"""Activity rows as columns of integer codes: what the hot path reads.

A frame of a whole country enters here; the records of one office are turned into the same columns by
:mod:`service.core.evaluation.encoding`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from service.core.evaluation.instants import Instants

if TYPE_CHECKING:
    import pandas as pd

Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

CELLS = 1 << 16
"""Cells worked on at a time: their arrays fit the processor's cache."""


class Flag(IntFlag):
    """What a row, and all standing rows of a cell together, say about one obligation."""

    COMPLETE = 1
    DOUBT = 2  # a value could mean two things, or only a person can read it
    SOME = 4  # something came
    EXPLAINED = 8  # nothing was held, with a reason
    BARE = 16  # nothing was held, without one
    ACCEPTED = 32  # by the office
    SHORT = 64  # too few participants where all are required


@dataclass(frozen=True, slots=True)
class Columns:
    """N rows. ``unit`` (int32) and ``period`` (int16, of the activity obligation) are indices, -1 = none;
    ``after``/``by``/``gone`` int64 microseconds (see :mod:`instants`); ``participants`` int32, -1 = none;
    ``groups`` uint32, a bit a group. ``flags``: what the row says, by obligation id (activity or report)."""

    unit: npt.NDArray[np.int32]
    period: npt.NDArray[np.int16]
    after: Instants
    by: Instants
    gone: Instants
    participants: npt.NDArray[np.int32]
    groups: npt.NDArray[np.uint32]
    flags: dict[str, Flags]
    flags_then: dict[str, Flags]
    """The flags that stood when the row's period closed, where a decision changed them since; else empty."""

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, flags: dict[str, str]) -> Columns:
        """Columns of a frame with this class's field names; ``flags`` names the frame's column per obligation."""
        return cls(
            unit=frame["unit"].to_numpy(np.int32),
            period=frame["period"].to_numpy(np.int16),
            after=frame["after"].to_numpy(np.int64),
            by=frame["by"].to_numpy(np.int64),
            gone=frame["gone"].to_numpy(np.int64),
            participants=frame["participants"].to_numpy(np.int32),
            groups=frame["groups"].to_numpy(np.uint32),
            flags={name: frame[column].to_numpy(np.uint8) for name, column in flags.items()},
            flags_then={},
        )

    def by_period(self, count: int) -> PeriodIndex:
        """An index of the rows by period; rows in the order of their periods need no sorting."""
        if self.period.size and bool((self.period[1:] >= self.period[:-1]).all()):
            starts = np.searchsorted(self.period, np.arange(count + 1))
            return PeriodIndex(starts, None)
        order = np.argsort(self.period, kind="stable")
        counts = np.bincount(self.period[self.period >= 0], minlength=count)
        skipped = int((self.period < 0).sum())
        starts = skipped + np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
        return PeriodIndex(starts, order.astype(np.int32) if order.size < 2**31 else order)


@dataclass(frozen=True, slots=True)
class PeriodIndex:
    """Where the rows of each period stand: ``order[starts[p]:starts[p + 1]]``."""

    starts: npt.NDArray[np.intp]
    order: npt.NDArray[np.int32] | npt.NDArray[np.intp] | None

    def rows(self, start: int, stop: int) -> slice | Indices:
        """The rows of the periods ``start`` to ``stop`` (exclusive), as something that indexes a column."""
        part = slice(int(self.starts[start]), int(self.starts[stop]))
        return part if self.order is None else self.order[part].astype(np.intp)


def runs(count: int, together: Sequence[Sequence[tuple[int, int]]], units: int) -> Iterator[tuple[int, int]]:
    """Cuts ``count`` periods into runs of about ``CELLS`` cells that divide none of the spans in ``together``."""
    inside = {p for spans in together for start, stop in spans for p in range(start + 1, stop)}
    start = 0
    for stop in range(1, count + 1):
        if stop == count or (stop not in inside and (stop - start) * units >= CELLS):
            yield start, stop
            start = stop
