"""Blank forms the office sends to units: the registration form and the plan's own template of a report."""

from __future__ import annotations

from datetime import date

from docx.shared import Mm

from service.core.notices.paste import FORM_HEADER
from service.core.obligations import ObligationSource
from service.core.papers.layout import CENTRE, Paper, fill, start_wide
from service.core.papers.letterhead import Letterhead
from service.core.records import OutgoingFile, Unit
from service.core.settings import OfficeSettings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK_ROWS = 10
_ABOVE = ("Đơn vị", "Tổng số ĐVTN")
"""Columns of the sheet that one line above the table says for the whole form."""
_FORM_WIDTHS = (12, 34, 17, 16, 14, 20, 22, 23, 19, 23, 21, 17, 10)


def registration_form(office: OfficeSettings, unit: Unit | None = None) -> bytes:
    """The registration form with the columns of ĐĂNG KÝ; the unit and its number of members above the table."""
    campaign = office.campaign
    paper = Paper("Mẫu đăng ký")
    start_wide(paper)
    _unit_head(paper, office, unit, campaign.since.year)
    paper.title("MẪU ĐĂNG KÝ", f"Thực hiện mô hình “{campaign.title}” năm {campaign.since.year}")
    name = unit.name if unit else "……………………………………"
    members = str(unit.members) if unit and unit.members is not None else "……"
    paper.text(f"Đơn vị: {name}          Tổng số ĐVTN: {members}", size=13)
    header = [title for title in FORM_HEADER if title not in _ABOVE]
    paper.table(header, [[""] * len(header) for _ in range(BLANK_ROWS)], _FORM_WIDTHS, size=11)
    _signatures(paper)
    return paper.finish()


def report_template(office: OfficeSettings, year: int, unit: Unit | None = None) -> bytes:
    """The plan's template of a report: a header of two rows, its "Quy mô tổ chức" over month and week."""
    paper = Paper("Mẫu báo cáo kết quả")
    start_wide(paper)
    _unit_head(paper, office, unit, year)
    paper.title("BÁO CÁO KẾT QUẢ", f"Thực hiện mô hình “{office.campaign.title}” năm {year}")
    _template_table(paper)
    _signatures(paper)
    return paper.finish()


def blank_forms(office: OfficeSettings, year: int) -> dict[ObligationSource, OutgoingFile]:
    """The forms that go with a first reminder, by what is owed."""
    return {
        ObligationSource.REGISTRATION: OutgoingFile("Mẫu đăng ký.docx", DOCX, registration_form(office)),
        ObligationSource.REPORT: OutgoingFile("Mẫu báo cáo.docx", DOCX, report_template(office, year)),
    }


def _unit_head(paper: Paper, office: OfficeSettings, unit: Unit | None, year: int) -> None:
    """Left the bloc and the unit's committee, right the Union and the date to be written in."""
    bloc = office.name.split(" tỉnh ")[0].upper()
    committee = f"BCH {unit.name.upper()}" if unit else "BCH ……………………………"
    head = Letterhead(parent=bloc, issuer=committee, place="")
    paper.unit_head(head, date(year, 1, 1))


def _template_table(paper: Paper) -> None:
    widths = (12, 18, 18, 40, 26, 53, 40, 40)
    table = paper.document.add_table(rows=2, cols=8)
    table.style = "Table Grid"
    top, under = table.rows
    for column, title in enumerate(
        (
            "STT",
            "",
            "",
            "Địa điểm tổ chức",
            "Số lượng ĐVTN tham gia",
            "Nội dung tổ chức",
            "Hình thức tổ chức",
            "Kết quả hoạt động",
        )
    ):
        if column not in (1, 2):
            fill(top.cells[column].merge(under.cells[column]), title, bold=True, align=CENTRE)
    fill(top.cells[1].merge(top.cells[2]), "Quy mô tổ chức", bold=True, align=CENTRE)
    fill(under.cells[1], "Tháng", bold=True, align=CENTRE)
    fill(under.cells[2], "Tuần", bold=True, align=CENTRE)
    for _ in range(BLANK_ROWS):
        table.add_row()
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _signatures(paper: Paper) -> None:
    paper.text("", size=8, after=0)
    table = paper.document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    fill(left, "CÁN BỘ TỔNG HỢP", bold=True, align=CENTRE, size=14)
    fill(right, "TM. BAN THƯỜNG VỤ", bold=True, align=CENTRE, size=14)
    fill(right, "(Ký tên, đóng dấu)", italic=True, align=CENTRE, size=13)
