"""How a spreadsheet's locale writes numbers and dates, from CLDR (Babel)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies

CURRENCY_SIGNS = {"USD": "$", "VND": "₫", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Conventions:
    """``date_order`` is a permutation of "dmy"; ``date_pattern`` what an untyped date format shows."""

    decimal: str
    group: str
    date_order: str
    date_pattern: str
    currency: str
    months: dict[str, int]

    @property
    def day_first(self) -> bool:
        return self.date_order.index("d") < self.date_order.index("m")


@cache
def conventions(locale: str) -> Conventions:
    """The conventions of a locale code (``vi_VN``, ``en``); those of ``en_US`` for an unknown one."""
    try:
        babel = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        babel = Locale.parse("en_US")
    symbols = babel.number_symbols.get("latn", babel.number_symbols)
    pattern = babel.date_formats["short"].pattern
    order = re.sub(r"[^dmy]", "", re.sub(r"(.)\1+", r"\1", pattern.lower()))
    return Conventions(
        decimal=symbols["decimal"],
        group=symbols["group"].replace("\u202f", " ").replace("\xa0", " "),
        date_order=order if sorted(order) == list("dmy") else "mdy",
        date_pattern=_default_date(order, pattern),
        currency=_currency(babel),
        months=_months(babel) | _months(Locale.parse("en_US")),
    )


def _default_date(order: str, pattern: str) -> str:
    if order == "mdy":
        return "M/d/yyyy"
    separator = next((mark for mark in pattern if mark in "./-"), "/")
    return {"dmy": f"dd{separator}MM{separator}yyyy", "ymd": f"yyyy{separator}MM{separator}dd"}.get(
        order, "M/d/yyyy"
    )


def _currency(babel: Locale) -> str:
    codes = get_territory_currencies(babel.territory) if babel.territory else []
    return CURRENCY_SIGNS.get(codes[0], "$") if codes else "$"


def _months(babel: Locale) -> dict[str, int]:
    out: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for number, name in babel.months["format"][width].items():
            out[name.casefold().rstrip(".")] = int(number)
    return out
