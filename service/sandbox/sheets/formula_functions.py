"""The functions formulas may call, by name. Each takes evaluated arguments; see docs/sandbox.md for the list."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from typing import Any

from .cells import CellError
from .formula_values import (
    BAD_NUMBER,
    BAD_REFERENCE,
    BAD_VALUE,
    DIVIDE_BY_ZERO,
    NOT_AVAILABLE,
    FormulaError,
    Value,
    compare,
    flat,
    number,
    numbers,
    single,
    text,
    truth,
)

Function = Callable[..., Value]
FUNCTIONS: dict[str, Function] = {}


def function(*names: str) -> Callable[[Function], Function]:
    """Registers a function under its names in formulas."""

    def register(made: Function) -> Function:
        for name in names:
            FUNCTIONS[name] = made
        return made

    return register


def fail(error: CellError) -> Value:
    raise FormulaError(error)


def _average(values: list[int | float]) -> Value:
    return sum(values) / len(values) if values else fail(DIVIDE_BY_ZERO)


FUNCTIONS |= {
    "SUM": lambda *a: sum(numbers(a)),
    "PRODUCT": lambda *a: math.prod(numbers(a)),
    "AVERAGE": lambda *a: _average(numbers(a)),
    "MIN": lambda *a: min(numbers(a), default=0),
    "MAX": lambda *a: max(numbers(a), default=0),
    "COUNT": lambda *a: sum(isinstance(v, int | float) and not isinstance(v, bool) for v in flat(a)),
    "COUNTA": lambda *a: sum(v is not None for v in flat(a)),
    "COUNTBLANK": lambda *a: sum(v is None or v == "" for v in flat(a)),
    "COUNTUNIQUE": lambda *a: len({v.casefold() if isinstance(v, str) else v for v in flat(a) if v is not None}),
    "AND": lambda *a: all(truth(v) for v in flat(a) if v is not None),
    "OR": lambda *a: any(truth(v) for v in flat(a) if v is not None),
    "XOR": lambda *a: sum(truth(v) for v in flat(a) if v is not None) % 2 == 1,
    "NOT": lambda v: not truth(v),
    "TRUE": lambda: True,
    "FALSE": lambda: False,
    "ABS": lambda v: abs(number(v)),
    "SIGN": lambda v: (number(v) > 0) - (number(v) < 0),
    "INT": lambda v: math.floor(number(v)),
    "EXP": lambda v: math.exp(number(v)),
    "PI": lambda: math.pi,
    "POWER": lambda v, w: number(v) ** number(w),
    "POW": lambda v, w: number(v) ** number(w),
    "LEN": lambda v: len(text(v)),
    "UPPER": lambda v: text(v).upper(),
    "LOWER": lambda v: text(v).lower(),
    "PROPER": lambda v: text(v).title(),
    "TRIM": lambda v: " ".join(text(v).split()),
    "T": lambda v: v if isinstance(single(v), str) else "",
    "N": lambda v: number(v) if not isinstance(single(v), str) else 0,
    "VALUE": lambda v: number(v),
    "CONCATENATE": lambda *a: "".join(text(v) for v in flat(a)),
    "CONCAT": lambda v, w: text(v) + text(w),
    "JOIN": lambda mark, *a: text(mark).join(text(v) for v in flat(a)),
    "EXACT": lambda v, w: text(v) == text(w),
    "REPT": lambda v, n: text(v) * int(number(n)),
    "CHAR": lambda v: chr(int(number(v))),
    "CODE": lambda v: ord(text(v)[0]) if text(v) else fail(BAD_VALUE),
    "ISBLANK": lambda v: _peek(v) is None,
    "ISNUMBER": lambda v: isinstance(_peek(v), int | float) and not isinstance(_peek(v), bool),
    "ISTEXT": lambda v: isinstance(_peek(v), str),
    "ISLOGICAL": lambda v: isinstance(_peek(v), bool),
    "ISERROR": lambda v: isinstance(_peek(v), CellError),
    "ISERR": lambda v: isinstance(_peek(v), CellError) and _peek(v).type != "N_A",
    "ISNA": lambda v: isinstance(_peek(v), CellError) and _peek(v).type == "N_A",
    "NA": lambda: fail(NOT_AVAILABLE),
    "HYPERLINK": lambda link, label=None: label if label is not None else link,
    "ROWS": lambda v: len(_matrix(v)),
    "COLUMNS": lambda v: len(_matrix(v)[0]),
}


def _peek(value: Value) -> Any:
    """A scalar, errors as values."""
    if isinstance(value, list):
        return value[0][0] if value and value[0] else None
    return value


def _matrix(value: Value) -> list[list[Any]]:
    return value if isinstance(value, list) else [[value]]


@function("MEDIAN")
def _median(*values: Value) -> Value:
    given = numbers(values)
    return statistics.median(given) if given else fail(BAD_NUMBER)


@function("SQRT")
def _sqrt(value: Value) -> Value:
    given = number(value)
    return math.sqrt(given) if given >= 0 else fail(BAD_NUMBER)


@function("LN")
def _ln(value: Value) -> Value:
    return _log(value, math.e)


@function("LOG10")
def _log10(value: Value) -> Value:
    return _log(value, 10)


@function("LOG")
def _log(value: Value, base: Value = 10) -> Value:
    given = number(value)
    return math.log(given, number(base)) if given > 0 else fail(BAD_NUMBER)


@function("MOD")
def _mod(value: Value, by: Value) -> Value:
    divisor = number(by)
    return number(value) % divisor if divisor else fail(DIVIDE_BY_ZERO)


@function("QUOTIENT")
def _quotient(value: Value, by: Value) -> Value:
    divisor = number(by)
    return math.trunc(number(value) / divisor) if divisor else fail(DIVIDE_BY_ZERO)


def _scaled(value: Value, places: Value, cut: Callable[[float], float]) -> Value:
    scale = 10 ** int(number(places))
    given = number(value)
    return math.copysign(cut(abs(given) * scale + 1e-9) / scale, given)


@function("ROUND")
def _round(value: Value, places: Value = 0) -> Value:
    return _scaled(value, places, lambda v: math.floor(v + 0.5))


@function("ROUNDDOWN", "TRUNC")
def _round_down(value: Value, places: Value = 0) -> Value:
    return _scaled(value, places, math.floor)


@function("ROUNDUP")
def _round_up(value: Value, places: Value = 0) -> Value:
    return _scaled(value, places, lambda v: math.ceil(v - 2e-9))


@function("CEILING")
def _ceiling(value: Value, step: Value = 1) -> Value:
    return math.ceil(number(value) / number(step)) * number(step) if number(step) else 0


@function("FLOOR")
def _floor(value: Value, step: Value = 1) -> Value:
    return math.floor(number(value) / number(step)) * number(step) if number(step) else fail(DIVIDE_BY_ZERO)


@function("LEFT")
def _left(value: Value, count: Value = 1) -> Value:
    return text(value)[: int(number(count))]


@function("RIGHT")
def _right(value: Value, count: Value = 1) -> Value:
    size = int(number(count))
    return text(value)[-size:] if size else ""


@function("MID")
def _mid(value: Value, start: Value, count: Value) -> Value:
    at = int(number(start)) - 1
    return text(value)[at : at + int(number(count))] if at >= 0 else fail(BAD_VALUE)


@function("TEXTJOIN")
def _text_join(mark: Value, skip_blanks: Value, *values: Value) -> Value:
    parts = [text(v) for v in flat(values)]
    return text(mark).join(part for part in parts if part or not truth(skip_blanks))


@function("SUBSTITUTE")
def _substitute(value: Value, old: Value, new: Value, which: Value = None) -> Value:
    given, sought = text(value), text(old)
    if not sought:
        return given
    if which is None:
        return given.replace(sought, text(new))
    parts = given.split(sought)
    at = int(number(which))
    return given if at >= len(parts) else sought.join(parts[:at]) + text(new) + sought.join(parts[at:])


@function("REPLACE")
def _replace(value: Value, start: Value, count: Value, new: Value) -> Value:
    given, at = text(value), int(number(start)) - 1
    return given[:at] + text(new) + given[at + int(number(count)) :]


@function("FIND")
def _find(sought: Value, value: Value, start: Value = 1) -> Value:
    at = text(value).find(text(sought), int(number(start)) - 1)
    return at + 1 if at >= 0 else fail(BAD_VALUE)


@function("SEARCH")
def _search(sought: Value, value: Value, start: Value = 1) -> Value:
    at = text(value).casefold().find(text(sought).casefold(), int(number(start)) - 1)
    return at + 1 if at >= 0 else fail(BAD_VALUE)


@function("INDEX")
def _index(values: Value, row: Value = 0, column: Value = 0) -> Value:
    table, i, j = _matrix(values), int(number(row)), int(number(column))
    if len(table) == 1 and not j:
        i, j = (1, i)
    if i > len(table) or j > len(table[0]) or i < 0 or j < 0:
        raise FormulaError(BAD_REFERENCE)
    rows = table[i - 1 : i] if i else table
    return [line[j - 1 : j] if j else line for line in rows]


@function("MATCH")
def _match(sought: Value, values: Value, kind: Value = 1) -> Value:
    items, wanted = list(flat([values])), single(sought)
    way = number(kind)
    if way == 0:
        hits = [i for i, item in enumerate(items) if item is not None and compare(item, wanted) == 0]
        return hits[0] + 1 if hits else fail(NOT_AVAILABLE)
    hits = [i for i, item in enumerate(items) if item is not None and compare(item, wanted) * way <= 0]
    return hits[-1] + 1 if hits else fail(NOT_AVAILABLE)


@function("VLOOKUP")
def _vlookup(sought: Value, table: Value, column: Value, is_sorted: Value = True) -> Value:
    rows, at = _matrix(table), int(number(column))
    if not 1 <= at <= len(rows[0]):
        raise FormulaError(BAD_REFERENCE)
    row = _match(sought, [[line[0]] for line in rows], 1 if truth(is_sorted) else 0)
    found: Value = rows[int(number(row)) - 1][at - 1]
    return found


@function("HLOOKUP")
def _hlookup(sought: Value, table: Value, row: Value, is_sorted: Value = True) -> Value:
    return _vlookup(sought, [list(column) for column in zip(*_matrix(table), strict=True)], row, is_sorted)
