"""The fast evaluation equals the slow, obvious one on random offices."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.evaluation import Evaluation, Reason, evaluate
from service.core.evaluation.partition import Level
from tests.core.evaluation.random_offices import random_office
from tests.core.evaluation.reference import Reference, Result

SEEDS = st.integers(min_value=0, max_value=2**32)


def answers(evaluation: Evaluation) -> dict[tuple[str, str, str], Result]:
    return {
        key: Result(
            a.state,
            a.due,
            a.fulfilled if a.state.value in ("on_time", "late", "exempt") else None,
            a.days_late,
            a.participants,
            a.groups,
            Reason.BENEFIT_OF_DOUBT in a.reasons,
            a.restated_from,
        )
        for key, a in evaluation.by_key.items()
    }


def check(seed: int) -> None:
    inputs, as_of = random_office(seed)
    evaluation = evaluate(inputs, as_of)
    fast, slow = answers(evaluation), Reference(inputs, as_of).results()
    assert fast.keys() == slow.keys()
    for key, expected in slow.items():
        assert fast[key] == expected, (seed, as_of, key)
    for level in Level:
        counted = evaluation.partitions(level)
        assert sum(p.expected + p.exempt for p in counted.values()) == len(slow)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_fast_equals_slow(seed: int) -> None:
    check(seed)


@pytest.mark.prove
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_fast_equals_slow_on_thousands(seed: int) -> None:
    check(seed)
