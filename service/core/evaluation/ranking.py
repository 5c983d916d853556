"""The order in which units are proposed for commendation. People decide; the formula is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.instants import NEVER, micros
from service.core.evaluation.judge import Code
from service.core.evaluation.streaks import Streak, streaks
from service.core.obligations import ObligationSource

FORMULA = (
    "Xếp theo tỷ lệ tuần thực hiện (tuần có hoạt động hợp lệ / tuần phải thực hiện, cộng thêm tuần tự nguyện có "
    "hoạt động vào cả hai số); bằng nhau thì theo tỷ lệ đúng hạn của mọi nghĩa vụ đã đến hạn (đúng hạn / phải nộp); "
    "bằng nhau nữa thì theo tỷ lệ tham gia bình quân các tuần có hoạt động (số tham gia / số đoàn viên, mỗi tuần "
    "tính tối đa 100%). Đơn vị bằng nhau cả ba thì đồng hạng. Điểm là tỷ lệ tuần thực hiện nhân 100. "
    "Danh sách để Ban Thường vụ xem xét, quyết định."
)
"""How the ranking is made, in the words shown beside it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unit. Rates are 0–1, None when there is nothing to divide by. ``extra``: weeks not owed in which it held
    an activity; they are among ``done`` and ``expected``."""

    rank: int
    unit: str
    done: int
    expected: int
    extra: int
    done_rate: float | None
    on_time: int
    due: int
    on_time_rate: float | None
    participation: float | None
    groups: tuple[str, ...]
    streak: Streak


_SETTLED = (Code.ON_TIME, Code.LATE, Code.INCOMPLETE, Code.NEEDS_REVIEW, Code.MISSING)


def ranking(evaluation: Evaluation, since: date = date.min, until: date = date.max) -> tuple[Ranked, ...]:
    """All units, best first, over the periods whose last day lies in these inclusive dates."""
    weekly = next(id for id, t in evaluation.terms.items() if t.obligation.source is ObligationSource.ACTIVITY)
    units = evaluation.inputs.units
    done, expected, extra, participation, groups = _weeks(evaluation, weekly, since, until)
    on_time, due = _timely(evaluation, since, until)
    runs = streaks(evaluation, weekly)
    rates = [(_rate(done[u], expected[u]), _rate(on_time[u], due[u]), participation[u]) for u in range(len(units))]
    keys = [tuple(-1.0 if rate is None else rate for rate in each) for each in rates]
    order = sorted(range(len(units)), key=lambda u: keys[u], reverse=True)
    found: list[Ranked] = []
    for place, u in enumerate(order):
        tied = bool(found) and keys[u] == keys[order[place - 1]]
        found.append(
            Ranked(
                rank=found[-1].rank if tied else place + 1,
                unit=units[u].code,
                done=int(done[u]),
                expected=int(expected[u]),
                extra=int(extra[u]),
                done_rate=rates[u][0],
                on_time=int(on_time[u]),
                due=int(due[u]),
                on_time_rate=rates[u][1],
                participation=rates[u][2],
                groups=evaluation.codes.names(int(groups[u])),
                streak=runs[units[u].code],
            )
        )
    return tuple(found)


def _weeks(
    evaluation: Evaluation, id: str, since: date, until: date
) -> tuple[
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    list[float | None],
    npt.NDArray[np.uint32],
]:
    """Weeks done, expected and done without being owed, mean participation and groups of each unit."""
    grid, chosen = evaluation.grids[id], _chosen(evaluation, id, since, until)
    state = grid.state[chosen]
    voluntary = (state == Code.EXEMPT) & (grid.by[chosen] != NEVER)
    did = (state <= Code.LATE) | voluntary
    expected = (np.isin(state, _SETTLED) | voluntary).sum(axis=0)
    members = evaluation.codes.member_counts()
    came = grid.participants[chosen]
    counted = did & (came >= 0) & (members > 0)
    share = np.where(counted, np.minimum(came / np.maximum(members, 1), 1.0), 0.0).sum(axis=0)
    weeks = counted.sum(axis=0)
    participation = [float(s / n) if n else None for s, n in zip(share, weeks, strict=True)]
    groups = np.bitwise_or.reduce(np.where(did, grid.groups[chosen], np.uint32(0)), axis=0)
    return did.sum(axis=0), expected, voluntary.sum(axis=0), participation, groups


def _timely(
    evaluation: Evaluation, since: date, until: date
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    count = len(evaluation.inputs.units)
    on_time, due = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for id, grid in evaluation.grids.items():
        chosen = _chosen(evaluation, id, since, until)
        state = grid.state[chosen]
        fell_due = (evaluation.terms[id].due[: len(chosen)][chosen] <= micros(evaluation.as_of))[:, None]
        on_time += (state == Code.ON_TIME).sum(axis=0)
        due += (np.isin(state, _SETTLED) & (fell_due | (state <= Code.LATE))).sum(axis=0)
    return on_time, due


def _chosen(evaluation: Evaluation, id: str, since: date, until: date) -> npt.NDArray[np.bool_]:
    terms = evaluation.terms[id]
    return np.array([since <= p.last <= until for p in terms.periods[: terms.opened]], np.bool_)


def _rate(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None
