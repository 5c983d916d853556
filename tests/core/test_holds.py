"""When the product calls itself blind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.holds import HoldCode, MissingShare, TabFacts, TickFacts, holds
from service.core.records import Source
from service.core.settings import Limits
from tests.core.evaluation.shipped import at

LIMITS = Limits()
NOW = at("2020-05-07T08:00")


def tab(source: Source, title: str = "BÁO CÁO", **changes: object) -> TabFacts:
    return replace(TabFacts(title, source, had_rows=True, rows=10, headers=True), **changes)  # type: ignore[arg-type]


FINE = TickFacts(
    as_of=NOW,
    roster=50,
    tabs=(tab(Source.REPORTS), tab(Source.UNITS, "DANH MỤC ĐƠN VỊ")),
    mail_polled=NOW - timedelta(minutes=10),
    missing={"bao-cao": MissingShare(0.1, at("2020-05-06"))},
)
BEFORE = replace(FINE, as_of=NOW - timedelta(hours=1))


def code(now: TickFacts, previous: TickFacts | None = BEFORE) -> HoldCode | None:
    hold = next(holds(previous, now, LIMITS), None)
    return hold.code if hold else None


def test_nothing_is_held_when_all_is_seen() -> None:
    assert code(FINE) is None
    assert code(FINE, None) is None
    assert code(replace(FINE, as_of=BEFORE.as_of)) is None


def test_an_empty_roster() -> None:
    assert code(replace(FINE, roster=0), None) is HoldCode.ROSTER_EMPTY
    assert code(replace(FINE, roster=0, sheets_read=False), None) is HoldCode.SHEETS_UNREAD


@pytest.mark.parametrize(("roster", "held"), [(40, None), (39, HoldCode.ROSTER_SHRANK), (60, None)])
def test_a_roster_that_shrinks_by_over_a_fifth(roster: int, held: HoldCode | None) -> None:
    assert code(replace(FINE, roster=roster)) is held


@pytest.mark.parametrize(
    ("changed", "held"),
    [
        (tab(Source.REPORTS, rows=0), HoldCode.TAB_EMPTY),
        (tab(Source.REGISTRATIONS, rows=0, headers=False), HoldCode.HEADERS_GONE),
        (tab(Source.REPORTS, rows=0, headers=False, blank=True), HoldCode.TAB_EMPTY),
        (tab(Source.REPORTS, rows=0, headers=False, blank=True, missing=True), HoldCode.TAB_MISSING),
        (tab(Source.EXEMPTIONS, had_rows=False, rows=0, headers=False, missing=True), HoldCode.TAB_MISSING),
        (tab(Source.REPORTS, had_rows=False, rows=0), None),
        (tab(Source.REGISTRATIONS, had_rows=False, rows=0, headers=False), None),
        (tab(Source.EXEMPTIONS, rows=0), None),
        (tab(Source.EXEMPTIONS, rows=0, headers=False, blank=True), None),
        (tab(Source.EXEMPTIONS, rows=0, headers=False), HoldCode.HEADERS_GONE),
    ],
)
def test_tabs(changed: TabFacts, held: HoldCode | None) -> None:
    assert code(replace(FINE, tabs=(changed,))) is held


def test_stale_mail() -> None:
    assert code(replace(FINE, mail_polled=NOW - timedelta(hours=6))) is None
    assert code(replace(FINE, mail_polled=NOW - timedelta(hours=6, seconds=1))) is HoldCode.MAIL_STALE
    assert code(replace(FINE, mail_polled=None)) is HoldCode.MAIL_STALE


def test_a_clock_that_went_back() -> None:
    back = replace(FINE, as_of=BEFORE.as_of - timedelta(seconds=1), mail_polled=BEFORE.as_of - timedelta(hours=1))
    assert code(back) is HoldCode.CLOCK_BACK


def test_a_jump_of_missing_units_without_a_due_time_between() -> None:
    passed = at("2020-05-06")
    assert code(replace(FINE, missing={"bao-cao": MissingShare(0.5, passed)})) is None
    assert code(replace(FINE, missing={"bao-cao": MissingShare(0.51, passed)})) is HoldCode.MISSING_JUMP
    just = NOW - timedelta(minutes=30)
    assert code(replace(FINE, missing={"bao-cao": MissingShare(0.9, just)})) is None
    assert code(replace(FINE, missing={"khac": MissingShare(0.9, passed)})) is None


def test_limits_come_from_the_settings() -> None:
    loose = replace(LIMITS, roster_shrink=0.5, mail_stale_hours=24)
    now = replace(FINE, roster=30, mail_polled=NOW - timedelta(hours=20))
    assert list(holds(BEFORE, now, loose)) == []


def test_all_reasons_are_told_in_vietnamese_with_the_figures() -> None:
    now = replace(FINE, roster=20, mail_polled=None, tabs=(tab(Source.REPORTS, rows=0),))
    found = list(holds(BEFORE, now, LIMITS))
    assert [hold.code for hold in found] == [HoldCode.ROSTER_SHRANK, HoldCode.TAB_EMPTY, HoldCode.MAIL_STALE]
    assert "từ 50 xuống 20 đơn vị, quá 20 %" in found[0].sentence
    assert "Tab BÁO CÁO" in found[1].sentence
