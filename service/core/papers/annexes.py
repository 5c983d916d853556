"""Annexes on turned pages: every unit's result, and the units' reports merged in the plan's template."""

from __future__ import annotations

from collections.abc import Sequence

from service.core.notices import wording
from service.core.papers.facts import Facts
from service.core.papers.layout import WIDE_BODY, Paper
from service.core.papers.standing import UnitStanding, silence
from service.core.weeks import Week


def annex_of_units(paper: Paper, rows: Sequence[UnitStanding], name: str) -> None:
    paper.annex("PHỤ LỤC 1", f"Kết quả của từng đơn vị, {name}")
    header = (
        "STT",
        "Đơn vị",
        "ĐVTN",
        "Tuần có hoạt động",
        "Lượt tham gia",
        "Tỷ lệ tham gia",
        "Nhóm nội dung",
        "Báo cáo đúng hạn",
        "Còn thiếu",
    )
    lines = [
        (
            str(number),
            row.unit.name,
            "" if row.unit.members is None else str(row.unit.members),
            f"{row.weeks_done}/{row.weeks_expected}",
            wording.count(row.people),
            wording.percent(row.participation),
            ", ".join(row.groups),
            f"{row.reports_on_time}/{row.reports_due}" if row.reports_due else "–",
            shortfall(row),
        )
        for number, row in enumerate(rows, start=1)
    ]
    widths = (13, 56, 15, 21, 18, 20, 30, 20, 54)
    paper.table(header, lines, widths, centred=(0, 2, 3, 4, 5, 7), size=11)


def annex_of_activities(paper: Paper, facts: Facts, weeks: Sequence[Week], name: str) -> None:
    """The units' reports in one table, in the columns of the plan's template."""
    paper.annex("PHỤ LỤC 2", f"Tổng hợp báo cáo của các đơn vị (theo mẫu), {name}")
    names = {unit.code: unit.name for unit in facts.units}
    header = (
        "STT",
        "Đơn vị",
        "Tháng",
        "Tuần",
        "Địa điểm tổ chức",
        "Số lượng ĐVTN tham gia",
        "Nội dung tổ chức",
        "Hình thức tổ chức",
        "Kết quả hoạt động",
    )
    rows = [
        (
            str(number),
            names[activity.unit or ""],
            str(activity.week.month.number) if activity.week else "",
            str(activity.week.week_of_month) if activity.week else "",
            activity.place,
            "" if activity.participants is None else str(activity.participants),
            activity.content,
            activity.form,
            activity.result,
        )
        for number, activity in enumerate(facts.activities_in(weeks), start=1)
    ]
    paper.table(header, rows, (13, 41, 15, 14, 34, 21, 46, 32, WIDE_BODY - 216), centred=(0, 2, 3, 5), size=11)


def shortfall(row: UnitStanding) -> str:
    told = [said] if (said := silence(row)) else []
    if row.overdue:
        told.append(f"quá hạn {wording.listed(list(row.overdue[:4]))}")
    return "; ".join(told)
