"""What a spreadsheet's tabs are after a write of ours, so that no second look is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.core.ports import SpreadsheetInfo, TabInfo


def after(info: SpreadsheetInfo, requests: Sequence[Mapping[str, Any]]) -> SpreadsheetInfo:
    """``info`` with tabs added and renamed and dimensions grown as ``requests`` did, in order."""
    tabs = list(info.tabs)
    for request in requests:
        (kind, body), *_ = request.items()
        if kind == "addSheet":
            _add(tabs, body["properties"])
        elif kind == "updateSheetProperties":
            _change(tabs, body["properties"])
        elif kind == "appendDimension":
            _grow(tabs, body["sheetId"], body["dimension"], body["length"])
        elif kind == "insertDimension":
            span = body["range"]
            _grow(tabs, span.get("sheetId", 0), span["dimension"], span["endIndex"] - span.get("startIndex", 0))
    return replace(info, tabs=tuple(tabs))


def _add(tabs: list[TabInfo], properties: Mapping[str, Any]) -> None:
    grid = properties.get("gridProperties", {})
    rows, columns = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    made = TabInfo(properties["title"], properties["sheetId"], rows, columns)
    tabs.insert(properties.get("index", len(tabs)), made)


def _change(tabs: list[TabInfo], properties: Mapping[str, Any]) -> None:
    for place, tab in enumerate(tabs):
        if tab.sheet_id == properties.get("sheetId", 0):
            tabs[place] = replace(tab, title=properties.get("title", tab.title))


def _grow(tabs: list[TabInfo], sheet_id: int, dimension: str, count: int) -> None:
    for place, tab in enumerate(tabs):
        if tab.sheet_id != sheet_id:
            continue
        if dimension == "ROWS":
            tabs[place] = replace(tab, rows=tab.rows + count)
        else:
            tabs[place] = replace(tab, columns=tab.columns + count)
