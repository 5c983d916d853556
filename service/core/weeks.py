"""Weeks and months as the office counts them.

A week runs Monday to Sunday and belongs to the month that holds its Thursday, which is
ISO 8601's rule for the year; so a week of ours is an ISO week with a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; its label is ``2020-04``."""

    year: int
    number: int

    @property
    def label(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def parse(cls, label: str) -> Month:
        """Read a label such as ``2020-04``; ValueError when it is none."""
        year, number = label.split("-")
        month = cls(int(year), int(number))
        if not 1 <= month.number <= 12:
            raise ValueError(f"{label!r} is no month")
        return month

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next().first - timedelta(days=1)

    def next(self, count: int = 1) -> Month:
        index = self.year * 12 + self.number - 1 + count
        return Month(index // 12, index % 12 + 1)

    def weeks(self) -> tuple[Week, ...]:
        """The four or five weeks whose Thursday lies in this month, in order."""
        week = Week.of(self.first)
        if week.month != self:
            week = week.next()
        found: list[Week] = []
        while week.month == self:
            found.append(week)
            week = week.next()
        return tuple(found)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week; its label is ``2020-W17`` (20–26 April 2020)."""

    year: int
    number: int

    @property
    def label(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @classmethod
    def parse(cls, label: str) -> Week:
        """Read a label such as ``2020-W17``; ValueError when it is none."""
        year, number = label.split("-W")
        week = cls(int(year), int(number))
        date.fromisocalendar(week.year, week.number, 1)
        return week

    @classmethod
    def of(cls, day: date) -> Week:
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def month(self) -> Month:
        return Month.of(self.monday + timedelta(days=3))

    @property
    def week_of_month(self) -> int:
        """1 to 5: the place of this week among its month's."""
        thursday = self.monday + timedelta(days=3)
        return (thursday.day - 1) // 7 + 1

    def next(self, count: int = 1) -> Week:
        return Week.of(self.monday + timedelta(weeks=count))
