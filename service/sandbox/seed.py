"""The sample office: what its units typed and mailed between 1 April and 10 May 2020, and how to play it in.

The data are the files of ``service/sandbox/sample``. Playing them in goes over plain HTTP, through the same Google
methods a person's browser or mail server would cause: cells are USER_ENTERED, so "9/9" becomes a date here too.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import requests
import yaml

SPREADSHEET_ID = "1MauVanPhongDoanKhoiTraVinh2020NhacViec0000000"
OFFICE_MAILBOX = "dkcqtravinh@gmail.com"
TIMEOUT_SECONDS = 60
WHEN = "lúc"


class SeedError(Exception):
    """The sandbox did not take the sample office; says which call and why."""


class AlreadySeeded(SeedError):
    """The sandbox holds the sample office's spreadsheet already."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it stands before anyone types. ``merges`` are A1 ranges of the header; ``rows`` names its file."""

    title: str
    headers: tuple[tuple[str, ...], ...]
    merges: tuple[str, ...]
    rows: str

    @property
    def width(self) -> int:
        return len(self.headers[0])


@dataclass(frozen=True, slots=True)
class RowTyped:
    """A row someone typed below the last one. ``row`` is its number in the tab, from 1, headers counted."""

    at: datetime | None
    tab: str
    row: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellEdited:
    """A cell someone corrected."""

    at: datetime
    tab: str
    cell: str
    value: str


@dataclass(frozen=True, slots=True)
class MailReceived:
    """A mail that arrived. ``auth`` is the receiving server's verdict: pass, fail or none; ``envelope`` is ``<>``
    for the null sender of automatic mail, and blank where the envelope's sender is the From address."""

    at: datetime
    file: str
    auth: str
    envelope: str
    raw: bytes


Event = RowTyped | CellEdited | MailReceived


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was played in."""

    rows: int
    edits: int
    mails: int


class Sample:
    """The sample office's files, read once."""

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder or files("service.sandbox") / "sample"

    @cached_property
    def book(self) -> dict[str, str]:
        """``title``, ``locale`` and ``time_zone`` of the spreadsheet."""
        return {name: str(self._layout[name]) for name in ("title", "locale", "time_zone")}

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        return tuple(
            Tab(tab["title"], tuple(tuple(row) for row in tab["headers"]), tuple(tab["merges"]), tab["rows"])
            for tab in self._layout["tabs"]
        )

    @cached_property
    def all_events(self) -> tuple[Event, ...]:
        """Everything that happens, in order of time; what stands from the start comes first."""
        happened: list[Event] = [event for tab in self.tabs for event in self._rows(tab)]
        happened += [
            CellEdited(_time(row[WHEN]), row["tab"], row["cell"], row["value"]) for row in self._table("edits.csv")
        ]
        happened += [
            MailReceived(_time(row[WHEN]), row["file"], row["auth"], row["envelope"], self.mail(row["file"]))
            for row in self._table("mails.csv")
        ]
        return tuple(sorted(happened, key=lambda event: event.at.timestamp() if event.at else 0.0))

    def events(self, since: datetime | None = None, until: datetime | None = None) -> list[Event]:
        """What happens after ``since`` (None: from the start, with what stands there) and up to ``until``."""
        return [
            event
            for event in self.all_events
            if (since is None or (event.at is not None and event.at > since))
            and (until is None or event.at is None or event.at <= until)
        ]

    def mail(self, file: str) -> bytes:
        """A mail as sent, without the receiving server's trace fields."""
        return (self._folder / "mails" / file).read_bytes()

    @cached_property
    def _layout(self) -> dict[str, Any]:
        layout: dict[str, Any] = yaml.safe_load((self._folder / "tabs.yaml").read_text(encoding="utf-8"))
        return layout

    def _rows(self, tab: Tab) -> Iterator[RowTyped]:
        """The tab's file: with a first column of times, or without one, all of it from the start."""
        header, *lines = csv.reader(self._lines(tab.rows))
        timed = header[0] == WHEN
        for number, line in enumerate(lines, len(tab.headers) + 1):
            at = _time(line[0]) if timed and line[0] else None
            yield RowTyped(at, tab.title, number, tuple(line[1:] if timed else line))

    def _table(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self._lines(name)))

    def _lines(self, name: str) -> list[str]:
        return (self._folder / name).read_text(encoding="utf-8").splitlines()


