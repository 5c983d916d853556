"""The sample office, ticked through its weeks by the command line, against what a person judged by hand."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.core.records import State
from service.sandbox.seed import MailReceived, Sample
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS, KEPT, Lived, folder_of

TRUTH = Path(__file__).parents[1] / "sample" / "truth"
END = INSTANTS[-1]
STATUS = (
    "office, unit, obligation, period, state, due, fulfilled, days_late, participants, members, groups, reasons, "
    "evidence, restated_from"
)
INBOX = "gmail_id, received, from, subject, unit, outcome, kinds, issues, receipt"
ACTIVITIES = (
    "unit, week, month, week_of_month, participants, members, groups, place, content, form, result, where, issues"
)
KEYS = {"status": STATUS, "inbox": INBOX, "activities": ACTIVITIES}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+07:00")


def truth(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one_of(told: str, wanted: str) -> bool:
    """The truth leaves some things open: ``a|b``. What nobody can read is ``?`` there and nothing here."""
    return told in wanted.replace("?", "").split("|")


@pytest.mark.parametrize("moment", INSTANTS, ids=folder_of)
def test_states_are_what_a_person_judged(lived: Lived, moment: datetime) -> None:
    told = {(a["unit"], a["obligation"], a["period"]): a for a in lived.told(moment, "status")}
    wrong = []
    for row in truth(f"states-{folder_of(moment)}.csv"):
        key = (row["unit"], row["obligation"], row["period"])
        found = told.pop(key, {"state": "-", "days_late": 0, "restated_from": None})
        state = one_of(str(found["state"]), row["state"])
        late = not row["days_late"] or one_of(str(found["days_late"]), row["days_late"])
        restated = one_of(str(found["restated_from"] or ""), row["restated_from"])
        if not (state and late and restated):
            wrong.append((key, row, found))
    assert wrong == []
    assert list(told) == [], "nothing else is assessed"


def test_mails_are_read_as_a_person_reads_them(lived: Lived) -> None:
    received = {datetime.fromisoformat(str(mail["received"])): mail for mail in lived.told(END, "inbox")}
    arrived = {event.file: event.at for event in Sample().all_events if isinstance(event, MailReceived)}
    wrong = []
    for row in truth("mails.csv"):
        told: dict[str, Any] = received.pop(arrived[row["file"]])
        kinds = any(set(words.split(";")) == set(told["kinds"]) for words in row["kinds"].split("|"))
        if not (one_of(told["outcome"], row["outcome"]) and one_of(told["unit"] or "", row["unit"]) and kinds):
            wrong.append((row, told))
    assert wrong == []
    assert {mail["kinds"][0] for mail in received.values()} <= {"own"}, "every mail of the truth, and ours"  # type: ignore[index]


def test_rows_are_read_as_a_person_reads_them(lived: Lived) -> None:
    by_row: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for activity in lived.told(END, "activities"):
        where: Any = activity["where"]
        if where.get("tab") == "BÁO CÁO":
            by_row[re.sub(r"\D", "", where["cell"])].append(activity)
    wrong = []
    for row in truth("activities.csv"):
        read = by_row.pop(row["row"], [])
        weeks = sorted(a["week"] or "" for a in read) == sorted(row["weeks"].replace("?", "").split(";"))
        units = {a["unit"] or "" for a in read} == {row["unit"]}
        counted = all(one_of(_text(a["participants"]), row["participants"]) for a in read)
        groups = all(one_of(";".join(a["groups"]), row["groups"]) for a in read)
        if not (weeks and units and counted and groups):
            wrong.append((row, read))
    assert wrong == []
    assert list(by_row) == [], "no row is read that a person did not see"


def test_attached_rows_are_read_as_a_person_reads_them(lived: Lived) -> None:
    told = [a for a in lived.told(END, "activities") if a["where"]["kind"] == "attachment"]  # type: ignore[index]
    found = {(a["unit"], a["week"], _text(a["participants"])): ";".join(_words(a["groups"])) for a in told}
    rows = {(r["unit"], r["week"], r["participants"]): r["groups"] for r in truth("attached_activities.csv")}
    assert sorted(found) == sorted(rows)
    assert [key for key, groups in found.items() if not one_of(groups, rows[key])] == []


@pytest.mark.parametrize("question", KEYS)
def test_answers_have_exactly_the_agreed_keys_and_times_with_offset(lived: Lived, question: str) -> None:
    answer = lived.told(END, question)
    assert len(answer) > 50
    for item in answer:
        assert ", ".join(item) == KEYS[question]
        for key in ("due", "fulfilled", "received"):
            assert item.get(key) is None or INSTANT.fullmatch(str(item[key])), item
    if question == "status":
        assert {item["state"] for item in answer} <= {state.value for state in State}
        assert {e["kind"] for item in answer for e in item["evidence"]} <= {
            "sheet",
            "mail",
            "attachment",
            "decision",
        }  # type: ignore[attr-defined]


def test_the_partition_sums_for_every_obligation_and_period(lived: Lived) -> None:
    for moment in INSTANTS:
        units = {a["unit"] for a in lived.told(moment, "status")}
        counts: dict[tuple[Any, Any], set[Any]] = defaultdict(set)
        for a in lived.told(moment, "status"):
            counts[(a["obligation"], a["period"])].add(a["unit"])
        assert all(len(found) <= len(units) for found in counts.values())
        assert sum(map(len, counts.values())) == len(lived.told(moment, "status")), "one state each"


def test_the_past_asked_later_is_what_was_answered_then(lived: Lived, go_on: GoOn) -> None:
    with go_on(END) as stage:
        for moment in KEPT[:-1]:
            for question in KEYS:
                then, now = lived.told(moment, question), stage.ask(question, moment)
                assert _differences(then, now) == [], (moment, question)


def test_explained_step_by_step(go_on: GoOn) -> None:
    with go_on(INSTANTS[0]) as stage:
        (why,) = stage.ask("explain", INSTANTS[0], "VPUBND", "--obligation", "ke-hoach")
        assert why["state"] == "late" and len(why["steps"]) >= 3
        by_name = stage.run(
            "explain", "Sở Xây dựng", "--obligation", "Kế hoạch", "--as-of", INSTANTS[0].isoformat()
        )
        assert by_name.code == 0 and "SXD · ke-hoach · once" in by_name.out


def _differences(then: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]) -> list[tuple[str, Any]]:
    before, after = [repr(item) for item in then], [repr(item) for item in now]
    gone = [("then", item) for item in before if item not in set(after)]
    return gone + [("now", item) for item in after if item not in set(before)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _words(value: Any) -> list[str]:
    return [str(word) for word in value]
