"""Whether what stands is what we want: cells as Google gives them back against cells as we write them."""

from __future__ import annotations

import re
import unicodedata

from service.core.ports import Grid
from service.core.records import CellValue
from service.core.tabs.model import Cell, Moment, Rich, clean

_NUMBERS = re.compile(r"\d+")


def plain(cell: Cell) -> CellValue:
    """The value of a wanted cell as an unformatted read returns it; None for an empty one."""
    if isinstance(cell, (Rich, Moment)):
        cell = cell.text
    if isinstance(cell, str):
        return clean(cell) or None
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    return cell


def standing(value: CellValue) -> CellValue:
    """A read value in the form of :func:`plain`: numbers as floats, "" as None, text as NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def same(wanted: Cell, value: CellValue) -> bool:
    """Equal in value and in type: the text "25" is not the number 25, TRUE is not 1."""
    if type(wanted) is str and type(value) is str and wanted == value:
        return True
    if isinstance(wanted, Moment):
        return value == wanted.text or _same_moment(wanted, value)
    left, right = plain(wanted), standing(value)
    return type(left) is type(right) and left == right


def _same_moment(wanted: Moment, value: CellValue) -> bool:
    """A date is read as it is shown, and a person may show it otherwise: "Thứ Ba 14-4-20", or as a bare number."""
    if isinstance(value, (int, float)):
        return abs(value - wanted.serial) * 1440 < 1
    of = wanted.at
    said = {int(number) for number in _NUMBERS.findall(str(value or ""))}
    parts = {of.day, of.month, of.year, of.year % 100, of.hour, of.hour % 12 or 12, of.minute, of.second}
    return {of.day, of.month} <= said <= parts


def at(grid: Grid, row: int, column: int) -> CellValue:
    """A cell of a ragged grid; None beyond its edges."""
    if row >= len(grid) or column >= len(grid[row]):
        return None
    return grid[row][column]


def blank(value: CellValue) -> bool:
    return value is None or value == ""


def folded(value: CellValue) -> str:
    """A title for comparison: NFC, one space between words, case ignored."""
    return " ".join(unicodedata.normalize("NFC", str(value)).split()).casefold() if value is not None else ""
