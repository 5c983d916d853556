"""Everything papers and summaries are made from, as known at one instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from service.core.obligations import Obligation, Period, Recurrence
from service.core.papers.tally import Tally, tally
from service.core.records import Activity, Assessment, State, Unit
from service.core.settings import OfficeSettings
from service.core.weeks import Week


@dataclass(frozen=True)
class Facts:
    """``assessments`` of every period that has opened, ``activities`` as they stand, doubles merged."""

    office: OfficeSettings
    units: tuple[Unit, ...]
    periods: tuple[Period, ...]
    assessments: tuple[Assessment, ...]
    activities: tuple[Activity, ...]
    as_of: datetime

    @cached_property
    def by_period(self) -> dict[tuple[str, str], list[Assessment]]:
        found: dict[tuple[str, str], list[Assessment]] = {}
        for assessment in self.assessments:
            found.setdefault((assessment.obligation, assessment.period), []).append(assessment)
        return found

    @cached_property
    def by_key(self) -> dict[tuple[str, str, str], Assessment]:
        return {(a.unit, a.obligation, a.period): a for a in self.assessments}

    @cached_property
    def labelled(self) -> dict[tuple[str, str], Period]:
        return {(period.obligation, period.label): period for period in self.periods}

    @property
    def weekly(self) -> Obligation | None:
        """The activity that is owed every week, if the campaign has one."""
        return next((o for o in self.office.campaign.obligations if o.recurrence is Recurrence.WEEKLY), None)

    @property
    def others(self) -> tuple[Obligation, ...]:
        """Everything owed but the weekly activity."""
        return tuple(o for o in self.office.campaign.obligations if o.recurrence is not Recurrence.WEEKLY)

    def of_week(self, week: Week) -> list[Assessment]:
        return self.by_period.get((self.weekly.id, week.label), []) if self.weekly else []

    def week_tally(self, week: Week) -> Tally:
        return tally(self.of_week(week))

    def weeks(self, first: date, last: date) -> tuple[Week, ...]:
        """Assessed weeks whose Thursday lies in these days, in order."""
        weekly = self.weekly
        if weekly is None:
            return ()
        found = []
        for period in self.periods:
            if period.obligation == weekly.id and first <= period.first + timedelta(days=3) <= last:
                found.append(Week.parse(period.label))
        return tuple(sorted(found))

    def past_weeks(self, first: date, last: date) -> tuple[Week, ...]:
        """Those of them that are over and were judged."""
        today = self.as_of.astimezone(self.office.zone).date()
        return tuple(week for week in self.weeks(first, last) if week.sunday < today and self.of_week(week))

    def duties(self, first: date, last: date) -> tuple[tuple[Obligation, Period], ...]:
        """Periods of the other obligations these days are about: those that end in them, and one-offs."""
        found = []
        for obligation in self.others:
            for period in self.periods:
                if period.obligation != obligation.id:
                    continue
                inside = first <= period.last <= last
                once = obligation.recurrence is Recurrence.ONCE and period.first <= last
                if inside or once:
                    found.append((obligation, period))
        return tuple(found)

    def activities_in(self, weeks: Sequence[Week]) -> tuple[Activity, ...]:
        """Activities that were held in these weeks, by unit and week."""
        wanted = set(weeks)
        order = {unit.code: place for place, unit in enumerate(self.units)}
        found = [a for a in self.activities if a.held and a.unit in order and a.week in wanted]
        return tuple(sorted(found, key=lambda a: (order[a.unit or ""], a.week or weeks[0], a.digest)))


def participation(assessments: Iterable[Assessment]) -> tuple[int, float | None]:
    """People who took part (best activity of each unit and period), and their share of the members of the units
    for which both numbers are known."""
    people = known = members = 0
    for assessment in assessments:
        if assessment.participants is None:
            continue
        people += assessment.participants
        if assessment.members:
            known += min(assessment.participants, assessment.members)
            members += assessment.members
    return people, (known / members if members else None)


def is_done(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.state in (State.ON_TIME, State.LATE)
