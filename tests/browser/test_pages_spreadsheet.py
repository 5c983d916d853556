"""The page of a spreadsheet: what it shows, and typing into cells as a unit or as the office."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OFFICE_MAILBOX, SPREADSHEET_ID, UNIT, SampleOffice, Watched

REGISTRATIONS, REPORTS, ROSTER = 0, 1, 2
NEW = 77


def cell(page: Page, place: str) -> Any:
    """The table cell of an A1 address with one letter."""
    column, row = ord(place[0]) - 65, int(place[1:]) - 1
    return page.locator(f'tr[data-r="{row}"] > td[data-c="{column}"]')


def as_who(page: Page, address: str) -> None:
    page.get_by_label("Người gõ").fill(address)
    page.get_by_label("Người gõ").blur()


def area(sheet_id: int, top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {
        "sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left,
        "endColumnIndex": right,
    }  # fmt: skip


def saved(page: Page) -> Any:
    """Waits for the answer of the Sheets API to what is typed inside the block."""
    return page.expect_response(
        lambda answer: answer.request.method == "PUT" and "/v4/spreadsheets/" in answer.url
    )


def test_a_tab_is_shown_with_its_merged_header_and_the_other_tabs(office: SampleOffice, page: Page) -> None:
    page.goto(office.sheet(REPORTS))
    expect(cell(page, "C1")).to_have_text("Quy mô tổ chức")
    expect(cell(page, "C1")).to_have_attribute("colspan", "2")
    expect(cell(page, "A1")).to_have_attribute("rowspan", "2")
    expect(cell(page, "D1")).to_have_count(0)
    page.get_by_role("link", name="DANH MỤC ĐƠN VỊ").click()
    expect(cell(page, "B2")).to_have_text("Đoàn cơ sở Sở Văn hóa, Thể thao và Du lịch")


def test_a_linked_cell_is_marked_and_in_sight(office: SampleOffice, page: Page) -> None:
    page.goto(office.sheet(REPORTS, "F100"))
    expect(cell(page, "F100")).to_have_class(re.compile("marked"))
    expect(cell(page, "F100")).to_be_in_viewport()
    expect(page.locator("#place")).to_have_text("F100")


def test_a_unit_types_and_google_takes_it_as_typed(office: SampleOffice, page: Page) -> None:
    page.goto(office.sheet(REPORTS, "F100"))
    as_who(page, UNIT)
    cell(page, "F100").click()
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("12/25")
    with saved(page) as answer:
        page.keyboard.press("Enter")
    assert answer.value.ok
    expect(page.locator("#place")).to_have_text("F101")
    assert office.value("BÁO CÁO!F100") == "12/25"
    page.keyboard.press("ArrowUp")
    with saved(page):
        page.keyboard.type("9/9")
        page.keyboard.press("Tab")
    expect(page.locator("#place")).to_have_text("G100")
    assert office.value("BÁO CÁO!F100", "UNFORMATTED_VALUE") == 44083  # 9 September, as a person's typing becomes
    last = office.api("GET", "/sandbox/requests?list=1")["requests"]
    typed = [call for call in last if call["method"] == "sheets.spreadsheets.values.update"]
    assert {call["mailbox"] for call in typed} == {UNIT}


def test_escape_keeps_the_cell_as_it_was(office: SampleOffice, page: Page) -> None:
    page.goto(office.sheet(REPORTS, "B5"))
    before = office.value("BÁO CÁO!B5")
    cell(page, "B5").dblclick()
    page.keyboard.type("xyz")
    page.keyboard.press("Escape")
    expect(cell(page, "B5")).to_have_text(before)
    assert office.value("BÁO CÁO!B5") == before


def test_a_protected_range_refuses_a_unit_and_lets_the_office(office: SampleOffice, page: Page) -> None:
    guarded = {"range": area(REPORTS, 0, 2, 0, 9), "description": "Tiêu đề: không sửa"}
    office.change({"addProtectedRange": {"protectedRange": guarded}})
    page.goto(office.sheet(REPORTS, "B1"))
    expect(page.locator("#remark")).to_have_text("Tiêu đề: không sửa")
    expect(cell(page, "A1").locator(".lock")).to_be_visible()
    as_who(page, UNIT)
    cell(page, "B1").click()
    page.keyboard.type("Ten")
    with saved(page) as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 400
    expect(page.get_by_role("alert")).to_have_text(f"Ô B1 được bảo vệ: {UNIT} không được sửa.")
    assert office.value("BÁO CÁO!B1") == "Đơn vị"
    as_who(page, OFFICE_MAILBOX)
    cell(page, "B1").click()
    page.keyboard.type("Tên đơn vị")
    with saved(page):
        page.keyboard.press("Enter")
    assert office.value("BÁO CÁO!B1") == "Tên đơn vị"


@pytest.mark.parametrize(
    ("condition", "choice"),
    [
        (
            {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": v} for v in ("Chấp nhận", "Trả lại")]},
            "Trả lại",
        ),
        (
            {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "='DANH MỤC ĐƠN VỊ'!B2:B"}]},
            "Chi đoàn Sở Xây dựng",
        ),
    ],
)
def test_a_dropdown_offers_its_entries(office: SampleOffice, page: Page, condition: Any, choice: str) -> None:
    office.change({"addSheet": {"properties": {"sheetId": NEW, "title": "CẦN XỬ LÝ"}}})
    rule = {"condition": condition, "showCustomUi": True, "strict": False}
    office.change({"setDataValidation": {"range": area(NEW, 1, 5, 1, 2), "rule": rule}})
    page.goto(office.sheet(NEW, "B2"))
    cell(page, "B2").locator(".drop").click()
    with saved(page):
        page.locator("select.editor").select_option(choice)
    expect(cell(page, "B2")).to_have_text(choice)
    assert office.value("CẦN XỬ LÝ!B2") == choice


def test_looks_are_those_of_the_cells(office: SampleOffice, page: Page) -> None:
    office.change({"addSheet": {"properties": {"sheetId": NEW, "title": "Màu", "gridProperties": {
        "rowCount": 50, "columnCount": 8, "frozenRowCount": 1, "frozenColumnCount": 1}}}})  # fmt: skip
    office.write("Màu!A1", [["Đơn vị", "Tỷ lệ"], ["✖ Chưa nộp", 0.5], ["✔ Đúng hạn", 0.25]])
    red = {"backgroundColorStyle": {"rgbColor": {"red": 1}}}
    starts = {"type": "TEXT_STARTS_WITH", "values": [{"userEnteredValue": "✖"}]}
    rule = {"ranges": [area(NEW, 0, 50, 0, 1)], "booleanRule": {"condition": starts, "format": red}}
    bold = {"userEnteredFormat": {"textFormat": {"bold": True, "italic": True}, "horizontalAlignment": "CENTER"}}
    percent = {"userEnteredFormat": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}}
    office.change(
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"repeatCell": {"range": area(NEW, 0, 1, 0, 2), "cell": bold, "fields": "userEnteredFormat"}},
        {"repeatCell": {"range": area(NEW, 1, 3, 1, 2), "cell": percent, "fields": "userEnteredFormat"}},
        {
            "updateCells": {
                "range": area(NEW, 2, 3, 0, 1),
                "rows": [{"values": [{"note": "hỏi lại"}]}],
                "fields": "note",
            }
        },
        {"setBasicFilter": {"filter": {"range": area(NEW, 0, 3, 0, 2)}}},
    )
    page.goto(office.sheet(NEW))
    expect(cell(page, "A2")).to_have_css("background-color", "rgb(255, 0, 0)")
    expect(cell(page, "A3")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(cell(page, "A1")).to_have_css("font-weight", "700")
    expect(cell(page, "A1")).to_have_css("text-align", "center")
    expect(cell(page, "A1")).to_have_css("position", "sticky")
    expect(cell(page, "B2")).to_have_text("50%")
    expect(cell(page, "B2")).to_have_css("text-align", "right")
    expect(cell(page, "A3")).to_have_attribute("title", "hỏi lại")
    expect(page.locator("thead .funnel")).to_have_count(2)


def test_a_chart_is_drawn_from_its_cells(office: SampleOffice, page: Page) -> None:
    office.write("DANH MỤC ĐƠN VỊ!M1", [["Tình trạng", "Số"], ["Đúng hạn", 34], ["Trễ", 7]])

    def source(column: int) -> dict[str, Any]:
        return {"sourceRange": {"sources": [area(ROSTER, 0, 3, column, column + 1)]}}

    basic = {"chartType": "COLUMN", "headerCount": 1, "domains": [{"domain": source(12)}],
             "series": [{"series": source(13)}]}  # fmt: skip
    place = {"overlayPosition": {"anchorCell": {"sheetId": ROSTER, "rowIndex": 4, "columnIndex": 1}}}
    office.change(
        {"addChart": {"chart": {"spec": {"title": "Tình hình", "basicChart": basic}, "position": place}}}
    )
    page.goto(office.sheet(ROSTER))
    chart = page.get_by_role("img", name="Tình hình")
    expect(chart).to_be_visible()
    heights = [float(bar.get_attribute("height") or 0) for bar in chart.locator("g rect").all()]
    assert heights[0] / heights[1] == pytest.approx(34 / 7, rel=0.01)


def test_a_long_tab_is_shown_in_pages(office: SampleOffice, page: Page) -> None:
    office.change({"addSheet": {"properties": {"sheetId": NEW, "title": "Dài", "gridProperties": {
        "rowCount": 6000, "columnCount": 3, "frozenRowCount": 1}}}})  # fmt: skip
    office.write("Dài!A1", [["Dòng"], *[[number] for number in range(2, 5001)]])
    page.goto(office.sheet(NEW))
    assert page.locator("tr[data-r]").count() <= 401
    page.goto(office.sheet(NEW, "A4321"))
    expect(cell(page, "A4321")).to_have_text("4321")
    expect(cell(page, "A4321")).to_be_in_viewport()
    expect(cell(page, "A1")).to_have_text("Dòng")


def test_what_others_change_while_the_page_is_on_its_way_comes_in_too(office: SampleOffice, page: Page) -> None:
    def change_meanwhile(route: Route) -> None:
        office.write("BÁO CÁO!I100", [["Sạch 40 cửa sổ"]], "USER_ENTERED")
        route.continue_()

    page.route("**/pages/sheet.js", change_meanwhile)
    page.goto(office.sheet(REPORTS, "I100"))
    expect(cell(page, "I100")).to_have_text("Sạch 40 cửa sổ")


def test_others_changes_come_in_by_themselves_and_can_be_seen(
    office: SampleOffice, page: Page, watched: Watched
) -> None:
    page.goto(f"{office.url}/changes")
    page.get_by_role("button", name="Đánh dấu đã xem").click()
    page.goto(office.sheet(REPORTS, "I100"))
    office.write("BÁO CÁO!I100", [["Sạch 50 cửa sổ"]], "USER_ENTERED")
    expect(cell(page, "I100")).to_have_text("Sạch 50 cửa sổ")
    page.goto(f"{office.url}/changes")
    expect(page.locator("ins")).to_have_text(["Sạch 50 cửa sổ"])
    page.get_by_role("link", name="Mở tab, tô các ô đã đổi").click()
    expect(page.locator("td.changed")).to_have_count(1)
    expect(cell(page, "I100")).to_have_class(re.compile("changed"))
    assert SPREADSHEET_ID in page.url and watched.errors == []
