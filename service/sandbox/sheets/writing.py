"""Putting typed or raw values into cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..discovery import invalid_value
from ..errors import ApiError
from .book import Book
from .cells import EMPTY, Cell
from .entering import Typed, enter

MAX_CELL_CHARACTERS = 50_000


class Writer:
    """Turns JSON values into cells of one book. ``year`` completes typed dates that lack one."""

    def __init__(self, book: Book, option: str, year: int) -> None:
        self._book = book
        self._year = year
        self._typed = option == "USER_ENTERED"
        self.cell: Callable[[Cell | None, Any], Cell] = self._entered if self._typed else self._raw

    def _raw(self, old: Cell | None, value: Any) -> Cell:
        _, _, index, extra = old or EMPTY
        if isinstance(value, str):
            _check_length(value)
            return Cell(value or None, None, index, without_runs(extra))
        return Cell(_scalar(value), None, index, without_runs(extra))

    def _entered(self, old: Cell | None, value: Any) -> Cell:
        _, _, index, extra = old or EMPTY
        if not isinstance(value, str):
            return Cell(_scalar(value), None, index, without_runs(extra))
        _check_length(value)
        number_format = self._book.formats[index].get("numberFormat", {})
        typed = enter(value, self._book.locale, self._year, plain_text=number_format.get("type") == "TEXT")
        return self.typed_cell(typed, index, extra)

    def typed_cell(self, typed: Typed, index: int, extra: Any) -> Cell:
        """The cell of what was typed; the typing's number format applies where the cell has none of its own."""
        if typed.formula is not None:
            self._book.has_formulas = True
        if typed.number_format and not self._book.formats[index].get("numberFormat"):
            merged = {**self._book.formats[index], "numberFormat": typed.number_format}
            index = self._book.formats.index(merged)
        return Cell(typed.value, typed.formula, index, without_runs(extra))


def without_runs(extra: Any) -> Any:
    """Rich text ends when a new value is written."""
    if not extra or ("textFormatRuns" not in extra and "chipRuns" not in extra):
        return extra
    return {key: item for key, item in extra.items() if key not in ("textFormatRuns", "chipRuns")} or None


def _scalar(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    raise invalid_value("data.values", "type.googleapis.com/google.protobuf.Value", value)


def _check_length(text: str) -> None:
    if len(text) > MAX_CELL_CHARACTERS:
        raise ApiError(400, "Your input contains more than the maximum of 50000 characters in a single cell.")
