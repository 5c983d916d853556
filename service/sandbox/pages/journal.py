"""What was typed and written into cells since the sandbox was started, to show what changed since a moment."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ..sheets.book import Book, Sheet
from ..sheets.cells import Cell
from ..sheets.rendering import formatted
from ..state import State

MOST_WRITES = 2_000
MOST_CELLS = 40_000
CELLS_A_WRITE = 2_000
MARK = re.compile(r"(\d{1,12})\.(\d{1,12})")


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell's content before and after, as shown. Row and column count from 0."""

    row: int
    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TabChange:
    """One write's changes in one tab. ``more``: there were others beyond the limit; ``made``: the tab is new."""

    sheet_id: int
    title: str
    cells: tuple[CellChange, ...]
    more: bool = False
    made: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """One committed write that changed cells or tabs. ``at`` is the sandbox's time."""

    number: int
    at: datetime
    mailbox: str
    book_id: str
    book_title: str
    tabs: tuple[TabChange, ...]

    @property
    def size(self) -> int:
        return sum(len(tab.cells) for tab in self.tabs)


@dataclass(frozen=True, slots=True)
class Since:
    """From when on: after a write and a message number, and where ``at`` is set not before it."""

    write: int = 0
    message: int = 0
    at: datetime | None = None


@dataclass
class Journal:
    """The last writes, in memory: what they hold is bounded, the oldest go first."""

    state: State
    _writes: deque[Write] = field(default_factory=lambda: deque(maxlen=MOST_WRITES))
    _number: int = 0
    _cells: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, before: Book, after: Book, mailbox: str) -> None:
        """Takes a committed write, as ``Books.watchers`` are told of it."""
        tabs = tuple(_changed_tabs(before, after))
        if not tabs:
            return
        title = str(after.properties["title"])
        with self._lock:
            self._number += 1
            write = Write(self._number, self.state.now(), mailbox, after.id, title, tabs)
            self._cells += write.size
            self._writes.append(write)
            while self._cells > MOST_CELLS and len(self._writes) > 1:
                self._cells -= self._writes.popleft().size

    def mark(self) -> str:
        """This very moment, for ``parse_mark``."""
        return f"{self._number}.{self._last_message()}"

    def since(self, moment: Since) -> list[Write]:
        """The writes since a moment, newest first."""
        with self._lock:
            writes = list(self._writes)
            seen = moment.write if moment.write <= self._number else 0  # a mark of before a restart
        return [
            write
            for write in reversed(writes)
            if write.number > seen and (moment.at is None or write.at >= moment.at)
        ]

    def cells(self, book_id: str, sheet_id: int, moment: Since) -> set[tuple[int, int]]:
        """The cells (row, column) of a tab that changed since a moment."""
        return {
            (cell.row, cell.column)
            for write in self.since(moment)
            if write.book_id == book_id
            for tab in write.tabs
            if tab.sheet_id == sheet_id
            for cell in tab.cells
        }

    def _last_message(self) -> int:
        with self.state.reading() as db:
            row = db.execute("SELECT COALESCE(max(number), 0) FROM gmail_messages").fetchone()
        return int(row[0])


def parse_mark(text: str) -> Since | None:
    found = MARK.fullmatch(text)
    return Since(int(found[1]), int(found[2])) if found else None


def _changed_tabs(before: Book, after: Book) -> Iterator[TabChange]:
    left = CELLS_A_WRITE
    for sheet in after.sheets:
        old = before.sheet(sheet.id)
        cells: list[CellChange] = []
        for change in _changed_cells(before, after, old, sheet):
            cells.append(change)
            if len(cells) > left:
                break
        more = len(cells) > left
        cells = cells[:left]
        left -= len(cells)
        if cells or more or old is None:
            yield TabChange(sheet.id, sheet.title, tuple(cells), more, old is None)


def _changed_cells(before: Book, after: Book, old: Sheet | None, new: Sheet) -> Iterator[CellChange]:
    old_rows = old.rows if old else []
    for index in range(max(len(old_rows), len(new.rows))):
        was = (old_rows[index] if index < len(old_rows) else None) or []
        now = new.row(index)
        if was is now:
            continue
        for column in range(max(len(was), len(now))):
            one = was[column] if column < len(was) else None
            other = now[column] if column < len(now) else None
            if one is not other and _content(one) != _content(other):
                yield CellChange(index, column, _shown(before, one), _shown(after, other))


def _content(cell: Cell | None) -> tuple[object, object]:
    return (cell.value, cell.formula) if cell else (None, None)


def _shown(book: Book, cell: Cell | None) -> str:
    return formatted(cell.value, book.formats[cell.format].get("numberFormat"), book.locale) if cell else ""
