"""What a tab of ours should say, as plain values: the diff compares it with what stands.

A tab is a *head* (title, totals) above one *table* with a header row. Columns are found by their titles and rows
by their key, wherever a person moved them; so neither has a fixed address.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_TEXT = 49_000  # characters; Google refuses more than 50,000 in a cell
_CONTROL = {code: None for code in range(32) if code not in (9, 10)} | {0x7F: None, 0xFEFF: None}


@dataclass(frozen=True, slots=True)
class Rich:
    """Text of which stretches are links: ``links`` holds (start, end, address) in characters, in order."""

    text: str
    links: tuple[tuple[int, int, str], ...] = ()


_DAY_ZERO = datetime(1899, 12, 30)
MOMENT = "dd/mm/yyyy hh:mm"
"""The number format of a column of :class:`Moment`."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute on the office's clock (``at`` has no zone): a date to Google, so that it sorts and filters as one."""

    at: datetime

    @property
    def text(self) -> str:
        """``14/04/2020 08:05``: how it is shown, and read back."""
        return f"{self.at:%d/%m/%Y %H:%M}"

    @property
    def serial(self) -> float:
        """Days since 30/12/1899, rounded up to five digits (0.9 s): the minute shown is the same."""
        minutes = (self.at - _DAY_ZERO) // timedelta(minutes=1)
        return -(-minutes * 100_000 // 1440) / 100_000


Cell = str | int | float | bool | Rich | Moment | None
"""What we write. Text is always text, also when it looks like a formula; None and "" leave the cell empty."""


def clean(text: str) -> str:
    """Text as it comes back from Google unchanged: NFC, ``\\n`` line ends, no control characters, no blank
    ends."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CONTROL).strip()[:LONGEST_TEXT]


def linked(pieces: Iterable[tuple[str, str]], separator: str = " · ") -> Rich:
    """Join (text, address) pieces into one cell; an empty address leaves a piece plain."""
    text = ""
    links: list[tuple[int, int, str]] = []
    for piece, address in pieces:
        piece = clean(piece)
        text += separator if text else ""
        if address:
            links.append((len(text), len(text) + len(piece), address))
        text += piece
    return Rich(text, tuple(links))


class Owner(StrEnum):
    PRODUCT = "product"
    PERSON = "person"  # never written; a new row leaves it blank


class Writing(StrEnum):
    """How the rows of a table are kept.

    ``REWRITTEN``: all of it is ours; changed rows are written where they stand. ``SHARED``: a person decides
    beside our words and sorts as they like; new rows are appended and our cells replaced by content, never by
    address.
    """

    REWRITTEN = "rewritten"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. ``title`` is how it is found again. ``width``: pixels, set only at creation.
    ``links``: its cells may hold links. ``choices`` / ``choices_from``: a dropdown of fixed values, or of a range
    ("'TAB'!$B$2:$B"). ``format``: a number format pattern. ``clipped``: long codes, shown as far as they fit."""

    title: str
    owner: Owner = Owner.PRODUCT
    width: int = 100
    links: bool = False
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    format: str = ""
    centred: bool = False
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A row above the table. ``anchor``: how its first cell begins, the way the row is found again.
    ``volatile``: written only when something else of the workbook changes ("Cập nhật lúc …")."""

    anchor: str
    cells: tuple[Cell, ...]
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class TabRow:
    """A row of the table: cells one for each column, in order; those of a person's columns are None."""

    key: str
    cells: tuple[Cell, ...]


class Look(StrEnum):
    """Background of a state, shared by cells and rules; never the only sign of it."""

    GOOD = "good"
    LATE = "late"
    LACKING = "lacking"
    ASKED = "asked"
    MISSING = "missing"
    WAITING = "waiting"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Colouring:
    """Colour the cells below the header whose text starts with a sign, from the column titled ``first`` to the one
    titled ``last``; without ``last`` to the edge of the tab, for tables that grow to the right."""

    first: str
    last: str
    sign: str
    look: Look


@dataclass(frozen=True, slots=True)
class Chart:
    """A stacked bar chart over head rows: ``labels`` is the column of the labels, ``series`` the columns of the
    values with their colours; ``first``/``count`` the head rows, of which ``first`` is their header. ``column``:
    where its left edge stands, ``size`` in pixels."""

    title: str
    first: int
    count: int
    labels: int
    series: tuple[tuple[int, Look], ...]
    column: int
    size: tuple[int, int] = (640, 260)


@dataclass(frozen=True, slots=True)
class WantedTab:
    """A tab of ours.

    ``key``: title of the column with the row key. ``order``: title of a numeric column by which our rows stand
    ("" = as given); while they stand so, new ones are sorted in; once a person sorted otherwise, their order
    stays. ``whole_rows``: a changed row is written whole, so that no row can ever hold halves of two.
    ``newest_first``: ``order`` runs downwards. ``heading_rows``: head rows that are headings of columns, whose
    cells ``heading_looks`` colours. ``layout_version``: raise it when the layout changes."""

    title: str
    columns: tuple[Column, ...]
    key: str
    rows: tuple[TabRow, ...]
    head: tuple[HeadRow, ...] = ()
    order: str = ""
    writing: Writing = Writing.REWRITTEN
    newest_first: bool = False
    whole_rows: bool = True
    frozen_columns: int = 0
    heading_rows: tuple[int, ...] = ()
    heading_looks: tuple[tuple[int, Look], ...] = ()
    percent_head_columns: tuple[int, ...] = ()
    colourings: tuple[Colouring, ...] = ()
    chart: Chart | None = None
    status: str = ""
    ending: Callable[[str], str] | None = None
    colour: Look = Look.WAITING
    layout_version: int = 1

    def __post_init__(self) -> None:
        width = len(self.columns)
        keys = {row.key for row in self.rows}
        if len(keys) != len(self.rows) or "" in keys:
            raise ValueError(f"{self.title}: two rows have one key, or a row has none")
        if any(len(row.cells) != width for row in self.rows):
            raise ValueError(f"{self.title}: a row has not {width} cells")

    @property
    def key_index(self) -> int:
        return self.index(self.key)

    def index(self, title: str) -> int:
        """Place of a column by its title; KeyError when there is none."""
        for place, column in enumerate(self.columns):
            if column.title == title:
                return place
        raise KeyError(title)

    @property
    def header_row(self) -> int:
        """0-based row of the table's header in a tab that nobody touched."""
        return len(self.head)


@dataclass(frozen=True, slots=True)
class Workbook:
    """All our tabs of one spreadsheet, in the order in which they stand."""

    tabs: tuple[WantedTab, ...]

    def tab(self, title: str) -> WantedTab:
        return next(tab for tab in self.tabs if tab.title == title)


@dataclass(frozen=True, slots=True)
class KnownLayout:
    """What the last publications laid out: title → ``sheet id:layout version``. Kept by the store; without it
    a tab that stands is taken as laid out."""

    tabs: Mapping[str, str] = field(default_factory=dict)


def text_of(cell: Cell) -> str:
    """The words of a cell, as a person reads them."""
    if isinstance(cell, (Rich, Moment)):
        return cell.text
    return "" if cell is None else str(cell)
