"""Copies of sheets and books."""

from __future__ import annotations

import copy
from typing import Any

from .book import Book, Json, Sheet
from .cells import Formats

OWN_IDS = ("protectedRangeId", "filterViewId", "chartId", "bandedRangeId", "slicerId", "tableId", "metadataId")


def copy_sheet(source: Book, sheet: Sheet, target: Book, sheet_id: int, title: str) -> Sheet:
    """A copy of a sheet for a book (its own or another), with an id and title; objects keep all but the sheet."""
    copied = sheet.fork()
    copied.properties |= {"sheetId": sheet_id, "title": title}
    copied.objects = {key: moved(value, sheet.id, sheet_id) for key, value in copied.objects.items()}
    copied.row_meta = {key: moved(value, sheet.id, sheet_id) for key, value in sheet.row_meta.items()}
    copied.column_meta = {key: moved(value, sheet.id, sheet_id) for key, value in sheet.column_meta.items()}
    if source.formats is not target.formats:
        _move_formats(copied, source.formats, target.formats)
    target.has_formulas |= source.has_formulas
    return copied


def moved(value: Any, old: int, new: int) -> Any:
    """A JSON value with every reference to one sheet turned to another."""
    if isinstance(value, list):
        return [moved(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    out = {key: moved(item, old, new) for key, item in value.items() if key != "sheetId"}
    ranged = any(key.endswith("Index") for key in value) or "sheetId" in value
    sheet_id = value.get("sheetId", 0 if ranged else None)
    if sheet_id is not None:
        sheet_id = new if sheet_id == old else sheet_id
        if sheet_id:
            out = {"sheetId": sheet_id, **out}
    return out


def _move_formats(sheet: Sheet, old: Formats, new: Formats) -> None:
    table = {index: new.index(item) for index, item in enumerate(old.all)}
    for index, row in list(sheet.filled()):
        sheet.rows[index] = [cell and cell._replace(format=table[cell.format]) for cell in row]


def copy_book(source: Book, book_id: str, title: str) -> Book:
    """A whole copy under a new id."""
    copied = source.fork()
    copied.id = book_id
    copied.formats = Formats(copy.deepcopy(source.formats.all))
    copied.properties["title"] = title
    return copied


def free_title(book: Book, title: str) -> str:
    """The title, numbered if it is taken."""
    candidate, number = title, 1
    while book.sheet_titled(candidate):
        number += 1
        candidate = f"{title} {number}"
    return candidate


def fresh_ids(objects: Json, make: Any) -> Json:
    """The objects of a duplicated sheet with ids of their own."""

    def renew(value: Any) -> Any:
        if isinstance(value, list):
            return [renew(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: (str(make()) if isinstance(item, str) else make()) if key in OWN_IDS else renew(item)
            for key, item in value.items()
        }

    renewed: Json = renew(objects)
    return renewed
