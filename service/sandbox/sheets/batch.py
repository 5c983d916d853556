"""``spreadsheets.batchUpdate``: all requests or none, a reply for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..api import Call
from ..discovery import Cleaner, flattened
from ..errors import ApiError
from ..fieldmask import mask_of, select
from ..files import find_file
from ..state import State
from . import request_cells, request_dimensions, request_displays, request_moves, request_objects, request_sheets
from .a1 import parse_range
from .book import Book, Json
from .change import Change, Handler
from .protection import editing_judge
from .resource import View, spreadsheet
from .storing import Books

BULK = frozenset({("UpdateCellsRequest", "rows"), ("AppendCellsRequest", "rows")})
CLEANER = Cleaner("sheets", "v4", BULK)

HANDLERS: dict[str, Handler] = {
    **request_sheets.HANDLERS,
    **request_cells.HANDLERS,
    **request_dimensions.HANDLERS,
    **request_moves.HANDLERS,
    **request_objects.HANDLERS,
    **request_displays.HANDLERS,
}


def apply_requests(state: State, book: Book, requests: list[Json], mailbox: str, owner: str = "") -> list[Json]:
    """Applies raw requests to a forked book in order; raises 400 at the first bad one."""
    may_edit = editing_judge(mailbox, owner or mailbox)
    return [_apply(state, book, item, index, mailbox, may_edit) for index, item in enumerate(requests)]


def _apply(
    state: State, book: Book, item: Any, index: int, mailbox: str, may_edit: Callable[[Json], bool]
) -> Json:
    path = f"requests[{index}]"
    if not isinstance(item, Mapping):
        raise ApiError(
            400, f"Invalid value at '{path}' (type.googleapis.com/google.apps.sheets.v4.Request), {item!r}"
        )
    cleaned = CLEANER.clean("Request", item, path)
    if len(cleaned) != 1:
        raise ApiError(400, f"Invalid {path}: " + ("Must specify one request." if cleaned else "No request set."))
    ((name, body),) = cleaned.items()
    handler = HANDLERS.get(name)
    if handler is None:
        raise ApiError(501, f"The sandbox does not know {name}.")
    change = Change(book, f"{path}.{name}", mailbox, may_edit, state.now())
    try:
        reply = handler(change, body)
    except ApiError as error:
        if error.status != 400 or error.details or error.message.startswith("Invalid requests["):
            raise
        raise ApiError(400, f"Invalid {path}.{name}: {error.message}") from error
    return {} if reply is None else {name: reply}


class BatchEndpoints:
    """The batchUpdate endpoint over the books of a sandbox."""

    def __init__(self, state: State, books: Books) -> None:
        self._state = state
        self._books = books

    def batch_update(self, call: Call) -> Json:
        body = call.json()
        requests = body.get("requests") or []
        envelope = {key: value for key, value in body.items() if key != "requests"}
        asked = CLEANER.clean("BatchUpdateSpreadsheetRequest", envelope)
        requests = flattened(requests) if isinstance(requests, list) else []
        if not requests:
            raise ApiError(400, "Must specify at least one request.")
        book_id = call.params["spreadsheetId"]
        with self._books.write(book_id, call.mailbox) as book:
            with self._state.reading() as db:
                file = find_file(db, book_id)
            owner = file.owner if file else ""
            replies = apply_requests(self._state, book, requests, call.mailbox, owner)
            may_edit = editing_judge(call.mailbox, owner)
        answer: Json = {"spreadsheetId": book_id, "replies": replies}
        if asked.get("includeSpreadsheetInResponse"):
            boxes = [parse_range(book, text) for text in asked.get("responseRanges", [])]
            grid = bool(asked.get("responseIncludeGridData"))
            answer["updatedSpreadsheet"] = spreadsheet(book, View(may_edit, self._state.now()), boxes, grid, None)
        selected: Json = select(answer, mask_of(call.query.get("fields")))
        return selected
