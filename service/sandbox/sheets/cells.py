"""What stands in a cell, and the table of formats cells point into."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson


class CellError(NamedTuple):
    """An error value: Google's error type (``DIVIDE_BY_ZERO``) and message."""

    type: str
    message: str

    @property
    def text(self) -> str:
        """How the cell shows it: ``#DIV/0!``."""
        return ERROR_TEXTS.get(self.type, "#ERROR!")


ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}

Scalar = bool | int | float | str | CellError | None


class Cell(NamedTuple):
    """One cell, never changed in place.

    ``value`` is the effective value (a number for a date); ``formula`` its text with ``=``, if it is one;
    ``format`` an index into the book's ``Formats`` (0: none); ``extra`` the rest of CellData that a person can
    set: ``note``, ``dataValidation``, ``textFormatRuns``, ``chipRuns``, ``pivotTable``.
    """

    value: Scalar = None
    formula: str | None = None
    format: int = 0
    extra: Mapping[str, Any] | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is left of it, so that it need not be kept."""
        return self.value is None and self.formula is None and not self.format and not self.extra


EMPTY = Cell()


class Formats:
    """The distinct formats of a book; cells hold an index. Only grows, so snapshots may share it."""

    def __init__(self, formats: list[dict[str, Any]] | None = None) -> None:
        self.all: list[dict[str, Any]] = formats or [{}]
        self._index = {_key(item): i for i, item in enumerate(self.all)}
        self._merged: dict[tuple[int, bytes], int] = {}

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.all[index]

    def index(self, item: Mapping[str, Any]) -> int:
        """The index of a (cleaned) format; an empty one is 0."""
        key = _key(item)
        found = self._index.get(key)
        if found is None:
            found = len(self.all)
            self.all.append(dict(item))
            self._index[key] = found
        return found


def _key(item: Mapping[str, Any]) -> bytes:
    return orjson.dumps(item, option=orjson.OPT_SORT_KEYS)


COLOR_KEYS = {"backgroundColor", "foregroundColor", "tabColor", "color"}
COLORS_BY_STYLE = {f"{key}Style": key for key in COLOR_KEYS}


def settle_colors(value: Any) -> Any:
    """Colours as Google gives them back: eight bits a channel, and each ``…Color`` beside its ``…ColorStyle``."""
    if isinstance(value, list):
        return [settle_colors(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() <= {"red", "green", "blue", "alpha"}:
        return {channel: _eight_bits(amount) for channel, amount in value.items() if _eight_bits(amount)}
    out = {key: settle_colors(item) for key, item in value.items()}
    for style, plain in COLORS_BY_STYLE.items():
        if style in out:
            rgb = out[style].get("rgbColor")
            if rgb is not None:
                out[plain] = rgb
        elif plain in out and isinstance(out[plain], Mapping):
            out[style] = {"rgbColor": out[plain]}
    return out


def _eight_bits(amount: float) -> float | int:
    level = min(255, max(0, int(amount * 255 + 1e-4)))
    return level // 255 if level in (0, 255) else single_precision(level / 255)


def single_precision(number: float) -> float:
    """The shortest decimal that is the same 32-bit float: how Google spells colour channels."""
    (rounded,) = struct.unpack("f", struct.pack("f", number))
    for digits in range(1, 10):
        text = f"{rounded:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == rounded:
            return float(text)
    return float(rounded)
