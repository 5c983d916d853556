"""What people write cannot act: no script of a mail or a cell runs, nothing outside is loaded, no other site posts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import OFFICE_MAILBOX, SPREADSHEET_ID, UNIT, SampleOffice, Watched

NEW = 77
SCRIPT = "<script>window.top.pwned = 1; alert(1)</script>"
BREAKOUT = (
    '"\'><img src=x onerror="window.pwned=1;alert(1)"></textarea></title></style><script>alert(1)</script>{{7*7}}'
)
MAIL = """<html><head><meta http-equiv="refresh" content="0;url=EVIL/refresh">
<base href="EVIL/"><link rel="stylesheet" href="EVIL/style.css">
<link rel="preconnect" href="EVIL"><link rel=prefetch href=EVIL/prefetch>
<style>@import url(EVIL/import.css); body { background: url(EVIL/back.png) }
@font-face { font-family: f; src: url(EVIL/font.woff) } p { font-family: f }</style>SCRIPT</head>
<body onload="top.pwned=1"><p id="words">Kính gửi</p><img src="EVIL/pixel.png" onerror="top.pwned=1">
<img src="/sandbox/requests?reset=1"><img srcset="EVIL/set.png 2x"><svg onload="top.pwned=1"></svg>
<iframe src="EVIL/frame"></iframe><iframe srcdoc="SCRIPT"></iframe>
<object data="EVIL/object"></object><embed src="EVIL/embed">
<video src="EVIL/video" poster="EVIL/poster" autoplay></video>
<form action="EVIL/form"><input name="a" autofocus onfocus="top.pwned=1"><button id="send">x</button></form>
<a id="script" href="javascript:top.pwned=1">một</a><a id="away" target="_top" href="EVIL/top">hai</a>
<details open ontoggle="top.pwned=1"><summary>x</summary></details></body></html>""".replace("SCRIPT", SCRIPT)


class Outside:
    """A server elsewhere that counts who connects to it, even without asking for anything."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    made = Outside()
    yield made
    made.close()


def unharmed(page: Page, watched: Watched) -> None:
    assert page.evaluate("window.pwned") is None
    assert watched.dialogs == []
    assert watched.outside == []


