"""``nhacviec setup`` on the sample office's lived-in spreadsheet: shown first, done once, nothing typed is touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.adapters.google import Wire
from service.application.office import Office
from service.application.setup import set_up
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.cli.demo import demo_config
from service.core.ports import Grid
from service.core.tabs.end_line import SENTENCE
from service.core.tabs.filters import FILTERS
from service.core.tabs.guards import MERGES, merges_of
from service.core.tabs.titles import HISTORY, WEEKLY, WEEKS
from service.sandbox.seed import seed
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at

AS_OF: datetime = at("2020-04-27T07:30")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with SandboxServer(tmp_path / "sandbox", 0, AS_OF) as server:
        seed(server.url, until=AS_OF)
        opened = open_office(demo_config(tmp_path, server.url))
        yield opened
        opened.store.close()


def standing(office: Office) -> dict[str, Grid]:
    info = office.sheets.describe(office.refs.output)
    return dict(office.sheets.read(info.id, [tab.title for tab in info.tabs]))


def test_set_up_is_shown_first_done_once_and_leaves_what_was_typed(office: Office) -> None:
    before = standing(office)
    shown = set_up(office, AS_OF, dry_run=True)
    assert shown.writes == 0 and standing(office) == before
    done = set_up(office, AS_OF, dry_run=False)
    labels = [line for line in done.lines if line.startswith("Gmail: ")]
    assert [line for line in done.lines if line not in labels] == list(shown.lines) and done.problems == ()
    assert len(labels) == 4
    assert done.writes == 1
    after = standing(office)
    assert set(after) == {*before, WEEKS}
    assert {title: after[title] for title in before} == before
    assert set_up(office, AS_OF, dry_run=False).lines == ()


def test_cycle_after_set_up_finds_its_calendar_and_makes_the_rest(office: Office) -> None:
    set_up(office, AS_OF, dry_run=False)
    report = run_tick(office, AS_OF)
    assert report.published is not None
    assert not [line for line in report.published.changes if line.startswith(WEEKS)]
    assert report.published.made_again == ()
    assert set_up(office, AS_OF, dry_run=False).lines == ()


def test_line_under_a_table_is_drawn_and_merged_again(office: Office) -> None:
    set_up(office, AS_OF, dry_run=False)
    run_tick(office, AS_OF)
    spreadsheet, before = office.refs.output, standing(office)
    office.sheets.apply(spreadsheet, [_delete_line(office, title) for title in (WEEKLY, WEEKS)])
    office.sheets.apply(spreadsheet, [{"unmergeCells": {"range": {"sheetId": _id(office, HISTORY)}}}])
    done = set_up(office, AS_OF, dry_run=False)
    assert done.lines == (
        f"{WEEKLY}: line under the table drawn",
        f"{HISTORY}: line under the table merged again",
        f"{WEEKS}: line under the table drawn",
    )
    assert set_up(office, AS_OF, dry_run=False).lines == ()
    told = office.sheets.inspect(spreadsheet, (), f"{FILTERS},{MERGES}")
    merges = merges_of(told)
    for title in (WEEKLY, HISTORY, WEEKS):
        (merge,) = merges[_id(office, title)]
        assert merge.top == _line(office, title) and merge.bottom == merge.top + 1
        sheet = next(s for s in told["sheets"] if s["properties"].get("sheetId") == _id(office, title))
        assert sheet["basicFilter"]["range"]["endRowIndex"] == merge.top
    assert {title: _without_blanks(grid) for title, grid in standing(office).items()} == {
        title: _without_blanks(grid) for title, grid in before.items()
    }


def test_tab_from_before_gets_its_line_with_one_more_call_once(office: Office) -> None:
    run_tick(office, AS_OF)
    office.sheets.apply(office.refs.output, [_delete_line(office, WEEKLY)])
    later = datetime.fromisoformat("2020-05-04T07:30:00+07:00")
    first = calls(lambda: run_tick(office, later))
    assert first == ["GET values:batchGet", "GET", "POST batchUpdate"]
    assert _line(office, WEEKLY)
    again = calls(lambda: run_tick(office, later.replace(hour=8)))
    assert again == ["GET values:batchGet", "POST batchUpdate"], "the reminders are noted"
    assert calls(lambda: run_tick(office, later.replace(hour=9))) == ["GET values:batchGet"]


def calls(act: Callable[[], object]) -> list[str]:
    """What was asked of Google Sheets, without ids: ``GET``, ``GET values:batchGet``, ``POST batchUpdate``."""
    seen: list[str] = []
    original = Wire.send

    def watched(self: Wire, method: str, url: str, *args: Any, **options: Any) -> Any:
        if found := re.search(r"/v4/spreadsheets/[\w-]+[/:]?([\w:]*)", url):
            seen.append(f"{method} {found[1]}".strip())
        return original(self, method, url, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wire, "send", watched)
        act()
    return seen


def _id(office: Office, title: str) -> int:
    return next(tab.sheet_id for tab in office.sheets.describe(office.refs.output).tabs if tab.title == title)


def _line(office: Office, title: str) -> int:
    grid = office.sheets.read(office.refs.output, [title])[title]
    return next(row for row, cells in enumerate(grid) if SENTENCE in cells)


def _delete_line(office: Office, title: str) -> dict[str, object]:
    row = _line(office, title)
    span = {"sheetId": _id(office, title), "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return {"deleteDimension": {"range": span}}


def _without_blanks(grid: Grid) -> list[tuple[object, ...]]:
    return [row for row in grid if any(row)]
