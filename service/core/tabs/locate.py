"""Find our table in what stands: its header row, its columns by title, its head rows by anchor, its rows by
key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.core.ports import Grid
from service.core.tabs import end_line
from service.core.tabs.end_line import EndLine
from service.core.tabs.model import WantedTab, Writing
from service.core.tabs.values import at, blank, folded

FARTHEST_HEADER = 200  # rows from the top in which a header is looked for


@dataclass(frozen=True, slots=True)
class Located:
    """Where our things stand, 0-based. ``columns``: sheet column of each wanted column, None when it is gone.
    ``renamed``: wanted columns whose header cell now says something else. ``head``: sheet row of each head row,
    None when gone. ``rows``: key → sheet row. ``doubles``: further rows of a key. ``gone``: rows of ours nobody
    wants. ``foreign``: rows of the table that are a person's. ``used``: one past the last row that holds anything,
    ``end``: the line under the table; what is below it was not looked at. ``pushed``: (row, count) of what the plan
    put in so far, which shifted what was read."""

    header: int
    columns: tuple[int | None, ...]
    renamed: frozenset[int]
    head: tuple[int | None, ...]
    rows: dict[str, int] = field(default_factory=dict)
    doubles: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    foreign: tuple[int, ...] = ()
    used: int = 0
    end: EndLine | None = None
    pushed: tuple[tuple[int, int], ...] = ()


def locate(wanted: WantedTab, grid: Grid) -> Located | None:
    """Where the tab's parts stand in ``grid``; None when its header, or its key column, is not there."""
    titles = [column.title for column in wanted.columns]
    header = find_header(grid, titles, wanted.key)
    if header is None:
        return None
    columns, renamed = _find_columns(grid[header], titles)
    if columns[wanted.key_index] is None:  # rows can no longer be told apart
        return None
    end = end_line.find(grid, header) if wanted.writing is Writing.REWRITTEN else None
    table = grid if end is None else grid[: end.row]
    rows, doubles, gone, foreign = _find_rows(wanted, table, header, columns)
    return Located(
        header=header,
        columns=columns,
        renamed=renamed,
        head=_find_head(wanted, grid, header, columns),
        rows=rows,
        doubles=doubles,
        gone=gone,
        foreign=foreign,
        used=_used(table),
        end=end,
    )


def _used(grid: Grid) -> int:
    filled = (after for after in range(len(grid), 0, -1) if any(not blank(value) for value in grid[after - 1]))
    return next(filled, 0)


def find_header(grid: Grid, titles: Sequence[str], key: str) -> int | None:
    """The row that holds the key's title and at least half of the others, or nearly all of them; None if none
    does."""
    wanted = {folded(title) for title in titles}
    best: tuple[int, int] | None = None
    for place, row in enumerate(grid[:FARTHEST_HEADER]):
        found = wanted & {folded(value) for value in row}
        enough = len(wanted) / 2 if folded(key) in found else len(wanted) - 1.5
        if found and len(found) >= enough and (best is None or len(found) > best[0]):
            best = (len(found), place)
    return None if best is None else best[1]


def _find_columns(
    header: Sequence[object], titles: Sequence[str]
) -> tuple[tuple[int | None, ...], frozenset[int]]:
    places = {
        folded(str(value)): place for place, value in reversed(list(enumerate(header))) if not blank(str(value))
    }
    columns = [places.get(folded(title)) for title in titles]
    renamed: set[int] = set()
    ours = {folded(title) for title in titles}
    for index, column in enumerate(columns):
        before = columns[index - 1] if index else -1
        after = columns[index + 1] if index + 1 < len(columns) else None
        if column is None and before is not None and after == before + 2:
            between = folded(str(header[before + 1]))
            if between not in ours:  # our own column under another name: a person's would have pushed it aside
                columns[index] = before + 1
                renamed.add(index)
    return tuple(columns), frozenset(renamed)


def _find_head(
    wanted: WantedTab, grid: Grid, header: int, columns: tuple[int | None, ...]
) -> tuple[int | None, ...]:
    first = columns[0]
    found: list[int | None] = []
    start = 0
    for row in wanted.head:
        anchor = folded(row.anchor)
        place = next(
            (
                r
                for r in range(start, header)
                if first is not None and folded(at(grid, r, first)).startswith(anchor)
            ),
            None,
        )
        found.append(place)
        start = start if place is None else place + 1
    return tuple(found)


def _find_rows(
    wanted: WantedTab, grid: Grid, header: int, columns: tuple[int | None, ...]
) -> tuple[dict[str, int], tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    keys = {row.key for row in wanted.rows}
    key_column = columns[wanted.key_index]
    order_column = columns[wanted.index(wanted.order)] if wanted.order else None
    rows: dict[str, int] = {}
    doubles: list[int] = []
    gone: list[int] = []
    foreign: list[int] = []
    for place in range(header + 1, len(grid)):
        key = None if key_column is None else at(grid, place, key_column)
        text = key.strip() if isinstance(key, str) else ""
        if text in keys and text not in rows:
            rows[text] = place
        elif text and _is_ours(grid, place, order_column):
            (doubles if text in keys else gone).append(place)
        elif any(not blank(value) for value in grid[place]):
            foreign.append(place)
    return rows, tuple(doubles), tuple(gone), tuple(foreign)


def _is_ours(grid: Grid, row: int, order_column: int | None) -> bool:
    """Our rows carry a number in the order column; what a person typed into a row of their own does not."""
    value = None if order_column is None else at(grid, row, order_column)
    return isinstance(value, (int, float)) and not isinstance(value, bool)