def hostile_mail(**fields: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = UNIT, OFFICE_MAILBOX, fields.get("subject", "Thư xấu")
    mail.set_content(fields.get("text", "chữ"))
    if "html" in fields:
        mail.add_alternative(fields["html"], subtype="html")
    if "filename" in fields:
        mail.add_attachment(b"<script>alert(1)</script>", "text", "html", filename=fields["filename"])
    return mail.as_bytes()


def test_html_of_a_mail_runs_nothing_and_loads_nothing(
    office: SampleOffice, page: Page, watched: Watched, outside: Outside
) -> None:
    office.api("GET", "/gmail/v1/users/me/profile")
    before = office.api("GET", "/sandbox/requests")["total"]
    page.goto(office.mail(office.deliver(hostile_mail(html=MAIL.replace("EVIL", outside.url)))))
    frame = page.frame_locator("iframe.letter")
    expect(frame.locator("#words")).to_have_text("Kính gửi")
    frame.locator("#send").click()
    frame.locator("#script").click()
    frame.locator("#words").click()
    page.wait_for_load_state("networkidle")
    expect(frame.locator("#words")).to_be_visible()
    unharmed(page, watched)
    assert outside.connections == 0
    assert page.url.startswith(office.url)
    assert office.api("GET", "/sandbox/requests")["total"] == before


def test_the_frame_alone_is_as_harmless(
    office: SampleOffice, page: Page, watched: Watched, outside: Outside
) -> None:
    gmail_id = office.deliver(hostile_mail(html=MAIL.replace("EVIL", outside.url)))
    answer = page.goto(f"{office.mail(gmail_id)}/html")
    expect(page.locator("#words")).to_be_visible()
    page.wait_for_load_state("networkidle")
    unharmed(page, watched)
    assert outside.connections == 0
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "allow-scripts" not in policy and "default-src 'none'" in policy and policy.startswith("sandbox")


def test_subject_text_and_file_name_are_only_words(office: SampleOffice, page: Page, watched: Watched) -> None:
    mail = hostile_mail(subject=BREAKOUT, text=BREAKOUT, filename="<img src=x onerror=alert(1)>.html")
    gmail_id = office.deliver(mail)
    page.goto(office.mail())
    expect(page.locator(".threads b").filter(has_text="{{7*7}}")).to_have_text(BREAKOUT)
    page.goto(office.mail(gmail_id))
    expect(page.locator("h1.subject")).to_have_text(BREAKOUT)
    expect(page.locator("pre.text")).to_contain_text("onerror")
    with page.expect_download() as download:
        page.locator(".files a").click()
    assert "<" not in download.value.suggested_filename or download.value.suggested_filename.endswith(".html")
    for path in (f"{office.mail(gmail_id)}/source", f"{office.url}/changes", f"{office.url}/"):
        page.goto(path)
    page.goto(f"{office.url}/compose?mailbox={OFFICE_MAILBOX}&reply={gmail_id}")
    expect(page.get_by_label("Chủ đề")).to_have_value(f"Re: {BREAKOUT}")
    unharmed(page, watched)


def test_an_attachment_is_never_shown_as_a_page(office: SampleOffice) -> None:
    gmail_id = office.deliver(hostile_mail(filename="trang.html"))
    answer = requests.get(f"{office.mail(gmail_id)}/parts/1", timeout=30)
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_words_of_a_spreadsheet_are_only_words(office: SampleOffice, page: Page, watched: Watched) -> None:
    title = "<img src=x onerror=alert(1)>"
    office.change({"addSheet": {"properties": {"sheetId": NEW, "title": title}}})
    where = {"sheetId": NEW, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    office.write(f"'{title}'!A1", [[BREAKOUT, "bấm"], [f'="{BREAKOUT.replace(chr(34), "")}"']], "USER_ENTERED")
    link: dict[str, Any] = {"textFormat": {"link": {"uri": "javascript:alert(1)"}}}
    evil = {"fontFamily": "x;}</style><script>alert(1)</script>", "link": link["textFormat"]["link"]}
    cells = [{"note": BREAKOUT, "userEnteredFormat": {"textFormat": evil}}, {"userEnteredFormat": link}]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": BREAKOUT}]}, "showCustomUi": True}
    office.change(
        {"updateCells": {"range": where, "rows": [{"values": cells}], "fields": "note,userEnteredFormat"}},
        {"setDataValidation": {"range": where, "rule": rule}},
        {"addProtectedRange": {"protectedRange": {"range": where, "description": BREAKOUT, "warningOnly": True}}},
        {"updateSpreadsheetProperties": {"properties": {"title": BREAKOUT}, "fields": "title"}},
    )
    page.goto(office.sheet(NEW))
    first = page.locator('tr[data-r="0"] > td[data-c="0"]')
    expect(first).to_contain_text("{{7*7}}")
    expect(page.locator("td a")).to_have_count(0)
    expect(page.locator(".sheet-head h1")).to_have_text(BREAKOUT)
    for path in ("/", "/changes"):
        page.goto(office.url + path)
    unharmed(page, watched)


@pytest.mark.parametrize(
    "path",
    [
        "/sheets/..%2f..%2fetc", "/sheets/khong-co", "/mail/khong@co.test", "/mail/dkcqtravinh@gmail.com/zz",
        "/mail/dkcqtravinh@gmail.com/1/parts/9'--", "/mail/dkcqtravinh@gmail.com?label=x'", "/mail/%00/1",
        "/mail/dkcqtravinh@gmail.com?page=%22", "/compose?mailbox=x&reply=1",
    ],
)  # fmt: skip
def test_odd_addresses_are_not_found(office: SampleOffice, path: str) -> None:
    answer = requests.get(office.url + path, timeout=30)
    assert answer.status_code in (400, 404)
    assert "Không được" in answer.text or answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["gid=x&range=%27&from=-1", "gid=99999999999&range=ZZZ9999999", "since=x&range=A1:XX"]
)
def test_odd_queries_of_a_spreadsheet_do_no_harm(office: SampleOffice, query: str) -> None:
    assert requests.get(f"{office.url}/sheets/{SPREADSHEET_ID}?{query}", timeout=30).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.test"}, {"Origin": "null"}])
@pytest.mark.parametrize(
    "path", ["/compose", "/clock", "/worker", "/changes/seen", "/mail/dkcqtravinh@gmail.com/1"]
)
def test_other_sites_cannot_post(office: SampleOffice, path: str, headers: dict[str, str]) -> None:
    before = office.api("GET", "/sandbox/clock")
    answer = requests.post(office.url + path, data={"to": "real"}, headers=headers, timeout=30)
    assert answer.status_code == 403
    assert office.api("GET", "/sandbox/clock") == before


def test_another_name_for_this_machine_opens_nothing(office: SampleOffice) -> None:
    answer = requests.get(office.url, headers={"Host": "evil.test:8765"}, timeout=30)
    assert answer.status_code == 421
    assert "<script>" not in answer.text and SPREADSHEET_ID not in answer.text


def test_pages_let_nothing_in_or_out(office: SampleOffice) -> None:
    for path in ("/", "/changes", "/clock", "/worker", "/compose", "/mail/dkcqtravinh@gmail.com"):
        policy = requests.get(office.url + path, timeout=30).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; ")
        assert "unsafe" not in policy and "http" not in policy and "frame-ancestors 'none'" in policy


def test_tags_that_act_on_the_frame_are_unknown_in_it(office: SampleOffice) -> None:
    shown = requests.get(f"{office.mail(office.deliver(hostile_mail(html=MAIL)))}/html", timeout=30).text
    own, _, mail = shown.partition("<body>")
    assert mail.count("<x-") >= 9
    for tag in ("<link", "<meta", "<base", "<script", "<iframe", "<object", "<embed"):
        assert tag not in mail.lower()
    assert own.count("<base") == 1
