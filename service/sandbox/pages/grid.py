"""A tab as a table: what of it is shown, and the look of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from markupsafe import Markup

from ..sheets.a1 import Box, column_letters
from ..sheets.book import Book, Json, Sheet
from ..sheets.celldata import CellReader
from ..sheets.cells import EMPTY, Cell
from ..sheets.defaults import ROW_HEIGHT
from ..sheets.locales import conventions
from ..sheets.rendering import DATE_TYPES, automatic
from .cell_text import cell_markup
from .looks import Looks, cell_css
from .tab_objects import Guard, charts_of, choices_of, filter_cells, guards_of, inside, merges_of
from .window import Window, column_width, window_of

NUMBER_WIDTH = 46
FIELDS: dict[str, Json] = {
    name: {}
    for name in (
        "effectiveValue", "formattedValue", "effectiveFormat", "hyperlink", "note", "dataValidation",
        "textFormatRuns",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    index: int
    letters: str
    width: int
    classes: str


@dataclass(frozen=True, slots=True)
class RowView:
    """``height`` is a class for a height of its own; ``cells`` the markup of the cells."""

    index: int
    height: str
    cells: Markup


@dataclass(frozen=True, slots=True)
class Grid:
    window: Window
    columns: tuple[Column, ...]
    head: tuple[RowView, ...]
    body: tuple[RowView, ...]
    css: str
    choices: tuple[tuple[str, ...], ...]
    guards: tuple[Guard, ...]


@dataclass
class _Painter:
    """Paints the cells of one tab."""

    book: Book
    sheet: Sheet
    window: Window
    now: datetime
    marked: Box | None
    changed: set[tuple[int, int]]
    looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        self.reader = CellReader(self.book, self.sheet, FIELDS, self.now)
        self.coloured = bool(self.sheet.objects.get("conditionalFormats"))
        self.rules = conventions(self.book.locale)
        self.guards = tuple(guards_of(self.book, self.sheet))
        self.choices: dict[tuple[str, ...], int] = {}
        self.offered: dict[bytes, tuple[str, ...]] = {}
        self.filtered = filter_cells(self.book, self.sheet)
        self.charts = charts_of(self.book, self.sheet)
        self.widths = {c: column_width(self.sheet, c) for c in self.window.columns}
        self.merges, self.covered = merges_of(self.book, self.sheet)
        self.lefts = self._frozen_lefts()

    def _frozen_lefts(self) -> dict[int, str]:
        """The class that keeps a frozen column in its place."""
        out, left = {}, NUMBER_WIDTH
        for column in self.window.columns:
            if column < self.window.frozen_columns:
                out[column] = "z " + self.looks.name(f"left:{left}px")
                left += self.widths[column]
        return out

    def row(self, row: int, section: Sequence[int]) -> RowView:
        parts = [
            self._cell(row, column, section) for column in self.window.columns if (row, column) not in self.covered
        ]
        size = self.sheet.row_meta.get(row, {}).get("pixelSize", ROW_HEIGHT)
        height = self.looks.name(f"height:{int(size)}px") if size != ROW_HEIGHT else ""
        return RowView(row, height, Markup("").join(parts))

    def _cell(self, row: int, column: int, section: Sequence[int]) -> Markup:
        cell = self.sheet.cell(row, column)
        data = self.reader.data(cell, row, column) if cell is not EMPTY or self.coloured else {}
        text = str(data.get("formattedValue", ""))
        inner = cell_markup(text, data, self.looks) if text else Markup("")
        css = cell_css(data["effectiveFormat"], _natural(cell)) if "effectiveFormat" in data else ""
        span = self._span(row, column, section)
        if text and not span and self._spills(cell, data):
            inner = Markup('<span class="o {}">{}</span>').format(self._spill(row, column), inner)
        classes = [self.looks.name(css), *self._signs(row, column, data)]
        attributes = self._attributes(row, column, cell, data, text)
        inner += self.charts.get((row, column), Markup(""))
        return Markup('<td data-c="{}"{}{}{}>{}{}</td>').format(
            column, _class(classes), span, attributes, inner, self._ornaments(row, column, data)
        )

    def _signs(self, row: int, column: int, data: Json) -> Iterator[str]:
        yield self.lefts.get(column, "")
        if data.get("note"):
            yield "note"
        if (
            self.marked
            and self.marked.top <= row < self.marked.bottom
            and (self.marked.left <= column < self.marked.right)
        ):
            yield "marked"
        if (row, column) in self.changed:
            yield "changed"
        if (row, column) in self.charts:
            yield "anchor"

    def _attributes(self, row: int, column: int, cell: Cell, data: Json, text: str) -> Markup:
        out = Markup("")
        if data.get("note"):
            out += Markup(' title="{}"').format(data["note"])
        raw = self._raw(cell, text)
        if raw != text:
            out += Markup(' data-v="{}"').format(raw)
        guard = next((i for i, g in enumerate(self.guards) if inside(g.box, row, column)), None)
        if guard is not None:
            out += Markup(' data-g="{}"').format(guard)
        choices = self._choices(data.get("dataValidation"))
        if choices:
            strict = bool(data["dataValidation"].get("strict"))
            out += Markup(' data-l="{}"{}').format(
                self.choices.setdefault(choices, len(self.choices)), Markup(" data-strict") if strict else ""
            )
        return out

    def _ornaments(self, row: int, column: int, data: Json) -> Markup:
        """Signs in the cell's corner: a filter's button, a dropdown's, a lock where a protected range begins."""
        out = Markup("")
        if (row, column) in self.filtered:
            on = self.filtered[row, column]
            title = "Bộ lọc đang lọc cột này" if on else "Cột có bộ lọc"
            out += Markup('<i class="funnel{}" title="{}"></i>').format(" on" if on else "", title)
        elif self._choices(data.get("dataValidation")):
            out += Markup('<i class="drop"></i>')
        for guard in self.guards:
            if not guard.warning and not guard.whole and (guard.box.top, guard.box.left) == (row, column):
                out += Markup('<i class="lock" title="{}"></i>').format(guard.description or "Vùng được bảo vệ")
                break
        return out

    def _raw(self, cell: Cell, text: str) -> str:
        """What stands in the cell when one begins to edit it."""
        if cell.formula is not None:
            return cell.formula
        if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
            return text
        kind = self.book.formats[cell.format].get("numberFormat", {}).get("type", "")
        if kind in DATE_TYPES:
            return text
        if kind == "PERCENT":
            return automatic(round(cell.value * 100, 10), self.rules) + "%"
        return automatic(cell.value, self.rules)

    def _choices(self, rule: Json | None) -> tuple[str, ...]:
        """A dropdown's entries, read once for all cells that offer the same."""
        if not rule:
            return ()
        key = orjson.dumps(rule)
        if key not in self.offered:
            self.offered[key] = choices_of(self.book, self.sheet, rule)
        return self.offered[key]

    def _span(self, row: int, column: int, section: Sequence[int]) -> Markup:
        box = self.merges.get((row, column))
        if box is None:
            return Markup("")
        down = sum(1 for index in section if box.top <= index < box.bottom)
        across = sum(1 for index in self.window.columns if box.left <= index < box.right)
        return Markup(' rowspan="{}" colspan="{}"').format(max(down, 1), max(across, 1))

    def _spills(self, cell: Cell, data: Json) -> bool:
        given = data["effectiveFormat"]
        free = given.get("horizontalAlignment", "LEFT") == "LEFT"
        return isinstance(cell.value, str) and free and given.get("wrapStrategy") == "OVERFLOW_CELL"

    def _spill(self, row: int, column: int) -> str:
        """The class of the room a text may take: its cell and the empty ones after it."""
        at = self.window.columns.index(column)
        room = self.widths[column]
        for following in self.window.columns[at + 1 :]:
            if self.sheet.cell(row, following).value is not None or (row, following) in self.covered:
                break
            room += self.widths[following]
        return self.looks.name(f"width:{room - 8}px")


