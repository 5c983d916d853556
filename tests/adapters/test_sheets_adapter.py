"""The spreadsheet port over the real client, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from google.oauth2.credentials import Credentials

from service.adapters.google import Wire
from service.adapters.sheets import GoogleSheets, quoted
from service.core.errors import BadRequest, GoogleBusy, NotFound
from service.sandbox.server import SandboxServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


class Book:
    def __init__(self, url: str) -> None:
        self.url = url
        self.sheets = GoogleSheets(Wire(Credentials(token="office@example.org"), url, sleep=lambda _: None))
        body = {"properties": {"title": "Sổ", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh"}}
        made = self._post("/v4/spreadsheets", body)
        self.id: str = made["spreadsheetId"]

    def add(self, *titles: str) -> None:
        self.sheets.apply(self.id, [{"addSheet": {"properties": {"title": title}}} for title in titles])

    def type(self, tab: str, rows: list[list[Any]]) -> None:
        body = {"valueInputOption": "USER_ENTERED", "data": [{"range": f"{quoted(tab)}!A1", "values": rows}]}
        self._post(f"/v4/spreadsheets/{self.id}/values:batchUpdate", body)

    def faults(self, *rules: dict[str, Any]) -> None:
        requests.put(f"{self.url}/sandbox/faults", json={"rules": list(rules)}, timeout=10).raise_for_status()

    def counted(self) -> dict[str, int]:
        counted: dict[str, int] = requests.get(f"{self.url}/sandbox/requests?reset=true", timeout=10).json()[
            "methods"
        ]
        return counted

    def _post(self, path: str, body: object) -> Any:
        headers = {"Authorization": "Bearer office@example.org"}
        answer = requests.post(self.url + path, json=body, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def book(sandbox: SandboxServer) -> Iterator[Book]:
    made = Book(sandbox.url)
    made.counted()
    yield made
    made.faults()


AWKWARD = ("BÁO CÁO", "Sở KH&ĐT", "O'Brien", "A1", "Tuần 4 (20–26/4)", "100%", "R1C1", "'")


def test_every_tab_in_one_call_whatever_its_title(book: Book) -> None:
    book.add(*AWKWARD)
    for number, title in enumerate(AWKWARD):
        book.type(title, [["Đơn vị", number], [], ["", "23/25"]])
    book.counted()
    grids = book.sheets.read(book.id, AWKWARD)
    assert book.counted() == {"sheets.spreadsheets.values.batchGet": 1}
    assert list(grids) == list(AWKWARD)
    assert all(grids[title][0] == ("Đơn vị", number) for number, title in enumerate(AWKWARD))
    assert grids["BÁO CÁO"][1:] == ((), ("", "23/25"))


def test_so_many_tabs_that_the_address_would_be_too_long(book: Book) -> None:
    titles = [f"Đoàn cơ sở Sở Tài nguyên và Môi trường số {number}" for number in range(50)]
    book.add(*titles)
    book.type(titles[49], [["x"]])
    book.counted()
    grids = book.sheets.read(book.id, titles)
    assert book.counted() == {"sheets.spreadsheets.values.batchGetByDataFilter": 1}
    assert list(grids) == titles and grids[titles[49]] == (("x",),) and grids[titles[0]] == ()


def test_a_tab_that_is_gone_and_a_book_that_is_none(book: Book) -> None:
    with pytest.raises(BadRequest) as caught:
        book.sheets.read(book.id, ["không có"])
    assert "không có" in caught.value.detail
    with pytest.raises(NotFound):
        book.sheets.describe("1khongco")


def test_what_a_spreadsheet_is(book: Book) -> None:
    book.add("BÁO CÁO")
    info = book.sheets.describe(book.id)
    assert (info.id, info.title, info.locale, info.time_zone) == (book.id, "Sổ", "vi_VN", "Asia/Ho_Chi_Minh")
    assert info.tabs[-1].title == "BÁO CÁO" and info.tabs[-1].rows == 1000 and info.tabs[-1].columns == 26


def test_changes_are_one_write_and_stand_or_fall_together(book: Book) -> None:
    good = {"addSheet": {"properties": {"title": "mới"}}}
    (reply,) = book.sheets.apply(book.id, [good])
    assert reply["addSheet"]["properties"]["title"] == "mới"
    with pytest.raises(BadRequest):
        book.sheets.apply(book.id, [{"addSheet": {"properties": {"title": "nữa"}}}, good])
    assert "nữa" not in [tab.title for tab in book.sheets.describe(book.id).tabs]


@pytest.mark.parametrize(("status", "effect"), [(500, False), (503, True)])
def test_a_write_that_may_have_been_done_is_not_repeated_and_a_read_is(
    book: Book, status: int, effect: bool
) -> None:
    rule = {"kind": "status", "status": status, "method": "sheets.*", "count": 1}
    book.faults({**rule, "effect": effect})
    with pytest.raises(GoogleBusy):
        book.sheets.apply(book.id, [{"addSheet": {"properties": {"title": "một lần"}}}])
    assert book.counted() == {"sheets.spreadsheets.batchUpdate": 1}
    book.faults(rule)
    assert ("một lần" in [tab.title for tab in book.sheets.describe(book.id).tabs]) is effect
    assert book.counted() == {"sheets.spreadsheets.get": 2}
