"""Requests on rows and columns as such."""

from __future__ import annotations

from ..errors import ApiError
from ..fieldmask import overlay
from .book import Json, Sheet
from .change import Change, Handler
from .rendering import formatted
from .shifting import insert_dimension, remove_dimension

CHARACTER_PIXELS = 7
PADDING_PIXELS = 12


def _span(change: Change, span: Json) -> tuple[Sheet, str, int, int]:
    """(sheet, dimension, start, end) of a DimensionRange, checked."""
    sheet = change.sheet(span)
    dimension = span.get("dimension", "")
    if dimension not in ("ROWS", "COLUMNS"):
        raise ApiError(400, "No dimension specified.")
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    start, end = span.get("startIndex", 0), span.get("endIndex", size)
    if start < 0 or end <= start:
        raise ApiError(400, f"range.startIndex[{start}] must be less than range.endIndex[{end}]")
    return sheet, dimension, start, end


def _insert(change: Change, body: Json) -> None:
    sheet, dimension, start, end = _span(change, body.get("range", {}))
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    before = body.get("inheritFromBefore", False)
    if start > size:
        raise ApiError(400, f"range.startIndex[{start}] is outside the grid limits [{size}]")
    if before and start == 0:
        raise ApiError(400, "inheritFromBefore cannot be true if inserting at index 0.")
    insert_dimension(change.book, sheet, dimension, start, end - start)
    _inherit(sheet, dimension, start, end, start - 1 if before else end)


def _inherit(sheet: Sheet, dimension: str, start: int, end: int, source: int) -> None:
    """The new lines look like their neighbour."""
    if dimension == "ROWS":
        model = [cell and cell._replace(value=None, formula=None, extra=None) for cell in sheet.row(source)]
        for index in range(start, end):
            for column, cell in enumerate(model):
                if cell and cell.format:
                    sheet.put(index, column, cell)
        return
    for index, row in list(sheet.filled()):
        cell = row[source] if source < len(row) else None
        if cell and cell.format:
            for column in range(start, end):
                sheet.put(index, column, cell._replace(value=None, formula=None, extra=None))


def _delete(change: Change, body: Json) -> None:
    sheet, dimension, start, end = _span(change, body.get("range", {}))
    size = sheet.row_count if dimension == "ROWS" else sheet.column_count
    word = dimension.lower()
    if start >= size:
        raise ApiError(
            400,
            f"Cannot delete a {word[:-1]} that doesn't exist. Tried to delete {word[:-1]} index {start} but there "
            f"are only {size} {word}.",
        )
    end = min(end, size)
    frozen = sheet.properties["gridProperties"].get("frozenRowCount" if word == "rows" else "frozenColumnCount", 0)
    if end - start >= size:
        raise ApiError(400, f"You can't delete all the {word} on the sheet.")
    if frozen and start <= frozen and end >= size:
        raise ApiError(400, f"Sorry, it is not possible to delete all non-frozen {word}.")
    remove_dimension(change.book, sheet, dimension, start, end)


def _append(change: Change, body: Json) -> None:
    sheet = change.sheet(body)
    length = body.get("length", 0)
    if length <= 0:
        raise ApiError(400, "length must be positive.")
    rows = length if body.get("dimension") == "ROWS" else 0
    columns = length if body.get("dimension") == "COLUMNS" else 0
    sheet.set_size(sheet.row_count + rows, sheet.column_count + columns)


def _move(change: Change, body: Json) -> None:
    sheet, dimension, start, end = _span(change, body.get("source", {}))
    target, count = body.get("destinationIndex", 0), end - start
    if start <= target <= end:
        return
    at = target - count if target > end else target
    if dimension == "ROWS":
        sheet.rows.extend([None] * (max(end, target) - len(sheet.rows)))
        moved = sheet.rows[start:end]
        del sheet.rows[start:end]
        sheet.rows[at:at] = moved
    else:
        for index, _ in list(sheet.filled()):
            row = sheet.row_to_write(index, max(end, target))
            cells = row[start:end]
            del row[start:end]
            row[at:at] = cells
    table = sheet.row_meta if dimension == "ROWS" else sheet.column_meta
    order = list(range(max([end, target, *(i + 1 for i in table)])))
    taken = order[start:end]
    del order[start:end]
    order[at:at] = taken
    kept = {new: table[old] for new, old in enumerate(order) if old in table}
    table.clear()
    table.update(kept)


