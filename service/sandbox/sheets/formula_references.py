"""Cell references in the text of formulas: moving them with a copy, or with inserted and removed lines."""

from __future__ import annotations

import re

from .a1 import column_index, column_letters

REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<title>'(?:[^']|'')*'!|[A-Za-z_][\w.]*!)?"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*)(?::(?P<second>\$?[A-Za-z]{1,3}\$?[1-9]\d*))?(?![\w(!])"
)
CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d*)")


def copy_references(formula: str, rows: int, columns: int) -> str:
    """The formula as pasted ``rows`` down and ``columns`` to the right: relative parts move with it."""
    if not rows and not columns:
        return formula

    def moved(found: re.Match[str]) -> str:
        if found["first"] is None:
            return found[0]
        corners = [_copied(corner, rows, columns) for corner in (found["first"], found["second"]) if corner]
        return "#REF!" if None in corners else (found["title"] or "") + ":".join(str(c) for c in corners)

    return REFERENCE.sub(moved, formula)


def _copied(corner: str, rows: int, columns: int) -> str | None:
    fixed_column, letters, fixed_row, digits = CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
    column = column_index(letters) + (0 if fixed_column else columns)
    row = int(digits) + (0 if fixed_row else rows)
    if column < 0 or row < 1:
        return None
    return f"{fixed_column}{column_letters(column)}{fixed_row}{row}"


def shift_references(formula: str, title: str, own: bool, rows: bool, start: int, end: int, count: int) -> str:
    """The formula after lines of the tab ``title`` were inserted or removed; ``own``: it stands on that tab."""

    def moved(found: re.Match[str]) -> str:
        if found["first"] is None:
            return found[0]
        named = found["title"]
        if (named is None and not own) or (named is not None and _plain(named) != title):
            return found[0]
        text = _shifted(found["first"], found["second"], rows, start, end, count)
        return "#REF!" if text is None else (named or "") + text

    return REFERENCE.sub(moved, formula)


def _plain(named: str) -> str:
    return named[:-1].strip("'").replace("''", "'")


def _shifted(first: str, second: str | None, rows: bool, start: int, end: int, count: int) -> str | None:
    low, high = _index(first, rows), _index(second or first, rows)
    if count < 0 and start <= low and high < end:
        return None
    new_low = _moved(low, start, end, count, last=False)
    new_high = _moved(high, start, end, count, last=True)
    text = _with_index(first, rows, new_low)
    return text if second is None else f"{text}:{_with_index(second, rows, new_high)}"


def _moved(index: int, start: int, end: int, count: int, last: bool) -> int:
    if index < start:
        return index
    if count < 0 and index < end:
        return start - 1 if last else start
    return index + count


def _index(corner: str, rows: bool) -> int:
    _, letters, _, digits = CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
    return int(digits) - 1 if rows else column_index(letters)


def _with_index(corner: str, rows: bool, index: int) -> str:
    fixed_column, letters, fixed_row, digits = CORNER.fullmatch(corner).groups()  # type: ignore[union-attr]
    if rows:
        digits = str(index + 1)
    else:
        letters = column_letters(index)
    return f"{fixed_column}{letters}{fixed_row}{digits}"
