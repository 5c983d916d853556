"""The outbox: of two processes that want one move, one wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest

from service.adapters.store import Store
from service.adapters.store.standalone import StandaloneOutbox
from service.core.notices.outbox import OutboxEntry
from service.core.records import Delivery, NoticeKind
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, notice


@pytest.fixture
def outbox(store: Store) -> StandaloneOutbox:
    return StandaloneOutbox(store)


def entry(outbox: StandaloneOutbox, key: str = "n") -> OutboxEntry:
    found = outbox.entry(key)
    assert found is not None
    return found


def claimed(outbox: StandaloneOutbox, token: str = "one", key: str = "n") -> None:
    outbox.add([notice(key)], T0)
    assert outbox.claim(key, token, T0)


def drafted(outbox: StandaloneOutbox, token: str = "one", key: str = "n") -> None:
    claimed(outbox, token, key)
    assert outbox.drafted(key, token, "d1")


def test_a_key_is_added_once_for_ever(outbox: StandaloneOutbox, opener: Opener) -> None:
    assert outbox.add([notice("a"), notice("b"), notice("a")], T0) == ("a", "b")
    outbox.cancel("a", "thừa")
    assert outbox.add([notice("a")], T0 + HOUR) == ()
    assert entry(outbox, "a").delivery is Delivery.CANCELLED
    assert StandaloneOutbox(opener("khoi-khac")).add([notice("a")], T0) == ("a",)


def test_a_notice_comes_back_whole(outbox: StandaloneOutbox) -> None:
    outbox.add([notice("n")], T0)
    assert entry(outbox) == OutboxEntry(notice("n"), Delivery.WAITING, T0)


def test_waiting_by_priority_then_time_then_key(outbox: StandaloneOutbox) -> None:
    outbox.add(
        [
            notice("z"),
            notice("y"),
            notice("first", priority=0),
            notice("old", T0 - HOUR),
            notice("soon", T0 + HOUR),
        ],
        T0,
    )
    assert [e.notice.key for e in outbox.waiting(T0, 10)] == ["first", "old", "y", "z"]
    assert [e.notice.key for e in outbox.waiting(T0, 2)] == ["first", "old"]


def test_only_one_claims_and_nothing_before_its_time(outbox: StandaloneOutbox) -> None:
    outbox.add([notice("n", T0 + HOUR)], T0)
    assert not outbox.claim("n", "one", T0)
    assert outbox.claim("n", "one", T0 + HOUR)
    assert not outbox.claim("n", "two", T0 + HOUR)
    assert (entry(outbox).holder, entry(outbox).claimed_at) == ("one", T0 + HOUR)


def test_two_threads_claim_forty_each_once(opener: Opener) -> None:
    keys = [f"n{number}" for number in range(40)]
    first, second = opener("doan-khoi"), opener("doan-khoi")
    StandaloneOutbox(first).add([notice(key) for key in keys], T0)
    won: dict[str, list[str]] = {"one": [], "two": []}

    def take(store: Store, token: str) -> None:
        won[token] = [key for key in keys if StandaloneOutbox(store).claim(key, token, T0)]

    threads = [threading.Thread(target=take, args=pair) for pair in ((first, "one"), (second, "two"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won["one"] + won["two"]) == sorted(keys)


MOVES: dict[str, Callable[[StandaloneOutbox, str], bool]] = {
    "drafted": lambda outbox, token: outbox.drafted("n", token, "d2"),
    "look": lambda outbox, token: outbox.look("n", token, "chưa thấy"),
    "give_back": lambda outbox, token: outbox.give_back("n", token, T0, "bận"),
    "fail": lambda outbox, token: outbox.fail("n", token, "sai địa chỉ"),
    "cancel": lambda outbox, token: outbox.cancel("n", "đã nộp", token),
}


@pytest.mark.parametrize("move", MOVES)
def test_only_the_holder_moves_a_notice_on(outbox: StandaloneOutbox, move: str) -> None:
    (claimed if move == "drafted" else drafted)(outbox)
    before = entry(outbox)
    assert not MOVES[move](outbox, "two")
    assert entry(outbox) == before
    assert MOVES[move](outbox, "one")
    assert entry(outbox) != before


def test_one_of_two_takes_over_what_a_dead_process_left(outbox: StandaloneOutbox) -> None:
    drafted(outbox, "dead")
    assert outbox.take_over("n", "dead", "one", T0 + HOUR)
    assert not outbox.take_over("n", "dead", "two", T0 + HOUR)
    assert (entry(outbox).holder, entry(outbox).delivery, entry(outbox).draft_id) == (
        "one",
        Delivery.DRAFTED,
        "d1",
    )


def test_sent_is_the_end(outbox: StandaloneOutbox) -> None:
    drafted(outbox)
    assert outbox.sent("n", "g1", "t1", T0)
    assert not outbox.sent("n", "g2", "t2", T0 + HOUR)
    assert not outbox.cancel("n", "muộn", "one") and not outbox.give_back("n", "one", T0, "muộn")
    found = entry(outbox)
    assert (found.delivery, found.gmail_id, found.thread_id, found.sent_at) == (Delivery.SENT, "g1", "t1", T0)


def test_the_name_gmail_gave_a_sent_mail(store: Store, outbox: StandaloneOutbox) -> None:
    claimed(outbox)
    assert not outbox.named("n", "<id@mail>"), "not sent yet"
    outbox.sent("n", "g1", "t1", T0)
    with store.transaction() as transaction:
        assert transaction.outbox.nameless((NoticeKind.REMINDER,)) == (("n", "g1"),)
        assert transaction.outbox.nameless((NoticeKind.RECEIPT,)) == ()
    assert outbox.named("n", "<id@mail>")
    with store.transaction() as transaction:
        assert transaction.outbox.nameless((NoticeKind.REMINDER,)) == ()
    assert outbox.log(T0 - HOUR, (NoticeKind.REMINDER,))[0].message_id == "<id@mail>"


def test_given_back_waits_again_with_its_tries_counted(outbox: StandaloneOutbox) -> None:
    drafted(outbox)
    outbox.look("n", "one", "chưa thấy")
    assert entry(outbox).looks == 1
    outbox.give_back("n", "one", T0 + HOUR, "bận")
    found = entry(outbox)
    assert (found.delivery, found.draft_id, found.attempts, found.looks) == (Delivery.WAITING, "", 1, 0)
    assert found.notice.not_before == T0 + HOUR and found.reason == "bận"


def test_a_person_holds_releases_and_cancels(outbox: StandaloneOutbox) -> None:
    outbox.add([notice("n")], T0)
    assert outbox.hold("n", "chờ xem") and not outbox.hold("n", "chờ xem")
    assert outbox.waiting(T0, 9) == () and not outbox.claim("n", "one", T0)
    assert outbox.release("n") and not outbox.release("n")
    assert outbox.cancel("n", "thôi") and not outbox.claim("n", "one", T0)
    outbox.add([notice("first look")], T0, "lần đầu")
    assert (entry(outbox, "first look").delivery, entry(outbox, "first look").reason) == (Delivery.HELD, "lần đầu")


def test_postponed_never_to_an_earlier_time(outbox: StandaloneOutbox) -> None:
    outbox.add([notice("a"), notice("b", T0 + 3 * HOUR), notice("c")], T0)
    outbox.claim("c", "one", T0)
    assert outbox.postpone(["a", "b", "c"], T0 + 2 * HOUR, "hết mức") == 1
    assert entry(outbox, "a").notice.not_before == T0 + 2 * HOUR
    assert entry(outbox, "b").notice.not_before == T0 + 3 * HOUR


def test_the_day_s_recipients_count_what_may_have_left(outbox: StandaloneOutbox) -> None:
    drafted(outbox, key="in doubt")
    claimed(outbox, key="sent")
    outbox.sent("sent", "g", "t", T0)
    claimed(outbox, key="long ago")
    outbox.sent("long ago", "g", "t", T0 - 25 * HOUR)
    outbox.add([notice("waits")], T0)
    assert outbox.recipients_since(T0 - 24 * HOUR) == 6


def test_what_may_leave_or_is_in_doubt(store: Store, outbox: StandaloneOutbox) -> None:
    def due(at: datetime) -> bool:
        with store.transaction() as transaction:
            return transaction.outbox.due_by(at)

    assert not due(T0)
    outbox.add([notice("n")], T0)
    assert due(T0) and not due(T0 - HOUR)
    outbox.claim("n", "one", T0)
    assert due(T0 - HOUR) and [e.notice.key for e in outbox.in_doubt()] == ["n"]
    outbox.sent("n", "g", "t", T0)
    assert not due(T0) and outbox.in_doubt() == ()


def test_the_log_of_the_week_with_what_is_still_to_leave(outbox: StandaloneOutbox) -> None:
    for key, sent_at in (("old", T0 - 200 * HOUR), ("new", T0 - HOUR)):
        claimed(outbox, key=key)
        outbox.sent(key, "g", "t", sent_at)
    outbox.add([notice("waits", T0 + HOUR), notice("receipt", kind=NoticeKind.RECEIPT)], T0)
    found = outbox.log(T0 - 168 * HOUR, (NoticeKind.REMINDER,))
    assert [(mail.key, mail.sent, mail.at) for mail in found] == [
        ("new", True, T0 - HOUR),
        ("waits", False, T0 + HOUR),
    ]
    assert found[0].grounds == (("ke-hoach", "once"),)
