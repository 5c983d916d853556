"""The kept mails in a browser, as wide as a desk's window and as a telephone; NHACVIEC_GOLDEN=1 keeps pictures."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.core.records import Notice
from tests.core.notices.goldens import goldens

PICTURES = Path(__file__).parents[2] / "docs/mails"
WIDTHS = {"man-hinh": 900, "dien-thoai": 390}
MAILS = goldens()


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("screen", WIDTHS)
def test_the_mail_fits_the_screen(browser: Browser, name: str, screen: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[screen], "height": 700}, java_script_enabled=True)
    page.route("**/*", lambda route: route.abort())  # a mail asks for nothing from outside
    page.set_content(shown(MAILS[name]))
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen]
    narrow = page.evaluate("Math.min(...[...document.querySelectorAll('p')].map(p => p.clientWidth))")
    assert narrow > 250  # no column is squeezed
    if os.environ.get("NHACVIEC_GOLDEN"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{screen}.png", full_page=True)
    page.close()


def shown(notice: Notice) -> str:
    """The HTML part with its inline pictures in place, as a mail program shows it."""
    html = notice.html
    for file in notice.attachments:
        if file.content_id:
            data = base64.b64encode(file.content).decode("ascii")
            html = html.replace(f"cid:{file.content_id}", f"data:{file.media_type};base64,{data}")
    return html
