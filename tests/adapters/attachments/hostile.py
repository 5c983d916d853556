"""Mails made to hurt whoever reads them, small enough to be sent."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.letters import authenticated, letter
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX
from tests.core.mail.corpus.papers import plan

SENDER = ADDRESSES["STC"]
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def with_file(name: str, content: bytes) -> bytes:
    return authenticated(letter(SENDER, "Gửi kế hoạch", "Gửi Văn phòng.", files=[(name, content)]), "pass", SENDER)


def with_body(head: str, body: bytes) -> bytes:
    start = f"From: {SENDER}\r\nTo: {MAILBOX}\r\nSubject: Ke hoach\r\n{head}\r\n\r\n".encode()
    return authenticated(start + body, "pass", SENDER)


def _zeros(size: int) -> bytes:
    """Deflated zeros, never unpacked here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*pieces, packer.flush()])


def _zip_of(name: str, packed: bytes, declared: int) -> bytes:
    """A zip with one deflated member whose declared size need not be true."""
    raw = name.encode()
    entry = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(packed), declared & 0xFFFFFFFF, len(raw), 0)
    central = struct.pack(
        "<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0, 0, len(packed), declared & 0xFFFFFFFF, len(raw), *[0] * 6
    )
    body = b"PK\x03\x04" + entry + raw + packed
    directory = b"PK\x01\x02" + central + raw
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(body), 0)
    return body + directory + end


def zip_bomb() -> bytes:
    return with_file("kh.zip", _zip_of("kh.txt", _zeros(512 << 20), 512 << 20))


def zip_bomb_that_lies() -> bytes:
    return with_file("kh.zip", _zip_of("kh.txt", _zeros(256 << 20), 10))


def word_bomb() -> bytes:
    return with_file("kh.docx", _zip_of("word/document.xml", _zeros(256 << 20), 256 << 20))


def nested_zips() -> bytes:
    content = make.archive(("kh.docx", b"x"))
    for level in range(200):
        content = make.archive((f"{level}.zip", content))
    return with_file("kh.zip", content)


def many_members() -> bytes:
    return with_file("kh.zip", make.archive(*((f"{n}.txt", b"x") for n in range(20_000))))


def billion_laughs() -> bytes:
    word = make.word(["HERE"])
    laugh = f'<!DOCTYPE w [<!ENTITY a0 "ha">{LAUGHS}]>'
    return with_file("kh.docx", make.rewritten(word, "word/document.xml", lambda x: _entity(x, laugh, "&a9;")))


def outside_entity() -> bytes:
    word = make.word([*plan("STC"), "HERE"])
    doctype = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_file("kh.docx", make.rewritten(word, "word/document.xml", lambda x: _entity(x, doctype, "&x;")))


def _entity(xml: str, doctype: str, entity: str) -> str:
    head, _, rest = xml.partition("?>")
    return f"{head}?>{doctype}{rest.replace('HERE', entity)}"


def deep_xml() -> bytes:
    xml = "<w:document xmlns:w='x'><w:body>" + "<w:sdt>" * 500_000
    return with_file("kh.docx", make.archive(("word/document.xml", xml.encode())))


def wide_workbook() -> bytes:
    rows = make.excel([["STT", "Nội dung"], [1, "x"]])
    far = '<c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    return with_file(
        "dk.xlsx", make.rewritten(rows, "xl/worksheets/sheet1.xml", lambda x: x.replace("</row></sheetData>", far))
    )


def page_tree() -> bytes:
    kids = " ".join(f"{n} 0 R" for n in range(3, 200_003))
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        f"2 0 obj<</Type/Pages/Count 200000/Kids[{kids}]>>endobj",
    ]
    objects += [f"{n} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj" for n in range(3, 200_003)]
    return with_file("kh.pdf", ("%PDF-1.4\n" + "\n".join(objects) + "\ntrailer<</Root 1 0 R>>").encode())


def endless_page_tree() -> bytes:
    body = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9/Kids[2 0 R]>>endobj\n"
    )
    return with_file("kh.pdf", (body + "trailer<</Root 1 0 R>>").encode())


def huge_page() -> bytes:
    content = make.scan_pdf()
    return with_file("kh.pdf", content.replace(b"/MediaBox [0 0 595.28 841.89]", b"/MediaBox [0 0 900000 900000]"))


def huge_picture() -> bytes:
    """A PNG of 32,000 × 32,000 pixels in one megabyte: a gigabyte unpacked."""
    row = zlib.compressobj(9)
    data = b"".join([row.compress(bytes(32_001)) for _ in range(32_000)]) + row.flush()
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 32_000, 32_000, 8, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks)
    return with_file("kh.png", b"\x89PNG\r\n\x1a\n" + body)


def quadratic_html() -> bytes:
    return with_body("Content-Type: text/html", b"<div><title><a <!-- " * 200_000)


def quadratic_html_file() -> bytes:
    return with_file("kh.html", b"<html>" + b"<table><tr><td>" * 200_000)


def many_parts() -> bytes:
    part = b'--b\r\nContent-Type: application/msword; name="kh.doc"\r\n\r\nx\r\n'
    return with_body('Content-Type: multipart/mixed; boundary="b"', part * 10_000)


def deep_parts() -> bytes:
    levels = [f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(2_000)]
    return with_body("X: y", b"") + "".join(levels).encode()


def semicolons() -> bytes:
    return with_body("Content-Type: multipart/mixed" + ";" * 500_000, b"x")


def long_headers() -> bytes:
    return b"Subject: " + b"=?utf-8?q?" * 200_000 + b"\r\n" + b"To: a@b.c, " * 100_000 + b"\r\n\r\nx"


def broken_base64() -> bytes:
    head = "Content-Type: application/pdf; name=kh.pdf\r\nContent-Transfer-Encoding: base64"
    return with_body(head, b"JVBERi0xLjQK" + b"A=\r\n" * 10_000 + "é".encode())


def header_injection() -> bytes:
    return with_body("X-A: b\r\nReply-To: =?utf-8?b?YUBiLmMNCkJjYzogZEBlLmY=?=", b"Ke hoach\r\n")


def forged_sender() -> bytes:
    return authenticated(letter(SENDER, "KH", "x", files=[("kh.docx", make.word(plan("STC")))]), "fail", SENDER)


def nested_rich_text() -> bytes:
    return with_file("kh.rtf", b"{\\rtf1" + b"{" * 1_000_000)


def wide_table_of_text() -> bytes:
    return with_file("dk.csv", b"," * 20_000_000)


def broken_old_word() -> bytes:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return with_file("kh.doc", ole + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(range(256)) * 400)


def messages_in_messages() -> bytes:
    content = letter("a@b.test", "x", "x", files=[("kh.docx", make.word(["x"]))])
    for _ in range(8):
        content = letter("a@b.test", "x", "x", files=[("thu.eml", content)])
    return with_file("thu.eml", content)


def stored_zip_of_zeros() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as new:
        new.writestr("word/document.xml", bytes(20_000_000))
    return with_file("kh.docx", held.getvalue())


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        zip_bomb,
        zip_bomb_that_lies,
        word_bomb,
        nested_zips,
        many_members,
        billion_laughs,
        outside_entity,
        deep_xml,
        wide_workbook,
        page_tree,
        endless_page_tree,
        huge_page,
        huge_picture,
        quadratic_html,
        quadratic_html_file,
        many_parts,
        deep_parts,
        semicolons,
        long_headers,
        broken_base64,
        header_injection,
        forged_sender,
        nested_rich_text,
        wide_table_of_text,
        broken_old_word,
        messages_in_messages,
        stored_zip_of_zeros,
    )
}
