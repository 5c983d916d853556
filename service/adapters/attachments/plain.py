"""Text, comma-separated and HTML files."""

from __future__ import annotations

import csv
import io

from service.adapters.attachments.reading import Reading, bounded
from service.core.mail.headers import decode_bytes
from service.core.mail.html_text import to_text

_LIMIT = 4_000_000


def read_text(name: str, content: bytes) -> Reading:
    """A .txt as it stands; a .csv also as a table."""
    text = _decoded(content[:_LIMIT])
    if name.lower().endswith((".csv", ".tsv")):
        first = "\n".join(text.split("\n", 5)[:5])
        delimiter = max(";,\t", key=first.count)
        csv.field_size_limit(_LIMIT)
        rows = list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter))
        return bounded(text, [rows])
    return bounded(text, tabs_to_tables(text))


def read_html(content: bytes) -> Reading:
    """What an HTML page shows, its tables as tables."""
    text = to_text(_decoded(content[:_LIMIT]))
    return bounded(text, tabs_to_tables(text))


def tabs_to_tables(text: str) -> list[list[list[str | None]]]:
    """Runs of lines with tabs are tables."""
    tables: list[list[list[str | None]]] = []
    running = False
    for line in text.split("\n"):
        if "\t" in line:
            if not running:
                tables.append([])
            tables[-1].append([cell.strip() or None for cell in line.split("\t")])
            running = True
        elif line.strip():
            running = False
    return [table for table in tables if len(table) > 1]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return decode_bytes(content, "cp1258").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