def _update(change: Change, body: Json) -> None:
    sheet, dimension, start, end = _span(change, body.get("range", {}))
    mask = change.mask(body)
    new = body.get("properties", {})
    table = sheet.row_meta if dimension == "ROWS" else sheet.column_meta
    if "*" in mask:
        mask = {key: {} for key in ("pixelSize", "hiddenByUser")}
    for index in range(start, end):
        merged = overlay(table.get(index, {}), new, mask)
        if merged:
            table[index] = merged
        else:
            table.pop(index, None)


def _auto_resize(change: Change, body: Json) -> None:
    sheet, dimension, start, end = _span(change, body.get("dimensions", {}))
    if dimension == "ROWS":
        for index in range(start, end):
            properties = {k: v for k, v in sheet.row_meta.get(index, {}).items() if k != "pixelSize"}
            sheet.row_meta[index] = properties
        return
    widest = dict.fromkeys(range(start, end), 0)
    for _, row in sheet.filled():
        for column in range(start, min(end, len(row))):
            cell = row[column]
            if cell and cell.value is not None:
                number_format = change.book.formats[cell.format].get("numberFormat")
                lines = formatted(cell.value, number_format, change.book.locale).splitlines() or [""]
                widest[column] = max(widest[column], max(map(len, lines)))
    for column, length in widest.items():
        if length:
            width = length * CHARACTER_PIXELS + PADDING_PIXELS
            sheet.column_meta[column] = {**sheet.column_meta.get(column, {}), "pixelSize": width}


def _groups(sheet: Sheet, dimension: str) -> list[Json]:
    return sheet.objects_list("rowGroups" if dimension == "ROWS" else "columnGroups")


def _add_group(change: Change, body: Json) -> Json:
    sheet, dimension, start, end = _span(change, body.get("range", {}))
    groups = _groups(sheet, dimension)
    sheet.properties["gridProperties"][f"{dimension[:-1].lower()}GroupControlAfter"] = True
    span = {
        **({"sheetId": sheet.id} if sheet.id else {}),
        "dimension": dimension,
        "startIndex": start,
        "endIndex": end,
    }
    for group in groups:
        other = group["range"]
        if start <= other["startIndex"] and other["endIndex"] <= end and other != span:
            group["depth"] += 1
    around = [g for g in groups if g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"]]
    groups.append({"range": span, "depth": max([g["depth"] for g in around], default=0) + 1})
    groups.sort(key=lambda g: (g["depth"], g["range"]["startIndex"]))
    return {"dimensionGroups": [dict(g) for g in groups]}


def _delete_group(change: Change, body: Json) -> Json:
    sheet, dimension, start, end = _span(change, body.get("range", {}))
    groups = _groups(sheet, dimension)
    over = [g for g in groups if g["range"]["startIndex"] <= start and end <= g["range"]["endIndex"]]
    if not over:
        raise ApiError(400, "There is no group that spans the given range.")
    doomed = max(over, key=lambda g: g["depth"])
    groups.remove(doomed)
    for group in groups:
        inner, outer = group["range"], doomed["range"]
        if outer["startIndex"] <= inner["startIndex"] and inner["endIndex"] <= outer["endIndex"]:
            group["depth"] = max(1, group["depth"] - 1)
    return {"dimensionGroups": [dict(g) for g in groups]} if groups else {}


def _update_group(change: Change, body: Json) -> None:
    mask, given = change.mask(body), body.get("dimensionGroup", {})
    sheet, dimension, start, end = _span(change, given.get("range", {}))
    for group in _groups(sheet, dimension):
        span = group["range"]
        if (span["startIndex"], span["endIndex"], group["depth"]) == (start, end, given.get("depth")):
            if "collapsed" in mask or "*" in mask:
                group["collapsed"] = given.get("collapsed", False)
                if not group["collapsed"]:
                    del group["collapsed"]
            return
    raise ApiError(400, "There is no group with the given range and depth.")


HANDLERS: dict[str, Handler] = {
    "insertDimension": _insert,
    "deleteDimension": _delete,
    "appendDimension": _append,
    "moveDimension": _move,
    "updateDimensionProperties": _update,
    "autoResizeDimensions": _auto_resize,
    "addDimensionGroup": _add_group,
    "deleteDimensionGroup": _delete_group,
    "updateDimensionGroup": _update_group,
}
