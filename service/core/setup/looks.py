"""How tabs look now, of one ``spreadsheets.get``: what setup need not make again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.core.ports import SpreadsheetInfo

FIELDS = (
    "sheets(properties(sheetId,title,gridProperties),merges,basicFilter,protectedRanges(range,description,warningOnly),"
    "conditionalFormats,data(startColumn,rowData(values(dataValidation,userEnteredFormat(numberFormat)))))"
)
"""The field mask of the call; the cells are those of :func:`sample_ranges`."""


@dataclass(frozen=True, slots=True)
class Looks:
    """One tab. ``protections``: descriptions; ``rules``: (ranges, condition) of conditional formats, plain JSON;
    ``formats``, ``dropdowns``: of the sampled row, by column."""

    frozen_rows: int = 0
    protections: frozenset[str] = frozenset()
    rules: tuple[tuple[Any, Any], ...] = ()
    formats: Mapping[int, str] = field(default_factory=dict)
    dropdowns: Mapping[int, Any] = field(default_factory=dict)


def sample_ranges(info: SpreadsheetInfo) -> list[str]:
    """The last row of every tab: formats and dropdowns reach down to it, and nobody types there."""
    return ["'" + tab.title.replace("'", "''") + f"'!{tab.rows}:{tab.rows}" for tab in info.tabs]


def read_looks(told: Mapping[str, Any]) -> dict[str, Looks]:
    """Title → looks, of the answer to a get with :data:`FIELDS`."""
    return {sheet["properties"]["title"]: _looks(sheet) for sheet in told.get("sheets", ())}


def _looks(sheet: Mapping[str, Any]) -> Looks:
    formats: dict[int, str] = {}
    dropdowns: dict[int, Any] = {}
    for block in sheet.get("data", ()):
        for row in block.get("rowData", ())[-1:]:
            for place, cell in enumerate(row.get("values", ()), block.get("startColumn", 0)):
                if kind := cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type"):
                    formats[place] = kind
                if "dataValidation" in cell:
                    dropdowns[place] = plain_condition(cell["dataValidation"].get("condition", {}))
    return Looks(
        frozen_rows=sheet["properties"].get("gridProperties", {}).get("frozenRowCount", 0),
        protections=frozenset(area.get("description", "") for area in sheet.get("protectedRanges", ())),
        rules=tuple(
            (
                _plain_ranges(rule.get("ranges", ())),
                plain_condition(rule.get("booleanRule", {}).get("condition", {})),
            )
            for rule in sheet.get("conditionalFormats", ())
        ),
        formats=formats,
        dropdowns=dropdowns,
    )


def plain_condition(condition: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """A condition as (type, values), which compares equal however Google orders and fills its answer."""
    values = tuple(value.get("userEnteredValue", "") for value in condition.get("values", ()))
    return condition.get("type", ""), values


def _plain_ranges(ranges: Any) -> tuple[tuple[int, int], ...]:
    """The columns of ranges: rows move as people insert, columns tell a rule of ours."""
    return tuple((area.get("startColumnIndex", 0), area.get("endColumnIndex", -1)) for area in ranges)
