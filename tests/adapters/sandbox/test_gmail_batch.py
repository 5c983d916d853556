"""Batches: parts answered each for itself, counted, limited and disturbed as calls of their own."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from googleapiclient.errors import BatchError, HttpError
from googleapiclient.http import BatchHttpRequest

from tests.adapters.sandbox.gmail_clients import Office, mail, refusal


def run(office: Office, calls: dict[str, Any]) -> dict[str, Any]:
    """Each call's answer, or its error's status."""
    told: dict[str, Any] = {}

    def collect(key: str, answer: Any, error: Exception | None) -> None:
        told[key] = error.resp.status if isinstance(error, HttpError) else answer

    batch = office.api.new_batch_http_request(callback=collect)
    for key, call in calls.items():
        batch.add(call, request_id=key)
    batch.execute()
    return told


def test_parts_are_answered_each_for_itself(office: Office) -> None:
    messages = office.users.messages()
    stored = office.insert(mail(subject="Một"), "INBOX")
    told = run(
        office,
        {
            "raw": messages.get(userId="me", id=stored["id"], format="raw"),
            "wrong": messages.get(userId="me", id="zz"),
            "gone": messages.get(userId="me", id="16f00d"),
            "change": messages.modify(userId="me", id=stored["id"], body={"addLabelIds": ["STARRED"]}),
            "bad change": messages.modify(userId="me", id=stored["id"], body={}),
            "search": messages.list(userId="me", q="is:starred subject:một"),
        },
    )
    assert (told["wrong"], told["gone"], told["bad change"]) == (400, 404, 400)
    assert told["raw"]["id"] == stored["id"]
    assert told["change"]["labelIds"] == ["INBOX", "STARRED"]
    assert [one["id"] for one in told["search"]["messages"]] == [stored["id"]]


def test_an_empty_answer_is_a_part_too(office: Office) -> None:
    stored = office.insert(mail())
    told = run(office, {"delete": office.users.messages().delete(userId="me", id=stored["id"])})
    assert told == {"delete": ""}
    assert office.found("") == []


def test_a_hundred_parts_and_no_more(office: Office) -> None:
    get = office.users.messages().get
    stored = office.insert(mail())
    calls = {str(n): get(userId="me", id=stored["id"], format="minimal") for n in range(100)}
    assert len(run(office, calls)) == 100
    status, message, _ = refusal(lambda: run(office, calls | {"more": get(userId="me", id=stored["id"])}))
    assert (status, message) == (400, "Inner request count exceeds the limit. Received: 101, Limit: 100")


def test_the_documented_path_serves_too(office: Office) -> None:
    told: list[Any] = []
    batch = BatchHttpRequest(lambda _, answer, error: told.append(error or answer), f"{office.url}/batch/gmail/v1")
    batch.add(office.users.getProfile(userId="me"))
    batch.execute(http=office.users._http)
    assert told[0]["messagesTotal"] == 0


def test_parts_are_counted_and_disturbed_by_their_own_method(office: Office) -> None:
    stored = office.insert(mail())
    office.put(
        "faults",
        [{"kind": "status", "status": 429, "method": "gmail.users.messages.get", "count": 1, "skip": 1}],
    )
    requests.delete(f"{office.url}/sandbox/requests", timeout=30)
    get = office.users.messages().get
    told = run(office, {str(n): get(userId="me", id=stored["id"], format="minimal") for n in range(3)})
    assert [told["0"]["id"], told["1"], told["2"]["id"]] == [stored["id"], 429, stored["id"]]
    counted = requests.get(f"{office.url}/sandbox/requests", timeout=30).json()
    assert counted["methods"] == {"gmail.batch": 1}
    assert counted["parts"] == {"gmail.users.messages.get": 3}


def test_content_ids_are_answered(office: Office) -> None:
    body = (
        "--b\r\nContent-Type: application/http\r\nContent-ID: <item1:x@y>\r\n\r\n"
        "GET /gmail/v1/users/me/profile HTTP/1.1\r\n\r\n\r\n"
        "--b\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/nothing\r\n\r\n--b--\r\n"
    )
    headers = {"Authorization": "Bearer t", "Content-Type": "multipart/mixed; boundary=b"}
    answer = requests.post(f"{office.url}/batch/gmail/v1", data=body, headers=headers, timeout=30)
    assert "Content-ID: <response-item1:x@y>\r\n" in answer.text
    assert answer.text.count("HTTP/1.1 ") == 2
    assert "HTTP/1.1 404 Not Found" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/mixed", b""),
        ("multipart/mixed; boundary=b", b""),
        ("multipart/mixed; boundary=b", b"--b\r\n\r\nrubbish\r\n--b--"),
    ],
)
def test_what_is_no_batch_is_refused(office: Office, content_type: str, body: bytes) -> None:
    headers = {"Authorization": "Bearer t", "Content-Type": content_type}
    assert requests.post(f"{office.url}/batch", data=body, headers=headers, timeout=30).status_code == 400


def test_parts_without_a_token_are_refused(office: Office) -> None:
    body = b"--b\r\n\r\nGET /gmail/v1/users/me/profile\r\n\r\n--b--"
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    answer = requests.post(f"{office.url}/batch", data=body, headers=headers, timeout=30)
    assert "HTTP/1.1 401 Unauthorized" in answer.text


def test_a_dropped_batch_is_a_lost_connection(office: Office) -> None:
    stored = office.insert(mail())
    office.put("faults", [{"kind": "drop_before", "method": "gmail.users.messages.get", "count": 5}])
    call = office.users.messages().get(userId="me", id=stored["id"])
    with pytest.raises((OSError, BatchError, HttpError)):
        run(office, {"one": call})
