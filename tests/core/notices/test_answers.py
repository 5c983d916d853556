"""What the office decided about a mail is told to who sent it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.core.notices.answers import plan_answers
from service.core.records import Decision, Notice, Outcome, Place, PlaceKind, Verdict
from tests.core.notices.test_receipts import MAIL, NOW, PLANNED, SUBMISSION

WAITED = replace(SUBMISSION, outcome=Outcome.NEEDS_REVIEW)
HERE = Place(PlaceKind.DECISION, tab="CẦN XỬ LÝ", cell="G4")


def answers(verdict: Verdict | None, note: str = "", **mail: object) -> tuple[Notice, ...]:
    decision = Decision(f"mail:{MAIL.gmail_id}", "XD", verdict, note, NOW, HERE)
    return plan_answers([(replace(MAIL, **mail), WAITED, decision)], PLANNED, NOW)  # type: ignore[arg-type]


def test_accepted_is_said_with_the_time_that_counts() -> None:
    (notice,) = answers(Verdict.ACCEPT)
    assert "chấp nhận kế hoạch gửi lúc 09:12 ngày 14/4/2020" in notice.text
    assert notice.key == "dkcq/receipt/17b2c3d4e5f60718/accepted"
    assert notice.thread_id == MAIL.thread_id and notice.subject.startswith("Re: ")


def test_returned_comes_with_the_offices_words_escaped() -> None:
    (notice,) = answers(Verdict.RETURN, "Bổ sung <phân công>")
    assert "đề nghị đơn vị bổ sung" in notice.text and "Bổ sung <phân công>" in notice.text
    assert "Bổ sung &lt;phân công&gt;" in notice.html


@pytest.mark.parametrize("verdict", [Verdict.SKIP, None])
def test_nothing_is_said_of_a_mail_passed_over(verdict: Verdict | None) -> None:
    assert answers(verdict) == ()


def test_machines_and_dead_addresses_are_not_answered() -> None:
    assert answers(Verdict.ACCEPT, automatic=True) == ()
    assert answers(Verdict.ACCEPT, sender="noreply@example.org") == ()
