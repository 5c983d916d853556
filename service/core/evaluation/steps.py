"""One step of an explanation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.core.records import Place


class StepKind(StrEnum):
    DUTY = "duty"  # what is owed
    RULE = "rule"  # by which rule it is judged
    DEADLINE = "deadline"
    EXTENSION = "extension"
    EXEMPTION = "exemption"
    ROW = "row"  # a row appeared
    ROW_GONE = "row_gone"
    MAIL = "mail"
    DECISION = "decision"
    QUESTION = "question"
    WEEK = "week"  # a week inside a report
    CLOSE = "close"
    REASON = "reason"
    SHORTCOMING = "shortcoming"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Step:
    """``text``: one Vietnamese sentence; ``where`` it can be looked up; ``at`` when it happened or was seen."""

    kind: StepKind
    text: str
    where: Place | None = None
    at: datetime | None = None
