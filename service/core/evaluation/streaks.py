"""Runs of periods done and missed, a unit at a time: what escalation and commendation go by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.instants import NEVER
from service.core.evaluation.judge import Code


@dataclass(frozen=True, slots=True)
class Streak:
    """``done``/``missed``: the run that still lasts, in periods; at most one of them is above 0. ``longest``: the
    longest run of periods done."""

    done: int
    missed: int
    longest: int


def streaks(evaluation: Evaluation, obligation: str) -> dict[str, Streak]:
    """By unit code. On time and late periods are done, missing ones missed, incomplete ones end either run.

    What is still open (not due, not updated, needs review) or not owed says nothing; but an exempt period that was
    done all the same, such as a voluntary week, counts as done."""
    grid = evaluation.grids[obligation]
    units = evaluation.inputs.units
    done, missed, longest = (np.zeros(len(units), np.int64) for _ in range(3))
    for state, by in zip(grid.state, grid.by, strict=True):
        did = (state <= Code.LATE) | ((state == Code.EXEMPT) & (by != NEVER))
        failed = state == Code.MISSING
        ends = failed | (state == Code.INCOMPLETE)
        done = np.where(did, done + 1, np.where(ends, 0, done))
        missed = np.where(failed, missed + 1, np.where(did | ends, 0, missed))
        longest = np.maximum(longest, done)
    return {unit.code: Streak(int(done[u]), int(missed[u]), int(longest[u])) for u, unit in enumerate(units)}
