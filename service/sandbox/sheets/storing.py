"""Books on disk: one JSON text of everything but cells, and the cells in blocks of rows.

A commit writes the blocks whose rows changed. Loaded books are kept in memory beside the version they had.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import is_
from typing import Any

import orjson

from ..errors import ApiError
from ..files import Role, accessible, touch
from ..state import State
from .book import Book, Row, Sheet
from .cells import Cell, CellError, Formats
from .protection import editing_judge, refuse_protected

BOOKS_SCHEMA = """
CREATE TABLE IF NOT EXISTS books (
  file_id TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, meta BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS row_blocks (
  file_id TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  sheet_id INTEGER NOT NULL, block INTEGER NOT NULL, cells BLOB NOT NULL,
  PRIMARY KEY (file_id, sheet_id, block)
);
"""

BLOCK_ROWS = 256
KEPT_ROWS = 2_000_000
"""With something in them, of all books kept in memory; the one asked for last stays whatever its size."""
CELL_LIMIT = 10_000_000
OVER_LIMIT = "This action would increase the number of cells in the workbook above the limit of 10000000 cells."


class Books:
    """The spreadsheets of a sandbox: opened to read as snapshots, to write in one transaction."""

    def __init__(self, state: State, recalculate: Callable[[Book, State], None]) -> None:
        self._state = state
        self._recalculate = recalculate
        self._kept: OrderedDict[str, tuple[int, Book, int]] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()
        self.watchers: list[Callable[[Book, Book, str], None]] = []
        """Told of every committed write: the book before, the book after, the mailbox that wrote."""

    def read(self, book_id: str, mailbox: str) -> Book:
        """The committed book; 404 or 403 as the caller may read it. Not to be changed."""
        with self._state.reading() as db:
            file = accessible(db, book_id, mailbox, Role.READER)
            return self.load(db, book_id, file.version)

    @contextmanager
    def write(self, book_id: str, mailbox: str) -> Iterator[Book]:
        """A book to change: committed when the block ends well, untouched when it raises or changes what is
        protected from the caller."""
        with self._state.transaction() as db:
            file = accessible(db, book_id, mailbox, Role.WRITER)
            before = self.load(db, book_id, file.version)
            book = before.fork()
            yield book
            refuse_protected(before, book, editing_judge(mailbox, file.owner))
            self._save(db, before, book)
            touch(self._state, db, book_id, str(book.properties["title"]))
        self._keep(book_id, file.version + 1, book)
        for watcher in self.watchers:
            watcher(before, book, mailbox)

    def add(self, db: sqlite3.Connection, book: Book) -> None:
        """Stores a new book whose file exists already."""
        self._save(db, None, book)

    def replace(self, db: sqlite3.Connection, before: Book, book: Book) -> None:
        """Stores a changed book within the caller's transaction; the caller touches the file."""
        self._save(db, before, book)

    def load(self, db: sqlite3.Connection, book_id: str, version: int) -> Book:
        """The book at a file version."""
        with self._lock:
            kept = self._kept.get(book_id)
            if kept and kept[0] == version:
                self._kept.move_to_end(book_id)
                return kept[1]
        book = _load(db, book_id)
        if not self._state.in_transaction():
            self._keep(book_id, version, book)
        return book

    def _keep(self, book_id: str, version: int, book: Book) -> None:
        with self._lock:
            self._forget(book_id)
            rows = sum(len(sheet.rows) - sheet.rows.count(None) for sheet in book.sheets)
            self._kept[book_id] = (version, book, rows)
            self._rows += rows
            while self._rows > KEPT_ROWS and len(self._kept) > 1:
                self._forget(next(iter(self._kept)))

    def _forget(self, book_id: str) -> None:
        kept = self._kept.pop(book_id, None)
        self._rows -= kept[2] if kept else 0

    def _save(self, db: sqlite3.Connection, before: Book | None, book: Book) -> None:
        if book.cell_total() > CELL_LIMIT and (before is None or book.cell_total() > before.cell_total()):
            raise ApiError(400, OVER_LIMIT)
        book.renumber()
        if book.has_formulas:
            self._recalculate(book, self._state)
        for sheet in book.sheets:
            _save_rows(db, book.id, before.sheet(sheet.id) if before else None, sheet)
        for sheet in before.sheets if before else []:
            if book.sheet(sheet.id) is None:
                db.execute("DELETE FROM row_blocks WHERE file_id = ? AND sheet_id = ?", (book.id, sheet.id))
        db.execute("INSERT OR REPLACE INTO books VALUES (?, ?)", (book.id, _pack_meta(book)))


def _save_rows(db: sqlite3.Connection, book_id: str, before: Sheet | None, sheet: Sheet) -> None:
    old: list[Row | None] = before.rows if before else []
    new = sheet.rows
    for start in range(0, max(len(old), len(new)), BLOCK_ROWS):
        was, now = old[start : start + BLOCK_ROWS], new[start : start + BLOCK_ROWS]
        if len(was) == len(now) and all(map(is_, was, now)):
            continue
        key = (book_id, sheet.id, start // BLOCK_ROWS)
        if any(now):
            db.execute("INSERT OR REPLACE INTO row_blocks VALUES (?, ?, ?, ?)", (*key, _pack_rows(now)))
        else:
            db.execute("DELETE FROM row_blocks WHERE file_id = ? AND sheet_id = ? AND block = ?", key)


def _pack_rows(rows: list[Row | None]) -> bytes:
    return zlib.compress(orjson.dumps([_plain_row(row) for row in rows]), 1)


def _plain_row(row: Row | None) -> list[Any]:
    return [None if cell is None else _plain_cell(cell) for cell in row] if row else []


def _plain_cell(cell: Cell) -> Any:
    value, formula, index, extra = cell
    if isinstance(value, CellError):
        value = {"type": value.type, "message": value.message}  # type: ignore[assignment]
    if formula is None and extra is None:
        if index:
            return [value, index]
        return value if not isinstance(value, dict) else [value, 0]
    return [value, index, formula, extra]


def _cell(plain: Any) -> Cell | None:
    if plain is None:
        return None
    if not isinstance(plain, list):
        return Cell(plain)
    value = plain[0]
    if isinstance(value, dict):
        value = CellError(value["type"], value["message"])
    return Cell(value, plain[2], plain[1], plain[3]) if len(plain) == 4 else Cell(value, None, plain[1])


def _pack_meta(book: Book) -> bytes:
    return orjson.dumps(
        {
            "properties": book.properties,
            "formats": book.formats.all,
            "namedRanges": book.named_ranges,
            "developerMetadata": book.metadata,
            "hasFormulas": book.has_formulas,
            "sheets": [
                {
                    "properties": sheet.properties,
                    "rowMeta": sheet.row_meta,
                    "columnMeta": sheet.column_meta,
                    "objects": sheet.objects,
                }
                for sheet in book.sheets
            ],
        },
        option=orjson.OPT_NON_STR_KEYS,
    )


def _load(db: sqlite3.Connection, book_id: str) -> Book:
    (packed,) = db.execute("SELECT meta FROM books WHERE file_id = ?", (book_id,)).fetchone()
    meta = orjson.loads(packed)
    sheets = [_load_sheet(db, book_id, item) for item in meta["sheets"]]
    return Book(
        book_id,
        meta["properties"],
        sheets,
        Formats(meta["formats"]),
        meta["namedRanges"],
        meta["developerMetadata"],
        meta["hasFormulas"],
    )


def _load_sheet(db: sqlite3.Connection, book_id: str, item: dict[str, Any]) -> Sheet:
    sheet = Sheet(
        item["properties"],
        [],
        {int(key): value for key, value in item["rowMeta"].items()},
        {int(key): value for key, value in item["columnMeta"].items()},
        item["objects"],
    )
    blocks = db.execute(
        "SELECT block, cells FROM row_blocks WHERE file_id = ? AND sheet_id = ? ORDER BY block",
        (book_id, sheet.id),
    )
    for block, packed in blocks:
        sheet.rows.extend([None] * (block * BLOCK_ROWS - len(sheet.rows)))
        for plain in orjson.loads(zlib.decompress(packed)):
            sheet.rows.append([_cell(item) for item in plain] or None)
    return sheet
