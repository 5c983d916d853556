"""The routes of Sheets v4."""

from __future__ import annotations

from typing import Any

from ..api import ApiRoute, Endpoint
from ..errors import Shape
from ..files import FILES_SCHEMA
from ..state import State
from .batch import BatchEndpoints
from .recalculation import recalculate
from .spreadsheet_endpoints import SpreadsheetEndpoints
from .storing import BOOKS_SCHEMA, Books
from .value_endpoints import ValueEndpoints

BASE = "/v4/spreadsheets"


def open_books(state: State) -> Books:
    """The books of a state; makes their tables."""
    state.add_schema(FILES_SCHEMA, BOOKS_SCHEMA)
    return Books(state, recalculate)


def sheets_routes(state: State, books: Books) -> list[ApiRoute]:
    """Every method of the discovery document."""
    values = ValueEndpoints(state, books)
    whole = SpreadsheetEndpoints(state, books)
    batch = BatchEndpoints(state, books)
    one = BASE + "/{spreadsheetId}"
    ranged = one + "/values/{range:path}"
    table: list[tuple[str, str, str, Any]] = [
        ("POST", BASE, "create", whole.create),
        ("POST", one + ":batchUpdate", "batchUpdate", batch.batch_update),
        ("POST", one + ":getByDataFilter", "getByDataFilter", whole.get_by_filter),
        ("POST", one + "/values:batchUpdate", "values.batchUpdate", values.batch_update),
        ("POST", one + "/values:batchClear", "values.batchClear", values.batch_clear),
        ("GET", one + "/values:batchGet", "values.batchGet", values.batch_get),
        ("POST", one + "/values:batchGetByDataFilter", "values.batchGetByDataFilter", values.batch_get_by_filter),
        (
            "POST",
            one + "/values:batchUpdateByDataFilter",
            "values.batchUpdateByDataFilter",
            values.batch_update_by_filter,
        ),
        (
            "POST",
            one + "/values:batchClearByDataFilter",
            "values.batchClearByDataFilter",
            values.batch_clear_by_filter,
        ),
        ("POST", ranged + ":append", "values.append", values.append),
        ("POST", ranged + ":clear", "values.clear", values.clear),
        ("GET", ranged, "values.get", values.get),
        ("PUT", ranged, "values.update", values.update),
        ("POST", one + "/developerMetadata:search", "developerMetadata.search", whole.search_metadata),
        ("GET", one + "/developerMetadata/{metadataId}", "developerMetadata.get", whole.get_metadata),
        ("POST", one + "/sheets/{sheetId}:copyTo", "sheets.copyTo", whole.copy_to),
        ("GET", one, "get", whole.get),
    ]
    return [_route(http, path, name, endpoint) for http, path, name, endpoint in table]


def _route(http: str, path: str, name: str, endpoint: Endpoint) -> ApiRoute:
    return ApiRoute(path, (http,), f"sheets.spreadsheets.{name}", endpoint, Shape.SHEETS)
