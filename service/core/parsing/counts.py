"""Counts of people as people type them: exact, of a total, inferred, about so many, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from service.core.parsing.issue_codes import IssueCode
from service.core.parsing.numbers import NUMBER_WORDS, number_in_words
from service.core.parsing.reading import (
    Context,
    Finding,
    as_serial_day,
    cell_error,
    is_error,
    note,
    question,
    shown,
)
from service.core.parsing.text import plain
from service.core.records import CellValue

EXAMPLE = "23/25"
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class CountReading:
    """``count``: people, None when unknown. ``held`` False: the cell says that nothing was done. ``total``: the
    membership typed beside it. ``certain`` False: asked about. An inferred or rough count has a finding."""

    count: int | None
    held: bool
    certain: bool
    total: int | None = None
    findings: tuple[Finding, ...] = ()


_PEOPLE = (
    r"(?:luot )?(?:dong chi doan vien|doan vien[, -]*thanh nien|doan vien|thanh nien|dong chi|thanh vien|nguoi tham gia"
    r"|nguoi|can bo doan|dvtn|dv ?[,&+-]? ?tn|dvtncs|dc|ng|dv|tn|ban|em|hoc sinh|sinh vien|hssv|hs|sv|luot)"
)
_LABELS = r"(?:dvtn|doan vien|thanh nien|dv|tn|nam|nu|can bo|cb|dang vien|cong chuc|vien chuc|nguoi|dc|khach)"
_NONE = re.compile(
    r"(?:[-/x]*0+(?: ?%)?|-+|khong|khong co|khong ai|ko|ko co|chua|chua co|none|k|k co|0 (?:nguoi|dc|dvtn))\Z"
    r"|(?:khong|ko|chua|k) (?:the )?(?:to chuc|thuc hien|sinh hoat|tham gia|hoat dong)"
)
_RATIO = re.compile(
    rf"(\d+)\s*{_PEOPLE}?\s*(?:/|tren(?: tong(?: so)?)?|trong tong(?: so)?)\s*(?:tong so\s*)?(\d+)\s*{_PEOPLE}?"
)
_ABSENT = re.compile(
    r"\b(?:vang(?: mat)?|thieu|nghi)\s*:?\s*(?:co )?(\d+)(?:\s*/\s*(\d+))?|(\d+)\s*(?:dc |nguoi )?(?:vang|nghi)\b"
)
_NO_ONE_ABSENT = re.compile(r"\bkhong (?:ai )?vang\b|\bvang (?:khong|0)\b")
_ALL = re.compile(r"\b(?:toan the|toan bo|tat ca|day du|du|het|ca don vi|ca chi doan|toan chi doan|dong du)\b")
_ALL_OF = re.compile(
    rf"(?:toan the|toan bo|tat ca|day du|du|toan chi doan|ca chi doan)\s*(?:{_PEOPLE}\s*)*\((\d+)\s*{_PEOPLE}?\)?"
)
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_ROUGH = re.compile(
    r"(?:\b(?:khoang|gan|hon|tren|uoc|uoc tinh|chung|it nhat|toi thieu|xap xi|tam|tren duoi|ngot)\b|[~≈≥>+])"
)
_LESS = re.compile(r"\b(?:duoi|chua den|chua toi|toi da|khong qua)\b|[<≤]")
_SPAN = re.compile(r"(\d+)\s*(?:-|den|toi|~)\s*(\d+)")
_GROUPS = re.compile(
    r"\d+ (?:chi doan|doi|nhom|to|lop|don vi|phong|phan doan|co so|cau lac bo|clb|doan co so|cap|ban nganh)\b"
)
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[., ]\d{3})+)(?![\d.,])")
_PARTS = re.compile(rf"(\d+)\s*({_LABELS})\b|\b({_LABELS})\s*:?\s*(\d+)")
_WORDS = re.compile(rf"\b({NUMBER_WORDS}(?: {NUMBER_WORDS})*)\b")
_SIMPLE = re.compile(
    rf"(?:(?:so luong|sl|co|gom|tong so|tong cong|du|toan the|tat ca|co mat|tham gia|:|=|thanh phan|voi)\s*)*(\d+)"
    rf"\s*(?:{_PEOPLE}\s*)*(?:tham gia|tham du|co mat|du|chi doan|cua chi doan|cua don vi)?\s*\Z"
)
_WHOLES = (frozenset({"dv", "tn"}), frozenset({"nam", "nu"}), frozenset({"doan vien", "thanh nien"}))


def read_count(value: CellValue, members: int | None, context: Context) -> CountReading:
    """People from a cell. ``members``: the unit's ĐVTN, to which "đủ", "vắng 2" and "100%" refer."""
    if is_error(value):
        return CountReading(None, True, False, None, (cell_error(value, f"số người, ví dụ {EXAMPLE}"),))
    if isinstance(value, bool) or value is None:
        return _unreadable(value)
    if isinstance(value, (int, float)):
        reading = _number(value, members, context)
    else:
        reading = _text(_Cell(_tidy(plain(value)), value, members))
    return _checked(reading, value, members)


