"""The methods of ``spreadsheets.values``."""

from __future__ import annotations

from typing import Any

from ..api import Call
from ..discovery import Cleaner
from ..errors import ApiError
from ..fieldmask import mask_of, select
from ..state import State
from .a1 import Box, column_index, parse_range
from .book import Book, Json
from .filters import boxes_of_filter, filtered_boxes
from .storing import Books
from .values import Reading, append_values, clear_values, matrix, read_values, update_values
from .writing import Writer

OPTIONS = {
    "valueRenderOption": ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"),
    "dateTimeRenderOption": ("SERIAL_NUMBER", "FORMATTED_STRING"),
    "majorDimension": ("ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED"),
    "valueInputOption": ("RAW", "USER_ENTERED"),
    "insertDataOption": ("OVERWRITE", "INSERT_ROWS"),
}
CLEANER = Cleaner("sheets", "v4", frozenset({("ValueRange", "values"), ("DataFilterValueRange", "values")}))


class ValueEndpoints:
    """Endpoints over the books of a sandbox."""

    def __init__(self, state: State, books: Books) -> None:
        self._state = state
        self._books = books

    def get(self, call: Call) -> Json:
        book = self._read(call)
        box = parse_range(book, call.params["range"])
        return _masked(call, read_values(book, box, _reading(call.query)))

    def batch_get(self, call: Call) -> Json:
        book = self._read(call)
        reading = _reading(call.query)
        boxes = [parse_range(book, text) for text in call.query.getlist("ranges")]
        ranges = [read_values(book, box, reading) for box in boxes]
        return _masked(call, {"spreadsheetId": book.id} | ({"valueRanges": ranges} if ranges else {}))

    def batch_get_by_filter(self, call: Call) -> Json:
        body = CLEANER.clean("BatchGetValuesByDataFilterRequest", call.json())
        book = self._read(call)
        reading = _reading(body)
        found = [
            {"valueRange": read_values(book, box, reading), "dataFilters": filters}
            for box, filters in filtered_boxes(book, body.get("dataFilters", []))
        ]
        return _masked(call, {"spreadsheetId": book.id, "valueRanges": found})

    def update(self, call: Call) -> Json:
        body = CLEANER.clean("ValueRange", call.json(), root="data")
        option = _option(call.query, "valueInputOption", required=True)
        rows = matrix(body)
        with self._write(call) as book:
            box = parse_range(book, call.params["range"])
            _check_same_range(book, box, body)
            answer = self._updated(book, box, rows, option, call.query)
        return _masked(call, answer)

    def _updated(self, book: Book, box: Box, rows: list[list[Any]], option: str, asked: Any) -> Json:
        answer = {"spreadsheetId": book.id} | update_values(box, rows, self._writer(book, option))
        if str(asked.get("includeValuesInResponse", "")).lower() == "true":
            written = parse_range(book, answer["updatedRange"])
            answer["updatedData"] = read_values(book, written, _reading(asked, "response"))
        return answer

    def append(self, call: Call) -> Json:
        body = CLEANER.clean("ValueRange", call.json(), root="data")
        option = _option(call.query, "valueInputOption", required=True)
        insert = _option(call.query, "insertDataOption") == "INSERT_ROWS"
        rows = matrix(body)
        with self._write(call) as book:
            box = parse_range(book, call.params["range"])
            table, update, target = append_values(box, rows, self._writer(book, option), insert)
            if call.flag("includeValuesInResponse"):
                update["updatedData"] = read_values(book, target, _reading(call.query, "response"))
        answer: Json = {"spreadsheetId": book.id}
        if table:
            answer["tableRange"] = table.text()
        return _masked(call, answer | {"updates": {"spreadsheetId": book.id} | update})

    def clear(self, call: Call) -> Json:
        with self._write(call) as book:
            answer = clear_values(parse_range(book, call.params["range"]))
        return _masked(call, {"spreadsheetId": book.id} | answer)

    def batch_clear(self, call: Call) -> Json:
        body = CLEANER.clean("BatchClearValuesRequest", call.json())
        with self._write(call) as book:
            boxes = [parse_range(book, text) for text in body.get("ranges", [])]
            cleared = [clear_values(box)["clearedRange"] for box in boxes]
        return _masked(call, {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {}))

    def batch_clear_by_filter(self, call: Call) -> Json:
        body = CLEANER.clean("BatchClearValuesByDataFilterRequest", call.json())
        with self._write(call) as book:
            boxes = [box for box, _ in filtered_boxes(book, body.get("dataFilters", []))]
            cleared = [clear_values(box)["clearedRange"] for box in boxes]
        return _masked(call, {"spreadsheetId": book.id} | ({"clearedRanges": cleared} if cleared else {}))

    def batch_update(self, call: Call) -> Json:
        body = CLEANER.clean("BatchUpdateValuesRequest", call.json())
        option = _option(body, "valueInputOption", required=True)
        with self._write(call) as book:
            items = [(parse_range(book, item.get("range", "")), item) for item in body.get("data", [])]
            responses = [self._updated(book, box, matrix(item), option, body) for box, item in items]
        return _masked(call, _totals(book, responses, [box.sheet.id for box, _ in items]))

    def batch_update_by_filter(self, call: Call) -> Json:
        body = CLEANER.clean("BatchUpdateValuesByDataFilterRequest", call.json())
        option = _option(body, "valueInputOption", required=True)
        responses, sheets = [], []
        with self._write(call) as book:
            for item in body.get("data", []):
                for box in boxes_of_filter(book, item.get("dataFilter", {})):
                    answer = self._updated(book, box, matrix(item), option, body)
                    responses.append(answer | {"dataFilter": item.get("dataFilter", {})})
                    sheets.append(box.sheet.id)
        for response in responses:
            response.pop("spreadsheetId", None)
        return _masked(call, _totals(book, responses, sheets))

    def _read(self, call: Call) -> Book:
        return self._books.read(call.params["spreadsheetId"], call.mailbox)

    def _write(self, call: Call) -> Any:
        return self._books.write(call.params["spreadsheetId"], call.mailbox)

    def _writer(self, book: Book, option: str) -> Writer:
        return Writer(book, option, self._state.now().year)


