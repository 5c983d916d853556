"""Which rows a basic filter hides."""

from __future__ import annotations

from datetime import datetime

from .a1 import box_of
from .book import Book, Json, Sheet
from .conditions import ConditionTests
from .evaluation import Evaluator
from .rendering import formatted


def hidden_rows(book: Book, sheet: Sheet, now: datetime) -> set[int]:
    """The rows below the header of the basic filter that fail one of its criteria."""
    item = sheet.objects.get("basicFilter")
    criteria = _criteria(item) if item else {}
    if item is None or not criteria:
        return set()
    box = box_of(book, item["range"])
    tests = ConditionTests(book, Evaluator(book, lambda s, i, j: s.cell(i, j).value, now))
    return {
        row
        for row in range(box.top + 1, box.bottom)
        if not all(
            _passes(book, tests, sheet, row, column, wanted, (box.top + 1, column))
            for column, wanted in criteria.items()
        )
    }


def _criteria(item: Json) -> dict[int, Json]:
    """FilterCriteria by column, of ``filterSpecs`` or the older ``criteria``."""
    found = {int(column): wanted for column, wanted in item.get("criteria", {}).items()}
    for spec in item.get("filterSpecs", []):
        found[spec.get("columnIndex", 0)] = spec.get("filterCriteria", {})
    return {column: wanted for column, wanted in found.items() if wanted}


def _passes(
    book: Book, tests: ConditionTests, sheet: Sheet, row: int, column: int, wanted: Json, origin: tuple[int, int]
) -> bool:
    cell = sheet.cell(row, column)
    shown = formatted(cell.value, book.formats[cell.format].get("numberFormat"), book.locale)
    if shown in wanted.get("hiddenValues", []):
        return False
    condition = wanted.get("condition")
    return condition is None or tests.holds(condition, sheet, row, column, origin)
