"""The way to Google: repeated only when that cannot double an effect, and errors a person understands."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from google.oauth2.credentials import Credentials

from service.adapters.google import ATTEMPTS, NEVER, READ, WRITE, Retry, Wire, connect, connect_sheets, error_of
from service.core import errors
from service.core.settings import GoogleSettings
from service.sandbox.server import SandboxServer

MAILBOX = "dkcqtravinh@gmail.com"
GMAIL = "https://gmail.googleapis.com/gmail/v1/users/me"
PROFILE, DRAFTS, LABELS = f"{GMAIL}/profile", f"{GMAIL}/drafts", f"{GMAIL}/labels"
DRAFT = {"message": {"raw": "RnJvbTogYUBleGFtcGxlLm9yZw0KDQpY"}}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


class Line:
    """A wire to the sandbox that notes how long it would have waited."""

    def __init__(self, url: str, mailbox: str = MAILBOX) -> None:
        self.url = url
        self.waited: list[float] = []
        self.wire = Wire(Credentials(token=mailbox), url, sleep=self.waited.append)

    def faults(self, *rules: dict[str, Any]) -> None:
        requests.put(f"{self.url}/sandbox/faults", json={"rules": list(rules)}, timeout=10).raise_for_status()
        requests.delete(f"{self.url}/sandbox/requests", timeout=10)

    def calls(self, method: str) -> int:
        counted: dict[str, int] = requests.get(f"{self.url}/sandbox/requests", timeout=10).json()["methods"]
        return counted.get(method, 0)

    def draft(self, retry: Retry) -> requests.Response:
        return self.wire.send("POST", DRAFTS, retry, json=DRAFT)

    def drafts(self) -> int:
        return len(self.wire.send("GET", DRAFTS, READ).json().get("drafts", ()))


@pytest.fixture
def line(sandbox: SandboxServer, request: pytest.FixtureRequest) -> Iterator[Line]:
    """Every test has a mailbox of its own."""
    made = Line(sandbox.url, f"m{abs(hash(request.node.nodeid))}@example.org")
    made.faults()
    yield made
    made.faults()


REFUSALS = {
    "429": {"status": 429, "reason": "rateLimitExceeded"},
    "403 rateLimitExceeded": {"status": 403, "reason": "rateLimitExceeded"},
    "403 userRateLimitExceeded": {"status": 403, "reason": "userRateLimitExceeded"},
}
DOUBTS: dict[str, dict[str, Any]] = {
    "500": {"kind": "status", "status": 500},
    "503": {"kind": "status", "status": 503},
    "dropped before": {"kind": "drop_before"},
    "dropped after": {"kind": "drop_after"},
    "truncated": {"kind": "truncate"},
}


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("retry", [READ, WRITE], ids=["read", "write"])
def test_what_google_refused_is_asked_again_whatever_it_was(line: Line, refusal: str, retry: Retry) -> None:
    line.faults({"kind": "status", "method": "gmail.users.drafts.create", "count": 2, **REFUSALS[refusal]})
    assert line.draft(retry).ok
    assert line.calls("gmail.users.drafts.create") == 3 and line.drafts() == 1


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_read_is_repeated_when_its_answer_is_lost(line: Line, doubt: str) -> None:
    line.faults({"method": "gmail.users.getProfile", "count": 2, **DOUBTS[doubt]})
    assert line.wire.send("GET", PROFILE, READ).json()["emailAddress"]
    assert line.calls("gmail.users.getProfile") == 3


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("retry", [WRITE, NEVER], ids=["write", "send"])
def test_a_write_whose_effect_is_unknown_is_posted_once(line: Line, doubt: str, retry: Retry) -> None:
    line.faults({"method": "gmail.users.drafts.create", **DOUBTS[doubt]})
    with pytest.raises(errors.GoogleError) as caught:
        line.draft(retry)
    assert line.calls("gmail.users.drafts.create") == 1 and line.waited == []
    kind = errors.GoogleBusy if doubt in ("500", "503") else errors.GoogleUnreachable
    assert isinstance(caught.value, kind)
    if isinstance(caught.value, errors.GoogleBusy):
        assert not caught.value.refused
    line.faults()
    assert line.drafts() == (1 if doubt in ("dropped after", "truncated") else 0)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_send_is_not_even_repeated_when_refused(line: Line, refusal: str) -> None:
    line.faults({"kind": "status", "method": "gmail.users.drafts.create", **REFUSALS[refusal]})
    with pytest.raises(errors.GoogleBusy) as caught:
        line.draft(NEVER)
    assert caught.value.refused and line.calls("gmail.users.drafts.create") == 1


def test_after_some_attempts_it_gives_up_having_waited_longer_each_time(line: Line) -> None:
    line.faults({"kind": "status", "status": 503, "method": "gmail.users.getProfile"})
    with pytest.raises(errors.GoogleBusy, match="status 503"):
        line.wire.send("GET", PROFILE, READ)
    assert line.calls("gmail.users.getProfile") == ATTEMPTS
    assert len(line.waited) == ATTEMPTS - 1
    for number, seconds in enumerate(line.waited):
        assert 2**number <= seconds <= 2**number + 1


def test_it_waits_as_long_as_google_asks_but_not_for_ever(line: Line) -> None:
    for asked, waited in ((7, 7.0), (3600, 32.0)):
        line.waited.clear()
        rule = {"kind": "status", "status": 429, "retry_after": asked, "reason": "rateLimitExceeded", "count": 1}
        line.faults({"method": "gmail.users.getProfile", **rule})
        line.wire.send("GET", PROFILE, READ)
        assert line.waited == [waited]


@pytest.mark.parametrize("retry", [READ, WRITE, NEVER], ids=["read", "write", "send"])
def test_an_expired_token_needs_a_person_and_is_not_repeated(line: Line, retry: Retry) -> None:
    line.faults({"kind": "expired_token", "method": "gmail.*"})
    with pytest.raises(errors.ConsentLost) as caught:
        line.draft(retry)
    assert "nhacviec auth" in caught.value.hint and line.waited == []


def test_a_status_that_is_an_answer_is_no_error(line: Line) -> None:
    assert line.wire.send("GET", f"{DRAFTS}/none", READ, accept=frozenset({404})).status_code == 404
    with pytest.raises(errors.NotFound) as caught:
        line.wire.send("GET", f"{DRAFTS}/none", READ)
    assert "config.yaml" in caught.value.hint and line.waited == []


def test_what_google_says_of_a_bad_request_is_kept(line: Line) -> None:
    with pytest.raises(errors.BadRequest) as caught:
        line.wire.send("POST", LABELS, WRITE, json={"name": ""})
    assert caught.value.detail and caught.value.detail in caught.value.sentence


SPOKEN = {
    "no right": (403, {"error": {"message": "denied", "errors": [{"reason": "forbidden"}]}}, errors.NotPermitted),
    "not there": (404, {"error": {"message": "gone"}}, errors.NotFound),
    "consent": (401, {"error": {"message": "invalid_grant"}}, errors.ConsentLost),
    "an error page": (502, b"<html>Bad Gateway</html>", errors.GoogleBusy),
    "a word": (400, {"error": "invalid_request"}, errors.BadRequest),
    "details": (
        429,
        {"error": {"message": "x", "details": [{"reason": "RATE_LIMIT_EXCEEDED"}]}},
        errors.GoogleBusy,
    ),
    "a list": (503, b"[1]", errors.GoogleBusy),
}


@pytest.mark.parametrize("case", SPOKEN)
def test_every_answer_becomes_one_sentence(case: str) -> None:
    status, body, kind = SPOKEN[case]
    error = error_of(status, body if isinstance(body, bytes) else json.dumps(body).encode(), {})
    assert type(error) is kind and error.sentence and "\n" not in error.sentence


def test_where_nobody_listens_the_sandbox_is_named() -> None:
    wire = Wire(Credentials(token=MAILBOX), "http://127.0.0.1:9", sleep=lambda _: None)
    with pytest.raises(errors.GoogleUnreachable) as caught:
        wire.send("GET", PROFILE, READ)
    assert "http://127.0.0.1:9" in caught.value.sentence and "nhacviec sandbox" in caught.value.hint


# -- credentials ----------------------------------------------------------------------------------

TOKEN = {"refresh_token": "r", "client_id": "c", "client_secret": "s", "type": "authorized_user"}


def settings(folder: Path, endpoint: str = "") -> GoogleSettings:
    return GoogleSettings(folder / "credentials.json", folder / "token.json", endpoint)


def written(path: Path, content: object, mode: int = 0o600) -> None:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    path.chmod(mode)


@pytest.mark.parametrize("name", ["credentials.json", "token.json"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_others_can_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    written(tmp_path / "credentials.json", {})
    written(tmp_path / "token.json", TOKEN)
    (tmp_path / name).chmod(mode)
    with pytest.raises(errors.ConfigError) as caught:
        connect(settings(tmp_path), MAILBOX)
    assert name in caught.value.sentence and caught.value.hint == f"Run: chmod 600 {name}"


def test_without_consent_the_way_to_give_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError) as caught:
        connect(settings(tmp_path), MAILBOX)
    assert caught.value.hint == "Run: nhacviec auth"


@pytest.mark.parametrize("content", ["", "[]", "{", "đây"])
def test_a_token_file_that_is_none(tmp_path: Path, content: str) -> None:
    written(tmp_path / "token.json", content)
    with pytest.raises(errors.ConfigError, match="not a credentials file"):
        connect(settings(tmp_path), MAILBOX)


def test_a_token_file_that_lacks_something(tmp_path: Path) -> None:
    written(tmp_path / "token.json", {"client_id": "c"})
    with pytest.raises(errors.ConfigError, match="incomplete"):
        connect(settings(tmp_path), MAILBOX)


def test_google_is_only_asked_where_google_is(tmp_path: Path) -> None:
    written(tmp_path / "token.json", TOKEN)
    assert connect(settings(tmp_path), MAILBOX)._at_endpoint(PROFILE) == PROFILE
    at_sandbox = connect(settings(tmp_path, "http://127.0.0.1:9"), MAILBOX)
    assert at_sandbox._at_endpoint(PROFILE) == "http://127.0.0.1:9/gmail/v1/users/me/profile"


def test_with_an_endpoint_real_credentials_stay_unread(tmp_path: Path, sandbox: SandboxServer) -> None:
    written(tmp_path / "token.json", {**TOKEN, "token_uri": "https://oauth2.googleapis.com/token"}, 0o644)
    wire = connect(settings(tmp_path, sandbox.url), MAILBOX)
    assert wire.send("GET", PROFILE, READ).json()["emailAddress"] == MAILBOX


def test_a_token_the_sandbox_issued_is_refreshed_there(tmp_path: Path, sandbox: SandboxServer) -> None:
    token = {**TOKEN, "refresh_token": "khac@example.org", "token_uri": f"{sandbox.url}/token"}
    written(tmp_path / "token.json", token)
    wire = connect(settings(tmp_path, sandbox.url), MAILBOX)
    assert wire.send("GET", PROFILE, READ).json()["emailAddress"] == "khac@example.org"


def test_a_service_account_serves_sheets_only(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "client_email": "nhacviec@duan.example.org",
        "private_key": key.decode(),
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    written(tmp_path / "credentials.json", account)
    assert connect_sheets(settings(tmp_path), MAILBOX)
    with pytest.raises(errors.ConfigError, match="nobody has given consent"):
        connect(settings(tmp_path), MAILBOX)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_private_secret_is_accepted(tmp_path: Path) -> None:
    written(tmp_path / "credentials.json", {})
    written(tmp_path / "token.json", TOKEN)
    assert connect(settings(tmp_path), MAILBOX)
