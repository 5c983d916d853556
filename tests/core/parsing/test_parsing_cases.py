"""Every case of the reviewed tables is read as a Vietnamese clerk would read it."""

from __future__ import annotations

from collections import Counter

import pytest

from service.core.parsing import UnitNames
from tests.core.parsing.case_tables import Case, fits, load, outcome, read_unit, roster, unit_fits

TABLES = ("domain", "further", "blind")
VALUES = ("week", "month", "date", "count", "time", "group", "verdict", "text")


@pytest.mark.parametrize("case", [case for table in TABLES for case in load(table, *VALUES)], ids=str)
def test_value_is_read_as_meant(case: Case) -> None:
    assert fits(outcome(case), case.expected), f"{case} came to {outcome(case)!r}, meant {case.expected!r}"


@pytest.mark.parametrize("column", ["name", "short"])
@pytest.mark.parametrize("case", [case for table in TABLES for case in load(table, "unit", "find")], ids=str)
def test_unit_is_credited_or_asked_as_meant(case: Case, column: str) -> None:
    match = read_unit(case, _names(column))
    assert unit_fits(match, case.expected), f"{case} came to {match}, meant {case.expected!r}"


@pytest.mark.parametrize("column", ["name", "short"])
def test_no_wrong_unit_is_credited(column: str) -> None:
    cases = [case for table in TABLES for case in load(table, "unit", "find")]
    credited = [(case, read_unit(case, _names(column)).unit) for case in cases]
    assert [(str(case), unit) for case, unit in credited if unit is not None and unit != case.expected] == []


def test_the_tables_are_as_large_as_promised() -> None:
    sizes = {table: len(load(table)) for table in TABLES}
    assert sizes["further"] >= 300
    assert sizes["blind"] >= 150
    assert all(
        count == 1 for count in Counter((c.kind, c.input, str(c.context)) for c in load("further")).values()
    )


_KNOWN: dict[str, UnitNames] = {}


def _names(column: str) -> UnitNames:
    if column not in _KNOWN:
        _KNOWN[column] = UnitNames(roster(column))
    return _KNOWN[column]
