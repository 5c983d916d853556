"""Row versions: every row people typed, with the interval in which it appeared and went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from service.adapters.store import Store
from service.core.records import Row, Seen, Sighting, Source
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, row

TAB = "1Mau|BÁO CÁO"


def observe(store: Store, rows: Sequence[Row], number: int, tab: str = TAB) -> tuple[int, int]:
    """The reading number ``number``, an hour after the one before."""
    after = T0 + (number - 1) * HOUR if number else None
    with store.transaction() as transaction:
        return transaction.rows.observe(Source.REPORTS, tab, rows, after, T0 + number * HOUR)


def seen(store: Store, source: Source = Source.REPORTS) -> tuple[Seen[Row], ...]:
    with store.transaction() as transaction:
        return transaction.rows.seen(source)


def test_a_new_row_appeared_between_two_readings(store: Store) -> None:
    assert observe(store, [row("a")], 0) == (1, 0)
    assert observe(store, [row("a"), row("b", 5)], 1) == (1, 0)
    assert [(s.record, s.sighting) for s in seen(store)] == [
        (row("a"), Sighting(None, T0)),
        (row("b", 5), Sighting(T0, T0 + HOUR)),
    ]


def test_a_row_that_only_moved_keeps_its_age_and_tells_its_new_place(store: Store) -> None:
    observe(store, [row("a", 4), row("b", 5)], 0)
    assert observe(store, [row("b", 4), row("a", 9)], 1) == (0, 0)
    assert [(s.record.where.cell, s.sighting.by) for s in seen(store)] == [("A4", T0), ("A9", T0)]


def test_a_row_that_went_stays_known_and_one_that_came_back_is_a_new_version(store: Store) -> None:
    observe(store, [row("a")], 0)
    assert observe(store, [], 1) == (0, 1)
    assert observe(store, [row("a")], 2) == (1, 0)
    assert [s.sighting for s in seen(store)] == [
        Sighting(None, T0, T0, T0 + HOUR),
        Sighting(T0 + HOUR, T0 + 2 * HOUR),
    ]


def test_an_edited_row_is_one_gone_and_one_new(store: Store) -> None:
    observe(store, [row("23/25")], 0)
    assert observe(store, [row("24/25")], 1) == (1, 1)
    old, new = seen(store)
    assert (old.record.digest, old.sighting.gone_by) == ("23/25", T0 + HOUR)
    assert (new.record.digest, new.sighting.after) == ("24/25", T0)


def test_equal_rows_are_told_apart_and_only_the_second_goes(store: Store) -> None:
    observe(store, [row("a", 4), row("a", 5, copy=1)], 0)
    assert observe(store, [row("a", 4)], 1) == (0, 1)
    assert [(s.record.copy, s.sighting.gone_by) for s in seen(store)] == [(0, None), (1, T0 + HOUR)]


def test_tabs_lists_and_offices_do_not_mix(store: Store, opener: Opener) -> None:
    observe(store, [row("a")], 0)
    assert observe(store, [], 1, tab="1Mau|Sở Xây dựng") == (0, 0)
    other = opener("khoi-khac")
    assert seen(other) == () and observe(other, [], 1) == (0, 0)
    assert seen(store, Source.REGISTRATIONS) == ()
    assert [s.sighting.gone_by for s in seen(store)] == [None]


def test_thousands_of_rows_may_go_at_once(store: Store) -> None:
    rows = [row(f"{number}", number) for number in range(4, 1504)]
    assert observe(store, rows, 0) == (1500, 0)
    assert observe(store, rows[:1], 1) == (0, 1499)
    assert sum(s.sighting.gone_by is None for s in seen(store)) == 1


def test_how_rows_named_their_unit(store: Store) -> None:
    observe(store, [row("a", unit="CĐ Y tế"), row("a", 5, copy=1, unit="CĐ Y tế"), row("b", 6, unit="SXD")], 0)
    with store.transaction() as transaction:
        assert transaction.rows.unit_texts("a") == ("CĐ Y tế",)
        assert transaction.rows.unit_texts("none") == ()


def test_instants_come_back_in_whatever_zone_they_were_given(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.rows.observe(Source.REPORTS, TAB, [row("a")], None, T0 + timedelta(microseconds=1))
    (only,) = seen(store)
    assert only.sighting.by == T0 + timedelta(microseconds=1)
    assert only.sighting.by.utcoffset() == timedelta(0)
