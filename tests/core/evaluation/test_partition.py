"""Counts that sum at every level, and rates as DHIS2 defines them."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from service.core.evaluation import Evaluation, evaluate
from service.core.evaluation.partition import Level, Partition, count, missing_shares
from service.core.records import State, Unit
from tests.core.evaluation.building import FULL_PLAN, activity, exemption, inputs, item, mail, sheet
from tests.core.evaluation.shipped import at

UNITS = [
    Unit("A", "Chi đoàn A", sector="Cơ quan"),
    Unit("B", "Chi đoàn B", sector="Cơ quan"),
    Unit("C", "Chi đoàn C", sector="Y tế"),
    Unit("D", "Chi đoàn D", sector="Y tế", opens=date(2020, 5, 20)),
]


def evaluated() -> Evaluation:
    given = inputs(
        units=UNITS,
        activities=[
            (activity("A", "2020-W17"), sheet("2020-05-04")),
            (activity("B", "2020-W17"), sheet("2020-05-08")),
            (activity("C", "2020-W19"), sheet("2020-05-12")),
        ],
        submissions=[mail("m1", "2020-04-10", "A", item("m1", "ke-hoach", FULL_PLAN))],
        exemptions=[exemption("C", "hoat-dong", "2020-04-20", "2020-04-26")],
    )
    return evaluate(given, at("2020-05-14"))


def test_a_sum_that_does_not_hold_is_refused() -> None:
    with pytest.raises(AssertionError, match="3 expected"):
        Partition(3, 1, 1, 0, 0, 0, 0, 0, 0, 0)


def test_a_state_without_an_expectation_is_found() -> None:
    states, standing = np.array([[0, 4]], np.uint8), np.array([[0, 2]], np.uint8)
    with pytest.raises(AssertionError):
        count(states, standing, np.zeros((1, 1), np.intp), 1)


def test_a_period() -> None:
    week = evaluated().partitions(Level.PERIOD)["hoat-dong", "2020-W17"]
    assert week == Partition(2, 1, 1, 0, 0, 0, 0, 0, 1, 1)
    assert (week.completeness, week.timeliness) == (1.0, 0.5)
    assert evaluated().partitions(Level.PERIOD)["hoat-dong", "2020-W20"].timeliness == 0


def test_nothing_expected_has_no_rate() -> None:
    assert Partition(0, 0, 0, 0, 0, 0, 0, 0, 2, 0).completeness is None


@pytest.mark.parametrize("level", list(Level))
def test_every_level_counts_the_same_assessments(level: Level) -> None:
    evaluation = evaluated()
    total = sum(evaluation.partitions(level).values(), Partition(*[0] * 10))
    states = Counter(a.state for a in evaluation.assessments)
    assert total.expected + total.exempt == len(evaluation.assessments)
    assert (total.on_time, total.late, total.missing) == (
        states[State.ON_TIME],
        states[State.LATE],
        states[State.MISSING],
    )


def test_keys_of_the_levels() -> None:
    evaluation = evaluated()
    assert {key for _, key in evaluation.partitions(Level.SECTOR)} == {"Cơ quan", "Y tế"}
    assert {key for _, key in evaluation.partitions(Level.UNIT)} == {"A", "B", "C", "D"}
    months = evaluation.partitions(Level.MONTH)
    assert months["hoat-dong", "2020-04"].expected == 5  # two weeks of A and B, one of C
    assert months["ke-hoach", "2020-04"].expected == 4
    assert {key for _, key in evaluation.partitions(Level.YEAR)} == {"2020"}


def test_shares_of_missing_units_with_the_last_due_time() -> None:
    shares = missing_shares(evaluated())
    assert shares["ke-hoach"] == (2 / 4, at("2020-04-15"))
    assert shares["bao-cao"][1] == at("2020-05-06")
