"""What the office decides about a mail."""

from __future__ import annotations

from dataclasses import replace

from service.core.mail.judge import judge
from service.core.records import (
    Attachment,
    Decision,
    Issue,
    Mail,
    MailKind,
    Outcome,
    Place,
    PlaceKind,
    Severity,
    Submission,
    Verdict,
)
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX, at, context
from tests.core.mail.corpus.papers import plan, report, report_title

HERE = Place(PlaceKind.DECISION)
SCAN = Attachment(
    "ke hoach.pdf",
    "application/pdf",
    1,
    "d1",
    readable=False,
    issues=(Issue("attachment.scan", Severity.QUESTION, HERE, "", "Cần người đọc."),),
)


def mail(sender: str, *attachments: Attachment, subject: str = "Gửi kế hoạch") -> Mail:
    return Mail(
        "g1",
        "t1",
        at(13),
        "d",
        sender,
        "",
        (MAILBOX,),
        "",
        subject,
        "<m@x>",
        (),
        "Kính gửi",
        "pass",
        attachments=attachments,
    )


def word(lines: list[str], name: str = "kh.docx", *tables: tuple[tuple[object, ...], ...]) -> Attachment:
    return Attachment(name, "", 1, "d2", "\n".join(lines), tables)  # type: ignore[arg-type]


def decided(one: Mail, unit: str | None, verdict: Verdict | None, note: str = "") -> Submission:
    decision = Decision("mail:g1", unit, verdict, note, at(15), HERE)
    return judge(one, replace(context(), decision=decision))


def nameless() -> list[str]:
    return [line for line in plan("STC", headed=False) if "Sở Tài chính" not in line]


def test_an_unread_scan_waits_and_touches_the_plan() -> None:
    found = judge(mail(ADDRESSES["STC"], SCAN), context())
    assert (found.outcome, found.unit, found.touches) == (Outcome.NEEDS_REVIEW, "STC", ("ke-hoach",))


def test_accepting_a_scan_makes_it_complete_as_of_its_receipt() -> None:
    found = decided(mail(ADDRESSES["STC"], SCAN), None, Verdict.ACCEPT)
    (item,) = found.items
    assert (found.outcome, item.readable, item.missing, found.touches) == (Outcome.CREDITED, True, frozenset(), ())
    assert item.parts == {"time", "contents", "assignment"}
    assert found.received == at(13)


def test_returning_makes_it_lack_everything_with_the_offices_words() -> None:
    one = mail(ADDRESSES["STC"], word(plan("STC")))
    found = decided(one, None, Verdict.RETURN, "thiếu chữ ký")
    (item,) = found.items
    assert item.parts == frozenset()
    assert "returned" in item.missing
    assert any("thiếu chữ ký" in issue.text for issue in found.issues)


def test_returned_rows_do_not_count() -> None:
    rows = tuple(tuple(row) for row in report())
    one = mail(ADDRESSES["STC"], word(report_title(), "bc.docx", rows), subject="Báo cáo tháng 4")
    assert len(judge(one, context()).rows) == 2
    assert decided(one, None, Verdict.RETURN).rows == ()


def test_skipping_leaves_nothing() -> None:
    found = decided(mail(ADDRESSES["STC"], word(plan("STC"))), None, Verdict.SKIP)
    assert (found.outcome, found.items, found.touches) == (Outcome.IGNORED, (), ())


def test_assigning_a_unit_settles_an_unknown_sender_and_offers_the_address() -> None:
    one = mail("ai@hopthu.test", word(nameless()))
    assert judge(one, context()).outcome is Outcome.TRIAGE
    found = decided(one, "SNV", None)
    assert (found.outcome, found.unit, found.new_address) == (Outcome.CREDITED, "SNV", "ai@hopthu.test")


def test_an_assigned_forgery_counts_but_teaches_no_address() -> None:
    one = replace(mail(ADDRESSES["STC"], word(plan("STC"))), verdict="fail")
    assert judge(one, context()).touches == ()
    found = decided(one, "STC", None)
    assert (found.outcome, found.unit, found.new_address) == (Outcome.CREDITED, "STC", "")


def test_accepting_without_a_unit_takes_the_only_guess_and_nothing_else() -> None:
    one = replace(mail("ai@hopthu.test", word(nameless())), text="Chi đoàn Sở Nội vụ gửi kế hoạch.")
    assert decided(one, None, Verdict.ACCEPT).unit == "SNV"
    two = replace(one, subject="KH Chi đoàn Sở Nội vụ và Chi đoàn Sở Tài chính")
    found = decided(two, None, Verdict.ACCEPT)
    assert (found.unit, found.outcome) == (None, Outcome.TRIAGE)


def test_rows_come_under_the_units_own_name() -> None:
    rows = tuple(tuple(row) for row in report())
    one = mail(ADDRESSES["STC"], word(report_title(), "bc.docx", rows), subject="Báo cáo tháng 4")
    found = judge(one, context())
    assert {row.values[next(f for f in row.values if f.value == "unit")] for row in found.rows} == {
        "Chi đoàn Sở Tài chính"
    }
    assert {row.where.gmail_id for row in found.rows} == {"g1"}
    assert all(row.where.file == "bc.docx" and "dòng" in row.where.spot for row in found.rows)


def test_what_ocr_did_not_find_is_never_missing() -> None:
    half = Attachment("kh.jpg", "image/jpeg", 1, "d3", "\n".join(plan("STC", assignment=())), by_ocr=True)
    found = judge(mail(ADDRESSES["STC"], half), context())
    assert (found.outcome, [item.readable for item in found.items]) == (Outcome.NEEDS_REVIEW, [False])
    whole = replace(half, text="\n".join(plan("STC")))
    assert judge(mail(ADDRESSES["STC"], whole), context()).outcome is Outcome.CREDITED


def test_ocr_alone_never_makes_a_stranger_certain() -> None:
    read = Attachment("kh.jpg", "image/jpeg", 1, "d3", "\n".join(plan("STC")), by_ocr=True)
    found = judge(mail("ai@hopthu.test", read), context())
    assert (found.unit, found.outcome, found.guesses[0].unit) == (None, Outcome.TRIAGE, "STC")


def test_kinds_are_those_of_the_papers() -> None:
    assert judge(mail(ADDRESSES["STC"], word(plan("STC"))), context()).kinds == (MailKind.PLAN,)
