"""Repair the protection and the colours of our own tabs, where somebody took them away."""

from __future__ import annotations

from collections.abc import Mapping

from service.core.ports import Grid, SpreadsheetInfo
from service.core.setup.looks import Looks, plain_condition
from service.core.setup.plan import Setup
from service.core.tabs import layout
from service.core.tabs.locate import locate
from service.core.tabs.model import Workbook
from service.core.tabs.requests import Request


def repair_ours(
    wanted: Workbook, info: SpreadsheetInfo, standing: Mapping[str, Grid], looks: Mapping[str, Looks]
) -> Setup:
    """Tabs that do not stand, or whose header is gone, are made by publishing, with all they need."""
    tabs = {tab.title: tab for tab in info.tabs}
    requests: list[Request] = []
    lines: list[str] = []
    for tab in wanted.tabs:
        found = locate(tab, standing.get(tab.title, ())) if tab.title in tabs else None
        if found is None or None in found.columns:
            continue
        columns = tuple(place for place in found.columns if place is not None)
        spot = layout.Spot(tabs[tab.title].sheet_id, found.header, columns)
        look = looks.get(tab.title, Looks())
        if not {layout.PROTECTION, layout.WARNING} & look.protections:
            requests += layout.protections(tab, spot)
            lines.append(f"{tab.title}: protected again")
        there = {condition for _, condition in look.rules}
        rules = [rule for rule in layout.rules(tab, spot) if _condition(rule) not in there]
        if rules:
            requests += rules
            lines.append(f"{tab.title}: coloured again")
    return Setup(tuple(requests), tuple(lines), ())


def _condition(request: Request) -> tuple[str, tuple[str, ...]]:
    return plain_condition(request["addConditionalFormatRule"]["rule"]["booleanRule"]["condition"])
