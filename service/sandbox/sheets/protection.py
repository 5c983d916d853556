"""Protected ranges: who may edit them, and the refusal when someone else does."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

from ..errors import ApiError
from .a1 import Box, box_of
from .book import Book, Json, Sheet
from .cells import Cell

REFUSAL = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
    "if you need to edit."
)


def editing_judge(mailbox: str, owner: str) -> Callable[[Json], bool]:
    """Tells of a ProtectedRange whether a mailbox may edit it: the owner, and the editors named."""

    def may_edit(item: Json) -> bool:
        users = [address.lower() for address in item.get("editors", {}).get("users", [])]
        return mailbox == owner or mailbox in users or bool(item.get("editors", {}).get("domainUsersCanEdit"))

    return may_edit


def refuse_protected(before: Book, after: Book, may_edit: Callable[[Json], bool]) -> None:
    """Raises 400 if cells changed that are protected from the caller (``warningOnly`` protects from nobody)."""
    for sheet in before.sheets:
        guarded = [
            item
            for item in sheet.objects.get("protectedRanges", [])
            if not item.get("warningOnly") and not may_edit(item)
        ]
        changed = after.sheet(sheet.id)
        if changed and changed.objects.get("protectedRanges") != sheet.objects.get("protectedRanges"):
            continue  # rows moved, and the ranges with them: cell by cell nothing can be compared
        for item in guarded:
            if changed is None or _changed_within(before, sheet, changed, item):
                raise ApiError(400, REFUSAL)


def _changed_within(before: Book, old: Sheet, new: Sheet, item: Json) -> bool:
    for box in _guarded_boxes(before, old, item):
        free = [box_of(before, other) for other in item.get("unprotectedRanges", [])]
        if any(_row_changed(old, new, index, box, free) for index in range(box.top, box.bottom)):
            return True
    return False


def _guarded_boxes(book: Book, sheet: Sheet, item: Json) -> list[Box]:
    if "namedRangeId" in item:
        named = (n for n in book.named_ranges if n["namedRangeId"] == item["namedRangeId"])
        return [box_of(book, n["range"]) for n in named]
    return [box_of(book, item.get("range", {"sheetId": sheet.id}))]


def _entered(cell: Cell) -> object:
    """What a person put there: a formula's result may change without anyone touching it."""
    return cell if cell.formula is None else cell._replace(value=None)


def _row_changed(old: Sheet, new: Sheet, index: int, box: Box, free: list[Box]) -> bool:
    was, now = old.row(index), new.row(index)
    if was is now:
        return False
    left, right = box.left, min(box.right, max(len(was), len(now)))
    if all(map(is_, was[left:right], now[left:right])) and len(was) == len(now):
        return False
    return any(
        _entered(old.cell(index, column)) != _entered(new.cell(index, column))
        for column in range(left, right)
        if not any(f.top <= index < f.bottom and f.left <= column < f.right for f in free)
    )
