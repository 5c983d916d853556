"""A write on a condition: it is refused whole when rows of a tab were put in or taken out since we read.

Google knows no such write, but it documents of ``unmergeCells`` that its range "must not partially span any merge". The
end line of a table is a merge over several columns. Asking to unmerge one of these columns everywhere but in the row
where we read the line does nothing while it still stands there, and fails, with all that follows in the same batch,
when it stands elsewhere.

A person's own merge over that column would be refused likewise, for ever. So after a refusal the merges are read, and
the rows of those are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from service.core.tabs.requests import Request, grid_range

MERGES = "sheets(properties(sheetId),merges)"
"""The field mask of a call whose answer :func:`merges_of` reads."""


class Merge(NamedTuple):
    """Merged cells, half open and 0-based."""

    top: int
    bottom: int
    left: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        return self.top <= row < self.bottom and self.left <= column < self.right


@dataclass(frozen=True, slots=True)
class Guard:
    """Of one tab. ``first``: the row under the header; ``row``: the end line's; ``column``: one that its merge covers
    and does not consist of; ``last``: it is the last row of the tab. ``spared``: rows (from, to) in which a person's
    merge covers the column."""

    sheet_id: int
    first: int
    row: int
    column: int
    last: bool = False
    spared: tuple[tuple[int, int], ...] = ()

    def requests(self) -> list[Request]:
        """What fails unless the line stands where it should; else they change nothing."""
        across = (self.column, self.column + 1)
        return [
            {"unmergeCells": {"range": grid_range(self.sheet_id, rows, across)}} for rows in self._rows_elsewhere()
        ]

    def _rows_elsewhere(self) -> Iterator[tuple[int, int | None]]:
        start = self.first
        for top, bottom in sorted([*self.spared, (self.row, self.row + 1)]):
            if start < top:
                yield start, top
            start = max(start, bottom)
        if not self.last:
            yield start, None

    def knowing(self, merges: Sequence[Merge]) -> Guard | None:
        """This guard where these merges stand; None when the line's own is not among them: nothing guards then."""
        if not any(merge.covers(self.row, self.column) and merge.right - merge.left > 1 for merge in merges):
            return None
        spared = tuple(
            (merge.top, merge.bottom)
            for merge in merges
            if merge.left <= self.column < merge.right and merge.bottom > self.first
        )
        return replace(self, spared=spared)

    def after(self, request: Mapping[str, Any]) -> Guard:
        """Where it stands once a request of ours was carried out."""
        span = request.get("insertDimension", {}).get("range", {})
        if span.get("sheetId") != self.sheet_id:
            return self
        start, count = span["startIndex"], span["endIndex"] - span["startIndex"]
        if span["dimension"] == "COLUMNS":
            return replace(self, column=self.column + (count if start <= self.column else 0))

        def down(place: int) -> int:
            return place + count if start <= place else place

        spared = tuple((down(top), down(bottom - 1) + 1) for top, bottom in self.spared)
        return replace(self, first=down(self.first - 1) + 1, row=down(self.row), spared=spared)


@dataclass(frozen=True, slots=True)
class Guards:
    """``standing``: of the lines that were read; ``drawn``: of those the plan draws, once they are merged."""

    standing: tuple[Guard, ...] = ()
    drawn: tuple[Guard, ...] = ()

    def after(self, request: Mapping[str, Any]) -> Guards:
        """Those to go on with once a request was carried out. A drawn line moves no more: all room is made before."""
        standing = tuple(guard.after(request) for guard in self.standing)
        merged = request.get("mergeCells", {}).get("range", {}).get("sheetId")
        begun = tuple(guard for guard in self.drawn if guard.sheet_id == merged)
        if not begun:
            return replace(self, standing=standing)
        return Guards((*standing, *begun), tuple(guard for guard in self.drawn if guard not in begun))

    def requests(self) -> list[Request]:
        return [request for guard in self.standing for request in guard.requests()]


UNGUARDED = Guards()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a plan may ask for. After a refusal ``arrange`` and ``draw`` are False when neither our rows shall be sorted
    nor a new end line drawn, as where a person merged or froze cells; ``merges``: sheet id → what is merged there,
    once it was read."""

    arrange: bool = True
    draw: bool = True
    merges: Mapping[int, tuple[Merge, ...]] | None = field(default=None)

    def guard(self, guard: Guard) -> Guard | None:
        return guard if self.merges is None else guard.knowing(self.merges.get(guard.sheet_id, ()))


def merges_of(told: Mapping[str, Any]) -> dict[int, tuple[Merge, ...]]:
    """Of an answer to a get with :data:`MERGES`."""
    return {
        sheet["properties"].get("sheetId", 0): tuple(
            Merge(
                area.get("startRowIndex", 0),
                area.get("endRowIndex", 0),
                area.get("startColumnIndex", 0),
                area.get("endColumnIndex", 0),
            )
            for area in sheet.get("merges", ())
        )
        for sheet in told.get("sheets", ())
    }


def refused_by_guard(detail: str) -> bool:
    """Whether Google's words of a refusal are about a guard: nothing else of ours unmerges."""
    return "unmergeCells" in detail
