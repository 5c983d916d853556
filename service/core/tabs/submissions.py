"""KẾ HOẠCH ĐÃ NHẬN: every mail that brought something, what it was, its files and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from service.core.notices.wording import capital, listed, part_name, period_name
from service.core.records import MailKind, Outcome, Place, PlaceKind, Submission, SubmissionItem
from service.core.tabs.model import Column, HeadRow, TabRow, WantedTab, linked
from service.core.tabs.titles import SUBMISSIONS
from service.core.tabs.view import OfficeView
from service.core.tabs.words import sortable

RECEIVED, NUMBER, UNIT, SENDER, SUBJECT = "Nhận lúc", "STT", "Đơn vị", "Người gửi", "Tiêu đề"
KIND, DUTY, FILES, OUTCOME = "Loại", "Cho nghĩa vụ", "Tệp", "Kết quả"
LACKING, WHERE, KEY = "Còn thiếu", "Nơi xem", "Mã"

MOST_ROWS = 3_000
_KINDS = {
    MailKind.PLAN: "kế hoạch",
    MailKind.FORM: "mẫu đăng ký",
    MailKind.REPORT: "báo cáo",
    MailKind.REPLY: "trả lời",
    MailKind.QUESTION: "hỏi",
    MailKind.OTHER: "khác",
}
_OUTCOMES = {
    Outcome.CREDITED: "✔ Đã ghi nhận",
    Outcome.NEEDS_REVIEW: "? Cần người xem",
    Outcome.TRIAGE: "? Chưa rõ đơn vị",
}


def submissions(view: OfficeView) -> WantedTab:
    """The newest on top; mails that were nothing for us are in the journal only."""
    brought = sorted(
        (submission for submission in view.submissions if submission.outcome in _OUTCOMES),
        key=lambda submission: (submission.received, submission.gmail_id),
    )
    names = view.names()
    numbered = list(enumerate(brought, 1))[-MOST_ROWS:]
    return WantedTab(
        title=SUBMISSIONS,
        columns=(
            Column(RECEIVED, width=120),
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
        rows=tuple(_row(view, submission, number, names) for number, submission in reversed(numbered)),
        head=(HeadRow(SUBMISSIONS, (f"{SUBMISSIONS}: thư đã nhận của các đơn vị, thư mới nhất ở trên",)),),
    )


def _row(view: OfficeView, submission: Submission, number: int, names: Mapping[str, str]) -> TabRow:
    place = Place(PlaceKind.MAIL, gmail_id=submission.gmail_id)
    unit = names.get(submission.unit, submission.unit) if submission.unit else "Chưa rõ"
    return TabRow(
        submission.gmail_id,
        (
            sortable(submission.received, view.settings.zone),
            number,
            unit,
            submission.sender,
            submission.subject,
            capital(", ".join(_KINDS[kind] for kind in submission.kinds if kind in _KINDS)),
            "\n".join(dict.fromkeys(_duty(view, item) for item in submission.items)),
            "\n".join(
                file.name if file.readable else f"{file.name} (không đọc được)" for file in submission.files
            ),
            _OUTCOMES[submission.outcome],
            "\n".join(_lacking(view, item) for item in submission.items if item.missing),
            linked([("Mở thư", view.links.to(place))]),
            submission.gmail_id,
        ),
    )


def _duty(view: OfficeView, item: SubmissionItem) -> str:
    obligation = next((o for o in view.obligations if o.id == item.obligation), None)
    if obligation is None:
        return item.obligation
    period = period_name(obligation, item.period) if item.period else ""
    return " · ".join(filter(None, [obligation.title, period]))


def _lacking(view: OfficeView, item: SubmissionItem) -> str:
    return f"{_duty(view, item)}: {listed([part_name(part) for part in sorted(item.missing)])}"
