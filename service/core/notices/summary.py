"""The weekly summary to leadership: Monday 07:30 for the week before, with a picture, a workbook and a report."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.core.notices import addresses, wording
from service.core.notices.links import Links
from service.core.notices.render import Templates
from service.core.notices.steps import Workdays
from service.core.papers.chart import described, week_chart
from service.core.papers.facts import Facts
from service.core.papers.weekly import WeekReport, week_report
from service.core.records import Notice, NoticeKind, OutgoingFile
from service.core.weeks import Week

PRIORITY = 3
CHART_ID = "bieu-do-tuan"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATE = timedelta(hours=1)
"""From when on a summary says that it is late."""


def week_to_report(as_of: datetime, facts: Facts, workdays: Workdays) -> tuple[Week, datetime] | None:
    """The newest of :func:`weeks_to_report`."""
    return next(reversed(weeks_to_report(as_of, facts, workdays)), None)


def weeks_to_report(as_of: datetime, facts: Facts, workdays: Workdays) -> tuple[tuple[Week, datetime], ...]:
    """The weeks whose summary is due by ``as_of`` and no later than the office's grace, oldest first, each with when
    it leaves: the set weekday and time of the week after, moved to the next working day. Weeks that were not
    assessed are left out. Without an outage that is at most one."""
    office = facts.office
    local = as_of.astimezone(office.zone)
    monday = local.date() - timedelta(days=local.isoweekday() - 1)
    found = []
    for back in range(office.grace.days // 7 + 1, -1, -1):
        following = monday - timedelta(weeks=back)
        day = workdays.next_working(following + timedelta(days=office.leadership.weekday - 1))
        leaves = datetime.combine(day, office.leadership.at, tzinfo=office.zone)
        week = Week.of(following - timedelta(days=7))
        if leaves <= as_of < leaves + office.grace and facts.of_week(week):
            found.append((week, leaves))
    return tuple(found)


def plan_summary(
    facts: Facts,
    workdays: Workdays,
    templates: Templates,
    office_id: str,
    as_of: datetime,
    links: Links | None = None,
) -> Notice | None:
    """The newest summary that is due by ``as_of``; its key is the week's, so that asking again adds none."""
    due = week_to_report(as_of, facts, workdays)
    if due is None:
        return None
    return plan_week(facts, due, templates, office_id, links)


def plan_week(
    facts: Facts, due: tuple[Week, datetime], templates: Templates, office_id: str, links: Links | None = None
) -> Notice | None:
    """The summary of one of :func:`weeks_to_report`; None when nobody is to get it."""
    if not facts.office.leadership.recipients:
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
        "late": _late(facts, leaves),
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


def _late(facts: Facts, leaves: datetime) -> str:
    """What a summary says when the product could not send it in its hour."""
    if facts.as_of < leaves + LATE:
        return ""
    when = wording.moment(leaves, facts.office.zone)
    return f"Thư này gửi muộn: lẽ ra gửi lúc {when}, nhưng hệ thống khi đó không hoạt động được."


def _files(facts: Facts, report: WeekReport) -> tuple[OutgoingFile, ...]:
    # Word and Excel take 30 MB: only the cycle that writes a summary loads them.
    from service.core.papers.periodic import weekly_docx
    from service.core.papers.workbook import status_xlsx

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
