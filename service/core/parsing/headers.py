"""Which column means what: headers by meaning, however they are spelt.

The first phrase of a field is the word on the sheet, by which a missing column is named to people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from service.core.parsing.text import fold
from service.core.records import CellValue, Field, Source

_UNIT = ("Đơn vị", "Tên đơn vị", "Chi đoàn", "Cơ sở Đoàn", "Tên cơ sở Đoàn", "Đoàn cơ sở", "Tên chi đoàn")
_UNIT += (
    "Đơn vị thực hiện",
    "Đơn vị báo cáo",
    "Đơn vị đăng ký",
    "Chi đoàn/Đoàn cơ sở",
    "Tổ chức Đoàn",
    "Cơ quan, đơn vị",
)
_STT = ("STT", "TT", "Số TT", "Số thứ tự", "No")
_MONTH = ("Tháng", "Quy mô tổ chức: Tháng", "Tháng thực hiện", "Tháng/năm", "Tháng tổ chức", "Tháng báo cáo")
_WEEK = (
    "Tuần",
    "Quy mô tổ chức: Tuần",
    "Tuần thứ",
    "Tuần trong tháng",
    "Tuần thực hiện",
    "Tuần tổ chức",
    "Tháng, tuần",
)
_WEEK += ("Tuần, tháng", "Tuần (từ ngày đến ngày)", "Tuần số")
_PLACE = ("Địa điểm", "Địa điểm tổ chức", "Nơi tổ chức", "Địa điểm thực hiện", "Địa bàn", "Nơi thực hiện")
_CONTENT = (
    "Nội dung",
    "Nội dung tổ chức",
    "Nội dung hoạt động",
    "Tên hoạt động",
    "Hoạt động",
    "Nội dung thực hiện",
)
_CONTENT += ("Nội dung công việc", "Nội dung đăng ký", "Tên nội dung", "Công việc")
_FORM = (
    "Hình thức",
    "Hình thức tổ chức",
    "Cách thức tổ chức",
    "Cách thức",
    "Hình thức thực hiện",
    "Hình thức triển khai",
)
_GROUP = ("Nhóm nội dung", "Nhóm", "Nhóm nội dung hoạt động", "Nhóm hoạt động", "Thuộc nhóm nội dung", "Nhóm ND")
_MEMBERS = (
    "Tổng số ĐVTN",
    "Số ĐVTN",
    "Tổng ĐVTN",
    "Tổng số đoàn viên",
    "Tổng số đoàn viên thanh niên",
    "Số đoàn viên",
)
_MEMBERS += ("TS ĐVTN", "Tổng số ĐV, TN", "ĐVTN", "Số lượng đoàn viên", "Tổng số ĐVTN của đơn vị")
_OFFICER = (
    "Ủy viên BCH phụ trách",
    "Phụ trách",
    "Người phụ trách",
    "Cán bộ phụ trách",
    "Đồng chí phụ trách",
    "UV BCH phụ trách",
)
_OFFICER += (
    "Ủy viên phụ trách",
    "Phân công",
    "Phân công phụ trách",
    "Ủy viên Ban Chấp hành phụ trách",
    "UVBCH phụ trách",
)
_NOTE = ("Ghi chú", "Chú thích", "Ý kiến khác", "Ghi chú thêm")
_RESULT = (
    "Kết quả hoạt động",
    "Kết quả",
    "Kết quả thực hiện",
    "Kết quả đạt được",
    "Đánh giá kết quả",
    "Kết quả tổ chức",
)
_PARTICIPANTS = (
    "Số lượng ĐVTN tham gia", "Số ĐVTN tham gia", "Số lượng tham gia", "Số lượng", "Số người tham gia", "ĐVTN tham gia",
    "Số lượng đoàn viên tham gia", "Số lượng đoàn viên thanh niên tham gia", "SL ĐVTN tham gia", "Số lượng ĐVTN", "SL",
    "Số lượt tham gia", "Số đoàn viên tham gia", "Thành phần tham gia", "Số lượng người tham gia", "SL tham gia",
)  # fmt: skip

COLUMNS: Mapping[Source, Mapping[Field, tuple[str, ...]]] = {
    Source.REPORTS: {
        Field.STT: _STT,
        Field.UNIT: _UNIT,
        Field.MONTH: _MONTH,
        Field.WEEK: _WEEK,
        Field.PLACE: ("Địa điểm tổ chức", *_PLACE),
        Field.PARTICIPANTS: _PARTICIPANTS,
        Field.CONTENT: ("Nội dung tổ chức", *_CONTENT),
        Field.FORM: ("Hình thức tổ chức", *_FORM),
        Field.RESULT: _RESULT,
        Field.MEMBERS: ("Tổng số ĐVTN", "Tổng ĐVTN", "TS ĐVTN", "Tổng số đoàn viên", "Tổng số ĐVTN của đơn vị"),
        Field.GROUP: _GROUP,
        Field.TIME: ("Thứ, giờ", "Thời gian", "Giờ", "Thời gian tổ chức", "Ngày, giờ", "Ngày tổ chức", "Ngày"),
        Field.OFFICER: _OFFICER,
        Field.NOTE: _NOTE,
    },
    Source.REGISTRATIONS: {
        Field.STT: _STT,
        Field.UNIT: _UNIT,
        Field.MEMBERS: (*_MEMBERS, "Số lượng ĐVTN"),
        Field.CONTENT: _CONTENT,
        Field.GROUP: _GROUP,
        Field.MONTH: _MONTH,
        Field.WEEK: _WEEK,
        Field.TIME: (
            "Thứ, giờ",
            "Thời gian",
            "Thứ giờ",
            "Giờ",
            "Ngày giờ",
            "Thời gian thực hiện",
            "Thời gian tổ chức",
            "Thứ",
        ),
        Field.FREQUENCY: (
            "Số lần/tuần",
            "Số lần",
            "Lần/tuần",
            "Số lần trong tuần",
            "Số lần mỗi tuần",
            "Tần suất",
            "Số buổi/tuần",
        ),
        Field.PLACE: _PLACE,
        Field.FORM: _FORM,
        Field.OFFICER: _OFFICER,
        Field.CONTACT: (
            "Điện thoại, email",
            "Điện thoại",
            "Email",
            "SĐT",
            "Liên hệ",
            "Số điện thoại",
            "ĐT, email",
            "Thông tin liên hệ",
        ),
        Field.PLAN_REF: (
            "Số, ngày kế hoạch",
            "Kế hoạch số",
            "Số kế hoạch",
            "Số, ký hiệu kế hoạch",
            "Số và ngày kế hoạch",
            "Kế hoạch",
        ),
        Field.NOTE: _NOTE,
    },
    Source.UNITS: {
        Field.STT: _STT,
        Field.CODE: ("Mã", "Mã đơn vị", "Ký hiệu", "Mã số", "Code"),
        Field.NAME: ("Tên đơn vị", "Đơn vị", "Tên cơ sở Đoàn", "Cơ sở Đoàn", "Tên", "Tên chi đoàn", "Chi đoàn"),
        Field.ALIASES: ("Tên khác", "Tên gọi khác", "Tên viết tắt", "Viết tắt", "Bí danh", "Cách gọi khác"),
        Field.SECTOR: ("Khối", "Loại hình", "Nhóm đơn vị", "Khối ngành", "Lĩnh vực", "Cụm"),
        Field.MEMBERS: ("Số ĐVTN", *_MEMBERS, "Số lượng ĐVTN"),
        Field.EMAIL: ("Email", "Địa chỉ email", "Hộp thư", "Thư điện tử", "E-mail", "Mail"),
        Field.OFFICER: ("Phụ trách", "Bí thư", "Họ tên bí thư", *_OFFICER),
        Field.PHONE: ("Điện thoại", "SĐT", "Số điện thoại", "ĐT", "Di động"),
        Field.OPENS: ("Từ ngày", "Ngày thành lập", "Bắt đầu", "Từ", "Hoạt động từ"),
        Field.CLOSES: ("Đến ngày", "Ngày giải thể", "Kết thúc", "Đến", "Hoạt động đến"),
        Field.NOTE: _NOTE,
    },
    Source.EXEMPTIONS: {
        Field.STT: _STT,
        Field.UNIT: _UNIT,
        Field.OBLIGATION: ("Nghĩa vụ", "Nội dung", "Loại báo cáo", "Việc", "Nội dung nghĩa vụ"),
        Field.SINCE: ("Từ", "Từ ngày", "Bắt đầu"),
        Field.UNTIL: ("Đến", "Đến ngày", "Kết thúc"),
        Field.KIND: ("Loại", "Hình thức", "Miễn/Gia hạn", "Loại miễn, gia hạn"),
        Field.EXTENDED_TO: ("Gia hạn đến", "Hạn mới", "Gia hạn tới", "Gia hạn đến ngày"),
        Field.REASON: ("Lý do", "Nguyên nhân"),
        Field.GRANTED_BY: ("Người duyệt", "Duyệt", "Người cho phép", "Người quyết định"),
        Field.NOTE: _NOTE,
    },
}
"""Every column of each list, in the sheet's order, with the phrases that mean it."""

