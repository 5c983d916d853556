"""The plan of a write against a tiny Google: what stands afterwards is what was wanted, and people lose
nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.records import CellValue
from service.core.tabs.after import after
from service.core.tabs.decisions import read_decisions
from service.core.tabs.diff import Publication, plan
from service.core.tabs.end_line import SENTENCE
from service.core.tabs.locate import locate
from service.core.tabs.model import Column, HeadRow, KnownLayout, Owner, TabRow, WantedTab, Workbook, Writing
from service.core.tabs.split import split
from service.core.tabs.titles import HISTORY, OUTPUT_TITLES, QUESTIONS, WEEKLY
from service.core.tabs.values import at as cell_at
from service.core.tabs.values import blank, same
from service.core.tabs.workbook import build
from tests.core.evaluation.shipped import at
from tests.core.tabs.google import Google, Sheet, sort_rows
from tests.core.tabs.small_office import office_view

KNOWN = KnownLayout()


def publish(google: Google, wanted: Workbook, known: KnownLayout = KNOWN) -> Publication:
    made = plan(wanted, google.standing(), google.info(), known)
    for batch in split(made.requests, made.guards):
        google.apply(batch)
    return made


def shows(sheet: Sheet, tab: WantedTab) -> None:
    """Every wanted cell stands where its row and column stand."""
    grid = sheet.values()
    found = locate(tab, grid)
    assert found is not None and None not in found.columns and None not in found.head
    for row in tab.rows:
        for index, cell in enumerate(row.cells):
            if tab.columns[index].owner is Owner.PRODUCT:
                column = found.columns[index]
                assert column is not None
                assert same(cell, cell_at(grid, found.rows[row.key], column)), (row.key, tab.columns[index].title)
    for head, place in zip(tab.head, found.head, strict=True):
        assert place is not None
        if not head.volatile:
            assert same(head.cells[0], cell_at(grid, place, found.columns[0] or 0))


@pytest.fixture
def google() -> Google:
    return Google()


def test_new_spreadsheet_gets_every_tab_in_one_batch(google: Google) -> None:
    wanted = build(office_view())
    made = publish(google, wanted)
    assert [sheet.title for sheet in google.sheets.values()] == ["ĐĂNG KÝ", *OUTPUT_TITLES]
    assert made.made_again == ()
    for tab in wanted.tabs:
        shows(google.sheet(tab.title), tab)


def test_second_run_writes_nothing_also_at_another_hour(google: Google) -> None:
    made = publish(google, build(office_view()))
    again = plan(build(office_view()), google.standing(), google.info(), made.known)
    assert again.requests == () and again.changes == ()
    later = office_view(as_of=at("2020-05-07T17:00"))
    assert plan(build(later), google.standing(), google.info(), made.known).requests == ()
    assert plan(build(later), google.standing(), google.info(), KNOWN).requests == ()


def test_time_of_update_goes_along_with_any_other_change(google: Google) -> None:
    publish(google, build(office_view()))
    later = office_view(as_of=at("2020-05-07T17:00"), hold=("Thư chưa đọc được.",))
    publish(google, build(later))
    assert cell_at(google.sheet(WEEKLY).values(), 1, 0) == "Cập nhật lúc 17:00, thứ Năm, 7/5/2020"


def test_text_that_looks_like_a_formula_stays_text(google: Google) -> None:
    made = publish(google, build(office_view()))
    assert "formulaValue" not in str(made.requests)
    assert "=1+1" in str(google.sheet(QUESTIONS).values())
    assert "{'stringValue': '=1+1'}" in str(made.requests)


def test_only_the_changed_row_is_written(google: Google) -> None:
    view = office_view()
    publish(google, build(view))
    units = tuple(replace(unit, sector="Khối mới") if unit.code == "SXD" else unit for unit in view.units)
    made = plan(build(replace(view, units=units)), google.standing(), google.info(), KNOWN)
    weekly = next(tab.sheet_id for tab in google.info().tabs if tab.title == WEEKLY)
    written = [
        r["updateCells"]
        for r in made.requests
        if r.get("updateCells", {}).get("start", {}).get("sheetId") == weekly
    ]
    assert len(written) == 1 and len(written[0]["rows"]) == 1
    assert len(written[0]["rows"][0]["values"]) == 16  # whole: no row may ever hold halves of two
    assert "THEO DÕI TUẦN: SXD · Khối: 'Cơ quan' → 'Khối mới'" in made.changes


def test_a_new_week_is_added_right_of_the_last_before_what_a_person_has_there(google: Google) -> None:
    publish(google, build(office_view()))
    history = google.sheet(HISTORY)
    history.square(2, 7).value = "Cột của tôi"
    history.square(3, 7).value = "ghi chú"
    wanted = build(office_view(as_of=at("2020-05-12T08:00")))
    publish(google, wanted)
    shows(history, wanted.tab(HISTORY))
    assert cell_at(history.values(), 2, 8) == "Cột của tôi" and cell_at(history.values(), 3, 8) == "ghi chú"


def test_deleted_tab_is_made_again_and_said(google: Google) -> None:
    known = publish(google, build(office_view())).known
    google.sheets = {id: sheet for id, sheet in google.sheets.items() if sheet.title != WEEKLY}
    made = publish(google, build(office_view()), known)
    assert made.made_again == (WEEKLY,)
    shows(google.sheet(WEEKLY), build(office_view()).tab(WEEKLY))


def test_renamed_tab_stays_the_persons_and_ours_is_made_again(google: Google) -> None:
    known = publish(google, build(office_view())).known
    google.sheet(WEEKLY).title = "Của tôi"
    before = google.sheet("Của tôi").values()
    made = publish(google, build(office_view()), known)
    assert made.made_again == (WEEKLY,)
    assert google.sheet("Của tôi").values() == before
    shows(google.sheet(WEEKLY), build(office_view()).tab(WEEKLY))


def test_tab_without_its_header_is_kept_under_another_name(google: Google) -> None:
    publish(google, build(office_view()))
    sheet = google.sheet(QUESTIONS)
    sheet.grid[2:3] = []
    publish(google, build(office_view()))
    assert google.sheet(f"{QUESTIONS} (cũ)") is sheet
    shows(google.sheet(QUESTIONS), build(office_view()).tab(QUESTIONS))


def test_renamed_header_cell_is_put_right_and_deleted_title_row_comes_back(google: Google) -> None:
    publish(google, build(office_view()))
    sheet = google.sheet(WEEKLY)
    header = next(place for place, row in enumerate(sheet.values()) if "Ưu tiên" in row)
    sheet.square(header, 9).value = "Số người"
    sheet.take_out(2)
    publish(google, build(office_view()))
    shows(sheet, build(office_view()).tab(WEEKLY))
    assert plan(build(office_view()), google.standing(), google.info(), KNOWN).requests == ()


def test_new_layout_version_renews_formats_only(google: Google) -> None:
    wanted = build(office_view())
    known = publish(google, wanted).known
    newer = Workbook(tuple(replace(tab, layout_version=99) for tab in wanted.tabs))
    made = plan(newer, google.standing(), google.info(), known)
    kinds = {next(iter(request)) for request in made.requests}
    assert kinds == {"updateSheetProperties", "repeatCell"}
    assert plan(newer, google.standing(), google.info(), made.known).requests == ()


def test_after_tells_what_google_then_has(google: Google) -> None:
    info = google.info()
    made = plan(build(office_view()), google.standing(), info, KNOWN)
    google.apply(made.requests)
    told = after(info, made.requests)
    assert {(t.title, t.sheet_id, t.rows, t.columns) for t in told.tabs} == {
        (t.title, t.sheet_id, t.rows, t.columns) for t in google.info().tabs
    }


def test_tab_grows_with_its_rows_and_after_knows(google: Google) -> None:
    known = publish(google, rewritten([], True)).known
    before = google.info()
    many = rewritten([(f"K{n}", "a", n) for n in range(500)], True)
    made = publish(google, many, known)
    shows(google.sheet("T"), many.tabs[0])
    assert after(before, made.requests) == google.info()
    assert google.info().tabs[1].rows > 503


# -- any office, any person -----------------------------------------------------------------------

TITLES = ("Đơn vị", "STT", "Mã", "Tình trạng", "Số")
KEYS = [f"K{number}" for number in range(8)]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    ["✔ Đúng hạn", "✖ Chưa nộp", "=1+1", "0042", "2/4", "", None, 0, 7, 2.5, True, "dòng 1\ndòng 2"]
)
ROWS = st.lists(st.tuples(st.sampled_from(KEYS), VALUES, VALUES), max_size=8, unique_by=lambda row: row[0])


def rewritten(rows: list[tuple[str, Any, Any]], whole: bool) -> Workbook:
    made = tuple(TabRow(key, (f"Đơn vị {key}", n, key, one, two)) for n, (key, one, two) in enumerate(rows, 1))
    tab = WantedTab(
        title="T",
        columns=tuple(Column(title) for title in TITLES),
        key="Mã",
        order="STT",
        rows=made,
        head=(HeadRow("T:", ("T: tổng", len(rows))), HeadRow("Lúc", ("Lúc nào",), volatile=True)),
        whole_rows=whole,
    )
    return Workbook((tab,))


AT_ANY_MOMENT = ["insert row", "note", "beside", "top", "blank row", "below"]
PERSON = st.lists(st.sampled_from(["sort by status", "sort by key", "insert column", *AT_ANY_MOMENT]), max_size=4)


def end_of(sheet: Sheet) -> int:
    """The blank row between the table and the line under it, or the line when somebody wrote there."""
    grid = sheet.values()
    line = next(place for place, row in enumerate(grid) if SENTENCE in row)
    return line if any(not blank(value) for value in grid[line - 1]) else line - 1


def keys_of(sheet: Sheet) -> list[CellValue]:
    return [cell_at(sheet.values(), place, 2) for place in range(3, end_of(sheet))]


def person(sheet: Sheet, deeds: list[str]) -> dict[str, str]:
    """What a person does; texts of theirs → the key of the row they stand in ("" = in no row of ours)."""
    marks: dict[str, str] = {}
    for number, deed in enumerate(deeds):
        grid = sheet.values()
        header = next(place for place, row in enumerate(grid) if "Mã" in row)
        key = grid[header].index("Mã")
        rows = end_of(sheet)
        text = f"của tôi {number}"
        if deed.startswith("sort"):
            by = key if deed.endswith("key") else grid[header].index("Tình trạng")
            sort_rows(sheet, header + 1, rows, by, descending=True)
        elif deed == "insert row" and rows > header + 1:
            sheet.put_in("ROWS", header + 1, 1)
            sheet.square(header + 1, key).value = text
            marks[text] = text
        elif deed == "insert column":
            sheet.put_in("COLUMNS", 1, 1)
            sheet.square(header, 1).value = text
            marks[text] = ""
        elif deed == "top":
            sheet.put_in("ROWS", 0, 1)
            sheet.square(0, 0).value = text
            marks[text] = ""
        elif deed == "blank row":
            if SENTENCE in grid[rows]:
                sheet.put_in("ROWS", rows, 1)
            sheet.square(rows, 0).value = text
            marks[text] = ""
        elif deed == "below":
            sheet.square(len(grid), key).value = text
            marks[text] = text
        elif deed in ("note", "beside") and rows > header + 1 and cell_at(grid, header + 1, key):
            square = sheet.square(header + 1, key if deed == "note" else sheet.columns - 1)
            if deed == "note" and not square.note:
                square.note = text
            elif deed == "beside" and square.value is None:
                square.value = text
            else:
                continue
            marks[text] = str(cell_at(grid, header + 1, key))
    return marks


def stands(sheet: Sheet) -> dict[str, str]:
    """Texts of a person and their notes → the key in their row."""
    key = next(row.index("Mã") for row in sheet.values() if "Mã" in row)
    found = {}
    for row in sheet.grid:
        beside = str(row[key].value) if key < len(row) and row[key].value not in (None, "Mã") else ""
        for square in row:
            for text in (square.value, square.note):
                if isinstance(text, str) and text.startswith("của tôi"):
                    found[text] = beside
    return found


@settings(max_examples=300, deadline=None)
@given(first=ROWS, deeds=PERSON, second=ROWS, whole=st.booleans())
def test_whatever_a_person_did_before_what_was_wanted_stands_and_theirs_stays(
    first: list[Any], deeds: list[str], second: list[Any], whole: bool
) -> None:
    google = Google()
    known = publish(google, rewritten(first, whole)).known
    sheet = google.sheet("T")
    marks = person(sheet, deeds)
    wanted = rewritten(second, whole)
    publish(google, wanted, known)
    shows(sheet, wanted.tabs[0])
    left = stands(sheet)
    kept = {row[0] for row in second}
    for text, key in marks.items():
        assert text in left, f"{text} of a person is gone"
        if key in kept:
            assert left[text] == key
    again = plan(wanted, google.standing(), google.info(), known)
    assert again.requests == (), again.changes


@settings(max_examples=100, deadline=None)
@given(first=ROWS, second=ROWS)
def test_our_order_is_kept_while_nobody_sorted(first: list[Any], second: list[Any]) -> None:
    google = Google()
    known = publish(google, rewritten(first, True)).known
    publish(google, rewritten(second, True), known)
    keys = keys_of(google.sheet("T"))
    assert keys == [row[0] for row in second] + [None] * (len(keys) - len(second))


def test_order_a_person_chose_stays(google: Google) -> None:
    publish(google, rewritten([("K1", "a", 1), ("K2", "b", 2), ("K3", "c", 3)], True))
    sort_rows(google.sheet("T"), 3, 6, 0, descending=True)
    publish(google, rewritten([("K2", "x", 1), ("K1", "a", 2), ("K3", "c", 3)], True))
    assert keys_of(google.sheet("T")) == ["K3", "K2", "K1"]


def test_row_a_person_put_between_ours_stays_where_it_is(google: Google) -> None:
    publish(google, rewritten([("K1", "a", 1), ("K2", "b", 2)], True))
    sheet = google.sheet("T")
    sheet.put_in("ROWS", 4, 1)
    sheet.square(4, 3).value = "của tôi"
    publish(google, rewritten([("K2", "x", 1), ("K1", "a", 2)], True))
    assert cell_at(sheet.values(), 4, 3) == "của tôi"


def test_unit_that_left_leaves_no_gap(google: Google) -> None:
    publish(google, rewritten([("K1", "a", 1), ("K2", "b", 2), ("K3", "c", 2)], True))
    publish(google, rewritten([("K2", "b", 1), ("K3", "c", 2)], True))
    assert keys_of(google.sheet("T")) == ["K2", "K3", None]


# -- CẦN XỬ LÝ: people decide and sort while we write -----------------------------------------------


def shared(statuses: dict[str, str]) -> Workbook:
    columns = (
        Column("Câu hỏi"),
        Column("Gợi ý"),
        Column("Quyết định", Owner.PERSON, choices=("Chấp nhận",)),
        Column("Tình trạng"),
        Column("Mã"),
    )
    rows = tuple(TabRow(k, (f"Hỏi {k}?", "Chưa đoán được", None, f"{s} · #{k}", k)) for k, s in statuses.items())
    ending = lambda key: f"Xong · #{key}" if key.startswith("K") else ""  # noqa: E731
    head = (HeadRow("S:", ("S: hỏi",)),)
    tab = WantedTab("S", columns, "Mã", rows, head, writing=Writing.SHARED, status="Tình trạng", ending=ending)
    return Workbook((tab,))


STATUSES = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["Chờ", "Đã chấp nhận"]), max_size=6)
MEANWHILE = st.lists(
    st.tuples(st.sampled_from(["sort", "decide", "insert", "delete", "swap columns"]), st.integers(0, 5)),
    max_size=5,
)


def meddle(sheet: Sheet, deeds: list[tuple[str, int]]) -> None:
    for number, (deed, place) in enumerate(deeds):
        rows = len(sheet.values())
        row = 2 + place
        if deed == "sort":
            sort_rows(sheet, 2, rows, (place * 2) % 5, descending=place % 2 == 0)
        elif deed == "decide" and row < rows:
            sheet.square(row, 2).value = f"quyết {number}"
        elif deed == "insert" and row <= rows:
            sheet.put_in("ROWS", row, 1)
            sheet.square(row, 0).value = f"của tôi {number}"
        elif deed == "delete" and row < rows:
            sheet.take_out(row)


def pairs(sheet: Sheet) -> set[tuple[CellValue, CellValue]]:
    """(key, decision) of every row."""
    grid = sheet.values()[2:]
    return {(cell_at(grid, n, 4) or None, cell_at(grid, n, 2) or None) for n in range(len(grid))}


@settings(max_examples=300, deadline=None)
@given(first=STATUSES, before=MEANWHILE, second=STATUSES, meanwhile=MEANWHILE)
def test_no_word_of_ours_ever_lands_beside_another_rows_decision(
    first: dict[str, str], before: list[Any], second: dict[str, str], meanwhile: list[Any]
) -> None:
    google = Google()
    publish(google, shared(first))
    sheet = google.sheet("S")
    meddle(sheet, before)
    made = plan(shared(second), google.standing(), google.info(), KNOWN)
    meddle(sheet, meanwhile)  # between our read and our write
    decided = pairs(sheet)
    theirs = [row[0] for row in sheet.values() if row and str(row[0]).startswith("của tôi")]
    google.apply(made.requests)
    assert decided <= pairs(sheet)
    assert [row[0] for row in sheet.values() if row and str(row[0]).startswith("của tôi")] == theirs
    for row in sheet.values()[2:]:
        if len(row) == 5 and row[4]:
            assert row[0] == f"Hỏi {row[4]}?" or str(row[0]).startswith("của tôi")
            assert str(row[3]).endswith(f"#{row[4]}")
    publish(google, shared(second))
    again = plan(shared(second), google.standing(), google.info(), KNOWN)
    assert again.requests == (), again.changes


def test_statuses_follow_the_decisions_and_gone_questions_say_so(google: Google) -> None:
    publish(google, shared({"K1": "Chờ", "K2": "Chờ"}))
    publish(google, shared({"K1": "Đã chấp nhận", "K3": "Chờ"}))
    assert [row[3:] for row in google.sheet("S").values()[2:]] == [
        ("Đã chấp nhận · #K1", "K1"),
        ("Xong · #K2", "K2"),
        ("Chờ · #K3", "K3"),
    ]


def test_new_rows_carry_their_dropdowns_and_no_decision(google: Google) -> None:
    publish(google, shared({"K1": "Chờ"}))
    publish(google, shared({"K1": "Chờ", "K2": "Chờ"}))
    for row in (2, 3):
        square = google.sheet("S").square(row, 2)
        assert square.dropdown and square.value is None


def test_same_words_that_must_change_in_one_row_only_are_left(google: Google) -> None:
    publish(google, shared({"K1": "Chờ", "K2": "Chờ"}))
    wanted = shared({"K1": "Chờ", "K2": "Chờ"})
    tab = wanted.tabs[0]
    row = replace(tab.rows[0], cells=(tab.rows[0].cells[0], "Có thể: A", *tab.rows[0].cells[2:]))
    made = plan(Workbook((replace(tab, rows=(row, tab.rows[1])),)), google.standing(), google.info(), KNOWN)
    assert made.requests == ()


def test_decisions_are_read_wherever_the_rows_and_columns_went(google: Google) -> None:
    publish(google, build(office_view()))
    sheet = google.sheet(QUESTIONS)
    sheet.square(4, 7).value, sheet.square(4, 8).value, sheet.square(4, 9).value = "Sở XD", "chấp nhận", "gọi rồi"
    for row in sheet.grid:
        row.insert(0, type(row[0])())
    sort_rows(sheet, 3, 6, 1, descending=True)
    rows, issues = read_decisions(sheet.values())
    assert issues == ()
    (said,) = [row for row in rows if row.unit_text]
    assert (said.key, said.verdict_text, said.note, said.cell) == (
        "mail:18a0000000000003",
        "chấp nhận",
        "gọi rồi",
        "J5",
    )


def test_decision_beside_no_key_and_two_of_one_key_are_told(google: Google) -> None:
    publish(google, build(office_view()))
    sheet = google.sheet(QUESTIONS)
    sheet.square(3, 8).value = "Bỏ qua"
    sheet.square(3, 11).value = None
    sheet.square(4, 8).value = "Bỏ qua"
    sheet.square(5, 8).value = "Trả lại"
    sheet.square(5, 11).value = sheet.square(4, 11).value
    rows, issues = read_decisions(sheet.values(), "book")
    assert [issue.code for issue in issues] == ["decision.key", "decision.twice"]
    assert rows == ()
    assert read_decisions(()) == ((), ())
    assert [issue.code for issue in read_decisions((("gì đó",),))[1]] == ["decision.header"]


def test_words_that_sheets_would_take_for_a_formula_are_not_put_in_by_replacing(google: Google) -> None:
    publish(google, shared({"K1": "Chờ"}))
    wanted = shared({"K1": "Chờ"})
    tab = wanted.tabs[0]
    row = replace(tab.rows[0], cells=("=1+1", *tab.rows[0].cells[1:]))
    assert plan(Workbook((replace(tab, rows=(row,)),)), google.standing(), google.info(), KNOWN).requests == ()


def test_text_and_number_and_truth_are_told_apart() -> None:
    assert same(25, 25.0) and same("", None) and same(None, "")
    assert not same("25", 25) and not same(True, 1.0) and not same(0, None)
