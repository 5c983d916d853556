"""Documents as files: .docx, .xlsx, text .pdf, and a picture of a page as a scanner or a telephone makes it.

Every file comes out the same each time: dates are fixed, zip entries sorted and stamped.
"""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
from documents import Document, Table
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from fpdf import FPDF, FontFace
from fpdf.enums import XPos, YPos
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype/noto")
SERIF = {
    "": FONTS / "NotoSerif-Regular.ttf",
    "B": FONTS / "NotoSerif-Bold.ttf",
    "I": FONTS / "NotoSerif-Italic.ttf",
}
STAMP = datetime(2020, 4, 1, tzinfo=UTC)
DROPPED = ("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml")  # a third of a small .docx, and no text
NAMES_DROPPED = rb"<(Relationship|Override) [^>]*(thumbnail|stylesWithEffects)[^>]*/>"
ZIP_DATE = (2020, 4, 1, 0, 0, 0)


def to_docx(document: Document) -> bytes:
    word = docx.Document()
    word.styles["Normal"].font.name = "Times New Roman"
    word.styles["Normal"].font.size = Pt(11 if document.landscape else 14)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20 if not document.landscape else 12)
    section.left_margin = Mm(30 if not document.landscape else 12)
    _columns_docx(word, document.left, document.right)
    for number, line in enumerate(document.title):
        _paragraph(word, line, bold=True, centre=True, size=16 - 2 * number)
    for block in document.body:
        if isinstance(block, Table):
            _table_docx(word, block)
        else:
            _paragraph(word, block, bold=_is_heading(block), indent=not _is_heading(block))
    _columns_docx(word, document.foot_left, document.foot_right)
    properties = word.core_properties
    properties.author, properties.comments = "", ""
    properties.created = properties.modified = STAMP.replace(tzinfo=None)
    out = io.BytesIO()
    word.save(out)
    return _normal_zip(out.getvalue())


def _is_heading(text: str) -> bool:
    return re.match(r"[IV]+\. [^a-z]+$", text) is not None


def _paragraph(
    where: docx.document.Document | _Cell,
    text: str,
    *,
    bold: bool = False,
    centre: bool = False,
    indent: bool = False,
    size: int = 0,
) -> None:
    paragraph = where.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(3)


def _columns_docx(word: docx.document.Document, left: tuple[str, ...], right: tuple[str, ...]) -> None:
    """Two blocks side by side, as the heading and the foot of a document stand."""
    table = word.add_table(rows=1, cols=2)
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        for number, line in enumerate(lines):
            _paragraph(cell, line, bold=number < 2, centre=True, size=12)
        cell._element.remove(cell.paragraphs[0]._element)


def _table_docx(word: docx.document.Document, table: Table) -> None:
    drawn: WordTable = word.add_table(rows=0, cols=len(table.widths))
    drawn.style = "Table Grid"
    drawn.autofit = False
    for column, width in zip(drawn.columns, table.widths, strict=True):
        column.width = Mm(width)
    size = Pt(8 if len(table.widths) > 10 else 11)
    for number, row in enumerate((*table.header, *table.rows)):
        cells = drawn.add_row().cells
        for cell, text, width in zip(cells, row, table.widths, strict=True):
            cell.width = Mm(width)
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = number < len(table.header), size
    for top, left, bottom, right in table.merges:
        merged = drawn.cell(top, left).merge(drawn.cell(bottom, right))
        for empty in [p for p in merged.paragraphs if not p.text][: len(merged.paragraphs) - 1]:
            empty._element.getparent().remove(empty._element)
    word.add_paragraph()


