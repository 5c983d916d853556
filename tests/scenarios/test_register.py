"""``nhacviec offices``: they come in with their past, are looked at, paused, summed up, and leave with everything."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import gspread
import openpyxl
import pytest
import requests

from service.adapters.store import Database
from service.adapters.vault import Vault, new_key
from service.cli.offices import DATABASE_VARIABLE
from service.core.rollup import TITLE
from service.core.settings import Secrets
from service.country import Country
from tests.adapters.store.conftest import _program, new_database, postgresql_server
from tests.core.evaluation.shipped import at
from tests.scenarios import showing
from tests.scenarios.stage import MAILBOX, Said, Stage, _Session, run

NOW = at("2020-04-21T08:00")
ID = "dkcqtravinh"
SQL = Path(__file__).parents[2] / "docs" / "postgresql.sql"
BOOK = {"title": "Tổng hợp", "locale": "vi_VN", "timeZone": "Asia/Ho_Chi_Minh", "anyone": "writer"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as folder:
        yield folder


@pytest.fixture
def url(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    made = new_database(server, "ordinary")
    monkeypatch.setenv(DATABASE_VARIABLE, made)
    monkeypatch.setenv("NHACVIEC_KEY", new_key())
    for metric in ("sheets-read", "sheets-write", "gmail"):
        offices("quota", "sandbox", metric, "1000000", "1000000")
    return made


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    (tmp_path / "alone").mkdir()
    with Stage(tmp_path / "alone", clock=NOW) as made:
        monkeypatch.setenv("NHACVIEC_GOOGLE_ENDPOINT", made.url)
        made.play(NOW)
        yield made


def offices(*words: str, code: int = 0) -> Said:
    said = run("offices", *words)
    assert said.code == code, said
    return said


def listed() -> dict[str, dict[str, object]]:
    return {entry["id"]: entry for entry in offices("list", "--json").json}


def served(stage: Stage, url: str, key: str) -> None:
    """One turn of a worker for all that is due."""
    country = Country(
        url, Vault(key), lambda: NOW if stage.played is None else stage.played, 1, lambda: timedelta(0)
    )
    for call in country.plan():
        country.serve(call.office, call.lane)
    country.close()


def test_an_office_moves_in_with_its_past_and_out_again_and_nobody_is_mailed_twice(
    stage: Stage, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    monkeypatch.setenv("NHACVIEC_KEY", key)
    stage.ticked(NOW)
    sent = [showing.key_of(mail) for mail in showing.sent(stage)]
    status = stage.ask("status", NOW)
    assert len(sent) > 40
    said = offices("add", "--config", str(stage.config), "--under", "trung-uong/tra-vinh")
    assert "rows of its own database came along" in said.out and "own worker" in said.out
    entry = listed()[ID]
    assert (entry["path"], entry["misses"], entry["last_at"]) == ("trung-uong/tra-vinh/", 0, None)
    assert "secrets" not in entry and "config" not in entry

    stage.counted()
    served(stage, url, key)
    calls = stage.counted()
    assert sum(calls.values()) <= 3, "it goes on where it stood: nothing new is read, written or sent"
    assert [showing.key_of(mail) for mail in showing.sent(stage)] == sent
    assert listed()[ID]["last_at"] is not None
    asked = run("status", "--config", f"office:{ID}", "--as-of", NOW.isoformat(), "--json")
    assert asked.code == 0 and asked.json == status

    folder = tmp_path / "gone"
    offices("export", ID, str(folder))
    offices("remove", ID, "--yes")
    assert listed() == {} and offices("remove", ID, "--yes", code=2).err
    for name in ("config.yaml", "data/nhacviec.sqlite3"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    alone = run("tick", "--config", str(folder / "config.yaml"), "--as-of", NOW.isoformat(), "--json")
    assert alone.code == 0 and alone.json["written"] == [] and alone.json["sent"] == []
    assert (
        run("status", "--config", str(folder / "config.yaml"), "--as-of", NOW.isoformat(), "--json").json == status
    )


def test_secrets_are_encrypted_change_and_are_sealed_anew(
    stage: Stage, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv("NHACVIEC_KEY", old)
    token = stage.config.with_name("token.json")
    token.write_text(json.dumps({"refresh_token": "bí mật"}))
    offices("add", "--config", str(stage.config), "--no-past")
    assert sealed(url).startswith(b"gAAAA") and b"refresh" not in sealed(url)
    offices("add", "--config", str(stage.config), code=2)
    token.write_text(json.dumps({"refresh_token": "mới"}))
    offices("add", "--config", str(stage.config), "--replace", "--under", "tinh")
    assert Vault(old).open(ID, sealed(url)) == Secrets(None, {"refresh_token": "mới"})
    assert listed()[ID]["path"] == "tinh/"
    monkeypatch.setenv("NHACVIEC_KEY", f"{new} {old}")
    offices("rekey")
    assert Vault(new).open(ID, sealed(url)).token == {"refresh_token": "mới"}
    monkeypatch.setenv("NHACVIEC_KEY", old)
    assert "does not open" in offices("export", ID, str(tmp_path / "x"), code=2).err


def sealed(url: str) -> bytes:
    database = Database.open(url)
    with database.registry() as registry:
        kept = registry.secrets(ID)
    database.close()
    assert kept is not None
    return kept


def test_a_paused_office_is_left_alone(stage: Stage, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    monkeypatch.setenv("NHACVIEC_KEY", key)
    offices("add", "--config", str(stage.config))
    offices("pause", ID)
    stage.counted()
    served(stage, url, key)
    assert stage.counted() == {} and "tạm dừng" in offices("list").out
    offices("resume", ID)
    served(stage, url, key)
    assert sum(stage.counted().values()) > 10 and "✔ tốt" in offices("list").out


def test_the_account_of_the_compose_file_keeps_offices_apart(server: str) -> None:
    psql = [_program("psql"), "-X", "-h", server, "-U", "office", "-d", "postgres", "-v", "ON_ERROR_STOP=1"]
    environment = os.environ | {"POSTGRES_PASSWORD": "it's one"}
    subprocess.run([*psql, "-f", SQL], check=True, env=environment)
    assert "0 văn phòng" in offices("list", "--database", f"postgresql://nhacviec@/nhacviec?host={server}").out


def test_what_is_wrong_is_told_and_what_to_do(stage: Stage, url: str, tmp_path: Path) -> None:
    assert "NHACVIEC_DATABASE" in run("offices", "list", "--database", "").err
    other = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    assert "PostgreSQL" in offices("list", "--database", other, code=2).err
    superuser = url.replace("ordinary@", "office@")
    assert "walls" in offices("list", "--database", superuser, code=2).err
    assert "offices list" in offices("pause", "ai", code=2).err
    assert "small letters" in offices("add", "--config", str(stage.config), "--under", "Trà Vinh", code=2).err
    assert "sheets-read" in offices("quota", "123", "mail", "1", "1", code=2).err
    offices("add", "--config", str(stage.config), "--under", "tinh")
    checked = offices("check", ID, code=0)
    assert "good" in checked.out and "encrypted" not in checked.out
    assert "kept in the database" in run("auth", "--config", f"office:{ID}").err


def test_the_level_above_sees_the_sum_and_has_it_in_a_spreadsheet(
    stage: Stage, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    monkeypatch.setenv("NHACVIEC_KEY", key)
    offices("add", "--config", str(stage.config), "--under", "trung-uong/tra-vinh")
    assert offices("rollup", "trung-uong", code=2).err
    served(stage, url, key)
    status = run("status", "--config", f"office:{ID}", "--as-of", NOW.isoformat(), "--json").json
    file = tmp_path / "tong-hop.xlsx"
    told = offices("rollup", "trung-uong", "--json", "--xlsx", str(file)).json
    whole = {one["obligation"]: one for one in told if one["who"] == ""}
    for id in ("ke-hoach", "dang-ky", "hoat-dong", "bao-cao"):
        latest = [one for one in status if one["obligation"] == id and one["period"] == whole[id]["period"]]
        for state in ("on_time", "late", "incomplete", "missing", "not_due", "exempt"):
            assert whole[id][state] == sum(one["state"] == state for one in latest), (id, state)
        assert whole[id]["expected"] == sum(one["state"] != "exempt" for one in latest)
    assert {one["who"] for one in told} == {"", "trung-uong/tra-vinh/"}
    assert openpyxl.load_workbook(file).active["C2"].value == "Toàn cấp"
    table = offices("rollup", "trung-uong/tra-vinh", "--obligation", "ke-hoach").out
    assert "Kế hoạch" in table and "Toàn cấp" in table

    spreadsheet = requests.post(f"{stage.url}/sandbox/spreadsheets", json=BOOK, timeout=10).json()["spreadsheetId"]
    assert (
        "not below" in offices("level", "ha-noi", "--name", "x", "--spreadsheet", "x", "--through", ID, code=2).err
    )
    offices("level", "trung-uong", "--name", "Trung ương Đoàn", "--spreadsheet", spreadsheet, "--through", ID)
    stage.counted()
    summed_up(url, key)
    assert stage.counted()["sheets.spreadsheets.batchUpdate"] == 1
    summed_up(url, key)
    assert "sheets.spreadsheets.batchUpdate" not in stage.counted(), "nothing changed, nothing is written"
    session = _Session(stage.url, MAILBOX)
    client = gspread.authorize(None, session=session)  # type: ignore[arg-type]
    rows = client.open_by_key(spreadsheet).worksheet(TITLE).get_all_values()
    assert rows[0][0] == "TỔNG HỢP CẤP DƯỚI: Trung ương Đoàn"
    plan = next(row for row in rows if row[2:4] == ["Kế hoạch", "Toàn cấp"])
    assert int(plan[5]) == whole["ke-hoach"]["expected"]
    stage.counted()
    offices("level", "trung-uong", "--remove")
    summed_up(url, key)
    assert stage.counted() == {}


def summed_up(url: str, key: str) -> None:
    country = Country(url, Vault(key), lambda: NOW, 1, lambda: timedelta(0))
    country.sum_up()
    country.close()
