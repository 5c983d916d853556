"""A Word document in the layout of HD 29-HD/TWĐTN-VP: paper, fonts, head, title, body, signature, annex."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from service.core.papers.letterhead import Letterhead

FONT = "Times New Roman"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
LEFT = WD_ALIGN_PARAGRAPH.LEFT
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
WIDE_BODY = 247  # the same paper turned


class Paper:
    """Builds one document from top to bottom; :meth:`finish` gives its bytes."""

    def __init__(self, title: str) -> None:
        self.document = Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        self.document.core_properties.language = "vi-VN"
        _default_font(self.document)
        section = self.document.sections[0]
        _page(section, wide=False)
        section.different_first_page_header_footer = True
        _page_number(section.header)

    def finish(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    # -- head and title ---------------------------------------------------------------------------

    def head(self, letterhead: Letterhead, day: date) -> None:
        """Parent, issuer, ``***`` and number left; the Union's name, ruled beneath, place and date right."""
        left = self._head_row(letterhead, day, (76, 92), rule_inset=7)
        _line(left.add_paragraph(), "***", size=14, align=CENTRE)
        _line(left.add_paragraph(), f"Số:        -{letterhead.mark}", size=14, align=CENTRE)

    def unit_head(self, letterhead: Letterhead, day: date) -> None:
        """The head of a unit's own paper on a turned page: the bloc and its committee, without a number."""
        self._head_row(letterhead, day, (122, 122), rule_inset=22)

    def _head_row(self, letterhead: Letterhead, day: date, widths: tuple[float, float], rule_inset: float) -> Any:
        table = self.document.add_table(rows=1, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _widths(table, widths)
        left, right = table.rows[0].cells
        _line(left.paragraphs[0], letterhead.parent, size=14, align=CENTRE)
        _line(left.add_paragraph(), letterhead.issuer, size=14, bold=True, align=CENTRE)
        union = right.paragraphs[0]
        _line(union, "ĐOÀN TNCS HỒ CHÍ MINH", size=15, bold=True, align=CENTRE)
        _rule_beneath(union, inset=Mm(rule_inset))
        dated = right.add_paragraph()
        _line(dated, letterhead.dated(day), size=14, italic=True, align=CENTRE)
        dated.paragraph_format.space_before = Pt(8)
        return left

    def title(self, kind: str, subject: str) -> None:
        """``BÁO CÁO`` 16 bold, what it is about 14 bold, a short rule."""
        self.text(kind, size=16, bold=True, align=CENTRE, before=18, after=0)
        self.text(subject, size=14, bold=True, align=CENTRE, after=0)
        self.text("-----", size=14, align=CENTRE, after=8)

    # -- body -------------------------------------------------------------------------------------

    def text(
        self,
        text: str,
        size: float = 14,
        bold: bool = False,
        italic: bool = False,
        align: Any = LEFT,
        before: float = 0,
        after: float = 6,
    ) -> Any:
        paragraph = self.document.add_paragraph()
        _line(paragraph, text, size=size, bold=bold, italic=italic, align=align)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        return paragraph

    def body(self, text: str) -> None:
        """A justified paragraph of 14 points whose first line stands in 1.27 cm."""
        paragraph = self.text(text, align=JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Cm(1.27)

    def heading(self, text: str) -> None:
        paragraph = self.text(text, bold=True, align=JUSTIFY, before=6)
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.paragraph_format.keep_with_next = True

    def addressed(self, to: str) -> None:
        self.text(f"Kính gửi: {to}", align=CENTRE, before=2, after=10)

    def picture(self, png: bytes, alt: str, width: float = 132) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = CENTRE
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
        shape._inline.docPr.set("descr", alt)

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        centred: Sequence[int] = (),
        size: float = 12,
    ) -> Any:
        """A ruled table with a bold header that repeats on every page; ``widths`` in mm, ``centred`` columns."""
        table = self.document.add_table(rows=1, cols=len(header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, name in zip(table.rows[0].cells, header, strict=True):
            _line(cell.paragraphs[0], name, size=size, bold=True, align=CENTRE)
        _repeat_header(table.rows[0])
        for row in rows:
            added = table.add_row()
            _unbroken(added)
            for place, (cell, value) in enumerate(zip(added.cells, row, strict=True)):
                _line(cell.paragraphs[0], value, size=size, align=CENTRE if place in centred else LEFT)
        _widths(table, widths)
        self.text("", size=6, after=0)
        return table

    # -- foot -------------------------------------------------------------------------------------

    def sign(self, letterhead: Letterhead) -> None:
        """ "Nơi nhận" 12 points left, the office that signs 14 bold right, with room for seal and name."""
        self.text("", size=8, after=0)
        table = self.document.add_table(rows=1, cols=2)
        _widths(table, (80, 80))
        _unbroken(table.rows[0])
        left, right = table.rows[0].cells
        _line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
        for copy in letterhead.copies:
            _line(left.add_paragraph(), copy, size=12)
        first, *others = letterhead.signing
        _line(right.paragraphs[0], first, size=14, bold=True, align=CENTRE)
        for line in others:
            _line(right.add_paragraph(), line, size=14, bold=True, align=CENTRE)
        for _ in range(4):
            _line(right.add_paragraph(), "", size=14, align=CENTRE)

    def annex(self, title: str, subject: str) -> None:
        """A new landscape page, for what is too wide for the report."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _page(section, wide=True)
        section.different_first_page_header_footer = False
        self.text(title, size=14, bold=True, align=CENTRE, after=0)
        self.text(subject, size=13, italic=True, align=CENTRE, after=8)


def start_wide(paper: Paper) -> None:
    """Turn the first page, for a form that is a table."""
    _page(paper.document.sections[0], wide=True)


def fill(
    cell: Any, text: str, bold: bool = False, italic: bool = False, align: Any = LEFT, size: float = 12
) -> None:
    """Write a line into a cell, under what stands there."""
    first = cell.paragraphs[0]
    used = any(paragraph.text for paragraph in cell.paragraphs)
    _line(cell.add_paragraph() if used else first, text, size=size, bold=bold, italic=italic, align=align)


def ended(text: str) -> str:
    """The last sentence of a paper ends ``./.``"""
    return text.rstrip(" .") + "./."


def _default_font(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for which in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(which), FONT)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _page(section: Any, wide: bool) -> None:
    """A4; margins top 20, bottom 20, left 30, right 20 mm."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = Mm(10)


def _page_number(header: Any) -> None:
    """The page's number, top centre; the first page has a header of its own, which is empty."""
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _line(
    paragraph: Any, text: str, size: float, bold: bool = False, italic: bool = False, align: Any = LEFT
) -> None:
    run = paragraph.add_run(printable(text))
    run.font.size = Pt(size)
    run.bold = bold
    run.italic = italic
    paragraph.alignment = align


def printable(text: str) -> str:
    """Without the control characters that XML forbids; people paste them."""
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))


def _rule_beneath(paragraph: Any, inset: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.append(borders)
    paragraph.paragraph_format.left_indent = inset
    paragraph.paragraph_format.right_indent = inset


def _widths(table: Any, widths: Sequence[float]) -> None:
    """Fixed widths in mm; Word reads them from the cells, LibreOffice from the grid."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _repeat_header(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _unbroken(row: Any) -> None:
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
