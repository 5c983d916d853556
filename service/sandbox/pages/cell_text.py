"""The text of a cell as markup: links, runs of formats. Everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from .looks import Looks, text_css

Json = Mapping[str, Any]
SCHEMES = {"http", "https", "mailto"}


def link_address(uri: str) -> str:
    """A link as it may be followed; "" for any other scheme. ``#gid=…`` stays on the page."""
    uri = uri.strip()
    if uri.startswith("#"):
        return "?" + uri[1:]
    try:
        return uri if urlsplit(uri).scheme.lower() in SCHEMES else ""
    except ValueError:
        return ""


def linked(inner: Markup, uri: str) -> Markup:
    address = link_address(uri)
    if not address:
        return inner
    return Markup('<a href="{}" rel="noopener noreferrer" tabindex="-1">{}</a>').format(address, inner)


def cell_markup(text: str, data: Json, looks: Looks) -> Markup:
    """``data`` is the cell's CellData: ``textFormatRuns``, ``hyperlink`` and ``effectiveFormat`` are used."""
    runs = data.get("textFormatRuns")
    if runs and isinstance(data.get("effectiveValue", {}).get("stringValue"), str):
        return _runs(text, runs, data.get("effectiveFormat", {}).get("textFormat", {}), looks)
    return linked(escape(text), data["hyperlink"]) if data.get("hyperlink") else escape(text)


def _runs(text: str, runs: list[Json], base: Json, looks: Looks) -> Markup:
    """Runs begin at UTF-16 code units, as Google counts them."""
    units = text.encode("utf-16-le")
    starts = [int(run.get("startIndex", 0)) for run in runs]
    out = escape(_units(units, 0, starts[0]))
    for run, start, end in zip(runs, starts, [*starts[1:], len(units) // 2], strict=True):
        given = run.get("format", {})
        piece = escape(_units(units, start, end))
        name = looks.name(text_css(given, base))
        piece = Markup('<span class="{}">{}</span>').format(name, piece) if name else piece
        out += linked(piece, str((given.get("link") or {}).get("uri", "")))
    return out


def _units(units: bytes, start: int, end: int) -> str:
    return units[start * 2 : end * 2].decode("utf-16-le", "replace")
