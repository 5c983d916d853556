"""Values: ranges, trimming, typing, rendering, appending."""

from __future__ import annotations

import pytest

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.sheets_client import Caller, Refused


@pytest.fixture
def caller(server: SandboxServer) -> Caller:
    made = Caller(server.url)
    made.create()
    return made


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("A1:1", "Sheet1!A1:Z1"),
        ("Sheet1!D4:A1", "Sheet1!A1:D4"),
        ("Sheet1!B:B", "Sheet1!B1:B1000"),
        ("Sheet1!A5:A", "Sheet1!A5:A1000"),
        ("'Sheet1'!$B$2", "Sheet1!B2"),
        ("Sheet1!R2C3:R4C5", "Sheet1!C2:E4"),
        ("Sheet1!A999:C2000", "Sheet1!A999:C1000"),
    ],
)
def test_ranges(caller: Caller, asked: str, answered: str) -> None:
    answer = caller.call("sheets.spreadsheets.values.get", "GET", f"/v4/spreadsheets/{caller.book}/values/{asked}")
    assert answer["range"] == answered


@pytest.mark.parametrize("title", ["DANH MỤC ĐƠN VỊ", "A1", "It's", "R1C1", "MIỄN – GIA HẠN", "a/b"])
def test_titles_that_need_quotes(caller: Caller, title: str) -> None:
    caller.batch({"addSheet": {"properties": {"title": title}}})
    quoted = "'" + title.replace("'", "''") + "'"
    body = {"valueInputOption": "RAW", "data": [{"range": f"{quoted}!B2", "values": [["đây"]]}]}
    path = f"/v4/spreadsheets/{caller.book}/values:batchUpdate"
    answer = caller.call("sheets.spreadsheets.values.batchUpdate", "POST", path, body)
    assert answer["responses"][0]["updatedRange"] == f"{quoted}!B2"
    path = f"/v4/spreadsheets/{caller.book}/values:batchGet"
    answer = caller.call("sheets.spreadsheets.values.batchGet", "GET", path, ranges=[f"{quoted}", "Sheet1"])
    assert answer["valueRanges"][0]["values"] == [[], ["", "đây"]]
    assert "values" not in answer["valueRanges"][1]


