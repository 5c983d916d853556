"""Which mails follow from what is known now. They are stored with the assessments that cause them (rule 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from service.adapters.store import Transaction
from service.application.holding import Held
from service.application.links import mail_links
from service.application.office import Office
from service.application.summary import summary_notice
from service.application.world import World
from service.core.evaluation import Evaluation
from service.core.notices import addresses
from service.core.notices.alerts import bounce_alert, hold_alert
from service.core.notices.answers import plan_answers
from service.core.notices.receipts import ReceiptPlan, dues_of, plan_receipts
from service.core.notices.reminders import ReminderPlan, log_window, plan_reminders
from service.core.notices.render import Templates
from service.core.obligations import ObligationSource
from service.core.periods import all_periods
from service.core.records import Notice, NoticeKind, OutgoingFile
from service.core.workdays import Workdays

HOLD_SINCE = "hold:since"
FIRST_LOOK = "Lần chạy đầu với hộp thư thật: chờ Văn phòng xem và cho gửi."
EVERYDAY = (NoticeKind.REMINDER, NoticeKind.ESCALATION)


def plan_notices(
    office: Office,
    transaction: Transaction,
    world: World,
    evaluation: Evaluation,
    hold: Held | None,
    as_of: datetime,
) -> tuple[str, ...]:
    """Store what is to be sent; the keys that are new. While held, only the office is told."""
    templates = Templates.load(office.templates)
    if hold is not None:
        return transaction.outbox.add(_about_hold(office, transaction, hold, templates, as_of), as_of)
    transaction.memory.forget(HOLD_SINCE)
    planning = _Planning(office, transaction, world, evaluation, templates, as_of)
    notices = [
        *planning.receipts(),
        *planning.answers(),
        *planning.reminders(),
        *planning.bounces(),
        *summary_notice(office, transaction, world, evaluation, templates, as_of),
    ]
    first = office.live and transaction.runs.last() is None
    return transaction.outbox.add(notices, as_of, FIRST_LOOK if first else "")


def _about_hold(
    office: Office, transaction: Transaction, hold: Held, templates: Templates, as_of: datetime
) -> Sequence[Notice]:
    since = transaction.memory.moment(HOLD_SINCE)
    if since is None:
        since = as_of
        transaction.memory.set(HOLD_SINCE, as_of.isoformat())
    return [hold_alert(office.id, office.settings, hold.sentences, since, templates, as_of)]


@dataclass(frozen=True)
class _Planning:
    """One round of planning: what every kind of mail is planned from."""

    office: Office
    transaction: Transaction
    world: World
    evaluation: Evaluation
    templates: Templates
    as_of: datetime

    def receipts(self) -> Sequence[Notice]:
        waiting = [id for id in self.transaction.mails.received_by(self.as_of) if not self._has_receipt(id)]
        mails = [(stored.mail, stored.submission) for stored in self.transaction.mails.some(waiting)]
        return plan_receipts(mails, self._receipt_plan, self.as_of)

    def answers(self) -> Sequence[Notice]:
        """What the office decided about mails whose receipt promised an answer. A mail that had none yet gets its
        receipt now, which says it all."""
        decisions = self.world.inputs.decisions
        decided = {d.key.removeprefix("mail:"): d for d in decisions if d.key.startswith("mail:")}
        mails = self.transaction.mails.some([id for id in decided if self._has_receipt(id)])
        answered = [(m.mail, m.submission, decided[m.mail.gmail_id]) for m in mails]
        return plan_answers(answered, self._receipt_plan, self.as_of)

    def reminders(self) -> Sequence[Notice]:
        office, as_of = self.office, self.as_of
        workdays = Workdays(office.settings.calendar)
        periods = [
            period
            for obligation in office.settings.campaign.obligations
            for period in all_periods(obligation, office.settings, workdays)
        ]
        plan = ReminderPlan(
            office_id=office.id,
            office=office.settings,
            workdays=workdays,
            templates=self.templates,
            links=mail_links(office, self.transaction),
            bounced=self.transaction.mails.bounced(),
            forms=_BlankForms(office, as_of.astimezone(office.settings.zone).year),
        )
        log = self.transaction.outbox.log(log_window(as_of), EVERYDAY)
        return plan_reminders(self.evaluation.assessments, self.world.roster.units, periods, plan, log, as_of)

    def bounces(self) -> Sequence[Notice]:
        units = {address: unit for unit in self.world.roster.units for address in unit.emails}
        office = self.office
        return [
            bounce_alert(office.id, office.settings, units.get(address), address, self.templates, self.as_of)
            for address, at in self.transaction.mails.bounced().items()
            if at <= self.as_of
        ]

    @cached_property
    def _known_keys(self) -> frozenset[str]:
        return self.transaction.outbox.known_keys()

    def _has_receipt(self, gmail_id: str) -> bool:
        return addresses.key(self.office.id, NoticeKind.RECEIPT, gmail_id) in self._known_keys

    @cached_property
    def _receipt_plan(self) -> ReceiptPlan:
        since = self.as_of - timedelta(hours=24)
        recent = Counter(
            address
            for mail in self.transaction.outbox.log(since, (NoticeKind.RECEIPT,))
            for address in mail.recipients
        )
        return ReceiptPlan(
            office_id=self.office.id,
            office=self.office.settings,
            templates=self.templates,
            units={unit.code: unit for unit in self.world.roster.units},
            dues=dues_of(self.evaluation.assessments),
            bounced=self.transaction.mails.bounced(),
            recent=recent,
        )


class _BlankForms(Mapping[ObligationSource, OutgoingFile]):
    """The forms that go with a first reminder, made only when one is written."""

    def __init__(self, office: Office, year: int) -> None:
        self._office = office
        self._year = year

    @cached_property
    def _made(self) -> Mapping[ObligationSource, OutgoingFile]:
        from service.core.papers.forms import blank_forms

        return blank_forms(self._office.settings, self._year)

    def __getitem__(self, source: ObligationSource) -> OutgoingFile:
        return self._made[source]

    def __iter__(self) -> Iterator[ObligationSource]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
