"""The sums of a level as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from service.core.rollup import TITLE, WHO, Sum, cells, headings


def rollup_workbook(found: Sequence[Sum], titles: Mapping[str, str]) -> bytes:
    """An .xlsx of one sheet: a header, a row a sum, filter on, the sums of all in bold."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = TITLE
    sheet.append(headings())
    for one in found:
        sheet.append(cells(one, titles))
        if not one.who:
            for cell in sheet[sheet.max_row]:
                cell.font = Font(bold=True)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    width = len(headings())
    for column in (width - 1, width):
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column).number_format = "0%"
    for column, title in enumerate(headings(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = 34 if title == WHO else 14
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
