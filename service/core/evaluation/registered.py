"""Obligations that registration rows fulfil.

The rows of the sheet are one form, the rows of each mail another. A form is complete while it has a row and every
standing row has the required columns; the obligation is complete while any form is, as of the first moment that
one was. So a form sent again by mail, or typed into the sheet, takes the place of a poorer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Flag
from service.core.evaluation.encoding import Codes
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import NEVER, Instants
from service.core.evaluation.judge import Summary
from service.core.evaluation.rowrules import NOT_A_FAULT, ruling_of
from service.core.evaluation.rulings import Rulings
from service.core.evaluation.summarise import moments
from service.core.evaluation.targets import Targets
from service.core.evaluation.terms import Terms
from service.core.obligations import Obligation
from service.core.questions import mail_key, row_key
from service.core.records import Field, PlaceKind, Registration, Seen, Verdict


@dataclass(frozen=True, slots=True)
class Forms:
    """Rows of forms, one for each ruling on them. ``form`` numbers the forms, ``owner`` gives each form's cell."""

    form: npt.NDArray[np.intp]
    owner: npt.NDArray[np.intp]
    after: Instants
    by: Instants
    gone_after: Instants
    gone: Instants
    since: Instants
    until: Instants
    fault: npt.NDArray[np.bool_]
    accepted: npt.NDArray[np.bool_]


def required_fields(obligation: Obligation) -> frozenset[Field]:
    return frozenset(Field(name) for name in obligation.required) - NOT_A_FAULT


def collect(terms: Terms, inputs: Inputs, codes: Codes, rulings: Rulings, targets: Targets) -> Forms:
    required = required_fields(terms.obligation)
    forms: dict[tuple[int, str], int] = {}
    rows: list[tuple[int, int, int, int, int, int, int, bool, bool]] = []
    for seen in inputs.registrations:
        for start, end, unit, verdict in _spells(seen, codes, rulings):
            period = _period(terms, seen, codes, targets)
            if period < 0 or verdict is Verdict.RETURN:
                continue
            where = seen.record.where
            source = "" if where.kind is PlaceKind.SHEET else where.gmail_id
            form = forms.setdefault((period * len(codes.units) + unit, source), len(forms))
            accepted = verdict is Verdict.ACCEPT
            fault = bool(seen.record.blank & required) and not accepted
            rows.append((form, *_times(seen, codes), start, end, fault, accepted))
    table = np.array([row[:7] for row in rows], np.int64).reshape(len(rows), 7)
    numbers, after, by, gone_after, gone, since, until = (table[:, place] for place in range(7))
    return Forms(
        numbers.astype(np.intp),
        np.array([cell for cell, _ in forms], np.intp),
        after,
        by,
        gone_after,
        gone,
        since,
        until,
        np.array([row[7] for row in rows], np.bool_),
        np.array([row[8] for row in rows], np.bool_),
    )


def _times(seen: Seen[Registration], codes: Codes) -> tuple[int, int, int, int]:
    clock, sighting = codes.clock, seen.sighting
    return (
        clock.or_always(sighting.after),
        clock(sighting.by),
        clock.or_never(sighting.gone_after) if sighting.gone_after else clock.or_never(sighting.gone_by),
        clock.or_never(sighting.gone_by),
    )


def _spells(
    seen: Seen[Registration], codes: Codes, rulings: Rulings
) -> list[tuple[int, int, int, Verdict | None]]:
    row = seen.record
    keys = [row_key(row.digest)]
    if row.where.kind is not PlaceKind.SHEET and row.where.gmail_id:
        keys.append(mail_key(row.where.gmail_id))
    edges = sorted({edge for key in keys for start, end, _ in rulings.spells(key) for edge in (start, end)})
    found = []
    for start, end in pairwise(edges):
        ruling = ruling_of(row.digest, row.where, rulings, start + 1)
        unit = codes.units.get(ruling.unit or row.unit or "")
        if unit is not None:
            found.append((start, end, unit, ruling.verdict))
    return found


def _period(terms: Terms, seen: Seen[Registration], codes: Codes, targets: Targets) -> int:
    """A row counts for the earliest period that was not closed when it came."""
    meant = targets.meant(terms, (), codes.clock(seen.sighting.by))
    return meant[0][1] if meant else -1


def summarise_forms(forms: Forms, count: int, before: Instants | int, now: int) -> Summary:
    """What is known of ``count`` cells just before ``before``, one for all or one a cell, never after ``now``."""
    found = Summary.empty(count)
    if forms.form.size == 0:
        return found
    cell = forms.owner[forms.form]
    limit = np.broadcast_to(np.asarray(before, np.int64), (count,))[cell]
    # at a close, what may have come before it counts
    known = (forms.by < now) & np.where(limit < now, forms.after < limit, True)
    known &= (forms.since < limit) & (limit <= forms.until)
    # a fault that may have been mended before the close is mended
    left = np.where(forms.fault & (limit < now), forms.gone_after < limit, forms.gone < limit)
    gone = known & left & (forms.gone < now)
    first, begun, rows, faults = _replay(forms, known, gone)
    total = forms.owner.size
    owner = forms.owner
    np.minimum.at(found.by, owner, first[:total])
    np.minimum.at(found.after, owner, begun[:total])
    complete = (rows > 0) & (faults == 0)
    np.bitwise_or.at(found.flags, owner[complete], np.uint8(Flag.COMPLETE))
    np.bitwise_or.at(found.flags, owner[rows > 0], np.uint8(Flag.SOME))
    accepted = known & ~gone & forms.accepted
    np.bitwise_or.at(found.flags, cell[accepted], np.uint8(Flag.ACCEPTED))
    return found


def _replay(
    forms: Forms, known: npt.NDArray[np.bool_], gone: npt.NDArray[np.bool_]
) -> tuple[Instants, Instants, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    came, left = np.flatnonzero(known), np.flatnonzero(gone)
    one = np.ones(came.size, np.int64)
    return moments(
        np.concatenate((forms.form[came], forms.form[left])),
        np.concatenate((forms.by[came], forms.gone[left])),
        np.concatenate((forms.after[came], np.minimum(forms.gone_after[left], NEVER))),
        np.concatenate((one, np.full(left.size, -1, np.int64))),
        np.concatenate((forms.fault[came].astype(np.int64), -forms.fault[left].astype(np.int64))),
        forms.owner.size,
        1,
    )
