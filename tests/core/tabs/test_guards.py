"""A write of our tabs is refused whole when rows moved since we read; what a person wrote stands at any moment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.tabs import end_line
from service.core.tabs.diff import Publication, plan
from service.core.tabs.end_line import SENTENCE
from service.core.tabs.filters import bounded
from service.core.tabs.guards import Attempt, Guard, Guards, Merge, merges_of, refused_by_guard
from service.core.tabs.held import say_held
from service.core.tabs.model import Workbook
from service.core.tabs.requests import Request
from service.core.tabs.split import split
from service.core.tabs.titles import OUTPUT_TITLES, QUESTIONS, WEEKLY
from service.core.tabs.workbook import build
from tests.core.tabs.google import Google, Refused, Sheet
from tests.core.tabs.small_office import office_view
from tests.core.tabs.test_diff import AT_ANY_MOMENT, ROWS, person, publish, rewritten, shows, stands

SMALL = 1_000  # bytes a batch: a table of a few rows goes in several


def rows_of(guards: list[Request]) -> list[tuple[int, int | None]]:
    areas = [request["unmergeCells"]["range"] for request in guards]
    return [(area.get("startRowIndex", 0), area.get("endRowIndex")) for area in areas]


def line_of(sheet: Sheet) -> int:
    return next(row for row, cells in enumerate(sheet.values()) if SENTENCE in cells)


def guarded(made: Publication, limit: int = SMALL) -> tuple[tuple[Request, ...], ...]:
    return split(made.requests, made.guards, limit)


def merges(google: Google) -> dict[int, tuple[Merge, ...]]:
    return {id: tuple(Merge(*merge) for merge in sheet.merges) for id, sheet in google.sheets.items()}


# -- the line -------------------------------------------------------------------------------------


def test_every_closed_tab_gets_a_line_and_the_shared_one_none() -> None:
    google = Google()
    publish(google, build(office_view()))
    for title in OUTPUT_TITLES:
        sheet = google.sheet(title)
        if title == QUESTIONS:  # people decide and sort there; nothing is addressed by row
            assert SENTENCE not in str(sheet.values()) and sheet.merges == []
            continue
        ((top, bottom, left, right),) = sheet.merges
        assert (top, bottom, left) == (line_of(sheet), line_of(sheet) + 1, 1) and right - left > 1
        assert top == len(sheet.values()) - 1 and not any(sheet.values()[top - 1])


def test_sentence_is_composed_vietnamese() -> None:
    assert re.fullmatch(r"[\w .]+", SENTENCE) and SENTENCE.isprintable()


def test_growing_and_shrinking_keep_the_line_under_the_table_and_what_is_below_it() -> None:
    google = Google()
    publish(google, rewritten([("K1", "a", 1)], True))
    sheet = google.sheet("T")
    sheet.square(line_of(sheet) + 1, 2).value = "K1"  # would be ours above the line
    sheet.square(line_of(sheet) + 1, 1).value = 7
    for count in (5, 2, 40, 0, 3):
        wanted = rewritten([(f"K{n}", "a", n) for n in range(count)], True)
        publish(google, wanted)
        shows(sheet, wanted.tabs[0])
        below = sheet.values()[line_of(sheet) + 1 :]
        assert below == (("", 7, "K1"),), count
        assert sheet.merges == [[line_of(sheet), line_of(sheet) + 1, 1, 5]]
        assert plan(wanted, google.standing(), google.info()).requests == ()


def test_tab_from_before_gets_its_line_with_the_next_write_that_changes_it() -> None:
    google = Google()
    wanted = rewritten([("K1", "a", 1), ("K2", "b", 2)], True)
    publish(google, wanted)
    sheet = google.sheet("T")
    sheet.take_out(line_of(sheet))
    sheet.square(9, 0).value = "ghi chú dưới bảng"
    assert plan(wanted, google.standing(), google.info()).requests == ()
    made = plan(rewritten([("K1", "a", 1), ("K2", "c", 2)], True), google.standing(), google.info())
    assert made.guards.standing == () and made.unbounded == {made.guards.drawn[0].sheet_id}
    google.apply(made.requests)
    assert line_of(sheet) == 6 and sheet.merges == [[6, 7, 1, 5]]
    assert sheet.values()[11] == ("ghi chú dưới bảng",)


def test_filter_from_before_keeps_what_a_person_set_and_ends_before_the_line() -> None:
    area = {"sheetId": 7, "startRowIndex": 2, "endRowIndex": 205, "startColumnIndex": 0, "endColumnIndex": 5}
    specs = [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["0"]}}]
    filtered = {"range": area, "criteria": {"1": {"hiddenValues": ["0"]}}, "filterSpecs": specs}
    told = {"sheets": [{"properties": {"sheetId": 7}, "basicFilter": filtered}, {"properties": {"sheetId": 8}}]}
    (request,) = bounded(told, [Guard(7, 3, 6, 2), Guard(8, 3, 6, 2)])
    wanted = {"range": {**area, "endRowIndex": 6}, "filterSpecs": specs}
    assert request == {"setBasicFilter": {"filter": wanted}}
    assert bounded(told, [Guard(7, 5, 9, 2)]) == [], "a filter elsewhere is a person's"


# -- the guard ------------------------------------------------------------------------------------


def test_every_batch_begins_with_the_guards_of_what_it_writes() -> None:
    google = Google()
    publish(google, rewritten([("K1", "a", 1)], True))
    line = line_of(google.sheet("T"))
    made = plan(rewritten([(f"K{n}", "a" * 50, n) for n in range(40)], True), google.standing(), google.info())
    first, *others = guarded(made)
    assert len(others) >= 2
    assert rows_of(list(first[:2])) == [(3, line), (line + 1, None)]
    for batch in others:  # the rows were put in with the first
        assert rows_of(list(batch[:2])) == [(3, line + 39), (line + 40, None)]
    assert all(request["unmergeCells"]["range"]["startColumnIndex"] == 2 for request in first[:2])


def test_tabs_that_are_not_written_are_not_guarded() -> None:
    google = Google()
    publish(google, build(office_view()))
    made = plan(build(office_view(hold=("Mất dữ liệu.",))), google.standing(), google.info())
    written = {request["updateCells"]["start"]["sheetId"] for request in made.requests}
    assert {guard.sheet_id for guard in made.guards.standing} == written


def test_the_one_cell_that_says_held_is_guarded_too() -> None:
    google = Google()
    publish(google, build(office_view()))
    saying = say_held(google.standing(), google.info(), ["Mất dữ liệu."])
    google.sheet(WEEKLY).put_in("ROWS", 0, 1)
    with pytest.raises(Refused):
        google.apply(split(saying.requests, saying.guards)[0])


def test_without_the_guard_a_row_put_in_is_written_over() -> None:
    """What the guard is for: the same requests, bare, take a person's row for one of ours."""
    for bare in (False, True):
        google = Google()
        publish(google, rewritten([("K1", "a", 1), ("K2", "b", 2)], True))
        sheet = google.sheet("T")
        made = plan(rewritten([("K1", "x", 1), ("K2", "y", 2)], True), google.standing(), google.info())
        sheet.put_in("ROWS", 4, 1)
        sheet.square(4, 0).value = "dòng riêng"
        if bare:
            google.apply(made.requests)
        else:
            with pytest.raises(Refused):
                google.apply(split(made.requests, made.guards)[0])
        assert (sheet.square(4, 0).value == "dòng riêng") is not bare


