"""The shipped campaign and a quite different plan of the same office, as the rules see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.core.obligations import Campaign, DueKind, DueRule, Obligation, ObligationSource, Recurrence
from service.core.settings import OfficeSettings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

PLAN = Obligation(
    id="ke-hoach",
    title="Kế hoạch",
    recurrence=Recurrence.ONCE,
    source=ObligationSource.SUBMISSION,
    due=DueRule(DueKind.BEFORE_DATE, date=date(2020, 4, 15)),
    required=("time", "contents", "assignment"),
    kind="plan",
)
FORM = Obligation(
    id="dang-ky",
    title="Mẫu đăng ký",
    recurrence=Recurrence.ONCE,
    source=ObligationSource.REGISTRATION,
    due=DueRule(DueKind.BEFORE_DATE, date=date(2020, 4, 15)),
    required=("content", "time", "officer"),
    kind="form",
)
WEEKLY = Obligation(
    id="hoat-dong",
    title="Hoạt động tuần",
    recurrence=Recurrence.WEEKLY,
    source=ObligationSource.ACTIVITY,
    due=DueRule(DueKind.WITH, obligation="bao-cao"),
    required=("content", "participants"),
)
REPORT = Obligation(
    id="bao-cao",
    title="Báo cáo tháng",
    recurrence=Recurrence.MONTHLY,
    source=ObligationSource.REPORT,
    due=DueRule(DueKind.END_OF_DAY, day=5),
    required=("month", "week", "place", "participants", "content", "form", "result"),
    kind="report",
    of="hoat-dong",
)
TRAINING = Obligation(
    id="dao-tao",
    title="Báo cáo bồi dưỡng quý",
    recurrence=Recurrence.QUARTERLY,
    source=ObligationSource.SUBMISSION,
    due=DueRule(DueKind.END_OF_DAY, day=20),
    required=("summary",),
    minimum=2,
)
CAMPAIGN = Campaign(
    id="30-phut",
    title="30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám",
    since=date(2020, 4, 1),
    until=date(2022, 12, 31),
    assessed_since=date(2020, 4, 20),
    obligations=(PLAN, FORM, WEEKLY, REPORT),
)


def office(*obligations: Obligation, **changes: object) -> OfficeSettings:
    """The shipped office, or one whose campaign owes other things."""
    campaign = replace(CAMPAIGN, obligations=obligations) if obligations else CAMPAIGN
    shipped = OfficeSettings("Đoàn Khối", "dkcqtravinh@gmail.com", ZONE, campaign)
    return replace(shipped, **changes)  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """An instant in the office's time zone from ``2020-04-15`` or ``2020-04-15T08:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
