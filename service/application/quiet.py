"""May this tick stop here? When nothing came, nothing stands otherwise, and no moment passed that changes a state,
the last tick's answer is still the answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta

from service.application.office import Office
from service.application.read_sheets import SheetsReading
from service.application.still_owed import rules_of

FINGERPRINT = "quiet:fingerprint"
AT = "quiet:at"


def fingerprint(reading: SheetsReading) -> str:
    """Everything the sheets say now, ours included, as one digest."""
    said = sorted((spreadsheet, sorted(tabs.items())) for spreadsheet, tabs in reading.digests.items())
    return hashlib.sha256(repr(said).encode("utf-8")).hexdigest()


def is_quiet(office: Office, reading: SheetsReading, as_of: datetime) -> bool:
    """Nothing new since the last tick that went well. The caller knows that no mail came."""
    with office.store.transaction() as transaction:
        last = transaction.memory.moment(AT)
        same = transaction.memory.get(FINGERPRINT) == fingerprint(reading)
        if last is None or not same or last > as_of or _passed(office, last, as_of):
            return False
        if transaction.outbox.due_by(as_of) or transaction.mails.received_between(last, as_of):
            return False
    return True


def remember(office: Office, reading: SheetsReading | None, as_of: datetime, went_well: bool) -> None:
    """Keep what the next tick compares itself with; after trouble it must look at everything again."""
    with office.store.transaction() as transaction:
        if reading is None or not went_well:
            transaction.memory.forget(AT)
            return
        transaction.memory.set(FINGERPRINT, fingerprint(reading))
        transaction.memory.set(AT, as_of.isoformat())


def _passed(office: Office, last: datetime, as_of: datetime) -> bool:
    """Whether a moment lies after ``last`` and up to ``as_of`` at which a state or a mail may fall due: a midnight,
    a due time, or a time of day at which mails leave."""
    settings = office.settings
    since, until = last.astimezone(settings.zone), as_of.astimezone(settings.zone)
    if since.date() != until.date() or until - since > timedelta(days=1):
        return True
    times = {settings.reminders.at, settings.reminders.quiet_from, settings.reminders.quiet_to}
    times |= {settings.leadership.at, time(0)}
    moments = [datetime.combine(until.date(), at, tzinfo=settings.zone) for at in times]
    graces = {obligation.id: obligation.grace for obligation in settings.campaign.obligations}
    for period in rules_of(settings).periods.values():
        moments += [period.opens, period.due, period.due + graces[period.obligation], period.closes]
    return any(since < moment <= until for moment in moments)
