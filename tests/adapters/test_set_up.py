"""``nhacviec setup`` on the sample office's lived-in spreadsheet: shown first, done once, nothing typed is touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from service.application.office import Office
from service.application.setup import set_up
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.cli.demo import demo_config
from service.core.tabs.titles import WEEKS
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


def standing(office: Office) -> dict[str, object]:
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
