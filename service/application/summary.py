"""The weekly summaries: planned when their hour has come, and made only once."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.adapters.store import Transaction
from service.application.links import mail_links
from service.application.office import Office
from service.application.poll_mail import POLLED
from service.application.world import World
from service.core.evaluation import Evaluation
from service.core.notices import addresses
from service.core.notices.render import Templates
from service.core.papers.facts import Facts
from service.core.periods import periods
from service.core.records import Notice, NoticeKind
from service.core.workdays import Workdays

FRESH = timedelta(hours=1)


def facts_of(office: Office, world: World, evaluation: Evaluation) -> Facts:
    """What papers are made from."""
    workdays = Workdays(office.settings.calendar)
    opened = [
        period
        for obligation in office.settings.campaign.obligations
        for period in periods(obligation, office.settings, workdays, world.as_of)
    ]
    return Facts(
        office=office.settings,
        units=world.roster.units,
        periods=tuple(opened),
        assessments=tuple(evaluation.assessments),
        activities=world.activities,
        as_of=world.as_of,
    )


def summary_notice(
    office: Office,
    transaction: Transaction,
    world: World,
    evaluation: Evaluation,
    templates: Templates,
    as_of: datetime,
) -> tuple[Notice, ...]:
    """The summaries that are due and not stored yet, oldest first. While the inbox was not polled for an hour there is
    none: one that leaves late is to tell what is known then."""
    from service.core.notices.summary import plan_week, weeks_to_report

    polled = transaction.memory.moment(POLLED)
    if polled is None or as_of - polled > FRESH:
        return ()
    facts = facts_of(office, world, evaluation)
    known = transaction.outbox.known_keys()
    planned = (
        plan_week(facts, due, templates, office.id, mail_links(office, transaction))
        for due in weeks_to_report(as_of, facts, Workdays(office.settings.calendar))
        if addresses.key(office.id, NoticeKind.SUMMARY, due[0].label) not in known
    )
    return tuple(notice for notice in planned if notice is not None)
