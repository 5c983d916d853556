"""Which periods a row of MIỄN – GIA HẠN is about.

A range of days covers a period when it holds every Thursday of it: a week goes with its Thursday, as everywhere,
and a month with its weeks. A one-off is covered when the range holds its due day, or when the row names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from service.core.obligations import Obligation, Period, Recurrence
from service.core.periods import last_day_of
from service.core.records import Exemption

_THURSDAY = 4


def exempts(row: Exemption, obligation: Obligation, period: Period) -> bool:
    """Whether an exemption or a suspension takes this period out, for the units of the row."""
    return _about(row, obligation) and _covers(row, obligation, period)


def extended_due(row: Exemption, obligation: Obligation, periods: Sequence[Period], until: datetime) -> list[int]:
    """The periods whose due time an extension to ``until`` moves: those its dates cover; and, of those due in its
    dates (no dates: of all), the last that was due by then, because that is what people extend."""
    if not _about(row, obligation):
        return []
    late = [p for p, period in enumerate(periods) if period.due < until]
    if not late:
        return []
    if obligation.recurrence is Recurrence.ONCE and row.obligation == obligation.id:
        return late
    dated = row.since is not None or row.until is not None
    latest = periods[late[-1]].due
    return [
        p
        for p in late
        if (dated and _covers(row, obligation, periods[p]))
        or (periods[p].due == latest and _holds(row, last_day_of(periods[p].due)))
    ]


def _about(row: Exemption, obligation: Obligation) -> bool:
    return row.obligation is None or row.obligation == obligation.id


def _covers(row: Exemption, obligation: Obligation, period: Period) -> bool:
    if obligation.recurrence is Recurrence.ONCE:
        return row.obligation == obligation.id or _holds(row, last_day_of(period.due))
    return all(_holds(row, day) for day in thursdays(period.first, period.last))


def _holds(row: Exemption, day: date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


def thursdays(first: date, last: date) -> list[date]:
    start = first + timedelta(days=(_THURSDAY - first.isoweekday()) % 7)
    return [start + timedelta(weeks=n) for n in range((last - start).days // 7 + 1)]
