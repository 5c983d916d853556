"""The local Google under load: a batchUpdate of 2 MB, and a mailbox of 5,000 mails.

The sandbox runs in a process of its own; the seconds are those a client waits. The floor of each is a call of the
same kind that does next to nothing (one property set, a profile), so that what the work itself costs can be told.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import requests

from benchmarks.ground import TIMEOUT_SECONDS, at, sandbox
from benchmarks.letters import letters
from service.sandbox.seed import OFFICE_MAILBOX

MAILS = 5_000
PAYLOAD = 2_000_000  # bytes
PAGE = 500
QUICK = {"quick": True}
BATCH = 50


def run(quick: bool = False) -> dict[str, Any]:
    """Seconds a client waits, each with what it worked on."""
    mails = 500 if quick else MAILS
    with sandbox() as url, requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {OFFICE_MAILBOX}"
        return {**_sheets(session, url), **_gmail(session, url, mails)}


# -- Sheets ---------------------------------------------------------------------------------------


def _sheets(session: requests.Session, url: str) -> dict[str, Any]:
    body = {"properties": {"title": "Sổ", "locale": "vi_VN"}}
    made = _answer(session.post(f"{url}/v4/spreadsheets", json=body, timeout=TIMEOUT_SECONDS))
    address = f"{url}/v4/spreadsheets/{made['spreadsheetId']}"
    rows = _rows(PAYLOAD)
    size = {"sheetId": 0, "gridProperties": {"rowCount": len(rows) + 10, "columnCount": 30}}
    grow = {"updateSheetProperties": {"properties": size, "fields": "gridProperties"}}
    _update(session, address, [grow])
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    cells = {"updateCells": {"rows": rows, "fields": "userEnteredValue", "start": start}}
    sent = len(orjson.dumps({"requests": [cells]}))
    floor = _least(lambda: _update(session, address, [grow]))
    write = _seconds(lambda: _update(session, address, [cells]))
    again = _seconds(lambda: _update(session, address, [cells]))
    values = f"{address}/values:batchGet"
    read = _seconds(lambda: _answer(session.get(values, params={"ranges": "A:Z"}, timeout=TIMEOUT_SECONDS)))
    return {
        "batchUpdate": {"bytes": sent, "ours": {"seconds": write}, "floor": {"seconds": floor}},
        "batchUpdate, the same again": {"ours": {"seconds": again}, "floor": {"seconds": floor}},
        "reading it": {"ours": {"seconds": read}, "floor": {"seconds": floor}},
    }


def _rows(size: int) -> list[dict[str, Any]]:
    """Rows of twenty short Vietnamese texts, ``size`` bytes of JSON in all."""
    row = {"values": [{"userEnteredValue": {"stringValue": f"Đúng hạn {n}"}} for n in range(20)]}
    return [row] * (size // len(orjson.dumps(row)))


def _update(session: requests.Session, address: str, changes: list[dict[str, Any]]) -> Any:
    body = orjson.dumps({"requests": changes})
    headers = {"Content-Type": "application/json"}
    return _answer(session.post(f"{address}:batchUpdate", data=body, headers=headers, timeout=TIMEOUT_SECONDS))


# -- Gmail ----------------------------------------------------------------------------------------


def _gmail(session: requests.Session, url: str, mails: int) -> dict[str, Any]:
    me = f"{url}/gmail/v1/users/me"
    begun = _answer(session.get(f"{me}/profile", timeout=TIMEOUT_SECONDS))["historyId"]
    floor = _least(lambda: _answer(session.get(f"{me}/profile", timeout=TIMEOUT_SECONDS)))
    first = at("2020-04-01T08:00")
    posts = list(enumerate(letters(mails, first.date())))

    def deliver_all() -> None:
        for number, raw in posts:
            _deliver(session, url, raw, (first + timedelta(seconds=number)).isoformat())

    deliver = _seconds(deliver_all)
    ids: list[str] = []
    listing = _seconds(lambda: ids.extend(_all(session, f"{me}/messages", "messages", maxResults=PAGE)))
    history = _seconds(lambda: _all(session, f"{me}/history", "history", startHistoryId=begun, maxResults=PAGE))
    fetch = _seconds(lambda: _batch(session, url, ids[:BATCH]))
    word = f"subject:{mails // 2}"
    search = _seconds(lambda: _all(session, f"{me}/messages", "messages", q=word))
    sender = _seconds(lambda: _all(session, f"{me}/messages", "messages", q="from:doanstnmt@example.org"))
    assert len(ids) == mails and len(_all(session, f"{me}/messages", "messages", q=word)) == 1
    waits = {
        "deliver": deliver,
        "list all": listing,
        "history of all": history,
        "batch get of 50": fetch,
        "search a word": search,
        "search a sender": sender,
    }
    found: dict[str, Any] = {
        f"{mails} mails, {name}": {"ours": {"seconds": seconds}, "floor": {"seconds": floor}}
        for name, seconds in waits.items()
    }
    found[f"{mails} mails, delivered"] = {"mails_per_second": mails / deliver}
    return found


def _deliver(session: requests.Session, url: str, raw: bytes, moment: str) -> None:
    session.post(
        f"{url}/sandbox/deliver",
        params={"at": moment, "auth": "pass"},
        data=raw,
        headers={"Content-Type": "message/rfc822"},
        timeout=TIMEOUT_SECONDS,
    ).raise_for_status()


def _all(session: requests.Session, address: str, key: str, **query: Any) -> list[str]:
    """Ids over all pages."""
    found: list[str] = []
    token = None
    while True:
        answer = _answer(
            session.get(address, params={**query, "pageToken": token} if token else query, timeout=TIMEOUT_SECONDS)
        )
        found += [str(item["id"]) for item in answer.get(key, ())]
        token = answer.get("nextPageToken")
        if not token:
            return found


def _batch(session: requests.Session, url: str, ids: list[str]) -> None:
    parts = "".join(
        "--teil\r\nContent-Type: application/http\r\n\r\n"
        f"GET /gmail/v1/users/me/messages/{id}?format=raw HTTP/1.1\r\n\r\n\r\n"
        for id in ids
    )
    answer = session.post(
        f"{url}/batch/gmail/v1",
        data=f"{parts}--teil--\r\n".encode(),
        headers={"Content-Type": "multipart/mixed; boundary=teil"},
        timeout=TIMEOUT_SECONDS,
    )
    answer.raise_for_status()
    assert answer.text.count("HTTP/1.1 200") == len(ids)


def _answer(response: requests.Response) -> Any:
    response.raise_for_status()
    return response.json()


def _least(act: Callable[[], object]) -> float:
    return statistics.median(_seconds(act) for _ in range(9))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(run("--quick" in sys.argv), indent=2, ensure_ascii=False))  # noqa: T201