@settings(max_examples=300, deadline=None)
@given(first=ROWS, second=ROWS, deeds=st.lists(st.sampled_from(AT_ANY_MOMENT), max_size=3), when=st.integers(0, 6))
def test_what_a_person_did_between_our_read_and_any_batch_stands(
    first: list[Any], second: list[Any], deeds: list[str], when: int
) -> None:
    google = Google()
    known = publish(google, rewritten(first, True)).known
    sheet = google.sheet("T")
    wanted = rewritten(second, True)
    batches = guarded(plan(wanted, google.standing(), google.info(), known))
    marks: dict[str, str] = {}
    try:
        for number, batch in enumerate(batches):
            if number == min(when, len(batches) - 1):
                marks = person(sheet, deeds)
            google.apply(batch)
    except Refused:
        publish(google, wanted, known)
    publish(google, wanted, known)
    shows(sheet, wanted.tabs[0])
    assert marks.keys() <= stands(sheet).keys()
    assert plan(wanted, google.standing(), google.info(), known).requests == ()


@settings(max_examples=100, deadline=None)
@given(rows=st.integers(1, 6), at=st.integers(0, 12), count=st.integers(1, 4), out=st.booleans())
def test_any_row_put_in_or_taken_out_above_the_line_refuses(rows: int, at: int, count: int, out: bool) -> None:
    google = Google()
    publish(google, rewritten([(f"K{n}", "a", n) for n in range(rows)], True))
    sheet = google.sheet("T")
    made = plan(rewritten([(f"K{n}", "b", n) for n in range(rows)], True), google.standing(), google.info())
    above = at <= line_of(sheet)
    if out:
        above = at < line_of(sheet) - 1 and at > 2
        sheet.take_out(at if above else line_of(sheet) + 1)
    else:
        sheet.put_in("ROWS", at, count)
    before = sheet.values()
    try:
        google.apply(split(made.requests, made.guards)[0])
        assert not above
    except Refused:
        assert above and sheet.values() == before


