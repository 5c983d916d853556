"""How formulas turn values into numbers, texts and truth, and compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .cells import CellError, Scalar
from .entering import enter
from .locales import conventions
from .rendering import automatic

Matrix = list[list[Scalar]]
Value = Scalar | Matrix

DIVIDE_BY_ZERO = CellError("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
NOT_AVAILABLE = CellError("N_A", "Did not find value.")
BAD_VALUE = CellError("VALUE", "A value has the wrong type.")
BAD_NUMBER = CellError("NUM", "A number is out of range.")
BAD_REFERENCE = CellError("REF", "Reference does not exist.")
CIRCULAR = CellError(
    "REF", "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
)
PARSE_ERROR = CellError("ERROR", "Formula parse error.")


class FormulaError(Exception):
    """Evaluation ended in an error value."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.message)
        self.error = error


def unknown_name(name: str) -> CellError:
    return CellError("NAME", f"Unknown function: '{name}'.")


def single(value: Value) -> Scalar:
    """A scalar: the upper left of a matrix; raises FormulaError for an error value."""
    if isinstance(value, list):
        value = value[0][0] if value and value[0] else None
    if isinstance(value, CellError):
        raise FormulaError(value)
    return value


def number(value: Value) -> int | float:
    scalar = single(value)
    if scalar is None:
        return 0
    if isinstance(scalar, str):
        typed = enter(scalar, "en_US", 1970).value if scalar else None
        if isinstance(typed, bool) or not isinstance(typed, int | float):
            raise FormulaError(CellError("VALUE", f"'{scalar}' is a text and cannot be coerced to a number."))
        return typed
    assert not isinstance(scalar, CellError)
    return int(scalar) if isinstance(scalar, bool) else scalar


def text(value: Value) -> str:
    scalar = single(value)
    if scalar is None:
        return ""
    if isinstance(scalar, bool):
        return "TRUE" if scalar else "FALSE"
    if isinstance(scalar, int | float):
        return automatic(scalar, conventions("en_US"))
    return str(scalar)


def truth(value: Value) -> bool:
    scalar = single(value)
    if isinstance(scalar, str):
        if scalar.upper() in ("TRUE", "FALSE"):
            return scalar.upper() == "TRUE"
        raise FormulaError(CellError("VALUE", f"'{scalar}' is a text and cannot be coerced to a boolean."))
    return bool(scalar)


def flat(values: Iterable[Value]) -> Iterator[Any]:
    """Every scalar of the arguments, row by row."""
    for value in values:
        if isinstance(value, list):
            for row in value:
                yield from row
        else:
            yield value


def numbers(values: Iterable[Value]) -> list[int | float]:
    """The numbers SUM and its kind see: those of ranges, and arguments coerced. Errors are passed on."""
    out: list[int | float] = []
    for value in values:
        if not isinstance(value, list):
            out.append(number(value))
            continue
        for item in flat([value]):
            if isinstance(item, CellError):
                raise FormulaError(item)
            if isinstance(item, int | float) and not isinstance(item, bool):
                out.append(item)
    return out


def compare(left: Scalar, right: Scalar) -> int:
    """-1, 0, 1: numbers before texts before booleans; texts without case; a blank equals 0, "" and FALSE."""
    one, other = _rank(left, right), _rank(right, left)
    return 1 if one > other else -1 if one < other else 0


def _rank(value: Scalar, beside: Scalar) -> Any:
    if isinstance(value, CellError):
        raise FormulaError(value)
    if value is None:
        value = "" if isinstance(beside, str) else False if isinstance(beside, bool) else 0
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, str):
        return (1, value.casefold())
    return (0, value)


def whole(value: int | float) -> int | float:
    """An int where nothing is lost."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
