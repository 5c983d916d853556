"""Which obligations an open question about a mail is about, and what an unread file could be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from service.core.mail.brought import Brought
from service.core.mail.context import MailContext
from service.core.mail.said import likely_month, local_day, month_said
from service.core.mail.view import View
from service.core.obligations import Obligation, ObligationSource, Recurrence
from service.core.records import Mail, Outcome, SubmissionItem


def with_unknown(view: View, brought: Brought, mail: Mail, unit: str | None, context: MailContext) -> Brought:
    """Files that could not be read and that nothing names could be whatever the unit still owes."""
    unread = [one.paper for one in view.unknown if not one.paper.readable or one.paper.by_ocr]
    if not unread or unit is None:
        return brought
    known = {item.obligation for item in brought.items}
    paper = unread[0]
    could_be = [o for o in owed(mail, unit, context) if o.id not in known]
    extra = tuple(
        SubmissionItem(
            obligation.id,
            _period(obligation, mail, context),
            frozenset(),
            frozenset(obligation.required),
            False,
            paper.place,
            paper.issues,
        )
        for obligation in could_be
    )
    return Brought((*brought.items, *extra), brought.rows)


def owed(mail: Mail, unit: str, context: MailContext) -> tuple[Obligation, ...]:
    """The one-off obligations still open when the mail came and not complete yet; else the monthly report."""
    once = [
        o
        for o in context.campaign.obligations
        if o.recurrence is Recurrence.ONCE
        and _is_open(o, mail.received, context)
        and not _complete(o, unit, context)
    ]
    if once:
        return tuple(once)
    return tuple(o for o in context.campaign.obligations if o.source is ObligationSource.REPORT)


def obligations(items: Sequence[SubmissionItem], unit_known: bool, context: MailContext) -> tuple[str, ...]:
    """Ids the question is about: what could not be read, or everything when the unit is asked. An unread report
    may hold the weeks it sums up."""
    asked = [item.obligation for item in items if not item.readable or not unit_known]
    summed = {o.id: o.of for o in context.campaign.obligations if o.of}
    return tuple(dict.fromkeys(id for one in asked for id in (one, summed.get(one)) if id))


def _is_open(obligation: Obligation, received: datetime, context: MailContext) -> bool:
    day = obligation.due.date
    if day is None:
        return True
    due = datetime.combine(day, time(), context.zone) + timedelta(days=1 if obligation.due.inclusive else 0)
    return received < due + obligation.closes_after


def _complete(obligation: Obligation, unit: str, context: MailContext) -> bool:
    return any(
        item.readable and not item.missing
        for one in context.earlier
        if one.unit == unit and one.outcome in (Outcome.CREDITED, Outcome.NEEDS_REVIEW)
        for item in one.items
        if item.obligation == obligation.id
    )


def _period(obligation: Obligation, mail: Mail, context: MailContext) -> str | None:
    if obligation.recurrence is Recurrence.ONCE:
        return "once"
    if obligation.recurrence is not Recurrence.MONTHLY:
        return None
    day = local_day(mail.received, context.zone)
    return (month_said([mail.subject, mail.text[:1_000]], day) or likely_month(day, context.campaign)).label
