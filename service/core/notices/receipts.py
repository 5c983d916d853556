"""Receipts: one answer to each mail of a unit, in its thread, saying what came, when, and what it still lacks.

Machines, mailing lists, ourselves and senders whose authentication failed get none (RFC 3834); nor does a stranger
whose unit nobody knows yet, so that the office's address cannot be used to write to third parties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.core.notices import addresses, wording
from service.core.notices.render import Templates
from service.core.periods import ONCE
from service.core.records import (
    Assessment,
    Mail,
    MailKind,
    Notice,
    NoticeKind,
    Outcome,
    Severity,
    Submission,
    SubmissionItem,
    Unit,
)
from service.core.settings import OfficeSettings

PRIORITY = 2
PER_ADDRESS_A_DAY = 20
"""Receipts to one address in 24 hours: more than a unit writes, and an end to machines answering each other."""

_NEVER = {
    MailKind.OWN: "thư do Văn phòng gửi",
    MailKind.BOUNCE: "thư báo lỗi gửi, không trả lời",
    MailKind.AUTOMATIC: "thư trả lời tự động, không trả lời",
    MailKind.LIST: "thư của danh sách gửi chung, không trả lời",
}

Dues = Mapping[tuple[str, str, str], datetime]
"""(unit, obligation, period) → due."""


def dues_of(assessments: Iterable[Assessment]) -> dict[tuple[str, str, str], datetime]:
    return {(a.unit, a.obligation, a.period): a.due for a in assessments}


def receipt_reason(submission: Submission, mail: Mail | None = None, registered: Collection[str] = ()) -> str:
    """Why this mail gets no receipt, in Vietnamese; "" when it gets one.

    ``mail`` adds what the judgement does not keep (authentication, machine headers); ``registered`` are the
    roster's addresses, whose owners are answered even while the office looks at what they sent."""
    if machine := answers_a_machine(submission, mail):
        return machine
    if mail is not None and mail.verdict == "fail":
        return "không xác thực được người gửi, chờ Văn phòng xem"
    if addresses.answers_nobody(submission.sender):
        return "địa chỉ gửi không nhận thư trả lời"
    if submission.outcome is Outcome.IGNORED:
        return "không có nội dung cần xác nhận"
    if submission.unit is None and submission.sender.lower() not in registered:
        return "chưa rõ thư của đơn vị nào, chờ Văn phòng xem"
    return ""


def answers_a_machine(submission: Submission, mail: Mail | None) -> str:
    """Why this is machine mail or our own, which is never answered; "" when a person wrote it."""
    kinds = set(submission.kinds)
    if mail is not None:
        told = (mail.own, bool(mail.bounce_of), mail.automatic, bool(mail.list_id))
        kinds |= {kind for kind, is_it in zip(_NEVER, told, strict=True) if is_it}
    return next((reason for kind, reason in _NEVER.items() if kind in kinds), "")


@dataclass(frozen=True, slots=True)
class ReceiptPlan:
    """What planning needs besides the mails. ``recent``: receipts already sent to an address in the last day."""

    office_id: str
    office: OfficeSettings
    templates: Templates
    units: Mapping[str, Unit]
    dues: Dues = field(default_factory=dict)
    bounced: Collection[str] = frozenset()
    recent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReceiptItem:
    """One thing the mail brought. ``timing``: ``đúng hạn``, ``trễ hạn 02 ngày``, or "" when it has no due time."""

    title: str
    file: str
    timing: str
    complete: bool
    waiting: bool
    missing: tuple[str, ...]


def plan_receipts(
    mails: Iterable[tuple[Mail, Submission]], plan: ReceiptPlan, as_of: datetime
) -> tuple[Notice, ...]:
    """A receipt for each of these mails that gets one; its key is the mail's, so that asking again adds none."""
    registered = {address.lower() for unit in plan.units.values() for address in unit.emails}
    answered = Counter(plan.recent)
    notices = []
    for mail, submission in mails:
        recipient = _recipient(mail, registered)
        if receipt_reason(submission, mail, registered) or recipient in plan.bounced:
            continue
        answered[recipient] += 1
        if answered[recipient] <= PER_ADDRESS_A_DAY:
            notices.append(_receipt(mail, submission, recipient, plan, as_of))
    return tuple(notices)


def _recipient(mail: Mail, registered: Collection[str]) -> str:
    """The sender; a Reply-To only when it is a registered address, so that nobody is written to on a stranger's
    word."""
    return mail.reply_to if mail.reply_to in registered else mail.sender


