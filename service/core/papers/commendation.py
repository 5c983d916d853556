"""The year's proposal of commendations: who did best, by what was counted; people decide (plan, section VI.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from service.core.notices import wording
from service.core.papers.facts import Facts
from service.core.papers.layout import Paper, ended
from service.core.papers.letterhead import DOTS, letterhead
from service.core.papers.standing import UnitStanding, ranked, standings

SHARE = 0.2
"""Share of the units proposed, of those that held an activity in most of their weeks."""
AT_LEAST_DONE = 0.8


def nominated(facts: Facts, year: int) -> tuple[UnitStanding, ...]:
    """Units with activities in at least four of five weeks, best first, at most a fifth of all (but three)."""
    weeks = facts.past_weeks(date(year, 1, 1), date(year, 12, 31))
    good = [row for row in ranked(standings(facts, weeks)) if row.merit[0] >= AT_LEAST_DONE and not row.overdue]
    return tuple(good[: max(3, round(len(facts.units) * SHARE))])


def commendation_docx(facts: Facts, year: int) -> bytes:
    """The office's proposal to leadership, with the list and each unit's record as an annex."""
    leader = facts.office.leadership.name
    rows = nominated(facts, year)
    head = replace(
        letterhead(facts.office),
        mark="TTr/ĐTN",
        signing=("TM. VĂN PHÒNG", "CHÁNH VĂN PHÒNG"),
        copies=(f"- {leader} (để trình);", "- Lưu VP."),
    )
    paper = Paper(f"Tờ trình khen thưởng năm {year}")
    paper.head(head, facts.as_of.astimezone(facts.office.zone).date())
    paper.title(
        "TỜ TRÌNH",
        f"Về việc khen thưởng tập thể, cá nhân thực hiện tốt mô hình\n“{facts.office.campaign.title}” năm {year}",
    )
    paper.addressed(leader)
    collectives = wording.two(len(rows)) if rows else DOTS
    paper.body(
        f"Căn cứ kết quả theo dõi năm {year}, Văn phòng kính trình {leader} xem xét tặng Giấy khen cho "
        f"{collectives} tập thể, {DOTS} cá nhân (danh sách, tóm tắt thành tích kèm theo)."
    )
    paper.body(
        "Danh sách xếp theo tỷ lệ tuần có hoạt động, tỷ lệ báo cáo đúng hạn và tỷ lệ đoàn viên tham gia; "
        f"số liệu đến {wording.moment(facts.as_of, facts.office.zone)}. Danh sách cá nhân do cơ sở Đoàn đề xuất."
    )
    paper.body(ended(f"Kính trình {leader} xem xét, quyết định"))
    paper.sign(head)
    _annex(paper, rows, year)
    return paper.finish()


def _annex(paper: Paper, rows: tuple[UnitStanding, ...], year: int) -> None:
    paper.annex("DANH SÁCH TẬP THỂ ĐỀ NGHỊ KHEN THƯỞNG", f"(Kèm theo Tờ trình về khen thưởng năm {year})")
    header = (
        "STT",
        "Đơn vị",
        "Tuần có hoạt động",
        "Báo cáo đúng hạn",
        "Tỷ lệ tham gia",
        "Tóm tắt thành tích",
        "Ý kiến của Ban Thường vụ",
    )
    lines = [
        (
            str(number),
            row.unit.name,
            f"{row.weeks_done}/{row.weeks_expected}",
            f"{row.reports_on_time}/{row.reports_due}",
            wording.percent(row.participation),
            _record(row),
            "",
        )
        for number, row in enumerate(rows, start=1)
    ]
    paper.table(header, lines, (13, 55, 24, 24, 22, 75, 34), centred=(0, 2, 3, 4), size=12)


def _record(row: UnitStanding) -> str:
    steady = f"; {wording.two(row.active)} tuần liền đến cuối kỳ" if row.active > 1 else ""
    groups = f"; các nhóm nội dung {', '.join(row.groups)}" if row.groups else ""
    return f"{row.activities} hoạt động, {wording.count(row.people)} lượt ĐVTN tham gia{steady}{groups}."
