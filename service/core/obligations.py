"""Obligations: what every unit owes, as declared in the configuration.

Another plan of the office is another list of these, no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Recurrence(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class ObligationSource(StrEnum):
    REGISTRATION = "registration"  # rows of ĐĂNG KÝ or of an attached form
    ACTIVITY = "activity"  # rows of BÁO CÁO or of an attached report, a period at a time
    SUBMISSION = "submission"  # mails
    REPORT = "report"  # the rows of all activity periods inside a longer period


class DueKind(StrEnum):
    BEFORE_DATE = "before_date"  # once: exclusive midnight (or inclusive)
    END_OF_DAY = "end_of_day"  # the nth day of the period that follows, inclusive
    WEEKDAY = "weekday"  # a weekday and time after the period's end
    LAST_WORKING_DAY = "last_working_day"  # of the period itself, at a time
    WITH = "with"  # due together with another obligation's period


class DayOff(StrEnum):
    """What a deadline on a day off does."""

    STAY = "stay"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a period is due, in the office's time zone. Only the fields of its kind are set.

    before_date: ``date``, ``inclusive``. end_of_day: ``day`` 1–31 of the first month after the period (or of the
    ``months``-th), 24:00. weekday: ``weekday`` 1–7 and ``at`` in the week after. last_working_day: ``at``.
    with: ``obligation``: the due time of that obligation's period which holds this one's last day or Thursday."""

    kind: DueKind
    date: date | None = None
    inclusive: bool = False
    day: int | None = None
    months: int = 1
    weekday: int | None = None
    at: time | None = None
    obligation: str | None = None
    day_off: DayOff = DayOff.STAY


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty. ``required``: for rows, Field names; for submissions, part names (``parts``: part → words that
    show it). ``recognise``: words that show a mail or attachment is about it. ``sectors`` empty = all."""

    id: str
    title: str
    recurrence: Recurrence
    source: ObligationSource
    due: DueRule
    required: tuple[str, ...] = ()
    kind: str = ""  # plan, form, report: the MailKind that serves it, if any
    of: str | None = None  # report: the activity obligation it sums up
    grace: timedelta = timedelta(0)
    closes_after: timedelta = timedelta(days=10)
    minimum: int = 1  # activities a period, or attachments a submission
    participation_required: bool = False
    sectors: tuple[str, ...] = ()
    recognise: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    late_units_days: int = 14  # a unit that opens after the due time owes a one-off this long after


@dataclass(frozen=True, slots=True)
class Campaign:
    """A plan of the office with its obligations. ``since``/``until`` are inclusive; ``assessed_since`` is the
    first day from which weeks and months are assessed."""

    id: str
    title: str
    since: date
    until: date
    assessed_since: date
    obligations: tuple[Obligation, ...]

    def obligation(self, id: str) -> Obligation:
        return next(o for o in self.obligations if o.id == id)


@dataclass(frozen=True, slots=True)
class Period:
    """One occurrence of an obligation. ``label`` is ``2020-W17``, ``2020-04``, ``2020-Q2``, ``2020`` or ``once``.

    ``first``/``last`` are the days it covers; ``opens``, ``due`` and ``closes`` are aware; something that comes
    at or after ``due`` (plus grace) is late; ``moved`` tells that a day off moved the due time."""

    obligation: str
    label: str
    first: date
    last: date
    opens: datetime
    due: datetime
    closes: datetime
    moved: bool = False
