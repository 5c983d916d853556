"""Functions that count and sum by criteria (``">=5"``, ``"Đã*"``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .cells import CellError
from .entering import enter
from .formula_functions import _matrix, fail, function
from .formula_values import BAD_VALUE, DIVIDE_BY_ZERO, FormulaError, Value, compare, flat, single

CRITERION = re.compile(r"(<>|<=|>=|<|>|=)?(.*)", re.DOTALL)
TESTS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}


def criterion(value: Value) -> Callable[[Any], bool]:
    """The test a criterion asks for."""
    given = single(value)
    if not isinstance(given, str):
        return lambda item: item is not None and type(item) is not CellError and compare(item, given) == 0
    op, rest = CRITERION.fullmatch(given).groups()  # type: ignore[union-attr]
    wanted = enter(rest, "en_US", 1970).value
    if isinstance(wanted, str) and op in (None, "=", "<>"):
        pattern = re.compile(_wildcards(wanted), re.IGNORECASE | re.DOTALL)
        return lambda item: (isinstance(item, str) and bool(pattern.fullmatch(item))) != (op == "<>")
    if wanted is None:
        return lambda item: (item is None or item == "") != (op == "<>")
    test = TESTS[op or "="]

    def passes(item: Any) -> bool:
        if item is None or isinstance(item, CellError) or isinstance(item, str) != isinstance(wanted, str):
            return op == "<>"
        return test(compare(item, wanted))

    return passes


def _wildcards(pattern: str) -> str:
    parts = re.findall(r"~[*?~]|[*?]|[^*?~]+|~", pattern)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part.removeprefix("~") or part) for part in parts)


def _selected(pairs: tuple[Value, ...]) -> list[int]:
    """The positions at which every (range, criterion) pair holds."""
    if len(pairs) % 2:
        raise FormulaError(BAD_VALUE)
    columns = [(list(flat([pairs[i]])), criterion(pairs[i + 1])) for i in range(0, len(pairs), 2)]
    if len({len(items) for items, _ in columns}) > 1:
        raise FormulaError(CellError("VALUE", "Array arguments are of different size."))
    return [i for i in range(len(columns[0][0])) if all(test(items[i]) for items, test in columns)]


def _picked(values: Value, positions: list[int]) -> list[int | float]:
    items = list(flat([_matrix(values)]))
    picked = [items[i] for i in positions if i < len(items)]
    return [item for item in picked if isinstance(item, int | float) and not isinstance(item, bool)]


@function("COUNTIF", "COUNTIFS")
def _countifs(*pairs: Value) -> Value:
    return len(_selected(pairs))


@function("SUMIF")
def _sumif(values: Value, wanted: Value, summed: Value = None) -> Value:
    return sum(_picked(values if summed is None else summed, _selected((values, wanted))))


@function("SUMIFS")
def _sumifs(summed: Value, *pairs: Value) -> Value:
    return sum(_picked(summed, _selected(pairs)))


@function("AVERAGEIF")
def _averageif(values: Value, wanted: Value, averaged: Value = None) -> Value:
    picked = _picked(values if averaged is None else averaged, _selected((values, wanted)))
    return sum(picked) / len(picked) if picked else fail(DIVIDE_BY_ZERO)


@function("AVERAGEIFS")
def _averageifs(averaged: Value, *pairs: Value) -> Value:
    picked = _picked(averaged, _selected(pairs))
    return sum(picked) / len(picked) if picked else fail(DIVIDE_BY_ZERO)


@function("SUMPRODUCT")
def _sumproduct(*values: Value) -> Value:
    columns = [[x if isinstance(x, int | float) else 0 for x in flat([_matrix(v)])] for v in values]
    total: float = 0
    for line in zip(*columns, strict=True):
        product: float = 1
        for item in line:
            product *= item
        total += product
    return total
