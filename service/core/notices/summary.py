"""The weekly summary to leadership: Monday 07:30 for the week before, with a picture, a workbook and a report."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.core.notices import addresses, wording
from service.core.notices.links import Links
from service.core.notices.render import Templates
from service.core.notices.steps import Workdays
from service.core.papers.chart import described, week_chart
from service.core.papers.facts import Facts
from service.core.papers.periodic import weekly_docx
from service.core.papers.weekly import WeekReport, week_report
from service.core.papers.workbook import status_xlsx
from service.core.records import Notice, NoticeKind, OutgoingFile
from service.core.weeks import Week

PRIORITY = 3
CHART_ID = "bieu-do-tuan"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATEST_DAYS = 5
"""Days a summary may be late when the product was down on its day; after that the next one tells more."""


def week_to_report(as_of: datetime, facts: Facts, workdays: Workdays) -> tuple[Week, datetime] | None:
    """The week whose summary is due by ``as_of``, and when it leaves: the set weekday and time of the week after,
    moved to the next working day. None when it is too early or too late for it, or the week was not assessed."""
    office = facts.office
    local = as_of.astimezone(office.zone)
    monday = local.date() - timedelta(days=local.isoweekday() - 1)
    day = workdays.next_working(monday + timedelta(days=office.leadership.weekday - 1))
    leaves = datetime.combine(day, office.leadership.at, tzinfo=office.zone)
    if not leaves <= as_of < leaves + timedelta(days=LATEST_DAYS):
        return None
    week = Week.of(monday - timedelta(days=7))
    return (week, leaves) if facts.of_week(week) else None


def plan_summary(
    facts: Facts,
    workdays: Workdays,
    templates: Templates,
    office_id: str,
    as_of: datetime,
    links: Links | None = None,
) -> Notice | None:
    """The summary that is due by ``as_of``; its key is the week's, so that asking again adds none."""
    due = week_to_report(as_of, facts, workdays)
    if due is None or not facts.office.leadership.recipients:
        return None
    week, leaves = due
    report = week_report(facts, week)
    return summary_notice(facts, report, templates, office_id, leaves, links or Links())


def summary_notice(
    facts: Facts, report: WeekReport, templates: Templates, office_id: str, leaves: datetime, links: Links
) -> Notice:
    office = facts.office
    alt = described(report.bars)
    values = {
        "subject": report.subject,
        "office": office,
        "report": report,
        "links": links,
        "chart_id": CHART_ID if report.bars else "",
        "alt": alt,
        "as_of": wording.moment(facts.as_of, office.zone),
    }
    return Notice(
        key=addresses.key(office_id, NoticeKind.SUMMARY, report.week.label),
        kind=NoticeKind.SUMMARY,
        unit=None,
        recipients=office.leadership.recipients,
        subject=report.subject,
        text=templates.text("summary", **values),
        html=templates.html("summary", **values),
        not_before=leaves,
        priority=PRIORITY,
        reply_to=addresses.reply_address(office, None),
        attachments=_files(facts, report),
    )


def _files(facts: Facts, report: WeekReport) -> tuple[OutgoingFile, ...]:
    week = report.week
    name = f"tuần {week.week_of_month} tháng {week.month.number}-{week.month.year}"
    picture: tuple[OutgoingFile, ...] = ()
    if report.bars:
        picture = (OutgoingFile("bieu-do.png", "image/png", week_chart(report.bars), CHART_ID),)
    return (
        *picture,
        OutgoingFile(f"Theo dõi {name}.xlsx", XLSX, status_xlsx(facts, week)),
        OutgoingFile(f"Báo cáo {name}.docx", DOCX, weekly_docx(facts, report)),
    )
