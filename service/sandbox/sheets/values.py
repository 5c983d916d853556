"""Reading and writing values by range: what ``spreadsheets.values`` does, on a book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..discovery import invalid_value
from ..errors import ApiError
from .a1 import Box, column_letters, exceeds, quote_title
from .book import Book, Sheet
from .cells import EMPTY, Cell, CellError
from .rendering import formatted, rendered
from .writing import Writer, without_runs

LIST_TYPE = "type.googleapis.com/google.protobuf.ListValue"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: ValueRenderOption, DateTimeRenderOption and the major dimension."""

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    columns: bool = False


def read_values(book: Book, box: Box, reading: Reading) -> dict[str, Any]:
    """A ValueRange: trailing blanks trimmed in each row and at the end, blank rows within as []."""
    out: dict[str, Any] = {
        "range": box.text(),
        "majorDimension": "COLUMNS" if reading.columns else "ROWS",
    }
    rows = [_read_row(book, box.sheet.row(index), box, reading) for index in _filled_rows(box)]
    lines = _transposed(rows) if reading.columns else rows
    lines = [_trimmed(line) for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        out["values"] = lines
    return out


def _filled_rows(box: Box) -> range:
    return range(box.top, max(box.top, min(box.bottom, len(box.sheet.rows))))


def _read_row(book: Book, row: list[Cell | None], box: Box, reading: Reading) -> list[Any]:
    formats, locale = book.formats, book.locale
    plain = reading.render == "FORMATTED_VALUE"
    out: list[Any] = []
    for cell in row[box.left : box.right]:
        if cell is None or (cell.value is None and cell.formula is None):
            out.append("")
        elif plain and type(cell.value) is str:
            out.append(cell.value)
        else:
            number_format = formats[cell.format].get("numberFormat") if cell.format else None
            out.append(rendered(cell, number_format, locale, reading.render, reading.dates))
    return out


def _trimmed(line: list[Any]) -> list[Any]:
    end = len(line)
    while end and line[end - 1] == "":
        end -= 1
    return line[:end]


def _transposed(rows: list[list[Any]]) -> list[list[Any]]:
    width = max(map(len, rows), default=0)
    return [[row[column] if column < len(row) else "" for row in rows] for column in range(width)]


def matrix(data: Mapping[str, Any]) -> list[list[Any]]:
    """The rows of a ValueRange, its columns turned if it is by columns; raises 400 if it is no matrix."""
    values = data.get("values") or []
    if not isinstance(values, list):
        raise invalid_value("data.values", LIST_TYPE, values)
    for index, line in enumerate(values):
        if not isinstance(line, list):
            raise invalid_value(f"data.values[{index}]" if len(values) > 1 else "data.values", LIST_TYPE, line)
    if data.get("majorDimension") == "COLUMNS":
        height = max(map(len, values), default=0)
        return [[column[row] if row < len(column) else None for column in values] for row in range(height)]
    return values


def update_values(box: Box, rows: list[list[Any]], writer: Writer) -> dict[str, Any]:
    """Writes rows from the box's corner and tells UpdateValuesResponse (without the id). Nulls are skipped."""
    height, width = len(rows), max(map(len, rows), default=0)
    _check_fits(box, height, width)
    sheet, counted = box.sheet, 0
    touched_rows: set[int] = set()
    touched_columns: set[int] = set()
    for offset, line in enumerate(rows):
        if all(value is None for value in line):
            continue
        target = sheet.row_to_write(box.top + offset, box.left + len(line))
        touched_rows.add(offset)
        for index, value in enumerate(line):
            if value is None:
                continue
            column = box.left + index
            cell = writer.cell(target[column], value)
            target[column] = None if cell.blank else cell
            touched_columns.add(index)
            counted += 1
    written = Box(sheet, box.top, box.top + max(height, 1), box.left, box.left + max(width, 1))
    out: dict[str, Any] = {"updatedRange": written.text()}
    if counted:
        out |= {
            "updatedRows": len(touched_rows),
            "updatedColumns": len(touched_columns),
            "updatedCells": counted,
        }
    return out


def _check_fits(box: Box, height: int, width: int) -> None:
    sheet = box.sheet
    if not box.single and not box.whole:
        last_row, last_column = box.top + height - 1, box.left + width - 1
        asked = f"Requested writing within range [{_quoted(box)}], but tried writing to"
        if last_row >= box.bottom:
            raise ApiError(400, f"{asked} row [{last_row + 1}]")
        if last_column >= box.right:
            raise ApiError(400, f"{asked} column [{column_letters(last_column)}]")
    if box.top + height > sheet.row_count or box.left + width > sheet.column_count:
        written = Box(sheet, box.top, box.top + max(height, 1), box.left, box.left + max(width, 1))
        raise exceeds(_quoted(written), sheet)


def _quoted(box: Box) -> str:
    """A range with its title always quoted, as these sentences have it."""
    return f"'{box.sheet.title}'!" + box.text().removeprefix(quote_title(box.sheet.title) + "!")


def clear_values(box: Box) -> dict[str, Any]:
    """Clears values, keeping formats, notes and validation."""
    sheet = box.sheet
    for index in _filled_rows(box):
        row = sheet.row(index)
        if not any(cell and (cell.value is not None or cell.formula) for cell in row[box.left : box.right]):
            continue
        target = sheet.row_to_write(index, 0)
        for column in range(box.left, min(box.right, len(target))):
            cell = target[column]
            if cell:
                cleared = Cell(None, None, cell.format, without_runs(cell.extra))
                target[column] = None if cleared.blank else cleared
    return {"clearedRange": box.text()}


def find_table(box: Box) -> Box | None:
    """The table that ``append`` adds to: the block of filled cells that touches the range's last filled part.

    A block ends where a whole row or column of blanks surrounds it. The last block found in the range, by rows and
    then columns, is the table; that is why rows with blanks in them make it drift to the right.
    """
    sheet = box.sheet
    start = _last_filled(box)
    if start is None:
        return None
    top = bottom = start[0]
    left = right = start[1]
    while True:
        grown = (
            top - (top > 0 and _any(sheet, top - 1, top, left - 1, right + 2)),
            bottom + _any(sheet, bottom + 1, bottom + 2, left - 1, right + 2),
            left - (left > 0 and _any(sheet, top - 1, bottom + 2, left - 1, left)),
            right + _any(sheet, top - 1, bottom + 2, right + 1, right + 2),
        )
        if grown == (top, bottom, left, right):
            return Box(sheet, top, bottom + 1, left, right + 1)
        top, bottom, left, right = grown


def _last_filled(box: Box) -> tuple[int, int] | None:
    for index in reversed(_filled_rows(box)):
        row = box.sheet.row(index)
        for column in range(min(box.right, len(row)) - 1, box.left - 1, -1):
            if _filled(row[column]):
                return index, column
    return None


def _filled(cell: Cell | None) -> bool:
    return cell is not None and (cell.value is not None or cell.formula is not None)


def _any(sheet: Sheet, top: int, bottom: int, left: int, right: int) -> bool:
    left = max(left, 0)
    return any(
        any(map(_filled, sheet.row(index)[left:right]))
        for index in range(max(top, 0), min(bottom, len(sheet.rows)))
    )


def append_values(
    box: Box, rows: list[list[Any]], writer: Writer, insert: bool
) -> tuple[Box | None, dict[str, Any], Box]:
    """Appends after the table found in the range: (the table, UpdateValuesResponse, the range written)."""
    table = find_table(box)
    top, left = (table.bottom, table.left) if table else (box.top, box.left)
    height, width = max(len(rows), 1), max(max(map(len, rows), default=0), 1)
    sheet = box.sheet
    if insert and table and top < len(sheet.rows):
        sheet.rows[top:top] = [None] * len(rows)
        sheet.set_size(sheet.row_count + len(rows), sheet.column_count)
    sheet.set_size(max(sheet.row_count, top + height), max(sheet.column_count, left + width))
    target = Box(sheet, top, top + height, left, left + width)
    return table, update_values(target, rows, writer), target


def csv_rows(book: Book, sheet: Sheet) -> Iterable[list[str]]:
    """A sheet's shown values as rows of one width, up to its last filled row and column."""
    end = 0
    width = 0
    for index, row in sheet.filled():
        filled = [column for column, cell in enumerate(row) if _filled(cell)]
        if filled:
            end, width = index + 1, max(width, filled[-1] + 1)
    for index in range(end):
        row = sheet.row(index)
        cells = [row[column] if column < len(row) else None for column in range(width)]
        yield [_shown(book, cell or EMPTY) for cell in cells]


def _shown(book: Book, cell: Cell) -> str:
    value = cell.value
    if isinstance(value, CellError):
        return value.text
    return formatted(value, book.formats[cell.format].get("numberFormat"), book.locale)
