"""The weekly summary: planned when its hour has come, and made only once."""

from __future__ import annotations

from datetime import datetime

from service.adapters.store import Transaction
from service.application.links import mail_links
from service.application.office import Office
from service.application.world import World
from service.core.evaluation import Evaluation
from service.core.notices import addresses
from service.core.notices.render import Templates
from service.core.papers.facts import Facts
from service.core.periods import periods
from service.core.records import Notice, NoticeKind
from service.core.workdays import Workdays


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
    """The summary that is due and not stored yet, if there is one."""
    from service.core.notices.summary import plan_summary, week_to_report

    workdays = Workdays(office.settings.calendar)
    facts = facts_of(office, world, evaluation)
    due = week_to_report(as_of, facts, workdays)
    if due is None:
        return ()
    key = addresses.key(office.id, NoticeKind.SUMMARY, due[0].label)
    if transaction.outbox.entry(key) is not None:
        return ()
    notice = plan_summary(facts, workdays, templates, office.id, as_of, mail_links(office, transaction))
    return (notice,) if notice is not None else ()
