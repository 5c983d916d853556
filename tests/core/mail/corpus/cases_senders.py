"""Whose mail it is: registered, private, forged, ambiguous, contradictory."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.letters import Case, Truth, authenticated, case, letter, raw_case
from tests.core.mail.corpus.office import ADDRESSES, NAMES, SHARED, at
from tests.core.mail.corpus.papers import form, plan, report, report_title

PRIVATE = "Minh Triết <triet1995@hopthu.test>"


def known(unit: str, kinds: str = "plan", **more: object) -> Truth:
    return Truth("credited", unit, kinds, **more)  # type: ignore[arg-type]


def asked(*guesses: str, kinds: str = "plan", says: frozenset[str] = frozenset()) -> Truth:
    return Truth("triage", None, kinds, guesses=frozenset(guesses), says=says)


def plan_file(unit: str, name: str = "kh.docx") -> tuple[str, bytes]:
    return name, make.word(plan(unit))


def anonymous() -> list[str]:
    """A plan that names no unit at all."""
    lines = [line for line in plan("STC", headed=False) if NAMES["STC"] not in line]
    return [line for line in lines if "BCH CHI" not in line]


def cases() -> Iterator[Case]:
    yield from _private()
    yield from _registered()
    yield from _authentication()


def _private() -> Iterator[Case]:
    nameless = ("kh.docx", make.word(anonymous()))
    subjects = {
        "plain": ("Chi đoàn Sở Tài chính gửi kế hoạch", "STC"),
        "unaccented": ("chi doan so xay dung gui ke hoach", "SXD"),
        "shouted": ("KẾ HOẠCH 30 PHÚT - CHI ĐOÀN  SỞ TƯ PHÁP", "STP"),
        "short": ("KH 30 phút của ĐCS Sở TN&MT", "STNMT"),
        "icelandic": ("Chi Ðoàn Kho bạc Nhà nước gửi KH", "KBNN"),
        "abbreviated": ("VNPT TVH gui ke hoach", "VNPT"),
    }
    for name, (subject, unit) in subjects.items():
        yield case(f"private-subject-{name}", known(unit), sender=PRIVATE, subject=subject, files=[nameless])
    yield case("private-by-paper", known("SNV"), sender=PRIVATE, subject="Gửi kế hoạch", files=[plan_file("SNV")])
    yield case(
        "private-no-authentication", known("SNV"), sender=PRIVATE, subject="KH", files=[plan_file("SNV")], auth=""
    )
    named = (f"Kế hoạch - {NAMES['STP']}.docx", make.word(anonymous()))
    yield case("private-by-file-name", known("STP"), sender=PRIVATE, subject="Gửi kế hoạch", files=[named])
    yield case(
        "private-camel-case",
        known("STC"),
        sender=PRIVATE,
        subject="KH",
        files=[("KH_SoTaiChinh.docx", nameless[1])],
    )
    rows = make.excel(form("CDC"))
    by_rows = known("CDC", "form", rows=2)
    yield case(
        "private-by-unit-column", by_rows, sender=PRIVATE, subject="Đăng ký", files=[("dang ky.xlsx", rows)]
    )
    plus = "dkcqtravinh+SXD@gmail.com"
    reply = {"In-Reply-To": "<nhac@mail.test>"}
    truth = known("SXD", "plan;reply")
    yield case(
        "private-reply-to-plus",
        truth,
        sender=PRIVATE,
        subject="Re: Nhắc",
        to=plus,
        files=[nameless],
        headers=reply,
    )
    yield case("private-nameless", asked(), sender=PRIVATE, subject="Gửi kế hoạch", files=[nameless])
    body = "Chi đoàn Sở Nội vụ gửi kế hoạch ạ."
    yield case("private-body-only", asked("SNV"), sender=PRIVATE, subject="Gửi KH", body=body, files=[nameless])
    shown = "Chi đoàn Sở Nội vụ <snv.tv@hopthu.test>"
    yield case("private-display-name-only", asked("SNV"), sender=shown, subject="Gửi KH", files=[nameless])
    yield case("private-cd-y-te", asked("CDYT", "SYT"), sender=PRIVATE, subject="CĐ Y tế gửi KH", files=[nameless])
    two = "KH liên tịch Chi đoàn Sở Tài chính và Chi đoàn Sở Nội vụ"
    yield case("private-two-units", asked("STC", "SNV"), sender=PRIVATE, subject=two, files=[nameless])
    both = [plan_file("STC", "kh1.docx"), plan_file("SNV", "kh2.docx")]
    yield case("private-two-papers", asked("STC", "SNV"), sender=PRIVATE, subject="Gửi KH", files=both)
    against = "Chi đoàn Sở Tài chính gửi kế hoạch"
    yield case(
        "private-paper-of-another", asked("STC", "SNV"), sender=PRIVATE, subject=against, files=[plan_file("SNV")]
    )
    truth = Truth("needs_review", "STC", "plan", unread=frozenset({"ke-hoach"}))
    yield case(
        "private-subject-and-scan", truth, sender=PRIVATE, subject=against, files=[("kh.pdf", make.scan_pdf())]
    )
    wrote = "Vào Th 2, 13 thg 4, 2020 lúc 08:00 Đoàn Khối <dkcqtravinh@gmail.com> đã viết:"
    old = f"Gửi kế hoạch ạ.\n\n{wrote}\n> Kính gửi Chi đoàn Sở Nội vụ"
    yield case(
        "private-named-in-quotes-only",
        asked(kinds="plan;reply"),
        sender=PRIVATE,
        subject="Re: Nhắc",
        body=old,
        files=[nameless],
    )
    yield case("shared-with-paper", known("SNV"), sender=SHARED, subject="Gửi kế hoạch", files=[plan_file("SNV")])
    yield case("shared-nameless", asked("SXD", "SNV"), sender=SHARED, subject="Gửi kế hoạch", files=[nameless])
    yield case(
        "shared-with-paper-of-a-third",
        asked("SXD", "SNV", "STC"),
        sender=SHARED,
        subject="KH",
        files=[plan_file("STC")],
    )
    origin = f"From: Chi doan <{ADDRESSES['STP']}>\nDate: 10/4\nSubject: KH"
    passed = f"---------- Forwarded message ---------\n{origin}\n\nGửi VP."
    yield case("private-forwarded", asked("STP"), sender=PRIVATE, subject="Fwd: KH", body=passed, files=[nameless])
    scan = [("scan.pdf", make.scan_pdf())]
    yield case("private-scan-nothing-said", asked(kinds=""), sender=PRIVATE, subject="", body="", files=scan)
    table = make.excel(report())
    truth = Truth("triage", None, "report", periods=frozenset({"2020-04"}))
    yield case(
        "private-report-nameless",
        truth,
        sender=PRIVATE,
        subject="BC",
        files=[("bc.xlsx", table)],
        received=at(4, 5),
    )
    headed = make.word([f"BCH {NAMES['CDC'].upper()}", *report_title()], report())
    truth = known("CDC", "report", rows=2, periods=frozenset({"2020-04"}))
    yield case(
        "private-report-named", truth, sender=PRIVATE, subject="BC", files=[("bc.docx", headed)], received=at(4, 5)
    )


def _registered() -> Iterator[Case]:
    nameless = ("kh.docx", make.word(anonymous()))
    yield case("registered-nameless", known("STC"), "STC", subject="Gửi kế hoạch", files=[nameless])
    yield case(
        "registered-second-address", known("STC"), sender="binhstc@mail.test", subject="KH", files=[nameless]
    )
    upper = "BCH <STC@Example.ORG>"
    yield case("registered-upper-case", known("STC"), sender=upper, subject="Gửi kế hoạch", files=[nameless])
    yield case(
        "registered-paper-of-another", asked("STC", "SNV"), "STC", subject="Gửi KH", files=[plan_file("SNV")]
    )
    named = (f"KH {NAMES['SNV']}.docx", make.word(anonymous()))
    yield case("registered-file-of-another", asked("STC", "SNV"), "STC", subject="Gửi KH", files=[named])
    subject = "Chi đoàn Sở Nội vụ gửi kế hoạch"
    yield case("registered-subject-of-another", asked("STC", "SNV"), "STC", subject=subject, files=[nameless])
    yield case("registered-paper-settles", known("STC"), "STC", subject=subject, files=[plan_file("STC")])
    both = [plan_file("STC", "kh1.docx"), plan_file("SNV", "kh2.docx")]
    yield case("registered-two-units", asked("STC", "SNV"), "STC", subject="Gửi KH hai đơn vị", files=both)
    mention = plan("STC", contents=("II. NỘI DUNG", "- Giao lưu bóng chuyền với Chi đoàn Sở Nội vụ cuối tuần."))
    yield case(
        "registered-other-mentioned-inside",
        known("STC"),
        "STC",
        subject="KH",
        files=[("kh.docx", make.word(mention))],
    )
    rows = make.excel([*form("STC"), *form("SNV")[1:]])
    truth = asked("STC", "SNV", kinds="form")
    yield case("registered-rows-of-two-units", truth, "STC", subject="Đăng ký", files=[("dang ky.xlsx", rows)])
    thanks = "Nhờ Chi đoàn CDC hỗ trợ nên gửi trễ ạ."
    yield case("registered-other-in-body", known("STC"), "STC", subject="Kế hoạch", body=thanks, files=[nameless])


def _authentication() -> Iterator[Case]:
    file = [plan_file("STC")]
    forged = asked("STC", says=frozenset({"mail.forged"}))
    yield case("forged-dmarc", forged, "STC", subject="Gửi kế hoạch", files=file, auth="fail")
    spf = "mx.google.com; spf=fail (google.com: x) smtp.mailfrom=stc@example.org; dkim=none"
    yield case("forged-spf", forged, "STC", subject="Gửi kế hoạch", files=file, auth=spf)
    claimed = {"Authentication-Results": "mx.google.com; dmarc=pass header.from=example.org"}
    yield case("forged-own-verdict", forged, "STC", subject="KH", files=file, auth="fail", headers=claimed)
    shown = "mx.google.com; dmarc=pass (p=NONE) header.from=evil.test"
    yield case("forged-another-domain", forged, "STC", subject="KH", files=file, auth=shown)
    aligned = "mx.google.com; dkim=pass header.i=@example.org; spf=softfail smtp.mailfrom=x@lists.test"
    yield case("no-dmarc-dkim-aligned", known("STC"), "STC", subject="KH", files=file, auth=aligned)
    softly = "mx.google.com; spf=softfail smtp.mailfrom=stc@example.org"
    yield case("no-dmarc-softfail", known("STC"), "STC", subject="KH", files=file, auth=softly)
    foreign = "mail.evil.test; dmarc=fail header.from=example.org"
    yield case("verdict-of-a-stranger", known("STC"), "STC", subject="KH", files=file, auth=foreign)
    message = letter(ADDRESSES["STC"], "KH", "Gửi", files=file)
    twice = authenticated(b"From: ai@evil.test\r\n" + message, "pass", "x@evil.test")
    yield raw_case("two-from-headers", asked("STC", says=frozenset({"mail.forged"})), twice)
    forged_private = case("forged-private", forged, sender=PRIVATE, subject="KH", files=file, auth="fail")
    yield forged_private
