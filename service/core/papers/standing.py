"""How each unit stands over a span of weeks: what it did, its merit, and since when it needs attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.core.notices import wording
from service.core.obligations import Obligation
from service.core.papers.facts import Facts, is_done, participation
from service.core.records import Assessment, State, Unit
from service.core.weeks import Week

SILENT = (State.MISSING, State.NOT_UPDATED)


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit over a span. ``weeks_done`` of ``weeks_expected`` (exempt ones and ones to come left out);
    ``reports_on_time`` of ``reports_due``; ``participation``: share of its members over its activities;
    ``silent``: weeks in a row up to the end without an activity, ``silent_since`` the Monday of the first,
    ``silent_missed`` False while all of them can still be reported in time;
    ``active``: weeks in a row up to the end with one."""

    unit: Unit
    weeks_done: int
    weeks_expected: int
    reports_on_time: int
    reports_due: int
    people: int
    participation: float | None
    groups: tuple[str, ...]
    activities: int
    silent: int
    silent_since: date | None
    silent_missed: bool
    active: int
    overdue: tuple[str, ...]
    overdue_since: date | None

    @property
    def merit(self) -> tuple[float, float, float, int]:
        """Ranked by weeks done, then reports on time, then participation (domain page, R17); people decide."""
        weeks = self.weeks_done / self.weeks_expected if self.weeks_expected else 0.0
        reports = self.reports_on_time / self.reports_due if self.reports_due else 0.0
        return weeks, reports, self.participation or 0.0, self.activities

    @property
    def since(self) -> date | None:
        """Since when something is wanting."""
        return min((day for day in (self.silent_since, self.overdue_since) if day), default=None)


def standings(facts: Facts, weeks: Sequence[Week]) -> tuple[UnitStanding, ...]:
    """Every unit of the roster over these weeks, in the roster's order. What is overdue is told as of now."""
    activities = Counter(activity.unit for activity in facts.activities_in(weeks))
    return tuple(_standing(facts, unit, weeks, activities[unit.code]) for unit in facts.units)


def ranked(rows: Sequence[UnitStanding]) -> tuple[UnitStanding, ...]:
    """By merit, best first; equals by name."""
    return tuple(sorted(rows, key=lambda row: (*(-value for value in row.merit), row.unit.name)))


def wanting(rows: Sequence[UnitStanding], at_least: int = 2) -> tuple[UnitStanding, ...]:
    """Units silent for some weeks in a row, or with something overdue; longest first."""
    found = [row for row in rows if row.silent >= at_least or row.overdue]
    return tuple(sorted(found, key=lambda row: (row.since or date.max, -row.silent, row.unit.name)))


def silence(row: UnitStanding) -> str:
    """``02 tuần liền chưa cập nhật, từ 20/4/2020``; "" for fewer than two weeks."""
    if row.silent < 2 or row.silent_since is None:
        return ""
    what = "chưa có hoạt động" if row.silent_missed else "chưa cập nhật"
    return f"{wording.two(row.silent)} tuần liền {what}, từ {wording.day(row.silent_since)}"


def _standing(facts: Facts, unit: Unit, weeks: Sequence[Week], activities: int) -> UnitStanding:
    weekly = facts.weekly
    line = [facts.by_key.get((unit.code, weekly.id, week.label)) for week in weeks] if weekly else []
    judged = [a for a in line if a is not None and a.state not in (State.EXEMPT, State.NOT_DUE)]
    people, share = participation(judged)
    reports = _reports(facts, unit, weeks)
    overdue, since = _overdue(facts, unit)
    silent, silent_since = _run_of(facts, unit, weeks, SILENT)
    open_, _ = _run_of(facts, unit, weeks, (State.NOT_UPDATED,))
    active, _ = _run_of(facts, unit, weeks, (State.ON_TIME, State.LATE))
    return UnitStanding(
        unit=unit,
        weeks_done=sum(is_done(a) for a in judged),
        weeks_expected=len(judged),
        reports_on_time=sum(a.state is State.ON_TIME for a in reports),
        reports_due=len(reports),
        people=people,
        participation=share,
        groups=tuple(sorted({group for a in judged for group in a.groups})),
        activities=activities,
        silent=silent,
        silent_since=silent_since,
        silent_missed=silent > open_,
        active=active,
        overdue=overdue,
        overdue_since=since,
    )


def _reports(facts: Facts, unit: Unit, weeks: Sequence[Week]) -> list[Assessment]:
    """Reports that sum these weeks up and whose due time has passed or that are complete."""
    if not weeks or facts.weekly is None:
        return []
    first, last = weeks[0].month.first, weeks[-1].month.last
    found = []
    for obligation, period in facts.duties(first, last):
        assessment = facts.by_key.get((unit.code, obligation.id, period.label))
        if obligation.of != facts.weekly.id or assessment is None or assessment.state is State.EXEMPT:
            continue
        if assessment.due <= facts.as_of or is_done(assessment):
            found.append(assessment)
    return found


def _overdue(facts: Facts, unit: Unit) -> tuple[tuple[str, ...], date | None]:
    """Names of what is missing or incomplete after its due time, and the day the oldest fell due."""
    names: list[str] = []
    days: list[date] = []
    for obligation in facts.others:
        for (id, label), _period in facts.labelled.items():
            assessment = facts.by_key.get((unit.code, id, label)) if id == obligation.id else None
            if assessment is None or assessment.due > facts.as_of:
                continue
            if assessment.state in (State.MISSING, State.INCOMPLETE):
                names.append(_overdue_name(obligation, assessment))
                days.append(wording.last_day(assessment.due, facts.office.zone) + timedelta(days=1))
    return tuple(names), min(days, default=None)


def _overdue_name(obligation: Obligation, assessment: Assessment) -> str:
    name = wording.duty_name(obligation, assessment.period)
    return f"{name[:1].lower()}{name[1:]}" + (" (thiếu)" if assessment.state is State.INCOMPLETE else "")


def _run_of(facts: Facts, unit: Unit, weeks: Sequence[Week], states: tuple[State, ...]) -> tuple[int, date | None]:
    """Weeks in a row, up to the last of these, in one of the states; exempt weeks neither count nor break.

    It looks back beyond the span, so that "since when" is true."""
    weekly = facts.weekly
    if weekly is None or not weeks:
        return 0, None
    count, since = 0, None
    week = weeks[-1]
    while (weekly.id, week.label) in facts.labelled:
        assessment = facts.by_key.get((unit.code, weekly.id, week.label))
        if assessment is not None and assessment.state is not State.EXEMPT:
            if assessment.state not in states:
                break
            count, since = count + 1, week.monday
        week = week.next(-1)
    return count, since
