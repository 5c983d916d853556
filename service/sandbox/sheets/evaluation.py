"""Evaluating a formula's tree over a book."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import formula_conditions, formula_dates  # noqa: F401  (they register their functions)
from .a1 import column_index
from .book import Book, Sheet
from .cells import CellError, Scalar
from .dates import to_serial
from .formula_functions import FUNCTIONS
from .formula_syntax import FormulaSyntaxError, Node, parse_formula
from .formula_values import (
    BAD_NUMBER,
    BAD_REFERENCE,
    BAD_VALUE,
    DIVIDE_BY_ZERO,
    NOT_AVAILABLE,
    PARSE_ERROR,
    FormulaError,
    Matrix,
    Value,
    compare,
    number,
    single,
    text,
    truth,
    unknown_name,
    whole,
)

CORNER = re.compile(r"([A-Za-z]*)(\d*)")
ERRORS_BY_TEXT = {"#DIV/0!": "DIVIDE_BY_ZERO", "#N/A": "N_A", "#NAME?": "NAME", "#NUM!": "NUM", "#VALUE!": "VALUE"}

Lookup = Callable[[Sheet, int, int], Scalar]
"""The value of a cell; raises to ask for a formula cell that is not computed yet."""


class Evaluator:
    """Evaluates formulas of one book. ``now`` (aware) is what NOW and TODAY tell, in the book's time zone."""

    def __init__(self, book: Book, lookup: Lookup, now: datetime) -> None:
        self._book = book
        self._lookup = lookup
        self._now = now

    def evaluate(self, formula: str, sheet: Sheet, row: int, column: int) -> Scalar:
        """The value of a formula standing at a cell; errors are values."""
        try:
            node = parse_formula(formula)
            result = _Evaluation(self, sheet, row, column).value(node)
            value = single(result)
        except FormulaSyntaxError:
            return PARSE_ERROR
        except FormulaError as error:
            return error.error
        except OverflowError:
            return BAD_NUMBER
        if isinstance(value, complex):
            return BAD_NUMBER
        return 0 if value is None else whole(value) if isinstance(value, float) else value

    def local_now(self) -> datetime:
        try:
            zone = ZoneInfo(str(self._book.properties.get("timeZone", "Etc/GMT")))
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("Etc/GMT")
        return self._now.astimezone(zone).replace(tzinfo=None)

    def range(self, node: Node, here: Sheet) -> tuple[Sheet, int, int, int, int]:
        """(sheet, top, bottom, left, right) of a range node."""
        _, title, first, second = node
        sheet = self._book.sheet_titled(title) if title is not None else here
        if sheet is None:
            raise FormulaError(CellError("REF", f"Unresolved sheet name '{title}'."))
        (left, top), (right, bottom) = _corner(first), _corner(second or first)
        rows, columns = sorted((top or 0, bottom or 0)), sorted((left or 0, right or 0))
        last_row = sheet.row_count - 1 if bottom is None else rows[1]
        last_column = sheet.column_count - 1 if right is None else columns[1]
        if last_row >= sheet.row_count or last_column >= sheet.column_count:
            raise FormulaError(BAD_REFERENCE)
        return sheet, rows[0] if bottom is not None else top or 0, last_row + 1, columns[0], last_column + 1

    def matrix(self, node: Node, here: Sheet) -> Matrix:
        return self._values(*self.range(node, here))

    def _values(self, sheet: Sheet, top: int, bottom: int, left: int, right: int) -> Matrix:
        filled = max(top + 1, min(bottom, len(sheet.rows)))
        return [[self._lookup(sheet, i, j) for j in range(left, right)] for i in range(top, filled)]

    def named(self, name: str) -> Matrix:
        for item in self._book.named_ranges:
            if item["name"].casefold() == name.casefold():
                span = item["range"]
                sheet = self._book.sheet(span.get("sheetId", 0))
                if sheet:
                    bottom = span.get("endRowIndex", sheet.row_count)
                    right = span.get("endColumnIndex", sheet.column_count)
                    return self._values(
                        sheet, span.get("startRowIndex", 0), bottom, span.get("startColumnIndex", 0), right
                    )
        raise FormulaError(CellError("NAME", f"Unknown range name: '{name}'."))


def _corner(corner: str) -> tuple[int | None, int | None]:
    letters, digits = CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
    return column_index(letters) if letters else None, int(digits) - 1 if digits else None


