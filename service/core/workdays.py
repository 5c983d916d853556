"""Which days the office works, and what that makes of a week.

Public holidays come from the holidays library, with the swapped working days it knows; the office adds its own
days off and the days it works instead. A week with no working day is not assessed, one with one or two is
voluntary (domain, section 1); a suspended week is not assessed either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from service.core.settings import CalendarSettings, Suspension
from service.core.weeks import Week

NORMAL_FROM = 3
"""Working days from which a week is an ordinary one."""

_SATURDAY = 6
_DAY = timedelta(days=1)
_LONGEST_BREAK = 60
"""Days searched for a working day; a calendar that leaves none is a mistake in the settings."""


class WeekKind(StrEnum):
    NORMAL = "normal"
    VOLUNTARY = "voluntary"
    OFF = "off"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of one office. All answers follow from the settings; nothing is read from a clock."""

    settings: CalendarSettings
    _own: Mapping[date, str] = field(init=False, repr=False, compare=False)
    _worked: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", dict(self.settings.holidays))
        object.__setattr__(self, "_worked", frozenset(self.settings.working_days))

    def is_working(self, day: date) -> bool:
        """A day the office declares worked counts, though a weekend or holiday; then days off, then weekends."""
        if day in self._worked:
            return True
        public = public_year(self.settings.country, day.year)
        if day in self._own or day in public.holidays:
            return False
        return day.isoweekday() < _SATURDAY or day in public.worked

    def holiday_name(self, day: date) -> str:
        """The Vietnamese name of the holiday, the office's own name first; empty on any other day."""
        if day in self._worked:
            return ""
        return self._own.get(day) or public_year(self.settings.country, day.year).holidays.get(day, "")

    def working_days(self, week: Week) -> int:
        return sum(self.is_working(day) for day in days_of(week))

    def next_working(self, day: date) -> date:
        """The day itself when worked, else the first after it. ValueError when none follows in two months."""
        return self._seek(day, _DAY)

    def previous_working(self, day: date) -> date:
        """The day itself when worked, else the last before it. ValueError when none precedes in two months."""
        return self._seek(day, -_DAY)

    def week_kind(self, week: Week) -> WeekKind:
        """A week is suspended when its Thursday is, as a week belongs to the month that holds its Thursday;
        suspended days of any other week are days off."""
        thursday = week.monday + timedelta(days=3)
        if self.suspension(thursday) is not None:
            return WeekKind.SUSPENDED
        worked = sum(self.is_working(day) and self.suspension(day) is None for day in days_of(week))
        if worked == 0:
            return WeekKind.OFF
        return WeekKind.NORMAL if worked >= NORMAL_FROM else WeekKind.VOLUNTARY

    def suspension(self, day: date) -> Suspension | None:
        return next((s for s in self.settings.suspended if s.since <= day <= s.until), None)

    def _seek(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST_BREAK):
            if self.is_working(day):
                return day
            day += step
        raise ValueError(f"no working day within {_LONGEST_BREAK} days of {day.isoformat()}")


def days_of(week: Week) -> tuple[date, ...]:
    monday = week.monday
    return tuple(monday + timedelta(days=n) for n in range(7))


@dataclass(frozen=True, slots=True)
class PublicYear:
    """Public holidays with their Vietnamese names, and weekend days the government had worked instead."""

    holidays: Mapping[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def public_year(country: str, year: int) -> PublicYear:
    """An empty ``country`` has no public holidays; an unknown one is a ValueError."""
    if not country:
        return PublicYear({}, frozenset())
    import holidays  # costs 0.15 s, which command help need not pay

    try:
        found = holidays.country_holidays(country, years=year, language="vi" if country == "VN" else None)
    except NotImplementedError as error:
        raise ValueError(f"no public holidays are known for country {country!r}") from error
    return PublicYear(
        {day: name for day, name in found.items() if day.year == year},
        frozenset(getattr(found, "weekend_workdays", ())),
    )
