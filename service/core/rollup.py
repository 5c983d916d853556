"""The sum of many offices, for the level above them: how many units owe what, and in which state it is.

Rates are DHIS2's, as within one office; what is expected is counted apart from the states, and must equal their sum
(design, rule 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.core.notices.wording import STATES
from service.core.papers.tally import COUNTED, Tally
from service.core.records import State
from service.core.tabs.model import Cell, Column, HeadRow, TabRow, WantedTab, Workbook
from service.core.tabs.words import column_name, rate

TITLE = "TỔNG HỢP CẤP DƯỚI"
PERIOD, NUMBER, OBLIGATION, WHO, OFFICES = "Kỳ", "STT", "Nghĩa vụ", "Đơn vị", "Số văn phòng"
EXPECTED, EXEMPT, RATE, TIMELY, KEY = "Phải thực hiện", "Miễn", "Tỷ lệ thực hiện", "Tỷ lệ đúng hạn", "Mã"
ALL = "Toàn cấp"
MOST_ROWS = 4_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What the database counted of one office: ``expected`` and ``tally`` of one obligation and period."""

    office: str
    name: str
    path: str
    obligation: str
    period: str
    expected: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one obligation and period: of an office or of a level below (``who`` is its id or path, ``name`` what it is
    called), or of all (``who`` "")."""

    obligation: str
    period: str
    who: str
    name: str
    offices: int
    expected: int
    tally: Tally

    def __post_init__(self) -> None:
        if self.expected != self.tally.expected:
            raise AssertionError(f"{self.expected} expected, but {self.tally.expected} in a state: {self}")


def sums(
    counted: Iterable[Counted], level: str, names: Mapping[str, str], by_office: bool = False
) -> tuple[Sum, ...]:
    """The newest period first, in each the sum of all before its parts. ``names``: of levels, by path. Offices deeper
    below are summed by the level between, or stay apart with ``by_office``."""
    parts: dict[tuple[str, str, str], list[Counted]] = defaultdict(list)
    called: dict[str, str] = {"": ALL}
    for one in counted:
        below = one.path.removeprefix(level).split("/")[0]
        who = one.office if by_office or not below else f"{level}{below}/"
        called[who] = one.name if who == one.office else names.get(who, below)
        parts[one.obligation, one.period, who].append(one)
        parts[one.obligation, one.period, ""].append(one)
    made = (_sum(key, called[key[2]], group) for key, group in parts.items())
    first = {obligation: place for place, obligation in enumerate(dict.fromkeys(key[0] for key in parts))}
    ordered = sorted(made, key=lambda s: (first[s.obligation], s.who != "", s.name, s.who))
    return tuple(sorted(ordered, key=lambda s: s.period, reverse=True))


def _sum(key: tuple[str, str, str], name: str, group: Sequence[Counted]) -> Sum:
    total = sum((one.tally for one in group), Tally())
    offices = len({one.office for one in group})
    return Sum(*key, name, offices, sum(one.expected for one in group), total)


# -- to look at -----------------------------------------------------------------------------------


def headings() -> tuple[str, ...]:
    states = (column_name(state) for state in COUNTED)
    return (PERIOD, OBLIGATION, WHO, OFFICES, EXPECTED, *states, EXEMPT, RATE, TIMELY)


def cells(one: Sum, titles: Mapping[str, str]) -> tuple[Cell, ...]:
    """One for each heading. ``titles``: of obligations, by id."""
    counts = tuple(one.tally.count(state) for state in COUNTED)
    rates = (rate(one.tally.completeness), rate(one.tally.timeliness))
    title = titles.get(one.obligation, one.obligation)
    return (one.period, title, one.name, one.offices, one.expected, *counts, one.tally.exempt, *rates)


def workbook(found: Sequence[Sum], titles: Mapping[str, str], level_name: str, updated: str) -> Workbook:
    """One tab, a row a sum, as many of the newest as a readable tab holds."""
    rows = []
    for number, one in enumerate(found[:MOST_ROWS], 1):
        period, *rest = cells(one, titles)
        key = f"{one.period}/{one.obligation}/{one.who}"
        rows.append(TabRow(key, (period, number, *rest, key)))
    head = (
        HeadRow(TITLE, (f"{TITLE}: {level_name}",)),
        HeadRow("Cập nhật lúc", (f"Cập nhật lúc {updated}",), volatile=True),
        HeadRow("Cách tính", (_explanation(),)),
    )
    return Workbook((WantedTab(TITLE, _columns(), KEY, tuple(rows), head, order=NUMBER),))


def _explanation() -> str:
    states = " + ".join(STATES[state].lower() for state in COUNTED)
    return (
        f"Cách tính: {EXPECTED.lower()} = {states}; không tính đơn vị được miễn. {RATE} = (đúng hạn + trễ hạn) / "
        f"{EXPECTED.lower()}; {TIMELY.lower()} = đúng hạn / {EXPECTED.lower()}."
    )


def _columns() -> tuple[Column, ...]:
    widths = {OBLIGATION: 160, WHO: 260}
    columns = [Column(PERIOD, width=90, centred=True), Column(NUMBER, width=50, centred=True)]
    for title in headings()[1:]:
        percent = "0%" if title in (RATE, TIMELY) else ""
        columns.append(Column(title, width=widths.get(title, 95), centred=title not in widths, format=percent))
    return (*columns, Column(KEY, width=120, clipped=True))


def tally_of(states: Mapping[str, int]) -> Tally:
    """From counts by the names of states."""
    return Tally(**{State(name).value: count for name, count in states.items()})