def _masked(call: Call, answer: Json) -> Json:
    selected: Json = select(answer, mask_of(call.query.get("fields")))
    return selected


def _totals(book: Book, responses: list[Json], sheet_ids: list[int]) -> Json:
    answer: Json = {"spreadsheetId": book.id}
    totals = {
        "totalUpdatedRows": sum(item.get("updatedRows", 0) for item in responses),
        "totalUpdatedColumns": _distinct_columns(responses),
        "totalUpdatedCells": sum(item.get("updatedCells", 0) for item in responses),
        "totalUpdatedSheets": len({sheet for sheet, item in zip(sheet_ids, responses, strict=True) if item}),
    }
    answer |= {key: value for key, value in totals.items() if value}
    return answer | ({"responses": responses} if responses else {})


def _distinct_columns(responses: list[Json]) -> int:
    """Columns written, each counted once however many ranges touched it."""
    columns: set[str] = set()
    for item in responses:
        first, _, last = item["updatedRange"].rpartition("!")[2].partition(":")
        start = "".join(filter(str.isalpha, first))
        end = "".join(filter(str.isalpha, last or first))
        columns.update(
            str(i) for i in range(column_index(start), column_index(end) + 1) if item.get("updatedCells")
        )
    return len(columns)


def _check_same_range(book: Book, box: Box, body: Json) -> None:
    """The body's range, if given, must be the URL's."""
    text = body.get("range")
    if text and parse_range(book, text).text() != box.text():
        asked = f"Requested range '{text}' does not match the URL's."
        raise ApiError(400, asked)


def _option(asked: Any, name: str, required: bool = False) -> str:
    value = asked.get(name) or ""
    if value and value not in OPTIONS[name]:
        unspecified = "Invalid value at '{0}' (type.googleapis.com/google.apps.sheets.v4.{1}), \"{2}\""
        raise ApiError(400, unspecified.format(_snake(name), name[0].upper() + name[1:], value))
    if required and not value:
        raise ApiError(400, f"'{name}' is required but not specified")
    return str(value)


def _snake(name: str) -> str:
    return "".join(f"_{mark.lower()}" if mark.isupper() else mark for mark in name)


def _reading(asked: Any, prefix: str = "") -> Reading:
    def option(name: str) -> str:
        value = asked.get(prefix + name[0].upper() + name[1:]) if prefix else asked.get(name)
        return _option({name: value}, name)

    return Reading(
        render=option("valueRenderOption") or "FORMATTED_VALUE",
        dates=option("dateTimeRenderOption") or "SERIAL_NUMBER",
        columns=_option({"majorDimension": asked.get("majorDimension")}, "majorDimension") == "COLUMNS",
    )
