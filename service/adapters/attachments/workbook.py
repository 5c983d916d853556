"""Excel files, old and new, by calamine, with cells as Google Sheets gives them."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from service.adapters.attachments.reading import CELL_LIMIT, Problem, Reading, Unreadable, bounded
from service.core.records import CellValue

_EPOCH = datetime(1899, 12, 30)
_DENSE_LIMIT = 5_000_000
SHEET_LIMIT = 40


def read_workbook(content: bytes) -> Reading:
    """One table a visible sheet, rows from A1; text with one line a row. Dates and times are serial numbers.

    calamine may panic or abort on hostile files: only the reading process dies of that."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    grids: list[list[list[CellValue]]] = []
    lines: list[str] = []
    for metadata in workbook.sheets_metadata[:SHEET_LIMIT]:
        if metadata.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.total_height * sheet.total_width > _DENSE_LIMIT:
            raise Unreadable(Problem.TOO_LARGE)
        grid = _grid(sheet)
        if any(cell is not None for row in grid for cell in row):
            grids.append(grid)
            lines.extend("\t".join(_shown(cell) for cell in row).rstrip("\t") for row in grid)
    return bounded("\n".join(lines), grids)


def _grid(sheet: Any) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = []
    cells = 0
    for row in sheet.to_python(skip_empty_area=False):
        rows.append([as_cell(value) for value in row])
        cells += len(row)
        if cells > 2 * CELL_LIMIT:
            break
    return rows


def as_cell(value: Any) -> CellValue:
    """A value as ``values.batchGet`` gives it unformatted: whole floats as integers, dates as serial numbers."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if value else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return as_cell((value.replace(tzinfo=None) - _EPOCH) / timedelta(days=1))
    if isinstance(value, date):
        return (datetime(value.year, value.month, value.day) - _EPOCH).days
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    return value if isinstance(value, int) else None


def _shown(cell: CellValue) -> str:
    return "" if cell is None else " ".join(str(cell).split())
