"""What the use cases need from the outside, as protocols; adapters implement them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from service.core.records import Attachment, CellValue, RawMail

Grid = tuple[tuple[CellValue, ...], ...]
"""A tab's values from A1: rows may be ragged; trailing blanks are trimmed; interior blank rows are empty."""


@dataclass(frozen=True, slots=True)
class TabInfo:
    title: str
    sheet_id: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class SpreadsheetInfo:
    """Metadata of one spreadsheet. ``locale`` such as ``vi_VN`` decides what a typed 2/4 became."""

    id: str
    title: str
    locale: str
    time_zone: str
    tabs: tuple[TabInfo, ...]


class Sheets(Protocol):
    """Google Sheets. Every method is one call; errors are of :mod:`service.core.errors`."""

    def describe(self, spreadsheet: str) -> SpreadsheetInfo: ...

    def read(self, spreadsheet: str, tabs: Sequence[str]) -> Mapping[str, Grid]:
        """One ``values.batchGet`` over whole tabs, unformatted, dates as serial numbers. BadRequest when a tab
        is gone."""
        ...

    def inspect(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> Mapping[str, Any]:
        """One ``spreadsheets.get`` of some ranges under a field mask, as Google's JSON: how cells look."""
        ...

    def apply(self, spreadsheet: str, requests: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """One atomic ``batchUpdate``; the replies in order."""
        ...


@dataclass(frozen=True, slots=True)
class MailboxProfile:
    address: str
    history_id: str


@dataclass(frozen=True, slots=True)
class MailboxChanges:
    """New message ids since a cursor, and the next cursor."""

    added: tuple[str, ...]
    history_id: str


class Mailbox(Protocol):
    """Gmail of one account."""

    def profile(self) -> MailboxProfile: ...

    def changes(self, since: str) -> MailboxChanges:
        """All pages of ``history.list``; CursorExpired on a stale cursor."""
        ...

    def listing(self) -> tuple[str, ...]:
        """Ids of every message of the mailbox that may concern us (a full sync), newest last."""
        ...

    def fetch(self, gmail_ids: Sequence[str]) -> tuple[RawMail, ...]:
        """Raw messages, in batches of 50; ids deleted meanwhile are left out."""
        ...

    def message_ids(self, gmail_ids: Sequence[str]) -> Mapping[str, str]:
        """The Message-ID header of messages, in batches of 50: gmail id → ``<…>``."""
        ...

    def mark(self, label: str, gmail_ids: Sequence[str]) -> None:
        """Give messages this label, made when it is not there, and take its sisters (same parent) away."""
        ...

    def missing_labels(self, names: Sequence[str]) -> tuple[str, ...]:
        """Which of these labels are not there."""
        ...

    def make_labels(self, names: Sequence[str]) -> tuple[str, ...]:
        """Make those of these labels that are not there; the names of those made."""
        ...

    def create_draft(self, raw: bytes, thread_id: str) -> str: ...

    def send_draft(self, draft_id: str) -> tuple[str, str]:
        """Send once, never retried here: (gmail id, thread id) of the SENT message. NotFound when the draft is
        gone; GoogleUnreachable when the effect is unknown."""
        ...

    def draft_exists(self, draft_id: str) -> bool: ...

    def delete_draft(self, draft_id: str) -> None: ...

    def find_drafts(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Drafts of ours by the key in their X-Nhac-Viec-Key header: key → draft id."""
        ...

    def find_sent(self, key: str, thread_id: str, recipient: str) -> tuple[str, str] | None:
        """A SENT message that carries the key: (gmail id, thread id), or None."""
        ...


class AttachmentReader(Protocol):
    """Reads one attachment in a process of its own within limits; never raises on content."""

    def read(self, name: str, media_type: str, content: bytes) -> tuple[Attachment, ...]:
        """The attachment, or its members when it is a .zip or .eml; at least one."""
        ...
