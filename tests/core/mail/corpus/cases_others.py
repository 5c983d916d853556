"""Machines, questions, thanks, other business, and messages built strangely."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.message import EmailMessage

from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.cases_plans import whole
from tests.core.mail.corpus.cases_senders import PRIVATE, plan_file
from tests.core.mail.corpus.letters import Case, Truth, authenticated, case, raw_case
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX
from tests.core.mail.corpus.papers import plan

REPLY = {"In-Reply-To": "<nhac@mail.test>", "References": "<nhac@mail.test>"}


def ignored(unit: str | None, kinds: str) -> Truth:
    return Truth("ignored", unit, kinds)


def cases() -> Iterator[Case]:
    yield from _machines()
    yield from _bounces()
    yield from _people()
    yield from _business()
    yield from _strange()


def _machines() -> Iterator[Case]:
    away = "Tôi đi công tác đến hết tuần, việc gấp xin gọi điện."
    headers = {
        "rfc3834": {"Auto-Submitted": "auto-replied"},
        "x-autoreply": {"X-Autoreply": "yes"},
        "x-autorespond": {"X-Autorespond": "Re: nhắc"},
        "precedence": {"Precedence": "auto_reply"},
    }
    for name, header in headers.items():
        truth = ignored("SNV", "automatic")
        yield case(f"automatic-{name}", truth, "SNV", subject="Re: Nhắc", body=away, headers=header)
    for number, subject in enumerate(
        (
            "Trả lời tự động: Nhắc gửi kế hoạch",
            "Automatic reply: Nhắc",
            "Out of Office: kế hoạch",
            "Vắng mặt: Nhắc việc",
        )
    ):
        yield case(f"automatic-subject-{number}", ignored("SNV", "automatic"), "SNV", subject=subject, body=away)
    by_hand = {"Auto-Submitted": "no", "X-Auto-Response-Suppress": "All"}
    yield case("not-automatic", whole("STC"), "STC", subject="Gửi KH", headers=by_hand, files=[plan_file("STC")])
    copier = {"Auto-Submitted": "auto-generated"}
    truth = Truth("needs_review", "STC", "plan;automatic")
    yield case("copier-sends-a-plan", truth, "STC", subject="Scan", headers=copier, files=[plan_file("STC")])
    group = {"List-Id": "<bch.example.org>", "List-Unsubscribe": "<mailto:x@example.org>"}
    yield case("list", ignored(None, "list"), sender="bch@lists.test", subject="[bch] Hướng dẫn", headers=group)
    bulk = {"Precedence": "bulk", "List-Unsubscribe": "<https://shop.test/x>"}
    yield case("newsletter", ignored(None, "list"), sender="shop@shop.test", subject="Ưu đãi", headers=bulk)
    truth = Truth("needs_review", "STC", "plan;list")
    yield case("plan-through-a-list", truth, "STC", subject="Gửi KH", headers=group, files=[plan_file("STC")])
    key = {"X-Nhac-Viec-Key": "a/b/c"}
    yield case("own-by-key", ignored(None, "own"), sender=MAILBOX, subject="Nhắc", headers=key)
    yield case("own-sent", ignored(None, "own"), sender=MAILBOX, subject="Trả lời", labels=("SENT",))
    forged = Truth("triage", None, "plan")
    yield case(
        "own-key-forged", forged, sender=MAILBOX, subject="KH", headers=key, files=[plan_file("STC")], auth="fail"
    )
    foreign = whole("STC")
    yield case("own-key-of-a-unit", foreign, "STC", subject="KH", headers=key, files=[plan_file("STC")])


def _bounces() -> Iterator[Case]:
    truth = ignored(None, "bounce")
    yield raw_case("bounce-report", truth, _report("failed"))
    yield raw_case("bounce-delayed", ignored(None, "automatic"), _report("delayed"))
    postmaster = "Mail Delivery System <MAILER-DAEMON@mail.test>"
    body = "The following address failed:\n\n  hopthucu@example.org\n    mailbox full"
    yield case(
        "bounce-free-form",
        truth,
        sender=postmaster,
        subject="Undelivered Mail Returned to Sender",
        body=body,
        auth="",
    )
    told = {"X-Failed-Recipients": "hopthucu@example.org"}
    gmail = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
    yield case("bounce-gmail", truth, sender=gmail, subject="Delivery Status Notification (Failure)", headers=told)
    read = EmailMessage()
    read["From"], read["To"], read["Subject"] = ADDRESSES["SNV"], MAILBOX, "Read: Nhắc"
    read["Content-Type"] = 'multipart/report; report-type=disposition-notification; boundary="b"'
    raw = read.as_bytes() + b"--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\nX: y\n--b--\n"
    yield raw_case("read-receipt", ignored("SNV", "automatic"), authenticated(raw, "pass", ADDRESSES["SNV"]))


def _report(action: str) -> bytes:
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        f"To: {MAILBOX}",
        "Subject: Delivery Status Notification",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "",
        "Delivery problem",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; googlemail.com",
        "",
        "Final-Recipient: rfc822; hopthucu@example.org",
        f"Action: {action}",
        "Status: 5.1.1",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        "Subject: Nhac",
        "",
        "x",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def _people() -> Iterator[Case]:
    question = Truth("triage", "KBNN", "question")
    texts = (
        "Cho em hỏi mẫu đăng ký lấy ở đâu ạ?",
        "Đơn vị ít đoàn viên, có phải đăng ký mỗi tuần không?",
        "Xin gia hạn nộp kế hoạch đến ngày 20/4 được không ạ?",
    )
    for number, body in enumerate(texts):
        yield case(f"question-{number}", question, "KBNN", subject="Hỏi về mô hình 30 phút", body=body)
    stranger = Truth("triage", None, "question")
    body = "Em ở chi đoàn mới thành lập, cho em hỏi đăng ký thế nào ạ?"
    yield case("question-of-a-stranger", stranger, sender=PRIVATE, subject="Hỏi", body=body)
    answer = ignored("KBNN", "reply")
    for number, body in enumerate(
        ("Dạ em cảm ơn Văn phòng ạ.", "Đã nhận, cảm ơn đồng chí.", "OK ạ", "Vâng ạ, em đã rõ.")
    ):
        yield case(f"thanks-{number}", answer, "KBNN", subject="Re: Đã nhận kế hoạch", body=body, headers=REPLY)
    said = Truth("triage", "KBNN", "reply")
    body = "Chi đoàn đã nộp kế hoạch từ ngày 10/4, đề nghị Văn phòng kiểm tra lại."
    yield case("reply-that-objects", said, "KBNN", subject="Re: Nhắc nộp kế hoạch", body=body, headers=REPLY)
    missing = {"ke-hoach": {"time", "contents", "assignment"}}
    forgot = Truth("credited", "KBNN", "plan", missing, says=frozenset({"mail.no_attachment"}))
    body = "Kính gửi Văn phòng, Chi đoàn xin gửi kế hoạch (đính kèm)."
    yield case("attachment-forgotten", forgot, "KBNN", subject="Gửi kế hoạch", body=body)
    link = Truth("needs_review", "KBNN", "plan", unread=frozenset({"ke-hoach"}), says=frozenset({"mail.link"}))
    body = "Em gửi kế hoạch theo đường dẫn https://drive.google.com/file/d/abc/view ạ."
    yield case("plan-as-a-link", link, "KBNN", subject="Gửi kế hoạch", body=body)
    yield case(
        "greeting", ignored("KBNN", "other"), "KBNN", subject="Chúc mừng 26/3", body="Chúc các đồng chí sức khỏe."
    )
    yield case("empty", ignored("KBNN", "other"), "KBNN", subject="", body="")


def _business() -> Iterator[Case]:
    congress = make.word(["KẾ HOẠCH", "Tổ chức Đại hội Chi đoàn nhiệm kỳ 2020 - 2022", "Căn cứ Điều lệ Đoàn;"])
    other = ignored("VNPT", "other")
    yield case("plan-of-a-congress", other, "VNPT", subject="KH đại hội", files=[("KH dai hoi.docx", congress)])
    listed = make.word(["DANH SÁCH ĐOÀN VIÊN ƯU TÚ", "1. Nguyễn Văn A"])
    yield case("a-list-of-names", other, "VNPT", subject="Danh sách", files=[("danh sach.docx", listed)])
    invited = make.word(["GIẤY MỜI", "Kính mời đồng chí dự đại hội"])
    yield case("an-invitation", other, "VNPT", subject="Giấy mời", files=[("giay moi.docx", invited)])
    head = ["ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP", "Số: 82-KH/ĐTĐN", "KẾ HOẠCH", "Phát động thực hiện mô hình"]
    own = make.word([*head, *plan("VNPT", headed=False)[3:]])
    yield case("our-own-plan-back", other, "VNPT", subject="Văn bản", files=[("82-KH.docx", own)])
    invoice = make.word(["HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "Tổng tiền: 1.500.000"])
    spam = ignored(None, "other")
    yield case(
        "an-invoice",
        spam,
        sender="kt@shop.test",
        subject="Hóa đơn",
        body="Kính gửi Quý khách.",
        files=[("hoa don.docx", invoice)],
    )
    yield case("spam", spam, sender="win@spam.test", subject="You won", body="Click here to claim your prize.")
    unknown = make.word(["Nội dung trao đổi", "Gửi anh chị tài liệu như đã hẹn."])
    truth = Truth("triage", "VNPT", "other")
    yield case("a-paper-of-no-kind", truth, "VNPT", subject="Gửi anh chị", files=[("tai lieu.docx", unknown)])


def _strange() -> Iterator[Case]:
    word = make.word(plan("STC"))
    encoded = base64.encodebytes(word).decode()
    address = ADDRESSES["STC"]

    def built(name: str, truth: Truth, head: str, body: str, charset: str = "utf-8") -> Case:
        start = f"From: {address}\nTo: {MAILBOX}\nSubject: Gui ke hoach\nMIME-Version: 1.0\n{head}\n\n"
        return raw_case(name, truth, authenticated(start.encode("ascii") + body.encode(charset), "pass", address))

    mixed = 'Content-Type: multipart/mixed; boundary="b"'
    file = f"Content-Transfer-Encoding: base64\n\n{encoded}\n--b--\n"
    part = 'Content-Type: application/msword; name="ke hoach.docx"\n'
    yield built("mime-no-disposition", whole("STC"), mixed, f"--b\n\nGửi\n--b\n{part}{file}")
    yield built("mime-no-end", whole("STC"), mixed, f"--b\n\nGửi\n--b\n{part}{file}".replace("--b--", ""))
    named = (
        "Content-Type: application/octet-stream\nContent-Disposition: attachment;\n"
        " filename*0*=utf-8''k%E1%BA%BF;\n filename*1*=%20hoach.docx\n"
    )
    yield built("mime-rfc2231-name", whole("STC"), mixed, f"--b\n\nGửi\n--b\n{named}{file}")
    path = 'Content-Type: application/octet-stream; name="..\\\\..\\\\C:\\\\KH\n\t.docx"\n'
    yield built("mime-path-in-name", whole("STC"), mixed, f"--b\n\nGửi\n--b\n{path}{file}")
    whole_message = (
        f"Content-Type: application/msword; name=kh.docx\nContent-Transfer-Encoding: base64\n\n{encoded}"
    )
    start = f"From: {address}\nSubject: KH\n{whole_message}".encode()
    yield raw_case("mime-file-is-the-message", whole("STC"), authenticated(start, "pass", address))
    noisy = encoded.replace("\n", "!!\n", 3) + "\n===="
    yield built(
        "mime-noisy-base64",
        whole("STC"),
        mixed,
        f"--b\n\nGửi\n--b\n{part}Content-Transfer-Encoding: base64\n\n{noisy}\n--b--\n",
    )
    broken = encoded[: len(encoded) // 2 + 1]
    truth = Truth(
        "needs_review", "STC", "plan", unread=frozenset({"ke-hoach"}), says=frozenset({"attachment.broken"})
    )
    yield built(
        "mime-cut-base64",
        truth,
        mixed,
        f"--b\n\nGửi\n--b\n{part}Content-Transfer-Encoding: base64\n\n{broken}\n--b--\n",
    )
    text = "\n".join(plan("STC"))
    yield built("mime-unknown-charset", whole("STC"), "Content-Type: text/plain; charset=x-vni", text)
    yield built("mime-no-charset", whole("STC"), "Content-Type: text/plain", text)
    yield built("mime-utf16", whole("STC"), "Content-Type: text/plain; charset=utf-16", text, "utf-16")
    coded = f"{part}Content-Transfer-Encoding: base64\n\n{encoded}"
    before, behind = (
        "Content-Type: text/plain; charset=utf-8\n\nGửi",
        "Content-Type: text/plain\n\nSent from my iPhone",
    )
    apple = f"--b\n{before}\n--b\n{coded}\n--b\n{behind}\n--b--\n"
    yield built("mime-text-around-file", whole("STC"), mixed, apple)
    inner = 'Content-Type: multipart/alternative; boundary="d"\n\n--d\n\nGửi\n--d--\n'
    related = f'Content-Type: multipart/related; boundary="c"\n\n--c\n{inner}--c--\n'
    nested = f"--b\n{related}--b\n{part}{file}"
    yield built("mime-nested", whole("STC"), mixed, nested)
    logo = base64.encodebytes(make.logo()).decode()
    shown = "Content-ID: <logo>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64"
    picture = f"Content-Type: image/png; name=logo.png\n{shown}\n\n{logo}"
    signed = f'--b\nContent-Type: text/html\n\n<p>Cảm ơn ạ</p><img src="cid:logo">\n--b\n{picture}\n--b--\n'
    head = f"From: {address}\nTo: {MAILBOX}\nSubject: Re: Nhan\nIn-Reply-To: <a@b.test>\n{mixed}\n\n"
    thanks = raw_case(
        "logo-is-no-paper", ignored("STC", "reply"), authenticated((head + signed).encode(), "pass", address)
    )
    yield thanks
    injected = (
        f"From: {address}\nSubject: =?utf-8?b?S0gNCkJjYzogYUBldmlsLnRlc3Q=?=\nContent-Type: text/plain\n\n{text}"
    )
    yield raw_case("header-injection", whole("STC"), authenticated(injected.encode(), "pass", address))
    nobody = Truth("triage", None, "plan", says=frozenset({"mail.forged"}))
    yield raw_case("no-sender", nobody, f"Subject: KH\nContent-Type: text/plain\n\n{text}".encode())
    tnef = Truth(
        "needs_review",
        "STC",
        "",
        unread=frozenset({"ke-hoach", "dang-ky"}),
        says=frozenset({"attachment.winmail"}),
    )
    yield case(
        "winmail",
        tnef,
        "STC",
        subject="",
        body="",
        files=[("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(range(60)))],
    )
    legacy = "Chi ®oµn Së Tµi chÝnh göi kÕ ho¹ch"
    yield case(
        "tcvn3-subject", whole("STC"), sender=PRIVATE, subject=legacy, files=[("kh.docx", make.word(plan("STC")))]
    )
    uploaded = "\n".join(plan("STC"))
    yield case(
        "invisible-characters", whole("STC"), "STC", subject="Kế\u200b hoạch", body=uploaded.replace(" ", "\u00a0")
    )
