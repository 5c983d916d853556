"""Rows edited, deleted or first typed after their deadline: notes for the office, naming no author.

A row of which one version goes in the same poll in which another of the same unit and week (or in the same cell)
comes was edited. Moving or sorting rows is no change, as a version is known by its content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TypeVar

from service.core.evaluation import words
from service.core.evaluation.encoding import PeriodOf
from service.core.evaluation.inputs import Inputs
from service.core.evaluation.terms import Terms, terms_of
from service.core.obligations import ObligationSource
from service.core.records import Activity, Field, Issue, PlaceKind, Registration, Seen, Severity
from service.core.weeks import Week

EDITED = "edited_after_deadline"
DELETED = "deleted_after_deadline"
BACKDATED = "first_seen_after_deadline"

Row = TypeVar("Row", Activity, Registration)
PeriodFinder = Callable[[Row], int]

_SHOWN: dict[str, tuple[Field, ...]] = {
    "week": (Field.WEEK,),
    "participants": (Field.PARTICIPANTS,),
    "members": (Field.MEMBERS,),
    "content": (Field.CONTENT,),
    "place": (Field.PLACE,),
    "form": (Field.FORM,),
    "result": (Field.RESULT,),
    "time": (Field.TIME,),
    "officer": (Field.OFFICER,),
    "explanation": (Field.RESULT,),
}
_TITLES = {**words.FORM_COLUMNS, **words.REPORT_COLUMNS}


def changes(inputs: Inputs, as_of: datetime) -> tuple[Issue, ...]:
    """The changes seen by ``as_of``, in order of time."""
    terms = terms_of(inputs.office, inputs.units, inputs.exemptions, as_of)
    units = {unit.code: u for u, unit in enumerate(inputs.units)}
    found: list[tuple[datetime, Issue]] = []
    for own in terms.values():
        if own.obligation.source is ObligationSource.ACTIVITY:
            found += _of_rows(inputs.activities, own, units, PeriodOf(own), as_of)
        elif own.obligation.source is ObligationSource.REGISTRATION and len(own.periods) == 1:
            found += _of_rows(inputs.registrations, own, units, lambda _: 0, as_of)
    found.sort(key=lambda pair: pair[0])
    return tuple(issue for _, issue in found)


def _of_rows(
    rows: Sequence[Seen[Row]],
    terms: Terms,
    units: Mapping[str, int],
    period_of: PeriodFinder[Row],
    as_of: datetime,
) -> Iterator[tuple[datetime, Issue]]:
    typed = [
        seen
        for seen in rows
        if seen.record.where.kind is PlaceKind.SHEET and seen.sighting.by <= as_of and seen.record.unit in units
    ]
    came: dict[tuple[str | None, datetime], list[Seen[Row]]] = defaultdict(list)
    for seen in typed:
        came[seen.record.unit, seen.sighting.by].append(seen)
    replaced: set[int] = set()
    for seen in typed:
        gone = seen.sighting.gone_by
        period = period_of(seen.record)
        if gone is None or gone > as_of or period < 0:
            continue
        successor = _successor(seen, came[seen.record.unit, gone], replaced)
        if successor is not None:
            replaced.add(id(successor))
        if gone >= terms.due_time(period, units[seen.record.unit or ""]):
            yield gone, _changed(seen, successor, gone)
    for seen in typed:
        period = period_of(seen.record)
        if id(seen) in replaced or period < 0 or seen.sighting.after is None:
            continue
        if seen.sighting.after >= terms.due_time(period, units[seen.record.unit or ""]):
            yield seen.sighting.by, _issue(BACKDATED, seen.record, "dòng mới ghi sau hạn", seen.sighting.by)


def _successor(old: Seen[Row], candidates: Iterable[Seen[Row]], taken: set[int]) -> Seen[Row] | None:
    free = [new for new in candidates if id(new) not in taken and new is not old]
    same_cell = [new for new in free if new.record.where == old.record.where]
    same_week = [new for new in free if _week(new.record) == _week(old.record)]
    return next(iter(same_cell + same_week), None)


def _week(row: Activity | Registration) -> Week | None:
    return row.week if isinstance(row, Activity) else None


def _changed(old: Seen[Row], new: Seen[Row] | None, when: datetime) -> Issue:
    if new is None:
        return _issue(DELETED, old.record, f"dòng «{old.record.content}» không còn trong bảng", when)
    said = "; ".join(_differences(old.record, new.record)) or "có thay đổi"
    return _issue(EDITED, new.record, f"sửa {said}", when)


def _differences(old: Row, new: Row) -> Iterator[str]:
    names = {f.name for f in fields(old)}
    for name, columns in _SHOWN.items():
        if name in names and getattr(old, name) != getattr(new, name):
            before, after = _said(getattr(old, name)), _said(getattr(new, name))
            yield f"cột {_TITLES[columns[0]]}: {before} → {after}"


def _said(value: object) -> str:
    if isinstance(value, Week):
        return words.week(value)
    return "để trống" if value in (None, "") else f"«{value}»"


def _issue(code: str, row: Activity | Registration, said: str, when: datetime) -> Issue:
    week = _week(row)
    about = f"{words.week(week)}, " if week else ""
    text = f"{row.unit}, {about}{said}; nhận thấy lúc {words.instant(when)}, sau hạn."
    return Issue(code, Severity.NOTE, row.where, row.content, text)
