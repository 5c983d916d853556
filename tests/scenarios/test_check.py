"""``nhacviec check`` and ``nhacviec auth``: each thing that can be wrong is found, and says what to do."""

from __future__ import annotations

import json
import os
import stat
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.application.check import diagnose
from service.application.check_google import google_files
from service.application.consent import code_in, consent
from service.bootstrap import now, open_office, open_store
from service.config import load
from service.core.errors import ConfigError
from service.core.settings import GoogleSettings
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import MAILBOX, Stage

MORNING = at("2020-04-16T08:00")
CLIENT = {"installed": {"client_id": "x", "client_secret": "y", "auth_uri": "z", "token_uri": "t"}}
SCOPES = ["https://www.googleapis.com/auth/gmail.modify", "https://www.googleapis.com/auth/spreadsheets"]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path) as made:
        made.play(MORNING)
        yield made


def lines(stage: Stage) -> dict[str, dict[str, Any]]:
    said = stage.run("check", "--json")
    return {line["what"]: line for line in said.json}


# -- the office ---------------------------------------------------------------------------------------


def test_all_good_is_said_and_changes_nothing(stage: Stage) -> None:
    stage.ticked(MORNING)
    before = {tab.title: tab.get_all_values() for tab in stage.book().worksheets()}
    said = stage.run("check", "--json")
    assert said.code == 0
    assert not [line for line in said.json if line["good"] is False]
    assert {tab.title: tab.get_all_values() for tab in stage.book().worksheets()} == before
    assert "good" in stage.run("check").out


def test_a_tab_that_lost_a_column_is_named_with_it(stage: Stage) -> None:
    reports = stage.book().worksheet("BÁO CÁO")
    reports.update([["Ghi gì đó"]], "F1")
    reports.update([[""]], "F2")
    said = stage.run("check", "--json")
    assert said.code == 1
    bad = {line["what"]: line for line in said.json if line["good"] is False}
    assert set(bad) == {"tab BÁO CÁO"}
    assert "Số lượng ĐVTN tham gia" in bad["tab BÁO CÁO"]["text"] and bad["tab BÁO CÁO"]["todo"]


def test_a_tab_that_is_gone_a_time_zone_and_a_title(stage: Stage) -> None:
    book = stage.book()
    book.del_worksheet(book.worksheet("MIỄN – GIA HẠN"))
    book.update_timezone("Etc/GMT")
    bad = [line for line in stage.run("check", "--json").json if line["good"] is False]
    assert [line["what"].split(" ")[0] for line in bad] == ["time", "tab"]
    assert "Etc/GMT" in bad[0]["text"] and "not there" in bad[1]["text"]


def test_reading_without_writing_is_told_apart(stage: Stage) -> None:
    stage.faults({"method": "sheets.spreadsheets.batchUpdate", "kind": "status", "status": 403})
    found = [line for line in lines(stage).values() if line["good"] is False]
    assert ["It can be read, not written" in line["text"] for line in found] == [True]
    assert "Share" in found[0]["todo"]


def test_a_lost_consent_is_told_with_the_way_out(stage: Stage) -> None:
    stage.faults({"method": "*", "kind": "status", "status": 401, "reason": "authError"})
    said = stage.run("check", "--json")
    assert said.code == 1
    assert "nhacviec auth" in lines(stage)["mailbox"]["todo"]


def test_another_account_than_the_configured_one(stage: Stage) -> None:
    stage.write_config(**{f"mailbox: {MAILBOX}": "mailbox: khac@example.org"})
    (stage.folder / "token.json").write_text(
        json.dumps(
            {"refresh_token": MAILBOX, "client_id": "x", "client_secret": "y", "token_uri": stage.url + "/token"}
        )
    )
    assert lines(stage)["mailbox"]["good"] is False


def test_a_budget_beyond_what_gmail_allows_and_a_wrong_clock(stage: Stage) -> None:
    stage.write_config(**{"daily_recipients: 400": "daily_recipients: 900"})
    assert lines(stage)["budget"]["good"] is False
    config = load(stage.config)
    real = replace(config.google, endpoint="")
    found = diagnose(
        real,
        config.database,
        lambda: open_store(config),
        lambda: open_office(config),
        lambda: timedelta(minutes=9),
        now(config),
    )
    clock = next(line for line in found if line.what == "clock")
    assert clock.good is False and "540 seconds ahead" in clock.text and "synchronisation" in clock.todo


