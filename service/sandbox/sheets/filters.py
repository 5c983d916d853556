"""DataFilters: which ranges of a book a filter means."""

from __future__ import annotations

from typing import Any

from ..errors import ApiError
from .a1 import Box, box_of, parse_range
from .book import Book, Json
from .metadata import located_metadata, matches


def boxes_of_filter(book: Book, item: Json) -> list[Box]:
    """The boxes of one DataFilter: an A1 range, a GridRange, or where developer metadata stands."""
    if "a1Range" in item:
        return [parse_range(book, item["a1Range"])]
    if "gridRange" in item:
        return [box_of(book, item["gridRange"])]
    if "developerMetadataLookup" in item:
        lookup = item["developerMetadataLookup"]
        return [box for metadata, box in located_metadata(book) if box is not None and matches(metadata, lookup)]
    raise ApiError(400, "Must specify a data filter.")


def matching_filters(book: Book, box: Box, filters: list[Json]) -> list[Json]:
    """The filters that mean a box."""
    return [item for item in filters if any(_same(box, other) for other in boxes_of_filter(book, item))]


def _same(one: Box, other: Box) -> bool:
    return one.sheet.id == other.sheet.id and one.grid_range() == other.grid_range()


def filtered_boxes(book: Book, filters: list[Json]) -> list[tuple[Box, list[Json]]]:
    """Each distinct box of the filters, with the filters that mean it."""
    found: dict[Any, tuple[Box, list[Json]]] = {}
    for item in filters:
        for box in boxes_of_filter(book, item):
            key = (box.sheet.id, box.top, box.bottom, box.left, box.right)
            found.setdefault(key, (box, []))[1].append(item)
    return list(found.values())
