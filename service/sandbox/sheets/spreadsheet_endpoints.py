"""Methods on whole spreadsheets: get, create, copyTo, developer metadata."""

from __future__ import annotations

import copy
from typing import Any

from ..api import Call
from ..discovery import Cleaner
from ..errors import ApiError
from ..fieldmask import mask_of, select
from ..files import SPREADSHEET, create_file, find_file
from ..state import State
from .a1 import parse_range
from .batch import apply_requests
from .book import Book, Json, new_book, new_id, new_sheet
from .celldata import CellWriter
from .cells import settle_colors
from .copying import copy_sheet, free_title
from .filters import boxes_of_filter
from .metadata import located_metadata, matches
from .protection import editing_judge
from .resource import View, spreadsheet
from .storing import Books

CLEANER = Cleaner("sheets", "v4", frozenset({("GridData", "rowData")}))


class SpreadsheetEndpoints:
    """Endpoints over the books of a sandbox."""

    def __init__(self, state: State, books: Books) -> None:
        self._state = state
        self._books = books

    def get(self, call: Call) -> Json:
        book = self._books.read(call.params["spreadsheetId"], call.mailbox)
        boxes = [parse_range(book, text) for text in call.query.getlist("ranges")]
        return self._answer(call, book, boxes, call.flag("includeGridData"))

    def get_by_filter(self, call: Call) -> Json:
        body = CLEANER.clean("GetSpreadsheetByDataFilterRequest", call.json())
        book = self._books.read(call.params["spreadsheetId"], call.mailbox)
        boxes = [box for item in body.get("dataFilters", []) for box in boxes_of_filter(book, item)]
        return self._answer(call, book, boxes, bool(body.get("includeGridData")))

    def _answer(self, call: Call, book: Book, boxes: list[Any], grid: bool) -> Json:
        fields = call.query.get("fields")
        mask = mask_of(fields)
        if mask:
            CLEANER.check_mask("Spreadsheet", mask)
        return spreadsheet(book, self._view(book, call.mailbox), boxes, grid or fields == "*", mask)

    def _view(self, book: Book, mailbox: str) -> View:
        with self._state.reading() as db:
            file = find_file(db, book.id)
        return View(editing_judge(mailbox, file.owner if file else ""), self._state.now())

    def create(self, call: Call) -> Json:
        body = CLEANER.clean("Spreadsheet", call.json())
        properties = settle_colors(body.get("properties", {}))
        title = properties.get("title", "Untitled spreadsheet")
        with self._state.transaction() as db:
            file = create_file(self._state, db, name=title, mime=SPREADSHEET, owner=call.mailbox)
            book = new_book(file.id, title)
            book.properties |= {
                k: v for k, v in properties.items() if k not in ("defaultFormat", "spreadsheetTheme")
            }
            if body.get("sheets"):
                book.sheets = [_described_sheet(book, item, i) for i, item in enumerate(body["sheets"])]
            for named in body.get("namedRanges", []):
                apply_requests(self._state, book, [{"addNamedRange": {"namedRange": named}}], call.mailbox)
            self._books.add(db, book)
        fields = mask_of(call.query.get("fields"))
        return spreadsheet(
            book, View(editing_judge(call.mailbox, call.mailbox), self._state.now()), [], False, fields
        )

    def copy_to(self, call: Call) -> Json:
        body = CLEANER.clean("CopySheetToAnotherSpreadsheetRequest", call.json())
        source = self._books.read(call.params["spreadsheetId"], call.mailbox)
        sheet_id = call.params["sheetId"]
        sheet = source.sheet(int(sheet_id)) if sheet_id.isdigit() else None
        if sheet is None:
            raise ApiError(400, f"The sheet ({sheet_id}) does not exist.")
        with self._books.write(body.get("destinationSpreadsheetId", ""), call.mailbox) as book:
            title = free_title(book, f"Copy of {sheet.title}")
            copied = copy_sheet(source, sheet, book, new_id(), title)
            book.sheets.append(copied)
            book.renumber()
        selected: Json = select(copy.deepcopy(copied.properties), mask_of(call.query.get("fields")))
        return selected

    def get_metadata(self, call: Call) -> Json:
        book = self._books.read(call.params["spreadsheetId"], call.mailbox)
        wanted = call.params["metadataId"]
        for item, _ in located_metadata(book):
            if str(item["metadataId"]) == wanted:
                return item
        raise ApiError(404)

    def search_metadata(self, call: Call) -> Json:
        body = CLEANER.clean("SearchDeveloperMetadataRequest", call.json())
        book = self._books.read(call.params["spreadsheetId"], call.mailbox)
        lookups = [(item, item.get("developerMetadataLookup")) for item in body.get("dataFilters", [])]
        found = []
        for item, _ in located_metadata(book):
            filters = [given for given, lookup in lookups if lookup and matches(item, lookup)]
            if filters:
                found.append({"developerMetadata": item, "dataFilters": filters})
        return {"matchedDeveloperMetadata": found} if found else {}


def _described_sheet(book: Book, item: Json, index: int) -> Any:
    """A sheet of a ``create`` body, with its data and merges."""
    properties = settle_colors(item.get("properties", {}))
    sheet = new_sheet(
        properties.get("sheetId", new_id() if index else 0), properties.get("title", f"Sheet{index + 1}"), index
    )
    grid = {**sheet.properties["gridProperties"], **properties.get("gridProperties", {})}
    sheet.properties |= properties | {"gridProperties": grid, "index": index}
    sheet.properties.setdefault("sheetType", "GRID")
    for data in item.get("data", []):
        top, left = data.get("startRow", 0), data.get("startColumn", 0)
        writer = CellWriter(book, {}, f"sheets[{index}].data")
        for offset, row in enumerate(data.get("rowData", [])):
            for column, cell in enumerate(row.get("values", [])):
                sheet.put(top + offset, left + column, writer.cell(None, cell))
    for name in ("merges", "conditionalFormats"):
        if item.get(name):
            sheet.objects[name] = settle_colors(item[name])
    return sheet
