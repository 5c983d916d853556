"""What the units' papers say: plans, registration forms and monthly reports, before they become files.

The layout follows the Union's rules for documents: parent body and issuing body on the left, the Union's name and
the date on the right, then kind and subject, the text, "Nơi nhận" and the signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PARENT = "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP"
UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
MODEL = "“30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám”"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as its papers name it."""

    code: str
    name: str
    members: str
    addresses: tuple[str, ...]
    secretary: str
    phone: str


@dataclass(frozen=True, slots=True)
class Item:
    """One content of a plan. ``officer`` is its number in the plan's list, from 1."""

    content: str
    group: str
    weeks: str
    place: str
    form: str
    officer: int


@dataclass(frozen=True, slots=True)
class Plan:
    number: str
    date: str  # d/m/yyyy
    when: str
    officers: tuple[str, ...]  # the secretary first
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``header`` has one row, or two; ``merges`` are (top, left, bottom, right) cells of it, from 0."""

    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]  # mm
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    left: tuple[str, ...]
    right: tuple[str, ...]
    title: tuple[str, ...]
    body: tuple[str | Table, ...]
    foot_left: tuple[str, ...]
    foot_right: tuple[str, ...]
    landscape: bool = False


def read_plans(path: Path, units: dict[str, Unit]) -> dict[str, Plan]:
    """The plans of ``plans.txt`` by unit code (or a name starting with "?")."""
    plans: dict[str, Plan] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if not lines:
            continue
        code, number, date, when, others = (cell.strip() for cell in lines[0].split(" | "))
        first = units[code].secretary if code in units else "Nguyễn Thị Thanh Tâm"
        items = [[cell.strip() for cell in line.split(" | ")] for line in lines[1:]]
        officers = (first, *(name.strip() for name in others.split(";")))
        plans[code] = Plan(number, date, when, officers, tuple(Item(*it[:5], int(it[5])) for it in items))
    return plans


def plan_document(name: str, plan: Plan, *, assigned: bool, variant: int, signed: bool = True) -> Document:
    """A unit's plan. Without ``assigned`` nobody is named for a content; ``variant`` picks among wordings."""
    numbered = [f"{n}. {i.content} ({i.weeks}; {i.place}; {i.form})." for n, i in enumerate(plan.items, 1)]
    purpose = [PURPOSES[variant % 3], PURPOSES[3 + variant % 2]]
    places = "; ".join(dict.fromkeys(item.place for item in plan.items))
    body: list[str | Table] = [
        "Căn cứ Kế hoạch số 82-KH/ĐTĐN của Đoàn Khối các cơ quan và Doanh nghiệp về phát động thực hiện mô hình "
        f"{MODEL}, {name} xây dựng kế hoạch thực hiện như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        *purpose,
        "II. THỜI GIAN, ĐỊA ĐIỂM",
        f"- Thời gian: bắt đầu từ tháng 4/2020; {plan.when}.",
        f"- Địa điểm: {places}.",
        "III. NỘI DUNG HOẠT ĐỘNG",
        *numbered,
    ]
    if assigned:
        body += ["IV. PHÂN CÔNG ỦY VIÊN BAN CHẤP HÀNH PHỤ TRÁCH", *_assignment(plan, variant)]
    body += [
        f"{'V' if assigned else 'IV'}. TỔ CHỨC THỰC HIỆN",
        f"- {name} triển khai kế hoạch này đến toàn thể đoàn viên, thanh niên; mỗi tuần có ít nhất 01 hoạt động.",
        "- Hằng tháng tổng hợp kết quả, gửi Văn phòng Đoàn Khối theo mẫu.",
        f"Trên đây là kế hoạch thực hiện mô hình năm 2020 của {name}./.",
    ]
    return Document(
        left=(PARENT, f"BCH {name.upper()}", "***", f"Số: {plan.number}"),
        right=(UNION, f"Trà Vinh, {long_date(plan.date)}"),
        title=("KẾ HOẠCH", f"Thực hiện mô hình {MODEL} năm 2020"),
        body=tuple(body),
        foot_left=(
            "Nơi nhận:",
            "- Văn phòng Đoàn Khối (để b/c);",
            "- Cấp ủy, lãnh đạo đơn vị (để b/c);",
            "- Lưu.",
        ),
        foot_right=("TM. BAN CHẤP HÀNH", "BÍ THƯ", "", "", plan.officers[0] if signed else ""),
    )


PURPOSES = (
    "- Phát huy tinh thần xung kích, sáng tạo của đoàn viên, thanh niên; xây dựng nếp sinh hoạt thường xuyên.",
    "- Nâng cao nhận thức, trách nhiệm của đoàn viên, thanh niên trong tham gia hoạt động Đoàn, phục vụ cơ quan.",
    "- Sử dụng hiệu quả 30 phút sau giờ hành chính để tổ chức hoạt động Đoàn thiết thực, phù hợp với đơn vị.",
    "- Huy động 100% đoàn viên, thanh niên tham gia; bảo đảm an toàn, đúng quy định về phòng, chống dịch.",
    "- Nội dung cụ thể, ngắn gọn, không ảnh hưởng công tác chuyên môn; có theo dõi, đánh giá sau mỗi tuần.",
)


