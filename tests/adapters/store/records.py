"""Records of every kind the store keeps, short to write."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.core.records import (
    Assessment,
    Decision,
    Field,
    Guess,
    Mail,
    MailKind,
    Notice,
    NoticeKind,
    Outcome,
    Place,
    PlaceKind,
    Question,
    RawMail,
    Row,
    Source,
    State,
    Submission,
    Verdict,
)
from tests.core.evaluation.shipped import at

T0 = at("2020-04-16T08:00")
HOUR = timedelta(hours=1)


def row(digest: str, line: int = 4, copy: int = 0, unit: str = "Chi đoàn Sở Xây dựng") -> Row:
    place = Place(PlaceKind.SHEET, spreadsheet="1Mau", tab="BÁO CÁO", cell=f"A{line}")
    return Row(
        Source.REPORTS, place, {Field.UNIT: unit, Field.PARTICIPANTS: 23}, {Field.UNIT: f"B{line}"}, digest, copy
    )


def raw(gmail_id: str, content: bytes = b"From: a@example.org\r\n\r\nK\xc3\xadnh g\xe1\xbb\xadi") -> RawMail:
    return RawMail(gmail_id, f"t-{gmail_id}", ("INBOX",), T0, content)


def mail(gmail_id: str, received: datetime = T0, digest: str = "") -> Mail:
    return Mail(
        gmail_id=gmail_id,
        thread_id=f"t-{gmail_id}",
        received=received,
        digest=digest or gmail_id,
        sender="chidoansxd@example.org",
        sender_name="Trần Minh Khôi",
        to=("dkcqtravinh@gmail.com",),
        reply_to="",
        subject="Kế hoạch 30 phút",
        message_id=f"<{gmail_id}@example.org>",
        references=(),
        text="Kính gửi Văn phòng\x00",
        verdict="pass",
    )


def submission(gmail_id: str, received: datetime = T0, **changes: object) -> Submission:
    values: dict[str, object] = {
        "gmail_id": gmail_id,
        "received": received,
        "sender": "chidoansxd@example.org",
        "subject": "Kế hoạch 30 phút",
        "unit": "SXD",
        "guesses": (),
        "outcome": Outcome.CREDITED,
        "kinds": (MailKind.PLAN,),
        "items": (),
        "rows": (row("in-the-mail"),),
        "touches": (),
        "issues": (),
    }
    return Submission(**{**values, **changes})  # type: ignore[arg-type]


def decision(
    key: str, unit: str | None = "SXD", verdict: Verdict | None = None, at: datetime = T0, note: str = ""
) -> Decision:
    return Decision(key, unit, verdict, note, at, Place(PlaceKind.DECISION, tab="CẦN XỬ LÝ", cell="I4"))


def question(key: str, raised: datetime = T0, text: str = "Của đơn vị nào?") -> Question:
    where = Place(PlaceKind.MAIL, gmail_id=key.removeprefix("mail:"))
    return Question(
        key, None, (Guess("SYT", 60.0), Guess("CDYT", 55.0)), ("ke-hoach",), (), raised, where, "CĐ Y tế", text
    )


def assessment(unit: str, state: State, period: str = "once", **changes: object) -> Assessment:
    values: dict[str, object] = {"obligation": "ke-hoach", "due": at("2020-04-15"), **changes}
    return Assessment(unit=unit, period=period, state=state, **values)  # type: ignore[arg-type]


def notice(
    key: str, not_before: datetime = T0, priority: int = 5, kind: NoticeKind = NoticeKind.REMINDER
) -> Notice:
    return Notice(
        key=key,
        kind=kind,
        unit="SXD",
        recipients=("chidoansxd@example.org", "khoi@example.org"),
        subject=f"Nhắc việc: {key}",
        text="Kính gửi: BCH Chi đoàn",
        html="<p>Kính gửi: BCH Chi đoàn</p>",
        not_before=not_before,
        priority=priority,
        grounds=(("ke-hoach", "once"),),
        cc=("baocao@example.org",),
    )