def _checked(reading: CountReading, value: CellValue, members: int | None) -> CountReading:
    """Set against the membership: more than all is asked, another total is noted; the count stands."""
    count, total, findings = reading.count, reading.total, list(reading.findings)
    if total is not None and members is not None and total != members:
        said = (
            f"“{shown(value)}” ghi tổng số {total} nhưng danh mục ghi {members} ĐVTN;"
            " đề nghị báo Văn phòng nếu đã thay đổi."
        )
        findings.append(note(IssueCode.MEMBERS_DIFFER, said))
    elif count is not None and members is not None and count > members and not findings:
        said = (
            f"“{shown(value)}” đọc là {count} người, nhiều hơn {members} ĐVTN của đơn vị;"
            f" đề nghị làm rõ, ví dụ {members}/{members}."
        )
        findings.append(question(IssueCode.COUNT_ABOVE_MEMBERS, said))
    return replace(reading, findings=tuple(findings))


# -- outcomes ---------------------------------------------------------------------------------------


def _exact(count: int, total: int | None = None) -> CountReading:
    return CountReading(count, True, True, total)


def _none() -> CountReading:
    return CountReading(0, False, True)


def _inferred(count: int | None, value: CellValue, how: str) -> CountReading:
    if count is None:
        said = f"“{shown(value)}” cần tổng số ĐVTN của đơn vị mới tính được; đề nghị ghi bằng số, ví dụ {EXAMPLE}."
        return CountReading(None, True, True, None, (question(IssueCode.COUNT_UNSURE, said),))
    said = f"“{shown(value)}” đọc là {count} người ({how}); nếu khác đề nghị ghi bằng số, ví dụ {EXAMPLE}."
    return CountReading(count, True, True, None, (note(IssueCode.COUNT_INFERRED, said),))


def _asked(count: int | None, value: CellValue, why: str) -> CountReading:
    guess = f"tạm đọc là {count} người" if count is not None else "chưa xác định được số người"
    said = f"“{shown(value)}” {why}; {guess}, đề nghị ghi số người tham gia, ví dụ {EXAMPLE}."
    return CountReading(count, True, False, None, (question(IssueCode.COUNT_UNSURE, said),))


def _unreadable(value: CellValue) -> CountReading:
    said = f"Không đọc được số người từ “{shown(value)}”; đề nghị ghi bằng số, ví dụ {EXAMPLE}."
    return CountReading(None, True, False, None, (question(IssueCode.COUNT_UNREADABLE, said),))


def _above(count: int, total: int, value: CellValue) -> CountReading:
    said = f"“{shown(value)}” ghi {count} người, nhiều hơn tổng số {total}; đề nghị làm rõ, ví dụ {total}/{total}."
    return CountReading(count, True, True, None, (question(IssueCode.COUNT_ABOVE_MEMBERS, said),))


