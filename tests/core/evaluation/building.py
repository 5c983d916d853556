"""Short ways to write the records of an office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from service.core.evaluation import Inputs, evaluate
from service.core.records import (
    Activity,
    Assessment,
    Decision,
    Exemption,
    ExemptionKind,
    Field,
    Guess,
    Outcome,
    Place,
    PlaceKind,
    Question,
    Registration,
    Seen,
    Sighting,
    Submission,
    SubmissionItem,
    Unit,
    Verdict,
)
from service.core.settings import OfficeSettings
from service.core.weeks import Month, Week
from tests.core.evaluation.shipped import at, office

T = TypeVar("T")

POLL = timedelta(hours=1)
_SHEET = "1bang"


def cell(row: int, tab: str = "BÁO CÁO") -> Place:
    return Place(PlaceKind.SHEET, spreadsheet=_SHEET, tab=tab, cell=f"G{row}")


def sheet(
    by: str | datetime,
    after: str | datetime | None = "poll",
    gone_by: str | datetime | None = None,
    gone_after: str | datetime | None = None,
) -> Sighting:
    """Seen ``by`` a poll an hour after the last, unless said otherwise; ``after=None``: nothing was polled before."""
    seen = _instant(by)
    before = seen - POLL if after == "poll" else None if after is None else _instant(after)
    gone = None if gone_by is None else _instant(gone_by)
    left = gone - POLL if gone is not None and gone_after is None else None
    if gone_after is not None:
        left = _instant(gone_after)
    return Sighting(before, seen, left, gone)


def mailed(received: str | datetime) -> Sighting:
    return Sighting(_instant(received), _instant(received))


def _instant(value: str | datetime) -> datetime:
    return at(value) if isinstance(value, str) else value


def activity(
    unit: str | None,
    week: str | None,
    participants: int | None = 20,
    *,
    month: str | None = None,
    held: bool = True,
    why: str = "",
    blank: Sequence[Field] = (),
    uncertain: Sequence[Field] = (),
    groups: Sequence[str] = ("1",),
    members: int | None = None,
    guesses: Sequence[str] = (),
    where: Place | None = None,
    digest: str = "",
    content: str = "Vệ sinh trụ sở",
) -> Activity:
    own = Week.parse(week) if week else None
    lacking = set(blank) | ({Field.PARTICIPANTS} if held and participants is None else set())
    return Activity(
        unit=unit,
        guesses=tuple(Guess(code, 50.0) for code in guesses),
        week=own,
        month=own.month if own else Month.parse(month) if month else None,
        held=held,
        explanation=why,
        participants=participants if held else None,
        members=members,
        groups=tuple(groups) if held else (),
        place="Trụ sở",
        content=content,
        form="Trực tiếp",
        result="Tốt",
        blank=frozenset(lacking),
        uncertain=frozenset(uncertain),
        where=where or cell(4),
        digest=digest or f"{unit}|{week}|{participants}|{held}|{sorted(lacking)}",
    )


def registration(
    unit: str | None,
    *,
    blank: Sequence[Field] = (),
    members: int | None = None,
    where: Place | None = None,
    digest: str = "",
    weekday: int | None = None,
    weeks: Sequence[str] = (),
    every_week: bool = True,
    groups: Sequence[str] = ("1",),
    officer: str = "Nguyễn Văn A",
) -> Registration:
    return Registration(
        unit=unit,
        guesses=(),
        members=members,
        content="Vệ sinh trụ sở",
        groups=tuple(groups),
        month=None,
        weeks=tuple(Week.parse(w) for w in weeks),
        every_week=every_week,
        time="16h30",
        weekday=weekday,
        times_per_week=1,
        place="Trụ sở",
        form="Trực tiếp",
        officer=officer,
        contact="",
        plan_ref="",
        note="",
        blank=frozenset(blank),
        where=where or cell(3, "ĐĂNG KÝ"),
        digest=digest or f"{unit}|{sorted(blank)}",
    )


def mail(
    gmail_id: str,
    received: str | datetime,
    unit: str | None,
    *items: SubmissionItem,
    touches: Sequence[str] = (),
    outcome: Outcome = Outcome.CREDITED,
) -> Submission:
    return Submission(
        gmail_id=gmail_id,
        received=_instant(received),
        sender="chidoan@example.org",
        subject="Gửi kế hoạch",
        unit=unit,
        guesses=(),
        outcome=outcome,
        kinds=(),
        items=items,
        rows=(),
        touches=tuple(touches),
        issues=(),
    )


def item(
    gmail_id: str,
    obligation: str,
    parts: Sequence[str] = (),
    *,
    period: str | None = None,
    readable: bool = True,
    file: str = "ke-hoach.docx",
    files: Sequence[str] = (),
) -> SubmissionItem:
    return SubmissionItem(
        obligation=obligation,
        period=period,
        parts=frozenset(parts),
        missing=frozenset(),
        readable=readable,
        where=Place(PlaceKind.ATTACHMENT, gmail_id=gmail_id, file=file),
        files=tuple(files),
    )


def decided(key: str, when: str | datetime, verdict: Verdict | None = None, unit: str | None = None) -> Decision:
    where = Place(PlaceKind.DECISION, tab="CẦN XỬ LÝ", cell="F5")
    return Decision(key, unit, verdict, "", _instant(when), where)


def question(
    key: str,
    raised: str | datetime,
    obligations: Sequence[str],
    *,
    unit: str | None = None,
    guesses: Sequence[str] = (),
    periods: Sequence[str] = (),
) -> Question:
    return Question(
        key,
        unit,
        tuple(Guess(code, 60.0) for code in guesses),
        tuple(obligations),
        tuple(periods),
        _instant(raised),
        cell(9),
        "CĐ Y tế",
        "Chưa rõ dòng này của đơn vị nào.",
    )


def exemption(
    unit: str | None,
    obligation: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kind: ExemptionKind = ExemptionKind.EXEMPT,
    to: str | None = None,
) -> Exemption:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    where = cell(4, "MIỄN – GIA HẠN")
    return Exemption(unit, obligation, day(since), day(until), kind, day(to), "lý do", "Bí thư", where)


def inputs(
    settings: OfficeSettings | None = None,
    *,
    units: Sequence[Unit] = (),
    activities: Sequence[tuple[Activity, Sighting]] = (),
    registrations: Sequence[tuple[Registration, Sighting]] = (),
    submissions: Sequence[Submission] = (),
    questions: Sequence[Question] = (),
    decisions: Sequence[Decision] = (),
    exemptions: Sequence[Exemption] = (),
) -> Inputs:
    return Inputs(
        office=settings or office(),
        units=tuple(units) or (Unit("A", "Chi đoàn A", sector="Cơ quan", members=25),),
        exemptions=tuple(exemptions),
        registrations=tuple(Seen(record, sighting) for record, sighting in registrations),
        activities=tuple(Seen(record, sighting) for record, sighting in activities),
        submissions=tuple(submissions),
        questions=tuple(questions),
        decisions=tuple(decisions),
    )


def state(given: Inputs, when: str, obligation: str, period: str = "once", unit: str = "A") -> Assessment:
    """The assessment of one unit as of an instant."""
    return evaluate(given, at(when)).by_key[unit, obligation, period]


FULL_PLAN = ("time", "contents", "assignment")
