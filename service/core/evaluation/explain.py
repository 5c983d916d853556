"""Why a state is what it is, step by step, from the cell or mail to the verdict: the answer that ends a dispute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.core.evaluation import words
from service.core.evaluation.evaluation import Evaluation
from service.core.evaluation.explain_evidence import EvidenceSteps
from service.core.evaluation.explain_owed import OwedSteps
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.instants import micros, moment
from service.core.evaluation.reasons import Reason
from service.core.evaluation.steps import Step, StepKind
from service.core.evaluation.terms import Standing
from service.core.records import Assessment, Place, State

__all__ = ["Explanation", "Step", "StepKind", "Unknown", "explain"]


class Unknown(StrEnum):
    """What a question about a state can get wrong."""

    UNIT = "unit"
    OBLIGATION = "obligation"
    PERIOD = "period"


class NothingToExplain(LookupError):
    """There is no such unit, obligation or period; ``what`` says which."""

    def __init__(self, what: Unknown, name: str) -> None:
        super().__init__(f"unknown {what.value}: {name!r}")
        self.what, self.name = what, name


@dataclass(frozen=True, slots=True)
class Explanation:
    """The chain of one unit, obligation and period. ``assessment`` None: the unit is left out of the period."""

    unit: str
    obligation: str
    period: str
    as_of: datetime
    assessment: Assessment | None
    steps: tuple[Step, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values: times ISO 8601 with offset, places without their empty fields."""
        state = self.assessment.state.value if self.assessment else None
        return {
            "unit": self.unit,
            "obligation": self.obligation,
            "period": self.period,
            "as_of": self.as_of.isoformat(),
            "state": state,
            "steps": [step_json(step) for step in self.steps],
        }


def step_json(step: Step) -> dict[str, object]:
    return {
        "kind": step.kind.value,
        "text": step.text,
        "where": place_json(step.where),
        "at": step.at.isoformat() if step.at else None,
    }


def place_json(where: Place | None) -> dict[str, str] | None:
    if where is None:
        return None
    names = ("spreadsheet", "tab", "cell", "gmail_id", "file", "spot")
    said = {name: getattr(where, name) for name in names if getattr(where, name)}
    return {"kind": where.kind.value, **said}


def explain(inputs: Inputs, evaluation: Evaluation, unit: str, obligation: str, period: str) -> Explanation:
    """The steps from what is owed, over the evidence in order of time, to the verdict.

    NothingToExplain for a unit, obligation or opened period that does not exist."""
    if unit not in evaluation.codes.units:
        raise NothingToExplain(Unknown.UNIT, unit)
    if obligation not in evaluation.terms:
        raise NothingToExplain(Unknown.OBLIGATION, obligation)
    terms = evaluation.terms[obligation]
    p = terms.index(period)
    if p is None or p >= terms.opened:
        raise NothingToExplain(Unknown.PERIOD, period)
    u = evaluation.codes.units[unit]
    steps = list(OwedSteps(inputs, terms, p, u).steps())
    if terms.standing[p, u] in (Standing.EXPECTED, Standing.EXEMPT):
        steps += EvidenceSteps(inputs, evaluation, terms, p, u).steps()
    assessment = evaluation.by_key.get((unit, obligation, period))
    steps += _verdict(evaluation, assessment, terms.limits(p, u)[1])
    return Explanation(unit, obligation, period, evaluation.as_of, assessment, tuple(steps))


def _verdict(evaluation: Evaluation, assessment: Assessment | None, closes: int) -> Iterator[Step]:
    if assessment is None:
        yield Step(StepKind.VERDICT, "Đơn vị không thuộc diện xét trong kỳ này nên không tính.", None, None)
        return
    zone = evaluation.inputs.office.zone
    closed = moment(closes, zone)
    if closes <= micros(evaluation.as_of):
        before = assessment.restated_from
        said = f"khi khóa là «{words.STATES[before]}», nay được điều chỉnh" if before else "kết quả giữ nguyên"
        yield Step(StepKind.CLOSE, f"Kỳ đã khóa lúc {words.instant(closed)}; {said}.", None, closed)
    for reason in assessment.reasons:
        yield Step(StepKind.REASON, Reason(reason).sentence, None, None)
    for phrase in assessment.missing:
        yield Step(StepKind.SHORTCOMING, f"Còn thiếu: {phrase}.", None, None)
    yield Step(StepKind.VERDICT, _state(assessment), None, assessment.fulfilled)


def _state(assessment: Assessment) -> str:
    said = words.STATES[assessment.state]
    if assessment.state is State.LATE:
        said += f" ({assessment.days_late} ngày)"
    if assessment.fulfilled is not None:
        said += f", đủ nội dung lúc {words.instant(assessment.fulfilled)}"
    return f"Kết luận: {said}."
