"""Obligations that mails fulfil: the parts of all mails together, in the order in which they were received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from service.core.evaluation.asked import items_of
from service.core.evaluation.columns import Flag
from service.core.evaluation.encoding import Codes
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import Summary
from service.core.evaluation.reasons import Reason
from service.core.evaluation.rulings import Ruling, Rulings
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Terms
from service.core.obligations import Obligation
from service.core.questions import mail_key
from service.core.records import Submission, SubmissionItem, Verdict

ANOTHER_YEAR = "year"
"""The missing part by which the reading of mails says that a paper names only years outside the campaign."""


@dataclass(slots=True)
class Mails:
    """What mails bring towards one obligation, a ruling at a time, as columns in the making.

    ``status``: a :class:`Flag` union; ``parts``: a bit a required part; ``files``: (row, name) pairs."""

    cell: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)

    def add(self, cell: int, received: int, spell: tuple[int, int], status: int, parts: int) -> None:
        self.cell.append(cell)
        self.received.append(received)
        self.since.append(max(received, spell[0]))
        self.until.append(spell[1])
        self.status.append(status)
        self.parts.append(parts)


def collect(
    terms: Terms, submissions: Iterable[Submission], codes: Codes, rulings: Rulings, targets: Targets
) -> Mails:
    """Every item towards the obligation of ``terms``, in its cell (period × units + unit)."""
    mails = Mails()
    part_bits = {part: 1 << i for i, part in enumerate(terms.obligation.required)}
    for submission in submissions:
        received = codes.clock(submission.received)
        for start, end, ruling in rulings.spells(mail_key(submission.gmail_id)):
            unit = codes.units.get(ruling.unit or submission.unit or "")
            if unit is None:
                continue
            for item in items_of(submission, ruling):
                if item.obligation != terms.obligation.id:
                    continue
                status = status_of(item, ruling)
                parts = sum(part_bits.get(part, 0) for part in parts_of(item))
                labels = (item.period,) if item.period else ()
                places = (
                    targets.touched(terms, labels, received)
                    if status == Flag.DOUBT
                    else targets.meant(terms, labels, received)
                )
                for _, period in places if status else ():
                    cell = period * len(codes.units) + unit
                    mails.files += [(len(mails.cell), name) for name in files_of(item)]
                    mails.add(cell, received, (start, end), status, parts)
    return mails


def status_of(item: SubmissionItem, ruling: Ruling) -> int:
    """What an item counts for under a ruling; 0 when it does not count."""
    if ruling.verdict is Verdict.ACCEPT:
        return Flag.COMPLETE | Flag.ACCEPTED
    if ruling.verdict is Verdict.RETURN:
        return 0
    if item.readable:
        return Flag.SOME
    return 0 if ruling.verdict is Verdict.SKIP else Flag.DOUBT


def parts_of(item: SubmissionItem) -> frozenset[str]:
    """The parts an item brings: none where the paper is another year's, though it may hold them all."""
    return frozenset() if of_another_year(item) else item.parts


def of_another_year(item: SubmissionItem) -> bool:
    return ANOTHER_YEAR in item.missing


def files_of(item: SubmissionItem) -> tuple[str, ...]:
    named = item.files or ((item.where.file,) if item.where.file else ())
    return tuple(dict.fromkeys(name.casefold() for name in named))


def summarise_mails(mails: Mails, obligation: Obligation, count: int, before: Instants | int, now: int) -> Summary:
    """What is known of ``count`` cells just before ``before``, one for all or one a cell, never after ``now``."""
    found = Summary.empty(count)
    if not mails.cell:
        return found
    cell = np.array(mails.cell, np.intp)
    limit = np.broadcast_to(np.asarray(before, np.int64), (count,))[cell]
    since, until = np.array(mails.since, np.int64), np.array(mails.until, np.int64)
    use = (since < limit) & (limit <= until) & (since < now)
    status = np.array(mails.status, np.uint8)
    received = np.array(mails.received, np.int64)
    np.bitwise_or.at(found.flags, cell[use], status[use])
    unread = cell[use & (status == Flag.DOUBT)]
    found.note(unread, Reason.UNREAD_SCAN)
    accepted = use & ((status & np.uint8(Flag.COMPLETE)) != 0)
    plain = use & ((status & np.uint8(Flag.SOME)) != 0)
    union = _all_parts(cell[plain], received[plain], np.array(mails.parts, np.int64)[plain], obligation, count)
    if obligation.minimum > 1:
        enough = _enough_files(mails, cell, received, plain, obligation.minimum, count)
        found.note(np.flatnonzero((union != NEVER) & (enough == NEVER)), Reason.TOO_FEW)
        union = np.maximum(union, enough)
    np.minimum.at(union, cell[accepted], received[accepted])
    found.by, found.after = union, union
    found.flags[union != NEVER] |= np.uint8(Flag.COMPLETE)
    return found


def _all_parts(
    cell: npt.NDArray[np.intp],
    received: Instants,
    parts: npt.NDArray[np.int64],
    obligation: Obligation,
    count: int,
) -> Instants:
    """When all required parts had come: the latest of the parts' first times. Without parts, the first mail."""
    together = np.full(count, NEVER, np.int64)
    np.minimum.at(together, cell, received)
    for place in range(len(obligation.required)):
        first = np.full(count, NEVER, np.int64)
        brings = (parts >> place & 1) == 1
        np.minimum.at(first, cell[brings], received[brings])
        together = np.maximum(together, first)
    return together


def _enough_files(
    mails: Mails,
    cell: npt.NDArray[np.intp],
    received: Instants,
    use: npt.NDArray[np.bool_],
    least: int,
    count: int,
) -> Instants:
    """When that many different attachments had come."""
    first: dict[tuple[int, str], int] = {}
    for row, name in mails.files:
        if use[row]:
            key = (int(cell[row]), name)
            first[key] = min(first.get(key, NEVER), int(received[row]))
    times: dict[int, list[int]] = {}
    for (place, _), time in first.items():
        times.setdefault(place, []).append(time)
    enough = np.full(count, NEVER, np.int64)
    for place, came in times.items():
        if len(came) >= least:
            enough[place] = sorted(came)[least - 1]
    return enough
