"""The page of a spreadsheet's tab: ``/sheets/{id}?gid=…&range=…``."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from ..errors import ApiError
from ..files import SPREADSHEET, find_file
from ..sheets.a1 import Box, parse_range, quote_title
from ..sheets.book import Book, Sheet
from .grid import Grid, build_grid
from .journal import parse_mark
from .looks import color
from .people import people
from .site import Site, page_headers
from .window import ROWS_SHOWN

FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
LEAD_ROWS = 20


def sheet_routes(site: Site) -> list[BaseRoute]:
    pages = SheetPages(site)
    return [site.get("/sheets/{book}", pages.show), site.get("/pages/pulse", pages.pulse)]


class SheetPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, request: Request) -> Response:
        # Read before the cells: a write in between makes the page ask once more, never once too little.
        pulse = self._pulse()["cells"]
        book, owner = open_book(self._site, request.path_params["book"])
        sheet = _sheet(book, request.query_params.get("gid", ""))
        marked = _marked(book, sheet, request.query_params.get("range", ""))
        since = parse_mark(request.query_params.get("since", ""))
        changed = self._site.journal.cells(book.id, sheet.id, since) if since else set()
        start = _start(request.query_params.get("from", ""), marked, sheet)
        grid = build_grid(book, sheet, start, marked, changed, self._site.state.now())
        return self._site.page(
            request, "sheet.html", book=book, title=str(book.properties["title"]), sheet=sheet, grid=grid,
            pulse=pulse, tabs=[_tab(one) for one in book.sheets if not one.properties.get("hidden")],
            quoted=quote_title(sheet.title), owner=owner, people=people(self._site, book),
            marked=marked.text().rpartition("!")[2] if marked else "", changed_count=len(changed),
            pages=_neighbours(grid), since=request.query_params.get("since", "") if since else "",
        )  # fmt: skip

    def pulse(self, _: Request) -> Response:
        """What open pages ask now and then: has anything changed?"""
        return JSONResponse(self._pulse(), headers=page_headers("default-src 'none'"))

    def _pulse(self) -> dict[str, int]:
        writes, messages = self._site.journal.mark().split(".")
        return {"cells": int(writes), "mails": int(messages)}


def open_book(site: Site, book_id: str) -> tuple[Book, str]:
    """(a spreadsheet, its owner), whoever looks; 404 if there is none."""
    if not FILE_ID.fullmatch(book_id):
        raise ApiError(404)
    with site.state.reading() as db:
        file = find_file(db, book_id)
        if file is None or file.mime != SPREADSHEET:
            raise ApiError(404)
        return site.books.load(db, book_id, file.version), file.owner


def _sheet(book: Book, gid: str) -> Sheet:
    found = book.sheet(int(gid)) if re.fullmatch(r"\d{1,10}", gid) else None
    return found or next((one for one in book.sheets if not one.properties.get("hidden")), book.sheets[0])


def _marked(book: Book, sheet: Sheet, text: str) -> Box | None:
    """The cells of ``range``, with or without the tab's name; None for anything else."""
    if not text or len(text) > 200:
        return None
    try:
        box = parse_range(book, text if "!" in text else f"{quote_title(sheet.title)}!{text}")
    except ApiError:
        return None
    return box if box.sheet is sheet and not box.whole else None


def _start(text: str, marked: Box | None, sheet: Sheet) -> int:
    """The first body row to show: as asked, or so that the marked cells are among them."""
    if re.fullmatch(r"[1-9]\d{0,7}", text):
        return int(text) - 1
    frozen = int(sheet.properties.get("gridProperties", {}).get("frozenRowCount", 0))
    return max(0, marked.top - LEAD_ROWS) if marked and marked.top - frozen >= ROWS_SHOWN - LEAD_ROWS else 0


def _tab(sheet: Sheet) -> dict[str, Any]:
    ink = color(sheet.properties.get("tabColorStyle"), sheet.properties.get("tabColor"))
    locked = any(
        not item.get("warningOnly") and len(item.get("range", {})) <= 1
        for item in sheet.objects.get("protectedRanges", [])
    )
    return {"id": sheet.id, "title": sheet.title, "color": ink, "locked": locked}


def _neighbours(grid: Grid) -> dict[str, int]:
    """Row numbers of the pages before and after, and of what is shown (from 1; 0: none)."""
    window = grid.window
    first = len(window.head) and window.head[-1] + 1
    end = window.start + ROWS_SHOWN
    return {
        "first": window.start + 1,
        "last": min(end, window.last_used),
        "total": window.last_used,
        "before": max(window.start - ROWS_SHOWN, first) + 1 if window.start > first else 0,
        "after": end + 1 if end < window.last_used else 0,
    }
