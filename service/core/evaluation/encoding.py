"""Records of one office to columns of codes. Each record is touched once; what depends on few distinct values
(columns left blank, polls, groups) is worked out once per distinct value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from service.core.evaluation.columns import Columns, Flags, Indices, Mask
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import Clockwork
from service.core.evaluation.rowrules import Kind, RowRule, assigned_units, kind_of, ruling_of
from service.core.evaluation.rulings import Rulings
from service.core.evaluation.terms import Terms
from service.core.obligations import Recurrence
from service.core.records import Activity, Seen, Unit
from service.core.weeks import Month, Week

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
        self._known: dict[int, int] = {}

    def __call__(self, activity: Activity) -> int:
        week = activity.week
        if week is not None:
            key = week.year * 64 + week.number  # hashing the week itself costs ten times as much
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._find(week)
            return found
        return -1 if self._weekly else self._find(activity.month)

    def _find(self, place: Week | Month | None) -> int:
        if place is None:
            return -1
        day = place.monday + timedelta(days=3) if isinstance(place, Week) else place.first
        return next((i for i, p in enumerate(self._terms.periods) if p.first <= day <= p.last), -1)


def encode(
    activities: Sequence[Seen[Activity]],
    weeks: Terms,
    reports: Sequence[Terms],
    codes: Codes,
    rulings: Rulings,
    at: int,
) -> Columns:
    """The columns of an activity obligation and of the reports that sum it up, as decided at ``at``."""
    seen, owners, decided = _owners(activities, codes.units, rulings)
    rows = [each.record for each in seen]
    sightings = [each.sighting for each in seen]
    period_of, clock = PeriodOf(weeks), codes.clock
    columns = Columns(
        unit=np.array(owners, np.int32),
        period=np.array([period_of(row) for row in rows], np.int16),
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
    kinds: dict[Kind, int] = {}
    kind = np.array([kinds.setdefault(kind_of(row), len(kinds)) for row in rows], np.intp)
    low = _low(columns, codes)
    for terms in (weeks, *reports):
        rule = RowRule(terms.obligation)
        flags = _flags(rule, kinds, kind, low)
        if decided:
            _apply(columns, terms, weeks, rule, rows, flags, low, decided, codes, rulings, at)
        columns.flags[terms.obligation.id] = flags
    return columns


def _flags(rule: RowRule, kinds: Iterable[Kind], kind: Indices, low: Mask) -> Flags:
    """What every row says, looked up by its kind."""
    table = np.array([[rule.says(each), rule.says(each, low=True)] for each in kinds], np.uint8).reshape(-1, 2)
    return table[kind, low.astype(np.intp)]


def _low(columns: Columns, codes: Codes) -> Mask:
    """Which rows tell of fewer participants than their unit has members."""
    members = np.append(codes.member_counts(), np.int32(-1))[columns.unit]
    return np.asarray((columns.participants >= 0) & (columns.participants < members), np.bool_)


def _groups(rows: Sequence[Activity], codes: Codes) -> npt.NDArray[np.uint32]:
    known: dict[tuple[str, ...], int] = {}
    values = []
    for row in rows:
        value = known.get(row.groups)
        if value is None:
            value = known[row.groups] = codes.mask(row.groups)
        values.append(value if row.held else 0)
    return np.array(values, np.uint32)


def _owners(
    activities: Sequence[Seen[Activity]], units: dict[str, int], rulings: Rulings
) -> tuple[list[Seen[Activity]], list[int], list[int]]:
    """The rows, the unit of each, and which of them the office decided about. A row that was assigned stands once
    for every unit that it ever belonged to, so that each unit can be told what stood for it, and when."""
    found = list(activities)
    owners = [units.get(seen.record.unit or "", -1) for seen in found]
    if not rulings:
        return found, owners, []
    digests, mails = rulings.keys("row:"), rulings.keys("mail:")
    decided = [i for i, s in enumerate(found) if s.record.digest in digests or s.record.where.gmail_id in mails]
    for i in list(decided):
        row = found[i].record
        for code in assigned_units(row.digest, row.where, rulings):
            if units.get(code, -1) not in (-1, owners[i]):
                decided.append(len(found))
                found.append(found[i])
                owners.append(units[code])
    return found, owners, decided


def _apply(
    columns: Columns,
    terms: Terms,
    weeks: Terms,
    rule: RowRule,
    rows: Sequence[Activity],
    flags: Flags,
    low: Mask,
    decided: Sequence[int],
    codes: Codes,
    rulings: Rulings,
    at: int,
) -> None:
    """Gives decided rows the flags that stand at ``at`` for their unit, and keeps those that stood at the close."""
    then = flags.copy()
    for i in decided:
        row, u = rows[i], int(columns.unit[i])

        def says(before: int, row: Activity = row, u: int = u, low: bool = bool(low[i])) -> int:
            ruling = ruling_of(row.digest, row.where, rulings, before)
            mine = u >= 0 and codes.units.get(ruling.unit or row.unit or "", -1) == u
            return rule.says(kind_of(row), low, ruling.verdict) if mine else 0

        flags[i] = then[i] = says(at + 1)
        period = report_period(terms, weeks, int(columns.period[i]))
        if u >= 0 and period >= 0:
            closes = terms.limits(period, u)[1]
            then[i] = says(closes) if closes <= at else flags[i]
    if (then != flags).any():
        columns.flags_then[terms.obligation.id] = then


def report_period(terms: Terms, weeks: Terms, period: int) -> int:
    """The period of ``terms`` that holds this period of the activity obligation; -1 when none does."""
    if terms is weeks or period < 0:
        return period
    inside = weeks.periods[period]
    day = inside.first + timedelta(days=3) if (inside.last - inside.first).days == 6 else inside.last
    return next((i for i, p in enumerate(terms.periods) if p.first <= day <= p.last), -1)
