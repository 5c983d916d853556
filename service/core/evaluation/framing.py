"""The answer as a pandas frame, for reports and for whoever wants to look at it in other ways."""

from __future__ import annotations

import pandas as pd

from service.core.evaluation.evaluation import Evaluation

COLUMNS = (
    "unit",
    "obligation",
    "period",
    "state",
    "due",
    "fulfilled",
    "days_late",
    "participants",
    "members",
    "groups",
    "reasons",
    "restated_from",
)


def frame_of(evaluation: Evaluation) -> pd.DataFrame:
    """One row an assessment; states and reasons as their codes, times aware."""
    rows = evaluation.assessments
    frame = pd.DataFrame({name: [getattr(a, name) for a in rows] for name in COLUMNS})
    frame["state"] = pd.Categorical([a.state.value for a in rows])
    frame["restated_from"] = [a.restated_from.value if a.restated_from else None for a in rows]
    frame["reasons"] = [tuple(str(reason) for reason in a.reasons) for a in rows]
    return frame
