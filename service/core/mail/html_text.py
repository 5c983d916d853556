"""The text of an HTML mail or file, in one pass over its characters.

Not a browser: tags are found with ``str.find``, so the cost is linear whatever the nesting, and nothing is
loaded or run.
"""

from __future__ import annotations

import html
import re

LIMIT = 2_000_000
"""Characters of HTML that are looked at."""

_NAME = re.compile(r"/?\s*([a-zA-Z][a-zA-Z0-9:]{0,20})")
_LINE = frozenset("p div br li h1 h2 h3 h4 h5 h6 ul ol hr section article header footer pre dd dt".split())  # noqa: SIM905
_SILENT = frozenset(["script", "style", "head", "title", "noscript", "template", "svg", "object"])
_QUOTE = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader", re.I
)
_SOURCE = re.compile(r"cid:([^\"'>\s]{1,300})", re.I)

_CLOSING = "\0"
_CELL_LINE = "\v"

QUOTE_MARK = "\u2063quote\u2063"
"""Stands where the quoted history begins; :mod:`service.core.mail.quoting` cuts there."""


def to_text(markup: str) -> str:
    """Readable text: block elements end lines, cells are parted by tabs, scripts, styles and comments left out."""
    markup = markup[:LIMIT]
    out: list[str] = []
    unclosed: set[str] = set()
    quoted = in_cell = False
    at = 0
    while at < len(markup):
        start = markup.find("<", at)
        if start < 0:
            out.append(_flow(markup[at:]))
            break
        out.append(_flow(markup[at:start]))
        name, attributes, at = _tag(markup, start)
        closing = attributes == _CLOSING
        if name in _SILENT and not closing and name not in unclosed:
            at = _skip(markup, name, at, unclosed)
        elif name in {"td", "th"}:
            in_cell = not closing
            out.append("\t")
        elif name in {"tr", "table"}:
            in_cell = False
            out.append("\n")
        elif not quoted and not closing and _begins_quote(name, attributes):
            out.append(f"\n{QUOTE_MARK}\n")
            quoted = True
        elif name in _LINE or name == "blockquote":
            out.append(_CELL_LINE if in_cell else "\n")
    return _tidy("".join(out))


def content_ids(markup: str) -> frozenset[str]:
    """Content-IDs that the HTML shows as pictures."""
    return frozenset(match.group(1).strip("<>") for match in _SOURCE.finditer(markup[:LIMIT]))


def _tag(markup: str, start: int) -> tuple[str, str, int]:
    """Name (empty when it is no tag), attributes (``_CLOSING`` for an end tag), and where the text goes on."""
    if markup.startswith("<!--", start):
        end = markup.find("-->", start + 4)
        return "", "", len(markup) if end < 0 else end + 3
    match = _NAME.match(markup, start + 1)
    if match is None:
        if markup[start + 1 : start + 2] in {"!", "?"}:
            end = markup.find(">", start)
            return "", "", len(markup) if end < 0 else end + 1
        return "", "", start + 1
    end = markup.find(">", match.end())
    if end < 0:
        return "", "", len(markup)
    closing = markup[start + 1] == "/"
    attributes = _CLOSING if closing else markup[match.end() : min(end, match.end() + 2000)]
    return match.group(1).lower(), attributes, end + 1


def _skip(markup: str, name: str, at: int, unclosed: set[str]) -> int:
    """Past the end of an element whose content is no text. One that is never closed hides nothing, and is
    noted so that the search is not made again."""
    end = re.compile(rf"</\s{{0,5}}{name}\b", re.I).search(markup, at)
    if end is None:
        unclosed.add(name)
        return at
    close = markup.find(">", end.end())
    return len(markup) if close < 0 else close + 1


def _begins_quote(name: str, attributes: str) -> bool:
    if name == "blockquote":
        return "cite" in attributes.lower()
    return name in {"div", "span"} and bool(_QUOTE.search(attributes))


def _flow(piece: str) -> str:
    """Line ends inside HTML text are blanks."""
    return html.unescape(piece.replace("\r", " ").replace("\n", " ")).replace("\xa0", " ")


def _tidy(text: str) -> str:
    """One line a block or table row. Lines inside a cell stay lines only where the row has no other cell:
    then the table is mere layout."""
    kept: list[str] = []
    for row in text.split("\n"):
        cells = row.split("\t")
        if sum(1 for cell in cells if cell.strip()) > 1:
            cells = [" ".join(cell.split()) for cell in cells]
            lines = ["\t".join(_paired(cells))]
        else:
            lines = [" ".join(line.split()) for line in row.split(_CELL_LINE)]
        kept.extend(line for line in lines if line or (kept and kept[-1]))
    return "\n".join(kept).strip()


def _paired(cells: list[str]) -> list[str]:
    """Start and end tag both wrote a tab: content stands at the odd places, blank cells kept."""
    if len(cells) % 2 and not any(cells[0::2]):
        return cells[1::2]
    return [cell for cell in cells if cell]
