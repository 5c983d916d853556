"""The periodic reports as Word documents: weekly, monthly, quarterly, yearly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.core.notices import wording
from service.core.papers.annexes import annex_of_activities, annex_of_units, shortfall
from service.core.papers.chart import Bar, described, week_chart
from service.core.papers.facts import Facts, is_done, participation
from service.core.papers.groups import group_name
from service.core.papers.layout import Paper, ended
from service.core.papers.letterhead import letterhead
from service.core.papers.standing import UnitStanding, ranked, standings, wanting
from service.core.papers.tally import Tally, tally
from service.core.papers.weekly import WeekReport
from service.core.records import Activity
from service.core.weeks import Month, Week

ABOVE = ("- Thường trực Đảng ủy Khối (để b/c);", "- Ban Thường vụ Tỉnh đoàn (để b/c);")
NAMED = 10
MOST_WEEKS = 6
"""Weeks that are told one by one; more are added up by month."""


def weekly_docx(facts: Facts, report: WeekReport) -> bytes:
    """The office's report of a week to leadership."""
    week = wording.capital(wording.week_name(report.week))
    subject = f"Kết quả thực hiện mô hình “{facts.office.campaign.title}”\n{week}"
    head = replace(
        letterhead(facts.office),
        signing=("TM. VĂN PHÒNG", "CHÁNH VĂN PHÒNG"),
        copies=(f"- {facts.office.leadership.name} (để b/c);", "- Lưu VP."),
    )
    paper = Paper(f"Báo cáo {week}")
    paper.head(head, _today(facts))
    paper.title("BÁO CÁO", subject)
    paper.addressed(facts.office.leadership.name)
    paper.heading("1. Kết quả")
    for sentence in report.sentences:
        paper.body(sentence)
    rows = [(line.name, line.now, line.before) for line in report.lines]
    paper.table(("Nội dung", "Tuần này", "Tuần trước"), rows, (90, 35, 35), centred=(1, 2))
    if report.bars:
        paper.picture(week_chart(report.bars), described(report.bars))
    paper.heading("2. Đơn vị cần quan tâm")
    for named in report.attention:
        paper.body(f"- {named.name}: {named.why}.")
    if report.more_attention:
        paper.body(f"- Và {wording.two(report.more_attention)} đơn vị khác (phụ lục).")
    if not report.attention:
        paper.body("Không có.")
    paper.heading("3. Đơn vị thực hiện tốt")
    for named in report.well:
        paper.body(f"- {named.name}: {named.why}.")
    if not report.well:
        paper.body("Chưa có đơn vị đạt 100% đoàn viên tham gia trong tuần.")
    paper.heading("4. Kiến nghị")
    for ask in report.asks[:-1]:
        paper.body(f"- {ask}")
    paper.body(ended(f"- {report.asks[-1]}" if len(report.asks) > 1 else report.asks[-1]))
    paper.sign(head)
    annex_of_units(paper, report.standings, week)
    return paper.finish()


@dataclass(frozen=True, slots=True)
class Span:
    """What a periodic report is about: ``name`` such as ``tháng 4/2020`` or ``quý II/2020``."""

    name: str
    first: date
    last: date


def monthly_docx(facts: Facts, month: Month) -> bytes:
    """The month's report, with every activity in the units' own template as an annex."""
    return _periodic(facts, Span(wording.month_name(month), month.first, month.last), upward=False, merged=True)


def quarterly_docx(facts: Facts, year: int, quarter: int) -> bytes:
    """A draft for the bodies above; a person signs and sends it."""
    last = Month(year, quarter * 3)
    name = f"quý {wording.QUARTERS[quarter - 1]}/{year}"
    return _periodic(facts, Span(name, last.next(-2).first, last.last), upward=True, merged=False)


def yearly_docx(facts: Facts, year: int) -> bytes:
    """A draft for the bodies above; a person signs and sends it."""
    return _periodic(facts, Span(f"năm {year}", date(year, 1, 1), date(year, 12, 31)), upward=True, merged=False)


