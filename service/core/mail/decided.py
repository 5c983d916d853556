"""What the office decided about a mail, applied to its judgement."""

from __future__ import annotations

from dataclasses import replace

from service.core.mail.context import MailContext
from service.core.records import Decision, Issue, Outcome, Severity, Submission, SubmissionItem, Verdict


def apply(submission: Submission, context: MailContext) -> Submission:
    """Accepting makes what the mail brings complete as of its receipt; returning makes it lack everything;
    skipping ignores the mail. Without a certain unit nothing can be accepted or returned."""
    decision = context.decision
    if decision is None or decision.verdict is None:
        return submission
    if decision.verdict is Verdict.SKIP:
        why = (*submission.why, "Văn phòng quyết định bỏ qua thư này.")
        return replace(
            submission, outcome=Outcome.IGNORED, items=(), rows=(), touches=(), guesses=(), new_address="", why=why
        )
    if submission.unit is None:
        return submission
    if decision.verdict is Verdict.ACCEPT:
        return _accepted(submission, context)
    return _returned(submission, decision)


def _accepted(submission: Submission, context: MailContext) -> Submission:
    required = {o.id: frozenset(o.required) for o in context.campaign.obligations}
    items = tuple(
        replace(
            item,
            parts=item.parts | required.get(item.obligation, frozenset()),
            missing=frozenset(),
            readable=True,
            issues=tuple(issue for issue in item.issues if issue.severity is Severity.NOTE),
        )
        for item in submission.items
    )
    kept = tuple(issue for issue in submission.issues if issue.severity is Severity.NOTE)
    outcome = Outcome.CREDITED if items else Outcome.IGNORED
    why = (*submission.why, "Văn phòng chấp nhận; tính theo giờ nhận thư.")
    return replace(submission, outcome=outcome, items=items, touches=(), issues=kept, why=why)


def _returned(submission: Submission, decision: Decision) -> Submission:
    text = "Văn phòng trả lại để bổ sung" + (f": {decision.note.rstrip('.')}." if decision.note.strip() else ".")
    items = tuple(_lacking(item, text) for item in submission.items)
    issues = tuple(dict.fromkeys([*submission.issues, *(issue for item in items for issue in item.issues)]))
    outcome = Outcome.CREDITED if items else Outcome.IGNORED
    why = (*submission.why, text)
    return replace(submission, outcome=outcome, items=items, rows=(), touches=(), issues=issues, why=why)


RETURNED = "returned"


def _lacking(item: SubmissionItem, text: str) -> SubmissionItem:
    issue = Issue("mail.returned", Severity.FAULT, item.where, "", text, RETURNED)
    missing = item.parts | item.missing | {RETURNED}
    return replace(item, parts=frozenset(), missing=missing, readable=True, issues=(*item.issues, issue))
