"""Trouble with Google, settings and mails: one clear sentence, a hint, the right status, and nothing lost."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.core.evaluation.shipped import at
from tests.core.mail.corpus import documents
from tests.core.mail.corpus.letters import letter
from tests.core.mail.corpus.papers import plan
from tests.scenarios import showing
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import FIRST, INSTANTS
from tests.scenarios.stage import Said, Stage, run

MAY_BEGINS = INSTANTS[2]  # Monday, 4 May, 07:30
AT_EIGHT, LATER = at("2020-05-04T08:00"), at("2020-05-04T08:20")  # reminders leave at eight
PLAN = documents.word(plan("SXD"))
READ_ONLY = {"kind": "status", "status": 403, "reason": "forbidden", "method": "sheets.spreadsheets.batchUpdate"}


def down(service: str) -> dict[str, Any]:
    return {"kind": "status", "status": 503, "method": f"{service}.*"}


def kinds(report: dict[str, Any]) -> set[str]:
    """Of the mails that left."""
    return {key.split("/")[1] for key in report["sent"]}


def failed(report: dict[str, Any]) -> tuple[str, str]:
    """The one sentence and hint of a run that partly failed."""
    (problem,) = {(p["sentence"], p["hint"]) for p in report["failures"]}
    return problem


def each_left_once(stage: Stage) -> None:
    keys = [showing.key_of(mail) for mail in showing.sent(stage, since=MAY_BEGINS)]
    assert len(keys) == len(set(keys))


def test_gmail_down_and_sheets_up(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        row = [
            "9",
            "Chi đoàn BIDV Trà Vinh",
            "4",
            "Tuần 5",
            "Trụ sở",
            "30/30",
            "Vệ sinh trụ sở",
            "Lao động",
            "Sạch",
        ]
        stage.book().worksheet("BÁO CÁO").append_row(row, value_input_option="USER_ENTERED")
        stage.faults(down("gmail"))
        report = stage.ticked(AT_EIGHT, code=4)
        assert failed(report)[0].startswith("Google failed with status 503")
        assert report["mails"] is None and report["sent"] == []
        assert any("BIDV" in line for line in report["written"]), "what the sheet says is published"
        stage.faults()
        after = stage.ticked(LATER)
        assert "reminder" in kinds(after)
        each_left_once(stage)


def test_sheets_down_and_gmail_up(go_on: GoOn) -> None:
    """Nobody is reminded of rows that may stand in the sheet by now; mails are read and answered."""
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        stage.deliver(
            letter("chidoansxd@example.org", "Kế hoạch", "Kính gửi.", files=[("kh.docx", PLAN)]), AT_EIGHT
        )
        stage.faults(down("sheets"))
        report = stage.ticked(AT_EIGHT, code=4)
        assert failed(report)[0].startswith("Google failed with status 503")
        assert report["mails"] == 1 and report["written"] == []
        assert kinds(report) == {"receipt"}
        stage.faults()
        assert "reminder" in kinds(stage.ticked(LATER))
        each_left_once(stage)


def test_an_expired_token(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        tabs = showing.tabs(stage)
        stage.faults({"kind": "expired_token"})
        report = stage.ticked(AT_EIGHT, code=4)
        sentence, hint = failed(report)
        assert sentence == "The account no longer lets us in (the access was refused)."
        assert "nhacviec auth" in hint
        stage.faults()
        assert showing.tabs(stage) == tabs
        assert "reminder" in kinds(stage.ticked(LATER))
        each_left_once(stage)


def test_an_endpoint_that_is_not_there(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        with _nobody_listens() as address:
            stage.write_config(**{stage.url: address})
            report = stage.ticked(AT_EIGHT, code=4)
            sentence, hint = failed(report)
            assert address in sentence and "nhacviec sandbox" in hint
            assert (report["written"], report["sent"]) == ([], [])
        stage.write_config()
        assert "reminder" in kinds(stage.ticked(LATER))
        each_left_once(stage)


def test_a_sheet_shared_for_reading_only(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.faults(READ_ONLY)
        report = stage.ticked(AT_EIGHT, code=4)
        sentence, hint = failed(report)
        assert sentence.startswith("Google does not permit it") and "as an editor" in hint
        assert report["written"] == [] and "reminder" in kinds(report), "mails go on"
        stage.faults()
        assert stage.ticked(LATER)["written"]
        each_left_once(stage)


def test_a_first_day_without_google_says_so_and_keeps_nothing_half(stage: Stage) -> None:
    stage.play(FIRST)
    stage.faults({"kind": "drop_before"})
    report = stage.ticked(FIRST, code=3)
    assert failed(report)[0].endswith("gave no answer (ConnectionError).")
    assert report["held"] == ["sheets_unread", "mail_stale"]
    assert all(sentence.startswith("Chưa đọc được") for sentence in report["hold_sentences"])
    stage.faults()
    report = stage.ticked(FIRST)
    assert len(report["written"]) >= 8 and report["held"] == []


def test_a_tab_of_ours_deleted_or_renamed_is_made_again(go_on: GoOn) -> None:
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        before = showing.tabs(stage)
        book = stage.book("dkcqtravinh@gmail.com")
        book.del_worksheet(book.worksheet("LỊCH SỬ"))
        book.worksheet("KHEN THƯỞNG").update_title("KHEN THƯỞNG của tôi")
        stage.ticked(MAY_BEGINS)
        after = showing.tabs(stage)
        assert sorted(after) == sorted(before)
        assert (after["LỊCH SỬ"], after["KHEN THƯỞNG"]) == (before["LỊCH SỬ"], before["KHEN THƯỞNG"])
        assert "KHEN THƯỞNG của tôi" in [tab.title for tab in book.worksheets()], "a person's tab stays"
        stage.counted()
        stage.ticked(MAY_BEGINS)
        assert sum(stage.counted().values()) == 2


def test_an_attachment_nobody_can_read(go_on: GoOn) -> None:
    broken = letter("chidoanthads@example.org", "Kế hoạch", "Kính gửi.", files=[("kế hoạch.docx", b"PK\3\4 hong")])
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        stage.deliver(broken, AT_EIGHT)
        report = stage.ticked(AT_EIGHT)
        (mail,) = [m for m in stage.ask("inbox", AT_EIGHT) if m["received"] == AT_EIGHT.isoformat()]
        assert (mail["unit"], mail["outcome"]) == ("CTHADS", "needs_review")
        assert mail["issues"] and "receipt" in kinds(report)
        (answer,) = [m for m in showing.sent(stage, since=MAY_BEGINS) if "/receipt/" in showing.key_of(m)]
        assert "kế hoạch.docx" in showing.letter(answer)


BAD_WORDS = {
    "no instant": (("tick", "--as-of", "hôm qua"), "'hôm qua' is no instant.", "2020-04-20T07:30:00+07:00"),
    "unknown unit": (
        ("explain", "Chi đoàn Mặt Trăng"),
        "No unit is surely meant by 'Chi đoàn Mặt Trăng'.",
        "Guesses",
    ),
    "unknown obligation": (
        ("explain", "SXD", "--obligation", "thuế"),
        "There is no obligation 'thuế'.",
        "ke-hoach",
    ),
    "unknown period": (("explain", "SXD", "--period", "1999-W01"), "Nothing has opened by then for SXD", "status"),
    "unknown report": (("report", "daily"), "There is no 'daily' report.", "weekly"),
    "bad period": (("report", "weekly", "--period", "hôm nay"), "'hôm nay' is no", "2020-W17"),
    "unknown mail": (
        ("outbox", "cancel", "nothing"),
        "No single mail of the outbox is meant by 'nothing'.",
        "list",
    ),
}


@pytest.mark.parametrize("case", BAD_WORDS)
def test_words_nobody_can_follow(go_on: GoOn, case: str) -> None:
    words, sentence, hint = BAD_WORDS[case]
    when = [] if words[0] in ("tick", "outbox") else ["--as-of", MAY_BEGINS.isoformat()]
    with go_on(FIRST if words[0] == "tick" else MAY_BEGINS) as stage:
        said = stage.run(*words, *when)
    assert_told(said, sentence, hint)


def assert_told(said: Said, sentence: str, hint: str) -> None:
    """One sentence, then a hint; nothing on standard output; status 2."""
    assert (said.code, said.out) == (2, "")
    first, *rest = said.err.splitlines()
    assert first.startswith(f"nhacviec: {sentence}"), said.err
    assert hint in " ".join(rest) and len(rest) == 1


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    assert_told(run("tick", "--config", str(tmp_path / "x.yaml")), "There is no configuration file", "--config")


def test_a_database_that_is_none(stage: Stage) -> None:
    (stage.folder / "data").mkdir()
    (stage.folder / "data" / "nhacviec.sqlite3").write_text("đây không phải cơ sở dữ liệu " * 50)
    said = stage.run("status")
    assert said.code == 1 and said.out == ""
    assert said.err.startswith("nhacviec: The database cannot be opened") and "config.yaml" in said.err


def test_as_a_process_of_its_own(go_on: GoOn) -> None:
    """Status, streams and encoding as a script meets them."""
    with go_on(MAY_BEGINS) as stage:
        here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-m", "service", "tick", "--config", str(stage.config), "--json"]
        early = ["--as-of", "2020-05-04T07:00"]
        held = subprocess.run([*command, *early], capture_output=True, text=True, env=here, timeout=60)
        assert held.returncode == 3 and '"clock_back"' in held.stdout
        done = subprocess.run(
            [*command, "--as-of", MAY_BEGINS.isoformat()], capture_output=True, env=here, timeout=60
        )
        assert done.returncode == 0 and done.stdout.startswith(b"{")
        bad = subprocess.run([*command, "--as-of", "mai"], capture_output=True, text=True, env=here, timeout=60)
        assert (bad.returncode, bad.stdout) == (2, "") and "'mai' is no instant" in bad.stderr


class _nobody_listens:
    """An address on loopback where nothing answers for as long as this lasts."""

    def __enter__(self) -> str:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._socket.close()