def test_a_database_that_cannot_be_opened(stage: Stage) -> None:
    (stage.folder / "data").mkdir(exist_ok=True)
    (stage.folder / "data" / "nhacviec.sqlite3").write_bytes(b"this is no database, surely not one" * 40)
    assert lines(stage)["database"]["good"] is False


# -- files --------------------------------------------------------------------------------------------


def files(folder: Path, token: dict[str, Any] | None, mode: int = 0o600, client: Any = CLIENT) -> dict[str, Any]:
    google = GoogleSettings(folder / "credentials.json", folder / "token.json")
    for path, value in ((google.credentials, client), (google.token, token)):
        if value is not None:
            path.write_text(json.dumps(value))
            path.chmod(mode)
    return {line.what: line for line in google_files(google)}


def token(**more: Any) -> dict[str, Any]:
    return {"refresh_token": "r", "scopes": SCOPES, "consented": "2020-04-01T00:00:00+00:00", **more}


def test_files_as_they_should_be(tmp_path: Path) -> None:
    assert all(line.good for line in files(tmp_path, token()).values())


def test_nobody_consented(tmp_path: Path) -> None:
    assert files(tmp_path, None)["token"].todo == "Run: nhacviec auth"


@pytest.mark.skipif(os.name != "posix", reason="permissions of files are another matter there")
def test_secrets_that_others_can_read(tmp_path: Path) -> None:
    found = files(tmp_path, token(), mode=0o644)
    assert found["credentials"].todo == "Run: chmod 600 credentials.json"
    assert found["token"].todo == "Run: chmod 600 token.json"


def test_a_permission_that_was_left_out(tmp_path: Path) -> None:
    found = files(tmp_path, token(scopes=SCOPES[:1]))["scopes"]
    assert found.good is False and "spreadsheets" in found.text


def test_an_app_left_in_testing(tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    found = files(tmp_path, token(consent_ends=soon))["consent"]
    assert found.good is False and "testing" in found.text and "Publish" in found.todo
    young = files(tmp_path, token(consented=datetime.now(UTC).isoformat()))["consent"]
    assert young.good is None and "younger than 7 days" in young.text


def test_a_web_client_and_a_service_account(tmp_path: Path) -> None:
    assert "desktop" in files(tmp_path, token(), client={"web": {}})["credentials"].text
    assert files(tmp_path, token(), client={"type": "service_account"})["credentials"].good is True


# -- consent ------------------------------------------------------------------------------------------


def test_consent_elsewhere_writes_a_private_token_the_product_can_use(stage: Stage) -> None:
    config = load(stage.config)
    told: list[str] = []

    def paste(_: str) -> str:
        """What the browser's address bar shows at the end."""
        address = next(text for text in told if text.startswith("http"))
        opener = urllib.request.build_opener(_Stay)
        with pytest.raises(urllib.error.HTTPError) as sent:
            opener.open(address)
        return str(sent.value.headers["Location"])

    assert consent(config.google, MAILBOX, False, told.append, paste) == MAILBOX
    path = config.google.token
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob("*.partial"))
    assert json.loads(path.read_text())["refresh_token"]
    stage.ticked(MORNING)


def test_consent_in_the_browser_of_this_machine(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    class Browser:
        def open(self, address: str, **_: Any) -> bool:
            threading.Thread(target=lambda: urllib.request.urlopen(address).read(), daemon=True).start()
            return True

    monkeypatch.setattr("webbrowser.get", lambda *_: Browser())
    config = load(stage.config)
    assert consent(config.google, MAILBOX, True, lambda _: None, lambda _: "") == MAILBOX
    assert config.google.token.exists()


def test_the_wrong_account_leaves_nothing_behind(stage: Stage) -> None:
    config = load(stage.config)
    with pytest.raises(ConfigError, match=r"consented, but office\.mailbox"):
        consent(config.google, MAILBOX, False, lambda _: None, lambda _: "khac@example.org")
    assert not config.google.token.exists()


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("http://127.0.0.1:8399/?state=S&error=access_denied", "access_denied"),
        ("http://127.0.0.1:8399/?state=S", "no code"),
        ("http://127.0.0.1:8399/?state=OLD&code=c", "another attempt"),
        ("", "Nothing was pasted"),
    ],
)
def test_what_is_pasted_wrongly_is_told(pasted: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        code_in(pasted, "S")
    assert code_in("http://127.0.0.1:8399/?state=S&code=4%2F0abc&scope=x", "S") == "4/0abc"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
