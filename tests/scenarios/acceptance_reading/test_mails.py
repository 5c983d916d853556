"""Mails as units send them: who, what, what comes of it, what is answered; and no message without one outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.acceptance_reading import mails_april, mails_may
from tests.scenarios.acceptance_reading.letters import Case, name
from tests.scenarios.acceptance_reading.office import REPORTS, Office
from tests.scenarios.acceptance_reading.papers import report_rows

APRIL, MAY = mails_april.cases(), mails_may.cases()


@dataclass(frozen=True, slots=True)
class Answered:
    """What the command line told after all mails of a month: of each case, of every unit, of the whole mailbox."""

    mails: dict[str, dict[str, Any]]  # by the case's words
    inbox: dict[str, dict[str, Any]]  # by Gmail id
    states: dict[tuple[str, str, str], dict[str, Any]]
    activities: list[dict[str, Any]]
    mailbox: set[str]
    sent: set[str]


def arrive(office: Office, cases: list[Case]) -> dict[str, str]:
    """Delivers all; case → Gmail id."""
    ids = {}
    for case in cases:
        if case.how == "deliver":
            ids[case.about] = office.deliver(case.raw, case.at, case.auth, case.envelope)
        else:
            ids[case.about] = office.put(case.raw, case.how, internalDateSource="dateHeader")
    assert len(ids) == len(cases)
    return ids


def answered(office: Office, ids: dict[str, str], asked: datetime) -> Answered:
    """Ticks, and once more so that our own answers are seen too."""
    office.tick(asked)
    asked += timedelta(minutes=30)
    office.tick(asked)
    inbox = office.inbox(asked)
    mails = {about: inbox[gmail_id] for about, gmail_id in ids.items() if gmail_id in inbox}
    return Answered(
        mails, inbox, office.states(asked), office.activities(asked), office.all_mail(), office.all_mail("SENT")
    )


@pytest.fixture(scope="module")
def april(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answered]:
    with Office(tmp_path_factory.mktemp("april")) as office:
        ids = arrive(office, APRIL)
        yield answered(office, ids, mails_april.ASKED)


@pytest.fixture(scope="module")
def may(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answered]:
    with Office(tmp_path_factory.mktemp("may")) as office:
        rows = [[row[0], name("CTHADS"), *row[1:]] for row in report_rows(5, [1, 2, 3, 4], "8")]
        office.type(REPORTS, "A3", rows)
        office.tick(mails_april.ASKED)
        ids = arrive(office, MAY)
        yield answered(office, ids, mails_may.ASKED)


def wrong(case: Case, told: Answered) -> list[str]:
    """Where the answer differs from the case's truth."""
    mail = told.mails.get(case.about)
    if mail is None:
        return ["no outcome"]
    found = []
    if (mail["unit"] or "") not in case.unit.split("|"):
        found.append(f"unit {mail['unit']}")
    if mail["outcome"] not in case.outcome.split("|"):
        found.append(f"outcome {mail['outcome']}")
    if case.kinds and not set(case.kinds.split(";")) <= set(mail["kinds"]):
        found.append(f"kinds {mail['kinds']}")
    sent = str(mail["receipt"] or "")[:2] == "20"
    if case.receipt is not None and sent is not case.receipt:
        found.append(f"receipt {mail['receipt']}")
    if case.issues and not mail["issues"]:
        found.append("no issues")
    if datetime.fromisoformat(mail["received"]) != case.at.replace(microsecond=0):
        found.append(f"received {mail['received']}")
    for key, allowed in case.states.items():
        state = told.states.get(key, {"state": "-", "reasons": []})
        if state["state"] not in allowed.split("|"):
            found.append(f"{key} {state['state']} {state['reasons']}")
    return [*found, str([(i["code"], i["text"]) for i in mail["issues"]])] if found else []


@pytest.mark.parametrize("case", APRIL, ids=lambda case: case.about)
def test_april(april: Answered, case: Case) -> None:
    assert wrong(case, april) == []


@pytest.mark.parametrize("case", MAY, ids=lambda case: case.about)
def test_may(may: Answered, case: Case) -> None:
    assert wrong(case, may) == []


@pytest.mark.parametrize("month", ["april", "may"])
def test_every_message_has_exactly_one_outcome(month: str, request: pytest.FixtureRequest) -> None:
    told: Answered = request.getfixturevalue(month)
    assert len(told.mails) == len(APRIL if month == "april" else MAY)
    outcomes = {"credited", "needs_review", "triage", "ignored"}
    assert {mail["outcome"] for mail in told.inbox.values()} <= outcomes
    assert {mail["gmail_id"] for mail in told.mails.values()} <= set(told.inbox)
    assert told.mailbox - set(told.inbox) == told.sent - set(told.inbox), "what is not told is what we sent"


def test_each_mail_is_answered_once_and_its_subject_is_read_whole(april: Answered) -> None:
    answered_mails = [mail for mail in april.mails.values() if str(mail["receipt"]).startswith("20")]
    assert len(answered_mails) > 40
    assert len(april.sent) == len(answered_mails) + 1, "one receipt each, and the office is told of the bounce"
    assert april.mails["docx"]["subject"] == "Gửi kế hoạch thực hiện mô hình 30 phút"


def test_no_unit_is_credited_for_what_it_did_not_send(april: Answered, may: Answered) -> None:
    for told, cases in ((april, APRIL), (may, MAY)):
        sure = {unit for case in cases for unit in case.unit.split("|")} | {""}
        assert {mail["unit"] or "" for mail in told.mails.values()} <= sure
    assert [a for a in may.activities if a["unit"] in ("VNPT", "VIETTEL", "BIDV")] == []


def test_rows_of_attached_reports_are_activities(may: Answered) -> None:
    def rows(unit: str, kind: str) -> list[tuple[Any, ...]]:
        return sorted(
            (a["week"], a["participants"], a["groups"], a["place"])
            for a in may.activities
            if a["unit"] == unit and a["where"]["kind"] == kind
        )

    wanted = [
        ("2020-W19", 8, ["1"], "Trụ sở cơ quan"),
        ("2020-W20", 8, ["3a"], "Hội trường"),
        ("2020-W21", 8, ["3c"], "Sân cơ quan"),
        ("2020-W22", 8, ["4e"], "Hội trường"),
    ]
    for unit in ("SXD", "STP", "SNV", "STC", "HTTN", "CDYT", "SLDTBXH"):
        assert rows(unit, "attachment") == wanted, unit
    assert rows("SKHDT", "attachment") + rows("SKHDT", "mail") == wanted
    assert may.states[("CTHADS", "hoat-dong", "2020-W19")]["participants"] == 8