# -- numbers ----------------------------------------------------------------------------------------


def _number(value: float, members: int | None, context: Context) -> CountReading:
    if not 0 <= value < 1e9:
        return _unreadable(value)
    if value == 0:
        return _none()
    if isinstance(value, float) and value <= 1:
        return _share(value * 100, value, members)
    if value == 1 and members is not None and members > 1:
        return _asked(members or 1, value, "có thể là 100% hoặc 1 người")
    day = as_serial_day(float(value))
    if day is not None and (members is None or value > members):
        pair = (day.month, day.day) if context.months_first else (day.day, day.month)
        return _from_google(pair, members)
    if not float(value).is_integer():
        return _asked(None, value, "không phải số nguyên")
    return _exact(int(value)) if value <= _LARGEST else _unreadable(value)


def _from_google(pair: tuple[int, int], members: int | None) -> CountReading:
    """``12/12`` became 12 December: 12 of 12, sure when that is the membership."""
    first, second = pair
    if first <= second and members == second:
        said = (
            f"Ô đã bị bảng tính đổi thành ngày; đọc là {first}/{second};"
            f" đề nghị định dạng ô là văn bản, ví dụ {EXAMPLE}."
        )
        return CountReading(first, True, True, second, (note(IssueCode.COUNT_INFERRED, said),))
    return _asked(first if first <= second else None, f"{first}/{second}", "đã bị bảng tính đổi thành ngày")


def _share(percent: float, value: CellValue, members: int | None) -> CountReading:
    if not 0 <= percent <= 100:
        return _asked(None, value, "lớn hơn 100%")
    if percent == 0:
        return _none()
    count = None if members is None else int(members * percent / 100 + 0.5)
    return _inferred(count, value, f"{percent:g}% của {members} ĐVTN")


# -- text -------------------------------------------------------------------------------------------


def _tidy(text: str) -> str:
    text = re.sub(r"(?:\b|(?<=\d))d/c\b|®/c\b", "dc", text)
    text = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z:])(?=\d)", " ", text)
    text = _THOUSANDS.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), text)
    return re.sub(r"\s+", " ", text).strip(" .,;:")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A count's text: as :func:`plain` has it, tidied; as typed; and the membership it may refer to."""

    text: str
    value: str
    members: int | None


def _text(cell: _Cell) -> CountReading:
    whole = re.sub(r"\.0+\Z", "", cell.text)
    if _NONE.match(whole):
        return _none()
    if whole.isdigit():
        return _exact(int(whole)) if int(whole) <= _LARGEST else _unreadable(cell.value)
    for attempt in (_ratio, _percent, _all_or_absent, _groups, _rough, _plain_number, _sum, _in_words):
        reading = attempt(cell)
        if reading is not None:
            return reading
    return _unreadable(cell.value)


def _outside_parentheses(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[(\[][^)\]]*[)\]]?", " ", text)).strip(" .,;:")


def _ratio(cell: _Cell) -> CountReading | None:
    """``23/25 (02 đi công tác)``: 23 of 25."""
    found = _RATIO.search(cell.text)
    if not found or cell.text[: found.start()].rstrip().endswith("vang"):
        return None
    count, total = int(found[1]), int(found[2])
    if max(count, total) > _LARGEST:
        return _unreadable(cell.value)
    if count > total and count == cell.members:
        return _asked(total, cell.value, "có thể ghi tổng số trước, số tham gia sau")
    if count > total:
        return _above(count, total, cell.value)
    return _exact(count, total) if count else _none()


def _percent(cell: _Cell) -> CountReading | None:
    found = _PERCENT.search(cell.text)
    if not found:
        return None
    beside = _plain_number(replace(cell, text=_PERCENT.sub(" ", cell.text).strip(" ()=-,:")))
    if beside is not None and beside.certain:
        return beside
    return _share(float(found[1].replace(",", ".")), cell.value, cell.members)


