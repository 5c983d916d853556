"""Five units of the shipped campaign at an instant of May 2020: one of each fate."""

from __future__ import annotations

from datetime import datetime

from service.core.evaluation.reasons import Reason
from service.core.periods import periods
from service.core.records import (
    Assessment,
    Decision,
    Guess,
    MailKind,
    Outcome,
    Place,
    PlaceKind,
    Question,
    ReceivedFile,
    State,
    Submission,
    SubmissionItem,
    Unit,
    Verdict,
)
from service.core.tabs.view import JournalEntry, Links, OfficeView, RankedUnit, Streak
from service.core.workdays import Workdays
from tests.core.evaluation.shipped import at, office

NAME = "Đoàn Khối các cơ quan và Doanh nghiệp tỉnh Trà Vinh"
OFFICE = office(name=NAME)
BOOK = "1MauVanPhong"
AS_OF = at("2020-05-07T08:00")

UNITS = (
    Unit("SYT", "Đoàn cơ sở Sở Y tế", sector="Y tế", members=60),
    Unit("SXD", "Chi đoàn Sở Xây dựng", sector="Cơ quan", members=25),
    Unit("STP", "Chi đoàn Sở Tư pháp", sector="Cơ quan", members=18),
    Unit("CDN", "Đoàn trường CĐ Nghề", sector="Trường học", members=120),
    Unit("BIDV", "Chi đoàn BIDV", sector="Ngân hàng", members=30),
)


def sheet(tab: str, cell: str) -> Place:
    return Place(PlaceKind.SHEET, spreadsheet=BOOK, tab=tab, cell=cell)


def mail(gmail_id: str) -> Place:
    return Place(PlaceKind.MAIL, gmail_id=gmail_id)


_S = State
_STATES = {
    # unit: plan, form, W17, W18, W19, April's report, May's
    "SYT": (_S.ON_TIME, _S.ON_TIME, _S.ON_TIME, _S.ON_TIME, _S.ON_TIME, _S.ON_TIME, _S.INCOMPLETE),
    "SXD": (_S.LATE, _S.ON_TIME, _S.ON_TIME, _S.MISSING, _S.NOT_DUE, _S.INCOMPLETE, _S.NOT_DUE),
    "STP": (_S.MISSING, _S.MISSING, _S.MISSING, _S.MISSING, _S.NOT_DUE, _S.MISSING, _S.NOT_DUE),
    "CDN": (_S.EXEMPT, _S.EXEMPT, _S.EXEMPT, _S.EXEMPT, _S.EXEMPT, _S.EXEMPT, _S.EXEMPT),
    "BIDV": (_S.NEEDS_REVIEW, _S.ON_TIME, _S.LATE, _S.NEEDS_REVIEW, _S.NOT_DUE, _S.NEEDS_REVIEW, _S.NOT_DUE),
}
_SLOTS = (
    ("ke-hoach", "once"),
    ("dang-ky", "once"),
    ("hoat-dong", "2020-W17"),
    ("hoat-dong", "2020-W18"),
    ("hoat-dong", "2020-W19"),
    ("bao-cao", "2020-04"),
    ("bao-cao", "2020-05"),
)
_REASONS = {
    _S.LATE: (Reason.AFTER_DEADLINE.value,),
    _S.INCOMPLETE: (Reason.WEEK_WITHOUT_ROW.value, Reason.MISSING_COLUMN.value),
    _S.MISSING: (Reason.NOTHING_RECEIVED.value,),
    _S.NEEDS_REVIEW: (Reason.OPEN_QUESTION.value,),
    _S.EXEMPT: (Reason.EXEMPTED.value,),
}
_EVIDENCE = {
    ("SXD", "bao-cao"): (sheet("BÁO CÁO", "I12"), sheet("BÁO CÁO", "G12")),
    ("SXD", "ke-hoach"): (mail("18a0000000000001"),),
    ("BIDV", "ke-hoach"): (Place(PlaceKind.ATTACHMENT, gmail_id="18a0000000000002", file="ke hoach.pdf"),),
}


