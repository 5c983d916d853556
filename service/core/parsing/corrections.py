"""Doubles and corrections: the same activity typed twice, or again with a change.

Two activities of a unit in one week are the same when their contents are (but for a slip of the pen) and nothing
else tells them apart in kind; a unit may well hold several different ones in a week, and all of them stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio

from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.text import fold
from service.core.records import Activity, Field, Issue, Place, Severity

_SAME = 94.0
_PAIRWISE = 40  # in a larger crowd of one unit and week only equal contents are compared


def settle_doubles(activities: Sequence[Activity]) -> tuple[tuple[Activity, ...], tuple[Issue, ...]]:
    """Of activities that are the same the later complete one (a complete one before an incomplete one), the fact
    noted on it; the order of the others is kept."""
    groups: dict[tuple[str, object], list[int]] = defaultdict(list)
    for at, activity in enumerate(activities):
        if activity.unit is not None and activity.week is not None:
            groups[activity.unit, activity.week].append(at)
    kept = dict(enumerate(activities))
    issues: list[Issue] = []
    for members in groups.values():
        for same in _same_ones(activities, members) if len(members) > 1 else ():
            winner = _winner([activities[at] for at in same])
            told = _note(activities, same, same[winner])
            issues.append(told)
            for at in same:
                del kept[at]
            best = activities[same[winner]]
            kept[same[winner]] = replace(best, issues=(*best.issues, told))
    return tuple(kept[at] for at in sorted(kept)), tuple(issues)


def _same_ones(activities: Sequence[Activity], members: list[int]) -> list[list[int]]:
    """Sets of two and more that are the same activity."""
    clusters: list[list[int]] = []
    keys: list[str] = []
    by_key: dict[str, int] = {}
    for at in members:
        key = fold(activities[at].content) + ("" if activities[at].held else "\x00")
        found = by_key.get(key)
        if found is None and len(members) <= _PAIRWISE:
            near = (
                n for n, other in enumerate(keys) if _alike(activities[clusters[n][0]], activities[at], other, key)
            )
            found = next(near, None)
        if found is None:
            found = len(clusters)
            clusters.append([])
            keys.append(key)
        by_key.setdefault(key, found)
        clusters[found].append(at)
    return [cluster for cluster in clusters if len(cluster) > 1]


def _alike(one: Activity, other: Activity, one_key: str, other_key: str) -> bool:
    """Contents that differ by a slip only: the same numbers and at most a letter or two."""
    if one.held != other.held or not one_key or not other_key:
        return False
    digits = [[word for word in key.split() if any(map(str.isdigit, word))] for key in (one_key, other_key)]
    return digits[0] == digits[1] and len(one_key) >= 12 and ratio(one_key, other_key) >= _SAME


def _winner(same: list[Activity]) -> int:
    """The last of the most complete ones."""
    return max(range(len(same)), key=lambda at: (not same[at].uncertain, -len(same[at].blank), at))


def _note(activities: Sequence[Activity], same: list[int], winner: int) -> Issue:
    kept = activities[winner]
    others = [activities[at] for at in same if at != winner]
    changed = any(_said(other) != _said(kept) for other in others)
    spots = ", ".join(_spot(other.where) for other in others)
    if changed:
        said = f"Hoạt động này đã được ghi trước đó ({spots}) và có thay đổi; đang tính theo {_spot(kept.where)}."
        code = IssueCode.ROW_CORRECTED
    else:
        said = f"Hoạt động này được ghi {len(same)} lần ({spots}); chỉ tính một lần, theo {_spot(kept.where)}."
        code = IssueCode.ROW_TWICE
    return Issue(code, Severity.NOTE, kept.where, kept.content, said, Field.CONTENT.value)


def _said(activity: Activity) -> tuple[object, ...]:
    return (
        activity.participants,
        fold(activity.content),
        fold(activity.place),
        fold(activity.form),
        fold(activity.result),
        activity.held,
        fold(activity.explanation),
    )


def _spot(where: Place) -> str:
    if where.cell and where.tab:
        return f"ô {where.cell} tab {where.tab}"
    return " ".join(part for part in (where.file, where.spot) if part) or f"ô {where.cell}"
