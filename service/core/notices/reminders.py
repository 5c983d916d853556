"""Reminders: one digest a unit, at most two a week, on working days, about nothing the unit has done.

The rules are those of the design page, sections 6 and 11.11. Times are aware; weeks are any seven days in a row.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from service.core.notices import addresses, wording
from service.core.notices.alerts import unreachable_unit
from service.core.notices.budget import REMINDING
from service.core.notices.digest import Digest, Digester
from service.core.notices.escalation import Ladder, Level, Streak, streaks
from service.core.notices.links import Links
from service.core.notices.outbox import LoggedMail
from service.core.notices.owed import Debts, Rules, debts, steps_ahead, trigger
from service.core.notices.render import Templates
from service.core.notices.steps import Workdays, digest_day, fits_week, may_leave
from service.core.obligations import ObligationSource, Period
from service.core.records import Assessment, Notice, NoticeKind, OutgoingFile, Unit
from service.core.settings import OfficeSettings

PRIORITY = {Level.UNIT: 5, Level.SECRETARY: 4, Level.LEADERSHIP: 4}


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """What planning needs besides the assessments. ``office_id`` starts every key. ``bounced``: addresses that
    mail came back from. ``forms``: a blank form by obligation source, sent with the first reminder about it."""

    office_id: str
    office: OfficeSettings
    workdays: Workdays
    templates: Templates
    links: Links = field(default_factory=Links)
    bounced: Collection[str] = frozenset()
    forms: Mapping[ObligationSource, OutgoingFile] = field(default_factory=dict)


def plan_reminders(
    assessments: Iterable[Assessment],
    units: Iterable[Unit],
    periods: Iterable[Period],
    plan: ReminderPlan,
    log: Sequence[LoggedMail],
    as_of: datetime,
) -> tuple[Notice, ...]:
    """The reminders to store now: none at night, on a day off, or before the set time of day.

    ``log``: this office's reminders and escalations of the last months with those still waiting
    (:meth:`~service.core.notices.outbox.Outbox.log`). A day's reminder that was missed goes out once, later; of
    several missed ones only the newest. Planning again over the same inputs gives the same keys."""
    office = plan.office
    if not may_leave(as_of, office.reminders, plan.workdays, office.zone):
        return ()
    of_unit: dict[str, list[Assessment]] = defaultdict(list)
    for assessment in assessments:
        of_unit[assessment.unit].append(assessment)
    by_label = {(period.obligation, period.label): period for period in periods}
    rules = Rules(office.campaign, by_label, office.reminders, plan.workdays, office.zone)
    mails: dict[str, list[LoggedMail]] = defaultdict(list)
    for mail in log:
        if mail.unit and mail.kind in REMINDING:
            mails[mail.unit].append(mail)
    notices = []
    for unit in units:
        notice = _for_unit(unit, of_unit[unit.code], rules, plan, mails[unit.code], as_of)
        if notice is not None:
            notices.append(notice)
    return tuple(notices)


def _for_unit(
    unit: Unit,
    assessments: Sequence[Assessment],
    rules: Rules,
    plan: ReminderPlan,
    mails: Sequence[LoggedMail],
    as_of: datetime,
) -> Notice | None:
    today = as_of.astimezone(rules.zone).date()
    owed = debts(assessments, rules, as_of)
    day = _day_to_tell(owed, rules, mails, today)
    if day is None:
        return None
    recipients = addresses.usable(unit, plan.bounced)
    if not recipients:
        return unreachable_unit(plan.office_id, plan.office, unit, plan.bounced, plan.templates, as_of)
    runs = streaks(assessments, rules.periods, as_of)
    ladder = Ladder(rules.campaign, rules.settings, rules.workdays, rules.zone)
    level = ladder.level([thing.assessment for thing in owed.things], runs, as_of)
    reminded = Counter(ground for mail in mails if mail.sent for ground in mail.grounds)
    words = Digester(plan.office, plan.links, plan.workdays, as_of).digest(unit, owed, level, reminded)
    return _notice(unit, recipients, owed, words, day, plan, mails, runs, reminded, as_of)


def _day_to_tell(owed: Debts, rules: Rules, mails: Sequence[LoggedMail], today: date) -> date | None:
    """The reminder day still to be served; None when nothing is due, it was served, or the week is full."""
    digest = digest_day(today, rules.settings, rules.workdays)
    day = trigger(owed, digest, today)
    told = [mail.at.astimezone(rules.zone).date() for mail in mails if mail.sent]
    if day is None or any(date_told >= day for date_told in told):
        return None
    cap = rules.settings.per_unit_per_week
    only_weeks = trigger(Debts(owed.things, ()), date.min, today) != day
    expected = [*told, *(sorted(steps_ahead(owed, today))[:cap] if only_weeks else ())]
    return day if fits_week(expected, today, cap) else None


def _notice(
    unit: Unit,
    recipients: tuple[str, ...],
    owed: Debts,
    words: Digest,
    day: date,
    plan: ReminderPlan,
    mails: Sequence[LoggedMail],
    runs: Sequence[Streak],
    reminded: Mapping[tuple[str, str], int],
    as_of: datetime,
) -> Notice:
    office = plan.office
    officer = addresses.officer_address(unit, plan.bounced) if words.level > Level.UNIT else ""
    first = _first_of_month(mails, as_of, office)
    subject = subject_of(unit, as_of, office)
    values = {
        "subject": subject,
        "office": office,
        "salutation": wording.salutation(unit.name),
        "digest": words,
        "as_of": wording.moment(as_of, office.zone),
        "today": as_of.astimezone(office.zone).date(),
        "streak": max((run.count for run in runs), default=0),
        "forms": bool(files := _forms(owed, plan, reminded)),
    }
    return Notice(
        key=_key(plan.office_id, unit, day, owed),
        kind=NoticeKind.REMINDER if words.level is Level.UNIT else NoticeKind.ESCALATION,
        unit=unit.code,
        recipients=recipients,
        cc=(officer,) if officer and officer not in recipients else (),
        subject=f"Re: {subject}" if first else subject,
        text=plan.templates.text("reminder", **values),
        html=plan.templates.html("reminder", **values),
        not_before=datetime.combine(day, office.reminders.at, tzinfo=office.zone),
        priority=PRIORITY[words.level],
        thread_id=first.thread_id if first else "",
        in_reply_to=first.message_id if first else "",
        references=(first.message_id,) if first and first.message_id else (),
        reply_to=addresses.reply_address(office, unit.code),
        attachments=files,
        grounds=owed.grounds,
    )


def subject_of(unit: Unit, as_of: datetime, office: OfficeSettings) -> str:
    """The same all month, so that a month's reminders stay in one thread."""
    local = as_of.astimezone(office.zone)
    return f"Nhắc việc tháng {local.month}/{local.year}: {unit.name}"


