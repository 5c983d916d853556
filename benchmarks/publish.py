"""Our tabs of 50 and of 2,000 units after months of weeks: building them, finding what differs, and what is sent.

Beside it the usual clear-and-rewrite: every value of every tab into one ``values.update`` a tab, JSON as gspread makes
it. The floor is reading every cell of the built tabs once.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from benchmarks.evaluation import AS_OF, inputs, office, rows
from benchmarks.ground import peak_mb, timed
from service.core.evaluation.evaluating import evaluate
from service.core.periods import periods
from service.core.ports import Grid, SpreadsheetInfo, TabInfo
from service.core.tabs.diff import Publication, plan
from service.core.tabs.end_line import SENTENCE
from service.core.tabs.model import KnownLayout, Workbook
from service.core.tabs.requests import Request
from service.core.tabs.split import split
from service.core.tabs.values import plain
from service.core.tabs.view import OfficeView
from service.core.tabs.workbook import build
from service.core.workdays import Workdays

SIZES = (50, 2_000)
REPEATS = 5
QUICK = {"sizes": (50, 200)}


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """By units: seconds and bytes of the first write, of a write of one change, and of clear-and-rewrite."""
    return {f"{units} units": _measured(units) for units in sizes} | {"peak_mb": peak_mb()}


def _measured(units: int) -> dict[str, Any]:
    view = _view(units, AS_OF)
    gc.collect()
    wanted = build(view)
    standing = _standing(wanted)
    info = _info(wanted)
    first = plan(wanted, {}, SpreadsheetInfo("x", "", "vi_VN", "", ()), KnownLayout())
    known = first.known
    changed = build(_one_change(view))
    floor = _median(lambda: sum(len(tab.rows) for tab in wanted.tabs) + _touch(wanted))
    made = plan(changed, standing, info, known)
    rewrite = [json.dumps(_clear_and_rewrite(tab)).encode() for tab in standing.values()]
    batches = _sent(made)
    return {
        "build": {"ours": _median(lambda: build(view)), "floor": floor},
        "nothing to write": {
            "ours": _median(lambda: plan(wanted, standing, info, known)),
            "plain script": _median(lambda: [json.dumps(_clear_and_rewrite(g)) for g in standing.values()]),
            "floor": floor,
        },
        "one state changed": {
            "ours": _median(lambda: [orjson.dumps(batch) for batch in _sent(plan(changed, standing, info, known))])
        },
        "bytes": {
            "first write": sum(len(orjson.dumps({"requests": b})) for b in _sent(first)),
            "one state changed": sum(len(orjson.dumps({"requests": batch})) for batch in batches),
            "clear and rewrite": sum(map(len, rewrite)),
        },
        "calls": {
            "first write": len(_sent(first)),
            "one state changed": len(batches),
            "clear and rewrite": 2 * len(rewrite),
        },
    }


def _median(act: Callable[[], object]) -> dict[str, float]:
    times = [timed(act) for _ in range(REPEATS)]
    return {key: statistics.median(one[key] for one in times) for key in times[0]}


def _view(units: int, as_of: datetime) -> OfficeView:
    given = inputs(rows(units), units)
    found = evaluate(given, as_of).assessments
    settings = office()
    workdays = Workdays(settings.calendar)
    return OfficeView(
        settings=settings,
        as_of=as_of,
        units=given.units,
        periods={o.id: periods(o, settings, workdays, as_of) for o in settings.campaign.obligations},
        assessments={(a.unit, a.obligation, a.period): a for a in found},
    )


def _one_change(view: OfficeView) -> OfficeView:
    """One unit's newest week counts more participants."""
    key = max((k for k in view.assessments if k[1] == "hoat-dong"), key=lambda k: (k[2], k[0]))
    old = view.assessments[key]
    changed = replace(old, participants=(old.participants or 0) + 3, days_late=old.days_late + 1)
    return replace(view, assessments={**view.assessments, key: changed})


def _standing(wanted: Workbook) -> Mapping[str, Grid]:
    """The tabs as Google would give them back."""
    found: dict[str, Grid] = {}
    for tab in wanted.tabs:
        head = [tuple("" if cell is None else plain(cell) or "" for cell in row.cells) for row in tab.head]
        lines = [tuple("" if plain(cell) is None else plain(cell) for cell in row.cells) for row in tab.rows]
        found[tab.title] = (*head, tuple(column.title for column in tab.columns), *lines, (), ("", SENTENCE))
    return found


def _sent(made: Publication) -> tuple[tuple[Request, ...], ...]:
    return split(made.requests, made.guards)


def _info(wanted: Workbook) -> SpreadsheetInfo:
    tabs = tuple(
        TabInfo(tab.title, n + 1, len(tab.rows) + 50, len(tab.columns) + 10) for n, tab in enumerate(wanted.tabs)
    )
    return SpreadsheetInfo("x", "", "vi_VN", "", tabs)


def _touch(wanted: Workbook) -> int:
    return sum(cell is not None for tab in wanted.tabs for row in tab.rows for cell in row.cells)


def _clear_and_rewrite(grid: Grid) -> dict[str, Any]:
    return {"majorDimension": "ROWS", "values": [list(row) for row in grid]}


if __name__ == "__main__":
    print(json.dumps(run(**(QUICK if "--quick" in sys.argv else {})), indent=2, ensure_ascii=False))  # noqa: T201
