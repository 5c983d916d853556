"""Plan the write of a tab on which people decide and sort: append, and replace by content; no row addresses."""

from __future__ import annotations

from collections import defaultdict

from service.core.ports import Grid
from service.core.tabs.creation import Plan, append_rows, link_columns
from service.core.tabs.locate import Located
from service.core.tabs.model import Owner, WantedTab
from service.core.tabs.requests import CellWriter, Request, replace_text, update_cells
from service.core.tabs.rewritten import header_cells, new_columns, place_columns
from service.core.tabs.values import at, plain, same


def plan_shared(tab: WantedTab, grid: Grid, found: Located, sheet_id: int) -> Plan:
    """Appending makes its own room, and the order of the rows is people's."""
    made = Plan(sheet_id)
    columns, fresh = place_columns(found)
    made.requests += new_columns(tab, grid, found, columns, fresh, made)
    titles = header_cells(tab, found, columns, fresh)
    made.requests += update_cells(sheet_id, titles, (), CellWriter())
    made.requests += _replacements(tab, grid, found, columns, fresh, made)
    new = tuple(row for row in tab.rows if row.key not in found.rows)
    if new:
        made.requests.append(append_rows(tab, new, columns, sheet_id))
        made.changes += [f"{tab.title}: + {row.key}" for row in new]
    return made


def _replacements(
    tab: WantedTab, grid: Grid, found: Located, columns: tuple[int, ...], fresh: frozenset[int], made: Plan
) -> list[Request]:
    """One ``findReplace`` for each text that must change everywhere it stands in its column.

    A text that must change in one row and stay in another has no address that survives a sort; it stays as it is.
    So do cells a person emptied: there is nothing to find."""
    requests: list[Request] = []
    links = set(link_columns(tab, columns))
    for index, column in enumerate(tab.columns):
        if column.owner is Owner.PERSON or index in fresh or columns[index] in links or column.title == tab.key:
            continue
        for old, new in _unequivocal(tab, grid, found, index, columns[index]):
            requests.append(replace_text(made.sheet_id, columns[index], old, new))
            made.changes.append(f"{tab.title}: {column.title}: {old!r} → {new!r}")
    return requests


def _unequivocal(tab: WantedTab, grid: Grid, found: Located, index: int, place: int) -> list[tuple[str, str]]:
    becomes: dict[str, set[str]] = defaultdict(set)
    ours = {found.rows[row.key]: row for row in tab.rows if row.key in found.rows}
    for sheet_row in range(found.header + 1, len(grid)):
        stands = at(grid, sheet_row, place)
        if isinstance(stands, str) and stands:
            row = ours.get(sheet_row)
            wish = plain(row.cells[index]) if row else _ending(tab, grid, found, index, sheet_row)
            becomes[stands].add(str(wish or stands))
    changes = [(old, new.pop()) for old, new in becomes.items() if len(new) == 1]
    return [(old, new) for old, new in changes if not same(new, old) and _stays_text(new)]


def _ending(tab: WantedTab, grid: Grid, found: Located, index: int, sheet_row: int) -> str:
    """What the status of a row says that nobody wants any more; "" for every other cell, and a person's row."""
    key_place = found.columns[tab.key_index]
    if tab.ending is None or tab.columns[index].title != tab.status or key_place is None:
        return ""
    key = at(grid, sheet_row, key_place)
    return tab.ending(key) if isinstance(key, str) else ""


def _stays_text(text: str) -> bool:
    """Google enters a replacement as if typed: only words, which begin with a letter or a sign of ours, stay
    text."""
    return (
        bool(text) and (text[0].isalpha() or text[0] in "✔●▲✖○…–?(“") and text.casefold() not in ("true", "false")
    )
