"""What each unit owes: which periods it is expected in, until when, and why not.

The answer is two arrays, period × unit: the standing of the unit and the reasons for it. Due times are one a
period; the few that are moved for one unit stand apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from service.core.evaluation.exempting import exempts, extended_due
from service.core.evaluation.instants import Instants, micros
from service.core.evaluation.reasons import Reason
from service.core.obligations import DueKind, Obligation, ObligationSource, Period, Recurrence
from service.core.periods import all_periods, last_day_of
from service.core.records import Exemption, ExemptionKind, Unit
from service.core.settings import OfficeSettings
from service.core.weeks import Week
from service.core.workdays import WeekKind, Workdays

_DAY = timedelta(days=1)
_WEEK_REASONS = {
    WeekKind.VOLUNTARY: Reason.VOLUNTARY,
    WeekKind.OFF: Reason.NO_WORKING_DAY,
    WeekKind.SUSPENDED: Reason.SUSPENDED,
}


class Standing(IntEnum):
    """Whether a unit is judged in a period."""

    EXPECTED = 0
    EXEMPT = 1
    CLOSED = 2  # not open for the period: left out, counted apart
    OUTSIDE = 3  # of a sector the obligation is not for: never counted


@dataclass(frozen=True, slots=True)
class OwnDue:
    """A due time of one unit that is not the period's own."""

    due: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Terms:
    """One obligation's periods, all of the campaign, of which the first ``opened`` have opened.

    Shapes: ``ends``, ``due``, ``closes`` (P,), microseconds; ``due`` includes the grace. ``standing`` and
    ``reasons`` (P, U). ``own`` holds due times that are a unit's own, by (period, unit)."""

    obligation: Obligation
    periods: tuple[Period, ...]
    opened: int
    opens: Instants
    ends: Instants
    due: Instants
    closes: Instants
    standing: npt.NDArray[np.uint8]
    reasons: npt.NDArray[np.uint32]
    own: dict[tuple[int, int], OwnDue]

    def due_time(self, period: int, unit: int) -> datetime:
        """When this unit is due, without grace."""
        own = self.own.get((period, unit))
        return self.periods[period].due if own is None else own.due

    def limits(self, period: int, unit: int) -> tuple[int, int]:
        """The instants from which the unit is late, and from which its period is frozen."""
        own = self.own.get((period, unit))
        if own is None:
            return int(self.due[period]), int(self.closes[period])
        return limits_of(self.obligation, own.due)

    def index(self, label: str) -> int | None:
        return next((i for i, p in enumerate(self.periods) if p.label == label), None)


def limits_of(obligation: Obligation, due: datetime) -> tuple[int, int]:
    return micros(due + obligation.grace), micros(due + max(obligation.grace, obligation.closes_after))


def terms_of(
    office: OfficeSettings, units: Sequence[Unit], exemptions: Sequence[Exemption], at: datetime
) -> dict[str, Terms]:
    """The terms of every obligation of the campaign, in its order.

    ValueError for a campaign that contradicts itself: a report of no obligation, an incomplete due rule."""
    workdays = Workdays(office.calendar)
    found: dict[str, Terms] = {}
    # a `with` rule and a report need the terms of the obligation they lean on
    for obligation in sorted(office.campaign.obligations, key=_leans):
        found[obligation.id] = _terms(obligation, office, workdays, units, exemptions, at, found)
    terms = {o.id: found[o.id] for o in office.campaign.obligations}
    for id, weeks in reports_of(terms).items():
        _exempt_empty_reports(terms[id], weeks)
    return terms


def reports_of(terms: Mapping[str, Terms]) -> dict[str, Terms]:
    """The activity obligation that each report sums up, by the report's id."""
    found: dict[str, Terms] = {}
    for id, own in terms.items():
        if own.obligation.source is ObligationSource.REPORT:
            weeks = terms.get(own.obligation.of or "")
            if weeks is None or weeks.obligation.source is not ObligationSource.ACTIVITY:
                raise ValueError(f"obligation {id!r}: `of` must name an activity obligation")
            found[id] = weeks
    return found


def _leans(obligation: Obligation) -> int:
    return int(obligation.due.kind is DueKind.WITH)


def _terms(
    obligation: Obligation,
    office: OfficeSettings,
    workdays: Workdays,
    units: Sequence[Unit],
    exemptions: Sequence[Exemption],
    at: datetime,
    others: dict[str, Terms],
) -> Terms:
    periods = all_periods(obligation, office, workdays)
    own = _own_dues(obligation, periods, units, exemptions, office)
    if obligation.due.kind is DueKind.WITH:
        _follow(own, periods, others[obligation.due.obligation or ""])
    standing = np.zeros((len(periods), len(units)), np.uint8)
    reasons = np.zeros((len(periods), len(units)), np.uint32)
    _tell_dues(reasons, periods, own)
    _exempt_weeks(obligation, periods, workdays, standing, reasons)
    _exempt_units(obligation, periods, units, exemptions, standing, reasons)
    _leave_out(obligation, periods, units, own, standing)
    limits = [limits_of(obligation, p.due) for p in periods]
    return Terms(
        obligation,
        periods,
        sum(p.opens <= at for p in periods),
        np.array([micros(p.opens) for p in periods], np.int64),
        np.array([micros(_midnight_after(p.last, office)) for p in periods], np.int64),
        np.array([due for due, _ in limits], np.int64),
        np.array([closes for _, closes in limits], np.int64),
        standing,
        reasons,
        own,
    )


# -- due times of a unit's own --------------------------------------------------------------------


