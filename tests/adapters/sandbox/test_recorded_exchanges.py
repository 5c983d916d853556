"""The recorded exchanges replayed: same requests, answers equal but for ids and times."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import requests

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.replaying import Exchange, Replay, read_cases

CASES = read_cases()
CALLER = "someone@example.org"

DIFFERENCES = {
    "ClientTest.test_list_spreadsheet_files": [".files"],
    "ClientTest.test_import_csv": ["PUT /upload/drive/v2", ".properties.timeZone"],
    "WorksheetTest.test_auto_resize_columns": ["columnMetadata[0].pixelSize"],
}
"""What cannot be equal: other files of the recording account, its time zone and v2 fields, widths in a font."""

OTHER_FILES = {"ClientTest.test_openall", "ClientTest.test_open_all_has_metadata"}
"""Cases that open whatever files the recording account had."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with SandboxServer() as server:
        yield server.url


def _call(url: str, exchange: Exchange, replay: Replay, token: str) -> requests.Response:
    body = replay.translate(exchange.body)
    data = json.dumps(body).encode() if isinstance(body, dict) else body.encode() if body else None
    target = url + replay.translate(exchange.target)
    return requests.request(
        exchange.http, target, data=data, headers={"Authorization": f"Bearer {token}"}, timeout=30
    )


def _strangers_book(url: str) -> str:
    metadata = {"name": "private", "mimeType": "application/vnd.google-apps.spreadsheet"}
    headers = {"Authorization": "Bearer stranger@example.org"}
    answer = requests.post(f"{url}/drive/v3/files", json=metadata, headers=headers, timeout=30)
    return str(answer.json()["id"])


@pytest.mark.parametrize("name", sorted(CASES.keys() - OTHER_FILES))
def test_recorded_exchanges(url: str, name: str) -> None:
    replay = Replay()
    if name == "ClientTest.test_access_private_spreadsheet":
        replay.names["book-2"] = _strangers_book(url)
    for number, exchange in enumerate(CASES[name]):
        response = _call(url, exchange, replay, CALLER)
        what = f"exchange {number}: {exchange.http} {exchange.target}"
        assert response.status_code == exchange.status, f"{what}: {response.text[:300]}"
        answer = response.json() if "json" in response.headers.get("content-type", "") else response.text
        replay.compare(exchange.answer, answer, what)
    known = DIFFERENCES.get(name, [])
    assert [line for line in replay.differences if not any(part in line for part in known)] == []


def test_there_are_all_exchanges() -> None:
    assert len(CASES) == 124
    assert sum(map(len, CASES.values())) == 2130
