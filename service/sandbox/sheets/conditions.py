"""BooleanConditions: the tests of conditional formats, filters and data validation."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .book import Book, Json, Sheet
from .cells import Cell, CellError
from .entering import enter
from .evaluation import Evaluator
from .formula_references import copy_references
from .rendering import formatted

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LINK = re.compile(r"https?://\S+|www\.\S+")


class ConditionTests:
    """Judges cells of one book. Relative dates and NOW go by the evaluator's clock."""

    def __init__(self, book: Book, evaluator: Evaluator) -> None:
        self._book = book
        self._evaluator = evaluator

    def holds(self, condition: Json, sheet: Sheet, row: int, column: int, origin: tuple[int, int]) -> bool:
        """Whether a condition holds for a cell; formulas in it are written for ``origin`` and move with the cell."""
        cell = sheet.cell(row, column)
        kind = condition.get("type", "")
        if kind == "BLANK":
            return cell.value is None
        if kind == "NOT_BLANK":
            return cell.value is not None
        wanted = [self._value(given, sheet, row, column, origin) for given in condition.get("values", [])]
        if kind == "CUSTOM_FORMULA":
            return bool(wanted) and wanted[0] is True
        if kind.startswith("NUMBER_") or kind.startswith("DATE_"):
            return _number_holds(kind.removeprefix("NUMBER_").removeprefix("DATE_"), cell.value, wanted)
        if kind == "BOOLEAN":
            return isinstance(cell.value, bool) or cell.value in wanted
        if kind == "ONE_OF_LIST":
            return self._text(cell) in [_plain(value) for value in wanted]
        return _text_holds(kind, self._text(cell), [_plain(value) for value in wanted])

    def _text(self, cell: Cell) -> str:
        return formatted(cell.value, self._book.formats[cell.format].get("numberFormat"), self._book.locale)

    def _value(self, given: Json, sheet: Sheet, row: int, column: int, origin: tuple[int, int]) -> Any:
        if "relativeDate" in given:
            return self._relative(given["relativeDate"])
        text = given.get("userEnteredValue", "")
        typed = enter(text, self._book.locale, self._evaluator.local_now().year)
        if typed.formula is None:
            return typed.value
        moved = copy_references(typed.formula, row - origin[0], column - origin[1])
        return self._evaluator.evaluate(moved, sheet, row, column)

    def _relative(self, name: str) -> Any:
        formula = {
            "TODAY": "=TODAY()",
            "TOMORROW": "=TODAY()+1",
            "YESTERDAY": "=TODAY()-1",
            "PAST_WEEK": "=TODAY()-7",
            "PAST_MONTH": "=EDATE(TODAY(),-1)",
            "PAST_YEAR": "=EDATE(TODAY(),-12)",
        }.get(name, "=TODAY()")
        return self._evaluator.evaluate(formula, self._book.sheets[0], 0, 0)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


ORDERS: dict[str, Callable[[float, list[float]], bool]] = {
    "GREATER": lambda v, w: v > w[0],
    "AFTER": lambda v, w: v > w[0],
    "GREATER_THAN_EQ": lambda v, w: v >= w[0],
    "ON_OR_AFTER": lambda v, w: v >= w[0],
    "LESS": lambda v, w: v < w[0],
    "BEFORE": lambda v, w: v < w[0],
    "LESS_THAN_EQ": lambda v, w: v <= w[0],
    "ON_OR_BEFORE": lambda v, w: v <= w[0],
    "EQ": lambda v, w: v == w[0],
    "NOT_EQ": lambda v, w: v != w[0],
    "BETWEEN": lambda v, w: w[0] <= v <= w[1],
    "NOT_BETWEEN": lambda v, w: not w[0] <= v <= w[1],
    "IS_VALID": lambda v, w: True,  # noqa: ARG005
}


def _number_holds(kind: str, value: Any, wanted: list[Any]) -> bool:
    test = ORDERS.get(kind)
    needed = 2 if "BETWEEN" in kind else 0 if kind == "IS_VALID" else 1
    given = [item for item in wanted if _is_number(item)]
    return test is not None and _is_number(value) and len(given) >= needed and test(value, given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool | CellError)


def _text_holds(kind: str, shown: str, wanted: list[str]) -> bool:
    text, first = shown.casefold(), wanted[0].casefold() if wanted else ""
    tests: dict[str, Callable[[], bool]] = {
        "TEXT_CONTAINS": lambda: bool(first) and first in text,
        "TEXT_NOT_CONTAINS": lambda: first not in text,
        "TEXT_STARTS_WITH": lambda: text.startswith(first),
        "TEXT_ENDS_WITH": lambda: text.endswith(first),
        "TEXT_EQ": lambda: text == first,
        "TEXT_NOT_EQ": lambda: text != first,
        "TEXT_IS_EMAIL": lambda: bool(EMAIL.fullmatch(shown)),
        "TEXT_IS_URL": lambda: bool(LINK.fullmatch(shown)),
    }
    test = tests.get(kind)
    return test is not None and test()