def _own_dues(
    obligation: Obligation,
    periods: Sequence[Period],
    units: Sequence[Unit],
    exemptions: Sequence[Exemption],
    office: OfficeSettings,
) -> dict[tuple[int, int], OwnDue]:
    own: dict[tuple[int, int], OwnDue] = {}
    if obligation.recurrence is Recurrence.ONCE:
        for u, unit in enumerate(units):
            if unit.opens is not None and unit.opens > last_day_of(periods[0].due):
                last = unit.opens + timedelta(days=obligation.late_units_days)
                own[0, u] = OwnDue(_midnight_after(last, office), Reason.OPENED_LATER)
    for row in exemptions:
        if row.kind is not ExemptionKind.EXTENDED or row.extended_to is None:
            continue
        until = _midnight_after(row.extended_to, office)
        for p in extended_due(row, obligation, periods, until):
            for u in _concerned(row, units):
                standing = own.get((p, u))
                if until > (standing.due if standing else periods[p].due):
                    own[p, u] = OwnDue(until, Reason.EXTENDED)
    return own


def _follow(own: dict[tuple[int, int], OwnDue], periods: Sequence[Period], other: Terms) -> None:
    """What is due together with another obligation moves with it, unless its own row moves it further."""
    for (q, u), moved in other.own.items():
        for p, period in enumerate(periods):
            if period.due == other.periods[q].due:
                standing = own.get((p, u))
                if standing is None or moved.due > standing.due:
                    own[p, u] = moved


def _concerned(row: Exemption, units: Sequence[Unit]) -> list[int]:
    return [u for u, unit in enumerate(units) if row.unit is None or row.unit == unit.code]


def _tell_dues(
    reasons: npt.NDArray[np.uint32], periods: Sequence[Period], own: dict[tuple[int, int], OwnDue]
) -> None:
    for p, period in enumerate(periods):
        if period.moved:
            reasons[p] |= Reason.DUE_MOVED.bit
    for (p, u), moved in own.items():
        reasons[p, u] = moved.reason.bit


# -- standing -------------------------------------------------------------------------------------


def _exempt_weeks(
    obligation: Obligation,
    periods: Sequence[Period],
    workdays: Workdays,
    standing: npt.NDArray[np.uint8],
    reasons: npt.NDArray[np.uint32],
) -> None:
    if obligation.recurrence is not Recurrence.WEEKLY:
        return
    for p, period in enumerate(periods):
        reason = _WEEK_REASONS.get(workdays.week_kind(Week.of(period.first)))
        if reason is not None:
            standing[p] = Standing.EXEMPT
            reasons[p] |= reason.bit


def _exempt_units(
    obligation: Obligation,
    periods: Sequence[Period],
    units: Sequence[Unit],
    exemptions: Sequence[Exemption],
    standing: npt.NDArray[np.uint8],
    reasons: npt.NDArray[np.uint32],
) -> None:
    for row in exemptions:
        if row.kind is ExemptionKind.EXTENDED:
            continue
        reason = Reason.SUSPENDED if row.kind is ExemptionKind.SUSPENDED else Reason.EXEMPTED
        concerned = _concerned(row, units)
        for p, period in enumerate(periods):
            if exempts(row, obligation, period):
                standing[p, concerned] = Standing.EXEMPT
                reasons[p, concerned] |= np.uint32(reason.bit)


def _leave_out(
    obligation: Obligation,
    periods: Sequence[Period],
    units: Sequence[Unit],
    own: dict[tuple[int, int], OwnDue],
    standing: npt.NDArray[np.uint8],
) -> None:
    """A unit is judged for a period if it is open on its last day, for a one-off if it is open when due."""
    opens = np.array([(u.opens or date.min).toordinal() for u in units], np.int64)
    closes = np.array([(u.closes or date.max).toordinal() for u in units], np.int64)
    if obligation.recurrence is Recurrence.ONCE:
        days = np.full((1, len(units)), last_day_of(periods[0].due).toordinal(), np.int64)
        for (_, u), moved in own.items():
            days[0, u] = last_day_of(moved.due).toordinal()
    else:
        days = np.array([[p.last.toordinal()] for p in periods], np.int64).reshape(len(periods), 1)
    standing[(opens > days) | (closes < days)] = Standing.CLOSED
    if obligation.sectors:
        wanted = {_plain(sector) for sector in obligation.sectors}
        standing[:, [_plain(unit.sector) not in wanted for unit in units]] = Standing.OUTSIDE


def covered_weeks(report: Terms, weeks: Terms) -> list[tuple[int, int]]:
    """For each period of the report, the first and the one after the last period of ``weeks`` inside it."""
    anchors = [_anchor(p) for p in weeks.periods]  # in order of time
    return [(bisect_left(anchors, p.first), bisect_right(anchors, p.last)) for p in report.periods]


def _exempt_empty_reports(report: Terms, weeks: Terms) -> None:
    """A report in which no week is left to tell of is not owed."""
    for p, (start, stop) in enumerate(covered_weeks(report, weeks)):
        inside = weeks.standing[start:stop]
        empty = ~np.any(inside == Standing.EXPECTED, axis=0) & (report.standing[p] == Standing.EXPECTED)
        if empty.any():
            why = np.bitwise_or.reduce(weeks.reasons[start:stop], axis=0) if stop > start else np.uint32(0)
            report.reasons[p] |= np.where(empty, why | np.uint32(Reason.NO_ASSESSED_WEEK.bit), 0).astype(np.uint32)
            report.standing[p, empty] = Standing.EXEMPT


def _anchor(period: Period) -> date:
    return period.first + timedelta(days=3) if (period.last - period.first).days == 6 else period.last


def _midnight_after(day: date, office: OfficeSettings) -> datetime:
    return datetime.combine(day + _DAY, time(0), office.zone)


def _plain(sector: str) -> str:
    return " ".join(sector.split()).casefold()
