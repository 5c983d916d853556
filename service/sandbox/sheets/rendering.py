"""What a cell shows: values through number formats, in the spreadsheet's locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from .cells import Cell, CellError, Scalar
from .dates import from_serial
from .locales import Conventions, conventions

DATE_TYPES = {"DATE", "TIME", "DATE_TIME"}
DEFAULT_PATTERNS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "SCIENTIFIC": "0.00E+00",
    "TIME": "h:mm:ss am/pm",
    "TEXT": "@",
}
DATE_TOKEN = re.compile(r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|am/pm|a/p|y+|m+|d+|h+|s+|0+|.', re.IGNORECASE)
NUMBER_PART = re.compile(r"[#0?][#0?,.]*(?:E[+-]?0+)?|\.0+")


def formatted(value: Scalar, number_format: Mapping[str, Any] | None, locale: str) -> str:
    """FORMATTED_VALUE of a value under a NumberFormat ({"type", "pattern"})."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, CellError):
        return value.text
    kind = (number_format or {}).get("type", "")
    rules = conventions(locale)
    pattern = (number_format or {}).get("pattern") or _default_pattern(kind, rules)
    if not pattern or pattern == "@" or pattern.lower() == "general":
        return automatic(value, rules)
    if kind in DATE_TYPES:
        return _formatted_date(value, pattern)
    return _formatted_number(value, pattern, rules)


def _default_pattern(kind: str, rules: Conventions) -> str:
    if kind == "DATE":
        return rules.date_pattern
    if kind == "DATE_TIME":
        return f"{rules.date_pattern} h:mm:ss"
    if kind == "CURRENCY":
        return f'"{rules.currency}"#,##0.00'
    return DEFAULT_PATTERNS.get(kind, "")


def automatic(value: int | float, rules: Conventions) -> str:
    """A number without a format: ten significant digits, exponents only when very large or small."""
    if isinstance(value, int) or value.is_integer():
        if abs(value) < 1e15:
            return str(int(value))
    elif 1e-5 <= abs(value) < 1e15:
        whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
        text = f"{value:.{max(10 - whole, 0)}f}" if abs(value) >= 1 else f"{Decimal(repr(value)):.10f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", rules.decimal)
    mantissa, _, exponent = f"{value:.9E}".partition("E")
    mantissa = mantissa.rstrip("0").rstrip(".").replace(".", rules.decimal)
    return f"{mantissa}E{exponent[0]}{exponent[1:].zfill(2)}"


def _formatted_number(value: int | float, pattern: str, rules: Conventions) -> str:
    sections = _sections(pattern)
    if value < 0 and len(sections) > 1:
        return _section(-value, sections[1], rules)
    if value == 0 and len(sections) > 2:
        return _section(value, sections[2], rules)
    return _section(value, sections[0], rules)


def _sections(pattern: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])+)', pattern) or [pattern]


def _section(value: int | float, section: str, rules: Conventions) -> str:
    section = re.sub(r"\[[^\]]*\]", "", section)
    literal_free = re.sub(r'"[^"]*"|\\.', lambda m: "\0" * len(m[0]), section)
    found = NUMBER_PART.search(literal_free)
    if not found:
        return _literal(section)
    percent = "%" in literal_free
    exact = Decimal(repr(value)) * (100 if percent else 1)
    digits = _digits(exact, found[0], rules)
    sign = "-" if exact < 0 and digits.strip("0,. ") else ""
    return sign + _literal(section[: found.start()]) + digits + _literal(section[found.end() :])


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)|_.|\*.', lambda m: (m[1] or "") + (m[2] or ""), text)


def _digits(value: Decimal, spec: str, rules: Conventions) -> str:
    if "E" in spec:
        places = len(spec.partition("E")[0].partition(".")[2])
        mantissa, _, exponent = f"{value:.{places}E}".partition("E")
        return f"{mantissa.lstrip('-').replace('.', rules.decimal)}E{exponent[0]}{exponent[1:].zfill(2)}"
    whole_spec, _, fraction_spec = spec.partition(".")
    places = len(fraction_spec)
    rounded = abs(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.zfill(whole_spec.count("0"))
    if "0" not in whole_spec:
        whole = whole.lstrip("0")
    if "," in whole_spec:
        whole = f"{int(whole or 0):,}".replace(",", rules.group) if whole else ""
    optional = len(fraction_spec) - len(fraction_spec.rstrip("#?"))
    while optional and fraction.endswith("0"):
        fraction, optional = fraction[:-1], optional - 1
    return whole + (rules.decimal + fraction if fraction else "")


def _formatted_date(value: int | float, pattern: str) -> str:
    try:
        moment = from_serial(value)
    except OverflowError:
        return str(value)
    out = ""
    tokens = _date_tokens(pattern)
    twelve = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    for index, token in enumerate(tokens):
        out += _date_part(token, moment, value, twelve, _is_minute(tokens, index))
    return out


@lru_cache(maxsize=256)
def _date_tokens(pattern: str) -> list[str]:
    return DATE_TOKEN.findall(pattern)


def _is_minute(tokens: list[str], index: int) -> bool:
    """Whether an ``m`` stands for minutes: after hours or before seconds."""
    if tokens[index][0] not in "mM":
        return False
    letters = [(i, t[0].lower()) for i, t in enumerate(tokens) if t[0].lower() in "ymdhs" and t.lower() != "am/pm"]
    at = next(i for i, (position, _) in enumerate(letters) if position == index)
    before = letters[at - 1][1] if at else ""
    after = letters[at + 1][1] if at + 1 < len(letters) else ""
    return before == "h" or after == "s"


def _date_part(token: str, moment: datetime, value: float, twelve: bool, minute: bool) -> str:
    kind, size = token[0].lower(), len(token)
    if token.lower() in ("am/pm", "a/p"):
        return ("AM" if moment.hour < 12 else "PM")[: 2 if size > 3 else 1]
    if kind == '"':
        return token[1:-1]
    if kind == "\\":
        return token[1:]
    if kind == "[":
        return _elapsed(token[1].lower(), value, size - 2)
    if kind == "y":
        return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
    if kind == "m" and not minute:
        return _named(moment, size, "%b", "%B") if size > 2 else str(moment.month).zfill(size)
    if kind == "d":
        return _named(moment, size, "%a", "%A") if size > 2 else str(moment.day).zfill(size)
    if kind == "h":
        return str((moment.hour % 12 or 12) if twelve else moment.hour).zfill(min(size, 2))
    if kind in ("m", "s"):
        return str(moment.minute if kind == "m" else moment.second).zfill(min(size, 2))
    if kind == "0":
        return f"{moment.microsecond // 1000:03d}"[:size]
    return token


def _named(moment: datetime, size: int, short: str, full: str) -> str:
    return moment.strftime(short if size == 3 else full)


def _elapsed(unit: str, value: float, size: int) -> str:
    return str(int(value * {"h": 24, "m": 1440, "s": 86400}[unit] + 1e-9)).zfill(size)


def rendered(cell: Cell, number_format: Mapping[str, Any] | None, locale: str, option: str, dates: str) -> Any:
    """A cell's value as a ValueRenderOption and a DateTimeRenderOption ask for it; "" for a blank one."""
    if option == "FORMULA" and cell.formula is not None:
        return cell.formula
    if option == "FORMATTED_VALUE":
        return formatted(cell.value, number_format, locale)
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if dates == "FORMATTED_STRING" and (number_format or {}).get("type") in DATE_TYPES:
        return formatted(value, number_format, locale)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
