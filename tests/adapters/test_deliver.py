"""Delivery, against the sandbox's Gmail: two calls a mail, and what may not leave stays."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from service.adapters.store.standalone import StandaloneOutbox
from service.application.deliver import CAPPED, OVER_BUDGET, SUPERSEDED, deliver
from service.application.post import OVERTAKEN
from service.core.records import Delivery, NoticeKind
from tests.adapters.delivering import MAILS, START, Boundaries, Case, killed_at, notices, put, sandbox
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import WORKDAYS


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sandbox() as address:
        yield address


@pytest.fixture
def case(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Case]:
    name = request.node.name.removeprefix("test_").replace("_", "-")[:40]
    made = Case(url, tmp_path, name)
    made.fill()
    yield made
    put(url, "/sandbox/faults", {"rules": []})


def calls(url: str) -> dict[str, int]:
    with urllib.request.urlopen(url + "/sandbox/requests?reset=1") as answer:
        return {method: n for method, n in json.load(answer)["methods"].items() if n}


def states(case: Case) -> dict[str, Delivery]:
    return {entry.notice.key: entry.delivery for entry in StandaloneOutbox(case.store()).all()}


def reasons(case: Case) -> set[str]:
    return {entry.reason for entry in StandaloneOutbox(case.store()).all()}


def test_two_calls_a_mail_and_none_the_second_time(case: Case) -> None:
    calls(case.url)
    assert len(case.run().sent) == MAILS
    assert calls(case.url) == {"gmail.users.drafts.create": MAILS, "gmail.users.drafts.send": MAILS}
    again = case.run(START + timedelta(minutes=10))
    assert again.sent == [] and calls(case.url) == {}
    case.assert_each_once()


def test_what_the_unit_has_done_meanwhile_does_not_leave(case: Case) -> None:
    done = notices(case.name)[3].key
    report = case.run(recheck=lambda notice: notice.key != done)
    assert report.cancelled == [done] and len(report.sent) == MAILS - 1
    assert OVERTAKEN in reasons(case)
    assert case.sent_keys()[done] == 0


def test_the_day_has_its_budget_and_the_rest_goes_in_the_morning(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "budget")
    case.fill()
    few = replace(case.settings, reminders=replace(case.settings.reminders, daily_recipients=10))
    outbox, gmail = StandaloneOutbox(case.store()), case.gmail()
    report = deliver(outbox, gmail, lambda _: True, few, WORKDAYS, START, "one")
    assert (len(report.sent), len(report.postponed)) == (10, MAILS - 10)
    assert report.postponed_until == at("2020-04-17T08:00")
    assert OVER_BUDGET in reasons(case)
    later = deliver(outbox, gmail, lambda _: True, few, WORKDAYS, START + timedelta(hours=5), "two")
    assert later.sent == []
    morning = deliver(outbox, gmail, lambda _: True, few, WORKDAYS, at("2020-04-17T08:01"), "three")
    assert len(morning.sent) == 10


def test_nothing_leaves_at_night_on_days_off_or_before_the_hour(case: Case) -> None:
    for moment in ("2020-04-16T19:00", "2020-04-17T06:00", "2020-04-18T09:00", "2020-04-17T07:30"):
        assert case.run(at(moment)).sent == []
    assert len(case.run(at("2020-04-17T08:00")).sent) == MAILS


def test_receipts_and_alerts_leave_at_any_hour(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "receipts", 2)
    receipt, alert = (
        replace(notice, kind=kind, unit=None, grounds=())
        for notice, kind in zip(notices("receipts", 2), (NoticeKind.RECEIPT, NoticeKind.ALERT), strict=True)
    )
    with case.store().transaction() as transaction:
        transaction.outbox.add([receipt, alert], START)
    assert len(case.run(at("2020-04-18T23:00")).sent) == 2


def test_only_the_newest_digest_of_a_unit_leaves(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "newest", 1)
    (first,) = notices("newest", 1)
    with case.store().transaction() as transaction:
        transaction.outbox.add([first], START)
        transaction.outbox.add([replace(first, key=first.key + "x")], START + timedelta(days=1))
    report = case.run(START + timedelta(days=1))
    assert (report.sent, report.cancelled) == ([first.key + "x"], [first.key])
    assert SUPERSEDED in reasons(case)


def test_a_third_mail_of_a_week_does_not_leave(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "capped", 1)
    (first,) = notices("capped", 1)
    for number, day in enumerate(("2020-04-16", "2020-04-17", "2020-04-20", "2020-04-23")):
        with case.store().transaction() as transaction:
            transaction.outbox.add([replace(first, key=f"{first.key}-{number}")], at(f"{day}T08:00"))
        report = case.run(at(f"{day}T08:00"))
        assert (len(report.sent), len(report.cancelled)) == ((0, 1) if day == "2020-04-20" else (1, 0))
    assert CAPPED in reasons(case)


def test_a_refused_mail_fails_for_good_and_the_others_leave(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "refused", 5)
    bad = replace(notices("refused", 5)[0], recipients=("no address",))
    with case.store().transaction() as transaction:
        transaction.outbox.add([bad, *notices("refused", 5)[1:]], START)
    report = case.run()
    assert (report.failed, len(report.sent)) == ([bad.key], 4)
    assert states(case)[bad.key] is Delivery.FAILED
    assert "required" in " ".join(reasons(case)).lower()


def test_lost_consent_stops_at_once_and_loses_nothing(case: Case) -> None:
    put(case.url, "/sandbox/faults", {"rules": [{"kind": "expired_token", "method": "gmail.*"}]})
    calls(case.url)
    report = case.run()
    assert report.consent_lost and report.sent == [] and len(report.left) == MAILS - 1
    assert sum(calls(case.url).values()) <= 2  # google-auth asks once more with a fresh token
    put(case.url, "/sandbox/faults", {"rules": []})
    assert case.settle() == 1
    case.assert_each_once()


def test_when_google_is_away_a_few_calls_are_enough(case: Case) -> None:
    put(case.url, "/sandbox/faults", {"rules": [{"kind": "drop_before", "method": "gmail.*"}]})
    calls(case.url)
    report = case.run()
    assert report.problem and report.sent == [] and len(report.left) == MAILS - 3
    put(case.url, "/sandbox/faults", {"rules": []})
    case.settle()
    case.assert_each_once()


def test_a_held_office_sends_alerts_alone(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "held", 2)
    reminder, other = notices("held", 2)
    alert = replace(other, kind=NoticeKind.ALERT, unit=None)
    with case.store().transaction() as transaction:
        transaction.outbox.add([reminder, alert], START)
    outbox, gmail = StandaloneOutbox(case.store()), case.gmail()
    kinds = {NoticeKind.ALERT}
    report = deliver(outbox, gmail, lambda _: True, case.settings, WORKDAYS, START, "one", kinds)
    assert report.sent == [alert.key]
    assert states(case)[reminder.key] is Delivery.WAITING


def test_a_draft_a_person_threw_away_is_made_again_once_it_is_sure(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "thrown", 1)
    case.fill()
    boundary = boundary_after(case, "drafted")
    assert killed_at(case, boundary)
    (doubt,) = StandaloneOutbox(case.store()).in_doubt()
    case.gmail().delete_draft(doubt.draft_id)
    assert case.run(START + timedelta(minutes=1)).doubtful == [doubt.notice.key]  # SENT is looked at twice
    case.settle()
    case.assert_each_once()


def test_a_draft_a_person_sent_by_hand_is_not_sent_again(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "byhand", 1)
    case.fill()
    assert killed_at(case, boundary_after(case, "create_draft"))
    (draft_id,) = case.gmail().find_drafts([notices("byhand", 1)[0].key]).values()
    case.gmail().send_draft(draft_id)
    case.settle()
    case.assert_each_once()


def test_a_draft_no_longer_wanted_is_taken_away(url: str, tmp_path: Path) -> None:
    case = Case(url, tmp_path, "unwanted", 1)
    case.fill()
    assert killed_at(case, boundary_after(case, "drafted"))
    report = case.run(START + timedelta(minutes=10), recheck=lambda _: False)
    assert len(report.cancelled) == 1
    assert sum(case.sent_keys().values()) == 0  # and no draft is left


def test_two_processes_at_once_send_each_mail_once(case: Case) -> None:
    runs = [Thread(target=case.run) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    case.settle()
    case.assert_each_once()


def boundary_after(case: Case, method: str) -> int:
    """The number of the boundary right after the first call of that method, counted on a copy of the case."""
    twin = Case(case.url, case.folder, f"{case.name}-twin", case.count)
    twin.fill()
    names: list[str] = []
    counting = Boundaries(lambda _: None, names.append)
    twin.run(wrap=counting.wrap)
    return names.index(method) + 1


def test_a_mail_another_process_claimed_first_is_left_to_it(case: Case) -> None:
    first = notices(case.name)[0].key
    claimed: list[str] = []

    def race(method: str) -> None:
        if method == "claim" and not claimed:
            claimed.append(first)
            assert StandaloneOutbox(case.store()).claim(first, "another", START)

    calls(case.url)
    report = case.run(wrap=Boundaries(lambda _: None, race).wrap)
    assert report.elsewhere == [first] and len(report.sent) == MAILS - 1
    assert calls(case.url)["gmail.users.drafts.create"] == MAILS - 1
