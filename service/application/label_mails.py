"""Labels in Gmail that tell the office what became of each mail: one call a label, only for what changed."""

from __future__ import annotations

from collections import defaultdict

from service.application.office import Office
from service.core.records import MailKind, Outcome, Submission

RECEIVED = "Nhắc việc/Đã nhận"
LACKING = "Nhắc việc/Thiếu"
TO_DECIDE = "Nhắc việc/Cần xử lý"
SKIPPED = "Nhắc việc/Bỏ qua"
LABELS = (RECEIVED, LACKING, TO_DECIDE, SKIPPED)


def label_of(submission: Submission) -> str:
    """The label of a judged mail; none for what we sent ourselves."""
    if MailKind.OWN in submission.kinds:
        return ""
    if submission.outcome is Outcome.IGNORED:
        return SKIPPED
    if submission.outcome in (Outcome.TRIAGE, Outcome.NEEDS_REVIEW):
        return TO_DECIDE
    return LACKING if any(item.missing for item in submission.items) else RECEIVED


def label_mails(office: Office) -> int:
    """Mark every mail whose label is not the one it should bear; how many were marked."""
    with office.store.transaction() as transaction:
        borne = transaction.mails.labels()
        wanted: dict[str, list[str]] = defaultdict(list)
        for submission in transaction.mails.submissions():
            label = label_of(submission)
            if label and borne.get(submission.gmail_id, "") != label:
                wanted[label].append(submission.gmail_id)
    for label, gmail_ids in wanted.items():
        office.mailbox.mark(label, gmail_ids)
        with office.store.transaction() as transaction:
            transaction.mails.labelled(gmail_ids, label)
    return sum(len(gmail_ids) for gmail_ids in wanted.values())
