"""What leadership reads of a week: the result, three sentences, numbers beside last week's, names and requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.core.notices import wording
from service.core.papers.chart import Bar
from service.core.papers.facts import Facts, participation
from service.core.papers.standing import UnitStanding, ranked, silence, standings, wanting
from service.core.papers.tally import Tally, tally
from service.core.records import State
from service.core.weeks import Week

CHART_WEEKS = 8
NAMED = 8
"""Units named in the mail; the attached workbook names all."""
IN_A_SENTENCE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of numbers: this week, and the week before beside it."""

    name: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Named:
    """A unit named in the summary, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class WeekReport:
    """Everything the weekly summary, its picture and its papers say. ``before`` is None in the first week."""

    week: Week
    tally: Tally
    before: Tally | None
    subject: str
    sentences: tuple[str, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    attention: tuple[Named, ...]
    more_attention: int
    well: tuple[Named, ...]
    asks: tuple[str, ...]
    standings: tuple[UnitStanding, ...]


def week_report(facts: Facts, week: Week) -> WeekReport:
    """The report of one week as known at ``facts.as_of``."""
    now = facts.week_tally(week)
    previous = week.next(-1)
    before = facts.week_tally(previous) if facts.of_week(previous) else None
    rows = standings(facts, (week,))
    concerned = wanting(rows)
    return WeekReport(
        week=week,
        tally=now,
        before=before,
        subject=_subject(week, now),
        sentences=_sentences(facts, week, now, before, len(concerned)),
        lines=_lines(facts, week, now, before),
        bars=_bars(facts, week),
        attention=tuple(_concern(row) for row in concerned[:NAMED]),
        more_attention=max(0, len(concerned) - NAMED),
        well=_well(rows),
        asks=_asks(facts, concerned, rows),
        standings=rows,
    )


def _subject(week: Week, now: Tally) -> str:
    name = wording.capital(wording.short_week(week))
    if not now.expected:
        return f"{name}: tuần nghỉ, không tính"
    parts = [f"{now.done}/{now.expected} đơn vị có hoạt động", *_shortfalls(now)]
    return f"{name}: {', '.join(parts)}"


def _shortfalls(now: Tally) -> list[str]:
    named = (
        (now.not_updated, "chưa cập nhật"),
        (now.incomplete, "thiếu thông tin"),
        (now.needs_review, "cần làm rõ"),
        (now.missing, "không thực hiện"),
    )
    return [f"{wording.two(count)} {name}" for count, name in named if count]


def _sentences(facts: Facts, week: Week, now: Tally, before: Tally | None, concerned: int) -> tuple[str, str, str]:
    name = wording.capital(wording.week_name(week))
    if not now.expected:
        return (f"{name} là tuần nghỉ, không tính.", *_other_sentences(facts, week, concerned))
    result = "; ".join([f"{now.done}/{now.expected} đơn vị có hoạt động", *_shortfalls(now)])
    return (f"{name}: {result}.", _people_sentence(facts, week, now, before), _duties_sentence(facts, concerned))


def _other_sentences(facts: Facts, week: Week, concerned: int) -> tuple[str, str]:
    people, _ = participation(facts.of_week(week))
    voluntary = (
        f"Có {wording.count(people)} lượt ĐVTN tham gia tự nguyện." if people else "Không có hoạt động tự nguyện."
    )
    return voluntary, _duties_sentence(facts, concerned)


def _people_sentence(facts: Facts, week: Week, now: Tally, before: Tally | None) -> str:
    people, share = participation(facts.of_week(week))
    rate = f" (đạt {wording.percent(share)} đoàn viên của các đơn vị có số liệu)" if share is not None else ""
    compared = ""
    if before is not None and before.expected:
        change = now.done - before.done
        word = "tăng" if change > 0 else "giảm"
        than = f"{word} {wording.two(abs(change))} so với tuần trước" if change else "bằng tuần trước"
        compared = f"; số đơn vị có hoạt động {than}"
    return f"Có {wording.count(people)} lượt ĐVTN tham gia{rate}{compared}."


def _duties_sentence(facts: Facts, concerned: int) -> str:
    today = facts.as_of.astimezone(facts.office.zone).date()
    told = []
    for obligation, period in facts.duties(today - timedelta(days=60), today):
        counts = tally(facts.by_period.get((obligation.id, period.label), ()))
        if period.due <= facts.as_of and counts.done < counts.expected:
            name = wording.duty_name(obligation, period.label)
            told.append(f"{name[:1].lower()}{name[1:]} {counts.done}/{counts.expected}")
    attention = (
        f"{wording.two(concerned)} đơn vị cần quan tâm" if concerned else "chưa có đơn vị nào cần nhắc riêng"
    )
    if not told:
        return f"Các nội dung đã đến hạn đều đủ; {attention}."
    return f"Đã nộp đủ: {wording.listed(told)} đơn vị; {attention}."


def _lines(facts: Facts, week: Week, now: Tally, before: Tally | None) -> tuple[Line, ...]:
    previous = facts.of_week(week.next(-1)) if before else []
    people, share = participation(facts.of_week(week))
    people_before, share_before = participation(previous)
    counts = [
        ("Đơn vị phải thực hiện", now.expected, before.expected if before else None),
        ("Có hoạt động", now.done, before.done if before else None),
        *(
            (wording.STATES[state], now.count(state), before.count(state) if before else None)
            for state in (State.INCOMPLETE, State.NEEDS_REVIEW, State.NOT_UPDATED)
        ),
        ("Không thực hiện", now.missing, before.missing if before else None),
        ("Miễn, tuần nghỉ", now.exempt, before.exempt if before else None),
        ("Lượt ĐVTN tham gia", people, people_before if before else None),
    ]
    lines = [
        Line(name, wording.count(value), "–" if old is None else wording.count(old)) for name, value, old in counts
    ]
    return (
        *lines,
        Line(
            "Tỷ lệ đoàn viên tham gia", wording.percent(share), wording.percent(share_before if before else None)
        ),
    )


def _bars(facts: Facts, week: Week) -> tuple[Bar, ...]:
    bars = []
    for back in range(CHART_WEEKS - 1, -1, -1):
        past = week.next(-back)
        if facts.of_week(past):
            bars.append(Bar(f"Tuần {past.week_of_month}\nT{past.month.number}", facts.week_tally(past)))
    return tuple(bars)


def _concern(row: UnitStanding) -> Named:
    why = [told] if (told := silence(row)) else []
    if row.overdue:
        since = f", từ {wording.day(row.overdue_since)}" if row.overdue_since else ""
        why.append(f"quá hạn {wording.listed(list(row.overdue[:3]))}{since}")
    return Named(row.unit.name, "; ".join(why))


def _well(rows: tuple[UnitStanding, ...]) -> tuple[Named, ...]:
    good = [row for row in rows if row.weeks_done and (row.participation or 0) >= 1 and not row.overdue]
    best = sorted(ranked(good), key=lambda row: -row.active)[:5]
    return tuple(Named(row.unit.name, _praise(row)) for row in best)


def _praise(row: UnitStanding) -> str:
    weeks = f"{wording.two(row.active)} tuần liền có hoạt động, " if row.active > 1 else ""
    return f"{weeks}100% đoàn viên tham gia"


def _asks(facts: Facts, concerned: tuple[UnitStanding, ...], rows: tuple[UnitStanding, ...]) -> tuple[str, ...]:
    leader = facts.office.leadership.name
    severe = [row.unit.name for row in concerned if row.silent >= 4 or len(row.overdue) >= 2]
    asks = []
    if severe:
        more = f" và {wording.two(len(severe) - IN_A_SENTENCE)} đơn vị khác" if len(severe) > IN_A_SENTENCE else ""
        asks.append(
            f"Đề nghị {leader} cho ý kiến chỉ đạo đối với {wording.two(len(severe))} đơn vị chậm kéo dài: "
            f"{'; '.join(severe[:IN_A_SENTENCE])}{more}."
        )
    steady = [row.unit.name for row in rows if row.active >= 4 and not row.overdue]
    if steady:
        more = f" và {wording.two(len(steady) - IN_A_SENTENCE)} đơn vị khác" if len(steady) > IN_A_SENTENCE else ""
        shown = "; ".join(steady[:IN_A_SENTENCE]) + more
        asks.append(
            f"Kính trình {leader} xem xét biểu dương đơn vị thực hiện đều từ 04 tuần liền trở lên: {shown}."
        )
    return tuple(asks) or (f"Tuần này không có nội dung cần {leader} cho ý kiến.",)
