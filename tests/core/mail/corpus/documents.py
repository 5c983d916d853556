"""Files as units make them, built in memory: Word, Excel, PDF, pictures, archives, and their damaged forms."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import matplotlib
from fpdf import FPDF
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from PIL import Image, ImageDraw

Rows = Sequence[Sequence[object]]
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def word(lines: Sequence[str], *tables: Rows, letterhead: tuple[str, str] | None = None) -> bytes:
    """A .docx; ``letterhead`` is a borderless table of two cells above the lines."""
    document = docx.Document()
    if letterhead:
        head = document.add_table(1, 2)
        head.cell(0, 0).text, head.cell(0, 1).text = letterhead
    for line in lines:
        document.add_paragraph(line)
    for rows in tables:
        table = document.add_table(len(rows), max(len(row) for row in rows))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, value in zip(cells.cells, row, strict=False):
                cell.text = "" if value is None else str(value)
        document.add_paragraph("")
    return _saved(document)


def word_with_box(lines: Sequence[str], box: str) -> bytes:
    """A .docx whose last line stands in a text box, in both of the ways Word writes it."""
    content = word([*lines, "HERE"])
    shape = (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>{box}</w:t></w:r></w:p></w:txbxContent>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>{box}</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    return rewritten(content, "word/document.xml", lambda xml: xml.replace("<w:r><w:t>HERE</w:t></w:r>", shape))


def rewritten(content: bytes, name: str, change) -> bytes:  # type: ignore[no-untyped-def]
    """A zip with one member's text changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data.decode("utf-8")) if info.filename == name else data)
    return held.getvalue()


def excel(rows: Rows, title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return _saved(book)


def pdf(lines: Sequence[str], *tables: Rows, password: str = "") -> bytes:
    """A text PDF with ruled tables."""
    page = FPDF(orientation="landscape")
    page.add_font("D", fname=FONT / "DejaVuSans.ttf")
    page.add_font("D", "B", fname=FONT / "DejaVuSans-Bold.ttf")
    page.set_font("D", size=10)
    page.add_page()
    for line in lines:
        page.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    for rows in tables:
        with page.table() as table:
            for row in rows:
                cells = table.row()
                for value in row:
                    cells.cell("" if value is None else str(value))
    if password:
        page.set_encryption(owner_password=password, user_password=password)
    return bytes(page.output())


def scan_pdf() -> bytes:
    """A PDF that holds only a picture in which nobody can read a word."""
    page = FPDF()
    page.add_page()
    page.image(io.BytesIO(photo()), x=10, y=10, w=190)
    return bytes(page.output())


def photo(width: int = 1200, height: int = 1600, kind: str = "JPEG") -> bytes:
    """A large picture without a readable word."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for step in range(0, height, 80):
        draw.line((100, step, width - 100, step + 30), fill=(90, 90, 90), width=9)
    held = io.BytesIO()
    picture.save(held, kind)
    return held.getvalue()


def logo() -> bytes:
    return photo(120, 60, "PNG")


def rich_text(lines: Sequence[str], *tables: Rows) -> bytes:
    """An .rtf as WordPad writes it: letters beyond ASCII as \\uN?."""
    body = "".join(f"{_rtf(line)}\\par\n" for line in lines)
    for rows in tables:
        for row in rows:
            cells = "".join(f"{_rtf('' if value is None else str(value))}\\cell " for value in row)
            edges = "".join(f"\\cellx{1000 * (place + 1)}" for place in range(len(row)))
            body += f"\\trowd{edges}\\intbl {cells}\\row\n"
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n" + body + "}").encode("ascii")


def page(lines: Sequence[str], *tables: Rows) -> str:
    """HTML of paragraphs and tables."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    for rows in tables:
        cells = ["".join(f"<td><p>{'' if v is None else v}</p></td>" for v in row) for row in rows]
        body += "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    return f"<html><head><style>p {{margin: 0}}</style></head><body>{body}</body></html>"


def archive(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members:
            new.writestr(name, content)
    return held.getvalue()


def locked_word(content: bytes, password: str = "matkhau") -> bytes:
    """A .docx with a password, as Office writes it."""
    held = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, held)
    return held.getvalue()


def locked_archive() -> bytes:
    """A .zip whose member says that it is encrypted."""
    content = bytearray(archive(("ke hoach.docx", b"x" * 100)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def _rtf(text: str) -> str:
    return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)


def _saved(document) -> bytes:  # type: ignore[no-untyped-def]
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
