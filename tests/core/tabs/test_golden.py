"""The tabs of the small office as a person reads them. After a wanted change: ``python -m
tests.core.tabs.test_golden``."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.core.tabs.model import WantedTab, text_of
from service.core.tabs.titles import OUTPUT_TITLES
from service.core.tabs.workbook import build
from tests.core.tabs.small_office import office_view

GOLDEN = Path(__file__).parent / "golden"


def shown(tab: WantedTab) -> str:
    """A tab as text: a line a row, cells by bars, line ends inside a cell as ⏎."""
    rows = [row.cells for row in tab.head]
    rows.append(tuple(column.title for column in tab.columns))
    rows += [row.cells for row in tab.rows]
    return "".join(
        " | ".join(text_of(cell).replace("\n", " ⏎ ") for cell in row).rstrip(" |") + "\n" for row in rows
    )


@pytest.mark.parametrize("title", OUTPUT_TITLES)
def test_tab_reads_as_the_golden_one(title: str) -> None:
    assert shown(build(office_view()).tab(title)) == (GOLDEN / f"{title}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for made in build(office_view()).tabs:
        (GOLDEN / f"{made.title}.txt").write_text(shown(made), encoding="utf-8")
