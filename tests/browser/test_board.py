"""The page of many offices, as somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from service.board import render
from service.core.board import board_of
from service.loopback import Answer, LoopbackPages
from tests.browser import many


@pytest.fixture
def shown(page: Page) -> Iterator[Page]:
    pages = {"/": lambda: Answer(render(many.province()).encode(), "text/html; charset=utf-8")}
    with LoopbackPages(pages, 0, "") as served:
        page.goto(f"http://127.0.0.1:{served.port}/")
        yield page


def test_what_wants_a_look_comes_first_with_its_reason(shown: Page) -> None:
    rows = shown.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("gặp lỗi 4 lần")
    expect(rows.nth(0)).to_contain_text(many.FAILED)
    expect(rows.nth(1)).to_contain_text("Thị đoàn Duyên Hải")
    expect(shown.locator(".word")).to_have_text(
        "✖ 1 văn phòng gặp lỗi, ⏳ 1 văn phòng chờ quá lâu; các văn phòng khác được phục vụ kịp."
    )
    expect(shown).to_have_title("✔ Nhắc Việc: 8 văn phòng")


def test_the_styles_hold_under_the_page_s_own_policy(shown: Page) -> None:
    colour = shown.locator("td.ailing").evaluate("cell => getComputedStyle(cell).color")
    assert colour == "rgb(179, 38, 30)"


def test_on_a_telephone_only_the_table_scrolls(shown: Page) -> None:
    shown.set_viewport_size({"width": 390, "height": 844})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


def test_words_of_an_office_are_only_words(page: Page) -> None:
    name = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
    board = board_of([replace(many.office("x", name), misses=1, trouble=name)], many.province().queue, many.NOW)
    page.set_content(render(board))
    expect(page.locator("tbody")).to_contain_text(name)
    assert page.locator("img").count() == 0
