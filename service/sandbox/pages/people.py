"""Who may be typing or writing: the office, and everyone whose address stands in a roster or has a mailbox."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..files import SPREADSHEET
from ..sheets.book import Book, Row, Sheet
from .site import Site

ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]+@[^@\s<>,;:\"()\[\]]+\.[^@\s<>,;:\"()\[\]]+")
HEADER_ROWS = 5
MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    address: str
    name: str


def people(site: Site, book: Book | None = None) -> list[Person]:
    """The office first, then the people of the rosters in a spreadsheet (None: in all), then other mailboxes."""
    found = {site.state.office_mailbox: "Văn phòng Đoàn Khối"}
    books = [book] if book else list(all_books(site))
    for one in books:
        for sheet in one.sheets:
            for person in _roster(sheet):
                found.setdefault(person.address, person.name)
    with site.state.reading() as db:
        for (address,) in db.execute("SELECT address FROM gmail_mailboxes ORDER BY address LIMIT ?", (MOST,)):
            found.setdefault(address, "")
    return [Person(address, name) for address, name in list(found.items())[:MOST]]


def all_books(site: Site) -> Iterator[Book]:
    """Every spreadsheet, the last changed first."""
    with site.state.reading() as db:
        rows = db.execute(
            "SELECT id, version FROM files WHERE mime = ? AND NOT trashed ORDER BY modified DESC, name",
            (SPREADSHEET,),
        ).fetchall()
        for book_id, version in rows:
            yield site.books.load(db, book_id, version)


def _roster(sheet: Sheet) -> Iterator[Person]:
    """The rows of a tab with a column of its own for addresses, named by its first column of names."""
    for index in range(min(HEADER_ROWS, len(sheet.rows))):
        headers = [_folded(_text(sheet.row(index), column)) for column in range(len(sheet.row(index)))]
        places = [column for column, header in enumerate(headers) if header in ("email", "e-mail", "thu dien tu")]
        if places:
            names = [c for c, header in enumerate(headers) if header.startswith("ten ") or header == "don vi"]
            yield from _people(sheet, index + 1, places[0], names[0] if names else 0)
            return


def _people(sheet: Sheet, first: int, place: int, name: int) -> Iterator[Person]:
    for index in range(first, min(len(sheet.rows), first + MOST)):
        row = sheet.row(index)
        for address in ADDRESS.findall(_text(row, place)):
            yield Person(address.lower(), _text(row, name))


def _text(row: Row, column: int) -> str:
    cell = row[column] if column < len(row) else None
    return cell.value if cell and isinstance(cell.value, str) else ""


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.strip().casefold().replace("đ", "d"))
    return "".join(c for c in apart if not unicodedata.combining(c))
