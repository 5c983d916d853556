"""Units' papers as files, built in memory: plans, forms and reports in the formats people use."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
from fpdf import FPDF
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype/dejavu")
Table = Sequence[Sequence[str]]
Piece = str | Table


@dataclass(frozen=True, slots=True)
class Plan:
    """A unit's plan in the office's usual shape; an empty part is left out."""

    unit: str
    time: str = "Thời gian: 30 phút sau giờ làm việc chiều thứ Sáu hằng tuần, từ 16 giờ 30 đến 17 giờ 00."
    contents: str = (
        "1. Vệ sinh phòng làm việc, khuôn viên trụ sở. 2. Sinh hoạt chi đoàn, góp ý văn kiện Đại hội. "
        "3. Giao lưu bóng chuyền."
    )
    assignment: str = (
        "Đồng chí Nguyễn Văn An, Bí thư, phụ trách nội dung 1, tuần 1 và tuần 3; đồng chí Trần Thị Bình, Ủy viên "
        "BCH, phụ trách nội dung 2 và 3, tuần 2 và tuần 4."
    )
    year: int = 2020

    @property
    def lines(self) -> list[str]:
        said = [
            "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP",
            f"BCH {self.unit.upper()}",
            f"Số: 05-KH/ĐTN          Trà Vinh, ngày 07 tháng 4 năm {self.year}",
            "KẾ HOẠCH",
            "Thực hiện mô hình “30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám” "
            f"năm {self.year}",
            f"Căn cứ Kế hoạch số 82-KH/ĐTĐN của Đoàn Khối, {self.unit} xây dựng kế hoạch như sau:",
            "I. Mục đích, yêu cầu",
            "Nâng cao vai trò xung kích, sáng tạo của đoàn viên thanh niên.",
        ]
        if self.time:
            said += ["II. Thời gian, địa điểm", self.time]
        if self.contents:
            said += ["III. Nội dung hoạt động", self.contents]
        if self.assignment:
            said += ["IV. Phân công thực hiện", self.assignment]
        return [*said, "TM. BAN CHẤP HÀNH", "BÍ THƯ", "Nguyễn Văn An"]


TEMPLATE = (
    ("STT", "Quy mô tổ chức", "", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức",
     "Hình thức tổ chức", "Kết quả hoạt động"),
    ("", "Tháng", "Tuần", "", "", "", "", ""),
)  # fmt: skip
DONE = (
    ("Trụ sở cơ quan", "Tổng vệ sinh phòng làm việc", "Tập trung", "Sạch đẹp"),
    ("Hội trường", "Đọc sách, giới thiệu sách hay", "Sinh hoạt", "Đạt yêu cầu"),
    ("Sân cơ quan", "Giao lưu bóng chuyền", "Thi đấu", "Vui khỏe"),
    ("Hội trường", "Họp chi đoàn", "Họp", "Thống nhất"),
    ("Trụ sở cơ quan", "Chăm sóc cây xanh", "Tập trung", "Đạt"),
)


def report_rows(month: int, weeks: Sequence[int], people: str) -> list[list[str]]:
    rows = []
    for number, week in enumerate(weeks, 1):
        place, content, form, result = DONE[week - 1]
        rows.append([str(number), str(month), str(week), place, people, content, form, result])
    return rows


def report(unit: str, rows: Table, month: int = 5, year: int = 2020) -> list[Piece]:
    """The plan's template, filled."""
    return [
        "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP",
        f"BCH {unit.upper()}",
        f"Trà Vinh, ngày 02 tháng {month % 12 + 1} năm {year}",
        f"BÁO CÁO KẾT QUẢ THÁNG {month}/{year}",
        f"Thực hiện mô hình “30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám” năm {year}",
        [*TEMPLATE, *rows],
        "CÁN BỘ TỔNG HỢP",
        "TM. BAN CHẤP HÀNH",
    ]


FORM_HEAD = (
    "STT", "Nội dung", "Nhóm nội dung", "Tháng", "Tuần", "Thứ, giờ", "Số lần/tuần", "Địa điểm", "Hình thức",
    "Ủy viên BCH phụ trách",
)  # fmt: skip


def form(unit: str, rows: Table | None = None) -> list[Piece]:
    if rows is None:
        rows = [
            ["1", "Vệ sinh phòng làm việc", "1", "4 đến 12", "Hằng tuần", "Thứ Sáu, 16h30-17h00", "1", "Trụ sở",
             "Tập trung", "Nguyễn Văn An"],
            ["2", "Sinh hoạt chi đoàn", "4", "4 đến 12", "Tuần 4", "Thứ Năm, 16h30-17h00", "1", "Hội trường",
             "Họp", "Trần Thị Bình"],
        ]  # fmt: skip
    return [
        f"BCH {unit.upper()}",
        "MẪU ĐĂNG KÝ",
        "Thực hiện mô hình “30 phút hành động của Tổ chức Đoàn thanh niên sau giờ làm việc thứ Tám” năm 2020",
        [list(FORM_HEAD), *rows],
    ]


