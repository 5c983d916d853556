"""The filter of a tab from before: what a person set in it stays, but it ends before the line under the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.core.tabs.guards import Guard
from service.core.tabs.requests import Request

FILTERS = "sheets(properties(sheetId),basicFilter)"
"""The field mask of a call whose answer :func:`bounded` reads."""


def bounded(told: Mapping[str, Any], drawn: Iterable[Guard]) -> list[Request]:
    """Requests that come after all others of a plan, for the filters of tables under which a line was drawn."""
    filters = {
        sheet["properties"].get("sheetId", 0): sheet["basicFilter"]
        for sheet in told.get("sheets", ())
        if "basicFilter" in sheet
    }
    return [
        {"setBasicFilter": {"filter": _ending(filters[guard.sheet_id], guard)}}
        for guard in drawn
        if guard.sheet_id in filters and _is_of_table(filters[guard.sheet_id], guard)
    ]


def _is_of_table(standing: Mapping[str, Any], guard: Guard) -> bool:
    """A filter that a person set elsewhere stays as it is."""
    start: int = standing["range"].get("startRowIndex", 0)
    return start == guard.first - 1


def _ending(standing: Mapping[str, Any], guard: Guard) -> dict[str, Any]:
    told_twice = {"criteria"} if "filterSpecs" in standing else set[str]()
    kept = {name: value for name, value in standing.items() if name not in told_twice}
    return {**kept, "range": {**standing["range"], "endRowIndex": guard.row}}
