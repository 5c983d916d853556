"""Decisions, the questions they answer, and what was learned from them."""

from __future__ import annotations

from service.adapters.store import Store
from service.core.records import Verdict
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, decision, question


def test_the_newest_decision_of_a_key_counts_and_all_stay_known(store: Store, opener: Opener) -> None:
    first, second = decision("mail:a"), decision("mail:a", "CDYT", Verdict.ACCEPT, T0 + HOUR)
    with store.transaction() as transaction:
        for each in (first, decision("mail:b"), second):
            transaction.decisions.add(each)
        assert transaction.decisions.all() == (first, decision("mail:b"), second)
        assert transaction.decisions.standing() == {"mail:a": second, "mail:b": decision("mail:b")}
        assert transaction.decisions.standing(T0)["mail:a"] == first
    with opener("khoi-khac").transaction() as transaction:
        assert transaction.decisions.all() == ()


def test_questions_open_close_and_open_again(store: Store) -> None:
    a, b = question("mail:a"), question("mail:b", T0 + HOUR)
    with store.transaction() as transaction:
        transaction.decisions.ask([a, b], T0 + HOUR)
        transaction.decisions.ask([b], T0 + 2 * HOUR)
        assert transaction.decisions.asked() == ((a, T0 + 2 * HOUR), (b, None))
        transaction.decisions.ask([b], T0 + 3 * HOUR)
        assert transaction.decisions.asked() == ((a, T0 + 2 * HOUR), (b, None))
        again = question("mail:a", text="Vẫn chưa rõ.")
        transaction.decisions.ask([again, b], T0 + 4 * HOUR)
        assert transaction.decisions.asked() == ((again, None), (b, None))


def test_what_a_name_means_follows_the_newest_decision(store: Store) -> None:
    with store.transaction() as transaction:
        learn = transaction.decisions.learn
        assert learn("name", "CĐ Y tế", "SYT", "mail:a", T0)
        assert not learn("name", "CĐ Y tế", "SYT", "mail:b", T0 + HOUR), "nothing new"
        assert learn("name", "CĐ Y tế", "CDYT", "mail:c", T0 + HOUR)
        assert learn("address", "lan@example.net", "SYT", "mail:a", T0)
        assert transaction.decisions.learned("name") == {"CĐ Y tế": "CDYT"}
        assert transaction.decisions.learned("address") == {"lan@example.net": "SYT"}


def test_what_was_known_at_an_instant(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.decisions.learn("name", "CĐ Y tế", "SYT", "mail:a", T0)
        assert transaction.decisions.learned("name", T0 - HOUR) == {}
        assert transaction.decisions.learned("name", T0) == {"CĐ Y tế": "SYT"}


def test_a_decision_taken_back_is_unlearned(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.decisions.learn("name", "CĐ Y tế", "SYT", "mail:a", T0)
        transaction.decisions.learn("address", "lan@example.net", "SYT", "mail:b", T0)
        transaction.decisions.unlearn("mail:a")
        assert transaction.decisions.learned("name") == {}
        assert transaction.decisions.learned("address") == {"lan@example.net": "SYT"}


def test_what_nobody_could_mean_is_not_learned(store: Store) -> None:
    with store.transaction() as transaction:
        for absurd in ("", "x" * 301, "nul\0"):
            assert not transaction.decisions.learn("name", absurd, "SYT", "mail:a", T0)
        assert transaction.decisions.learned("name") == {}
