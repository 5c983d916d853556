"""What a batchUpdate request works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..errors import ApiError
from ..fieldmask import Mask, parse_mask
from .a1 import Box, box_of, sheet_of
from .book import Book, Json, Sheet


@dataclass(frozen=True, slots=True)
class Change:
    """One request being applied: the book to change, where the request stands in the body, and its caller."""

    book: Book
    path: str
    mailbox: str
    may_edit: Callable[[Json], bool]
    now: datetime

    def box(self, grid_range: Json) -> Box:
        """The box of a GridRange; raises 400 if it starts outside its grid."""
        box = box_of(self.book, grid_range)
        if box.top >= box.sheet.row_count or box.left >= box.sheet.column_count:
            sheet = box.sheet
            raise ApiError(
                400,
                f"range.endRowIndex[{box.bottom}] or range.endColumnIndex[{box.right}] is outside the grid of "
                f"{sheet.row_count} rows and {sheet.column_count} columns",
            )
        if grid_range.get("startRowIndex", 0) < 0 or grid_range.get("startColumnIndex", 0) < 0:
            raise ApiError(400, "GridRange indexes must not be negative")
        return box

    def sheet(self, message: Json) -> Sheet:
        return sheet_of(self.book, message)

    def mask(self, body: Json) -> Mask:
        """The request's ``fields``, which must be given."""
        text = body.get("fields")
        if not text:
            raise ApiError(400, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
        return parse_mask(text)


Handler = Callable[[Change, Json], Any]
"""Applies a cleaned request; returns its reply, None for an empty one."""


def find_object(change: Change, listed: str, id_key: str, wanted: Any, noun: str) -> tuple[Sheet, Json]:
    """A listed object of a sheet by its id, with its sheet; raises 400 if no sheet has it."""
    for sheet in change.book.sheets:
        for item in sheet.objects.get(listed, []):
            if item.get(id_key) == wanted:
                return sheet, item
    raise ApiError(400, f"No {noun} with id: {wanted}")
