"""The answer of an evaluation: grids of codes, and the assessments, partitions and rates read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from service.core.evaluation.encoding import Codes
from service.core.evaluation.grids import Grid
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.terms import Terms
from service.core.records import Assessment, Issue

if TYPE_CHECKING:
    import pandas as pd

    from service.core.evaluation.partition import Level, Partition


@dataclass(frozen=True)
class Evaluation:
    """One office at ``as_of``. ``grids`` and ``terms`` are by obligation id, in the campaign's order."""

    inputs: Inputs
    as_of: datetime
    terms: Mapping[str, Terms]
    grids: Mapping[str, Grid]
    codes: Codes = field(repr=False)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """Every unit × obligation × period that has opened, those left out excepted; in the order of obligations,
        periods and roster."""
        from service.core.evaluation.assessments import assessments_of

        return assessments_of(self)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str], Assessment]:
        """Assessments by (unit, obligation, period)."""
        return {(a.unit, a.obligation, a.period): a for a in self.assessments}

    @cached_property
    def notes(self) -> tuple[Issue, ...]:
        """Contradictions between what was registered, planned and reported, and changes after deadlines."""
        from service.core.evaluation.changes import changes
        from service.core.evaluation.three_way import three_way

        return (*three_way(self.inputs, self.as_of), *changes(self.inputs, self.as_of))

    def partitions(self, by: Level) -> Mapping[tuple[str, str], Partition]:
        """Counts by (obligation id, key of the level); the sums are asserted."""
        from service.core.evaluation.partition import partitions

        return partitions(self, by)

    def frame(self) -> pd.DataFrame:
        """One row an assessment, with codes spelt out."""
        from service.core.evaluation.framing import frame_of

        return frame_of(self)
