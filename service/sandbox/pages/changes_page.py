"""What changed since a moment: cells and mails, since the last look, a run of the worker, or an instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ..sheets.a1 import column_letters
from . import wording
from .journal import CellChange, Since, Write, parse_mark
from .mail_list import mails_since
from .site import Site, go

COOKIE = "seen"
MOST_MAILS = 200
CELLS_LISTED = 40
MOST_LISTED = 1_500


@dataclass(frozen=True, slots=True)
class Changed:
    """How much there is to see."""

    cells: int
    mails: int
    mark: str


def changes_routes(site: Site) -> list[BaseRoute]:
    pages = ChangesPages(site)
    return [site.get("/changes", pages.show), site.post("/changes/seen", pages.seen)]


class ChangesPages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def show(self, request: Request) -> Response:
        asked, at = request.query_params.get("since", ""), request.query_params.get("at", "")
        moment = _moment(asked, at) or last_look(request)
        writes = self._site.journal.since(moment)
        mark = f"{moment.write}.{moment.message}"
        return self._site.page(
            request, "changes.html", run=self._site.runs.since(asked), asked=asked, at=at,
            mails=mails_since(self._site, moment, MOST_MAILS), writes=list(_listed(writes)),
            cells=sum(write.size for write in writes), mark_from=mark,
            now_input=wording.for_input(self._site.state.now()),
        )  # fmt: skip

    def seen(self, _: Request, __: FormData) -> Response:
        answer = go("/changes")
        answer.set_cookie(
            COOKIE, self._site.journal.mark(), max_age=365 * 86_400, httponly=True, samesite="strict"
        )
        return answer


def last_look(request: Request) -> Since:
    """The moment this browser last said "seen" (from the start, if never)."""
    return parse_mark(request.cookies.get(COOKIE, "")) or Since()


def summary(site: Site, moment: Since) -> Changed:
    writes = site.journal.since(moment)
    mails = mails_since(site, moment, MOST_MAILS)
    return Changed(sum(write.size for write in writes), len(mails), f"{moment.write}.{moment.message}")


def _moment(mark: str, at: str) -> Since | None:
    when: datetime | None = wording.from_input(at) if at else None
    return Since(at=when) if when else parse_mark(mark)


def _listed(writes: list[Write]) -> Iterator[dict[str, Any]]:
    """Writes tab by tab for the template, until there is enough to read."""
    left = MOST_LISTED
    for write in writes:
        for tab in write.tabs:
            cells = [_cell(cell) for cell in tab.cells[: min(CELLS_LISTED, left)]]
            left -= len(cells)
            yield {"write": write, "tab": tab, "cells": cells, "rest": len(tab.cells) - len(cells)}
            if left <= 0:
                return


def _cell(cell: CellChange) -> dict[str, str]:
    return {"place": f"{column_letters(cell.column)}{cell.row + 1}", "before": cell.before, "after": cell.after}
