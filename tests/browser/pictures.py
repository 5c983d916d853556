"""The pictures of README and docs, taken from a demo that was kept: ``nhacviec demo --no-serve --keep DIR``, then
``python -m tests.browser.pictures DIR``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from service.board import render
from service.sandbox.seed import OFFICE_MAILBOX, SPREADSHEET_ID
from service.sandbox.server import SandboxServer
from tests.browser import many
from tests.browser.conftest import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parents[2] / "docs" / "img"
TABS = {
    "THEO DÕI TUẦN": "theo-doi-tuan",
    "CẦN XỬ LÝ": "can-xu-ly",
    "LỊCH SỬ": "lich-su",
    "TỔNG HỢP THÁNG": "tong-hop-thang",
    "KHEN THƯỞNG": "khen-thuong",
    "NHẬT KÝ": "nhat-ky",
    "BÁO CÁO": "bao-cao",
}


def main(kept: Path) -> None:
    """Write every picture into docs/img."""
    FOLDER.mkdir(exist_ok=True)
    with SandboxServer(kept / "sandbox") as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.screenshot(path=FOLDER / "trang-dau.png")
        page.goto(f"{server.url}/sheets/{SPREADSHEET_ID}")
        for title, name in TABS.items():
            page.locator("nav.tabs a", has_text=title).first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        page.goto(f"{server.url}/mail/{OFFICE_MAILBOX}")
        page.screenshot(path=FOLDER / "hop-thu.png")
        _summary(page, server.url)
        _offices(browser.new_page(viewport={"width": 1100, "height": 560}))
        browser.close()


def _summary(page: Page, url: str) -> None:
    """The newest weekly summary as leadership sees it."""
    page.goto(f"{url}/mail/banthuongvu@example.org")
    page.locator("a", has_text="đơn vị có hoạt động").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "tong-hop-tuan.png")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=FOLDER / "tong-hop-tuan-dien-thoai.png")


def _offices(page: Page) -> None:
    """The page of many offices."""
    page.set_content(render(many.province()))
    page.screenshot(path=FOLDER / "van-phong.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
