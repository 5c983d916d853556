"""The first page, the clock, the worker's button and what changed since; and phones."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OFFICE_MAILBOX, SPREADSHEET_ID, UNIT, OpenOffice, SampleOffice, Watched

RECEIPT = f"From: {OFFICE_MAILBOX}\r\nTo: {UNIT}\r\nSubject: Da nhan ke hoach\r\n\r\nx\r\n".encode()

BEYOND_THEIR_BOX = """[...document.querySelectorAll('button, h1, input, textarea, select')].filter(
  one => one.getBoundingClientRect().right
    > one.parentElement.closest('form, main, header').getBoundingClientRect().right + 1
).length"""


def test_the_first_page_leads_everywhere(office: SampleOffice, page: Page, watched: Watched) -> None:
    page.goto(office.url)
    expect(page.get_by_role("link", name="BÁO CÁO")).to_be_visible()
    expect(page.locator(".boxes li").first).to_contain_text("chưa đọc")
    expect(page.get_by_text("Thứ Năm, 17:30 ngày 23/4/2020")).to_be_visible()
    page.get_by_role("link", name=OFFICE_MAILBOX).click()
    expect(page.get_by_role("heading", name="Hộp thư đến")).to_be_visible()
    assert watched.errors == [] and watched.outside == []


def test_looking_is_not_counted(office: SampleOffice, page: Page) -> None:
    before = office.api("GET", "/sandbox/requests")["total"]
    for path in ("/", "/changes", f"/sheets/{SPREADSHEET_ID}", f"/mail/{OFFICE_MAILBOX}"):
        page.goto(office.url + path)
    assert office.api("GET", "/sandbox/requests")["total"] == before


def test_the_clock_is_moved(office: SampleOffice, page: Page) -> None:
    page.goto(f"{office.url}/clock")
    page.get_by_role("button", name="+ 1 ngày").click()
    expect(page.locator(".clock")).to_have_text("17:30 ngày 24/4/2020")
    page.get_by_role("button", name="Tới 8:00 sáng kế tiếp").click()
    expect(page.locator(".clock")).to_have_text("08:00 ngày 25/4/2020")
    page.get_by_label("Đặt lúc").fill("2020-05-06T00:00")
    page.get_by_role("button", name="Đặt", exact=True).click()
    expect(page.locator(".clock")).to_have_text("00:00 ngày 6/5/2020")
    assert office.api("GET", "/sandbox/clock") == {"now": "2020-05-05T17:00:00+00:00", "frozen": True}
    page.get_by_role("button", name="Trở về giờ thật").click()
    expect(page.get_by_text("Đồng hồ chạy theo giờ thật.")).to_be_visible()
    assert office.api("GET", "/sandbox/clock")["frozen"] is False


def test_the_worker_runs_and_shows_what_it_changed(open_office: OpenOffice, page: Page) -> None:
    running: list[SampleOffice] = []

    def work() -> Mapping[str, str]:
        running[0].write("BÁO CÁO!J3", [["✔ Đúng hạn"]])
        sent = {"raw": base64.urlsafe_b64encode(RECEIPT).decode()}
        running[0].api("POST", "/gmail/v1/users/me/messages/send", json=sent)
        return {"Đã ghi": "1 ô", "Đã gửi": "1 thư <b>"}

    with open_office(work) as office:
        running.append(office)
        office.write("BÁO CÁO!J4", [["từ trước"]])
        page.goto(office.url)
        page.get_by_role("button", name="Chạy worker ngay").click()
        expect(page.get_by_role("status")).to_contain_text("1 thư <b>")
        expect(page.locator("ins")).to_have_text(["✔ Đúng hạn"])
        expect(page.locator(".news-list li")).to_have_count(1)
        expect(page.locator(".news-list li")).to_contain_text("Da nhan ke hoach")
        page.get_by_role("link", name="J3").click()
        expect(page.locator("td.changed")).to_have_text(["✔ Đúng hạn"])


def test_a_worker_that_fails_says_so(open_office: OpenOffice, page: Page) -> None:
    def work() -> Mapping[str, str]:
        raise ValueError("không mở được bảng tính")

    with open_office(work) as office:
        page.goto(office.url)
        page.get_by_role("button", name="Chạy worker ngay").click()
        expect(page.get_by_role("status")).to_contain_text("không mở được bảng tính")


def test_without_a_worker_the_button_tells_the_command(office: SampleOffice, page: Page) -> None:
    page.goto(office.url)
    page.get_by_role("button", name="Chạy worker ngay").click()
    expect(page.locator("pre.command")).to_contain_text(f"NHACVIEC_GOOGLE_ENDPOINT={office.url} nhacviec tick")


@pytest.mark.parametrize(
    "path",
    ["/", "/changes", "/clock", "/worker", "/compose", "/mail/{box}", "/mail/{box}/{id}", "/mail/{box}/{id}/source",
     "/sheets/{book}?gid=0", "/sheets/{book}?gid=1&range=F100"],
)  # fmt: skip
def test_phones_scroll_nothing_sideways_but_the_table(office: SampleOffice, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    (mail,) = office.found("subject:gấp")
    page.goto(office.url + path.format(box=OFFICE_MAILBOX, id=mail, book=SPREADSHEET_ID))
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate(BEYOND_THEIR_BOX) == 0
