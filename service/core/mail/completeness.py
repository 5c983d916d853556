"""Whether a plan says what it must: time chosen, contents, and who is in charge (domain, R3, R7, R8, R10).

Words in the settings (``parts``) come first; the three parts of the shipped plan have detectors of their own,
which look past the sentences every plan copies from the office's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from service.core.mail.papers import Paper
from service.core.obligations import Obligation
from service.core.parsing.tables import find_table
from service.core.parsing.text import fold
from service.core.records import Field, Source

_CLOCK = re.compile(r"\b\d{1,2} ?(?:h|g|gio) ?\d{0,2}\b(?! hanh dong)")
_CLOCK_TYPED = re.compile(r"\b\d{1,2}[:h]\d{2}\b")
_WEEKDAY = re.compile(r"\bthu (?:hai|ba|nam|sau|bay|[2-7])\b|\bchu nhat\b|\bt[2-7] hang tuan\b")
_WEDNESDAY = re.compile(r"\bthứ tư\b", re.IGNORECASE)
_SESSION = re.compile(r"\b(?:dau|cuoi) (?:buoi|gio|ngay)\b|\bbuoi (?:sang|chieu|trua)\b|\b(?:sang|chieu) thu\b")
_TIMED = re.compile(r"\bthoi gian\b")
_LOOSE_TIME = re.compile(
    r"hang tuan|moi tuan|sau gio|\btuan \d|\b\d{1,2} \d{1,2} 20\d\d\b|30 phut (?:cuoi|dau|sau)"
)
_WEEK_NUMBER = re.compile(r"\btuan (?:thu )?(\d|i{1,3}|iv|v)\b")
_COPIED = re.compile(
    r"can cu\b|thuc hien ke hoach|trien khai ke hoach|tra vinh ngay|ngay \d* ?thang \d* ?nam|phat huy |muc dich|"
    r"su dung (?:hieu qua|quy thoi gian)"
)
_MODEL = re.compile(r"30 phut hanh dong (?:cua to chuc doan(?: thanh nien)? )?(?:sau gio lam viec thu (?:tam|8))?")
_LATER = re.compile(
    r"\b(?:se (?:thong bao|bo sung|gui|phan cong|thong nhat)|chua (?:phan cong|thong nhat|xac dinh|co))\b"
)

_CONTENTS = re.compile(r"^(?:[ivx]+ |\d+ |[a-d] |phan [ivx]+ )?(?:cac |dinh huong )?noi dung\b")
_HEADING = re.compile(r"^(?:[ivx]+|phan [ivx]+) \w+")
_SENTENCE = 4
_ACTIVITY = re.compile(
    r"\b(?:ve sinh|don dep|quet don|trong cay|cham soc cay|cay xanh|khu khuan|hien mau|"
    r"sinh hoat (?:chi doan|chuyen de|chinh tri|clb|cau lac bo)|tuyen truyen|hoc tieng|doc sach|tieng anh|tin hoc|"
    r"bong (?:chuyen|da|ban)|cau long|"
    r"the duc|the thao|van nghe|tinh nguyen|giao luu|gop y|toa dam|tap huan|boi duong|nghien cuu|sang kien|tang qua|"
    r"chinh trang|rac thai|khau trang|ke chuyen|thi trac nghiem|hop chi doan|ho tro|kiem tra|giam sat|khoi nghiep|"
    r"ky nang|cai cach hanh chinh|dich vu cong|don ve sinh|phan loai)\b"
)

_CHARGED = re.compile(
    r"\b(?:phu trach|phan cong|chiu trach nhiem|dam nhiem|dam trach|giao (?:cho )?(?:dong chi|d c))\b"
)
_EVERYBODY = re.compile(
    r"\b(?:tung|cac|moi|nhung) (?:dong chi|d c|uy vien)(?: uy vien)?(?: ban chap hanh| bch)?\b"
)
_PERSON = re.compile(r"\b(?:dong chi|d c|bi thu|uy vien|uv|ong|ba|anh|chi|truong nhom|nhom truong)\b(?! doan)")
_NAME = re.compile(
    r"\b(?:Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Thạch|Kim|Sơn|Trương|Lâm|Đào|Đinh|"
    r"Mai|Tô|Trịnh|Cao|Châu|Tăng|Hà|Kiên|Diệp|Đoàn|Lương|Lưu|Quách|Thái|Từ|Vương)(?:\s+[A-ZÀ-ỸĐ][a-zà-ỹđ]+){1,4}"
)
_AFTERWARDS = re.compile(r"^(?:(?:[ivx]+|\d+) )?(?:to chuc thuc hien|tren day la|noi nhan|t ?m |thay mat|bi thu$)")
_CHARGED_LINES = 10


def parts_found(paper: Paper, obligation: Obligation) -> frozenset[str]:
    """Which of the obligation's required parts the paper shows."""
    return frozenset(part for part in obligation.required if _shows(part, paper, obligation.parts))


