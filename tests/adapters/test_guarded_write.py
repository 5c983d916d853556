"""What a tick does when Google refuses its write: it reads and plans again, and in the end leaves it, and says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.adapters.sheets import GoogleSheets
from service.application.office import Office
from service.application.tick import run_tick
from service.bootstrap import open_office
from service.cli.demo import demo_config
from service.core.errors import BadRequest
from service.sandbox.seed import seed
from service.sandbox.server import SandboxServer
from tests.core.evaluation.shipped import at

AS_OF: datetime = at("2020-04-27T07:30")
LATER: datetime = at("2020-05-04T07:30")
MOVED = "Invalid requests[0].unmergeCells: You must select all cells in a merged range to merge or unmerge them."
SORTED = "Invalid requests[9].sortRange: Google refuses to sort merged cells."


class Refusing:
    """Google Sheets that refuses so many writes for a reason; ``sent``: what each one asked for, by kind."""

    def __init__(self, sheets: Any, detail: str, times: int) -> None:
        self._sheets, self._detail, self._left = sheets, detail, times
        self.sent: list[list[str]] = []

    def apply(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        self.sent.append([next(iter(request)) for request in requests])
        if self._left:
            self._left -= 1
            raise BadRequest("Google refuses the request", detail=self._detail)
        answer: Sequence[Mapping[str, Any]] = self._sheets.apply(spreadsheet, requests)
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sheets, name)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with SandboxServer(tmp_path / "sandbox", 0, AS_OF) as server:
        seed(server.url, until=AS_OF)
        opened = open_office(demo_config(tmp_path, server.url))
        assert isinstance(opened.sheets, GoogleSheets)
        run_tick(opened, AS_OF)
        yield opened
        opened.store.close()


def refused(office: Office, detail: str, times: int) -> tuple[Office, Refusing]:
    sheets = Refusing(office.sheets, detail, times)
    return replace(office, sheets=sheets), sheets


def test_rows_that_never_rest_are_left_to_the_next_tick_with_a_note(office: Office) -> None:
    without_rest, sheets = refused(office, MOVED, 9)
    report = run_tick(without_rest, LATER)
    assert len(sheets.sent) == 3 and all(kinds[0] == "unmergeCells" for kinds in sheets.sent)
    ((sentence, hint),) = report.failures
    assert "moved by somebody" in sentence and "next tick" in hint
    assert report.exit_code == 4
    then = run_tick(office, LATER.replace(hour=8))
    assert then.failures == [] and then.published is not None and then.published.writes == 1


def test_rows_that_moved_are_written_at_their_new_places_and_still_put_in_order(office: Office) -> None:
    moving, sheets = refused(office, MOVED, 2)
    report = run_tick(moving, LATER)
    assert report.failures == [] and len(sheets.sent) == 3
    assert all("sortRange" in kinds for kinds in sheets.sent)


def test_refused_sorting_is_left_out_and_the_guards_are_not(office: Office) -> None:
    merged, sheets = refused(office, SORTED, 1)
    report = run_tick(merged, LATER)
    first, second = sheets.sent
    assert report.failures == [] and "sortRange" in first and "sortRange" not in second
    assert second[0] == "unmergeCells"


def test_any_other_refusal_is_told_as_google_told_it(office: Office) -> None:
    broken, sheets = refused(office, "Invalid requests[0].updateCells: no", 9)
    report = run_tick(broken, LATER)
    assert len(sheets.sent) == 2
    assert [sentence for sentence, _ in report.failures] == ["Google refuses the request"]
