"""Who is drawn in as a unit stays silent: the unit, then its secretary, then leadership's list.

The count starts again as soon as something complete comes (design, section 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from service.core.notices.steps import Workdays, due_steps
from service.core.obligations import Campaign, Obligation, Period
from service.core.records import Assessment, State
from service.core.settings import ReminderSettings

EXPLAINED = "explained"
"""Reason code of a week for which the unit said why nothing was held."""


class Level(IntEnum):
    UNIT = 1
    SECRETARY = 2
    LEADERSHIP = 3


@dataclass(frozen=True, slots=True)
class Streak:
    """Periods in a row, up to now, in which nothing came. ``since``: first day of the oldest."""

    unit: str
    obligation: str
    count: int
    since: date


def missed(assessment: Assessment) -> bool:
    return assessment.state is State.MISSING and EXPLAINED not in assessment.reasons


def counted(campaign: Campaign) -> tuple[Obligation, ...]:
    """Obligations whose misses count: an activity that a report sums up is counted through that report, or one
    lapse of a unit that reports monthly would weigh four or five times."""
    summed = {obligation.of for obligation in campaign.obligations if obligation.of}
    return tuple(obligation for obligation in campaign.obligations if obligation.id not in summed)


def streaks(
    assessments: Iterable[Assessment], periods: Mapping[tuple[str, str], Period], as_of: datetime
) -> tuple[Streak, ...]:
    """The running streak of every unit and obligation that has one. Exempt periods and ones only a person can
    judge neither add nor break; anything that came breaks it."""
    lines: dict[tuple[str, str], list[tuple[Period, Assessment]]] = defaultdict(list)
    for assessment in assessments:
        period = periods.get((assessment.obligation, assessment.period))
        if period is not None and assessment.due <= as_of:
            lines[assessment.unit, assessment.obligation].append((period, assessment))
    found = []
    for (unit, obligation), line in sorted(lines.items()):
        run = _run(sorted(line, key=lambda pair: pair[0].first, reverse=True))
        if run:
            found.append(Streak(unit, obligation, len(run), run[-1].first))
    return tuple(found)


def _run(newest_first: list[tuple[Period, Assessment]]) -> list[Period]:
    run: list[Period] = []
    for period, assessment in newest_first:
        if assessment.state in (State.EXEMPT, State.NEEDS_REVIEW):
            continue
        if not missed(assessment):
            break
        run.append(period)
    return run


@dataclass(frozen=True, slots=True)
class Ladder:
    """The office's rule of escalation."""

    campaign: Campaign
    settings: ReminderSettings
    workdays: Workdays
    zone: ZoneInfo

    def level(self, owed: Iterable[Assessment], runs: Iterable[Streak], as_of: datetime) -> Level:
        """A unit's level: by periods missed in a row, and by how many reminders a missing one has outlived."""
        ids = {obligation.id for obligation in counted(self.campaign)}
        counts = [streak.count for streak in runs if streak.obligation in ids]
        today = as_of.astimezone(self.zone).date()
        last = False
        for assessment in owed:
            if assessment.obligation not in ids or not missed(assessment):
                continue
            steps = due_steps(assessment.due, self.settings, self.workdays, self.zone)
            passed = sum(step.offset > 0 and step.day <= today for step in steps)
            counts.append(passed)
            last = last or 0 < len(self.settings.after) == passed
        misses = max(counts, default=0)
        if misses >= 2 * self.settings.escalate_after or (last and misses >= self.settings.escalate_after):
            return Level.LEADERSHIP
        return Level.SECRETARY if misses >= self.settings.escalate_after else Level.UNIT
