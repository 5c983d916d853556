"""Tokens, faults, quotas, clock and request log, as a client meets them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials

from service.sandbox.server import SandboxServer
from tests.adapters.sandbox.sheets_client import Caller, Refused


@pytest.fixture
def caller(server: SandboxServer) -> Caller:
    made = Caller(server.url)
    made.create()
    made.raw("DELETE", "/sandbox/requests")
    return made


def _faults(caller: Caller, *rules: dict[str, Any], **more: Any) -> None:
    caller.raw("PUT", "/sandbox/faults", {"rules": list(rules), **more}).raise_for_status()


def test_requests_are_counted_by_method(caller: Caller) -> None:
    caller.read("A1")
    caller.write("A1", [["x"]])
    caller.read("A1")
    log = caller.raw("GET", "/sandbox/requests", list=1).json()
    assert (log["total"], log["methods"]) == (
        3,
        {"sheets.spreadsheets.values.get": 2, "sheets.spreadsheets.values.update": 1},
    )
    assert [entry["status"] for entry in log["requests"]] == [200, 200, 200]
    assert log["requests"][0]["mailbox"] == "office@example.org"
    caller.raw("DELETE", "/sandbox/requests")
    assert caller.raw("GET", "/sandbox/requests").json()["total"] == 0


def test_a_status_fault_hits_so_often_and_has_no_effect(caller: Caller) -> None:
    _faults(caller, {"method": "sheets.*.update", "kind": "status", "status": 503, "count": 2})
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            caller.write("A1", [["x"]])
        assert (refused.value.status, refused.value.error["status"]) == (503, "UNAVAILABLE")
    assert caller.read("A1") == []
    caller.write("A1", [["x"]])


def test_a_limit_fault_speaks_like_sheets(caller: Caller) -> None:
    _faults(caller, {"kind": "status", "status": 429, "retry_after": 7, "count": 1})
    response = caller.raw("GET", f"/v4/spreadsheets/{caller.book}")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.json()["error"]["message"].startswith("Quota exceeded for quota metric 'Read requests'")


@pytest.mark.parametrize(("kind", "left"), [("drop_before", []), ("drop_after", [["x"]])])
def test_dropped_connections(caller: Caller, kind: str, left: list[list[str]]) -> None:
    _faults(caller, {"method": "*.update", "kind": kind, "count": 1})
    with pytest.raises(requests.ConnectionError):
        caller.write("A1", [["x"]])
    assert caller.read("A1") == left
    entry = caller.raw("GET", "/sandbox/requests", list=1).json()["requests"][0]
    assert (entry["status"], entry["fault"]) == (0, kind)


def test_a_truncated_answer_breaks_in_the_middle(caller: Caller) -> None:
    _faults(caller, {"method": "*.get", "kind": "truncate", "count": 1})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        caller.get()
    caller.get()


def test_chance_is_repeatable(caller: Caller) -> None:
    def hits() -> list[bool]:
        _faults(caller, {"method": "*.get", "kind": "status", "probability": 0.5, "seed": 7})
        path = f"/v4/spreadsheets/{caller.book}"
        return [caller.raw("GET", path).status_code == 503 for _ in range(20)]

    first = hits()
    assert 0 < sum(first) < 20
    assert hits() == first


def test_bad_rules_are_refused(caller: Caller) -> None:
    response = caller.raw("PUT", "/sandbox/faults", [{"kind": "status", "stauts": 500}])
    assert response.status_code == 400 and "stauts" in response.text


def test_quotas_stop_a_user_and_the_clock_frees_them(caller: Caller) -> None:
    caller.raw("PUT", "/sandbox/clock", {"now": "2020-04-16T08:00:00+07:00"})
    _faults(caller, quotas=True)
    statuses = [caller.raw("GET", f"/v4/spreadsheets/{caller.book}").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    caller.write("A1", [["viết thì còn"]])
    caller.raw("PUT", "/sandbox/clock", {"now": "2020-04-16T08:01:01+07:00"})
    assert caller.raw("GET", f"/v4/spreadsheets/{caller.book}").status_code == 200


def test_the_clock_is_the_files_time(caller: Caller) -> None:
    caller.raw("PUT", "/sandbox/clock", {"now": "2020-04-16T08:00:00+07:00"})
    caller.write("A1", [["=NOW()"]], "USER_ENTERED")
    file = caller.call("drive.files.get", "GET", f"/drive/v3/files/{caller.book}", fields="modifiedTime")
    assert file == {"modifiedTime": "2020-04-16T01:00:00.000Z"}
    (((serial,),),) = (caller.read("A1", valueRenderOption="UNFORMATTED_VALUE"),)
    assert serial == pytest.approx(43937 + 1 / 24)
    assert caller.raw("PUT", "/sandbox/clock", {"now": None}).json()["frozen"] is False
    assert caller.raw("PUT", "/sandbox/clock", {"now": "2020-04-16T08:00"}).status_code == 400


def test_no_token_is_403_in_sheets_and_drive(server: SandboxServer) -> None:
    for path in ("/v4/spreadsheets/x", "/drive/v3/files"):
        assert requests.get(server.url + path, timeout=30).status_code == 403


def test_refresh_tokens_open_the_mailbox_they_name(server: SandboxServer) -> None:
    def credentials(refresh: str) -> Credentials:
        return Credentials(None, refresh, token_uri=server.url + "/token", client_id="i", client_secret="s")

    for refresh, address in [("bi.thu@example.org", "bi.thu@example.org"), ("1//0g", "dkcqtravinh@gmail.com")]:
        session = AuthorizedSession(credentials(refresh))
        about = session.get(server.url + "/drive/v3/about?fields=user", timeout=30).json()
        assert about["user"]["emailAddress"] == address
    requests.post(server.url + "/revoke", data={"token": "1//0g"}, timeout=30)
    with pytest.raises(RefreshError, match="invalid_grant"):
        credentials("1//0g").refresh(Request())


def test_an_expired_token_is_refreshed_by_the_client(server: SandboxServer) -> None:
    credentials = Credentials(None, "r", token_uri=server.url + "/token", client_id="i", client_secret="s")
    session = AuthorizedSession(credentials)
    rule = {"method": "drive.*", "kind": "expired_token", "count": 1}
    requests.put(server.url + "/sandbox/faults", json=[rule], timeout=30)
    assert session.get(server.url + "/drive/v3/files", timeout=30).status_code == 200
    counted = requests.get(server.url + "/sandbox/requests", timeout=30).json()["methods"]
    assert counted == {"drive.files.list": 2, "oauth2.token": 2}


KILLED = """
import os, sys, requests
from pathlib import Path
from service.sandbox.server import SandboxServer
server = SandboxServer(Path(sys.argv[1])).start()
head = {"Authorization": "Bearer office@example.org"}
book = requests.post(server.url + "/v4/spreadsheets", json={}, headers=head).json()["spreadsheetId"]
path = f"{server.url}/v4/spreadsheets/{book}/values/A1?valueInputOption=RAW"
requests.put(path, json={"values": [["còn đây"]]}, headers=head).raise_for_status()
print(book, flush=True)
os.kill(os.getpid(), 9)
"""


def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == -9
    with SandboxServer(tmp_path) as server:
        assert Caller(server.url, book=run.stdout.strip()).read("A1") == [["còn đây"]]
