"""Developer metadata: where it stands (book, sheet, rows or columns) and how lookups find it."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import ApiError
from .a1 import Box, sheet_of
from .book import Book, Json, Sheet


def located_metadata(book: Book) -> Iterator[tuple[Json, Box | None]]:
    """All metadata of a book as DeveloperMetadata, with the box it stands at (None: the book itself)."""
    for item in book.metadata:
        yield item, None
    for sheet in book.sheets:
        for item in sheet.objects.get("developerMetadata", []):
            yield item, Box(sheet, 0, sheet.row_count, 0, sheet.column_count, whole=True)
        for dimension, table in (("ROWS", sheet.row_meta), ("COLUMNS", sheet.column_meta)):
            for index in sorted(table):
                for item in table[index].get("developerMetadata", []):
                    located = {**item, "location": _location(sheet, dimension, index)}
                    yield located, _box(sheet, dimension, index)


def _location(sheet: Sheet, dimension: str, index: int) -> Json:
    kind = "ROW" if dimension == "ROWS" else "COLUMN"
    span = ({"sheetId": sheet.id} if sheet.id else {}) | {
        "dimension": dimension,
        "startIndex": index,
        "endIndex": index + 1,
    }
    return {"locationType": kind, "dimensionRange": span}


def _box(sheet: Sheet, dimension: str, index: int) -> Box:
    if dimension == "ROWS":
        return Box(sheet, index, index + 1, 0, sheet.column_count)
    return Box(sheet, 0, sheet.row_count, index, index + 1)


def matches(item: Json, lookup: Json) -> bool:
    """Whether a DeveloperMetadataLookup finds a metadata item."""
    for key in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if key in lookup and item.get(key) != lookup[key]:
            return False
    location = item["location"]
    if "locationType" in lookup and location["locationType"] != lookup["locationType"]:
        return False
    wanted = lookup.get("metadataLocation")
    if wanted is None:
        return True
    if lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
        return _intersects(location, wanted)
    return {k: v for k, v in location.items() if k != "locationType"} == {
        k: v for k, v in wanted.items() if k != "locationType"
    }


def _intersects(location: Json, wanted: Json) -> bool:
    if wanted.get("spreadsheet") or location.get("spreadsheet"):
        return True
    if _sheet_id(location) != _sheet_id(wanted):
        return False
    one, other = location.get("dimensionRange"), wanted.get("dimensionRange")
    if one is None or other is None or one["dimension"] != other["dimension"]:
        return True
    return bool(one["startIndex"] < other["endIndex"] and other["startIndex"] < one["endIndex"])


def _sheet_id(location: Json) -> int:
    return int(location.get("dimensionRange", location).get("sheetId", 0))


def place(book: Book, item: Json) -> Json:
    """Puts a (cleaned) DeveloperMetadata at its location, replacing one of its id; returns it as answered."""
    location = item.get("location")
    if not location:
        raise ApiError(400, "Must specify a location for the developer metadata.")
    remove(book, item["metadataId"])
    if location.get("spreadsheet"):
        placed = {**item, "location": {"locationType": "SPREADSHEET", "spreadsheet": True}}
        book.metadata.append(placed)
        return placed
    span = location.get("dimensionRange")
    if span is None:
        sheet = sheet_of(book, location)
        own = {"sheetId": sheet.id} if sheet.id else {}
        placed = {**item, "location": {"locationType": "SHEET", **own}}
        sheet.objects_list("developerMetadata").append(placed)
        return placed
    return _place_on_dimension(book, item, span)


def _place_on_dimension(book: Book, item: Json, span: Json) -> Json:
    start = span.get("startIndex", 0)
    if span.get("endIndex") != start + 1:
        raise ApiError(400, "The dimension range must be a single row or column.")
    sheet = sheet_of(book, span)
    rows = span.get("dimension") == "ROWS"
    table = sheet.row_meta if rows else sheet.column_meta
    location = _location(sheet, "ROWS" if rows else "COLUMNS", start)
    placed = {**item, "location": location}
    properties = table.get(start, {})
    table[start] = {**properties, "developerMetadata": [*properties.get("developerMetadata", []), placed]}
    return placed


def remove(book: Book, metadata_id: int) -> None:
    """Takes a metadata item away wherever it stands."""
    book.metadata[:] = [item for item in book.metadata if item["metadataId"] != metadata_id]
    for sheet in book.sheets:
        listed = sheet.objects.get("developerMetadata")
        if listed:
            listed[:] = [item for item in listed if item["metadataId"] != metadata_id]
        for table in (sheet.row_meta, sheet.column_meta):
            for index, properties in table.items():
                kept = [i for i in properties.get("developerMetadata", []) if i["metadataId"] != metadata_id]
                if len(kept) != len(properties.get("developerMetadata", [])):
                    table[index] = {**properties, "developerMetadata": kept}