def to_xlsx(document: Document) -> bytes:
    """The document's table, under its title, on one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    table = next(block for block in document.body if isinstance(block, Table))
    lines = [*document.left, *document.right[1:], *document.title]
    for number, line in enumerate(lines, 1):
        sheet.cell(number, 1, line).font = Font(name="Times New Roman", bold=True)
    top = len(lines) + 2
    thin = Side(style="thin")
    for r, row in enumerate((*table.header, *table.rows), top):
        for c, text in enumerate(row, 1):
            value: str | int | None = int(text) if re.fullmatch(r"[1-9]\d*", text) else text or None
            cell = sheet.cell(r, c, value)
            cell.font = Font(name="Times New Roman", bold=r < top + len(table.header))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(thin, thin, thin, thin)
    for first, left, last, right in table.merges:
        sheet.merge_cells(None, top + first, left + 1, top + last, right + 1)
    for c, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(c)].width = width / 1.9
    foot = top + len(table.header) + len(table.rows) + 1
    for number, line in enumerate(document.foot_right):
        sheet.cell(foot + number, len(table.widths) - 2, line or None)
    book.properties.creator = ""
    out = io.BytesIO()
    book.save(out)
    return _normal_zip(out.getvalue())


def to_pdf(document: Document) -> bytes:
    pdf = _new_pdf(document.landscape)
    _columns_pdf(pdf, document.left, document.right)
    for number, line in enumerate(document.title):
        pdf.set_font("Serif", "B", 16 - 2 * number)
        pdf.multi_cell(0, 7, line, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)
    for block in document.body:
        if isinstance(block, Table):
            _table_pdf(pdf, block)
        else:
            pdf.set_font("Serif", "B" if _is_heading(block) else "", 12)
            pdf.multi_cell(0, 6, block, align="J", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)
    if pdf.will_page_break(45):
        pdf.add_page()
    _columns_pdf(pdf, document.foot_left, document.foot_right)
    return bytes(pdf.output())


def _new_pdf(landscape: bool) -> FPDF:
    pdf = FPDF("L" if landscape else "P", "mm", "A4")
    pdf.set_creation_date(STAMP)
    pdf.set_margins(12 if landscape else 30, 15, 12 if landscape else 20)
    pdf.set_auto_page_break(True, 15)
    for style, font in SERIF.items():
        pdf.add_font("Serif", style, font)
    pdf.add_page()
    return pdf


def _columns_pdf(pdf: FPDF, left: tuple[str, ...], right: tuple[str, ...]) -> None:
    top, bottom = pdf.get_y(), 0.0
    half = pdf.epw / 2
    for column, lines in enumerate((left, right)):
        pdf.set_y(top)
        for number, line in enumerate(lines):
            pdf.set_x(pdf.l_margin + column * half)
            pdf.set_font("Serif", "B" if number < 2 else "", 11)
            pdf.multi_cell(half, 5.5, line or " ", align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottom = max(bottom, pdf.get_y())
    pdf.set_y(bottom + 4)


def _table_pdf(pdf: FPDF, table: Table) -> None:
    pdf.set_font("Serif", "", 8 if len(table.widths) > 10 else 10)
    merged = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in table.merges}
    covered = {
        (r, c)
        for top, left, bottom, right in table.merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
    } - set(merged)
    with pdf.table(
        col_widths=table.widths,
        width=min(sum(table.widths), pdf.epw),
        line_height=pdf.font_size * 1.35,
        num_heading_rows=len(table.header),
        headings_style=FontFace(emphasis="BOLD"),
        text_align="LEFT",
    ) as drawn:
        for r, row in enumerate((*table.header, *table.rows)):
            line = drawn.row()
            for c, text in enumerate(row):
                if (r, c) not in covered:
                    down, across = merged.get((r, c), (1, 1))
                    line.cell(text, rowspan=down, colspan=across)
    pdf.ln(3)


def to_picture(document: Document, *, tilt: float, sharpness: float) -> bytes:
    """A page as JPEG without any text in it: what a scanner or a telephone makes of paper.

    ``tilt`` in degrees; ``sharpness`` is the share of the 1414 lines that survive: below a fifth no machine
    reads it, and a person only with good will.
    """
    page = Image.new("L", (1000, 1414), 236)
    draw = ImageDraw.Draw(page)
    y = 70
    for style, size, line in _printed(document):
        font = ImageFont.truetype(SERIF[style], size)
        for part in textwrap.wrap(line, 74 if size < 22 else 56) or [""]:
            draw.text((110, y), part, font=font, fill=70)
            y += size + 8
    draw.ellipse((560, 1130, 730, 1300), outline=120, width=6)
    turned = page.rotate(tilt, resample=Image.Resampling.BILINEAR, fillcolor=204)
    small = turned.resize((int(1000 * sharpness), int(1414 * sharpness)), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    small.resize((1000, 1414), Image.Resampling.BICUBIC).save(out, "JPEG", quality=32)
    return out.getvalue()


def _printed(document: Document) -> Iterator[tuple[str, int, str]]:
    for line in (*document.left, *document.right, *document.title):
        yield "B", 22, line
    for block in document.body:
        if isinstance(block, Table):
            for row in (*block.header, *block.rows):
                yield "", 20, "   ".join(row)
        else:
            yield ("B" if _is_heading(block) else ""), 20, block
    for line in document.foot_right:
        yield "B", 20, line


def to_scan(document: Document) -> bytes:
    """A PDF that holds a picture and no text."""
    pdf = FPDF("P", "mm", "A4")
    pdf.set_creation_date(STAMP)
    pdf.add_page()
    pdf.image(io.BytesIO(to_picture(document, tilt=1.7, sharpness=0.17)), 0, 0, 210, 297)
    return bytes(pdf.output())


def _normal_zip(data: bytes) -> bytes:
    """The package with fixed entry dates, without parts that say nothing, and with a fixed time of change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name in DROPPED:
                continue
            content = old.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                content = re.sub(
                    rb"<(Relationship|Override) [^>]*(thumbnail|stylesWithEffects)[^>]*/>", b"", content
                )
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-04-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content, compresslevel=9)
    return out.getvalue()
