"""Periods of an obligation: which occurrences there are, and when each is due.

A week stands for its Thursday wherever a day is needed to place it in a month, a quarter or a year (domain,
section 1), so that a weekly period and the monthly one that sums it up always agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile

from service.core.obligations import Campaign, DayOff, DueKind, DueRule, Obligation, Period, Recurrence
from service.core.settings import OfficeSettings
from service.core.weeks import Month, Week
from service.core.workdays import Workdays

ONCE = "once"

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.YEARLY: 12}


def periods(
    obligation: Obligation, office: OfficeSettings, workdays: Workdays, until: datetime
) -> tuple[Period, ...]:
    """Every period that has opened by ``until``, the running one included, in order of time."""
    return tuple(takewhile(lambda found: found.opens <= until, all_periods(obligation, office, workdays)))


@lru_cache(maxsize=256)
def all_periods(obligation: Obligation, office: OfficeSettings, workdays: Workdays) -> tuple[Period, ...]:
    """Every period of the campaign, those still to open included."""
    if obligation.due.kind is not DueKind.WITH:
        return tuple(period(obligation, span, office, workdays) for span in spans(obligation, office.campaign))
    # four or five weeks are due together: each due time is worked out once
    known: dict[str, tuple[datetime, bool]] = {}
    other = office.campaign.obligation(obligation.due.obligation or "")
    found: list[Period] = []
    for span in spans(obligation, office.campaign):
        with_label = _holding(other, span, office.campaign).label
        if with_label not in known:
            known[with_label] = due_of(obligation, span, office, workdays)
        found.append(_period(obligation, span, office, known[with_label]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one period, before any due time. ``opens`` is the first of them inside the campaign."""

    label: str
    first: date
    last: date
    opens: date

    @property
    def anchor(self) -> date:
        """The day that places this period inside a longer one: the Thursday of a week, else the last day."""
        return self.first + timedelta(days=3) if (self.last - self.first).days == 6 else self.last


def spans(obligation: Obligation, campaign: Campaign) -> tuple[Span, ...]:
    """The days of every period of the campaign, in order."""
    if obligation.recurrence is Recurrence.ONCE:
        last = max(campaign.since, _last_day(obligation.due) or campaign.since)
        return (Span(ONCE, campaign.since, last, campaign.since),)
    found: list[Span] = []
    span = span_of(obligation.recurrence, Week.of(campaign.assessed_since).monday + timedelta(days=3))
    while _begins(span) <= campaign.until:
        found.append(replace(span, opens=max(span.first, campaign.since)))
        span = span_of(obligation.recurrence, _following(obligation.recurrence, span))
    return tuple(found)


def span_of(recurrence: Recurrence, day: date) -> Span:
    """The span that holds ``day``. ValueError for ``once``, which holds no particular day."""
    if recurrence is Recurrence.WEEKLY:
        week = Week.of(day)
        return Span(week.label, week.monday, week.sunday, week.monday)
    if recurrence is Recurrence.ONCE:
        raise ValueError("a one-off has no span that holds a day")
    length = _MONTHS[recurrence]
    first = Month(day.year, (day.month - 1) // length * length + 1)
    label = {1: first.label, 3: f"{day.year:04d}-Q{(day.month - 1) // 3 + 1}", 12: f"{day.year:04d}"}[length]
    return Span(label, first.first, first.next(length - 1).last, first.first)


def period(obligation: Obligation, span: Span, office: OfficeSettings, workdays: Workdays) -> Period:
    return _period(obligation, span, office, due_of(obligation, span, office, workdays))


def _period(obligation: Obligation, span: Span, office: OfficeSettings, when: tuple[datetime, bool]) -> Period:
    due, moved = when
    return Period(
        obligation=obligation.id,
        label=span.label,
        first=span.first,
        last=span.last,
        opens=_midnight(span.opens, office),
        due=due,
        closes=due + max(obligation.closes_after, obligation.grace),
        moved=moved,
    )


def due_of(
    obligation: Obligation, span: Span, office: OfficeSettings, workdays: Workdays
) -> tuple[datetime, bool]:
    """When the span is due, and whether a day off moved that. ValueError when the rule lacks its fields."""
    rule = obligation.due
    if rule.kind is DueKind.WITH:
        other = office.campaign.obligation(rule.obligation or "")
        if other.id == obligation.id or other.due.kind is DueKind.WITH:
            raise ValueError(f"obligation {obligation.id!r}: `with` must name one that has a due time of its own")
        return due_of(other, _holding(other, span, office.campaign), office, workdays)
    day, at = _due_day(obligation, span, workdays)
    moved_to = _off_day_move(rule.day_off, day, workdays)
    return _instant(moved_to, at, office), moved_to != day


def _due_day(obligation: Obligation, span: Span, workdays: Workdays) -> tuple[date, time | None]:
    """The last day to deliver, and the time on it; None is the end of that day."""
    rule = obligation.due
    if rule.kind is DueKind.BEFORE_DATE and rule.date is not None:
        return rule.date if rule.inclusive else rule.date - _DAY, None
    if rule.kind is DueKind.END_OF_DAY and rule.day is not None:
        base = span.first if obligation.recurrence is Recurrence.ONCE else span.anchor
        month = Month.of(base).next(rule.months)
        return min(month.first + timedelta(days=rule.day - 1), month.last), None
    if rule.kind is DueKind.WEEKDAY and rule.weekday is not None:
        return Week.of(span.last).next().monday + timedelta(days=rule.weekday - 1), rule.at
    if rule.kind is DueKind.LAST_WORKING_DAY:
        return workdays.previous_working(span.last), rule.at
    raise ValueError(f"obligation {obligation.id!r}: the due rule {rule.kind.value!r} lacks its fields")


def _off_day_move(move: DayOff, day: date, workdays: Workdays) -> date:
    if move is DayOff.BEFORE:
        return workdays.previous_working(day)
    return workdays.next_working(day) if move is DayOff.AFTER else day


def _holding(other: Obligation, span: Span, campaign: Campaign) -> Span:
    if other.recurrence is Recurrence.ONCE:
        return spans(other, campaign)[0]
    return span_of(other.recurrence, span.anchor)


def _begins(span: Span) -> date:
    """A week of which only the Sunday falls inside the campaign is none of it: its Thursday decides."""
    return span.anchor if (span.last - span.first).days == 6 else span.first


def _following(recurrence: Recurrence, span: Span) -> date:
    following = span.last + _DAY
    return following + timedelta(days=3) if recurrence is Recurrence.WEEKLY else following


def _last_day(rule: DueRule) -> date | None:
    if rule.date is None:
        return None
    return rule.date if rule.inclusive else rule.date - _DAY


def _midnight(day: date, office: OfficeSettings) -> datetime:
    return datetime.combine(day, time(0), office.zone)


def _instant(day: date, at: time | None, office: OfficeSettings) -> datetime:
    if at is None:
        return _midnight(day + _DAY, office)
    return datetime.combine(day, at, office.zone)


def last_day_of(due: datetime) -> date:
    """The day a deadline is spoken of: one at midnight belongs to the day that ends with it."""
    return (due - _INSTANT).date()