def test_bad_ranges_are_refused_in_googles_words(caller: Caller) -> None:
    for asked, sentence in [
        ("Nowhere!A1", "Unable to parse range: Nowhere!A1"),
        ("Sheet1!AA1", "Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ]:
        with pytest.raises(Refused) as refused:
            caller.read(asked)
        assert (refused.value.status, refused.value.message) == (400, sentence)
        assert "errors" not in refused.value.error


def test_writing_outside_the_range_is_refused_and_leaves_nothing(caller: Caller) -> None:
    with pytest.raises(Refused, match=r"but tried writing to column \[C\]"):
        caller.write("Sheet1!A1:B2", [["1", "2"], ["3", "4", "5"]])
    assert caller.read("Sheet1") == []


def test_nulls_are_skipped_and_empty_text_clears(caller: Caller) -> None:
    caller.write("A1", [["một", "hai", "ba"]])
    answer = caller.write("A1", [[None, "", "BA"]])
    assert answer["updatedCells"] == 2
    assert caller.read("Sheet1") == [["một", "", "BA"]]


def test_trailing_blanks_are_trimmed_and_blanks_within_stay(caller: Caller) -> None:
    caller.write("A1", [["a", "b", "c", "d"], ["e", "f"], ["g", "h"], ["i"], ["k", "l"]])
    caller.write("B1", [["", "c", ""], ["x"], [""], [""], ["", ""]])
    caller.write("A3", [[""], [None], [""]])
    assert caller.read("A1:D5") == [["a", "", "c"], ["e", "x"], [], ["i"]]
    assert caller.read("A1:D5", majorDimension="COLUMNS") == [["a", "e", "", "i"], ["", "x"], ["c"]]


TYPED = [
    ("en_US", "0042", 42, "42"),
    ("en_US", "2,000,000.01", 2000000.01, "2,000,000.01"),
    ("en_US", "10%", 0.1, "10%"),
    ("en_US", "$5.50", 5.5, "$5.50"),
    ("en_US", "2020-01-01", 43831, "2020-01-01"),
    ("en_US", "4/2/2020", 43923, "4/2/2020"),
    ("en_US", "15/4/2020", "15/4/2020", "15/4/2020"),
    ("en_US", "8:30", 8.5 / 24, "8:30"),
    ("en_US", "TRUE", True, "TRUE"),
    ("en_US", "'007", "007", "007"),
    ("en_US", "= 1 / 1024", 0.0009765625, "0.0009765625"),
    ("vi_VN", "2/4/2020", 43923, "2/4/2020"),
    ("vi_VN", "15/04/2020 07:45", 43936 + 7.75 / 24, "15/04/2020 07:45"),
    ("vi_VN", "3,5", 3.5, "3,5"),
    ("vi_VN", "2.000", 2000, "2.000"),
    ("vi_VN", "3.5", "3.5", "3.5"),
    ("vi_VN", "23/25", "23/25", "23/25"),
    ("vi_VN", "0912345678", 912345678, "912345678"),
]


@pytest.mark.parametrize(("locale", "typed", "value", "shown"), TYPED)
def test_typing(server: SandboxServer, locale: str, typed: str, value: object, shown: str) -> None:
    caller = Caller(server.url)
    caller.create(locale=locale)
    caller.write("A1", [[typed]], "USER_ENTERED")
    (((unformatted,),), ((formatted,),)) = (
        caller.read("A1", valueRenderOption="UNFORMATTED_VALUE"),
        caller.read("A1"),
    )
    assert unformatted == (pytest.approx(value) if isinstance(value, float) else value)
    assert type(unformatted) is type(value) or isinstance(value, float)
    assert formatted == shown


def test_a_date_without_a_year_takes_the_clocks_year(server: SandboxServer) -> None:
    caller = Caller(server.url)
    caller.raw("PUT", "/sandbox/clock", {"now": "2020-04-16T08:00:00+07:00"})
    caller.create(locale="vi_VN")
    caller.write("A1", [["2/4"]], "USER_ENTERED")
    assert caller.read("A1", valueRenderOption="UNFORMATTED_VALUE") == [[43923]]
    assert caller.read("A1") == [["2/4"]]


def test_raw_stays_text_and_plain_text_cells_keep_typing(caller: Caller) -> None:
    caller.write("A1", [["2/4", "=1+1", "007"]])
    assert caller.read("A1:C1", valueRenderOption="UNFORMATTED_VALUE") == [["2/4", "=1+1", "007"]]
    plain = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    caller.batch(
        {"repeatCell": {"range": {"endRowIndex": 9}, "cell": plain, "fields": "userEnteredFormat.numberFormat"}}
    )
    caller.write("A2", [["2/4", "007", "=1+1"]], "USER_ENTERED")
    assert caller.read("A2:C2", valueRenderOption="UNFORMATTED_VALUE") == [["2/4", "007", "=1+1"]]


def test_render_options_of_dates_and_formulas(caller: Caller) -> None:
    caller.write("A1", [["=4/2", "2020-01-01"]], "USER_ENTERED")
    assert caller.read("A1:B1", valueRenderOption="FORMULA") == [["=4/2", 43831]]
    dates = caller.read("A1:B1", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert dates == [[2, "2020-01-01"]]
    assert caller.read("A1:B1", majorDimension="COLUMNS") == [["2"], ["2020-01-01"]]


def test_append_drifts_right_after_a_blank_unless_anchored(caller: Caller) -> None:
    caller.append("Sheet1", [["a", "", "c"]])
    assert caller.append("Sheet1", [["a", "", "c"]])["updates"]["updatedRange"] == "Sheet1!C2:E2"
    assert caller.append("A1", [["x"]])["tableRange"] == "Sheet1!A1"


def test_append_grows_the_grid_and_may_insert_rows(caller: Caller) -> None:
    size = {"sheetId": 0, "gridProperties": {"rowCount": 2, "columnCount": 2}}
    caller.batch({"updateSheetProperties": {"properties": size, "fields": "gridProperties(rowCount,columnCount)"}})
    caller.write("A1", [["1"], ["2"]])
    caller.append("A1", [["3"], ["4"]])
    assert caller.read("Sheet1") == [["1"], ["2"], ["3"], ["4"]]
    assert caller.get()["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 4


def test_clear_keeps_formats_and_notes(caller: Caller) -> None:
    cell = {
        "userEnteredValue": {"stringValue": "x"},
        "note": "ghi chú",
        "userEnteredFormat": {"wrapStrategy": "WRAP"},
    }
    caller.batch({"updateCells": {"start": {}, "rows": [{"values": [cell]}], "fields": "*"}})
    path = f"/v4/spreadsheets/{caller.book}/values/A1:clear"
    assert caller.call("sheets.spreadsheets.values.clear", "POST", path)["clearedRange"] == "Sheet1!A1"
    kept = caller.cell("A1")
    assert "userEnteredValue" not in kept
    assert (kept["note"], kept["userEnteredFormat"]) == ("ghi chú", {"wrapStrategy": "WRAP"})


FORMULAS = [
    ("=SUM(A1:A3)", 6),
    ('=A1&"-"&B1', "1-Đạt"),
    ('=COUNTIF(B1:B3,"Đạt")', 2),
    ('=IF(A2>=2,"đủ","thiếu")', "đủ"),
    ('=SUMIFS(A1:A3,B1:B3,"Đạt")', 4),
    ("=VLOOKUP(2,A1:B3,2,FALSE)", "Chưa"),
    ("=ROUND(AVERAGE(A1:A3)/7,2)", 0.29),
    ("=IFERROR(1/0,-1)", -1),
    ("=1/0", "#DIV/0!"),
    ("=NOSUCH(1)", "#NAME?"),
    ("=2^-1+50%", 1),
    ("=D1", "#REF!"),
    ("=(", "#ERROR!"),
    ("=DATE(2020,4,16)", 43937),
    ("=WEEKDAY(DATE(2020,4,16),2)", 4),
    ("=-A2^2", 4),
]


@pytest.mark.parametrize(("formula", "value"), FORMULAS)
def test_formulas(caller: Caller, formula: str, value: object) -> None:
    caller.write("A1", [[1, "Đạt"], [2, "Chưa"], [3, "Đạt"]])
    caller.write("D1", [[formula]], "USER_ENTERED")
    assert caller.read("D1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]


def test_formulas_follow_their_cells_however_deep(caller: Caller) -> None:
    caller.write("A1", [[f"=A{row + 1}+1"] for row in range(1, 600)], "USER_ENTERED")
    caller.write("A600", [[5]])
    assert caller.read("A1", valueRenderOption="UNFORMATTED_VALUE") == [[604]]


def test_data_filters_read_write_and_clear(caller: Caller) -> None:
    caller.write("A1", [["x", "y"]])
    base = f"/v4/spreadsheets/{caller.book}/values:"
    by_grid = {"gridRange": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}}
    read = caller.call(
        "sheets.spreadsheets.values.batchGetByDataFilter",
        "POST",
        base + "batchGetByDataFilter",
        {"dataFilters": [by_grid]},
    )
    assert read["valueRanges"][0]["valueRange"]["values"] == [["y"]]
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": by_grid, "values": [["z"]]}]}
    caller.call(
        "sheets.spreadsheets.values.batchUpdateByDataFilter", "POST", base + "batchUpdateByDataFilter", body
    )
    assert caller.read("A1:B1") == [["x", "z"]]
    caller.call(
        "sheets.spreadsheets.values.batchClearByDataFilter",
        "POST",
        base + "batchClearByDataFilter",
        {"dataFilters": [{"a1Range": "A1"}]},
    )
    assert caller.read("A1:B1") == [["", "z"]]
