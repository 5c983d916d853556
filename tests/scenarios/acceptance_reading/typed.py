"""What people type, and what a patient clerk reads: the tables of this folder as rows of one spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.core.evaluation.shipped import at
from tests.scenarios.acceptance_reading.office import FORMS, REPORTS, Office, roster, table

NOW = at("2021-01-10T21:00")  # a Sunday evening: nothing is mailed to units
NAMES = {unit["Mã"]: unit["Tên đơn vị"] for unit in roster()}
CODES = list(NAMES)
Read = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Typed:
    """A row of BÁO CÁO and what must come of it. ``check`` answers what is wrong, or nothing."""

    table: str
    cells: tuple[str, ...]  # unit, month, week, place, participants, content
    check: Callable[[Read], str]

    @property
    def row(self) -> list[str]:
        return ["", *self.cells, "Tập trung", "Đạt"]


def rows_to_type(how: str) -> Iterator[Typed]:
    yield from _units()
    yield from (row for row in _weeks(how))
    yield from (row for row in _counts(how))
    yield from _groups()


def read_all(folder: Path, locale: str, how: str) -> list[tuple[Typed, str]]:
    """Every row typed into one office and read by one tick; what is wrong of each ("" when right)."""
    rows = list(rows_to_type(how))
    with Office(folder, locale) as office:
        office.type(REPORTS, "A3", [row.row for row in rows], how)
        office.tick(NOW)
        read = office.by_row(NOW)
    return [(row, row.check(read.get(number, []))) for number, row in enumerate(rows, 3)]


def _week(number: int) -> tuple[str, str]:
    """A month and week to put an otherwise plain row in, different for neighbours."""
    return str(4 + number // 4 % 9), str(1 + number % 4)


def _units() -> Iterator[Typed]:
    for n, line in enumerate(table("units.csv")):
        cells = (line["typed"], *_week(n), "Hội trường", "5", f"Tập văn nghệ, tiết mục {n}")
        yield Typed("units", cells, _unit_is(line["unit"]))


def _unit_is(wanted: str) -> Callable[[Read], str]:
    def check(read: Read) -> str:
        if len(read) != 1:
            return f"{len(read)} activities"
        unit = read[0]["unit"] or ""
        if unit not in wanted.split("|"):
            return f"wrong unit {unit!r}" if unit else "not read"
        asked = any(issue["field"] == "unit" for issue in read[0]["issues"])
        return "" if unit or asked else "uncertain without an issue"

    return check


def _weeks(how: str) -> Iterator[Typed]:
    for n, line in enumerate(table("weeks.csv")):
        if line["how"] and line["how"] != how:
            continue
        unit = NAMES[CODES[n % len(CODES)]]
        cells = (unit, line["month"], line["week"], "Hội trường", "8", f"Đọc sách, quyển {n}")
        yield Typed("weeks", cells, _weeks_are(line["weeks"], line["issue"]))


def _weeks_are(wanted: str, issue: str) -> Callable[[Read], str]:
    def check(read: Read) -> str:
        found = sorted(activity["week"] or "" for activity in read)
        if found not in [sorted(choice.split(";")) for choice in wanted.split("|")]:
            return f"weeks {found}, asked {_fields(read)}"
        return _asked(read, {"week", "month"}, issue)

    return check


def _counts(how: str) -> Iterator[Typed]:
    for n, line in enumerate(table("counts.csv")):
        if line["how"] and line["how"] != how:
            continue
        cells = (NAMES[line["unit"]], *_week(n), "Sân cơ quan", line["typed"], f"Thi đấu cờ tướng, ván {n}")
        yield Typed("counts", cells, _count_is(line["participants"], line["issue"]))


def _count_is(wanted: str, issue: str) -> Callable[[Read], str]:
    def check(read: Read) -> str:
        if len(read) != 1:
            return f"{len(read)} activities"
        found = read[0]["participants"]
        if ("" if found is None else str(found)) not in wanted.split("|"):
            return f"participants {found}, asked {_fields(read)}"
        return _asked(read, {"participants"}, issue)

    return check


def _groups() -> Iterator[Typed]:
    for n, line in enumerate(table("groups.csv")):
        unit = NAMES[CODES[n % len(CODES)]]
        cells = (unit, *_week(n // 48 + n), line["place"], "8", line["content"])
        yield Typed("groups", cells, _groups_are(line["groups"]))


def _groups_are(wanted: str) -> Callable[[Read], str]:
    def check(read: Read) -> str:
        if len(read) != 1:
            return f"{len(read)} activities"
        found = ";".join(read[0]["groups"])
        if found not in wanted.split("|"):
            return f"groups {found or '-'}"
        return _asked(read, {"groups", "content"}, "" if found else "yes")

    return check


def _fields(read: Read) -> list[str]:
    return [issue["field"] for activity in read for issue in activity["issues"]]


def _asked(read: Read, fields: set[str], wanted: str) -> str:
    asked = any(field in fields for field in _fields(read))
    if wanted == "yes" and not asked:
        return f"without an issue ({_fields(read)})"
    if wanted == "no" and asked:
        return f"needless issue {[i['text'] for a in read for i in a['issues'] if i['field'] in fields]}"
    return ""


def read_times(folder: Path, locale: str, how: str) -> list[tuple[dict[str, str], str]]:
    """A registration of a unit each, with the time as typed: the state of the form."""
    lines = table("times.csv")
    before = datetime.fromisoformat("2020-04-12T21:00:00+07:00")
    rows = [
        [n, name, "", "Vệ sinh phòng làm việc", "1", "4 đến 12", "Hàng tuần", line["typed"], "1", "Trụ sở",
         "Tập trung", "Lê Thị Mỹ Xuyên", "", "", ""]
        for n, (line, name) in enumerate(zip(lines, NAMES.values(), strict=False))
    ]  # fmt: skip
    with Office(folder, locale) as office:
        office.type(FORMS, "A2", rows, how)
        office.tick(before)
        states = office.states(before)
    found = [states[(code, "dang-ky", "once")] for code, _ in zip(CODES, lines, strict=False)]
    return [
        (line, "" if state["state"] in line["state"].split("|") else f"{state['state']} {state['reasons']}")
        for line, state in zip(lines, found, strict=True)
    ]