_WITHOUT_FAULT = {
    Source.REPORTS: {Field.STT, Field.MEMBERS, Field.GROUP, Field.TIME, Field.OFFICER, Field.NOTE},
    Source.REGISTRATIONS: {Field.STT, Field.NOTE},
    Source.UNITS: {Field.STT, Field.NOTE},
    Source.EXEMPTIONS: {Field.STT, Field.NOTE},
}

_GROUP_HEADERS = frozenset(fold(text) for text in ("Quy mô tổ chức", "Thời gian", "Quy mô", "Thời gian tổ chức"))
_DATES_INSTEAD = frozenset(
    fold(t) for t in ("Thời gian", "Thời gian tổ chức", "Ngày tổ chức", "Ngày", "Ngày, giờ")
)


def expected(source: Source) -> tuple[Field, ...]:
    """The columns a list must have, in order."""
    return tuple(field for field in COLUMNS[source] if field not in _WITHOUT_FAULT[source])


def words_on_sheet(source: Source, field: Field) -> str:
    """How the sheet's template names a column."""
    return COLUMNS[source][field][0]


@lru_cache(maxsize=8)
def _phrases(source: Source) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field, phrases in COLUMNS[source].items():
        for phrase in phrases:
            found.setdefault(fold(phrase), field)
    return found


