"""Backups while the product works, and what a restored store does: no mail twice, none lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.adapters.google import READ
from service.application.backup import back_up, restore
from service.application.office import Office
from service.application.recognise_sent import RESTORED
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.config import load
from service.core.errors import ConfigError
from service.core.notices.compose import KEY_HEADER
from service.core.records import Delivery
from service.tenure import Tenure
from tests.adapters.delivering import Boundaries
from tests.core.evaluation.shipped import at
from tests.scenarios.stage import Stage

MORNING = at("2020-04-16T08:00")
KILLED = RuntimeError("the process died here")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path) as made:
        made.play(MORNING)
        yield made


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was looked at once, in which half a hundred mails are read; to be copied."""
    folder = tmp_path_factory.mktemp("looked") / "once"
    with Stage(folder) as made:
        made.play(MORNING)
        made.ticked(MORNING)
    return folder


@pytest.fixture
def served(looked: Path, tmp_path: Path) -> Iterator[Stage]:
    with Stage.copied(looked, tmp_path / "office", MORNING) as made:
        yield made


def mailbox_keys(office: Office) -> Counter[str]:
    """How often each notice stands in SENT; drafts left behind fail the test."""
    gmail: Any = office.mailbox
    users = gmail._users
    ids, token = [], None
    while True:
        listing = users.messages().list(userId="me", labelIds=["SENT"], maxResults=500, pageToken=token)
        told = gmail._call(listing, READ)
        ids += [message["id"] for message in told.get("messages", ())]
        token = told.get("nextPageToken")
        if token is None:
            break
    drafts = gmail._call(users.drafts().list(userId="me"), READ)
    assert not drafts.get("drafts"), "drafts were left behind"
    raws = gmail.fetch(ids)
    return Counter(key for mail in raws if (key := str(message_from_bytes(mail.raw).get(KEY_HEADER, ""))))


def tick_with(office: Office, as_of: datetime, wrap: Callable[[Any], Any]) -> None:
    run_tick(replace(office, mailbox=wrap(office.mailbox)), as_of)


MOMENTS = [
    pytest.param(moment, dies, marks=() if (moment, dies) in {(6, True), (61, False)} else pytest.mark.prove)
    for moment in (2, 5, 6, 7, 8, 9, 30, 61, 100)
    for dies in (False, True)
]


@pytest.mark.parametrize(("moment", "dies"), MOMENTS)
def test_after_a_restore_from_the_middle_of_a_tick_each_mail_left_once(
    stage: Stage, tmp_path: Path, moment: int, dies: bool
) -> None:
    """A backup is taken before or after the n-th call of Gmail. The tick goes on, or dies two calls later; then the
    backup is restored, and ticks go on as if nothing had been."""
    config = load(stage.config)
    saved = tmp_path / "saved.sqlite3"
    office = open_office(config)

    def save(passed: int) -> None:
        if passed == moment:
            back_up(config.database, saved)
        if dies and passed == moment + 3:
            raise KILLED

    try:
        tick_with(office, MORNING, Boundaries(save).wrap)
    except RuntimeError as problem:
        assert dies and problem is KILLED
    office.store.close()
    restore(config.database, saved, MORNING)

    office = open_office(config)
    for minutes in (10, 20, 80, 24 * 60):
        run_tick(office, MORNING + timedelta(minutes=minutes))
    keys = mailbox_keys(office)
    assert [key for key, times in keys.items() if times > 1] == []
    with office.store.transaction() as transaction:
        entries = transaction.outbox.all()
        assert transaction.memory.get(RESTORED) is None
    stored = {e.notice.key for e in entries if e.delivery is Delivery.SENT}
    assert stored == set(keys), "the store knows of every mail that left, and of no other"
    assert not [e for e in entries if e.delivery in (Delivery.CLAIMED, Delivery.DRAFTED)]
    assert len([key for key in keys if "/receipt/" in key]) > 30
    units = Counter(key.split("/")[2] for key in keys if "/reminder/" in key and "/2020-04-15/" in key)
    assert units and set(units.values()) == {1}, "a reminder day is served once, whatever changed since"
    office.store.close()