def _receipt(mail: Mail, submission: Submission, recipient: str, plan: ReceiptPlan, as_of: datetime) -> Notice:
    unit = plan.units.get(submission.unit) if submission.unit else None
    subject = reply_subject(mail.subject)
    items = tuple(_item(item, submission, mail, plan) for item in submission.items)
    values = {
        "subject": subject,
        "office": plan.office,
        "salutation": wording.salutation(unit.name) if unit else "Đồng chí",
        "received": wording.moment(mail.received, plan.office.zone),
        "items": items,
        "what": _what(items),
        "whole_timing": _whole_timing(items),
        "waiting": submission.outcome in (Outcome.NEEDS_REVIEW, Outcome.TRIAGE),
        "remarks": _remarks(submission, items),
        "files": [attachment.name for attachment in mail.attachments],
    }
    return Notice(
        key=addresses.key(plan.office_id, NoticeKind.RECEIPT, mail.gmail_id),
        kind=NoticeKind.RECEIPT,
        unit=submission.unit,
        recipients=(recipient,),
        subject=subject,
        text=plan.templates.text("receipt", **values),
        html=plan.templates.html("receipt", **values),
        not_before=as_of,
        priority=PRIORITY,
        thread_id=mail.thread_id,
        in_reply_to=mail.message_id,
        references=thread_references(mail),
        reply_to=addresses.reply_address(plan.office, submission.unit),
    )


def reply_subject(subject: str) -> str:
    """``Re: `` and the same subject, once: Gmail keeps a thread only while the subject stays."""
    bare = subject.strip()
    return bare if bare.lower().startswith("re:") else f"Re: {bare}"


def thread_references(mail: Mail, most: int = 20) -> tuple[str, ...]:
    """RFC 5322's References of an answer; of a long thread the first and the newest."""
    every = [*mail.references, *([mail.message_id] if mail.message_id else [])]
    unique = list(dict.fromkeys(every))
    return tuple(unique if len(unique) <= most else [unique[0], *unique[-(most - 1) :]])


def _item(item: SubmissionItem, submission: Submission, mail: Mail, plan: ReceiptPlan) -> ReceiptItem:
    obligation = next((o for o in plan.office.campaign.obligations if o.id == item.obligation), None)
    if obligation is None:
        title = item.obligation
    else:
        title = wording.duty_name(obligation, item.period) if item.period else obligation.title
    told = [issue for issue in item.issues if issue.severity is not Severity.NOTE]
    said = {issue.field for issue in told}
    unsaid = sorted(item.missing - said) if item.readable else []  # of what nobody has read, nothing is known
    lacking = [f"Còn thiếu {wording.part_name(part)}." for part in unsaid]
    missing = tuple(dict.fromkeys([issue.text for issue in told] + lacking))
    return ReceiptItem(
        title=title,
        file=item.where.file,
        timing=_timing(item, submission, mail, plan),
        complete=item.readable and not item.missing and not missing,
        waiting=not item.readable,
        missing=missing,
    )


def _timing(item: SubmissionItem, submission: Submission, mail: Mail, plan: ReceiptPlan) -> str:
    due = plan.dues.get((submission.unit or "", item.obligation, item.period or ONCE))
    if due is None:
        return ""
    if mail.received < due:
        return "đúng hạn"
    zone = plan.office.zone
    late = (mail.received.astimezone(zone).date() - wording.last_day(due, zone)).days
    return f"trễ hạn {wording.two(max(late, 1))} ngày"


def what_it_brings(submission: Submission, mail: Mail, plan: ReceiptPlan) -> str:
    """``kế hoạch và mẫu đăng ký``, or ``thư``."""
    return _what(tuple(_item(item, submission, mail, plan) for item in submission.items))


def _what(items: tuple[ReceiptItem, ...]) -> str:
    titles = list(dict.fromkeys(item.title[:1].lower() + item.title[1:] for item in items))
    return wording.listed(titles) if titles else "thư"


def _whole_timing(items: tuple[ReceiptItem, ...]) -> str:
    """Said in the first sentence when it holds for all; each item says its own otherwise."""
    timings = {item.timing for item in items}
    return timings.pop() if len(timings) == 1 else ""


def _remarks(submission: Submission, items: tuple[ReceiptItem, ...]) -> tuple[str, ...]:
    """What the mail as a whole lacks, without what its items already say."""
    said = {line for item in items for line in item.missing}
    texts = [issue.text for issue in submission.issues if issue.severity is not Severity.NOTE]
    return tuple(text for text in dict.fromkeys(texts) if text not in said)