def _assignment(plan: Plan, variant: int) -> list[str | Table]:
    """Who is in charge of which content and weeks: a table, or a list."""
    roles = ("Bí thư", "Phó Bí thư", "Ủy viên BCH")
    if variant % 3 == 2:
        return [
            f"- Đồng chí {plan.officers[i.officer - 1]}, {roles[i.officer - 1]}: "
            f"phụ trách nội dung {n} ({i.content}), {i.weeks}."
            for n, i in enumerate(plan.items, 1)
        ]
    rows = tuple(
        (str(n), i.content, i.weeks, f"Đ/c {plan.officers[i.officer - 1]}, {roles[i.officer - 1]}")
        for n, i in enumerate(plan.items, 1)
    )
    return [Table((("STT", "Nội dung", "Tuần", "Ủy viên BCH phụ trách"),), rows, (12, 75, 28, 45))]


FORM_COLUMNS = (
    "STT",
    "Đơn vị",
    "Tổng số ĐVTN",
    "Nội dung",
    "Nhóm nội dung",
    "Tháng",
    "Tuần",
    "Thứ, giờ",
    "Số lần/tuần",
    "Địa điểm",
    "Hình thức",
    "Ủy viên BCH phụ trách",
    "Điện thoại, email",
    "Số, ngày kế hoạch",
    "Ghi chú",
)
FORM_WIDTHS = (9, 22, 13, 32, 13, 15, 17, 24, 12, 22, 19, 22, 22, 18, 10)


def form_document(unit: Unit, plan: Plan, *, officers: bool) -> Document:
    """The registration form; without ``officers`` the column of officers stays blank."""
    rows = tuple(
        (
            str(n),
            unit.name,
            unit.members,
            i.content,
            i.group,
            "4 đến 12",
            i.weeks[0].upper() + i.weeks[1:],
            plan.when[0].upper() + plan.when[1:],
            "1",
            i.place,
            i.form,
            plan.officers[i.officer - 1] if officers else "",
            unit.phone,
            f"{plan.number}, {plan.date}",
            "",
        )
        for n, i in enumerate(plan.items, 1)
    )
    return Document(
        left=(PARENT, f"BCH {unit.name.upper()}"),
        right=(UNION, f"Trà Vinh, {long_date(plan.date)}"),
        title=("MẪU ĐĂNG KÝ", f"Thực hiện mô hình {MODEL} năm 2020"),
        body=(Table((FORM_COLUMNS,), rows, FORM_WIDTHS),),
        foot_left=("NGƯỜI LẬP BIỂU", "", "", plan.officers[-1]),
        foot_right=("TM. BAN CHẤP HÀNH", "BÍ THƯ", "", plan.officers[0]),
        landscape=True,
    )


REPORT_HEADER = (
    (
        "STT",
        "Quy mô tổ chức",
        "",
        "Địa điểm tổ chức",
        "Số lượng ĐVTN tham gia",
        "Nội dung tổ chức",
        "Hình thức tổ chức",
        "Kết quả hoạt động",
    ),
    ("", "Tháng", "Tuần", "", "", "", "", ""),
)
REPORT_MERGES = ((0, 0, 1, 0), (0, 1, 0, 2), *((0, column, 1, column) for column in range(3, 8)))
REPORT_WIDTHS = (11, 16, 18, 42, 28, 62, 32, 52)


def report_document(unit: Unit, officer: str, date: str, rows: Sequence[Sequence[str]]) -> Document:
    """A monthly report in the plan's template; ``rows`` from Tháng to Kết quả hoạt động."""
    numbered = tuple((str(n), *row) for n, row in enumerate(rows, 1))
    return Document(
        left=(PARENT, f"BCH {unit.name.upper()}"),
        right=(UNION, f"Trà Vinh, {long_date(date)}"),
        title=("BÁO CÁO KẾT QUẢ THÁNG 4", f"Thực hiện mô hình {MODEL} năm 2020"),
        body=(Table(REPORT_HEADER, numbered, REPORT_WIDTHS, REPORT_MERGES),),
        foot_left=("CÁN BỘ TỔNG HỢP", "", "", officer),
        foot_right=("TM. BAN CHẤP HÀNH", "(Ký tên, đóng dấu)", "", unit.secretary),
        landscape=True,
    )


def long_date(date: str) -> str:
    """`07/4/2020` as `ngày 07 tháng 4 năm 2020`."""
    day, month, year = date.split("/")
    return f"ngày {day} tháng {month} năm {year}"
