"""One full cycle: ingest, assess, publish, deliver. A dry run stops before anything leaves and keeps nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from service.adapters.store.runs import Run
from service.adapters.store.standalone import StandaloneOutbox
from service.application.assess import AssessReport, assess
from service.application.deliver import DeliveryReport, deliver
from service.application.holding import Held, facts_text, held_by_clock
from service.application.label_mails import label_mails
from service.application.name_sent import name_sent
from service.application.office import Office
from service.application.poll_mail import MailReading, poll_mail
from service.application.publish import PublishReport, plan_publication, publish, publish_hold
from service.application.quiet import is_quiet, remember
from service.application.read_sheets import SheetsReading, keep, read_sheets
from service.application.recognise_sent import compare_with_mailbox
from service.application.still_owed import still_owed
from service.application.view import office_view, workbook
from service.core.errors import GoogleError
from service.core.records import Delivery, Notice, NoticeKind
from service.core.tabs.held import say_held
from service.core.tabs.model import Workbook
from service.core.workdays import Workdays

T = TypeVar("T")


@dataclass
class TickReport:
    """What one cycle did. ``failures``: sentences, with hints, of steps that failed while the rest went on;
    ``errors``: the same as errors."""

    as_of: datetime
    hold: Held | None = None
    failures: list[tuple[str, str]] = field(default_factory=list)
    errors: list[GoogleError] = field(default_factory=list)
    mail: MailReading | None = None
    assessed: AssessReport | None = None
    published: PublishReport | None = None
    delivered: DeliveryReport | None = None
    labelled: int = 0
    would_write: tuple[str, ...] = ()
    would_send: tuple[Notice, ...] = ()

    @property
    def exit_code(self) -> int:
        if self.hold is not None:
            return 3
        return 4 if self.failures or (self.delivered and self.delivered.partly_failed) else 0

    def attempt(self, step: Callable[[], T]) -> T | None:
        """A step whose failure leaves the others standing."""
        try:
            return step()
        except GoogleError as problem:
            self.failures.append((problem.sentence, problem.hint))
            self.errors.append(problem)
            return None


def run_tick(
    office: Office, as_of: datetime, dry_run: bool = False, stopping: Callable[[], bool] = lambda: False
) -> TickReport:
    """The four steps in order. ``stopping`` is asked between them, and between mails."""
    if dry_run:
        with office.store.rehearsal() as store:
            return _rehearse(replace(office, store=store), as_of)
    report = TickReport(as_of)
    reading = _take_in(office, report, stopping)
    if report.assessed is None:
        return report
    if not stopping():
        report.published = report.attempt(lambda: _publish(office, report, reading))
    if not stopping() and report.attempt(lambda: compare_with_mailbox(office, report.mail is not None)):
        report.delivered = _deliver(office, report, reading, stopping)
        if report.delivered.sent:
            report.attempt(lambda: name_sent(office))
        report.labelled = report.attempt(lambda: label_mails(office)) or 0
    remember(office, reading, as_of, report.exit_code == 0 and not stopping())
    with office.store.transaction() as transaction:
        held = " ".join(report.hold.sentences) if report.hold else None
        transaction.runs.add(Run(as_of, held, facts_text(report.assessed.facts), summary_text(report)))
    return report


def _rehearse(office: Office, as_of: datetime) -> TickReport:
    report = TickReport(as_of)
    reading = _take_in(office, report, lambda: False)
    if report.assessed is None:
        return report
    if reading is not None and office.refs.output in reading.infos:
        report.would_write = _would_write(office, report, reading)
    kinds = may_leave(report, reading)
    with office.store.transaction() as transaction:
        waiting = [entry.notice for entry in transaction.outbox.all((Delivery.WAITING,))]
    report.would_send = tuple(n for n in waiting if n.not_before <= as_of and n.kind in kinds)
    return report


def _would_write(office: Office, report: TickReport, reading: SheetsReading) -> tuple[str, ...]:
    assert report.assessed is not None
    info = reading.infos[office.refs.output]
    if report.hold is not None:
        return say_held(reading.output, info, report.hold.sentences).changes
    return plan_publication(office, _wanted(office, report.assessed), reading.output, info).changes


def _take_in(office: Office, report: TickReport, stopping: Callable[[], bool]) -> SheetsReading | None:
    """Ingest and assess."""
    as_of = report.as_of
    report.hold = held_by_clock(office, as_of)
    if report.hold is not None:
        return None
    reading = report.attempt(lambda: read_sheets(office, as_of))
    rows = keep(office, reading, as_of) if reading is not None else {}
    if stopping():
        return reading
    report.mail = report.attempt(lambda: poll_mail(office, as_of, stopping))
    if stopping():
        return reading
    if (
        reading is not None
        and report.mail is not None
        and not report.mail.new
        and is_quiet(office, reading, as_of)
    ):
        return reading
    report.assessed = assess(office, reading, rows, as_of)
    report.hold = report.assessed.hold
    return reading


def _publish(office: Office, report: TickReport, reading: SheetsReading | None) -> PublishReport | None:
    if reading is None or report.assessed is None or office.refs.output not in reading.infos:
        return None
    info = reading.infos[office.refs.output]
    if report.hold is not None:
        return publish_hold(office, report.hold.sentences, reading.output, info, report.as_of)
    return publish(office, _wanted(office, report.assessed), reading.output, info, report.as_of)


def _wanted(office: Office, assessed: AssessReport) -> Workbook:
    return workbook(office_view(office, assessed.world, assessed.evaluation, assessed.hold))


def may_leave(report: TickReport, reading: SheetsReading | None) -> frozenset[NoticeKind]:
    """Which mails may leave. Without a look at the sheets and the inbox just now nobody is reminded, and leadership
    is told nothing: what is asked for may stand there."""
    if report.hold is not None:
        return frozenset({NoticeKind.ALERT})
    if reading is None or report.mail is None:
        return frozenset({NoticeKind.ALERT, NoticeKind.RECEIPT})
    return frozenset(NoticeKind)


def _deliver(
    office: Office, report: TickReport, reading: SheetsReading | None, stopping: Callable[[], bool]
) -> DeliveryReport:
    assert report.assessed is not None
    return deliver(
        StandaloneOutbox(office.store),
        office.mailbox,
        still_owed(office.settings, report.assessed.evaluation),
        office.settings,
        Workdays(office.settings.calendar),
        report.as_of,
        uuid4().hex,
        may_leave(report, reading),
        stopping,
    )


def summary_text(report: TickReport) -> str:
    """What a run did, as JSON for the log."""
    published, delivered = report.published, report.delivered
    return json.dumps(
        {
            "mails": report.mail.new if report.mail else None,
            "changes": len(report.assessed.changes) if report.assessed else 0,
            "writes": published.writes if published else 0,
            "sent": len(delivered.sent) if delivered else 0,
            "failures": [sentence for sentence, _ in report.failures],
        }
    )
