"""A1 and R1C1 ranges, titles included, and back to text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import ApiError
from .book import Book, Json, Sheet

PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
A1_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
R1C1_CORNER = re.compile(r"R([1-9]\d*)?C([1-9]\d*)?|R([1-9]\d*)|C([1-9]\d*)")
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|R\d*C\d*|R\d+|C\d+|R|C", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a sheet: zero-based, ends exclusive. ``whole`` if the text named the tab only."""

    sheet: Sheet
    top: int
    bottom: int
    left: int
    right: int
    whole: bool = False

    @property
    def single(self) -> bool:
        return self.bottom - self.top == 1 and self.right - self.left == 1

    @property
    def empty(self) -> bool:
        return self.bottom <= self.top or self.right <= self.left

    def text(self) -> str:
        """The range as the API spells it in answers."""
        first = f"{column_letters(self.left)}{self.top + 1}"
        last = f"{column_letters(self.right - 1)}{self.bottom}"
        return f"{quote_title(self.sheet.title)}!{first if first == last else f'{first}:{last}'}"

    def grid_range(self) -> Json:
        out = {
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }
        return ({"sheetId": self.sheet.id} if self.sheet.id else {}) | out


def column_letters(index: int) -> str:
    """0 -> A, 26 -> AA."""
    out = ""
    number = index + 1
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def column_index(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def quote_title(title: str) -> str:
    """A title as it stands before the ``!``: quoted if it is not a plain word or looks like a cell."""
    if PLAIN_TITLE.fullmatch(title) and not LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def cannot_parse(text: str) -> ApiError:
    return ApiError(400, f"Unable to parse range: {text}")


def exceeds(box_text: str, sheet: Sheet) -> ApiError:
    sentence = f"Range ({box_text}) exceeds grid limits."
    return ApiError(400, f"{sentence} Max rows: {sheet.row_count}, max columns: {sheet.column_count}")


def parse_range(book: Book, text: str) -> Box:
    """The box a range names, clipped to its grid at the far end; raises 400 if it starts outside.

    Understands ``Sheet1``, ``'My tab'!A1:B2``, ``A:A``, ``A1:1``, swapped corners, R1C1 and names of ranges.
    """
    title, bang, cells = _split(text)
    if bang:
        sheet = book.sheet_titled(title)
        if sheet is None:
            raise cannot_parse(text)
        named = _named_box(book, cells) if _corners(cells) is None else None
        return named if named and named.sheet is sheet else _cells(sheet, cells, text)
    corners = _corners(text)
    if corners is not None and not text.startswith("'"):
        return _box(book.sheets[0], corners)
    return _named(book, title, text)


def _named(book: Book, title: str, text: str) -> Box:
    named = _named_box(book, title)
    if named is not None:
        return named
    sheet = book.sheet_titled(title)
    if sheet is None:
        raise cannot_parse(text)
    return Box(sheet, 0, sheet.row_count, 0, sheet.column_count, whole=True)


def _named_box(book: Book, name: str) -> Box | None:
    """The box of a named range."""
    for named in book.named_ranges:
        if named["name"].casefold() == name.casefold():
            return box_of(book, named["range"])
    return None


def _split(text: str) -> tuple[str, bool, str]:
    if text.startswith("'"):
        found = re.fullmatch(r"'((?:[^']|'')*)'(?:(!)(.*))?", text, re.DOTALL)
        if not found:
            raise cannot_parse(text)
        return found[1].replace("''", "'"), found[2] is not None, found[3] or ""
    title, bang, cells = text.rpartition("!")
    return (title, True, cells) if bang else (text, False, "")


def _cells(sheet: Sheet, cells: str, text: str) -> Box:
    corners = _corners(cells)
    if corners is None:
        raise cannot_parse(text)
    return _box(sheet, corners)


Corner = tuple[int | None, int | None]


def _corners(cells: str) -> tuple[Corner, Corner] | None:
    first, colon, second = cells.partition(":")
    start = _corner(first)
    end = _corner(second) if colon else start
    if start is None or end is None or (not colon and None in start and not R1C1_CORNER.fullmatch(first)):
        return None
    return start, end


def _corner(text: str) -> Corner | None:
    """(row, column), zero-based, None where open; None for no corner at all."""
    found = A1_CORNER.fullmatch(text)
    if found and text:
        column, row = found.groups()
        return (int(row) - 1 if row else None, column_index(column) if column else None)
    found = R1C1_CORNER.fullmatch(text)
    if not found:
        return None
    row, column = found[1] or found[3], found[2] or found[4]
    return (int(row) - 1 if row else None, int(column) - 1 if column else None)


def _box(sheet: Sheet, corners: tuple[Corner, Corner]) -> Box:
    (row1, column1), (row2, column2) = corners
    top, bottom = _span(row1, row2, sheet.row_count)
    left, right = _span(column1, column2, sheet.column_count)
    if top >= sheet.row_count or left >= sheet.column_count:
        box = Box(sheet, top, bottom, left, right)
        raise exceeds(box.text(), sheet)
    return Box(sheet, top, min(bottom, sheet.row_count), left, min(right, sheet.column_count))


def _span(first: int | None, second: int | None, size: int) -> tuple[int, int]:
    if first is None and second is None:
        return 0, size
    if first is None or second is None:
        return (first if first is not None else second) or 0, max(size, (first or second or 0) + 1)
    return min(first, second), max(first, second) + 1


def box_of(book: Book, grid_range: Json) -> Box:
    """The box of a GridRange, open ends filled; raises 400 if its sheet is unknown."""
    sheet = sheet_of(book, grid_range)
    top, left = grid_range.get("startRowIndex", 0), grid_range.get("startColumnIndex", 0)
    bottom = min(grid_range.get("endRowIndex", sheet.row_count), sheet.row_count)
    right = min(grid_range.get("endColumnIndex", sheet.column_count), sheet.column_count)
    return Box(sheet, top, bottom, left, right)


def sheet_of(book: Book, message: Json) -> Sheet:
    """The sheet of a message's ``sheetId`` (0 if absent); raises 400 if there is none."""
    sheet_id = message.get("sheetId", 0)
    sheet = book.sheet(sheet_id)
    if sheet is None:
        raise ApiError(400, f"No grid with id: {sheet_id}")
    return sheet
