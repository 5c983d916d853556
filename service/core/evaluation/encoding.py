"""Records of one office to columns of codes. Each record is touched once; what depends on few distinct values
(columns left blank, polls, groups) is worked out once per distinct value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Columns, Flag, Flags
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import Clockwork
from service.core.evaluation.rulings import NO_RULING, Ruling, Rulings, mail_key, row_key
from service.core.evaluation.terms import Terms
from service.core.obligations import Obligation, ObligationSource, Recurrence
from service.core.records import Activity, Field, PlaceKind, Seen, Unit, Verdict
from service.core.weeks import Month, Week

NOT_A_FAULT = frozenset({Field.STT})
"""A column that never counts (design, section 11, rule 1)."""

_WHERE = frozenset({Field.UNIT, Field.WEEK, Field.MONTH})
_MAX_GROUPS = 32


@dataclass(slots=True)
class Codes:
    """The integer codes of one office."""

    units: dict[str, int]
    members: list[int | None]
    groups: dict[str, int] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Codes:
        return cls({unit.code: u for u, unit in enumerate(units)}, [unit.members for unit in units])

    def declare_members(self, inputs: Inputs, at: int) -> None:
        """Where the roster does not say how many members a unit has, the most it declared itself by ``at``."""
        unknown = {code: u for code, u in self.units.items() if not self.members[u]}
        if not unknown:
            return
        declared = [(s.record.unit, s.record.members, s.sighting) for s in inputs.registrations]
        declared += [(s.record.unit, s.record.members, s.sighting) for s in inputs.activities]
        for unit, members, sighting in declared:
            u = unknown.get(unit or "")
            if u is not None and members and self.clock(sighting.by) <= at:
                self.members[u] = max(self.members[u] or 0, members)

    def member_counts(self) -> npt.NDArray[np.int32]:
        """(U,), -1 where nobody said."""
        return np.array([-1 if m is None else m for m in self.members], np.int32)

    def mask(self, groups: tuple[str, ...]) -> int:
        """Groups as bits, numbered as they are met; the plan has 18, so 32 suffice."""
        value = 0
        for group in groups:
            bit = self.groups.setdefault(group, len(self.groups))
            if bit >= _MAX_GROUPS:
                raise ValueError(f"more than {_MAX_GROUPS} content groups, at {group!r}")
            value |= 1 << bit
        return value

    def names(self, mask: int) -> tuple[str, ...]:
        return tuple(sorted(group for group, bit in self.groups.items() if mask >> bit & 1))


class PeriodOf:
    """The period of an activity: by its week's Thursday, or by its month where weeks do not matter."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._weekly = terms.obligation.recurrence is Recurrence.WEEKLY
        self._known: dict[Week | Month | None, int] = {None: -1}

    def __call__(self, activity: Activity) -> int:
        place = activity.week or (None if self._weekly else activity.month)
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._find(place)
        return found

    def _find(self, place: Week | Month | None) -> int:
        if place is None:
            return -1
        day = place.monday + timedelta(days=3) if isinstance(place, Week) else place.first
        return next((i for i, p in enumerate(self._terms.periods) if p.first <= day <= p.last), -1)


class RowRule:
    """What a row says about one obligation, worked out once for every distinct set of gaps."""

    def __init__(self, obligation: Obligation) -> None:
        self._report = obligation.source is ObligationSource.REPORT
        self._strict = obligation.participation_required
        self._required = frozenset(Field(name) for name in obligation.required) - NOT_A_FAULT
        self._known: dict[tuple[bool, bool, frozenset[Field], frozenset[Field], bool, bool], int] = {}

    def __call__(self, activity: Activity, members: int | None, verdict: Verdict | None) -> int:
        if verdict is Verdict.RETURN:
            return 0
        low = (
            self._strict
            and bool(members)
            and activity.participants is not None
            and activity.participants < (members or 0)
        )
        key = (
            activity.held,
            bool(activity.explanation),
            activity.blank,
            activity.uncertain,
            low,
            verdict is Verdict.ACCEPT,
        )
        flags = self._known.get(key)
        if flags is None:
            flags = self._known[key] = self._flags(*key)
        if verdict is Verdict.SKIP and flags & Flag.DOUBT:
            return 0
        return flags

    def _flags(
        self,
        held: bool,
        explained: bool,
        blank: frozenset[Field],
        uncertain: frozenset[Field],
        low: bool,
        accepted: bool,
    ) -> int:
        misplaced = bool(uncertain & _WHERE) and not accepted
        doubt = misplaced or (bool(uncertain & self._required) and not accepted)
        if not held:
            return self._not_held(explained, doubt, accepted)
        if accepted:
            return Flag.SOME | Flag.COMPLETE | Flag.ACCEPTED
        if misplaced:
            return Flag.SOME | Flag.DOUBT
        if (blank & self._required) - uncertain:
            return Flag.SOME  # whatever the uncertain value means, something is lacking
        if doubt:
            return Flag.SOME | Flag.DOUBT
        return Flag.SOME | (Flag.SHORT if low else Flag.COMPLETE)

    def _not_held(self, explained: bool, doubt: bool, accepted: bool) -> int:
        if doubt:
            return Flag.DOUBT | Flag.SOME
        if self._report:
            told = explained or accepted
            return Flag.SOME | (Flag.COMPLETE if told else Flag.BARE)
        return Flag.EXPLAINED if explained else Flag.BARE


