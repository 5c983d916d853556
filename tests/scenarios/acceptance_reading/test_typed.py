"""Rows as people type them, in Vietnamese and American spreadsheets, by hand and by programs: each read as a patient
clerk reads it, or asked about. A wrong unit is never credited."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.scenarios.acceptance_reading import typed
from tests.scenarios.acceptance_reading.office import REPORTS, Office, table

SHEETS = [
    ("vi_VN", "USER_ENTERED"),
    ("vi_VN", "RAW"),
    ("en_US", "USER_ENTERED"),
    pytest.param("en_US", "RAW", marks=pytest.mark.prove),
]
both = pytest.mark.parametrize(("locale", "how"), SHEETS)


@both
def test_rows_are_read_as_a_clerk_reads_them(tmp_path: Path, locale: str, how: str) -> None:
    read = typed.read_all(tmp_path, locale, how)
    assert Counter(row.table for row, _ in read) >= Counter(units=140, weeks=88, counts=84, groups=190)
    assert [(row.table, row.cells, wrong) for row, wrong in read if wrong] == []


@both
def test_registered_times_are_understood(tmp_path: Path, locale: str, how: str) -> None:
    assert [(line["typed"], wrong) for line, wrong in typed.read_times(tmp_path, locale, how) if wrong] == []


def test_what_was_not_done_is_no_activity_and_a_reason_explains_it(tmp_path: Path) -> None:
    lines = table("none.csv")
    rows = [
        ["", name, "12", "1", "Trụ sở", line["participants"], line["content"], "Tập trung", "Đạt"]
        for line, name in zip(lines, typed.NAMES.values(), strict=False)
    ]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", rows)
        office.tick(typed.NOW)
        states = office.states(typed.NOW)
    for line, unit in zip(lines, typed.CODES, strict=False):
        week = states[(unit, "hoat-dong", "2020-W49")]
        assert week["state"] == line["state"], (line, week)
        assert ("explained" in week["reasons"]) == (line["explained"] == "yes"), (line, week)


def test_a_row_that_could_mean_two_weeks_credits_neither_surely(tmp_path: Path) -> None:
    row = ["", "Chi đoàn Sở Xây dựng", "5", "Tuần 1 (11/5-15/5)", "Trụ sở", "20", "Đọc sách", "Tập trung", "Đạt"]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [row])
        office.tick(typed.NOW)
        states = office.states(typed.NOW)
    assert [states[("SXD", "hoat-dong", week)]["state"] for week in ("2020-W19", "2020-W20")] == [
        "needs_review"
    ] * 2
