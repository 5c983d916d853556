"""The answer a receipt promised: what the office decided about a mail it had to look at itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from service.core.notices import addresses, wording
from service.core.notices.receipts import (
    PRIORITY,
    ReceiptPlan,
    answers_a_machine,
    reply_subject,
    thread_references,
    what_it_brings,
)
from service.core.records import Decision, Mail, Notice, NoticeKind, Submission, Verdict


def plan_answers(
    decided: Iterable[tuple[Mail, Submission, Decision]], plan: ReceiptPlan, as_of: datetime
) -> tuple[Notice, ...]:
    """One answer a mail and verdict; "Bỏ qua" and a mere assignment to a unit are told to nobody.

    ``submission`` is the judgement before the decision, or the one made again with it."""
    notices = []
    for mail, submission, decision in decided:
        if decision.verdict not in (Verdict.ACCEPT, Verdict.RETURN) or answers_a_machine(submission, mail):
            continue
        if mail.sender not in plan.bounced and not addresses.answers_nobody(mail.sender):
            notices.append(_answer(mail, submission, decision, plan, as_of))
    return tuple(notices)


def _answer(mail: Mail, submission: Submission, decision: Decision, plan: ReceiptPlan, as_of: datetime) -> Notice:
    code = decision.unit or submission.unit
    unit = plan.units.get(code) if code else None
    accepted = decision.verdict is Verdict.ACCEPT
    subject = reply_subject(mail.subject)
    values = {
        "subject": subject,
        "office": plan.office,
        "salutation": wording.salutation(unit.name) if unit else "Đồng chí",
        "received": wording.moment(mail.received, plan.office.zone),
        "what": what_it_brings(submission, mail, plan),
        "accepted": accepted,
        "note": decision.note.strip(),
    }
    return Notice(
        key=addresses.key(
            plan.office_id, NoticeKind.RECEIPT, mail.gmail_id, "accepted" if accepted else "returned"
        ),
        kind=NoticeKind.RECEIPT,
        unit=code,
        recipients=(mail.sender,),
        subject=subject,
        text=plan.templates.text("answer", **values),
        html=plan.templates.html("answer", **values),
        not_before=as_of,
        priority=PRIORITY,
        thread_id=mail.thread_id,
        in_reply_to=mail.message_id,
        references=thread_references(mail),
        reply_to=addresses.reply_address(plan.office, code),
    )
