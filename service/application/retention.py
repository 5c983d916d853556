"""What is removed when it has been kept long enough: originals, what mails said and who wrote them, the log of runs.

Judgements stay: the states of past periods are worked out from submissions and rows, not from what is removed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.application.office import Office
from service.core.settings import RetentionSettings


@dataclass(frozen=True, slots=True)
class Removed:
    """How many originals, mails' contents and runs."""

    originals: int
    contents: int
    runs: int


def apply_retention(office: Office, retention: RetentionSettings, as_of: datetime) -> Removed:
    """Remove what is older than the settings say, 0 days meaning never. A mail the office still has to decide keeps
    its contents: they are what the decision is about."""
    originals = contents = 0
    with office.store.transaction() as transaction:
        if retention.originals_days:
            originals = transaction.mails.drop_originals(as_of - timedelta(days=retention.originals_days))
        if retention.personal_days:
            before = as_of - timedelta(days=retention.personal_days)
            contents = transaction.mails.drop_contents(before) + transaction.outbox.drop_contents(before)
        runs = transaction.runs.prune(as_of - timedelta(days=retention.runs_days))
    return Removed(originals, contents, runs)
