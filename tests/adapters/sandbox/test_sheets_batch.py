"""batchUpdate and spreadsheets.get: all or none, formats, objects, structure, sizes."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.sheets_client import Caller, Refused

BOX = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}


@pytest.fixture
def caller(server: SandboxServer) -> Caller:
    made = Caller(server.url)
    made.create()
    return made


def test_a_batch_is_all_or_nothing(caller: Caller) -> None:
    caller.write("A1", [["trước"]])
    write = {
        "updateCells": {
            "start": {},
            "fields": "userEnteredValue",
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "sau"}}]}],
        }
    }
    with pytest.raises(Refused) as refused:
        caller.batch(write, {"addSheet": {"properties": {"title": "Mới"}}}, {"deleteSheet": {"sheetId": 99}})
    assert refused.value.message == "Invalid requests[2].deleteSheet: No grid with id: 99"
    assert refused.value.error["status"] == "INVALID_ARGUMENT"
    assert caller.read("A1") == [["trước"]]
    assert len(caller.get()["sheets"]) == 1


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (
            {"repeatCell": {"range": {}, "cel": {}, "fields": "*"}},
            "Invalid JSON payload received. Unknown name \"cel\" at 'requests[0].repeatCell': Cannot find field.",
        ),
        (
            {"addSheet": {"properties": {"title": "Sheet1"}}},
            'Invalid requests[0].addSheet: A sheet with the name "Sheet1" already exists. Please enter another name.',
        ),
        (
            {"updateSheetProperties": {"properties": {"hidden": True}, "fields": "hidden"}},
            "Invalid requests[0].updateSheetProperties: You can't hide all the sheets in a document.",
        ),
        ({"deleteSheet": {}}, "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."),
        (
            {"updateSheetProperties": {"properties": {"title": "x"}}},
            "Invalid requests[0].updateSheetProperties: At least one field must be listed in 'fields'. "
            "(Use '*' to indicate all fields.)",
        ),
        (
            {"appendDimension": {"dimension": "ROWS", "length": 400_000}},
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
    ],
)
def test_refusals(caller: Caller, request_: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        caller.batch(request_)
    assert (refused.value.status, refused.value.message) == (400, sentence)


def test_masks_leave_what_they_do_not_name(caller: Caller) -> None:
    look = {"userEnteredFormat": {"textFormat": {"bold": True, "fontSize": 12}, "backgroundColor": {"red": 1}}}
    caller.batch({"repeatCell": {"range": BOX, "cell": look, "fields": "userEnteredFormat"}})
    change = {"userEnteredFormat": {"textFormat": {"italic": True}}}
    fields = "userEnteredFormat.textFormat(italic,bold)"
    caller.batch({"repeatCell": {"range": BOX, "cell": change, "fields": fields}})
    assert caller.cell("B2", "userEnteredFormat")["userEnteredFormat"] == {
        "textFormat": {"italic": True, "fontSize": 12},
        "backgroundColor": {"red": 1},
        "backgroundColorStyle": {"rgbColor": {"red": 1}},
    }


def test_update_cells_clears_what_its_rows_do_not_cover(caller: Caller) -> None:
    caller.write("A1", [["1", "2"], ["3", "4"]])
    row = {"values": [{"userEnteredValue": {"numberValue": 5}}]}
    caller.batch({"updateCells": {"range": BOX, "rows": [row], "fields": "userEnteredValue"}})
    assert caller.read("A1:B2", valueRenderOption="UNFORMATTED_VALUE") == [[5]]


def test_notes_links_runs_and_dropdowns(caller: Caller) -> None:
    runs = [{"format": {"bold": True}}, {"startIndex": 2, "format": {}}]
    cells = [
        {"userEnteredValue": {"stringValue": "đậm"}, "textFormatRuns": runs, "note": "vì sao"},
        {
            "userEnteredValue": {"stringValue": "tới dòng"},
            "userEnteredFormat": {"textFormat": {"link": {"uri": "#gid=0&range=A1"}}},
        },
        {"userEnteredValue": {"formulaValue": '=HYPERLINK("https://example.org","xem")'}},
    ]
    caller.batch({"updateCells": {"start": {}, "rows": [{"values": cells}], "fields": "*"}})
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Chấp nhận"}]},
        "showCustomUi": True,
    }
    caller.batch({"setDataValidation": {"range": BOX, "rule": rule}})
    assert caller.cell("A1")["textFormatRuns"] == runs
    assert caller.cell("A1")["note"] == "vì sao"
    assert caller.cell("B1")["hyperlink"] == "#gid=0&range=A1"
    assert (caller.cell("C1")["hyperlink"], caller.cell("C1")["formattedValue"]) == ("https://example.org", "xem")
    assert caller.cell("B2")["dataValidation"] == rule
    caller.write("A1", [["thường"]])
    assert "textFormatRuns" not in caller.cell("A1")


def test_conditional_formats_show_in_the_effective_format(caller: Caller) -> None:
    caller.write("A1", [["Trễ", 5], ["Đúng hạn", 1]])
    red = {"backgroundColor": {"red": 1}}
    late = {"condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "Trễ"}]}, "format": red}
    row = {
        "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B1<2"}]},
        "format": {"textFormat": {"bold": True}},
    }
    ranges = [{"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}]
    for rule in (late, row):
        caller.batch({"addConditionalFormatRule": {"rule": {"ranges": ranges, "booleanRule": rule}}})
    late_cell, on_time = (caller.cell(where, "effectiveFormat")["effectiveFormat"] for where in ("A1", "A2"))
    assert late_cell["backgroundColor"] == {"red": 1} and late_cell["textFormat"]["bold"] is False
    assert on_time["backgroundColor"] != {"red": 1} and on_time["textFormat"]["bold"] is True
    caller.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})
    assert len(caller.get()["sheets"][0]["conditionalFormats"]) == 1


def test_inserted_and_deleted_rows_move_everything(caller: Caller) -> None:
    caller.write("A1", [[1], [2], [3]])
    caller.write("C1", [["=SUM(A1:A3)", "=A3"]], "USER_ENTERED")
    merged = {"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 4, "endColumnIndex": 6}
    caller.batch(
        {"mergeCells": {"range": merged}},
        {"addNamedRange": {"namedRange": {"name": "Ba", "range": {**BOX, "startRowIndex": 2, "endRowIndex": 3}}}},
        {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 3}}},
    )
    book = caller.get()
    assert (book["sheets"][0]["merges"][0]["startRowIndex"], book["namedRanges"][0]["range"]["startRowIndex"]) == (
        4,
        4,
    )
    assert caller.read("C1:D1", valueRenderOption="FORMULA") == [["=SUM(A1:A5)", "=A5"]]
    caller.batch({"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 4, "endIndex": 6}}})
    book = caller.get()
    assert "namedRanges" not in book and "merges" not in book["sheets"][0]
    assert caller.read("C1:D1", valueRenderOption="FORMULA") == [["=SUM(A1:A4)", "=#REF!"]]
    assert caller.read("C1:D1") == [["3", "#REF!"]]


def test_frozen_rows_filters_charts_banding_and_metadata(caller: Caller) -> None:
    source = {"sourceRange": {"sources": [BOX]}}
    spec = {"title": "Tuần", "basicChart": {"chartType": "COLUMN", "series": [{"series": source}]}}
    position = {"overlayPosition": {"anchorCell": {"rowIndex": 3, "columnIndex": 5}}}
    rows = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    where = {"location": {"dimensionRange": rows}}
    metadata = {"metadataKey": "hàng", "visibility": "DOCUMENT", **where}
    replies = caller.batch(
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"frozenRowCount": 2}},
                "fields": "gridProperties.frozenRowCount",
            }
        },
        {"setBasicFilter": {"filter": {"range": BOX}}},
        {"addFilterView": {"filter": {"title": "Trễ", "range": BOX}}},
        {"addChart": {"chart": {"spec": spec, "position": position}}},
        {"addBanding": {"bandedRange": {"range": BOX, "rowProperties": {"firstBandColor": {"red": 1}}}}},
        {"createDeveloperMetadata": {"developerMetadata": metadata}},
    )
    chart = replies[3]["addChart"]["chart"]
    caller.batch({"updateChartSpec": {"chartId": chart["chartId"], "spec": {**spec, "title": "Tháng"}}})
    sheet = caller.get()["sheets"][0]
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 2
    assert sheet["charts"][0]["spec"]["title"] == "Tháng"
    assert sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 3, "columnIndex": 5}
    assert {"basicFilter", "filterViews", "bandedRanges"} <= sheet.keys()
    found = caller.call(
        "sheets.spreadsheets.developerMetadata.search",
        "POST",
        f"/v4/spreadsheets/{caller.book}/developerMetadata:search",
        {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "hàng"}}]},
    )
    assert found["matchedDeveloperMetadata"][0]["developerMetadata"]["location"]["locationType"] == "ROW"
    caller.batch({"deleteEmbeddedObject": {"objectId": chart["chartId"]}})
    assert "charts" not in caller.get()["sheets"][0]


def test_frozen_cells_are_not_merged_with_others(caller: Caller) -> None:
    freeze = {
        "properties": {"gridProperties": {"frozenColumnCount": 1}},
        "fields": "gridProperties.frozenColumnCount",
    }
    across = {"startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 3}
    caller.batch({"mergeCells": {"range": across}})
    with pytest.raises(Refused, match="You can't freeze columns which contain only part of a merged cell"):
        caller.batch({"updateSheetProperties": freeze})
    caller.batch({"unmergeCells": {"range": across}}, {"updateSheetProperties": freeze})
    with pytest.raises(Refused, match="You can't merge frozen and non-frozen columns"):
        caller.batch({"mergeCells": {"range": across}})
    caller.batch({"mergeCells": {"range": {**across, "startColumnIndex": 1}}})


def test_a_basic_filter_hides_rows(caller: Caller) -> None:
    caller.write("A1", [["Trạng thái"], ["Trễ"], ["Đúng hạn"]])
    spec = {"filterCriteria": {"hiddenValues": ["Trễ"]}}
    box = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    caller.batch({"setBasicFilter": {"filter": {"range": box, "filterSpecs": [spec]}}})
    rows = caller.get(fields="sheets.data.rowMetadata.hiddenByFilter")["sheets"][0]["data"][0]["rowMetadata"]
    assert [i for i, row in enumerate(rows) if row.get("hiddenByFilter")] == [1]


def test_protection_keeps_others_out(caller: Caller, server: SandboxServer) -> None:
    other = Caller(server.url, "other@example.org", caller.book)
    share = {"type": "user", "role": "writer", "emailAddress": other.mailbox}
    caller.raw("POST", f"/drive/v3/files/{caller.book}/permissions", share)
    (reply,) = caller.batch({"addProtectedRange": {"protectedRange": {"range": BOX}}})
    with pytest.raises(Refused, match="You are trying to edit a protected cell or object"):
        other.write("A1", [["x"]])
    other.write("C1", [["được"]])
    caller.write("A1", [["của tôi"]])
    assert "requestingUserCanEdit" not in other.get()["sheets"][0]["protectedRanges"][0]
    wanted = {"protectedRangeId": reply["addProtectedRange"]["protectedRange"]["protectedRangeId"]}
    with pytest.raises(Refused):
        other.batch({"deleteProtectedRange": wanted})
    change = {**wanted, "editors": {"users": [other.mailbox]}}
    caller.batch({"updateProtectedRange": {"protectedRange": change, "fields": "editors"}})
    other.write("A1", [["nay được"]])


def test_the_whole_resource_fits_the_discovery_document(caller: Caller) -> None:
    caller.write("A1", [["=1/0", "2020-01-01", 0.5, True]], "USER_ENTERED")
    grid = caller.get(includeGridData="true")["sheets"][0]["data"][0]
    assert grid["rowData"][0]["values"][0]["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert len(grid["rowMetadata"]) == 1000
    assert "data" not in caller.get()["sheets"][0]
    named = caller.get(fields="sheets.properties(sheetId,title)")
    assert named == {"sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}]}
    with pytest.raises(Refused):
        caller.get(fields="sheets.nothing")


def test_copies_carry_formats_to_other_spreadsheets(caller: Caller, server: SandboxServer) -> None:
    look = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    caller.batch({"repeatCell": {"range": BOX, "cell": look, "fields": "userEnteredFormat"}})
    target = Caller(server.url)
    target.create("khác")
    path = f"/v4/spreadsheets/{caller.book}/sheets/0:copyTo"
    copied = caller.call(
        "sheets.spreadsheets.sheets.copyTo", "POST", path, {"destinationSpreadsheetId": target.book}
    )
    assert copied["title"] == "Copy of Sheet1"
    assert target.cell("'Copy of Sheet1'!A1", "userEnteredFormat") == look


def test_large_updates_are_quick_and_survive_a_restart(tmp_path: Any) -> None:
    rows = [{"values": [{"userEnteredValue": {"stringValue": f"ô {i}"}} for _ in range(60)]} for i in range(2000)]
    size = {"gridProperties": {"rowCount": 2000, "columnCount": 60}}
    with SandboxServer(tmp_path) as server:
        caller = Caller(server.url)
        caller.create()
        started = time.perf_counter()
        caller.batch(
            {"updateSheetProperties": {"properties": size, "fields": "gridProperties(rowCount,columnCount)"}},
            {"updateCells": {"start": {}, "rows": rows, "fields": "userEnteredValue"}},
        )
        assert time.perf_counter() - started < 5
    with SandboxServer(tmp_path) as again:
        read = Caller(again.url, book=caller.book).read("Sheet1")
    assert (len(read), len(read[0]), read[1999][59]) == (2000, 60, "ô 1999")


def test_two_writers_lose_nothing(caller: Caller, server: SandboxServer) -> None:
    def write(name: str) -> None:
        own = Caller(server.url, book=caller.book)
        for number in range(25):
            own.append("A1", [[f"{name} {number}"]])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("một", "hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row[0] for row in caller.read("Sheet1")) == sorted(
        f"{name} {number}" for name in ("một", "hai") for number in range(25)
    )
