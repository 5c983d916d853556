"""A month's reminders to a unit stand in one thread; and one process at a time serves an office."""

from __future__ import annotations

from service.bootstrap import open_office
from service.config import load
from service.tenure import Tenure
from tests.core.evaluation.shipped import at
from tests.scenarios.conftest import GoOn
from tests.scenarios.lived import INSTANTS
from tests.scenarios.stage import Stage

APRIL = 'subject:"Nhắc việc tháng 4/2020" to:chidoanbandantoc@example.org in:sent'
MORNING = at("2020-04-16T08:00")


def header(message: dict[str, object], name: str) -> str:
    headers = message["payload"]["headers"]  # type: ignore[index]
    return next((h["value"] for h in headers if h["name"].lower() == name.lower()), "")


def test_reminders_of_a_month_answer_the_first(go_on: GoOn) -> None:
    with go_on(INSTANTS[-1]) as stage:
        listed = stage.gmail("messages", params={"q": APRIL})["messages"]
        mails = [stage.gmail(f"messages/{one['id']}?format=metadata") for one in listed]
    mails.sort(key=lambda mail: int(mail["internalDate"]))
    assert len(mails) >= 3
    first, *later = mails
    assert {mail["threadId"] for mail in later} == {first["threadId"]}
    assert {header(mail, "In-Reply-To") for mail in later} == {header(first, "Message-ID")}
    assert all(header(mail, "Subject").startswith("Re: ") for mail in later)


def test_a_tick_beside_a_worker_is_told_who_serves_the_office(stage: Stage) -> None:
    stage.play(MORNING)
    config = load(stage.config)
    office = open_office(config)
    tenure = Tenure(office.store, "may-chu:1:abc", config.database)
    tenure.begin()
    stage.counted()
    refused = stage.tick(MORNING)
    assert refused.code == 1 and "may-chu:1:abc" in refused.err
    assert stage.counted() == {}
    assert stage.tick(MORNING, "--dry-run").code == 0
    tenure.end()
    office.store.close()
    stage.ticked(MORNING)