def _periodic(facts: Facts, span: Span, upward: bool, merged: bool) -> bytes:
    weeks = facts.past_weeks(span.first, span.last)
    rows = standings(facts, weeks)
    head = letterhead(facts.office)
    copies = ABOVE if upward else (f"- {facts.office.leadership.name} (để b/c);", "- Các cơ sở Đoàn trực thuộc;")
    head = replace(head, copies=(*copies, "- Lưu VP."))
    paper = Paper(f"Báo cáo {span.name}")
    paper.head(head, _today(facts))
    paper.title(
        "BÁO CÁO", f"Kết quả thực hiện mô hình “{facts.office.campaign.title}”\n{wording.capital(span.name)}"
    )
    if upward:
        paper.addressed("Thường trực Đảng ủy Khối; Ban Thường vụ Tỉnh đoàn")
    _introduction(paper, facts, span)
    _results(paper, facts, span, weeks, rows)
    _judgement(paper, rows)
    _proposals(paper, facts, rows, span)
    paper.sign(head)
    annex_of_units(paper, rows, span.name)
    if merged:
        annex_of_activities(paper, facts, weeks, span.name)
    return paper.finish()


def _introduction(paper: Paper, facts: Facts, span: Span) -> None:
    units = len(facts.units)
    paper.body(
        f"Thực hiện Kế hoạch phát động mô hình “{facts.office.campaign.title}” tại các cơ sở Đoàn trực thuộc, "
        f"{facts.office.name} báo cáo kết quả thực hiện {span.name} của {units} cơ sở Đoàn "
        f"(số liệu đến {wording.moment(facts.as_of, facts.office.zone)}) như sau:"
    )


def _results(paper: Paper, facts: Facts, span: Span, weeks: Sequence[Week], rows: Sequence[UnitStanding]) -> None:
    paper.heading("I. KẾT QUẢ THỰC HIỆN")
    paper.heading("1. Đăng ký và báo cáo của các đơn vị")
    duties = [
        (
            wording.duty_name(obligation, period.label),
            tally(facts.by_period.get((obligation.id, period.label), ())),
        )
        for obligation, period in facts.duties(span.first, span.last)
        if period.due <= facts.as_of or any(map(is_done, facts.by_period.get((obligation.id, period.label), ())))
    ]
    if duties:
        _tally_table(paper, "Nội dung", duties)
    else:
        paper.body("Trong kỳ không có nội dung đến hạn.")
    paper.heading("2. Hoạt động hằng tuần")
    _weeks(paper, facts, weeks, rows)
    paper.heading("3. Nội dung hoạt động")
    _groups(paper, facts.activities_in(weeks))


def _weeks(paper: Paper, facts: Facts, weeks: Sequence[Week], rows: Sequence[UnitStanding]) -> None:
    if not weeks:
        paper.body("Trong kỳ không có tuần nào phải đánh giá.")
        return
    people, share = participation(a for week in weeks for a in facts.of_week(week))
    every = sum((facts.week_tally(week) for week in weeks), Tally())
    steady = sum(row.weeks_expected > 0 and row.weeks_done == row.weeks_expected for row in rows)
    rate = wording.percent(every.completeness)
    paper.body(
        f"Trong {wording.two(len(weeks))} tuần có {wording.count(every.done)}/{wording.count(every.expected)} "
        f"lượt tuần đơn vị có hoạt động (đạt {rate}); {wording.count(people)} lượt đoàn viên, thanh niên tham gia"
        + (f", đạt {wording.percent(share)} đoàn viên của các đơn vị có số liệu" if share is not None else "")
        + f"; {wording.two(steady)} đơn vị thực hiện đủ tất cả các tuần."
    )
    by_week = len(weeks) <= MOST_WEEKS
    lines = _by_week(facts, weeks) if by_week else _by_month(facts, weeks)
    _tally_table(paper, "Tuần" if by_week else "Tháng (lượt tuần)", lines)
    if len(weeks) > 1:
        bars = [Bar(_bar_name(name, len(lines)), counts) for name, counts in lines]
        paper.picture(week_chart(bars, "Số đơn vị" if by_week else "Lượt tuần"), described(bars))


