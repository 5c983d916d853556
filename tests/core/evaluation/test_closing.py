"""Closed periods are frozen; a later change is a restatement (design, section 11, rule 3)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.core.evaluation import Inputs, Reason, evaluate
from service.core.records import Field, Sighting, State
from tests.core.evaluation.building import activity, inputs, registration, sheet, state
from tests.core.evaluation.random_offices import random_office
from tests.core.evaluation.shipped import at

WEEK = "2020-W17"
CLOSE = "2020-05-16"


def week(given: Inputs, when: str = "2020-05-20"):  # type: ignore[no-untyped-def]
    return state(given, when, "hoat-dong", WEEK)


def test_until_the_close_a_late_row_simply_changes_the_state() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-15T23:00"))])
    assert (week(given).state, week(given).restated_from) == (State.LATE, None)


def test_after_the_close_it_is_a_restatement() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-17"))])
    assert week(given, "2020-05-16T12:00").restated_from is None
    found = week(given)
    assert (found.state, found.restated_from) == (State.LATE, State.MISSING)
    assert Reason.RESTATED in found.reasons


def test_a_row_that_may_have_come_before_the_close_was_known_to_it() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-17", after="2020-05-15"))])
    assert (week(given).state, week(given).restated_from) == (State.LATE, None)


def test_a_row_deleted_after_the_close_restates() -> None:
    given = inputs(activities=[(activity("A", WEEK), sheet("2020-05-04", gone_by="2020-05-18"))])
    found = week(given)
    assert (found.state, found.restated_from) == (State.MISSING, State.ON_TIME)
    assert Reason.ROW_DELETED in found.reasons


def test_figures_stay_as_they_were_at_the_close() -> None:
    given = inputs(
        activities=[
            (activity("A", WEEK, 20, digest="old"), sheet("2020-05-04", gone_by="2020-05-18")),
            (activity("A", WEEK, 25, digest="new"), sheet("2020-05-18")),
        ]
    )
    assert (week(given).participants, week(given, "2020-05-15").participants) == (20, 20)


def test_a_report_is_frozen_with_its_weeks() -> None:
    rows = [
        (activity("A", WEEK), sheet("2020-05-04")),
        (activity("A", "2020-W18", blank=[Field.RESULT], digest="gap"), sheet("2020-05-04", gone_by="2020-05-20")),
        (activity("A", "2020-W18", digest="full"), sheet("2020-05-20")),
    ]
    found = state(inputs(activities=rows), "2020-05-21", "bao-cao", "2020-04")
    assert (found.state, found.restated_from) == (State.LATE, State.INCOMPLETE)


def test_a_fault_that_may_have_been_mended_before_the_close_was_mended() -> None:
    gap = registration("A", blank=[Field.TIME], digest="gap")
    across = sheet("2020-04-26", after="2020-04-24")  # the close is on 25/4
    given = inputs(
        registrations=[
            (gap, sheet("2020-04-10", gone_by="2020-04-26", gone_after="2020-04-24")),
            (registration("A", digest="full"), across),
        ]
    )
    found = state(given, "2020-04-27", "dang-ky")
    assert (found.state, found.restated_from) == (State.LATE, None)


def truncated(given: Inputs, when: str) -> Inputs:
    """What a worker would have known at an instant: nothing that came later."""
    limit = at(when)

    def known(sighting: Sighting) -> Sighting:
        if sighting.gone_by is not None and sighting.gone_by > limit:
            return Sighting(sighting.after, sighting.by)
        return sighting

    return replace(
        given,
        activities=tuple(
            replace(s, sighting=known(s.sighting)) for s in given.activities if s.sighting.by <= limit
        ),
        registrations=tuple(
            replace(s, sighting=known(s.sighting)) for s in given.registrations if s.sighting.by <= limit
        ),
        submissions=tuple(s for s in given.submissions if s.received <= limit),
        questions=tuple(q for q in given.questions if q.raised <= limit),
        decisions=tuple(d for d in given.decisions if d.decided_at <= limit),
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_past_asked_later_is_what_was_answered_then(seed: int) -> None:
    given, _ = random_office(seed)
    for day in range(10, 120, 17):
        when = (at("2020-04-01") + timedelta(days=day)).replace(tzinfo=None).isoformat()
        then = evaluate(truncated(given, when), at(when)).assessments
        assert evaluate(given, at(when)).assessments == then
