"""The hot path: rows to what is known of each cell, every row touched once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Flag, Flags, Indices, Mask
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import Summary
from service.core.evaluation.reasons import Reason


def summarise(
    cell: Indices,
    count: int,
    after: Instants,
    by: Instants,
    flags: Flags,
    stands: Mask,
    participants: npt.NDArray[np.int32] | None,
    groups: npt.NDArray[np.uint32],
) -> Summary:
    """What N known rows say of ``count`` cells. All rows prove when something was first complete; only those that
    stand say what is so now. Rows with flags 0 say nothing."""
    found = Summary.empty(count)
    complete = (flags & np.uint8(Flag.COMPLETE)) != 0
    np.minimum.at(found.by, cell, np.where(complete, by, NEVER))
    np.minimum.at(found.after, cell, np.where(complete, after, NEVER))
    stands = stands & (flags != 0)
    np.bitwise_or.at(found.flags, cell, np.where(stands, flags, np.uint8(0)))
    np.bitwise_or.at(found.groups, cell, np.where(stands, groups, np.uint32(0)))
    if participants is not None:
        np.maximum.at(found.participants, cell, np.where(stands, participants, np.int32(-1)))
    doubtful = np.flatnonzero(found.flags & np.uint8(Flag.DOUBT))
    if doubtful.size:
        found.note(doubtful, Reason.AMBIGUOUS_VALUE)
    return found


def require_several(
    found: Summary,
    least: int,
    cell: Indices,
    after: Instants,
    by: Instants,
    gone: Instants,
    flags: Flags,
) -> None:
    """Where a period needs several activities: complete from the first moment at which that many stood together.
    ``gone`` is NEVER for rows that still stand."""
    complete = np.flatnonzero((flags & np.uint8(Flag.COMPLETE)) != 0)
    left = complete[gone[complete] != NEVER]
    first, start, total, _ = moments(
        np.concatenate((cell[complete], cell[left])),
        np.concatenate((by[complete], gone[left])),
        np.concatenate((after[complete], np.full(left.size, NEVER))),
        np.concatenate((np.ones(complete.size, np.int64), np.full(left.size, -1, np.int64))),
        np.zeros(complete.size + left.size, np.int64),
        found.flags.size,
        least,
    )
    found.by, found.after = first, start
    enough = total >= least
    few = np.flatnonzero((total > 0) & ~enough)
    found.flags &= np.uint8(~int(Flag.COMPLETE) & 0xFF)
    found.flags[enough] |= np.uint8(Flag.COMPLETE)
    found.note(few, Reason.TOO_FEW)


def moments(
    group: Indices,
    time: Instants,
    start: Instants,
    rows: npt.NDArray[np.int64],
    faults: npt.NDArray[np.int64],
    count: int,
    least: int,
) -> tuple[Instants, Instants, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Replays events (+1 a row came, -1 it went) group by group in time.

    Answers, for ``count`` groups: the first moment at which at least ``least`` rows stood and none had a fault,
    the earliest that any such moment can have begun (``start`` of its events), the rows and faults at the end."""
    first = np.full(count, NEVER, np.int64)
    begun = np.full(count, NEVER, np.int64)
    if group.size == 0:
        return first, begun, np.zeros(count, np.int64), np.zeros(count, np.int64)
    order = np.lexsort((time, group))
    group, time, start = group[order], time[order], start[order]
    new_group = np.append(True, group[1:] != group[:-1])
    new_run = new_group | np.append(True, time[1:] != time[:-1])
    runs = np.flatnonzero(new_run)
    ends = np.append(runs[1:], group.size) - 1
    base = np.flatnonzero(new_group)
    place = np.cumsum(new_group)[ends] - 1
    standing = _running(rows[order], base, ends, place)
    faulty = _running(faults[order], base, ends, place)
    good = (standing >= least) & (faulty == 0)
    owner = group[ends]
    np.minimum.at(first, owner[good], time[ends][good])
    np.minimum.at(begun, owner[good], np.minimum.reduceat(start, runs)[good])
    return first, begun, _at_end(standing, owner, count), _at_end(faulty, owner, count)


def _running(
    values: npt.NDArray[np.int64], base: Indices, ends: Indices, place: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    total = np.cumsum(values)
    before = np.where(base > 0, total[base - 1], 0)
    return np.asarray(total[ends] - before[place], np.int64)


def _at_end(values: npt.NDArray[np.int64], owner: Indices, count: int) -> npt.NDArray[np.int64]:
    found = np.zeros(count, np.int64)
    found[owner] = values  # the last of each group stays, as the runs are in order of time
    return found
