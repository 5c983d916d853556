"""The content groups of a row: what its group column says, what its words show, and whether the two agree."""

from __future__ import annotations

from functools import lru_cache

from service.core.parsing.cells import issues_at
from service.core.parsing.groups import classify, group_label, in_order, read_groups
from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.names import UnitNames
from service.core.parsing.reading import is_error, note, question, show
from service.core.parsing.text import fold
from service.core.records import Field, Issue, Row, Unit

_SCHOOL_WORDS = ("truong", "cao dang", "dai hoc", "hoc vien", "thpt", "thcs", "pho thong", "giao duc thuong xuyen")


@lru_cache(maxsize=4096)
def is_school(unit: Unit) -> bool:
    """Whether a unit is a school, by its sector or, where that says nothing, its name."""
    sector = fold(unit.sector)
    if sector:
        return any(word in sector for word in ("truong", "giao duc", "hoc"))
    name = f" {fold(unit.name)} "
    return any(f" {word} " in name for word in _SCHOOL_WORDS) and " hoi truong " not in name


def groups_of(
    row: Row, content: str, place: str, unit: str | None, names: UnitNames
) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """The groups of a row's activity; unknown ones, contradictions and a school's group elsewhere are asked."""
    groups, issues = _typed_or_shown(row, content, place)
    if any(code.startswith("5") for code in groups) and unit is not None and not is_school(names.unit(unit)):
        said = (
            "Nội dung nhóm 5 (Sinh viên 5 tốt, Học sinh 3 rèn luyện, Khi tôi 18) dành cho khối trường học;"
            f" đề nghị {names.unit(unit).name} xác nhận hoặc chọn nhóm khác."
        )
        issues += issues_at(row, Field.CONTENT, (question(IssueCode.GROUP_FOR_SCHOOLS, said),))
    return groups, issues


def _typed_or_shown(row: Row, content: str, place: str) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    shown = classify(content, place) if content else ()
    value = row.values.get(Field.GROUP)
    typed, sure = read_groups(show(value)) if value is not None and not is_error(value) else ((), False)
    if typed and sure:
        if shown and not set(shown) & set(typed):
            said = (
                f"Cột Nhóm ghi {_labels(typed)} nhưng nội dung giống {_labels(shown)}; đang tính theo cột Nhóm,"
                " nếu khác đề nghị sửa lại."
            )
            return typed, issues_at(row, Field.GROUP, (note(IssueCode.GROUP_DIFFERS, said),))
        return typed, ()
    groups = in_order([*typed, *shown])
    if groups or not content:
        return groups, ()
    said = (
        f"Chưa rõ “{content}” thuộc nhóm nội dung nào; đề nghị ghi rõ hoạt động,"
        " ví dụ Tổng vệ sinh phòng làm việc (nhóm 1)."
    )
    return (), issues_at(row, Field.CONTENT, (question(IssueCode.GROUP_UNKNOWN, said),))


def _labels(codes: tuple[str, ...]) -> str:
    return ", ".join(group_label(code) for code in codes)
