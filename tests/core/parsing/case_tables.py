"""The reviewed tables of what people type: how a case is read, and what it came to, in the tables' notation.

unit, find   CODE = credited; ``?A|B`` = asked, with at least these guesses; ``?`` = asked
week         labels; ``?`` before them = asked; ``*`` = every week. Context: month, year, locale, num (a number cell)
month, date  label or day; ``!`` after a day = flagged; ``?`` = asked
count        people; ``~`` after = flagged (inferred, rough, above the membership); ``0`` = nothing held; ``?`` = asked
time         start-end, length or part of day, weekday; ``!`` = noted as unusual
group        codes; ``0`` = nothing held; ``-`` = none known
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from service.core.parsing import Context, Match, UnitNames, classify, clean, read_verdict
from service.core.parsing.counts import read_count
from service.core.parsing.dates import read_date
from service.core.parsing.groups import says_not_held
from service.core.parsing.months import read_month
from service.core.parsing.times import read_time
from service.core.parsing.weeks import read_week
from service.core.records import CellValue, Unit
from service.core.weeks import Month

CASES = Path(__file__).parent / "cases"
WEEKDAYS = ("", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Case:
    kind: str
    input: str
    context: Mapping[str, str]
    expected: str

    @property
    def value(self) -> CellValue:
        if "num" not in self.context:
            return self.input
        return float(self.input) if "." in self.input else int(self.input)

    def __str__(self) -> str:
        return f"{self.kind} {self.input!r}"


def load(table: str, *kinds: str) -> list[Case]:
    with (CASES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        cases = [
            Case(line["kind"], line["input"], _pairs(line["context"]), line["expected"])
            for line in csv.DictReader(file)
        ]
    return [case for case in cases if case.kind in kinds or not kinds]


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(";") if pair)


@lru_cache
def roster(column: str = "name") -> tuple[Unit, ...]:
    """The realistic roster, with full names, or with the short ones (``column`` = ``short``)."""
    with (CASES / "roster.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Unit(line["code"], line[column], sector=line["sector"], members=int(line["members"]))
            for line in csv.DictReader(file)
        )


def context(case: Case | None = None) -> Context:
    given = case.context if case else {}
    return Context(
        int(given.get("year", "2020")), date(2020, 4, 1), date(2022, 12, 31), given.get("locale", "vi_VN")
    )


def unit_fits(match: Match, expected: str) -> bool:
    if not expected.startswith("?"):
        return match.unit == expected
    wanted = set(filter(None, expected[1:].split("|")))
    return match.unit is None and wanted <= {guess.unit for guess in match.guesses}


def read_unit(case: Case, names: UnitNames) -> Match:
    return names.find_in(case.input) if case.kind == "find" else names.match(case.input)


def outcome(case: Case) -> str:
    """What a value comes to, in the tables' notation."""
    return _READERS[case.kind](case)


def fits(got: str, expected: str) -> bool:
    if expected == "?":
        return got.startswith("?")
    if expected.startswith("?"):
        return got.startswith("?") and set(got[1:].split()) == set(expected[1:].split())
    return got == expected


def _week(case: Case) -> str:
    typed = case.context.get("month")
    month = Month(2020, int(typed)) if typed else None
    reading = read_week(case.value, context(case), month)
    if reading.every_week:
        return "*"
    return ("" if reading.certain else "?") + " ".join(week.label for week in reading.weeks)


def _month(case: Case) -> str:
    reading = read_month(case.value, context(case))
    return reading.month.label if reading.month and reading.certain else "?"


def _date(case: Case) -> str:
    reading = read_date(case.value, context(case))
    if reading.day is None or any(finding.code == "outside_campaign" for finding in reading.findings):
        return "?"
    return reading.day.isoformat() + ("!" if reading.findings else "")


def _count(case: Case) -> str:
    members = case.context.get("members")
    reading = read_count(case.value, int(members) if members else None, context(case))
    if not reading.certain:
        return "?"
    if not reading.held:
        return "0"
    return f"{reading.count}" + ("~" if reading.findings else "")


def _time(case: Case) -> str:
    reading = read_time(case.value)
    if not reading.known:
        return "?"
    parts = []
    if reading.starts:
        parts.append(f"{reading.starts:%H:%M}" + (f"-{reading.ends:%H:%M}" if reading.ends else ""))
    elif reading.minutes:
        parts.append(f"{reading.minutes}'")
    if reading.part and not reading.starts:
        parts.append(reading.part)
    if reading.weekday:
        parts.append(WEEKDAYS[reading.weekday])
    return " ".join(parts) + ("!" if reading.findings else "")


def _group(case: Case) -> str:
    if says_not_held(case.input):
        return "0"
    return " ".join(classify(case.input, case.context.get("place", ""))) or "-"


def _verdict(case: Case) -> str:
    verdict = read_verdict(case.input)
    return verdict.value if verdict else "?"


_READERS = {
    "week": _week,
    "month": _month,
    "date": _date,
    "count": _count,
    "time": _time,
    "group": _group,
    "verdict": _verdict,
    "text": lambda case: clean(case.input),
}
