"""What a unit was reminded of, and by which mails; also those of which it is no longer known what they named."""

from __future__ import annotations

from datetime import UTC, datetime

from service.application.office import Office
from service.core.notices.budget import REMINDING
from service.core.notices.outbox import LoggedMail

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def reminders_of(office: Office, as_of: datetime, unit: str) -> tuple[LoggedMail, ...]:
    """Reminders and escalations that had left for a unit by then, oldest first. One without ``grounds`` was found
    again in SENT after a restore: that it left is known, what it named is not."""
    with office.store.transaction() as transaction:
        known = transaction.outbox.log(EVER, REMINDING)
    return tuple(mail for mail in known if mail.sent and mail.unit == unit and mail.at <= as_of)