class _Evaluation:
    """One formula being evaluated at its place."""

    def __init__(self, evaluator: Evaluator, sheet: Sheet, row: int, column: int) -> None:
        self._evaluator = evaluator
        self._sheet = sheet
        self._row = row
        self._column = column

    def value(self, node: Node) -> Value:
        kind = node[0]
        if kind in ("number", "text", "bool"):
            literal: Scalar = node[1]
            return literal
        if kind == "range":
            return self._evaluator.matrix(node, self._sheet)
        if kind == "call":
            return self._call(node[1], node[2])
        if kind == "binary":
            return self._binary(node[1], single(self.value(node[2])), single(self.value(node[3])))
        if kind == "unary":
            operand = number(self.value(node[2]))
            return -operand if node[1] == "-" else operand
        if kind == "percent":
            return number(self.value(node[1])) / 100
        if kind == "name":
            return self._evaluator.named(node[1])
        if kind == "array":
            return [[single(self.value(item)) for item in row] for row in node[1]]
        if kind == "error":
            raise FormulaError(CellError(ERRORS_BY_TEXT.get(node[1], "REF"), ""))
        return None

    def _binary(self, op: str, left: Scalar, right: Scalar) -> Scalar:
        if op == "&":
            return text(left) + text(right)
        if op in ("=", "<>", "<", ">", "<=", ">="):
            return formula_conditions.TESTS[op](compare(left, right))
        one, other = number(left), number(right)
        if op == "+":
            return one + other
        if op == "-":
            return one - other
        if op == "*":
            return one * other
        if op == "^":
            return _power(one, other)
        if not other:
            raise FormulaError(DIVIDE_BY_ZERO)
        return one / other

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Value:
        special: dict[str, Callable[[tuple[Node, ...]], Value]] = {
            "IF": self._if,
            "IFS": self._ifs,
            "SWITCH": self._switch,
            "CHOOSE": self._choose,
            "IFERROR": lambda given: self._if_error(given, None),
            "IFNA": lambda given: self._if_error(given, "N_A"),
            "ROW": lambda given: self._place(given, 1, self._row),
            "COLUMN": lambda given: self._place(given, 3, self._column),
            "NOW": lambda _: to_serial(self._evaluator.local_now()),
            "TODAY": lambda _: to_serial(self._evaluator.local_now().date()),
        }
        if name in special:
            return special[name](arguments)
        made = FUNCTIONS.get(name)
        if made is None:
            raise FormulaError(unknown_name(name))
        peeking = name.startswith("IS")
        values = [self._peeked(node) if peeking else self.value(node) for node in arguments]
        try:
            return made(*values)
        except TypeError:
            message = f"Wrong number of arguments to {name}. Got {len(values)} arguments."
            raise FormulaError(CellError("N_A", message)) from None

    def _peeked(self, node: Node) -> Value:
        try:
            return self.value(node)
        except FormulaError as error:
            return error.error

    def _if(self, given: tuple[Node, ...]) -> Value:
        if not 2 <= len(given) <= 3:
            raise FormulaError(BAD_VALUE)
        if truth(self.value(given[0])):
            return self.value(given[1])
        return self.value(given[2]) if len(given) > 2 else False

    def _ifs(self, given: tuple[Node, ...]) -> Value:
        for condition, result in zip(given[0::2], given[1::2], strict=False):
            if truth(self.value(condition)):
                return self.value(result)
        raise FormulaError(NOT_AVAILABLE)

    def _switch(self, given: tuple[Node, ...]) -> Value:
        wanted = single(self.value(given[0]))
        for case, result in zip(given[1::2], given[2::2], strict=False):
            if compare(single(self.value(case)), wanted) == 0:
                return self.value(result)
        if len(given) % 2 == 0:
            return self.value(given[-1])
        raise FormulaError(NOT_AVAILABLE)

    def _choose(self, given: tuple[Node, ...]) -> Value:
        index = int(number(self.value(given[0])))
        if not 1 <= index < len(given):
            raise FormulaError(BAD_NUMBER)
        return self.value(given[index])

    def _if_error(self, given: tuple[Node, ...], only: str | None) -> Value:
        try:
            return single(self.value(given[0]))
        except FormulaError as error:
            if only is not None and error.error.type != only:
                raise
            return self.value(given[1]) if len(given) > 1 else ""

    def _place(self, given: tuple[Node, ...], position: int, own: int) -> Value:
        if not given:
            return own + 1
        if given[0][0] != "range":
            raise FormulaError(BAD_VALUE)
        found: Any = self._evaluator.range(given[0], self._sheet)
        return int(found[position]) + 1


def _power(one: float, other: float) -> Scalar:
    try:
        result: Any = one**other
    except ZeroDivisionError:
        raise FormulaError(DIVIDE_BY_ZERO) from None
    if isinstance(result, complex):
        raise FormulaError(BAD_NUMBER)
    return float(result) if isinstance(result, float) else int(result)