def _shows(part: str, paper: Paper, given: Mapping[str, tuple[str, ...]]) -> bool:
    phrases = given.get(part)
    if phrases:
        flow = f" {paper.flow} "
        return any(f" {fold(phrase)} " in flow for phrase in phrases if fold(phrase))
    detector = _DETECTORS.get(part)
    return detector(paper) if detector else f" {fold(part)} " in f" {paper.flow} "


def has_time(paper: Paper) -> bool:
    """A time of day, a weekday, a half-day's end, a schedule by weeks, or a "Thời gian" that is filled in."""
    if _column_filled(paper, Field.TIME, Field.WEEK):
        return True
    weeks: set[str] = set()
    for line, folded in _own_lines(paper):
        if _CLOCK_TYPED.search(line) or _CLOCK.search(folded) or _SESSION.search(folded):
            return True
        if _WEEKDAY.search(folded) or _WEDNESDAY.search(line):
            return True
        if _TIMED.search(folded) and _LOOSE_TIME.search(folded):
            return True
        weeks.update(_WEEK_NUMBER.findall(folded))
    return len(weeks) >= 2


def has_contents(paper: Paper) -> bool:
    """Activities are named: under a heading for them, in a table's column, or two anywhere."""
    if _column_filled(paper, Field.CONTENT):
        return True
    named, under_heading = 0, False
    for _, folded in _own_lines(paper):
        activities = len(set(_ACTIVITY.findall(folded)))
        named += activities
        heading = _CONTENTS.match(folded)
        if under_heading and not heading:
            if _HEADING.match(folded):
                under_heading = False
            elif len(folded.split()) >= _SENTENCE:
                return True
        if heading:
            rest = folded[heading.end() :].split()
            under_heading = len(rest) < _SENTENCE
            if activities:
                return True
    return named >= 2


def has_assignment(paper: Paper) -> bool:
    """Somebody is in charge of something: by name, or by office in the committee."""
    if _column_filled(paper, Field.OFFICER):
        return True
    left = 0
    for line, folded in _own_lines(paper):
        if _CHARGED.search(folded):
            left = _CHARGED_LINES
        elif left:
            left = 0 if _AFTERWARDS.match(folded) else left - 1
        told = _EVERYBODY.sub(" ", folded)
        if left and len(folded.split()) >= _SENTENCE and (_NAME.search(line) or _PERSON.search(told)):
            return True
    return False


_DETECTORS: Mapping[str, Callable[[Paper], bool]] = {
    "time": has_time,
    "contents": has_contents,
    "assignment": has_assignment,
}


def _own_lines(paper: Paper) -> list[tuple[str, str]]:
    """Lines with their folded form, without what every plan copies and what is only promised for later."""
    kept = []
    for line, folded in zip(paper.lines, paper.folded, strict=True):
        if _COPIED.match(folded) or _LATER.search(folded):
            continue
        kept.append((line, _MODEL.sub(" ", folded)))
    return kept


def _column_filled(paper: Paper, *wanted: Field) -> bool:
    """Whether a table of the paper has one of these columns with something in it."""
    for grid in paper.tables:
        table, _ = find_table(Source.REGISTRATIONS, grid, paper.place)
        if any(field in row.values for row in table.rows for field in wanted):
            return True
    return False