def _first_of_month(mails: Sequence[LoggedMail], as_of: datetime, office: OfficeSettings) -> LoggedMail | None:
    local = as_of.astimezone(office.zone)
    for mail in mails:
        sent = mail.at.astimezone(office.zone)
        if mail.sent and mail.thread_id and (sent.year, sent.month) == (local.year, local.month):
            return mail
    return None


def _key(office_id: str, unit: Unit, day: date, owed: Debts) -> str:
    """Unit, day and the set of what is owed: when part of it is done meanwhile, what is left is another notice."""
    grounds = "|".join("/".join(ground) for ground in sorted(owed.grounds))
    digest = hashlib.sha256(grounds.encode()).hexdigest()[:8]
    return addresses.key(office_id, NoticeKind.REMINDER, unit.code, day.isoformat(), digest)


def _forms(owed: Debts, plan: ReminderPlan, reminded: Mapping[tuple[str, str], int]) -> tuple[OutgoingFile, ...]:
    """Blank forms for what the unit is told of for the first time."""
    sources = {thing.obligation.source for thing in owed.things if not reminded.get(thing.ground)}
    return tuple(file for source, file in plan.forms.items() if source in sources)


def log_window(as_of: datetime) -> datetime:
    """Since when :func:`plan_reminders` wants the log: the last half year, for "already reminded n times"."""
    return as_of - timedelta(days=183)