def seed(base_url: str, until: datetime | None = None, since: datetime | None = None) -> Seeded:
    """Plays the sample office into the sandbox at ``base_url``: what happens after ``since`` and up to ``until``.

    Without ``since`` the spreadsheet and its tabs are made first. One write of values and one request a mail,
    whatever happened. Raises AlreadySeeded if the spreadsheet to make is there, SeedError if a call fails.
    """
    sample, office = Sample(), _Sandbox(base_url)
    if since is None:
        office.make_spreadsheet(sample)
    happened = sample.events(since, until)
    rows = [event for event in happened if isinstance(event, RowTyped)]
    edits = [event for event in happened if isinstance(event, CellEdited)]
    mails = [event for event in happened if isinstance(event, MailReceived)]
    office.type(rows, edits)
    for mail in mails:
        office.deliver(mail)
    return Seeded(len(rows), len(edits), len(mails))


class _Sandbox:
    """The sandbox's HTTP, as the sample office needs it, or another with a spreadsheet like its own."""

    def __init__(self, base_url: str, spreadsheet: str = SPREADSHEET_ID, mailbox: str = OFFICE_MAILBOX) -> None:
        self._base = base_url.rstrip("/")
        self._spreadsheet = spreadsheet
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {mailbox}"

    def make_spreadsheet(self, sample: Sample) -> None:
        book = {
            "id": self._spreadsheet,
            "title": sample.book["title"],
            "locale": sample.book["locale"],
            "timeZone": sample.book["time_zone"],
            "anyone": "writer",
        }
        self._post("/sandbox/spreadsheets", json=book)
        self._post(f"/v4/spreadsheets/{self._spreadsheet}:batchUpdate", json={"requests": _layout(sample.tabs)})
        headers = [(f"{quoted(tab.title)}!A1", [list(row) for row in tab.headers]) for tab in sample.tabs]
        self._write("RAW", headers)

    def type(self, rows: Sequence[RowTyped], edits: Sequence[CellEdited]) -> None:
        """Writes new rows, a block a tab, then the corrections in their order."""
        by_tab: dict[str, list[RowTyped]] = defaultdict(list)
        for row in rows:
            by_tab[row.tab].append(row)
        data = [
            (f"{quoted(tab)}!A{typed[0].row}", [_cells(row) for row in typed]) for tab, typed in by_tab.items()
        ]
        data += [(f"{quoted(edit.tab)}!{edit.cell}", [[edit.value]]) for edit in edits]
        if data:
            self._write("USER_ENTERED", data)

    def deliver(self, mail: MailReceived) -> None:
        envelope = {"from": ""} if mail.envelope == "<>" else {}
        self._post(
            "/sandbox/deliver",
            params={"at": mail.at.isoformat(), "auth": mail.auth, **envelope},
            data=mail.raw,
            headers={"Content-Type": "message/rfc822"},
        )

    def _write(self, how: str, data: Sequence[tuple[str, list[list[str | None]] | list[list[str]]]]) -> None:
        body = {"valueInputOption": how, "data": [{"range": where, "values": values} for where, values in data]}
        self._post(f"/v4/spreadsheets/{self._spreadsheet}/values:batchUpdate", json=body)

    def _post(self, path: str, **what: Any) -> None:
        try:
            answer = self._session.post(self._base + path, timeout=TIMEOUT_SECONDS, **what)
        except requests.RequestException as error:
            raise SeedError(f"POST {path}: {error}") from error
        if answer.status_code == 409 and path == "/sandbox/spreadsheets":
            raise AlreadySeeded(f"the spreadsheet {self._spreadsheet} is there already")
        if not answer.ok:
            raise SeedError(f"POST {path}: {answer.status_code} {answer.text[:500]}")


def _layout(tabs: Sequence[Tab]) -> list[dict[str, Any]]:
    """batchUpdate requests that turn a new spreadsheet (one tab, id 0) into these tabs with merged headers."""
    first = {"properties": {"sheetId": 0, "title": tabs[0].title}, "fields": "title"}
    out: list[dict[str, Any]] = [{"updateSheetProperties": first}]
    for number, tab in enumerate(tabs):
        if number:
            out.append({"addSheet": {"properties": {"sheetId": number, "title": tab.title, "index": number}}})
        for merge in tab.merges:
            out.append({"mergeCells": {"range": {"sheetId": number, **_grid(merge)}, "mergeType": "MERGE_ALL"}})
    return out


def _grid(merge: str) -> dict[str, int]:
    """`C1:D2` as the indices of a GridRange; columns A to Z."""
    (left, top), (right, bottom) = ((ord(corner[0]) - ord("A"), int(corner[1:])) for corner in merge.split(":"))
    return {
        "startRowIndex": top - 1,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right + 1,
    }


def _cells(row: RowTyped) -> list[str | None]:
    """A cell nobody typed in stays as it is: null."""
    return [value or None for value in row.values]


def quoted(title: str) -> str:
    """A tab's title as A1 notation writes it."""
    return "'" + title.replace("'", "''") + "'"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