def _by_week(facts: Facts, weeks: Sequence[Week]) -> list[tuple[str, Tally]]:
    return [(wording.capital(wording.week_name(week)), facts.week_tally(week)) for week in weeks]


def _by_month(facts: Facts, weeks: Sequence[Week]) -> list[tuple[str, Tally]]:
    """Weeks added up by month: units × weeks."""
    months: dict[Month, Tally] = {}
    for week in weeks:
        months[week.month] = months.get(week.month, Tally()) + facts.week_tally(week)
    return [(wording.capital(wording.month_name(month)), counts) for month, counts in months.items()]


def _bar_name(name: str, bars: int) -> str:
    short = name.split(" (")[0]
    return short if bars <= 6 else short.replace("Tháng ", "T").rsplit("/", 1)[0]


def _tally_table(paper: Paper, first: str, lines: Sequence[tuple[str, Tally]]) -> None:
    header = (
        first,
        "Phải thực hiện",
        "Đúng hạn",
        "Trễ hạn",
        "Thiếu thông tin",
        "Cần làm rõ",
        "Chưa có",
        "Tỷ lệ đủ",
    )
    rows = [
        (
            name,
            *(str(n) for n in (t.expected, t.on_time, t.late, t.incomplete, t.needs_review)),
            str(t.missing + t.not_updated + t.not_due),
            wording.percent(t.completeness),
        )
        for name, t in lines
    ]
    paper.table(header, rows, (50, 17, 15, 14, 18, 15, 15, 18), centred=range(1, 8), size=11.5)


def _groups(paper: Paper, activities: Sequence[Activity]) -> None:
    counts = Counter(group for activity in activities for group in activity.groups)
    if not counts:
        paper.body("Chưa có hoạt động nào được báo cáo trong kỳ.")
        return
    rows = [(group, group_name(group), str(number)) for group, number in sorted(counts.items())]
    paper.body(
        f"Tổng số {wording.count(len(activities))} hoạt động; một hoạt động có thể thuộc nhiều nhóm nội dung:"
    )
    paper.table(("Nhóm", "Nội dung (mục V của Kế hoạch)", "Số hoạt động"), rows, (18, 112, 30), centred=(0, 2))


def _judgement(paper: Paper, rows: Sequence[UnitStanding]) -> None:
    paper.heading("II. ĐÁNH GIÁ")
    best = [row for row in ranked(rows) if row.weeks_expected and row.weeks_done == row.weeks_expected]
    paper.heading("1. Ưu điểm")
    if best:
        names = ", ".join(row.unit.name for row in best[:NAMED])
        more = " và các đơn vị khác (phụ lục)" if len(best) > NAMED else ""
        paper.body(f"Đơn vị thực hiện đủ các tuần trong kỳ: {names}{more}.")
    else:
        paper.body("Chưa có đơn vị thực hiện đủ tất cả các tuần trong kỳ.")
    paper.heading("2. Hạn chế")
    concerned = wanting(rows)
    for row in concerned[:NAMED]:
        paper.body(f"- {row.unit.name}: {shortfall(row)}.")
    if len(concerned) > NAMED:
        paper.body(f"- Và {wording.two(len(concerned) - NAMED)} đơn vị khác (phụ lục).")
    if not concerned:
        paper.body("Không có đơn vị chậm kéo dài.")


def _proposals(paper: Paper, facts: Facts, rows: Sequence[UnitStanding], span: Span) -> None:
    paper.heading("III. KIẾN NGHỊ, ĐỀ XUẤT")
    concerned = len(wanting(rows))
    if concerned:
        paper.body(
            f"- Đề nghị Ban Chấp hành {wording.two(concerned)} cơ sở Đoàn nêu tại mục II.2 bổ sung hoạt động, "
            "báo cáo còn thiếu."
        )
    paper.body(
        f"- Tiếp tục theo dõi, kịp thời đề xuất {facts.office.leadership.name} biểu dương đơn vị thực hiện tốt."
    )
    paper.body(ended(f"Trên đây là báo cáo kết quả thực hiện mô hình “{facts.office.campaign.title}” {span.name}"))


def _today(facts: Facts) -> date:
    return facts.as_of.astimezone(facts.office.zone).date()
