"""The isolated reader: what it reads, and that nothing a file does reaches the worker."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from service.adapters.attachments import IsolatedReader
from service.core.records import Attachment
from service.core.settings import Limits
from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.papers import plan, report


def one(reader: IsolatedReader, name: str, content: bytes) -> Attachment:
    (found,) = reader.read(name, "application/octet-stream", content)
    return found


def codes(found: Attachment) -> list[str]:
    return [issue.code for issue in found.issues]


def test_word_is_read_in_the_order_of_its_body(reader: IsolatedReader) -> None:
    content = make.word(["Trước"], [["a", "b"], ["c", None]], letterhead=("ĐOÀN KHỐI\nBCH X", "TRÀ VINH"))
    found = one(reader, "a.docx", content)
    assert found.text.split("\n")[:6] == ["ĐOÀN KHỐI", "BCH X", "TRÀ VINH", "Trước", "a\tb", "c\t"]
    assert found.tables[1] == (("a", "b"), ("c",))


def test_text_boxes_are_read_once(reader: IsolatedReader) -> None:
    found = one(reader, "a.docx", make.word_with_box(["x"], "trong khung"))
    assert found.text.count("trong khung") == 1


def test_deleted_text_is_not_read(reader: IsolatedReader) -> None:
    deleted = "<w:del><w:r><w:delText>BỎ</w:delText></w:r></w:del><w:ins><w:r><w:t>MỚI</w:t></w:r></w:ins>"
    content = make.rewritten(
        make.word(["HERE"]), "word/document.xml", lambda x: x.replace("<w:r><w:t>HERE</w:t></w:r>", deleted)
    )
    assert one(reader, "a.docx", content).text.strip() == "MỚI"


def test_merged_cells_keep_their_columns(reader: IsolatedReader) -> None:
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>rộng</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{wide}<w:tc><w:p><w:r><w:t>sau</w:t></w:r></w:p></w:tc></w:tr>"
    content = make.rewritten(
        make.word(["x"], [["a", "b", "c"]]), "word/document.xml", lambda x: x.replace("</w:tbl>", f"{row}</w:tbl>")
    )
    assert one(reader, "a.docx", content).tables[0][1] == ("rộng", None, "sau")


def test_cells_come_as_google_sheets_gives_them(reader: IsolatedReader) -> None:
    from datetime import date, time

    content = make.excel([["Ngày", "Giờ", "Số", "%"], [date(2020, 4, 15), time(16, 30), 25, 0.5]])
    assert one(reader, "a.xlsx", content).tables[0][1] == (43936, 0.6875, 25, 0.5)


def test_a_table_over_two_pages_is_one(reader: IsolatedReader) -> None:
    rows = [[cell or "" for cell in row] for row in report(weeks=range(1, 60))]
    found = one(reader, "a.pdf", make.pdf(plan("STC"), rows))
    assert len(found.tables) == 1
    assert [row[2] for row in found.tables[0][2:] if row[2] != "Tuần"] == [f"Tuần {n}" for n in range(1, 60)]


def test_members_of_an_archive_come_each(reader: IsolatedReader) -> None:
    content = make.archive(("a/kế hoạch.docx", make.word(["x"])), ("b.txt", b"y"), ("__MACOSX/._b", b"z"))
    found = reader.read("a.zip", "application/zip", content)
    assert [(each.name, each.text.strip()) for each in found] == [("kế hoạch.docx", "x"), ("b.txt", "y")]


def test_one_bad_member_spoils_no_other(reader: IsolatedReader) -> None:
    content = make.archive(("a.docx", b"PK\x03\x04 broken"), ("b.txt", b"y"))
    bad, good = reader.read("a.zip", "application/zip", content)
    assert (bad.readable, codes(bad), good.text) == (False, ["attachment.broken"], "y")


def test_what_cannot_be_read_says_what_to_send_instead(reader: IsolatedReader) -> None:
    found = one(reader, "kế hoạch.docx", make.locked_word(make.word(["x"])))
    assert not found.readable
    assert "kế hoạch.docx" in found.issues[0].text
    assert "mật khẩu" in found.issues[0].text


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scan_is_read_by_ocr_and_says_so(reader: IsolatedReader) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1600, 1000), 255)
    font = ImageFont.truetype(str(make.FONT / "DejaVuSans.ttf"), 34)
    lines = "CHI ĐOÀN SỞ Y TẾ\n\nKẾ HOẠCH\nThực hiện mô hình 30 phút hành động\nThời gian: chiều thứ Sáu hằng tuần"
    ImageDraw.Draw(picture).multiline_text((60, 60), lines, font=font, fill=0, spacing=20)
    picture.save(held := make.io.BytesIO(), "PNG")
    found = one(reader, "a.png", held.getvalue())
    assert found.by_ocr
    assert found.readable
    assert "30 phút" in found.text


def test_without_a_word_a_picture_needs_a_person(reader: IsolatedReader) -> None:
    found = one(reader, "a.jpg", make.photo())
    assert (found.readable, codes(found)) == (False, ["attachment.scan"])


def test_too_large_a_file_is_not_even_handed_on() -> None:
    with IsolatedReader(Limits(attachment_megabytes=1)) as small:
        assert codes(one(small, "a.txt", b"x" * 1_000_001)) == ["attachment.too_large"]


def test_a_reader_that_takes_too_long_dies_alone() -> None:
    with IsolatedReader(Limits(attachment_seconds=1)) as hasty:
        rows = [["STT", "Tuần", "Nội dung", "Kết quả", *"abcdefghijklmnop"], *[["x"] * 20] * 900]
        slow = make.pdf(["STT Tuần Nội dung Kết quả"] * 9, rows)
        found = one(hasty, "a.pdf", slow)
        assert codes(found) == ["attachment.partial"]
        assert "Nội dung" in found.text
        assert one(hasty, "b.txt", b"y").text == "y"


def test_more_pages_than_are_looked_at_are_told(reader: IsolatedReader) -> None:
    rows = [["STT", "Tuần", "Nội dung", "Kết quả"], *[["x"] * 4] * 1_500]
    assert codes(one(reader, "a.pdf", make.pdf(["STT Tuần Nội dung Kết quả"] * 9, rows))) == ["attachment.partial"]


def test_memory_beyond_the_limit_is_refused() -> None:
    with IsolatedReader(Limits(attachment_memory_megabytes=400)) as small:
        rows = make.excel([["x" * 3_000] * 50 for _ in range(20)])
        xml = "<row>" + '<c t="n"><v>1</v></c>' * 4_000_000 + "</row></sheetData>"
        heavy = make.rewritten(rows, "xl/worksheets/sheet1.xml", lambda x: x.replace("</sheetData>", xml))
        found = one(small, "a.xlsx", heavy)
        assert not found.readable
        assert one(small, "b.txt", b"y").text == "y"


def test_a_killed_server_is_started_again(reader: IsolatedReader) -> None:
    assert one(reader, "a.txt", b"x").text == "x"
    server = reader._server
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    assert one(reader, "b.txt", b"y").text == "y"


def test_nothing_stays_behind() -> None:
    with IsolatedReader(Limits()) as short:
        one(short, "a.docx", make.word(["x"]))
        server = short._server
        assert server is not None
    assert server.poll() is not None
    assert not list(Path("/proc").glob(f"{server.pid}/task"))


def test_the_server_knows_nothing_of_the_workers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NHACVIEC_SECRET", "x")
    with IsolatedReader(Limits()) as fresh:
        one(fresh, "a.txt", b"x")
        assert fresh._server is not None
        environment = Path(f"/proc/{fresh._server.pid}/environ").read_bytes()
    assert b"NHACVIEC_SECRET" not in environment


def test_without_the_other_programs_it_stays_polite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    old_word = (Path(__file__).parents[2] / "core" / "mail" / "corpus" / "files" / "plan.doc").read_bytes()
    with IsolatedReader(Limits()) as bare:
        assert codes(one(bare, "kh.doc", old_word)) == ["attachment.unsupported"]
        assert codes(one(bare, "kh.pdf", make.scan_pdf())) == ["attachment.scan"]
        assert one(bare, "kh.docx", make.word(["x"])).text.strip() == "x"
