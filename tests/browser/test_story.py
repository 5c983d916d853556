"""The whole story in a browser, with the real worker behind the button: a unit types and mails, the office decides."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from docx import Document
from playwright.sync_api import Page, expect

from service.application.answers import inbox_of
from service.bootstrap import open_office as open_service
from service.cli.demo import WorkerButton, demo_config
from tests.browser.conftest import CLOCK, UNIT, OpenOffice, SampleOffice
from tests.browser.test_pages_spreadsheet import REPORTS, as_who, cell, saved

LATE = "chidoanbandantoc@example.org"
STRANGER = "thanhtam.yt@hopthu.test"
ASSIGNED = "Đoàn cơ sở Sở Y tế"


@contextmanager
def served(open_office: OpenOffice, folder: Path) -> Iterator[tuple[SampleOffice, WorkerButton]]:
    """The sample office with the real worker behind the pages' button."""
    button = WorkerButton()

    def work() -> Mapping[str, str]:
        return button()

    with open_office(work) as running:
        service = open_service(demo_config(folder, running.url))
        button.office, button.server = service, running.server
        try:
            yield running, button
        finally:
            service.store.close()


def run_worker(office: SampleOffice, page: Page) -> None:
    page.goto(office.url)
    page.get_by_role("button", name="Chạy worker ngay").click(timeout=120_000)
    expect(page.get_by_role("status")).to_contain_text("Thư gửi đi", timeout=60_000)


def rows_of(office: SampleOffice, tab: str) -> list[list[str]]:
    told = office.api("GET", f"/v4/spreadsheets/1MauVanPhongDoanKhoiTraVinh2020NhacViec0000000/values/{tab}")
    rows: list[list[str]] = told["values"]
    return rows


def gid_of(office: SampleOffice, tab: str) -> int:
    told = office.api("GET", "/v4/spreadsheets/1MauVanPhongDoanKhoiTraVinh2020NhacViec0000000")
    return next(
        int(sheet["properties"]["sheetId"]) for sheet in told["sheets"] if sheet["properties"]["title"] == tab
    )


def plan_file(unit: str) -> bytes:
    """A plan with everything it needs."""
    paper = Document()
    for line in (
        f"BCH {unit}",
        "KẾ HOẠCH",
        "Thực hiện mô hình “30 phút hành động” năm 2020",
        "1. Thời gian: 16 giờ 30 đến 17 giờ 00 thứ Sáu hằng tuần, từ tháng 4/2020.",
        "2. Nội dung: tuần 1 vệ sinh trụ sở cơ quan; tuần 2 sinh hoạt chuyên đề; tuần 3 học tập theo Bác.",
        "3. Phân công: đồng chí Sơn Thị Sóc Kha, Bí thư, phụ trách chung; đồng chí Thạch Minh, Ủy viên BCH, phụ trách"
        " vệ sinh trụ sở tuần 1; đồng chí Kim Lan, Ủy viên BCH, phụ trách sinh hoạt chuyên đề tuần 2.",
    ):
        paper.add_paragraph(line)
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def test_a_unit_types_and_mails_and_sees_what_follows(open_office: OpenOffice, page: Page, tmp_path: Path) -> None:
    with served(open_office, tmp_path) as (office, _):
        run_worker(office, page)
        number = next(
            at
            for at, row in enumerate(rows_of(office, "BÁO CÁO"), 1)
            if "Chăm sóc cây xanh trong khuôn viên" in row
        )
        page.goto(office.sheet(REPORTS, f"F{number}"))
        as_who(page, UNIT)
        cell(page, f"F{number}").click()
        page.keyboard.press("Enter")
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("21/25 (04 đi công tác)")
        with saved(page) as answer:
            page.keyboard.press("Enter")
        assert answer.value.ok

        page.goto(f"{office.url}/compose")
        page.get_by_label("Từ", exact=True).fill(LATE)
        page.get_by_label("Chủ đề").fill("Chi đoàn Ban Dân tộc gửi kế hoạch")
        page.get_by_label("Nội dung").fill("Kính gửi Văn phòng, đơn vị xin gửi kế hoạch muộn.")
        plan = tmp_path / "Ke hoach 30 phut CD Ban Dan toc.docx"
        plan.write_bytes(plan_file("Chi đoàn Ban Dân tộc"))
        page.get_by_label("Tệp đính kèm").set_input_files(plan)
        page.get_by_role("button", name="Gửi", exact=True).click()
        run_worker(office, page)

        page.goto(office.sheet(gid_of(office, "THEO DÕI TUẦN")))
        unit_row = page.locator("tr", has_text="Chi đoàn Sở Xây dựng").first
        expect(unit_row).to_contain_text("21/25")
        late_row = page.locator("tr", has_text="Chi đoàn Ban Dân tộc").first
        expect(late_row).to_contain_text("● Trễ hạn (9 ngày)")
        receipt = office.found('subject:"Chi đoàn Ban Dân tộc gửi kế hoạch"', mailbox=LATE)
        page.goto(office.mail(receipt[0], mailbox=LATE))
        letter = page.frame_locator("iframe").first.locator("body")
        expect(letter).to_contain_text("Văn phòng đã nhận kế hoạch")
        expect(letter).to_contain_text("trễ hạn 09 ngày")


def test_the_office_assigns_an_unknown_mail_in_its_tab(
    open_office: OpenOffice, page: Page, tmp_path: Path
) -> None:
    with served(open_office, tmp_path) as (office, button):
        run_worker(office, page)
        rows = rows_of(office, "CẦN XỬ LÝ")
        header = next(at for at, row in enumerate(rows) if "Gán cho đơn vị" in row)
        assign = rows[header].index("Gán cho đơn vị")
        number = next(at for at, row in enumerate(rows) if "CĐ Y tế gửi KH 30 phút" in row)
        assert office.found(f"to:{STRANGER}") == []
        page.goto(office.sheet(gid_of(office, "CẦN XỬ LÝ")))
        box = cell(page, f"{chr(65 + assign)}{number + 1}")
        box.scroll_into_view_if_needed()
        box.locator(".drop").click()
        with saved(page) as answer:
            page.locator("select.editor").select_option(ASSIGNED)
        assert answer.value.ok
        run_worker(office, page)

        page.goto(office.sheet(gid_of(office, "CẦN XỬ LÝ")))
        expect(page.locator("tr", has_text="CĐ Y tế gửi KH 30 phút").first).to_contain_text(
            f"Đã ghi nhận cho {ASSIGNED}"
        )
        page.goto(office.sheet(gid_of(office, "THEO DÕI TUẦN")))
        expect(page.locator("tr", has_text=ASSIGNED).first).to_contain_text("✔ Đúng hạn")
        (receipt,) = office.found(f"to:{STRANGER}")
        page.goto(office.mail(receipt))
        expect(page.frame_locator("iframe").first.locator("body")).to_contain_text(ASSIGNED)

        again = (
            f"From: {STRANGER}\r\nTo: dkcqtravinh@gmail.com\r\nSubject: Hoi them\r\n\r\nXin hoi mau bao cao?\r\n"
        )
        office.deliver(again.encode(), auth="pass")
        run_worker(office, page)
        assert button.office is not None
        newest = inbox_of(button.office, CLOCK)[-1]
        assert (newest["from"], newest["unit"]) == (STRANGER, "SYT")
