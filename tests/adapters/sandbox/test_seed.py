"""The sample office, played into a sandbox over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests

from service.sandbox.seed import SPREADSHEET_ID, AlreadySeeded, Seeded, seed
from service.sandbox.server import SandboxServer

HEADERS = {"Authorization": "Bearer dkcqtravinh@gmail.com"}
START, MIDDLE, END = (
    datetime.fromisoformat(f"2020-{day}+07:00") for day in ("04-01T00:00:00", "04-23T17:30:00", "05-10T20:00:00")
)


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(clock=START) as server:
        yield server


def cells(server: SandboxServer, where: str, how: str = "FORMATTED_VALUE") -> list[list[Any]]:
    url = f"{server.url}/v4/spreadsheets/{SPREADSHEET_ID}/values/{where}"
    answer = requests.get(url, params={"valueRenderOption": how}, headers=HEADERS, timeout=30)
    found: list[list[Any]] = answer.json().get("values", [])
    return found


def test_played_in_two_steps_it_stands_as_typed_and_corrected(sandbox: SandboxServer) -> None:
    seed(sandbox.url, until=MIDDLE)
    assert cells(sandbox, "BÁO CÁO!F96") == [["36/63"]]
    seed(sandbox.url, until=END, since=MIDDLE)
    assert cells(sandbox, "BÁO CÁO!F96") == [["63/63"]]
    assert len(cells(sandbox, "BÁO CÁO!A3:I")) == 239
    assert len(cells(sandbox, "DANH MỤC ĐƠN VỊ!A2:J")) == 48
    assert cells(sandbox, "BÁO CÁO!A1:D2") == [
        ["STT", "Đơn vị", "Quy mô tổ chức"],
        ["", "", "Tháng", "Tuần"],
    ]


def test_typed_as_people_type_fractions_become_dates(sandbox: SandboxServer) -> None:
    seed(sandbox.url, until=END)
    assert cells(sandbox, "BÁO CÁO!B100:F100")[0] == ["Ban DT", "4", "Tuần 4", "Trụ sở Ban", "9/9"]
    (raw,) = cells(sandbox, "BÁO CÁO!F100", "UNFORMATTED_VALUE")[0]
    assert raw == 44083  # 9 September 2020


def test_every_mail_arrives_when_it_did_with_its_verdict(sandbox: SandboxServer) -> None:
    assert seed(sandbox.url, until=END) == Seeded(rows=330, edits=3, mails=61)
    mailbox = f"{sandbox.url}/gmail/v1/users/me/messages"
    found = requests.get(mailbox, params={"q": "subject:gấp"}, headers=HEADERS, timeout=30).json()["messages"]
    mail = requests.get(f"{mailbox}/{found[0]['id']}", headers=HEADERS, timeout=30).json()
    verdicts = {field["name"]: field["value"] for field in mail["payload"]["headers"]}
    assert "dmarc=fail" in verdicts["Authentication-Results"]
    assert int(mail["internalDate"]) == datetime.fromisoformat("2020-04-13T09:30:20+07:00").timestamp() * 1000


def test_it_is_made_once(sandbox: SandboxServer) -> None:
    seed(sandbox.url, until=START)
    with pytest.raises(AlreadySeeded):
        seed(sandbox.url, until=START)