def as_docx(pieces: Sequence[Piece]) -> bytes:
    document = docx.Document()
    for piece in pieces:
        if isinstance(piece, str):
            document.add_paragraph(piece)
        else:
            _word_table(document, piece)
    return _saved(document)


def _word_table(document: Any, rows: Table) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    if len(rows) > 1 and tuple(rows[1]) == TEMPLATE[1]:
        table.cell(0, 1).merge(table.cell(0, 2))
        for column in (0, 3, 4, 5, 6, 7):
            table.cell(0, column).merge(table.cell(1, column))


def as_xlsx(pieces: Sequence[Piece]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for piece in pieces:
        if isinstance(piece, str):
            sheet.append([piece])
        else:
            for row in piece:
                sheet.append([int(text) if text.isdigit() else text for text in row])
    return _saved(book)


def as_pdf(pieces: Sequence[Piece], password: str = "") -> bytes:
    pdf = FPDF(orientation="landscape")
    pdf.add_font("DejaVu", fname=str(FONTS / "DejaVuSans.ttf"))
    pdf.set_font("DejaVu", size=9)
    pdf.add_page()
    for piece in pieces:
        if isinstance(piece, str):
            pdf.multi_cell(0, 6, piece, new_x="LMARGIN", new_y="NEXT")
        else:
            with pdf.table(first_row_as_headings=False) as table:
                for row in piece:
                    cells = table.row()
                    for text in row:
                        cells.cell(text)
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())


def as_rtf(pieces: Sequence[Piece]) -> bytes:
    """What many a ".doc" is."""
    lines = [piece if isinstance(piece, str) else "\n".join(" ".join(row) for row in piece) for piece in pieces]
    coded = "".join(
        c if ord(c) < 128 and c not in "\\{}" else f"\\u{ord(c)}?" for c in "\n".join(lines)
    ).replace("\n", "\\par\n")  # fmt: skip
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n" + coded + "}").encode("ascii")


def as_html(pieces: Sequence[Piece]) -> str:
    parts = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(f"<p>{piece}</p>")
        else:
            rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in piece)
            parts.append(f"<table border=1>{rows}</table>")
    return f"<html><body>{''.join(parts)}</body></html>"


def as_text(pieces: Sequence[Piece]) -> str:
    return "\n".join(p if isinstance(p, str) else "\n".join("\t".join(row) for row in p) for p in pieces)


def as_scan(lines: Sequence[str], kind: str = "PNG") -> bytes:
    """A clean scan: black letters on white."""
    page = Image.new("L", (1240, 1400), 255)
    pen, letters = ImageDraw.Draw(page), ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), 22)
    at = 60
    for line in lines:
        for start in range(0, len(line), 85):
            pen.text((60, at), line[start : start + 85], fill=0, font=letters)
            at += 34
    return _saved(page, kind)


@cache
def noise(kind: str = "JPEG") -> bytes:
    """A photo nobody can read."""
    return _saved(Image.frombytes("L", (300, 200), random.Random(1).randbytes(60000)), kind)


def noise_pdf() -> bytes:
    """A scanned page nobody can read."""
    pdf = FPDF()
    pdf.add_page()
    pdf.image(io.BytesIO(noise()), w=180)
    return bytes(pdf.output())


def logo() -> bytes:
    page = Image.new("RGB", (120, 40), (200, 20, 20))
    return _saved(page, "PNG")


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def locked(office_file: bytes) -> bytes:
    """An Office file behind a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(office_file)).encrypt("matkhau", out)
    return out.getvalue()


def winmail(name: str, content: bytes) -> bytes:
    """Outlook's winmail.dat around one file."""

    def part(level: int, kind: int, data: bytes) -> bytes:
        size, check = len(data).to_bytes(4, "little"), (sum(data) & 0xFFFF).to_bytes(2, "little")
        return bytes([level]) + kind.to_bytes(4, "little") + size + data + check

    return (
        (0x223E9F78).to_bytes(4, "little")
        + (1).to_bytes(2, "little")
        + part(1, 0x00089006, (0x00010000).to_bytes(4, "little"))
        + part(2, 0x00069002, b"\x01\x00" + b"\xff" * 4 + b"\x00" * 8)
        + part(2, 0x00018010, name.encode("ascii") + b"\x00")
        + part(2, 0x0006800F, content)
    )


def _saved(thing: Any, *kind: str) -> bytes:
    out = io.BytesIO()
    thing.save(out, *kind)
    return out.getvalue()
