"""April: plans and registration forms, and all that comes into an inbox beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from tests.core.evaluation.shipped import at
from tests.scenarios.acceptance_reading.legacy_text import tcvn3
from tests.scenarios.acceptance_reading.letters import HELLO, Case, File, address, letter, name
from tests.scenarios.acceptance_reading.papers import (
    Plan,
    as_docx,
    as_html,
    as_pdf,
    as_rtf,
    as_scan,
    as_xlsx,
    form,
    locked,
    logo,
    noise,
    noise_pdf,
    winmail,
    zipped,
)
from tests.scenarios.stage import MAILBOX

ASKED = at("2020-04-19T21:00")  # a Sunday evening after the deadline of the plans
SENT = at("2020-04-13T09:00")
OPEN = "needs_review|incomplete"
OFFICER = "Đồng chí Nguyễn Văn An, Bí thư, phụ trách các nội dung trên."
NOT_DONE = "missing|needs_review|incomplete"


def plan_of(unit: str) -> Plan:
    return Plan(name(unit))


def state(unit: str, allowed: str, obligation: str = "ke-hoach") -> dict[tuple[str, str, str], str]:
    return {(unit, obligation, "once"): allowed}


def cases() -> list[Case]:
    return [
        *_formats(),
        *_unreadable(),
        *_complete(),
        *_times(),
        *_who(),
        *_strangers(),
        *_machines(),
        *_forms(),
        *_rest(),
    ]


def _plan(unit: str, file: File, about: str, *, subject: str = "Gửi kế hoạch thực hiện mô hình 30 phút") -> Case:
    """A readable complete plan from a registered address."""
    raw = letter(f"BCH <{address(unit)}>", subject, [file])
    return Case(about, raw, SENT, unit, "credited", "plan", True, state(unit, "on_time"))


def _formats() -> Iterator[Case]:
    yield _plan("SXD", File("ke hoach.docx", as_docx(plan_of("SXD").lines)), "docx")
    yield _plan("STP", File("KH 30 phut.pdf", as_pdf(plan_of("STP").lines)), "pdf")
    yield _plan("SNV", File("Ke hoach.xlsx", as_xlsx(plan_of("SNV").lines)), "xlsx")
    yield _plan("SKHDT", File("KE HOACH.doc", as_rtf(plan_of("SKHDT").lines)), "rtf named doc")
    yield _plan("SCT", File("kh.zip", zipped(("KH/ke hoach.docx", as_docx(plan_of("SCT").lines)))), "zip")
    inner = letter("a@example.org", "kế hoạch", [File("kh.docx", as_docx(plan_of("SGTVT").lines))])
    yield _plan("SGTVT", File("ke hoach.eml", inner), "eml")
    yield _plan("BVDK", File("ke hoach.docx", as_pdf(plan_of("BVDK").lines)), "pdf named docx")
    nfd = [unicodedata.normalize("NFD", line) for line in plan_of("DTNT").lines]
    yield _plan("DTNT", File(unicodedata.normalize("NFD", "Kế hoạch.docx"), as_docx(nfd)), "decomposed letters")
    yield _plan(
        "STNMT", File("kh.docx", as_docx([tcvn3(line) for line in plan_of("STNMT").lines])), "TCVN3 in Word"
    )
    body = letter(address("STC"), "Kế hoạch 30 phút", body="\n\n".join(plan_of("STC").lines))
    yield Case("in the body", body, SENT, "STC", "credited", "plan", True, state("STC", "on_time"))
    html = letter(address("VIETTEL"), "Kế hoạch 30 phút", body="", html=as_html(plan_of("VIETTEL").lines))
    yield Case("HTML only", html, SENT, "VIETTEL", "credited", "plan", True, state("VIETTEL", "on_time"))
    signature = (
        HELLO + "\n\n-- \n" + "\n".join(f"Dòng chữ ký số {n}, điện thoại 0294 3000 1{n:02}" for n in range(99))
    )
    files = [File("logo.png", logo(), inline=True), File("ke hoach.docx", as_docx(plan_of("DIENLUC").lines))]
    raw = letter(address("DIENLUC"), "Kế hoạch", files, body=signature)
    yield Case("huge signature, logo", raw, SENT, "DIENLUC", "credited", "plan", True, state("DIENLUC", "on_time"))
    scan = letter(address("SGDDT"), "Kế hoạch", [File("scan.png", as_scan(plan_of("SGDDT").lines))])
    yield Case(
        "clean scan", scan, SENT, "SGDDT", "credited|needs_review", "", True, state("SGDDT", f"on_time|{OPEN}")
    )


def _unreadable() -> Iterator[Case]:
    for unit, about, file in (
        ("SLDTBXH", "photo", File("IMG_2020.jpg", noise())),
        ("TTT", "locked docx", File("ke hoach.docx", locked(as_docx(plan_of("TTT").lines)))),
        ("BDT", "broken docx", File("ke hoach.docx", as_docx(plan_of("BDT").lines)[:9000])),
        ("BQLKKT", "locked pdf", File("kehoach.pdf", as_pdf(plan_of("BQLKKT").lines, "matkhau"))),
        ("CDN", "rar", File("Ke hoach.rar", b"Rar!\x1a\x07\x01\x00" + bytes(range(256)) * 20)),
        ("CTN", "winmail.dat", File("winmail.dat", winmail("kehoach.docx", as_docx(plan_of("CTN").lines)))),
        ("CTHUE", "scanned pdf", File("Kế hoạch.pdf", noise_pdf())),
    ):
        raw = letter(address(unit), "Gửi kế hoạch 30 phút", [file])
        yield Case(about, raw, SENT, unit, "needs_review", "", True, state(unit, "needs_review"), issues=True)
    forgotten = letter(address("BVSN"), "Gửi kế hoạch", body="Kính gửi Văn phòng kế hoạch của đơn vị (đính kèm).")
    yield Case("forgotten attachment", forgotten, SENT, "BVSN", "credited|needs_review|triage", "", True,
               state("BVSN", NOT_DONE))  # fmt: skip


def _complete() -> Iterator[Case]:
    for unit, about, plan in (
        ("VKSND", "no assignment", Plan(name("VKSND"), assignment="")),
        ("KBNN", "no time", Plan(name("KBNN"), time="", assignment=OFFICER)),
        ("CTK", "wrong year", Plan(name("CTK"), year=2019)),
    ):
        raw = letter(address(unit), "Kế hoạch", [File("kh.docx", as_docx(plan.lines))])
        yield Case(about, raw, SENT, unit, "credited|needs_review", "plan", True, state(unit, OPEN), issues=True)
    lacking_plan = Plan(name("NHCSXH"), time="", assignment=OFFICER)
    lacking = letter(
        address("NHCSXH"),
        "Kế hoạch",
        [File("kh.docx", as_docx(lacking_plan.lines))],
    )
    yield Case("to be corrected", lacking, at("2020-04-10T09:00"), "NHCSXH", "credited", "plan", True, issues=True)
    mended = letter(address("NHCSXH"), "Kế hoạch (bổ sung)", [File("kh2.docx", as_docx(plan_of("NHCSXH").lines))])
    yield Case("correction", mended, at("2020-04-13T17:00"), "NHCSXH", "credited", "plan", True,
               state("NHCSXH", "on_time"))  # fmt: skip
    for when in ("2020-04-10T09:00", "2020-04-15T10:00"):
        raw = letter(address("VNPT"), "Kế hoạch", [File("kh.docx", as_docx(plan_of("VNPT").lines))])
        yield Case(
            f"sent again {when}", raw, at(when), "VNPT", "credited|ignored", "", None, state("VNPT", "on_time")
        )
    twice = as_docx(plan_of("VIETINBANK").lines)
    for when in ("2020-04-12T09:00", "2020-04-12T09:03"):
        raw = letter(address("VIETINBANK"), "Kế hoạch", [File("kh.docx", twice)])
        yield Case(f"double {when}", raw, at(when), "VIETINBANK", "credited|ignored", "", None,
                   state("VIETINBANK", "on_time"))  # fmt: skip


def _times() -> Iterator[Case]:
    for unit, when, date, allowed in (
        ("BHXH", "2020-04-14T23:59:30", "2020-04-14T23:59:00", "on_time"),
        ("CTHADS", "2020-04-15T00:00:05", "2020-04-14T23:59:50", "late"),
        ("HTTN", "2020-04-15T09:00", "2020-04-13T09:00", "late"),
        ("BQLDA", "2020-04-14T09:00", "2021-04-20T09:00", "on_time"),
        ("SYT", "2020-04-14T02:13", "2020-04-14T02:13", "on_time"),
    ):
        raw = letter(address(unit), "Kế hoạch", [File("kh.docx", as_docx(plan_of(unit).lines))], date=at(date))
        yield Case(f"at {when}", raw, at(when), unit, "credited", "plan", True, state(unit, allowed))
    for unit, how in (("SKHCN", "import"), ("SVHTTDL", "insert")):
        raw = letter(address(unit), "Kế hoạch", [File("kh.docx", as_docx(plan_of(unit).lines))], date=SENT)
        yield Case(f"by {how}", raw, SENT, unit, "credited", "plan", True, state(unit, "on_time"), how=how)
    raw = letter(
        address("SNNPTNT"), "Kế hoạch", [File("kh.docx", as_docx(plan_of("SNNPTNT").lines))], date="hôm qua"
    )
    yield Case("Date is no date", raw, SENT, "SNNPTNT", "credited", "plan", True, state("SNNPTNT", "on_time"))


def _who() -> Iterator[Case]:
    docx = {
        unit: as_docx(plan_of(unit).lines)
        for unit in ("DPTTH", "TCT", "CDC", "CDN", "AGRIBANK", "BIDV", "COOPBANK")
    }
    private = letter("anhtu.8x@gmail.example.org", f"Kế hoạch {name('DPTTH')}", [File("kh.docx", docx["DPTTH"])])
    yield Case(
        "private address, unit named", private, SENT, "DPTTH", "credited", "plan", None, state("DPTTH", "on_time")
    )
    by_file = letter("vy.test@gmail.example.org", "Kế hoạch", [File("kh.docx", docx["COOPBANK"])])
    yield Case("private address, unit in the file", by_file, SENT, "COOPBANK", "credited", "plan", None,
               state("COOPBANK", "on_time"))  # fmt: skip
    photo = letter("bao.test@gmail.example.org", "Kế hoạch của Chi đoàn Báo Trà Vinh", [File("anh.jpg", noise())])
    yield Case(
        "private address, photo", photo, SENT, "BAOTV|", "needs_review", "", None, state("BAOTV", "needs_review")
    )
    nobody = letter(
        "ai.do@gmail.example.org", "Kế hoạch", [File("kh.docx", as_docx(Plan("Chi đoàn cơ quan").lines))]
    )
    yield Case("nobody named", nobody, SENT, "", "triage", "plan", None)
    forged = letter(address("XSKT"), "Kế hoạch", [File("kh.docx", as_docx(plan_of("XSKT").lines))])
    yield Case("failed DMARC", forged, SENT, "", "triage", "", False, auth="fail")
    trick = letter("ke.la@example.com", "Kế hoạch", [File("kh.docx", as_docx(Plan("Chi đoàn").lines))],
                   headers=[("Reply-To", address("VPTU"))])  # fmt: skip
    yield Case("Reply-To of a unit", trick, SENT, "", "triage", "", None, state("VPTU", "missing|not_due"))
    display = letter(
        f'"{address("SNV")}" <ke.la2@example.com>', "Kế hoạch", [File("kh.docx", as_docx(Plan("CĐ").lines))]
    )
    yield Case("an address as display name", display, SENT, "", "triage", "", None)
    against = letter(
        "khac@example.com", "Kế hoạch Chi đoàn CDC", [File("kh.docx", as_docx(plan_of("CDYT").lines))]
    )
    yield Case("subject against file", against, SENT, "", "triage|needs_review", "", None, state("CDYT", NOT_DONE))
    other = letter(address("TAND"), "Kế hoạch", [File("kh.docx", as_docx(plan_of("VPUBND").lines))])
    yield Case("another unit's paper", other, SENT, "", "triage|needs_review", "", None,
               state("VPUBND", NOT_DONE) | state("TAND", NOT_DONE))  # fmt: skip
    plus = letter("rieng@gmail.example.org", "Re: Nhắc nộp kế hoạch", [File("kh.docx", docx["TCT"])],
                  to=MAILBOX.replace("@", "+TCT@"))  # fmt: skip
    yield Case("reply to a plus-address", plus, SENT, "TCT", "credited", "plan", None, state("TCT", "on_time"))
    two = letter("khoi.nh@gmail.example.org", "Kế hoạch của Chi đoàn Agribank và Chi đoàn BIDV",
                 [File("agribank.docx", docx["AGRIBANK"]), File("bidv.docx", docx["BIDV"])])  # fmt: skip
    yield Case("two units in one mail", two, SENT, "|AGRIBANK|BIDV", "credited|triage|needs_review", "", None,
               state("AGRIBANK", "on_time|needs_review") | state("BIDV", "on_time|needs_review"))  # fmt: skip
    second = letter(address("STNMT", 1), "Bổ sung kế hoạch", [File("kh.docx", as_docx(plan_of("STNMT").lines))])
    yield Case("a unit's second address", second, SENT, "STNMT", "credited", "plan", None)


def _strangers() -> Iterator[Case]:
    """Private addresses, and papers of organisations that only sound like a unit of the roster."""
    nameless = File("kh.docx", as_docx(Plan("Chi đoàn cơ quan").lines))
    raw = letter("linh@example.com", "Kế hoạch của Chi đoàn Sở Giáo dục và Đào tạo", [nameless])
    yield Case("unit in the subject only", raw, SENT, "SGDDT", "credited", "plan")
    raw = letter("hieu@example.com", "Kế hoạch", [File("KH 30 phut - Chi doan BHXH tinh.docx", nameless.content)])
    yield Case("unit in the file's name only", raw, SENT, "BHXH", "credited", "plan")
    for named in (
        "Chi đoàn Sở Ngoại vụ",
        "Chi đoàn Tòa án nhân dân huyện Cầu Kè",
        "Chi đoàn Viện Kiểm sát nhân dân thành phố Trà Vinh",
        "Chi đoàn BHXH huyện Càng Long",
        "Chi đoàn Thanh tra Sở Xây dựng",
        "Đoàn trường Đại học Trà Vinh",
        "Chi đoàn VNPT Vĩnh Long",
        "Chi đoàn Trung tâm Y tế huyện Tiểu Cần",
        "Chi cục Thuế thành phố Trà Vinh",
        "Chi đoàn Công an tỉnh",
        "Chi đoàn Điện lực Càng Long",
        "CĐ Y tế",
    ):
        raw = letter("ai@example.com", f"Kế hoạch {named}", [File("kh.docx", as_docx(Plan(named).lines))])
        yield Case(f"not of the roster: {named}", raw, SENT, "", "triage", "plan", None)
    raw = letter("chidoansct@examp1e.org", "Kế hoạch", [nameless])
    yield Case("an address like a unit's", raw, SENT, "", "triage", "plan")
    two = letter(address("SCT"), "Kế hoạch", [nameless]).replace(b"From: ", b"From: x@example.com\r\nFrom: ", 1)
    yield Case("two From lines", two, SENT, "", "triage", "")
    raw = letter(address("SCT"), "Kế hoạch", [nameless])
    yield Case("SPF failed softly, no DMARC", raw, SENT, "SCT|", "credited|triage", "", auth="softfail")
    raw = letter(address("SCT").upper(), "KẾ HOẠCH", [nameless])
    yield Case("an address in capitals", raw, SENT, "SCT", "credited", "plan")


def _machines() -> Iterator[Case]:
    auto = [("Auto-Submitted", "auto-replied")]
    raw = letter(address("SXD"), "Trả lời tự động: Nhắc nộp kế hoạch", body="Tôi đang nghỉ phép.", headers=auto)
    yield Case("auto-reply", raw, SENT, "SXD|", "ignored", "automatic", False)
    raw = letter(
        address("STP"), "Trả lời tự động: Nhắc nộp kế hoạch", body="Tôi đang đi công tác, sẽ trả lời sau."
    )
    yield Case("auto-reply by its subject", raw, SENT, "STP|", "ignored", "automatic", False)
    raw = letter(address("SNV"), "Automatic reply: Nhắc", body="Out of office", headers=[("X-Autoreply", "yes")])
    yield Case("English auto-reply", raw, SENT, "SNV|", "ignored", "automatic", False)
    yield Case("bounce", _bounce(address("BIDV")), SENT, "BIDV|", "ignored|needs_review|triage", "bounce", False,
               envelope="")  # fmt: skip
    raw = letter("tin@baochi.example.org", "Bản tin tuần", body="Tin tức…", headers=[
        ("List-Id", "<bantin.example.org>"), ("List-Unsubscribe", "<mailto:x@example.org>"), ("Precedence", "bulk"),
    ])  # fmt: skip
    yield Case("newsletter", raw, SENT, "", "ignored", "list", False)
    raw = letter(MAILBOX, "Ghi chú cho Văn phòng", body="Nhớ gọi điện.")
    yield Case("own mail", raw, SENT, "", "ignored", "own", False)
    raw = letter("Mail Delivery Subsystem <mailer-daemon@example.com>", "Delivery Status Notification (Failure)",
                 body="The following message could not be delivered.")  # fmt: skip
    yield Case("bounce in plain text", raw, SENT, "", "ignored|triage", "", False, envelope="")


def _bounce(lost: str) -> bytes:
    return "\r\n".join(
        [
            "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>", f"To: {MAILBOX}",
            "Subject: Delivery Status Notification (Failure)", "Message-ID: <tra-ve-1@mail.gmail.com>",
            "Date: Mon, 13 Apr 2020 09:00:00 +0700", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"', "", "--b1",
            "Content-Type: text/plain; charset=utf-8", "", f"Address not found: {lost}", "--b1",
            "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; googlemail.com", "",
            f"Final-Recipient: rfc822; {lost}", "Action: failed", "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.", "--b1--", "",
        ]
    ).encode()  # fmt: skip


def _forms() -> Iterator[Case]:
    for unit, about, file in (
        ("SCT", "form docx", File("Mau dang ky.docx", as_docx(form(name("SCT"))))),
        ("SGTVT", "form xlsx", File("Mẫu đăng ký.xlsx", as_xlsx(form(name("SGTVT"))))),
        ("SKHDT", "form pdf", File("dang ky.pdf", as_pdf(form(name("SKHDT"))))),
    ):
        raw = letter(address(unit), "Gửi mẫu đăng ký", [file])
        yield Case(about, raw, SENT, unit, "credited", "form", True, state(unit, "on_time", "dang-ky"))
    both = [File("ke hoach.docx", as_docx(plan_of("SXD").lines)), File("dang ky.xlsx", as_xlsx(form(name("SXD"))))]
    raw = letter(address("SXD"), "Kế hoạch và mẫu đăng ký", both)
    yield Case(
        "plan and form", raw, SENT, "SXD", "credited", "plan;form", None, state("SXD", "on_time", "dang-ky")
    )
    raw = letter(address("STC"), "Mẫu đăng ký", body="", html=as_html(form(name("STC"))))
    yield Case("form in the body", raw, SENT, "STC", "credited", "form", True, state("STC", "on_time", "dang-ky"))
    empty = letter(address("STP"), "Mẫu đăng ký", [File("mau.docx", as_docx(form(name("STP"), [[""] * 10] * 3)))])
    yield Case("empty form", empty, SENT, "STP", "credited|needs_review", "", True,
               state("STP", "incomplete|needs_review", "dang-ky"), issues=True)  # fmt: skip
    rows = [
        [
            "1",
            "Vệ sinh phòng làm việc",
            "1",
            "4 đến 12",
            "Hằng tuần",
            "Thứ Sáu, 16h30-17h00",
            "1",
            "Trụ sở",
            "Tập trung",
            "",
        ]
    ]
    lacking = letter(address("SNV"), "Mẫu đăng ký", [File("mau.docx", as_docx(form(name("SNV"), rows)))])
    yield Case("form without officer", lacking, SENT, "SNV", "credited|needs_review", "form", True,
               state("SNV", "incomplete", "dang-ky"), issues=True)  # fmt: skip


def _rest() -> Iterator[Case]:
    raw = letter(address("STTTT"), "Hỏi về mẫu đăng ký", body="Cho hỏi mẫu đăng ký gửi bản giấy được không?")
    yield Case(
        "a question", raw, SENT, "STTTT", "triage|needs_review", "question", None, state("STTTT", "missing")
    )
    raw = letter("khuyenmai@shop.example.com", "KHUYẾN MÃI 50%", body="Mua ngay hôm nay!")
    yield Case("an offer", raw, SENT, "", "ignored|triage", "other", False)
    quoted = (
        HELLO + "\n\nVào 08:00 13/4/2020, Văn phòng Đoàn Khối đã viết:\n> Kính gửi BCH Chi đoàn Sở Nội vụ\n"
        "> hạn gửi kế hoạch và mẫu đăng ký là trước ngày 15/4/2020.\n> Trân trọng."
    )
    raw = letter(
        address("CDYT"), "Re: Nhắc nộp kế hoạch", [File("kh.docx", as_docx(plan_of("SGDDT").lines))], body=quoted
    )
    yield Case("a reply with another unit's file", raw, SENT, "", "triage|needs_review", "", None)
    forward = (
        "---------- Forwarded message ---------\nFrom: Bí thư <bithu@example.com>\nSubject: KH\n\nGửi em nộp giúp."
    )
    raw = letter(address("SYT"), "Fwd: Kế hoạch", [File("kh.pdf", as_pdf(plan_of("SYT").lines))], body=forward)
    yield Case("forwarded", raw, SENT, "SYT", "credited", "plan", None, state("SYT", "on_time"))
    raw = b"From: <<>>\r\nSubject: =?utf-9?B?!!!?=\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n\xff\xfe\x00"
    yield Case("broken from top to bottom", raw, SENT, "", "triage|ignored|needs_review", "", None)
    raw = letter(address("SNNPTNT"), "Chúc mừng ngày thành lập Đoàn", body="Kính chúc Văn phòng sức khỏe.")
    yield Case("a greeting", raw, SENT, "SNNPTNT", "triage|ignored|needs_review", "", None)
