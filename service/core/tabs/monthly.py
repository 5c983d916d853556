"""TỔNG HỢP THÁNG: what each unit, each sector and the whole bloc did in a month, with rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.core.notices.wording import month_name
from service.core.obligations import Obligation, ObligationSource, Recurrence
from service.core.papers.tally import tally
from service.core.records import Assessment, State, Unit
from service.core.tabs.model import Cell, Column, HeadRow, TabRow, WantedTab
from service.core.tabs.titles import MONTHLY
from service.core.tabs.view import OfficeView
from service.core.tabs.words import colourings, rate, state_words
from service.core.weeks import Month, Week

MONTH, NUMBER, SCOPE, NAME, SECTOR = "Tháng", "STT", "Phạm vi", "Tên", "Khối"
EXPECTED, DONE, ON_TIME = "Tuần phải thực hiện", "Tuần đã thực hiện", "Đúng hạn"
RATE, TIMELY, TURNOUT = "Tỷ lệ thực hiện", "Tỷ lệ đúng hạn", "Tham gia bình quân"
REPORT, KEY = "Báo cáo", "Mã"

MOST_ROWS = 6_000
_DONE = (State.ON_TIME, State.LATE)


def monthly(view: OfficeView) -> WantedTab:
    weekly = next((o for o in view.obligations if o.source is ObligationSource.ACTIVITY), None)
    report = next((o for o in view.obligations if o.recurrence is Recurrence.MONTHLY), None)
    cells = [row for month in _months(view, weekly) for row in _month(view, month, weekly, report)]
    rows = tuple(TabRow(str(row[-1]), (row[0], place, *row[1:])) for place, row in enumerate(cells, 1))
    return WantedTab(
        title=MONTHLY,
        columns=_columns(),
        key=KEY,
        order=NUMBER,
        rows=rows,
        head=(HeadRow(MONTHLY, (f"{MONTHLY}: theo đơn vị, theo khối và toàn bộ; tháng mới nhất ở trên",)),),
        colourings=colourings(REPORT, REPORT),
    )


def _columns() -> tuple[Column, ...]:
    counts = (Column(title, width=90, centred=True) for title in (EXPECTED, DONE, ON_TIME))
    rates = (Column(title, width=90, centred=True, format="0%") for title in (RATE, TIMELY, TURNOUT))
    return (
        Column(MONTH, width=110),
        Column(NUMBER, width=50, centred=True),
        Column(SCOPE, width=80),
        Column(NAME, width=240),
        Column(SECTOR, width=100),
        *counts,
        *rates,
        Column(REPORT, width=180),
        Column(KEY, width=140, clipped=True),
    )


def _months(view: OfficeView, weekly: Obligation | None) -> list[Month]:
    """Months of the weeks that have opened, newest first, as many as a readable tab holds."""
    periods = view.periods.get(weekly.id, ()) if weekly and weekly.recurrence is Recurrence.WEEKLY else ()
    months = sorted({Week.parse(period.label).month for period in periods}, reverse=True)
    return months[: max(2, MOST_ROWS // max(1, len(view.units)))]


def _month(
    view: OfficeView, month: Month, weekly: Obligation | None, report: Obligation | None
) -> Iterator[tuple[Cell, ...]]:
    """Rows without their number: the whole, the sectors, the units."""
    labels = [week.label for week in month.weeks()] if weekly else []
    weeks: dict[str, list[Assessment]] = {}
    for unit in view.units:
        found = (view.assessment(unit.code, weekly.id, label) for label in labels) if weekly else ()
        weeks[unit.code] = [assessment for assessment in found if assessment]
    yield _group(view, month, weeks, report, "Toàn bộ", view.settings.name, view.units)
    for sector in dict.fromkeys(unit.sector for unit in view.units if unit.sector):
        units = [unit for unit in view.units if unit.sector == sector]
        yield _group(view, month, weeks, report, "Khối", sector, units)
    for unit in view.units:
        own = view.assessment(unit.code, report.id, month.label) if report else None
        words = state_words(own, report) if report else ""
        yield _line(month, "Đơn vị", unit.name, unit.sector, weeks[unit.code], words, f"{month.label} {unit.code}")


def _group(
    view: OfficeView,
    month: Month,
    weeks: Mapping[str, list[Assessment]],
    report: Obligation | None,
    scope: str,
    name: str,
    units: Sequence[Unit],
) -> tuple[Cell, ...]:
    found = [assessment for unit in units for assessment in weeks[unit.code]]
    words = ""
    if report:
        reports = [view.assessment(unit.code, report.id, month.label) for unit in units]
        counts = tally(assessment for assessment in reports if assessment)
        words = f"{counts.done}/{counts.expected} đơn vị" if counts.expected else ""
    sector = name if scope == "Khối" else ""
    return _line(month, scope, name, sector, found, words, f"{month.label} {scope.lower()} {sector}".strip())


def _line(
    month: Month, scope: str, name: str, sector: str, weeks: list[Assessment], report: str, key: str
) -> tuple[Cell, ...]:
    counts = tally(weeks)
    numbers = (counts.expected, counts.done, counts.on_time)
    rates = (rate(counts.completeness), rate(counts.timeliness), rate(_turnout(weeks)))
    return (month_name(month).capitalize(), scope, name, sector, *numbers, *rates, report, key)


def _turnout(weeks: Iterable[Assessment]) -> float | None:
    """Mean of participants over members, of the weeks done with both known; a week never counts above 1."""
    shares = [
        min(1.0, week.participants / week.members)
        for week in weeks
        if week.state in _DONE and week.participants is not None and week.members
    ]
    return sum(shares) / len(shares) if shares else None
