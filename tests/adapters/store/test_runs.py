"""The log of ticks, jobs done by their period, who holds an office, and small facts."""

from __future__ import annotations

from service.adapters.store import Store
from service.adapters.store.memory import RememberedMapping
from service.adapters.store.runs import Run
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0


def run(number: int, held: str | None = None) -> Run:
    return Run(T0 + number * HOUR, held, f'{{"n": {number}}}', "{}")


def test_the_last_run_and_the_last_that_saw_well(store: Store, opener: Opener) -> None:
    with store.transaction() as transaction:
        assert transaction.runs.last() is None and transaction.runs.last_unheld() is None
        for each in (run(0), run(1, "trống"), run(2, "trống")):
            transaction.runs.add(each)
        assert transaction.runs.last() == run(2, "trống")
        assert transaction.runs.last_unheld() == run(0)
        assert transaction.runs.recent(2) == (run(2, "trống"), run(1, "trống"))
    with opener("khoi-khac").transaction() as transaction:
        assert transaction.runs.last() is None


def test_each_hold_is_told_by_its_first_run(store: Store) -> None:
    with store.transaction() as transaction:
        for each in (run(0, "trống"), run(1, "trống"), run(2), run(3, "trống"), run(4, "mất tiêu đề")):
            transaction.runs.add(each)
        assert [r.as_of for r in transaction.runs.holds()] == [T0, T0 + 3 * HOUR, T0 + 4 * HOUR]


def test_a_second_worker_is_told_who_holds_the_office(store: Store, opener: Opener) -> None:
    def take(who: Store, owner: str, hours: int) -> str | None:
        with who.transaction() as transaction:
            now = T0 + hours * HOUR
            return transaction.runs.take(owner, now, now + 2 * HOUR)

    again = opener("doan-khoi")
    assert take(store, "may-1", 0) is None
    assert take(again, "may-2", 1) == "may-1"
    assert take(store, "may-1", 1) is None, "its holder stays"
    assert take(again, "may-2", 2) == "may-1"
    assert take(again, "may-2", 3) is None, "a dead holder's time ends"
    assert take(store, "may-1", 3) == "may-2"
    assert take(opener("khoi-khac"), "may-1", 3) is None
    with store.transaction() as transaction:
        transaction.runs.release("may-1")
    assert take(store, "may-1", 3) == "may-2", "only the holder lets go"
    with again.transaction() as transaction:
        transaction.runs.release("may-2")
    assert take(store, "may-1", 3) is None


def test_a_job_of_a_period_is_done_once(store: Store) -> None:
    with store.transaction() as transaction:
        assert not transaction.runs.done("summary", "2020-W17")
        assert transaction.runs.do_once("summary", "2020-W17", T0)
        assert not transaction.runs.do_once("summary", "2020-W17", T0 + HOUR)
        assert transaction.runs.done("summary", "2020-W17") and not transaction.runs.done("summary", "2020-W18")


def test_small_facts(store: Store, opener: Opener) -> None:
    with store.transaction() as transaction:
        memory = transaction.memory
        memory.set("tab:a_1", "x")
        memory.set("tab:ab1", "y")
        memory.set("tab:a_1", "z")
        memory.set("at", T0.isoformat())
        assert memory.get("tab:a_1") == "z" and memory.get("none") is None
        assert memory.moment("at") == T0 and memory.moment("none") is None
        assert memory.starting("tab:a_") == {"1": "z"}, "an underscore is no wildcard"
        memory.forget("at")
        assert memory.get("at") is None
    with opener("khoi-khac").transaction() as transaction:
        assert transaction.memory.starting("") == {}


def test_a_mapping_that_outlives_the_process(store: Store, opener: Opener) -> None:
    labels = RememberedMapping(store, "label:")
    labels["Nhắc việc/Thiếu"] = "Label_1"
    labels["Nhắc việc/Đã nhận"] = "Label_2"
    again = RememberedMapping(opener("doan-khoi"), "label:")
    assert dict(again) == dict(labels) and len(again) == 2
    del again["Nhắc việc/Thiếu"]
    assert dict(RememberedMapping(store, "label:")) == {"Nhắc việc/Đã nhận": "Label_2"}
