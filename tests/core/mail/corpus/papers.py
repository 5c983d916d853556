"""What the papers of the corpus say: plans in many wordings, forms and reports as rows."""

from __future__ import annotations

from collections.abc import Sequence

from tests.core.mail.corpus.office import NAMES

PARENT = "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP"
MODEL = "“30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám”"
BECAUSE = f"Căn cứ Kế hoạch số 82-KH/ĐTĐN của Đoàn Khối về phát động thực hiện mô hình {MODEL};"

TIME = "- Thời gian: từ 16 giờ 30 đến 17 giờ 00 chiều thứ Sáu hằng tuần, bắt đầu từ tháng 4/2020."
CONTENTS = ("II. NỘI DUNG HOẠT ĐỘNG", "1. Tổng vệ sinh phòng làm việc, trụ sở.", "2. Sinh hoạt chi đoàn định kỳ.")
ASSIGNMENT = ("III. PHÂN CÔNG", "- Đồng chí Nguyễn Văn An, Bí thư: phụ trách nội dung 1, tuần 1 và 3.")


def letterhead(
    unit: str, number: str = "Số: 05-KH/ĐTN", date: str = "ngày 10 tháng 4 năm 2020"
) -> tuple[str, str]:
    return f"{PARENT}\nBCH {NAMES[unit].upper()}\n***\n{number}", f"ĐOÀN TNCS HỒ CHÍ MINH\nTrà Vinh, {date}"


def plan(
    unit: str,
    time: Sequence[str] = (TIME,),
    contents: Sequence[str] = CONTENTS,
    assignment: Sequence[str] = ASSIGNMENT,
    *,
    year: int = 2020,
    headed: bool = True,
) -> list[str]:
    """The lines of a plan; leave out a part by passing ``()``."""
    head = [PARENT, f"BCH {NAMES[unit].upper()}", "Số: 05-KH/ĐTN"] if headed else []
    return [
        *head,
        f"Trà Vinh, ngày 10 tháng 4 năm {year}",
        "KẾ HOẠCH",
        f"Thực hiện mô hình {MODEL} năm {year}",
        BECAUSE,
        "I. MỤC ĐÍCH, YÊU CẦU",
        "- Phát huy tinh thần xung kích của đoàn viên; sử dụng hiệu quả 30 phút sau giờ hành chính.",
        *time,
        *contents,
        *assignment,
        "TỔ CHỨC THỰC HIỆN",
        f"- {NAMES[unit]} triển khai kế hoạch này đến toàn thể đoàn viên, thanh niên./.",
        "TM. BAN CHẤP HÀNH",
        "BÍ THƯ",
    ]


FORM_HEADER = (
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


def form(
    unit: str, officer: str = "Nguyễn Văn An", time: str = "16h30 thứ Sáu", rows: int = 2
) -> list[tuple[str, ...]]:
    """A registration form with its header; ``rows`` 0 is the empty template."""
    contents = ("Vệ sinh phòng làm việc", "Sinh hoạt chi đoàn", "Giao lưu bóng chuyền")
    last = ("Tập trung", officer, "0294 3000 111", "05-KH/ĐTN, 10/4/2020", "")
    body = [
        (str(n), NAMES[unit], "25", contents[n - 1], "1", "4", f"Tuần {n}", time, "1", "Trụ sở", *last)
        for n in range(1, rows + 1)
    ]
    return [FORM_HEADER, *body]


FORM_TITLE = ["MẪU ĐĂNG KÝ", f"Thực hiện mô hình {MODEL} năm 2020"]

_LATER = ("Nội dung tổ chức", "Hình thức tổ chức", "Kết quả hoạt động")
REPORT_HEADER = (
    ("STT", "Quy mô tổ chức", None, "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", *_LATER),
    (None, "Tháng", "Tuần", None, None, None, None, None),
)


def report(
    month: object = 4, weeks: Sequence[object] = (4, 5), result: object = "Tốt", content: str = "Vệ sinh trụ sở"
) -> list[tuple[object, ...]]:
    """A monthly report's table in the plan's template."""
    body = [
        (n, month, f"Tuần {week}", "Trụ sở", f"{20 + n}/25", f"{content} đợt {n}", "Lao động tập thể", result)
        for n, week in enumerate(weeks, 1)
    ]
    return [*REPORT_HEADER, *body]


def report_title(month: int = 4, year: int = 2020) -> list[str]:
    return [f"BÁO CÁO KẾT QUẢ THÁNG {month}", f"Thực hiện mô hình {MODEL} năm {year}"]
