"""Plans: in every format, in many wordings, whole and lacking parts, corrected and sent again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.letters import Case, Truth, case
from tests.core.mail.corpus.office import ADDRESSES, at
from tests.core.mail.corpus.papers import ASSIGNMENT, BECAUSE, CONTENTS, MODEL, TIME, form, letterhead, plan

ALL = {"time", "contents", "assignment"}


def whole(unit: str | None, kinds: str = "plan", **more: object) -> Truth:
    return Truth("credited", unit, kinds, periods=frozenset({"once"}), **more)  # type: ignore[arg-type]


def lacking(unit: str, *parts: str) -> Truth:
    says = frozenset({"paper.lacks"})
    return Truth("credited", unit, "plan", {"ke-hoach": set(parts)}, says=says, periods=frozenset({"once"}))


def unread(unit: str, code: str) -> Truth:
    return Truth("needs_review", unit, "plan", unread=frozenset({"ke-hoach"}), says=frozenset({code}))


def cases() -> Iterator[Case]:
    yield from _formats()
    yield from _wordings()
    yield from _lacking()
    yield from _unread()
    yield from _corrected()


def _formats() -> Iterator[Case]:
    lines = plan("STC")
    yield case(
        "plan-docx", whole("STC"), "STC", subject="Gửi kế hoạch", files=[("Kế hoạch.docx", make.word(lines))]
    )
    headed = make.word(plan("SXD", headed=False), letterhead=letterhead("SXD"))
    yield case("plan-docx-letterhead-table", whole("SXD"), "SXD", subject="Gửi VP", files=[("KH.docx", headed)])
    yield case("plan-pdf", whole("STC"), "STC", subject="KH 30 phút", files=[("ke hoach.pdf", make.pdf(lines))])
    yield case(
        "plan-rtf", whole("STC"), "STC", subject="Kế hoạch", files=[("ke hoach.rtf", make.rich_text(lines))]
    )
    text = "\n".join(lines)
    yield case("plan-txt", whole("STC"), "STC", subject="Kế hoạch", files=[("ke hoach.txt", text.encode())])
    yield case(
        "plan-txt-utf16", whole("STC"), "STC", subject="KH", files=[("ke hoach.txt", text.encode("utf-16"))]
    )
    nfd = unicodedata.normalize("NFD", text)
    yield case(
        "plan-nfd", whole("STC"), "STC", subject="KH", files=[("ke hoach.docx", make.word(nfd.split("\n")))]
    )
    html = make.page(lines).encode()
    yield case("plan-html-file", whole("STC"), "STC", subject="KH", files=[("ke hoach.html", html)])
    yield case("plan-doc-that-is-html", whole("STC"), "STC", subject="KH", files=[("ke hoach.doc", html)])
    word = make.word(lines)
    yield case("plan-doc-that-is-docx", whole("STC"), "STC", subject="KH", files=[("ke hoach.doc", word)])
    yield case(
        "plan-zip", whole("STC"), "STC", subject="KH", files=[("KH.zip", make.archive(("kế hoạch.docx", word)))]
    )
    yield case(
        "plan-no-file-name-told", whole("STC"), "STC", subject="", body="", files=[("document1.docx", word)]
    )
    boxed = make.word_with_box(plan("STC", assignment=()), "Phân công: đồng chí Trần Văn Tám phụ trách tuần 1.")
    yield case("plan-assignment-in-text-box", whole("STC"), "STC", subject="KH", files=[("kh.docx", boxed)])
    yield case("plan-in-body", whole("STC"), "STC", subject="Kế hoạch 30 phút", body=text)
    yield case("plan-in-html-body", whole("STC"), "STC", subject="Kế hoạch", body="", markup=make.page(lines))
    sheet = make.excel([[line] for line in lines])
    yield case("plan-xlsx", whole("STC"), "STC", subject="Kế hoạch", files=[("ke hoach.xlsx", sheet)])
    two = make.word(plan("STNMT"), form("STNMT"))
    yield case(
        "plan-with-form-inside", whole("STNMT", "plan;form", rows=2), "STNMT", files=[("KH va DK.docx", two)]
    )
    own_table = [("STT", "Nội dung", "Tuần", "Ủy viên BCH phụ trách"), ("1", "Vệ sinh", "1, 3", "Đ/c Lê Văn Hai")]
    assigned = make.word(plan("STP", assignment=("III. PHÂN CÔNG",)), own_table)
    yield case("plan-assigned-in-table", whole("STP"), "STP", subject="KH", files=[("kh.docx", assigned)])
    signed = [("ke hoach.docx", word), ("ke hoach ky ten.pdf", make.scan_pdf())]
    yield case("plan-with-signed-scan", whole("STC"), "STC", subject="Gửi kế hoạch", files=signed)
    pictures = [("ke hoach.docx", word), ("IMG_001.jpg", make.photo()), ("IMG_002.jpg", make.photo())]
    yield case("plan-with-photos", whole("STC"), "STC", subject="Gửi kế hoạch", files=pictures)
    yield case(
        "plan-doc", whole("STC"), "STC", subject="KH", files=[("kehoach.doc", _kept("plan.doc"))], needs="antiword"
    )


def _kept(name: str) -> bytes:
    from pathlib import Path

    return (Path(__file__).parent / "files" / name).read_bytes()


def _wordings() -> Iterator[Case]:
    times = {
        "clock": ("- Thời gian: 16g30 thứ 5 hàng tuần.",),
        "noon": ("Thời gian thực hiện: 30 phút cuối buổi sáng, mỗi tuần một lần.",),
        "weekday": ("II. Thời gian", "Chiều thứ Tư mỗi tuần tại trụ sở cơ quan."),
        "weeks": ("- Tuần 1 tháng 4: ra quân vệ sinh.", "- Tuần 2 tháng 4: sinh hoạt chuyên đề."),
        "typed": ("Thời gian: 16:30 - 17:00 các ngày thứ sáu",),
        "plain": ("Thoi gian: chieu thu sau hang tuan, tu 16h30",),
    }
    for name, time in times.items():
        content = make.word(plan("SNV", time=time))
        yield case(f"plan-time-{name}", whole("SNV"), "SNV", subject="Gửi kế hoạch", files=[("kh.docx", content)])
    charged = {
        "names": ("III. Phân công phụ trách", "1. Nguyễn Thị Lan: tuần 1, 2", "2. Thạch Sa Rây: tuần 3, 4"),
        "offices": ("Phân công: đồng chí Bí thư phụ trách chung; đồng chí Phó Bí thư phụ trách nội dung 2.",),
        "short": ("PHÂN CÔNG NHIỆM VỤ", "- Đ/c Kim Sa Mết: chịu trách nhiệm nội dung vệ sinh cơ quan"),
        "verb": ("Giao đồng chí Lâm Thị Mai theo dõi, đôn đốc các nội dung trên.",),
    }
    for name, assignment in charged.items():
        content = make.word(plan("SNV", assignment=assignment))
        yield case(
            f"plan-charge-{name}", whole("SNV"), "SNV", subject="Gửi kế hoạch", files=[("kh.docx", content)]
        )
    listed = {
        "colon": ("Nội dung: vệ sinh phòng làm việc, giao lưu bóng chuyền cuối tuần.",),
        "unusual": ("III. Nội dung thực hiện", "Số hóa tài liệu lưu trữ của cơ quan giai đoạn trước."),
        "dashes": ("- Tuyên truyền an toàn giao thông", "- Hiến máu tình nguyện đợt 1"),
    }
    for name, contents in listed.items():
        content = make.word(plan("SNV", contents=contents))
        yield case(
            f"plan-contents-{name}", whole("SNV"), "SNV", subject="Gửi kế hoạch", files=[("kh.docx", content)]
        )


def _lacking() -> Iterator[Case]:
    given = {
        "time": (plan("KBNN", time=()), ("time",)),
        "assignment": (plan("KBNN", assignment=()), ("assignment",)),
        "contents": (plan("KBNN", contents=()), ("contents",)),
        "time-and-assignment": (plan("KBNN", time=(), assignment=()), ("time", "assignment")),
        "assignment-later": (
            plan("KBNN", assignment=("III. PHÂN CÔNG", "Sẽ phân công cụ thể sau khi họp BCH.")),
            ("assignment",),
        ),
        "assignment-copied": (
            plan(
                "KBNN", assignment=("- Phân công cụ thể cho từng đồng chí Ủy viên BCH phụ trách từng nội dung.",)
            ),
            ("assignment",),
        ),
        "time-later": (plan("KBNN", time=("- Thời gian: chưa thống nhất, sẽ thông báo sau.",)), ("time",)),
        "time-only-start": (plan("KBNN", time=("- Thời gian: bắt đầu từ tháng 4/2020.",)), ("time",)),
    }
    for name, (lines, parts) in given.items():
        files = [("ke hoach.docx", make.word(lines))]
        yield case(f"plan-lacks-{name}", lacking("KBNN", *parts), "KBNN", subject="Gửi kế hoạch", files=files)
    files = [("ke hoach.pdf", make.pdf(plan("VNPT", assignment=())))]
    yield case("plan-lacks-assignment-pdf", lacking("VNPT", "assignment"), "VNPT", subject="KH", files=files)
    old = make.word(plan("VNPT", year=2019))
    truth = Truth("credited", "VNPT", "plan", {"ke-hoach": {"year"}}, says=frozenset({"paper.wrong_year"}))
    yield case("plan-of-2019", truth, "VNPT", subject="KH", files=[("ke hoach.docx", old)])


def _unread() -> Iterator[Case]:
    word = make.word(plan("CDC"))
    named = {
        "encrypted": ("ke hoach.docx", make.locked_word(word), "attachment.encrypted"),
        "broken": ("ke hoach.docx", word[: len(word) // 2], "attachment.broken"),
        "pdf-password": ("ke hoach.pdf", make.pdf(plan("CDC"), password="bimat"), "attachment.encrypted"),
        "scan": ("ke hoach.pdf", make.scan_pdf(), "attachment.scan"),
        "photo": ("ke hoach.jpg", make.photo(), "attachment.scan"),
        "rar": ("ke hoach.rar", b"Rar!\x1a\x07\x00" + bytes(range(200)), "attachment.unsupported"),
        "zip-password": ("ke hoach.zip", make.locked_archive(), "attachment.encrypted"),
        "empty": ("ke hoach.docx", b" ", "attachment.empty"),
        "nested-zip": (
            "ke hoach.zip",
            make.archive(("ke hoach trong.zip", make.archive(("kh.docx", word)))),
            "attachment.nested_archive",
        ),
    }
    for name, (file, content, code) in named.items():
        yield case(f"plan-{name}", unread("CDC", code), "CDC", subject="Gửi kế hoạch", files=[(file, content)])
    both = Truth(
        "needs_review", "CDC", "", unread=frozenset({"ke-hoach", "dang-ky"}), says=frozenset({"attachment.scan"})
    )
    yield case(
        "scan-that-says-nothing", both, "CDC", subject="", body="", files=[("scan0001.pdf", make.scan_pdf())]
    )
    late = Truth(
        "needs_review", "CDC", "", unread=frozenset({"bao-cao"}), periods=frozenset({"2020-06"}), says=frozenset()
    )
    yield case(
        "scan-in-july", late, "CDC", subject="", body="", files=[("scan.pdf", make.scan_pdf())], received=at(3, 7)
    )
    files = [("ke hoach.docx", make.word(plan("CDC"))), ("mau dang ky.pdf", make.scan_pdf())]
    half = Truth(
        "needs_review", "CDC", "plan;form", unread=frozenset({"dang-ky"}), says=frozenset({"attachment.scan"})
    )
    yield case("plan-and-scanned-form", half, "CDC", subject="Gửi kế hoạch, mẫu đăng ký", files=files)
    unnamed = [("ke hoach.docx", make.word(plan("CDC"))), ("scan0002.pdf", make.scan_pdf())]
    yield case("plan-and-unnamed-scan", half, "CDC", subject="Gửi kế hoạch và mẫu đăng ký", files=unnamed)
    pictured = [("ke hoach.docx", make.word(plan("CDC"))), ("IMG_7.jpg", make.photo())]
    yield case("plan-and-photo-of-form", half, "CDC", subject="Gửi kế hoạch và mẫu đăng ký", files=pictured)
    copied = [("ke hoach.docx", make.word(plan("CDC"))), ("scan0003.pdf", make.scan_pdf())]
    yield case("plan-and-unnamed-copy", whole("CDC"), "CDC", subject="Gửi kế hoạch", files=copied)
    doubt = [("ke hoach.docx", make.word(plan("CDC", assignment=()))), ("ke hoach ky ten.pdf", make.scan_pdf())]
    truth = unread("CDC", "attachment.scan")
    yield case("plan-lacking-beside-its-scan", truth, "CDC", subject="Gửi kế hoạch", files=doubt)


def _corrected() -> Iterator[Case]:
    first = make.word(plan("BVDK", assignment=()))
    yield case(
        "plan-to-complete", lacking("BVDK", "assignment"), "BVDK", subject="Gửi KH", files=[("kh.docx", first)]
    )
    text = "Đơn vị xin bổ sung phân công: đồng chí Lê Thị Ba phụ trách tuần 1, 2; đồng chí Trần Tư phụ trách tuần 3, 4."
    yield case(
        "plan-completed-by-letter",
        whole("BVDK", "plan;reply"),
        "BVDK",
        subject="Re: Gửi KH",
        body=text,
        headers={"In-Reply-To": "<x@mail.test>"},
        received=at(14),
        after="plan-to-complete",
    )
    yield case(
        "plan-completed-by-file",
        whole("BVDK", "plan"),
        "BVDK",
        subject="Kế hoạch đã bổ sung",
        files=[("kh.docx", make.word(plan("BVDK")))],
        received=at(14),
        after="plan-to-complete",
    )
    same = [("kh.docx", make.word(plan("DTNT")))]
    yield case("plan-first-time", whole("DTNT"), "DTNT", subject="Gửi kế hoạch", files=same)
    again = whole("DTNT", says=frozenset({"paper.again"}))
    yield case(
        "plan-sent-twice",
        again,
        "DTNT",
        subject="Gửi kế hoạch",
        files=same,
        received=at(14),
        after="plan-first-time",
    )
    text = "\n".join([BECAUSE, TIME, *CONTENTS, *ASSIGNMENT, f"Về mô hình {MODEL}"])
    yield case(
        "plan-late-at-night", whole("DTNT"), "DTNT", subject="Kế hoạch", body=text, received=at(14, 4, 23, 59)
    )
    signature = make.word(plan("SYT"))
    logo = "<p>Gửi kế hoạch</p><img src='cid:logo'>"
    yield case(
        "plan-and-html-letter", whole("SYT"), "SYT", subject="KH", markup=logo, files=[("KH.docx", signature)]
    )
    assert ADDRESSES["SYT"]
