"""What a spreadsheet looks like once a publication was written, so that nobody has to ask Google again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from service.core.ports import SpreadsheetInfo, TabInfo


def after(info: SpreadsheetInfo, requests: Iterable[Mapping[str, Any]]) -> SpreadsheetInfo:
    """``info`` with the tabs that the requests add, rename or resize. Rows that ``appendCells`` may add to a
    shared tab are not known; nothing is planned by the size of a shared tab."""
    tabs = {tab.sheet_id: tab for tab in info.tabs}
    order = [tab.sheet_id for tab in info.tabs]
    for request in requests:
        name, body = next(iter(request.items()))
        if name == "addSheet":
            tab = _added(body["properties"])
            tabs[tab.sheet_id] = tab
            order.insert(body["properties"].get("index", len(order)), tab.sheet_id)
        elif name == "updateSheetProperties" and "title" in body["properties"]:
            changed = body["properties"]
            tabs[changed["sheetId"]] = replace(tabs[changed["sheetId"]], title=changed["title"])
        elif name == "insertDimension":
            span = body["range"]
            _resize(tabs, span["sheetId"], span["dimension"], span["endIndex"] - span["startIndex"])
        elif name == "appendDimension":
            _resize(tabs, body["sheetId"], body["dimension"], body["length"])
    return replace(info, tabs=tuple(tabs[sheet_id] for sheet_id in order))


def _added(properties: Mapping[str, Any]) -> TabInfo:
    grid = properties["gridProperties"]
    return TabInfo(properties["title"], properties["sheetId"], grid["rowCount"], grid["columnCount"])


def _resize(tabs: dict[int, TabInfo], sheet_id: int, dimension: str, by: int) -> None:
    tab = tabs[sheet_id]
    grown = replace(tab, rows=tab.rows + by) if dimension == "ROWS" else replace(tab, columns=tab.columns + by)
    tabs[sheet_id] = grown
