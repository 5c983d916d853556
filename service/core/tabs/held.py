"""The one cell that is written while the product is blind: THEO DÕI TUẦN says so, and keeps all else as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.core.ports import Grid, SpreadsheetInfo
from service.core.tabs.model import clean
from service.core.tabs.requests import CellWriter, Request, update_cells
from service.core.tabs.titles import WEEKLY
from service.core.tabs.values import folded
from service.core.tabs.weekly import CONDITION, condition

HEAD_ROWS = 10


def say_held(
    standing: Mapping[str, Grid], info: SpreadsheetInfo, sentences: Sequence[str]
) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """(requests, what changes in words); nothing when the tab says it already, or is not there."""
    sheet_id = next((tab.sheet_id for tab in info.tabs if tab.title == WEEKLY), None)
    text = clean(condition(sentences))
    for number, row in enumerate(standing.get(WEEKLY, ())[:HEAD_ROWS]):
        for column, value in enumerate(row):
            if folded(str(value or "")).startswith(folded(CONDITION)):
                if sheet_id is None or value == text:
                    return (), ()
                written = update_cells(sheet_id, {(number, column): text}, (), CellWriter())
                return tuple(written), (f"{WEEKLY}: {text}",)
    return (), ()
