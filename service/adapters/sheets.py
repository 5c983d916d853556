"""Google Sheets through gspread: whole tabs in one read, every change of a spreadsheet in one write.

gspread is imported with the first call: what only asks the store does without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from service.adapters.google import READ, WRITE, Wire
from service.core.ports import Grid, SpreadsheetInfo, TabInfo

if TYPE_CHECKING:
    import requests
    from gspread.http_client import HTTPClient

METADATA = "spreadsheetId,properties(title,locale,timeZone),sheets.properties(sheetId,title,gridProperties)"
# Numbers as they are, dates and times as the sheet shows them: a typed 1-4 that Google made a day still shows "1-4".
RENDER = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
LONGEST_ADDRESS = 6000  # characters; many quoted Vietnamese titles outgrow what servers accept


class GoogleSheets:
    """The :class:`~service.core.ports.Sheets` port."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @cached_property
    def _client(self) -> HTTPClient:
        import gspread
        from google.oauth2.credentials import Credentials

        credentials = Credentials(token="held by the wire")
        return gspread.authorize(credentials, http_client=_client_over(self._wire)).http_client

    def describe(self, spreadsheet: str) -> SpreadsheetInfo:
        told = self._client.fetch_sheet_metadata(spreadsheet, params={"fields": METADATA})
        properties = told.get("properties", {})
        return SpreadsheetInfo(
            id=spreadsheet,
            title=properties.get("title", ""),
            locale=properties.get("locale", "en_US"),
            time_zone=properties.get("timeZone", ""),
            tabs=tuple(_tab(sheet["properties"]) for sheet in told.get("sheets", ())),
        )

    def read(self, spreadsheet: str, tabs: Sequence[str]) -> Mapping[str, Grid]:
        ranges = [quoted(tab) for tab in tabs]
        if sum(len(quote(name)) + 8 for name in ranges) <= LONGEST_ADDRESS:
            told = self._client.values_batch_get(spreadsheet, ranges, params=dict(RENDER))
            values = told.get("valueRanges", [])
        else:
            values = self._read_by_filter(spreadsheet, ranges)
        return {tab: _grid(found.get("values", ())) for tab, found in zip(tabs, values, strict=True)}

    def inspect(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = self._client.fetch_sheet_metadata(
            spreadsheet, params={"fields": fields, "ranges": list(ranges)}
        )
        return told

    def apply(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL

        body = orjson.dumps({"requests": list(requests)})
        response = self._client.request(
            "post",
            SPREADSHEET_BATCH_UPDATE_URL % spreadsheet,
            data=body,
            headers={"Content-Type": "application/json; charset=utf-8"},
        )
        replies: Sequence[Mapping[str, Any]] = response.json().get("replies", ())
        return replies

    def _read_by_filter(self, spreadsheet: str, ranges: Sequence[str]) -> list[Mapping[str, Any]]:
        from gspread.urls import SPREADSHEETS_API_V4_BASE_URL

        url = f"{SPREADSHEETS_API_V4_BASE_URL}/{spreadsheet}/values:batchGetByDataFilter"
        body = {"dataFilters": [{"a1Range": name} for name in ranges], **RENDER}
        told = self._client.request("post", url, json=body).json()
        return [matched["valueRange"] for matched in told.get("valueRanges", ())]


def quoted(tab: str) -> str:
    """A whole tab as a range: always quoted, since titles hold spaces or look like cells."""
    return "'" + tab.replace("'", "''") + "'"


def _client_over(wire: Wire) -> type[HTTPClient]:
    """gspread's client with every request sent over the wire: one retry rule, one tree of errors."""
    from gspread.http_client import HTTPClient

    class WireClient(HTTPClient):
        def request(
            self,
            method: str,
            endpoint: str,
            params: Any = None,
            data: Any = None,
            json: Any = None,
            files: Any = None,
            headers: Any = None,
        ) -> requests.Response:
            reads = method.lower() == "get" or endpoint.endswith("ByDataFilter")
            return wire.send(
                method.upper(),
                endpoint,
                READ if reads else WRITE,
                params=params,
                data=data,
                json=json,
                files=files,
                headers=headers,
            )

    return WireClient


def _tab(properties: Mapping[str, Any]) -> TabInfo:
    grid = properties.get("gridProperties", {})
    return TabInfo(
        properties["title"], properties.get("sheetId", 0), grid.get("rowCount", 0), grid.get("columnCount", 0)
    )


def _grid(values: Sequence[Sequence[Any]]) -> Grid:
    return tuple(tuple(row) for row in values)
