"""A plain HTTP client of the sandbox's Sheets and Drive that holds every answer against the discovery documents."""

from __future__ import annotations

from typing import Any

import requests

from tests.adapters.sandbox.discovery import problems, response_schema

SPREADSHEET = "application/vnd.google-apps.spreadsheet"


class Refused(Exception):
    """An error answer: ``status`` and the body's ``error``."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.error: dict[str, Any] = response.json()["error"]
        self.message = str(self.error["message"])
        super().__init__(f"{self.status} {self.message}")


class Caller:
    """Calls as one mailbox. ``book`` is the spreadsheet that Sheets methods work on."""

    def __init__(self, url: str, mailbox: str = "office@example.org", book: str = "") -> None:
        self.url = url
        self.mailbox = mailbox
        self.book = book
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {mailbox}"

    def raw(self, http: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        return self._session.request(http, self.url + path, json=body, params=query, timeout=30)

    def call(self, method_id: str, http: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer of a method, checked; raises Refused."""
        response = self.raw(http, path, body, **query)
        if not response.ok:
            raise Refused(response)
        if response.status_code == 204:
            return None
        answer = response.json()
        service, version = ("sheets", "v4") if method_id.startswith("sheets.") else ("drive", "v3")
        schema = response_schema(service, version, method_id)
        assert schema is not None
        assert problems(service, version, schema, answer) == []
        return answer

    def create(self, title: str = "Sổ theo dõi", **properties: Any) -> str:
        """A new spreadsheet, which becomes ``book``."""
        body = {"properties": {"title": title, **properties}}
        self.book = self.call("sheets.spreadsheets.create", "POST", "/v4/spreadsheets", body)["spreadsheetId"]
        return self.book

    def _path(self, rest: str) -> str:
        return f"/v4/spreadsheets/{self.book}{rest}"

    def batch(self, *requests_: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        """batchUpdate; the replies."""
        body = {"requests": list(requests_), **more}
        answer = self.call("sheets.spreadsheets.batchUpdate", "POST", self._path(":batchUpdate"), body)
        replies: list[dict[str, Any]] = answer["replies"]
        return replies

    def get(self, **query: Any) -> Any:
        return self.call("sheets.spreadsheets.get", "GET", self._path(""), **query)

    def read(self, where: str, **query: Any) -> list[list[Any]]:
        """The values of a range; [] for none."""
        answer = self.call("sheets.spreadsheets.values.get", "GET", self._path(f"/values/{where}"), **query)
        values: list[list[Any]] = answer.get("values", [])
        return values

    def write(self, where: str, values: list[list[Any]], option: str = "RAW") -> Any:
        path = self._path(f"/values/{where}")
        body = {"values": values}
        return self.call("sheets.spreadsheets.values.update", "PUT", path, body, valueInputOption=option)

    def append(self, where: str, values: list[list[Any]], **query: Any) -> Any:
        path = self._path(f"/values/{where}:append")
        query = {"valueInputOption": "RAW", **query}
        return self.call("sheets.spreadsheets.values.append", "POST", path, {"values": values}, **query)

    def cell(self, where: str, *fields: str) -> dict[str, Any]:
        """CellData of one cell, {} if it is blank."""
        mask = ",".join(f"sheets.data.rowData.values.{name}" for name in fields) or "sheets.data.rowData.values"
        data = self.get(ranges=where, fields=mask)["sheets"][0]["data"][0]
        found: dict[str, Any] = data.get("rowData", [{}])[0].get("values", [{}])[0]
        return found
