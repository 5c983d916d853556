"""What the office reads in its tabs and what leaves by mail, kept word by word; and that running again does nothing.

``NHACVIEC_UPDATE_GOLDEN=1`` writes the kept texts anew; read what changed before keeping it."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.adapters.store import schema
from service.core.notices.wording import period_name
from service.core.papers.tally import COUNTED
from service.core.records import State
from service.core.tabs.titles import OUTPUT_TITLES
from tests.core.evaluation.shipped import at, office
from tests.scenarios import showing
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS, Lived, folder_of
from tests.scenarios.stage import Stage

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("NHACVIEC_UPDATE_GOLDEN") == "1"
MAY_BEGINS, END = INSTANTS[2], INSTANTS[-1]


def compare(folder: str, found: dict[str, str]) -> None:
    """Each text with the one kept, by its name."""
    place = GOLDEN / folder
    if UPDATE:
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob("*.txt"):
            old.unlink()
        for name, text in found.items():
            (place / f"{name}.txt").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in place.glob("*.txt")}
    assert sorted(found) == sorted(kept)
    for name, text in found.items():
        assert text.splitlines() == kept[name].splitlines(), f"{folder}/{name}"


@pytest.mark.parametrize("moment", INSTANTS, ids=folder_of)
def test_every_tab_of_ours_reads_as_kept(lived: Lived, moment: datetime) -> None:
    shown = lived.shown(moment)
    assert sorted(shown) == sorted(OUTPUT_TITLES)
    compare(f"tabs-{folder_of(moment)}", shown)


@pytest.mark.parametrize("moment", INSTANTS, ids=folder_of)
def test_totals_are_what_status_counts(lived: Lived, moment: datetime) -> None:
    """And ``status`` is held against what a person judged (``test_sample_office``). A unit that is still to be
    founded is in neither row nor total."""
    lines = [line.split(" | ") for line in lived.shown(moment)["THEO DÕI TUẦN"].splitlines()]
    heads = [line for line in lines[4:9] if "chưa đến kỳ" not in line[0]]
    shown = {line[2] for line in lines[10:] if len(line) > 2}
    states: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for told in lived.told(moment, "status"):
        states[str(told["obligation"]), str(told["period"])][str(told["state"])] += told["unit"] in shown
    titles = {obligation.id: obligation for obligation in office().campaign.obligations}
    found = 0
    for (id, period), counts in states.items():
        name = f"· {period_name(titles[id], period)}".strip()
        for label, *cells in heads:
            if label.startswith(f"{titles[id].title} ·") and name in label:
                numbers = [int(cell) for cell in cells if "%" not in cell]
                assert numbers[1:8] == [counts[state.value] for state in COUNTED], label
                assert (numbers[0], numbers[8]) == (sum(numbers[1:8]), counts[State.EXEMPT.value]), label
                found += 1
    assert found == len(heads) >= 3


@pytest.mark.parametrize("moment", [MAY_BEGINS, INSTANTS[3]], ids=folder_of)
def test_mails_that_left_read_as_kept(go_on: GoOn, moment: datetime) -> None:
    with go_on(moment) as stage:
        mails = showing.sent(stage, since=moment)
        assert mails
        texts = {showing.key_of(mail).split("/", 1)[1].replace("/", "-"): showing.letter(mail) for mail in mails}
    compare(f"mails-{folder_of(moment)}", texts)


def test_no_mail_ever_left_twice_and_none_is_unwanted(go_on: GoOn) -> None:
    with go_on(END) as stage:
        mails = showing.sent(stage)
    keys = [showing.key_of(mail) for mail in mails]
    assert len(set(keys)) == len(keys) > 200
    for mail in mails:
        assert mail["Auto-Submitted"] in ("auto-generated", "auto-replied"), mail["Subject"]
        assert "ctn" not in str(mail["To"]).lower() or "doancapthoatnuoc" not in str(mail["To"])


def counted_tick(stage: Stage, when: datetime) -> tuple[dict[str, int], dict[str, object]]:
    stage.counted()
    report = stage.ticked(when)
    return stage.counted(), report


IDLE = {"gmail.users.history.list": 1, "sheets.spreadsheets.values.batchGet": 1}


@pytest.mark.parametrize("moment", INSTANTS, ids=folder_of)
def test_a_second_tick_at_the_same_instant_makes_no_write_and_no_mail(go_on: GoOn, moment: datetime) -> None:
    with go_on(moment) as stage:
        stage.ticked(moment)  # the links lead to this sandbox now
        before, mails = showing.tabs(stage), len(showing.sent_ids(stage))
        calls, report = counted_tick(stage, moment)
        assert calls == IDLE
        assert (report["written"], report["sent"], report["changes"]) == ([], [], [])
        assert (showing.tabs(stage), len(showing.sent_ids(stage))) == (before, mails)


def test_an_idle_tick_makes_two_calls_also_after_others(go_on: GoOn) -> None:
    with go_on(END) as stage:
        stage.ticked(END)
        for minutes in (10, 20, 60):
            calls, report = counted_tick(stage, END + timedelta(minutes=minutes))
            assert calls == IDLE, minutes
            assert report["sent"] == []


def test_after_a_midnight_without_news_nothing_is_written(go_on: GoOn) -> None:
    """All is judged again; the time of the last look alone is no reason to write."""
    with go_on(INSTANTS[3]) as stage:
        stage.ticked(INSTANTS[3])
        calls, report = counted_tick(stage, at("2020-05-07T06:00"))
        assert (report["written"], report["sent"]) == ([], [])
        assert calls == IDLE


def stored(stage: Stage) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database."""
    engine = sa.create_engine(f"sqlite:///{stage.folder / 'data' / 'nhacviec.sqlite3'}")
    with engine.connect() as connection:
        found = {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in schema.metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(go_on: GoOn) -> None:
    when = at("2020-05-05T08:00")
    with go_on(MAY_BEGINS) as stage:
        stage.ticked(MAY_BEGINS)
        stage.play(when)
        before, tabs, mails = stored(stage), showing.tabs(stage), len(showing.sent_ids(stage))
        stage.counted()
        dry = stage.ticked(when, "--dry-run")
        calls = stage.counted()
        assert stored(stage) == before
        assert (showing.tabs(stage), len(showing.sent_ids(stage))) == (tabs, mails)
        assert set(calls) <= {*IDLE, "gmail.batch"}
        assert dry["mails"] and dry["would_write"] and dry["would_send"]
        assert (dry["written"], dry["sent"]) == ([], [])
        real = stage.ticked(when)
        assert dry["changes"] == real["changes"]
        assert {mail["key"] for mail in dry["would_send"]} == set(real["sent"])
        assert dry["would_write"] == real["written"]


def test_a_dry_run_on_the_first_day_makes_no_tab_and_no_database_content(stage: Stage) -> None:
    first = at("2020-04-01T08:00")
    stage.play(first)
    titles = [tab.title for tab in stage.book().worksheets()]
    dry = stage.ticked(first, "--dry-run")
    assert dry["would_write"]
    assert [tab.title for tab in stage.book().worksheets()] == titles
    assert {name for name, rows in stored(stage).items() if rows} == set()


def test_a_dry_run_says_so_to_a_person(go_on: GoOn) -> None:
    with go_on(END) as stage:
        said = stage.run("tick", "--dry-run", "--as-of", END.isoformat())
    assert said.code == 0
    assert "nothing was written or sent" in said.out