def test_while_the_mailbox_cannot_be_read_a_restored_store_sends_nothing(stage: Stage, tmp_path: Path) -> None:
    config = load(stage.config)
    stage.ticked(MORNING - timedelta(hours=12))
    saved = tmp_path / "saved.sqlite3"
    back_up(config.database, saved)
    stage.ticked(MORNING)
    restore(config.database, saved, MORNING)
    office = open_office(config)
    before = mailbox_keys(office)
    stage.faults({"method": "gmail.users.history.list", "kind": "status", "status": 400})
    report = run_tick(office, MORNING + timedelta(minutes=10))
    assert report.mail is None and report.delivered is None
    assert mailbox_keys(office) == before
    stage.faults()
    run_tick(office, MORNING + timedelta(minutes=20))
    assert set(mailbox_keys(office).values()) == {1}
    office.store.close()


def test_backup_is_whole_private_and_never_overwrites(served: Stage, tmp_path: Path) -> None:
    target = tmp_path / "kept.sqlite3"
    assert served.run("backup", str(target)).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM message").fetchone()[0] > 40
    again = served.run("backup", str(target))
    assert again.code == 2 and "exists already" in again.err
    assert sorted(p.name for p in tmp_path.glob("kept*")) == ["kept.sqlite3"], "nothing is left beside it"


def test_restore_keeps_what_stood_and_refuses_what_is_no_backup(stage: Stage, tmp_path: Path) -> None:
    stage.ticked(MORNING - timedelta(days=2))
    target = tmp_path / "kept.sqlite3"
    assert stage.run("backup", str(target)).code == 0
    stage.ticked(MORNING)
    other = tmp_path / "letter.txt"
    other.write_text("Kính gửi Văn phòng")
    refused = stage.run("restore", str(other), "--yes")
    assert refused.code == 2 and "no backup" in refused.err
    assert stage.run("restore", str(target), "--yes").code == 0
    kept = list((tmp_path / "data").glob("*.before-*"))
    assert len(kept) == 1
    with closing(sqlite3.connect(kept[0])) as copy:
        newest = copy.execute("SELECT max(as_of) FROM run").fetchone()[0]
    assert newest.startswith("2020-04-16")
    assert stage.run("status", "--json", "--as-of", MORNING.isoformat()).code == 0


def test_restore_waits_for_no_worker_it_refuses(served: Stage, tmp_path: Path) -> None:
    target = tmp_path / "kept.sqlite3"
    served.run("backup", str(target))
    config = load(served.config)
    office = open_office(config)
    tenure = Tenure(office.store, "may-chu:1:abc", config.database)
    tenure.begin()
    refused = served.run("restore", str(target), "--yes")
    assert refused.code == 1 and "may-chu:1:abc" in refused.err
    tenure.end()
    assert served.run("restore", str(target), "--yes").code == 0
    office.store.close()


def test_postgresql_is_sent_to_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        back_up("postgresql://office@db/name", tmp_path / "x")
    assert "pg_dump" in told.value.hint


def test_all_that_is_known_of_a_unit_and_of_no_other(served: Stage, tmp_path: Path) -> None:
    archive = tmp_path / "unit.zip"
    said = served.run("export", "Sở Tư pháp", "--file", str(archive))
    assert said.code == 0, said
    assert os.name != "posix" or stat.S_IMODE(archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(archive) as files:
        names = files.namelist()
        read = {name: orjson.loads(files.read(name)) for name in names if name.endswith(".json")}
        originals = [name for name in names if name.startswith("originals/")]
        original = files.read(originals[0])
    code = read["unit.json"]["roster"]["code"]
    assert {item["unit"] for item in read["status.json"]} == {code}
    assert len(read["mails.json"]) == len(originals) >= 1
    assert b"Received:" in original or b"From:" in original
    recipients = {address for item in read["notices.json"] for address in item["notice"]["recipients"]}
    assert recipients and recipients <= set(read["unit.json"]["roster"]["emails"])
    assert read["rows.json"], "the unit's own rows are in it"
