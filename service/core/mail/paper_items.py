"""Plans and other papers that are judged by what they say."""

from __future__ import annotations

from collections.abc import Sequence

from service.core.mail.completeness import parts_found
from service.core.mail.context import MailContext
from service.core.mail.said import likely_month, local_day, period_said, years_said
from service.core.mail.view import Found
from service.core.obligations import Obligation, ObligationSource, Recurrence
from service.core.records import (
    Issue,
    Mail,
    Outcome,
    Place,
    PlaceKind,
    Severity,
    Submission,
    SubmissionItem,
)

_SENTENCES = {
    "time": "Kế hoạch chưa nêu thời gian thực hiện (thứ, giờ), ví dụ: 16 giờ 30 thứ Sáu hằng tuần.",
    "contents": "Kế hoạch chưa nêu nội dung hoạt động, ví dụ: vệ sinh phòng làm việc, sinh hoạt chi đoàn.",
    "assignment": "Kế hoạch chưa phân công Ủy viên BCH phụ trách từng nội dung, từng tuần.",
}
YEAR, FILES = "year", "files"
"""Missing parts that no settings name: the right year, and enough files."""


def item_of(
    obligation: Obligation,
    found: Sequence[Found],
    supplement: bool,
    mail: Mail,
    earlier: Sequence[Submission],
    context: MailContext,
) -> SubmissionItem:
    """One item for all papers of a mail that serve the obligation. Papers that nobody could read, and what OCR did
    not find, are for a person: never missing."""
    papers = [one.paper for one in found]
    readable = [paper for paper in papers if paper.readable]
    place = (readable or papers)[0].place
    period = period_of(obligation, found, mail, context)
    issues = tuple(issue for paper in papers for issue in paper.issues)
    required = frozenset(obligation.required)
    if not readable:
        return SubmissionItem(obligation.id, period, frozenset(), required, False, place, issues)
    parts = frozenset[str]().union(*(parts_found(paper, obligation) for paper in readable))
    if supplement or any(paper.is_body for paper in readable):
        parts |= _earlier_parts(obligation, period, earlier)
    missing = set(required - parts)
    if missing and any(paper.by_ocr or paper.is_partial or not paper.readable for paper in papers):
        unsure = _issue("paper.unsure", Severity.QUESTION, place, "", _unsure(obligation))
        return SubmissionItem(obligation.id, period, parts, frozenset(missing), False, place, (*issues, unsure))
    issues = tuple(issue for paper in readable for issue in paper.issues)
    faults = [_lacks(part, obligation, place) for part in obligation.required if part in missing]
    wrong = _wrong_year(found, obligation, place, context)
    if wrong is not None:
        faults.append(wrong)
        missing.add(YEAR)
    if len(papers) < obligation.minimum:
        missing.add(FILES)
        text = f"{obligation.title} cần ít nhất {obligation.minimum} tệp; thư này có {len(papers)} tệp."
        faults.append(_issue("paper.too_few", Severity.FAULT, place, "", text, FILES))
    again = _sent_before(papers[0].digest, papers[0].name, earlier, context, place)
    files = tuple(dict.fromkeys(paper.place.file for paper in papers if paper.place.file))
    return SubmissionItem(
        obligation.id, period, parts, frozenset(missing), True, place, (*issues, *faults, *again), files
    )


def nothing_attached(obligation: Obligation, linked: bool, mail: Mail, context: MailContext) -> SubmissionItem:
    """The mail says that it brings something, and no file came with it, or a link only a person may open."""
    place = Place(PlaceKind.MAIL, gmail_id=mail.gmail_id)
    period = period_of(obligation, (), mail, context)
    required = frozenset(obligation.required)
    if linked:
        text = "Tệp được gửi bằng liên kết; Văn phòng cần người mở. Đề nghị gửi kèm tệp Word hoặc Excel trong thư."
        issue = _issue("mail.link", Severity.QUESTION, place, mail.subject, text)
        return SubmissionItem(obligation.id, period, frozenset(), required, False, place, (issue,))
    text = f"Thư nói gửi {obligation.title.lower()} nhưng không có tệp đính kèm; đề nghị gửi lại kèm tệp."
    issue = _issue("mail.no_attachment", Severity.FAULT, place, mail.subject, text)
    missing = required or frozenset({FILES})
    return SubmissionItem(obligation.id, period, frozenset(), missing, True, place, (issue,))


def period_of(obligation: Obligation, found: Sequence[Found], mail: Mail, context: MailContext) -> str | None:
    """The period that file name, title, subject or body names; for an unread monthly report the likely one."""
    day = local_day(mail.received, context.zone)
    texts = [text for one in found for text in (one.paper.name, " ".join(one.paper.head[:8]))]
    said = period_said(obligation.recurrence, [*texts, mail.subject, mail.text[:1_000]], day)
    monthly_report = obligation.recurrence is Recurrence.MONTHLY and obligation.source is ObligationSource.REPORT
    if said is None and monthly_report:
        return likely_month(day, context.campaign).label
    return said


def _earlier_parts(obligation: Obligation, period: str | None, earlier: Sequence[Submission]) -> frozenset[str]:
    """What earlier mails of the unit brought already: a correction completes it."""
    kept = [one for one in earlier if one.outcome in (Outcome.CREDITED, Outcome.NEEDS_REVIEW)]
    parts = [
        item.parts
        for one in kept
        for item in one.items
        if (item.obligation, item.period) == (obligation.id, period)
    ]
    return frozenset[str]().union(*parts)


def _wrong_year(
    found: Sequence[Found], obligation: Obligation, place: Place, context: MailContext
) -> Issue | None:
    """A title that names only years outside the campaign: last year's paper."""
    campaign = context.campaign
    heads = [line for one in found if one.paper.readable for line in _title_lines(one)]
    years = years_said(heads, campaign)
    if not years or any(campaign.since.year <= year <= campaign.until.year for year in years):
        return None
    named = ", ".join(str(year) for year in sorted(years))
    span = f"{campaign.since.year}–{campaign.until.year}"
    text = (
        f"{obligation.title} ghi năm {named}, không thuộc giai đoạn {span}; đề nghị kiểm tra và gửi lại bản đúng."
    )
    return _issue("paper.wrong_year", Severity.FAULT, place, named, text, YEAR)


def _title_lines(one: Found) -> tuple[str, ...]:
    return () if one.paper.is_body else one.paper.head


def _sent_before(
    digest: str, name: str, earlier: Sequence[Submission], context: MailContext, place: Place
) -> tuple[Issue, ...]:
    for submission in earlier:
        if digest and any(file.digest == digest for file in submission.files):
            when = submission.received.astimezone(context.zone).strftime("%H:%M ngày %d/%m/%Y")
            text = f"Tệp “{name}” đã nhận lúc {when}; không tính hai lần."
            return (_issue("paper.again", Severity.NOTE, place, name, text),)
    return ()


def _lacks(part: str, obligation: Obligation, place: Place) -> Issue:
    text = _SENTENCES.get(part) if obligation.kind == "plan" else None
    return _issue("paper.lacks", Severity.FAULT, place, "", text or f"{obligation.title} chưa có “{part}”.", part)


def _unsure(obligation: Obligation) -> str:
    return f"{obligation.title} là bản chụp, bản quét hoặc chỉ đọc được một phần; Văn phòng cần người đọc để xác nhận."


def _issue(code: str, severity: Severity, place: Place, raw: str, text: str, field: str = "") -> Issue:
    return Issue(code, severity, place, raw, text, field)
