"""Lines a unit can copy into the sheet: what is known is filled in, what only the unit knows is left blank.

Nothing is invented in them: a line pasted as it stands is an incomplete row, never a false one."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.notices.owed import Owed
from service.core.records import Unit
from service.core.weeks import Week

REPORT_HEADER = (
    "STT",
    "Đơn vị",
    "Tháng",
    "Tuần",
    "Địa điểm tổ chức",
    "Số lượng ĐVTN tham gia",
    "Nội dung tổ chức",
    "Hình thức tổ chức",
    "Kết quả hoạt động",
)
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


@dataclass(frozen=True, slots=True)
class PasteLine:
    """``label`` tells when to use it; ``cells`` stand in the columns of the sheet."""

    label: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """Tab-separated, as a sheet takes it from the clipboard."""
        return "\t".join(self.cells)


@dataclass(frozen=True, slots=True)
class Paste:
    tab: str
    header: tuple[str, ...]
    lines: tuple[PasteLine, ...]
    link: str = ""


def report_lines(unit: Unit, weeks: tuple[Owed, ...], link: str) -> Paste | None:
    """For the oldest week without a row: a line for an activity, and one for a week in which nothing was held."""
    blank = [owed for owed in weeks if not owed.assessment.evidence]
    if not blank:
        return None
    week = Week.parse(blank[0].period.label)
    start = ("", unit.name, str(week.month.number), str(week.week_of_month))
    return Paste(
        tab="BÁO CÁO",
        header=REPORT_HEADER,
        lines=(
            PasteLine("Tuần có tổ chức (điền tiếp các ô trống)", (*start, "", "", "", "", "")),
            PasteLine("Tuần không tổ chức (ghi tiếp lý do)", (*start, "", "0", "Không tổ chức, lý do: ", "", "")),
        ),
        link=link,
    )


def form_line(unit: Unit, link: str) -> Paste:
    """The start of a registration row."""
    members = "" if unit.members is None else str(unit.members)
    cells = ("", unit.name, members, *[""] * (len(FORM_HEADER) - 3))
    return Paste(
        "ĐĂNG KÝ", FORM_HEADER, (PasteLine("Mỗi nội dung một dòng (điền tiếp các ô trống)", cells),), link
    )
