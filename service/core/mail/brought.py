"""Items with the rows that came with them."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.records import Row, SubmissionItem


@dataclass(frozen=True, slots=True)
class Brought:
    """``rows`` name their unit as their papers do; the judge gives them the unit of the mail."""

    items: tuple[SubmissionItem, ...]
    rows: tuple[Row, ...] = ()