def test_columns_put_in_before_the_line_are_followed() -> None:
    assert Guard(1, 3, 6, 2).after(_put_in("COLUMNS", 1)).column == 3
    assert Guard(1, 3, 6, 2).after(_put_in("COLUMNS", 3)).column == 2
    assert Guard(1, 3, 6, 2).after(_put_in("ROWS", 0)) == Guard(1, 4, 7, 2)
    assert Guard(1, 3, 6, 2).after(_put_in("ROWS", 3)) == Guard(1, 3, 7, 2)
    assert Guard(1, 3, 6, 2).after(_put_in("ROWS", 7)) == Guard(1, 3, 6, 2)


def _put_in(dimension: str, start: int) -> Request:
    span = {"sheetId": 1, "dimension": dimension, "startIndex": start, "endIndex": start + 1}
    return {"insertDimension": {"range": span}}


# -- a person's merges ------------------------------------------------------------------------------


@pytest.mark.parametrize("merge", [[9, 10, 0, 4], [3, 4, 1, 3], [8, 11, 2, 3], [9, 12, 2, 4]])
def test_cells_a_person_merged_refuse_once_and_are_spared_once_they_are_known(merge: list[int]) -> None:
    google = Google()
    publish(google, rewritten([("K1", "a", 1), ("K2", "b", 2)], True))
    sheet = google.sheet("T")
    sheet.merges.append(merge)
    wanted: Workbook = rewritten([("K1", "x", 1), ("K2", "b", 2)], True)
    attempt = Attempt(merges=merges(google))
    made = plan(wanted, google.standing(), google.info(), None, attempt)
    google.apply(split(made.requests, made.guards)[0])
    assert merge in sheet.merges, "it is neither refused nor taken apart"
    again = plan(rewritten([("K1", "y", 1)], True), google.standing(), google.info(), None, attempt)
    sheet.put_in("ROWS", 4, 1)
    with pytest.raises(Refused):
        google.apply(split(again.requests, again.guards)[0])


def test_line_that_somebody_took_apart_guards_nothing_and_does_not_stand_in_the_way() -> None:
    google = Google()
    publish(google, rewritten([("K1", "a", 1)], True))
    google.sheet("T").merges = [[20, 21, 0, 5]]
    attempt = Attempt(merges=merges(google))
    made = plan(rewritten([("K1", "b", 1)], True), google.standing(), google.info(), None, attempt)
    assert made.guards == Guards()


def test_merges_are_read_as_google_tells_them() -> None:
    area = {"endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}
    told = {"sheets": [{"properties": {"sheetId": 4}, "merges": [area]}, {"properties": {}}]}
    assert merges_of(told) == {4: (Merge(0, 1, 1, 3),), 0: ()}


def test_refusal_of_a_guard_is_known_by_its_request() -> None:
    words = "You must select all cells in a merged range to merge or unmerge them."
    assert refused_by_guard(f"Invalid requests[0].unmergeCells: {words}")
    assert not refused_by_guard(f"Invalid requests[4].mergeCells: {words}")


def test_line_needs_two_columns_and_no_frozen_one() -> None:
    tab = rewritten([], True).tabs[0]
    spot = end_line.Spot(1, 2, (0, 1, 2, 3, 4))
    (*_, merge), guard = end_line.draw(tab, spot, end_line.place(tab, spot, 4))
    area = merge["mergeCells"]["range"]
    assert (area["startColumnIndex"], area["endColumnIndex"], guard.column) == (1, 5, 2)
