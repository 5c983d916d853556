"""Spreadsheets out of and into files: CSV, TSV, XLSX."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook

from ..errors import ApiError
from ..sheets.book import Book, Sheet, new_sheet
from ..sheets.cells import CellError
from ..sheets.values import csv_rows
from ..sheets.writing import Writer
from .resources import EXPORT_TYPES


def export_book(book: Book, mime: str, sheet: Sheet | None = None) -> bytes:
    """A book in an export format; CSV and TSV hold one tab, the first unless another is named."""
    sheet = sheet or book.sheets[0]
    if mime == EXPORT_TYPES["csv"]:
        return _delimited(book, sheet, ",").encode()
    if mime == EXPORT_TYPES["tsv"]:
        lines = (
            "\t".join(text.replace("\t", " ").replace("\n", " ") for text in row) for row in csv_rows(book, sheet)
        )
        return "\r\n".join(lines).encode()
    if mime == EXPORT_TYPES["xlsx"]:
        return _workbook(book)
    raise ApiError(
        400, "The requested conversion is not supported.", "badRequest", location=("parameter", "convertTo")
    )


def _delimited(book: Book, sheet: Sheet, mark: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(csv_rows(book, sheet))
    return out.getvalue().removesuffix("\r\n")


def _workbook(book: Book) -> bytes:
    """Values, formulas, merges and frozen panes; formats other than numbers' are not carried over."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in book.sheets:
        page = workbook.create_sheet(sheet.title[:31])
        for index, row in sheet.filled():
            for column, cell in enumerate(row):
                if cell and (cell.value is not None or cell.formula):
                    value = cell.value.text if isinstance(cell.value, CellError) else cell.value
                    target = page.cell(index + 1, column + 1, cell.formula or value)
                    pattern = book.formats[cell.format].get("numberFormat", {}).get("pattern")
                    if pattern:
                        target.number_format = pattern
        for merge in sheet.objects.get("merges", []):
            page.merge_cells(
                start_row=merge["startRowIndex"] + 1,
                end_row=merge["endRowIndex"],
                start_column=merge["startColumnIndex"] + 1,
                end_column=merge["endColumnIndex"],
            )
        grid = sheet.properties.get("gridProperties", {})
        page.freeze_panes = page.cell(grid.get("frozenRowCount", 0) + 1, grid.get("frozenColumnCount", 0) + 1)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def import_text(book: Book, content: bytes, mark: str, year: int) -> None:
    """Replaces a book's tabs by one, named after the file, that holds delimited text as if typed."""
    text = content.decode("utf-8-sig", "replace")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    width = max(map(len, rows), default=0)
    title = str(book.properties["title"])
    sheet = new_sheet(book.sheets[0].id, title, 0, max(1000, len(rows)), max(26, width))
    writer = Writer(book, "USER_ENTERED", year)
    for index, row in enumerate(rows):
        for column, item in enumerate(row):
            if item != "":
                sheet.put(index, column, writer.cell(None, item))
    book.sheets = [sheet]
    book.named_ranges = []