def office_view(as_of: datetime = AS_OF, **changes: object) -> OfficeView:
    """The view of the small office; fields may be replaced."""
    workdays = Workdays(OFFICE.calendar)
    view = {
        "settings": OFFICE,
        "as_of": as_of,
        "units": UNITS,
        "periods": {o.id: periods(o, OFFICE, workdays, as_of) for o in OFFICE.campaign.obligations},
        "assessments": assessments(),
        "streaks": {"SYT": Streak(done=2), "SXD": Streak(missed=1), "STP": Streak(missed=2)},
        "ranking": (
            RankedUnit("SYT", 1, 98.5, 2, 2, 1.0, 0.95, 1),
            RankedUnit("SXD", 2, 61.25, 1, 2, 0.5, 0.8),
        ),
        "ranking_formula": "60 % tuần đã thực hiện + 30 % đúng hạn + 10 % tham gia",
        "submissions": submissions(),
        "questions": questions(),
        "decisions": (
            Decision("mail:18a0000000000004", "SYT", Verdict.ACCEPT, "", at("2020-04-22T09:00"), mail("x")),
        ),
        "journal": journal(),
        "links": Links({(BOOK, "BÁO CÁO"): 12, (BOOK, "ĐĂNG KÝ"): 11}),
    } | changes
    return OfficeView(**view)  # type: ignore[arg-type]


def assessments() -> dict[tuple[str, str, str], Assessment]:
    made = {}
    members = {unit.code: unit.members for unit in UNITS}
    for unit, states in _STATES.items():
        for (obligation, period), state in zip(_SLOTS, states, strict=True):
            done = obligation == "hoat-dong" and state in (State.ON_TIME, State.LATE)
            made[unit, obligation, period] = Assessment(
                unit=unit,
                obligation=obligation,
                period=period,
                state=state,
                due=at("2020-04-15")
                if period == "once"
                else at("2020-06-06" if "19" in period or "05" in period else "2020-05-06"),
                days_late=2 if state is State.LATE else 0,
                participants=(members[unit] or 0) - 2 if done else None,
                members=members[unit] if done else None,
                groups=("1", "2b") if done else (),
                reasons=_REASONS.get(state, ()),
                missing=("tuần 5", "cột Kết quả hoạt động") if state is State.INCOMPLETE else (),
                evidence=_EVIDENCE.get((unit, obligation), ()),
            )
    return made


def submissions() -> tuple[Submission, ...]:
    def one(number: int, unit: str | None, outcome: Outcome, missing: frozenset[str] = frozenset()) -> Submission:
        gmail_id = f"18a000000000000{number}"
        item = SubmissionItem("ke-hoach", None, frozenset({"time"}), missing, True, mail(gmail_id))
        return Submission(
            gmail_id=gmail_id,
            received=at(f"2020-04-{10 + number}T09:12"),
            sender=f"donvi{number}@example.org",
            subject="=KẾ HOẠCH 30 phút" if number == 1 else f"Kế hoạch số {number}",
            unit=unit,
            guesses=(),
            outcome=outcome,
            kinds=(MailKind.PLAN,),
            items=(item,),
            rows=(),
            touches=("ke-hoach",),
            issues=(),
            files=(ReceivedFile("ke hoach.pdf", "d", readable=number != 2),),
        )

    return (
        one(1, "SXD", Outcome.CREDITED, frozenset({"assignment"})),
        one(2, "BIDV", Outcome.NEEDS_REVIEW),
        one(3, None, Outcome.TRIAGE),
        one(4, None, Outcome.IGNORED),
    )


def questions() -> tuple[Question, ...]:
    return (
        Question(
            "mail:18a0000000000002", "BIDV", (), ("ke-hoach",), ("once",), at("2020-04-12T09:12"),
            mail("18a0000000000002"), "Kế hoạch số 2", "Tệp ke hoach.pdf là bản chụp, chưa đọc được."
        ),
        Question(
            "mail:18a0000000000003", None, (Guess("SXD", 71.0), Guess("STP", 64.0)), ("ke-hoach", "dang-ky"),
            ("once",), at("2020-04-13T09:12"), mail("18a0000000000003"), "=1+1",
            "Chưa rõ thư từ donvi3@example.org của đơn vị nào."
        ),
        Question(
            "row:abc123", None, (), ("hoat-dong", "bao-cao"), ("2020-W18",), at("2020-05-02T10:00"),
            sheet("BÁO CÁO", "B20"), "CĐ Y tế", "“CĐ Y tế” có thể là hai đơn vị."
        ),
    )  # fmt: skip


def journal() -> tuple[JournalEntry, ...]:
    return (
        JournalEntry(
            "in:18a1", at("2020-04-11T09:12"), "Thư đến", "SXD", "Kế hoạch số 1", "✔ Đã ghi nhận", mail("18a1")
        ),
        JournalEntry("run:1", at("2020-04-11T10:00"), "Lượt chạy", None, "1 thư mới, 0 dòng mới"),
    )