def _all_or_absent(cell: _Cell) -> CountReading | None:
    """``đủ``, ``vắng 2``: all, or all but some; a number typed before it is the count itself."""
    absent = _ABSENT.search(cell.text)
    before = _plain_number(replace(cell, text=cell.text[: absent.start()] if absent else cell.text))
    spelt_out = _ALL_OF.fullmatch(cell.text)
    if spelt_out:
        return _exact(int(spelt_out[1]))
    if before is not None and before.certain and absent:
        return before
    if _NO_ONE_ABSENT.search(cell.text) and not re.search(r"[1-9]", cell.text):
        return _inferred(cell.members, cell.value, "đủ tổng số ĐVTN")
    if absent:
        missing, total = int(absent[1] or absent[3]), absent[2]
        of = int(total) if total else cell.members
        if of is not None and missing > of:
            return _asked(None, cell.value, "ghi số vắng lớn hơn tổng số")
        return _inferred(None if of is None else of - missing, cell.value, f"{of} ĐVTN, vắng {missing}")
    if (
        before is None
        and _ALL.search(cell.text)
        and not re.search(r"\d", cell.text)
        and not _ROUGH.search(cell.text)
    ):
        return _inferred(cell.members, cell.value, "đủ tổng số ĐVTN")
    return None


def _groups(cell: _Cell) -> CountReading | None:
    if not _GROUPS.search(_outside_parentheses(cell.text)) or _PARTS.search(cell.text):
        return None
    return _asked(None, cell.value, "không phải số người")


def _rough(cell: _Cell) -> CountReading | None:
    outside = _outside_parentheses(cell.text)
    span = _SPAN.search(outside)
    if span:
        return _asked(min(int(span[1]), int(span[2])), cell.value, "ghi một khoảng")
    numbers = re.findall(r"\d+", outside)
    if len(numbers) != 1 or int(numbers[0]) > _LARGEST:
        return None
    if _LESS.search(outside):
        return _asked(None, cell.value, "chỉ cho biết số lớn nhất")
    if _ROUGH.search(outside):
        return _inferred(int(numbers[0]), cell.value, "con số ước chừng")
    return None


def _plain_number(cell: _Cell) -> CountReading | None:
    """A number with the words people put around it; what stands in brackets explains it."""
    found = _SIMPLE.match(_outside_parentheses(cell.text))
    if not found or int(found[1]) > _LARGEST:
        return None
    if int(found[1]) == 0:
        return _none()
    if "luot" in cell.text:
        return _inferred(int(found[1]), cell.value, "tính theo lượt")
    return _exact(int(found[1]))


def _sum(cell: _Cell) -> CountReading | None:
    """``ĐV 20, TN 5``: parts that make a whole are added; other lists are asked about."""
    outside = _outside_parentheses(cell.text)
    labelled = {(found[1] or found[2]): int(found[0] or found[3]) for found in _PARTS.findall(outside)}
    numbers = re.findall(r"\d+", outside)
    if len(numbers) == len(labelled) == 2 and frozenset(labelled) in _WHOLES:
        return _exact(sum(labelled.values()))
    if len(numbers) > 1:
        return _asked(None, cell.value, "có nhiều con số")
    return None


def _in_words(cell: _Cell) -> CountReading | None:
    if re.search(r"\d", cell.text):
        return None
    found = _WORDS.search(cell.text)
    number = number_in_words(found[1]) if found else None
    if not number or found is None:
        return None
    rest = (cell.text[: found.start()] + cell.text[found.end() :]).strip(" ()")
    if rest and not re.fullmatch(rf"(?:co |gom )?(?:{_PEOPLE} ?)*(?:tham gia)?", rest):
        return None
    return _exact(number)