@lru_cache(maxsize=4096)
def _meaning(source: Source, header: str) -> tuple[Field, float] | None:
    """The field a folded header means and how surely (0–100), None when it is no header."""
    phrases = _phrases(source)
    if header in phrases:
        return phrases[header], 100.0
    if not header or len(header) > 80 or any(letter.isdigit() for letter in header):
        return None
    best: tuple[Field, float] | None = None
    for phrase, field in phrases.items():
        if len(phrase) < 3:
            continue
        score = 0.0
        if f" {phrase} " in f" {header} ":
            starts = 15 if header.startswith(phrase) else 0
            score = 40 + starts + 40 * len(phrase) / len(header)
        elif len(phrase) >= 6 and ratio(phrase, header) >= 86:
            score = ratio(phrase, header) - 15
        if score >= 65 and (best is None or score > best[1]):
            best = field, score
    return best


@dataclass(frozen=True, slots=True)
class Header:
    """Columns by meaning, found in rows ``first`` to ``last`` (0-based, inclusive). ``twice``: columns whose
    meaning another column already has."""

    first: int
    last: int
    columns: Mapping[Field, int]
    twice: Mapping[Field, int]
    score: float


def _fold_cell(value: CellValue) -> str:
    return fold(value) if isinstance(value, str) else ""


def _assign(source: Source, texts: Sequence[tuple[str, ...]]) -> tuple[dict[Field, int], dict[Field, int], float]:
    """Give each field its best column. ``texts``: for each column its header texts, the lowest first."""
    claims = []
    for column, choices in enumerate(texts):
        meanings = [m for m in (_meaning(source, text) for text in choices) if m]
        if meanings:
            field, score = max(meanings[:2], key=lambda meaning: meaning[1])
            claims.append((-score, column, field))
    columns: dict[Field, int] = {}
    twice: dict[Field, int] = {}
    total = 0.0
    for negative, column, field in sorted(claims):
        if field in columns:
            twice.setdefault(field, column)
        else:
            columns[field] = column
            total -= negative
    return columns, twice, total


def _is_second_row(source: Source, above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the lower of two rows continues the header: header words only, where the upper has a gap or group."""
    filled = [(column, text) for column, text in enumerate(below) if text]
    if not filled:
        return False
    for column, text in filled:
        if _phrases(source).get(text) is None and text not in _GROUP_HEADERS:
            return False
        over = above[column] if column < len(above) else ""
        if over and over != text and over not in _GROUP_HEADERS and _meaning(source, over) is None:
            return False
    return True


def _is_numbering(row: Sequence[CellValue]) -> bool:
    """A row such as (1) (2) (3) under the header."""
    texts = [fold(str(int(v)) if isinstance(v, float) else str(v)) for v in row if v not in (None, "")]
    if len(texts) < 3:
        return False
    numbers = [text for text in texts if text.isdigit()]
    start = texts.index(numbers[0]) if numbers else 0
    expected_numbers = [str(n) for n in range(int(numbers[0]), int(numbers[0]) + len(numbers))] if numbers else []
    return len(numbers) >= 3 and numbers == expected_numbers and len(texts) - len(numbers) <= 2 and start <= 2


def header_at(source: Source, grid: Sequence[Sequence[CellValue]], at: int) -> Header | None:
    """The header that starts in row ``at``, None when that row is none."""
    above = [_fold_cell(value) for value in grid[at]]
    if not any(above):
        return None
    below = [_fold_cell(value) for value in grid[at + 1]] if at + 1 < len(grid) else []
    two_rows = _is_second_row(source, above, below)
    if not two_rows:
        below = []
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    texts = [tuple(t for t in (low, high) if t) for low, high in zip(below, above, strict=True)]
    columns, twice, score = _assign(source, texts)
    if source is Source.REPORTS and Field.WEEK not in columns and Field.TIME in columns:
        column = columns[Field.TIME]
        if any(text in _DATES_INSTEAD for text in texts[column]):
            columns[Field.WEEK] = columns.pop(Field.TIME)
    last = at + 1 if two_rows else at
    if last + 1 < len(grid) and _is_numbering(grid[last + 1]):
        last += 1
    named = len(set(columns) - {Field.STT})
    return Header(at, last, columns, twice, score) if named >= 2 else None


def find_header(source: Source, grid: Sequence[Sequence[CellValue]], search_rows: int = 120) -> Header | None:
    """The best header of a grid, wherever it stands; None when no row says at least two, or a third, of it."""
    enough = max(2, len(expected(source)) // 3)
    best: Header | None = None
    for at in range(min(len(grid), search_rows)):
        found = header_at(source, grid, at)
        if (
            found
            and len(set(found.columns) - {Field.STT}) >= enough
            and (best is None or found.score > best.score)
        ):
            best = found
            if len(set(expected(source)) - set(found.columns)) == 0:
                break
    return best
