"""What the benchmark compares answers the same question: the plain ways agree with the product where they can."""

from typing import Any

import numpy as np

from benchmarks import evaluation as bench
from service.core.evaluation.judge import STATES
from service.core.evaluation.reasons import Reason


def test_the_plain_ways_agree_but_for_the_benefit_of_the_doubt() -> None:
    units = 20
    columns = bench.rows(units)
    grids: Any
    grids, _ = bench.ours(columns, units)()  # type: ignore[misc]
    states, reports, best, groups, _ = bench.numpy_way(columns, units)()  # type: ignore[misc]
    for id, plain in (("hoat-dong", states), ("bao-cao", reports)):
        grid = grids[id]
        doubted = (grid.reasons & Reason.BENEFIT_OF_DOUBT.bit) != 0
        np.testing.assert_array_equal(grid.state[~doubted], plain[~doubted])
        assert set(np.unique(plain[doubted])) <= {1}
        assert 0 < doubted.sum() < 0.02 * doubted.size
    weekly = grids["hoat-dong"]
    unchanged = weekly.by < np.iinfo(np.int64).max  # figures of frozen cells are those of the close
    assert (weekly.participants == best.reshape(weekly.state.shape))[unchanged].mean() > 0.95
    assert (weekly.groups == groups.reshape(weekly.state.shape))[unchanged].mean() > 0.95
    scripted: Any = bench.script(columns, units)()
    for (unit, period), state in scripted.items():
        if not weekly.reasons[period, unit] & Reason.BENEFIT_OF_DOUBT.bit and state in ("missing", "incomplete"):
            assert STATES[weekly.state[period, unit]].value == state


def test_records_and_columns_of_the_benchmark_agree() -> None:
    units = 10
    columns = bench.rows(units)
    grids: Any
    grids, _ = bench.ours(columns, units)()  # type: ignore[misc]
    evaluation: Any = bench.records(columns, units)()
    for id, grid in grids.items():
        np.testing.assert_array_equal(grid.state, evaluation.grids[id].state)
        np.testing.assert_array_equal(grid.restated, evaluation.grids[id].restated)
        np.testing.assert_array_equal(grid.by, evaluation.grids[id].by)
