"""KẾ HOẠCH ĐÃ NHẬN: every mail that brought something, what it was, its files and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from service.core.notices.wording import PARTS, capital, listed, part_name, period_name
from service.core.questions import mail_key
from service.core.records import MailKind, Outcome, Place, PlaceKind, Submission, SubmissionItem
from service.core.tabs.model import MOMENT, Column, HeadRow, TabRow, WantedTab, linked
from service.core.tabs.titles import SUBMISSIONS
from service.core.tabs.view import OfficeView
from service.core.tabs.words import moment

RECEIVED, NUMBER, UNIT, SENDER, SUBJECT = "Nhận lúc", "STT", "Đơn vị", "Người gửi", "Tiêu đề"
KIND, DUTY, FILES, OUTCOME = "Loại", "Cho nghĩa vụ", "Tệp", "Kết quả"
LACKING, WHERE, KEY = "Còn thiếu", "Nơi xem", "Mã"

MOST_ROWS = 3_000
_ORDER = {part: place for place, part in enumerate(PARTS)}
_KINDS = {
    MailKind.PLAN: "kế hoạch",
    MailKind.FORM: "mẫu đăng ký",
    MailKind.REPORT: "báo cáo",
    MailKind.REPLY: "trả lời",
    MailKind.QUESTION: "hỏi",
    MailKind.OTHER: "khác",
}
_BROUGHT = (Outcome.CREDITED, Outcome.NEEDS_REVIEW, Outcome.TRIAGE)


def submissions(view: OfficeView) -> WantedTab:
    """The newest on top; mails that were nothing for us are in the journal only."""
    brought = sorted(
        (submission for submission in view.submissions if submission.outcome in _BROUGHT),
        key=lambda submission: (submission.received, submission.gmail_id),
    )
    names = view.names()
    numbered = list(enumerate(brought, 1))[-MOST_ROWS:]
    return WantedTab(
        title=SUBMISSIONS,
        columns=(
            Column(RECEIVED, width=120, format=MOMENT),
            Column(NUMBER, width=50, centred=True),
            Column(UNIT, width=220),
            Column(SENDER, width=190),
            Column(SUBJECT, width=260),
            Column(KIND, width=110),
            Column(DUTY, width=180),
            Column(FILES, width=240),
            Column(OUTCOME, width=140),
            Column(LACKING, width=300),
            Column(WHERE, width=80, links=True),
            Column(KEY, width=140, clipped=True),
        ),
        key=KEY,
        order=NUMBER,
        newest_first=True,
        layout_version=2,
        rows=tuple(_row(view, submission, number, names) for number, submission in reversed(numbered)),
        head=(HeadRow(SUBMISSIONS, (f"{SUBMISSIONS}: thư đã nhận của các đơn vị, thư mới nhất ở trên",)),),
    )


def _row(view: OfficeView, submission: Submission, number: int, names: Mapping[str, str]) -> TabRow:
    place = Place(PlaceKind.MAIL, gmail_id=submission.gmail_id)
    unit = names.get(submission.unit, submission.unit) if submission.unit else "Chưa rõ"
    return TabRow(
        submission.gmail_id,
        (
            moment(submission.received, view.settings.zone),
            number,
            unit,
            submission.sender,
            submission.subject,
            capital(", ".join(_KINDS[kind] for kind in submission.kinds if kind in _KINDS)),
            "\n".join(dict.fromkeys(_duty(view, item) for item in submission.items)),
            "\n".join(
                file.name if file.readable else f"{file.name} (không đọc được)" for file in submission.files
            ),
            _outcome(view, submission),
            "\n".join(_lacking(view, item) for item in submission.items if item.missing),
            linked([("Mở thư", view.links.to(place))]),
            submission.gmail_id,
        ),
    )


def _outcome(view: OfficeView, submission: Submission) -> str:
    """What became of it. One the office is no longer asked about was overtaken, as a scan by a file one can read."""
    if submission.outcome is Outcome.CREDITED:
        return "✔ Đã ghi nhận"
    if mail_key(submission.gmail_id) not in {question.key for question in view.questions}:
        return "– Không còn cần xem"
    return "? Chưa rõ đơn vị" if submission.unit is None else "? Cần người xem"


def _duty(view: OfficeView, item: SubmissionItem) -> str:
    obligation = next((o for o in view.obligations if o.id == item.obligation), None)
    if obligation is None:
        return item.obligation
    period = period_name(obligation, item.period) if item.period else ""
    return " · ".join(filter(None, [obligation.title, period]))


def _lacking(view: OfficeView, item: SubmissionItem) -> str:
    """What was not found in it; of what nobody could read nothing is said to be missing."""
    if not item.readable:
        return f"{_duty(view, item)}: chưa đọc được hết"
    parts = sorted(item.missing, key=lambda part: (_ORDER.get(part, len(_ORDER)), part))
    return f"{_duty(view, item)}: {listed([part_name(part) for part in parts])}"
