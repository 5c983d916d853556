"""The last look before a reminder leaves: is all it speaks of still owed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from service.core.evaluation import Evaluation
from service.core.notices.owed import Rules, debts
from service.core.periods import all_periods
from service.core.records import Assessment, Notice
from service.core.settings import OfficeSettings
from service.core.workdays import Workdays


def still_owed(office: OfficeSettings, evaluation: Evaluation) -> Callable[[Notice], bool]:
    """A judgement of notices by an evaluation; one that names no grounds always may leave."""
    rules = rules_of(office)
    of_unit: dict[str, list[Assessment]] = defaultdict(list)
    for assessment in evaluation.assessments:
        of_unit[assessment.unit].append(assessment)

    def judged(notice: Notice) -> bool:
        if not notice.grounds or notice.unit is None:
            return True
        owed = debts(of_unit[notice.unit], rules, evaluation.as_of)
        return set(notice.grounds) <= set(owed.grounds)

    return judged


def rules_of(office: OfficeSettings) -> Rules:
    """The periods and days that decide what is owed."""
    workdays = Workdays(office.calendar)
    periods = {
        (obligation.id, period.label): period
        for obligation in office.campaign.obligations
        for period in all_periods(obligation, office, workdays)
    }
    return Rules(office.campaign, periods, office.reminders, workdays, office.zone)
