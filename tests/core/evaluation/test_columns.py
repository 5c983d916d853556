"""The entry for data of any size answers as the one for records does."""

import numpy as np
import pandas as pd
import pytest

from service.core.evaluation import evaluate
from service.core.evaluation.columns import Columns, Flag, runs
from service.core.evaluation.evaluating import evaluate_columns
from service.core.evaluation.instants import ALWAYS, NEVER, local_days, micros
from service.core.evaluation.terms import terms_of
from service.core.records import Unit
from tests.core.evaluation.building import activity, inputs, sheet
from tests.core.evaluation.shipped import REPORT, WEEKLY, ZONE, at, office

DONE = int(Flag.SOME | Flag.COMPLETE)


def frame(order: list[int]) -> pd.DataFrame:
    hour = micros(at("2020-05-04T01:00")) - micros(at("2020-05-04"))
    by = [micros(at(t)) for t in ("2020-05-04", "2020-05-04", "2020-05-08", "2020-05-20")]
    rows = pd.DataFrame(
        {
            "unit": [0, 0, 1, 1],
            "period": [0, 1, 0, 1],
            "after": [t - hour for t in by],
            "by": by,
            "gone": [NEVER] * 4,
            "participants": [20, 25, 30, -1],
            "groups": [1, 2, 4, 0],
            "week": [DONE, DONE, DONE, int(Flag.SOME)],
            "report": [DONE, DONE, DONE, int(Flag.SOME)],
        }
    )
    return rows.iloc[order]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 1, 0, 2]])
def test_a_frame_is_judged_like_the_same_records(order: list[int]) -> None:
    settings = office(WEEKLY, REPORT)
    units = [Unit("A", "Chi đoàn A", members=25), Unit("B", "Chi đoàn B", members=25)]
    as_of = at("2020-06-01")
    terms = terms_of(settings, units, (), as_of)
    columns = Columns.from_frame(frame(order), {"hoat-dong": "week", "bao-cao": "report"})
    grids = evaluate_columns(terms, columns, np.array([25, 25], np.int32), as_of)
    rows = [
        (activity("A", "2020-W17", 20, groups=["g0"]), sheet("2020-05-04")),
        (activity("A", "2020-W18", 25, groups=["g1"]), sheet("2020-05-04")),
        (activity("B", "2020-W17", 30, groups=["g2"]), sheet("2020-05-08")),
        (activity("B", "2020-W18", None, groups=[]), sheet("2020-05-20")),
    ]
    expected = evaluate(inputs(settings, units=units, activities=rows), as_of).grids
    for id, grid in grids.items():
        for name in ("state", "restated", "reasons", "by", "participants", "groups"):
            np.testing.assert_array_equal(getattr(grid, name), getattr(expected[id], name), err_msg=f"{id} {name}")


def test_runs_keep_the_weeks_of_a_report_together() -> None:
    spans = [(0, 2), (2, 6), (6, 10)]
    assert list(runs(11, [spans], 1 << 16)) == [(0, 2), (2, 6), (6, 10), (10, 11)]
    assert list(runs(11, [spans], 10)) == [(0, 11)]
    assert list(runs(0, [], 10)) == []


def test_no_rows_at_all() -> None:
    empty = Columns.from_frame(frame([]), {"hoat-dong": "week", "bao-cao": "report"})
    terms = terms_of(office(WEEKLY, REPORT), [Unit("A", "A")], (), at("2020-06-01"))
    grids = evaluate_columns(terms, empty, np.array([-1], np.int32), at("2020-06-01"))
    assert set(grids["hoat-dong"].state[:2].ravel()) == {4}


def test_local_days_are_those_of_the_zone() -> None:
    values = np.array([micros(at("2020-04-14T23:59:59.999999")), micros(at("2020-04-15"))])
    assert (np.diff(local_days(values, ZONE)), values.min() > ALWAYS) == (1, True)
    assert local_days(values[:0], ZONE).size == 0


def test_the_answer_as_a_frame() -> None:
    evaluation = evaluate(inputs(), at("2020-05-07"))
    found = evaluation.frame()
    assert len(found) == len(evaluation.assessments)
    assert set(found["state"]) == {"missing", "not_due"}