def build_grid(
    book: Book, sheet: Sheet, start: int, marked: Box | None, changed: set[tuple[int, int]], now: datetime
) -> Grid:
    """The table of a tab from body row ``start`` on (index), with ``marked`` cells and those ``changed``."""
    window = window_of(book, sheet, start, now)
    painter = _Painter(book, sheet, window, now, marked, changed)
    columns = tuple(
        Column(c, column_letters(c), painter.widths[c], painter.lefts.get(c, "")) for c in window.columns
    )
    head = tuple(painter.row(index, window.head) for index in window.head)
    body = tuple(painter.row(index, window.body) for index in window.body)
    widths = {f"col.c{c.index}": f"width:{c.width}px" for c in columns}
    total = NUMBER_WIDTH + sum(c.width for c in columns)
    css = painter.looks.sheet() + "\n" + "\n".join(f"{name}{{{rule}}}" for name, rule in widths.items())
    return Grid(
        window, columns, head, body, f"{css}\n.grid{{width:{total}px}}", tuple(painter.choices), painter.guards
    )


def _natural(cell: Cell) -> str:
    if isinstance(cell.value, str) or cell.value is None:
        return "left"
    return "right" if isinstance(cell.value, int | float) and not isinstance(cell.value, bool) else "center"


def _class(names: Iterable[str]) -> Markup:
    given = " ".join(name for name in names if name)
    return Markup(' class="{}"').format(given) if given else Markup("")