def encode(
    activities: Sequence[Seen[Activity]],
    weeks: Terms,
    reports: Sequence[Terms],
    codes: Codes,
    rulings: Rulings,
    at: int,
) -> Columns:
    """The columns of an activity obligation and of the reports that sum it up, as decided at ``at``."""
    rows = [seen.record for seen in activities]
    sightings = [seen.sighting for seen in activities]
    period_of = PeriodOf(weeks)
    clock, units = codes.clock, codes.units
    unit = np.array([units.get(row.unit or "", -1) for row in rows], np.int32)
    period = np.array([period_of(row) for row in rows], np.int16)
    columns = Columns(
        unit=unit,
        period=period,
        after=np.array([clock.or_always(s.after) for s in sightings], np.int64),
        by=np.array([clock(s.by) for s in sightings], np.int64),
        gone=np.array([clock.or_never(s.gone_by) for s in sightings], np.int64),
        participants=np.array(
            [row.participants if row.held and row.participants is not None else -1 for row in rows], np.int32
        ),
        groups=_groups(rows, codes),
        flags={},
        flags_then={},
    )
    decided = _decided(rows, rulings)
    for terms in (weeks, *reports):
        rule = RowRule(terms.obligation)
        members = [codes.members[u] if u >= 0 else None for u in unit.tolist()]
        flags = np.array([rule(row, m, None) for row, m in zip(rows, members, strict=True)], np.uint8)
        if decided:
            _apply(columns, terms, weeks, rule, rows, flags, decided, codes, rulings, at)
        columns.flags[terms.obligation.id] = flags
    return columns


def _groups(rows: Sequence[Activity], codes: Codes) -> npt.NDArray[np.uint32]:
    known: dict[tuple[str, ...], int] = {}
    values = []
    for row in rows:
        value = known.get(row.groups)
        if value is None:
            value = known[row.groups] = codes.mask(row.groups)
        values.append(value if row.held else 0)
    return np.array(values, np.uint32)


def _decided(rows: Sequence[Activity], rulings: Rulings) -> list[int]:
    if not rulings:
        return []
    digests, mails = rulings.keys("row:"), rulings.keys("mail:")
    return [i for i, row in enumerate(rows) if row.digest in digests or row.where.gmail_id in mails]


def ruling_of(row_digest: str, gmail_id: str, kind: PlaceKind, rulings: Rulings, before: int) -> Ruling:
    """The ruling on a row: its own, else that on the mail it came with, of which a skip says nothing of rows."""
    own = rulings.at(row_key(row_digest), before)
    if own.decision is not None or kind is PlaceKind.SHEET or not gmail_id:
        return own
    mail = rulings.at(mail_key(gmail_id), before)
    return NO_RULING if mail.verdict is Verdict.SKIP else mail


def _apply(
    columns: Columns,
    terms: Terms,
    weeks: Terms,
    rule: RowRule,
    rows: Sequence[Activity],
    flags: Flags,
    decided: Sequence[int],
    codes: Codes,
    rulings: Rulings,
    at: int,
) -> None:
    """Gives decided rows the flags and the unit that stand at ``at``; keeps those that stood at the close."""
    then = flags.copy()
    for i in decided:
        row = rows[i]
        where = row.where
        now = ruling_of(row.digest, where.gmail_id, where.kind, rulings, at + 1)
        u = codes.units.get(now.unit or row.unit or "", -1)
        columns.unit[i] = u
        members = codes.members[u] if u >= 0 else None
        flags[i] = then[i] = rule(row, members, now.verdict)
        period = report_period(terms, weeks, int(columns.period[i]))
        if u < 0 or period < 0:
            continue
        closes = terms.limits(period, u)[1]
        if closes <= at:
            earlier = ruling_of(row.digest, where.gmail_id, where.kind, rulings, closes)
            owner = codes.units.get(earlier.unit or row.unit or "", -1)
            then[i] = rule(row, members, earlier.verdict) if owner == u else 0
    if (then != flags).any():
        columns.flags_then[terms.obligation.id] = then


def report_period(terms: Terms, weeks: Terms, period: int) -> int:
    """The period of ``terms`` that holds this period of the activity obligation; -1 when none does."""
    if terms is weeks or period < 0:
        return period
    inside = weeks.periods[period]
    day = inside.first + timedelta(days=3) if (inside.last - inside.first).days == 6 else inside.last
    return next((i for i, p in enumerate(terms.periods) if p.first <= day <= p.last), -1)
