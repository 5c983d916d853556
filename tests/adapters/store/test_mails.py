"""Messages with their outcome, originals, labels and addresses that bounced."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from service.adapters.store import Store, schema
from service.core.records import Outcome, RawMail, Submission
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, mail, raw, submission


def keep(store: Store, judged: Submission, original: RawMail | None = None) -> None:
    with store.transaction() as transaction:
        received = mail(judged.gmail_id, judged.received)
        transaction.mails.keep(original or raw(judged.gmail_id), received, judged, T0 + 10 * HOUR)


def test_a_message_comes_back_as_it_was_kept(store: Store) -> None:
    judged = submission("m1")
    keep(store, judged)
    with store.transaction() as transaction:
        stored = transaction.mails.one("m1")
        assert stored is not None
        assert (stored.mail, stored.submission, stored.label) == (mail("m1"), judged, None)
        assert transaction.mails.original("m1") == raw("m1").raw
        assert transaction.mails.one("m2") is None and transaction.mails.original("m2") is None


def test_kept_twice_counts_once_and_the_first_judgement_stands(store: Store) -> None:
    keep(store, submission("m1"))
    keep(store, submission("m1", outcome=Outcome.IGNORED))
    with store.transaction() as transaction:
        assert [s.outcome for s in transaction.mails.submissions()] == [Outcome.CREDITED]


def test_the_same_original_is_stored_once(store: Store) -> None:
    keep(store, submission("m1"))
    keep(store, submission("m2"))
    with store._engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.blob)).scalar_one() == 1


def test_judged_again(store: Store, opener: Opener) -> None:
    waits = submission("m1", unit=None, outcome=Outcome.TRIAGE)
    keep(store, waits)
    other = opener("khoi-khac")
    keep(other, waits)
    with store.transaction() as transaction:
        transaction.mails.judge_again(submission("m1"))
        assert transaction.mails.all((Outcome.TRIAGE,)) == ()
        assert [m.submission.unit for m in transaction.mails.all((Outcome.CREDITED,))] == ["SXD"]
    with other.transaction() as transaction:
        assert transaction.mails.submissions() == (waits,)


def test_known_are_those_kept_and_those_we_sent(store: Store) -> None:
    from tests.adapters.store.records import notice

    keep(store, submission("m1"))
    with store.transaction() as transaction:
        transaction.outbox.add([notice("n")], T0)
        transaction.outbox.sent("n", "sent1", "t", T0)
        asked = ["m1", "sent1", *(f"x{number}" for number in range(1200))]
        assert transaction.mails.known(asked) == {"m1", "sent1"}


def test_oldest_first_by_time_and_who_may_be_answered(store: Store) -> None:
    keep(store, submission("late", T0 + 2 * HOUR))
    keep(store, submission("early", T0 - HOUR))
    keep(store, submission("dull", T0, outcome=Outcome.IGNORED))
    with store.transaction() as transaction:
        assert [s.gmail_id for s in transaction.mails.submissions()] == ["early", "dull", "late"]
        assert [m.mail.gmail_id for m in transaction.mails.some(["late", "early", "gone"])] == ["early", "late"]
        assert transaction.mails.received_by(T0 + HOUR) == ("early",)
        assert transaction.mails.received_by(T0 + 2 * HOUR) == ("early", "late")


def test_whether_a_message_comes_into_view_between_two_instants(store: Store) -> None:
    keep(store, submission("m1", T0))
    tick = timedelta(microseconds=1)
    with store.transaction() as transaction:
        assert transaction.mails.received_between(T0 - tick, T0)
        assert not transaction.mails.received_between(T0, T0 + HOUR)
        assert not transaction.mails.received_between(T0 - HOUR, T0 - tick)


def test_labels_borne(store: Store) -> None:
    keep(store, submission("m1"))
    keep(store, submission("m2"))
    with store.transaction() as transaction:
        transaction.mails.labelled(["m1"], "Nhắc việc/Đã nhận")
        assert transaction.mails.labels() == {"m1": "Nhắc việc/Đã nhận", "m2": ""}


def test_addresses_that_bounced_with_the_last_time_and_nothing_absurd(store: Store) -> None:
    with store.transaction() as transaction:
        transaction.mails.mark_bounced("ctn@example.org", T0, "m1")
        transaction.mails.mark_bounced("ctn@example.org", T0 + HOUR, "m2")
        transaction.mails.mark_bounced("x" * 400 + "@example.org", T0, "m3")
        transaction.mails.mark_bounced("nul\0@example.org", T0, "m4")
        assert transaction.mails.bounced() == {"ctn@example.org": T0 + HOUR}
