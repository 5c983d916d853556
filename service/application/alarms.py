"""The office is told by mail when the worker is unwell: once for each cause, until that is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from service.adapters.store.standalone import StandaloneOutbox
from service.application.deliver import deliver
from service.application.office import Office
from service.core.notices import wording
from service.core.notices.alerts import alert
from service.core.notices.render import Templates
from service.core.records import Notice, NoticeKind
from service.core.troubles import SUBJECTS, TODO, WHAT, Cause, Trouble, told_now
from service.core.workdays import Workdays

SINCE = "unwell:"


def note_troubles(office: Office, now_wrong: Iterable[Trouble], as_of: datetime) -> tuple[Trouble, ...]:
    """Keep what is wrong now with the instant it began, and store a mail to the office for what has lasted; what is
    over is forgotten, so that it is told again when it comes again. The troubles as they stand."""
    wrong = {trouble.cause: trouble for trouble in now_wrong}
    standing = []
    with office.store.transaction() as transaction:
        known = transaction.memory.starting(SINCE)
        for over in set(known) - {cause.value for cause in wrong}:
            transaction.memory.forget(SINCE + over)
        for cause, trouble in wrong.items():
            since = datetime.fromisoformat(known[cause.value]) if cause.value in known else trouble.since
            transaction.memory.set(SINCE + cause.value, since.isoformat())
            standing.append(Trouble(cause, since, trouble.sentence, trouble.hint))
        notices = [_notice(office, trouble, as_of) for trouble in standing if told_now(trouble, as_of)]
        transaction.outbox.add(notices, as_of)
    return tuple(standing)


def standing_causes(office: Office) -> tuple[Cause, ...]:
    """What was wrong when it was last noted."""
    with office.store.transaction() as transaction:
        return tuple(Cause(name) for name in transaction.memory.starting(SINCE))


def send_alerts(office: Office, as_of: datetime) -> None:
    """Let alerts leave when no cycle gets so far as to send them."""
    deliver(
        StandaloneOutbox(office.store),
        office.mailbox,
        lambda _: True,
        office.settings,
        Workdays(office.settings.calendar),
        as_of,
        uuid4().hex,
        frozenset({NoticeKind.ALERT}),
    )


def _notice(office: Office, trouble: Trouble, as_of: datetime) -> Notice:
    cause: Cause = trouble.cause
    since = trouble.since.astimezone(office.settings.zone)
    return alert(
        office.id,
        office.settings,
        f"{cause.value}/{since:%Y%m%dT%H%M%S}",
        SUBJECTS[cause],
        [f"Từ {wording.moment(since, office.settings.zone)}: {WHAT[cause]}"],
        [TODO[cause]],
        Templates.load(office.templates),
        as_of,
    )
