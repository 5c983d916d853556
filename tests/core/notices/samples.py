"""Units, assessments and mails that the tests of notices share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.core.notices.links import Links
from service.core.notices.outbox import LoggedMail
from service.core.notices.reminders import ReminderPlan
from service.core.notices.render import Templates
from service.core.obligations import Period
from service.core.periods import all_periods
from service.core.records import Assessment, Notice, Place, PlaceKind, State, Unit
from service.core.settings import CalendarSettings
from service.core.workdays import Workdays
from tests.core.evaluation.shipped import CAMPAIGN, office

NAME = "Đoàn Khối các cơ quan và Doanh nghiệp tỉnh Trà Vinh"
OFFICE = office(name=NAME)
WORKDAYS = Workdays(CalendarSettings())
TEMPLATES = Templates.load()
SHEET = "https://docs.google.com/spreadsheets/d/1MauVanPhong/edit"
XD = Unit(
    code="XD",
    name="Chi đoàn Sở Xây dựng",
    members=25,
    emails=("soxaydung@example.org",),
    officer="Nguyễn Thị Lan (lan.bithu@example.org)",
    phone="0294 3855 000",
)
YTE = Unit(code="YTE", name="Đoàn cơ sở Sở Y tế", members=61, emails=("soyte@example.org", "doan.syt@example.org"))


def links() -> Links:
    return Links(
        reports=f"{SHEET}#gid=2",
        registrations=f"{SHEET}#gid=1",
        status=f"{SHEET}#gid=5",
        review=f"{SHEET}#gid=6",
        row=lambda place: f"{SHEET}#gid=2&range={place.cell}" if place.cell else "",
    )


def plan(**changes: object) -> ReminderPlan:
    made = ReminderPlan("dkcq", OFFICE, WORKDAYS, TEMPLATES, links())
    return replace(made, **changes)  # type: ignore[arg-type]


def every_period() -> tuple[Period, ...]:
    return tuple(p for o in CAMPAIGN.obligations for p in all_periods(o, OFFICE, WORKDAYS))


PERIODS = every_period()
BY_LABEL = {(p.obligation, p.label): p for p in PERIODS}


def assessed(unit: str, obligation: str, period: str, state: State, **changes: object) -> Assessment:
    made = Assessment(unit, obligation, period, state, BY_LABEL[obligation, period].due)
    return replace(made, **changes)  # type: ignore[arg-type]


def in_sheet(cell: str) -> Place:
    return Place(PlaceKind.SHEET, spreadsheet="1MauVanPhong", tab="BÁO CÁO", cell=cell)


def logged(notice: Notice, sent_at: datetime, thread: str = "", message_id: str = "") -> LoggedMail:
    """The notice as the outbox's log shows it once it was sent."""
    return LoggedMail(
        key=notice.key,
        kind=notice.kind,
        unit=notice.unit,
        at=sent_at,
        sent=True,
        subject=notice.subject,
        recipients=notice.recipients,
        grounds=notice.grounds,
        thread_id=thread or notice.thread_id,
        message_id=message_id,
    )
