"""Streaks and the ranking for commendation."""

from datetime import date

from service.core.evaluation import Evaluation, evaluate
from service.core.evaluation.ranking import FORMULA, ranking
from service.core.evaluation.streaks import Streak, streaks
from service.core.records import Field, Unit
from tests.core.evaluation.building import activity, exemption, inputs, sheet
from tests.core.evaluation.shipped import at

UNITS = [Unit(code, f"Chi đoàn {code}", members=20) for code in "ABCD"]
WEEKS = ("2020-W17", "2020-W18", "2020-W19", "2020-W20", "2020-W21", "2020-W22")
IN_TIME = sheet("2020-05-04")


def evaluated(*rows: tuple[str, str, int], when: str = "2020-06-20") -> Evaluation:
    activities = [(activity(unit, week, came), IN_TIME) for unit, week, came in rows]
    return evaluate(inputs(units=UNITS, activities=activities), at(when))


def test_runs_of_weeks_done_and_missed() -> None:
    rows = [("A", w, 20) for w in WEEKS[:4]] + [("B", w, 20) for w in WEEKS[2:]]
    found = streaks(evaluated(*rows), "hoat-dong")
    assert found["A"] == Streak(done=0, missed=2, longest=4)
    assert found["B"] == Streak(done=4, missed=0, longest=4)
    assert found["C"] == Streak(done=0, missed=6, longest=0)


def test_what_is_open_or_exempt_says_nothing_and_incomplete_ends_a_run() -> None:
    rows = [
        (activity("A", WEEKS[0]), IN_TIME),
        (activity("A", WEEKS[1], blank=[Field.CONTENT]), IN_TIME),
        (activity("A", WEEKS[3]), IN_TIME),
        (activity("B", WEEKS[0]), IN_TIME),
        (activity("B", WEEKS[1]), IN_TIME),
    ]
    exempted = [exemption(None, "hoat-dong", "2020-05-04", "2020-05-10")]
    evaluation = evaluate(inputs(units=UNITS, activities=rows, exemptions=exempted), at("2020-05-25"))
    found = streaks(evaluation, "hoat-dong")
    assert found["A"] == Streak(done=1, missed=0, longest=1)
    assert found["B"] == Streak(done=2, missed=0, longest=2)  # later weeks are not updated yet


def test_a_voluntary_week_that_was_done_counts() -> None:
    week = "2021-W06"
    evaluation = evaluated(("A", week, 20), when="2021-02-14")
    assert streaks(evaluation, "hoat-dong")["A"].done == 1
    best = next(r for r in ranking(evaluation, date(2021, 2, 8), date(2021, 2, 14)) if r.unit == "A")
    assert (best.done, best.expected, best.extra, best.done_rate) == (1, 1, 1, 1.0)


def test_the_order_is_weeks_then_timeliness_then_participation() -> None:
    rows = [("A", w, 20) for w in WEEKS[:2]] + [("B", w, 10) for w in WEEKS[:2]]
    rows += [("D", w, 40) for w in WEEKS[:2]]
    found = ranking(evaluated(*rows), until=date(2020, 5, 3))
    assert [(r.rank, r.unit) for r in found] == [(1, "A"), (1, "D"), (3, "B"), (4, "C")]
    a, b = found[0], found[2]
    assert (a.done, a.expected, a.participation, b.participation) == (2, 2, 1.0, 0.5)
    assert a.on_time_rate == 3 / 5  # two weeks and the report of five due, plan and form missing
    assert "tỷ lệ tuần thực hiện" in FORMULA


def test_a_late_week_is_done_but_not_on_time() -> None:
    late = [(activity("A", w), sheet("2020-05-08")) for w in WEEKS[:2]]
    evaluation = evaluate(inputs(units=UNITS, activities=late), at("2020-06-20"))
    first = ranking(evaluation, until=date(2020, 5, 3))[0]
    assert (first.unit, first.done_rate, first.on_time) == ("A", 1.0, 0)
