"""Requests on merges, names of ranges, protection and developer metadata."""

from __future__ import annotations

import copy
from typing import Any

from ..errors import ApiError
from ..fieldmask import overlay
from .a1 import Box
from .book import Json, Sheet, new_id
from .cells import EMPTY
from .change import Change, Handler, find_object
from .metadata import located_metadata, matches, place, remove
from .protection import REFUSAL


def _merge(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    kind = body.get("mergeType", "MERGE_ALL")
    merges = box.sheet.objects_list("merges")
    for merge in merges:
        if _overlaps(merge, box) and not _inside(merge, box):
            raise ApiError(400, "You must select all cells in a merged range to merge or unmerge them.")
    merges[:] = [merge for merge in merges if not _inside(merge, box)]
    for part in _merge_parts(box, kind):
        _check_frozen(part)
        if not part.single:
            merges.append(part.grid_range())
            _keep_first(part)


def _check_frozen(box: Box) -> None:
    grid = box.sheet.properties["gridProperties"]
    for name, start, end in (("Row", box.top, box.bottom), ("Column", box.left, box.right)):
        if start < grid.get(f"frozen{name}Count", 0) < end:
            raise ApiError(400, f"You can't merge frozen and non-frozen {name.lower()}s.")


def _merge_parts(box: Box, kind: str) -> list[Box]:
    if kind == "MERGE_ROWS":
        return [Box(box.sheet, i, i + 1, box.left, box.right) for i in range(box.top, box.bottom)]
    if kind == "MERGE_COLUMNS":
        return [Box(box.sheet, box.top, box.bottom, j, j + 1) for j in range(box.left, box.right)]
    return [box]


def _keep_first(box: Box) -> None:
    """A merge keeps its upper left value only."""
    for i in range(box.top, min(box.bottom, len(box.sheet.rows))):
        for j in range(box.left, min(box.right, len(box.sheet.row(i)))):
            cell = box.sheet.cell(i, j)
            if (i, j) != (box.top, box.left) and cell is not EMPTY:
                box.sheet.put(i, j, cell._replace(value=None, formula=None))


def _unmerge(change: Change, body: Json) -> None:
    box = change.box(body.get("range", {}))
    merges = box.sheet.objects_list("merges")
    if any(_overlaps(merge, box) and not _inside(merge, box) for merge in merges):
        raise ApiError(400, "You must select all cells in a merged range to merge or unmerge them.")
    merges[:] = [merge for merge in merges if not _inside(merge, box)]


def _overlaps(merge: Json, box: Box) -> bool:
    rows = merge["startRowIndex"] < box.bottom and box.top < merge["endRowIndex"]
    return bool(rows and merge["startColumnIndex"] < box.right and box.left < merge["endColumnIndex"])


def _inside(merge: Json, box: Box) -> bool:
    rows = box.top <= merge["startRowIndex"] and merge["endRowIndex"] <= box.bottom
    return bool(rows and box.left <= merge["startColumnIndex"] and merge["endColumnIndex"] <= box.right)


def _add_named(change: Change, body: Json) -> Json:
    named = dict(body.get("namedRange", {}))
    _check_name(change, named.get("name", ""), "")
    change.box(named.get("range", {}))
    named = {"namedRangeId": named.pop("namedRangeId", None) or str(new_id()), **named}
    change.book.named_ranges.append(named)
    return {"namedRange": copy.deepcopy(named)}


def _check_name(change: Change, name: str, own: str) -> None:
    if not name:
        raise ApiError(400, "Named range must have a name.")
    for other in change.book.named_ranges:
        if other["name"].casefold() == name.casefold() and other["namedRangeId"] != own:
            raise ApiError(400, f"A named range with the name {name} already exists.")


def _named(change: Change, named_id: str) -> Json:
    for named in change.book.named_ranges:
        if named["namedRangeId"] == named_id:
            return named
    raise ApiError(400, f"Cannot find named range with id: {named_id}")


def _update_named(change: Change, body: Json) -> None:
    given = body.get("namedRange", {})
    named = _named(change, given.get("namedRangeId", ""))
    new = {**overlay(named, given, change.mask(body)), "namedRangeId": named["namedRangeId"]}
    _check_name(change, new.get("name", ""), new["namedRangeId"])
    change.box(new.get("range", {}))
    named.clear()
    named.update({key: new[key] for key in ("namedRangeId", "name", "range")})


def _delete_named(change: Change, body: Json) -> None:
    change.book.named_ranges.remove(_named(change, body.get("namedRangeId", "")))


def _sheet_of_range(change: Change, item: Json) -> Sheet:
    if "range" in item:
        return change.box(item["range"]).sheet
    if "namedRangeId" in item:
        return change.sheet(_named(change, item["namedRangeId"])["range"])
    return change.sheet({})


def _add_protected(change: Change, body: Json) -> Json:
    item = dict(body.get("protectedRange", {}))
    item.pop("requestingUserCanEdit", None)
    sheet = _sheet_of_range(change, item)
    item = {"protectedRangeId": item.pop("protectedRangeId", None) or new_id(), **item}
    asked = item.pop("editors", {})
    users = [change.mailbox, *(user for user in asked.get("users", []) if user.lower() != change.mailbox)]
    sheet.objects_list("protectedRanges").append({**item, "editors": {**asked, "users": users}})
    return {"protectedRange": copy.deepcopy({**item, "requestingUserCanEdit": True, "editors": asked})}


def _protected(change: Change, wanted: Any) -> tuple[Sheet, Json]:
    sheet, item = find_object(change, "protectedRanges", "protectedRangeId", wanted, "protected range")
    if not change.may_edit(item) and not item.get("warningOnly"):
        raise ApiError(400, REFUSAL)
    return sheet, item


def _update_protected(change: Change, body: Json) -> None:
    given = body.get("protectedRange", {})
    _, item = _protected(change, given.get("protectedRangeId"))
    new = overlay(item, given, change.mask(body)) | {"protectedRangeId": item["protectedRangeId"]}
    new.pop("requestingUserCanEdit", None)
    item.clear()
    item.update(new)


def _delete_protected(change: Change, body: Json) -> None:
    sheet, item = _protected(change, body.get("protectedRangeId"))
    sheet.objects_list("protectedRanges").remove(item)


def _create_metadata(change: Change, body: Json) -> Json:
    item = dict(body.get("developerMetadata", {}))
    if not item.get("metadataKey"):
        raise ApiError(400, "Must specify a metadata key.")
    if not item.get("visibility"):
        raise ApiError(400, "Must specify a visibility.")
    item = {"metadataId": item.pop("metadataId", None) or new_id(), **item}
    if any(other["metadataId"] == item["metadataId"] for other, _ in located_metadata(change.book)):
        raise ApiError(400, f"Developer metadata with id {item['metadataId']} already exists.")
    return {"developerMetadata": copy.deepcopy(place(change.book, item))}


def _matching_metadata(change: Change, body: Json) -> list[Json]:
    filters = body.get("dataFilters", [body["dataFilter"]] if "dataFilter" in body else [])
    lookups = [item["developerMetadataLookup"] for item in filters if "developerMetadataLookup" in item]
    return [item for item, _ in located_metadata(change.book) if any(matches(item, lookup) for lookup in lookups)]


def _update_metadata(change: Change, body: Json) -> Json:
    found = _matching_metadata(change, body)
    mask, given = change.mask(body), body.get("developerMetadata", {})
    updated = []
    for item in found:
        new = overlay(item, given, mask) | {"metadataId": item["metadataId"]}
        new.setdefault("location", item["location"])
        updated.append(copy.deepcopy(place(change.book, new)))
    return {"developerMetadata": updated} if updated else {}


def _delete_metadata(change: Change, body: Json) -> Json:
    found = _matching_metadata(change, body)
    for item in found:
        remove(change.book, item["metadataId"])
    return {"deletedDeveloperMetadata": found} if found else {}


HANDLERS: dict[str, Handler] = {
    "mergeCells": _merge,
    "unmergeCells": _unmerge,
    "addNamedRange": _add_named,
    "updateNamedRange": _update_named,
    "deleteNamedRange": _delete_named,
    "addProtectedRange": _add_protected,
    "updateProtectedRange": _update_protected,
    "deleteProtectedRange": _delete_protected,
    "createDeveloperMetadata": _create_metadata,
    "updateDeveloperMetadata": _update_metadata,
    "deleteDeveloperMetadata": _delete_metadata,
}
