"""NHẬT KÝ's entries from what is stored. An entry never changes, and a run that changed nothing makes none."""

from __future__ import annotations

from datetime import UTC, datetime

from service.adapters.store import Transaction
from service.core.notices.outbox import OutboxEntry
from service.core.notices.receipts import receipt_reason
from service.core.records import Decision, Delivery, NoticeKind, Outcome, Place, PlaceKind, Submission
from service.core.tabs.view import JournalEntry

NOTICE_WORDS = {
    NoticeKind.RECEIPT: "Thư xác nhận",
    NoticeKind.REMINDER: "Thư nhắc",
    NoticeKind.ESCALATION: "Thư nhắc, gửi đồng chí phụ trách",
    NoticeKind.SUMMARY: "Tổng hợp tuần",
    NoticeKind.REPORT: "Dự thảo báo cáo",
    NoticeKind.ALERT: "Báo Văn phòng",
}
OUTCOME_WORDS = {
    Outcome.CREDITED: "Đã ghi nhận",
    Outcome.NEEDS_REVIEW: "Cần làm rõ",
    Outcome.TRIAGE: "Chờ Văn phòng xem",
    Outcome.IGNORED: "Không cần xử lý",
}


def journal_of(transaction: Transaction, held: str, as_of: datetime) -> tuple[JournalEntry, ...]:
    """Mails that came, notices made, decisions taken, and holds, by ``as_of``. ``held``: why this very run holds,
    which is not kept yet when the tabs are written."""
    mails = [_mail(s) for s in transaction.mails.submissions() if s.received <= as_of]
    notices = [_notice(entry) for entry in transaction.outbox.all() if entry.added <= as_of]
    trouble = [
        _trouble(entry)
        for entry in transaction.outbox.all((Delivery.FAILED, Delivery.CANCELLED))
        if entry.added <= as_of
    ]
    decisions = [_decision(d) for d in transaction.decisions.all() if d.decided_at <= as_of]
    holds = [_hold(run.as_of, run.held) for run in transaction.runs.holds() if run.held]
    last = transaction.runs.last()
    if held and (last is None or last.held != held):
        holds.append(_hold(as_of, held))
    return (*mails, *notices, *trouble, *decisions, *holds)


def _hold(moment: datetime, why: str) -> JournalEntry:
    moment = moment.astimezone(UTC)
    return JournalEntry(f"hold:{moment.isoformat()}", moment, "Tạm dừng", None, why)


def _mail(submission: Submission) -> JournalEntry:
    where = Place(PlaceKind.MAIL, gmail_id=submission.gmail_id)
    text = f"{submission.sender}: {submission.subject}"
    why = receipt_reason(submission)
    result = OUTCOME_WORDS[submission.outcome] + (f" ({why})" if why else "")
    return JournalEntry(
        f"mail:{submission.gmail_id}", submission.received, "Thư đến", submission.unit, text, result, where
    )


def _notice(entry: OutboxEntry) -> JournalEntry:
    notice = entry.notice
    text = f"{NOTICE_WORDS[notice.kind]}: {notice.subject} → {', '.join(notice.recipients)}"
    return JournalEntry(f"notice:{notice.key}", entry.added, "Thư đi", notice.unit, text)


def _trouble(entry: OutboxEntry) -> JournalEntry:
    notice = entry.notice
    word = "Không gửi được" if entry.delivery is Delivery.FAILED else "Không gửi nữa"
    text = f"{NOTICE_WORDS[notice.kind]}: {notice.subject}"
    return JournalEntry(
        f"trouble:{notice.key}", entry.added, "Thư đi", notice.unit, text, f"{word}: {entry.reason}"
    )


def _decision(decision: Decision) -> JournalEntry:
    parts = [decision.verdict.value if decision.verdict else "", decision.note]
    text = " · ".join(part for part in parts if part) or "Gán cho đơn vị"
    moment = decision.decided_at
    return JournalEntry(
        f"decision:{decision.key}:{moment.isoformat()}",
        moment,
        "Quyết định",
        decision.unit,
        text,
        "",
        decision.where,
    )
