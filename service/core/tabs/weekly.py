"""THEO DÕI TUẦN: one look says everything. Totals that sum, then a row a unit, what needs attention first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.core.notices.wording import full_day, listed, week_name
from service.core.obligations import Period
from service.core.papers.tally import COUNTED, Tally, tally
from service.core.records import Assessment, Question, State, Unit
from service.core.tabs.model import Cell, Chart, Column, HeadRow, TabRow, WantedTab
from service.core.tabs.shortcomings import UNFULFILLED, asked_of, lacking, where_to_look
from service.core.tabs.slots import Slot, slots
from service.core.tabs.titles import WEEKLY
from service.core.tabs.view import OfficeView, Streak
from service.core.tabs.words import (
    LOOKS,
    colourings,
    column_name,
    due_day,
    participation,
    rate,
    reason_words,
    running_on,
    state_words,
)
from service.core.weeks import Week

UNIT, RANK, CODE, SECTOR = "Đơn vị", "Ưu tiên", "Mã", "Khối"
PARTICIPATION, GROUPS, STREAK = "Tham gia", "Nhóm nội dung", "Chuỗi tuần"
LACKING, WHERE, NEXT, WHY = "Còn thiếu", "Nơi cần xem", "Hạn tiếp theo", "Vì sao"

_URGENCY = (
    State.MISSING,
    State.INCOMPLETE,
    State.NEEDS_REVIEW,
    State.NOT_UPDATED,
    State.LATE,
    State.NOT_DUE,
    State.ON_TIME,
    State.EXEMPT,
)
_EXPECTED, _FIRST_STATE = 1, 2
_RATES = _FIRST_STATE + len(COUNTED)


def weekly(view: OfficeView) -> WantedTab:
    shown = slots(view)
    units = sorted(range(len(view.units)), key=lambda place: (*_urgency(view, shown, view.units[place]), place))
    asked = asked_of(view)
    ranked = [(rank, view.units[place]) for rank, place in enumerate(units, 1)]
    rows = tuple(_row(view, shown, unit, rank, asked.get(unit.code, ())) for rank, unit in ranked)
    states = [slot.title for slot in shown]
    return WantedTab(
        title=WEEKLY,
        columns=_columns(states),
        key=CODE,
        order=RANK,
        rows=rows,
        head=(*_heading(view, shown), *(_totals(view, slot) for slot in shown)),
        frozen_columns=1,
        heading_rows=(3,),
        heading_looks=tuple((_FIRST_STATE + n, LOOKS[state]) for n, state in enumerate(COUNTED)),
        percent_head_columns=(_RATES, _RATES + 1),
        colourings=colourings(states[0], states[-1]) if states else (),
        chart=_chart(len(shown), 4 + len(states) + 3),
        layout_version=2,
    )


def _columns(states: list[str]) -> tuple[Column, ...]:
    return (
        Column(UNIT, width=300),
        Column(RANK, width=70, centred=True),
        Column(CODE, width=90),
        Column(SECTOR, width=90),
        *(Column(title, width=130) for title in states),
        Column(PARTICIPATION, width=110, centred=True),
        Column(GROUPS, width=90, centred=True),
        Column(STREAK, width=110),
        Column(LACKING, width=380),
        Column(WHERE, width=200, links=True),
        Column(NEXT, width=200),
        Column(WHY, width=380),
    )


# -- head -----------------------------------------------------------------------------------------

CONDITION = "Tình trạng"


def condition(hold: Sequence[str]) -> str:
    """Whether the product sees well, in words."""
    return f"{CONDITION}: " + ("TẠM DỪNG: " + " ".join(hold) if hold else "Bình thường")


def _heading(view: OfficeView, shown: tuple[Slot, ...]) -> tuple[HeadRow, ...]:
    local = view.as_of.astimezone(view.settings.zone)
    counted: tuple[Cell, ...] = tuple(column_name(state) for state in COUNTED)
    return (
        HeadRow(WEEKLY, (f"{WEEKLY}: {_this_week(view, shown)}",)),
        HeadRow("Cập nhật lúc", (f"Cập nhật lúc {local:%H:%M}, {full_day(local.date())}",), volatile=True),
        HeadRow(CONDITION, (condition(view.hold),)),
        HeadRow(
            "Nghĩa vụ",
            ("Nghĩa vụ", "Phải thực hiện", *counted, "Tỷ lệ hoàn thành", "Tỷ lệ đúng hạn", "– Miễn, không tính"),
        ),
    )


def _this_week(view: OfficeView, shown: tuple[Slot, ...]) -> str:
    for slot in shown:
        if slot.this_week and slot.period:
            return slot.period_words
    return week_name(Week.of(view.as_of.astimezone(view.settings.zone).date()))


def _totals(view: OfficeView, slot: Slot) -> HeadRow:
    anchor = f"{slot.title} ·"
    if slot.period is None:
        return HeadRow(anchor, (f"{anchor} chưa đến kỳ", *[None] * (_RATES + 2)))
    due = f"hạn {due_day(slot.period.due, view.settings.zone)}"
    label = " · ".join(filter(None, [slot.title, slot.period_words, due]))
    counts = count(view, slot.period, view.units)
    numbers: tuple[Cell, ...] = tuple(counts.count(state) for state in COUNTED)
    rates = (rate(counts.completeness), rate(counts.timeliness))
    return HeadRow(anchor, (label, counts.expected, *numbers, *rates, counts.exempt))


def count(view: OfficeView, period: Period, units: tuple[Unit, ...]) -> Tally:
    """How the units stand in one period; those without an assessment do not owe it. The parts sum (rule 1)."""
    found = [view.assessment(unit.code, period.obligation, period.label) for unit in units]
    owing = [assessment for assessment in found if assessment is not None]
    counts = tally(owing)
    if counts.expected + counts.exempt != len(owing):
        raise AssertionError(f"{period.obligation} {period.label}: {counts} does not sum to {len(owing)}")
    return counts


def _chart(slots_shown: int, column: int) -> Chart | None:
    if not slots_shown:
        return None
    return Chart(
        title="Tình hình các đơn vị",
        first=3,
        count=slots_shown + 1,
        labels=0,
        series=tuple((_FIRST_STATE + n, LOOKS[state]) for n, state in enumerate(COUNTED)),
        column=column,
        size=(760, 21 * (slots_shown + 4)),
    )


# -- a unit ---------------------------------------------------------------------------------------


def _urgency(view: OfficeView, shown: tuple[Slot, ...], unit: Unit) -> tuple[int, int]:
    """Smaller is more urgent: the worst state shown, then how many such."""
    ranks = [_rank(found) for slot in shown if (found := _shown(view, slot, unit)) is not None]
    worst = min(ranks, default=len(_URGENCY))
    return worst, -ranks.count(worst)


def _rank(assessment: Assessment) -> int:
    """A report of which only weeks to come are lacking is as urgent as one that is not due."""
    return _URGENCY.index(State.NOT_DUE if running_on(assessment) else assessment.state)


def _shown(view: OfficeView, slot: Slot, unit: Unit) -> Assessment | None:
    return view.assessment(unit.code, slot.obligation.id, slot.period.label) if slot.period else None


def _row(view: OfficeView, shown: tuple[Slot, ...], unit: Unit, rank: int, asked: tuple[Question, ...]) -> TabRow:
    found = [(slot, _shown(view, slot, unit)) for slot in shown]
    week, ago = _week_told(found)
    cells: tuple[Cell, ...] = (
        unit.name,
        rank,
        unit.code,
        unit.sector,
        *(state_words(assessment, slot.obligation) for slot, assessment in found),
        f"{participation(week)}{ago}",
        ", ".join(week.groups) if week else "",
        _streak(view.streaks.get(unit.code)),
        lacking(view, unit),
        where_to_look(view, unit, asked),
        _next_due(view, unit),
        _why(found),
    )
    return TabRow(unit.code, cells)


def _week_told(found: list[tuple[Slot, Assessment | None]]) -> tuple[Assessment | None, str]:
    """The running week once something is known of it, else the week before, with words that say so."""
    weeks = [(slot, assessment) for slot, assessment in found if slot.weekly and assessment]
    for slot, assessment in reversed(weeks):
        if assessment.participants is not None:
            return assessment, "" if slot.this_week else " (tuần trước)"
    return None, ""


def _streak(streak: Streak | None) -> str:
    if streak is None or not (streak.done or streak.missed):
        return ""
    return f"{streak.done} tuần liên tục" if streak.done else f"{streak.missed} tuần chưa có"


def _next_due(view: OfficeView, unit: Unit) -> str:
    """The nearest due time ahead, with everything not fulfilled that is due then."""
    zone = view.settings.zone
    ahead: dict[datetime, list[str]] = {}
    for obligation in view.obligations:
        for period in view.periods.get(obligation.id, ()):
            found = view.assessment(unit.code, obligation.id, period.label)
            waiting = found is not None and found.state in (*UNFULFILLED, State.NOT_DUE)
            if found is not None and waiting and found.due > view.as_of:
                ahead.setdefault(found.due, []).append(obligation.title)
    if not ahead:
        return ""
    first = min(ahead)
    titles = listed(list(dict.fromkeys(ahead[first])))
    return f"{titles}: {due_day(first, zone)}"


def _why(found: list[tuple[Slot, Assessment | None]]) -> str:
    """The reasons, each told once with all it is about."""
    told: dict[str, list[str]] = {}
    for slot, assessment in found:
        if assessment and assessment.reasons and not running_on(assessment):
            told.setdefault(reason_words(assessment.reasons), []).append(slot.title)
    return "\n".join(f"{', '.join(titles)}: {words}" for words, titles in told.items())
