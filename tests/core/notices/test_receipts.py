"""Who gets a receipt, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.core.notices.receipts import (
    PER_ADDRESS_A_DAY,
    ReceiptPlan,
    dues_of,
    plan_receipts,
    receipt_reason,
    reply_subject,
    thread_references,
)
from service.core.records import (
    Issue,
    Mail,
    MailKind,
    Notice,
    Outcome,
    Place,
    PlaceKind,
    Severity,
    State,
    Submission,
    SubmissionItem,
)
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import OFFICE, TEMPLATES, XD, YTE, assessed

NOW = at("2020-04-14T09:20")
MAIL = Mail(
    gmail_id="17b2c3d4e5f60718",
    thread_id="17b2c3d4e5f60718",
    received=at("2020-04-14T09:12"),
    digest="d",
    sender="soxaydung@example.org",
    sender_name="Chi đoàn Sở Xây dựng",
    to=("dkcqtravinh@gmail.com",),
    reply_to="",
    subject="V/v gửi kế hoạch 30 phút",
    message_id="<abc@mail.example.org>",
    references=(),
    text="Kính gửi Văn phòng",
    verdict="pass",
)
PLAN = SubmissionItem(
    obligation="ke-hoach",
    period=None,
    parts=frozenset({"time", "contents"}),
    missing=frozenset({"assignment"}),
    readable=True,
    where=Place(PlaceKind.ATTACHMENT, gmail_id=MAIL.gmail_id, file="KH 30 phút.docx"),
)
SUBMISSION = Submission(
    gmail_id=MAIL.gmail_id,
    received=MAIL.received,
    sender=MAIL.sender,
    subject=MAIL.subject,
    unit="XD",
    guesses=(),
    outcome=Outcome.CREDITED,
    kinds=(MailKind.PLAN,),
    items=(PLAN,),
    rows=(),
    touches=(),
    issues=(),
)
PLANNED = ReceiptPlan(
    office_id="dkcq",
    office=OFFICE,
    templates=TEMPLATES,
    units={"XD": XD, "YTE": YTE},
    dues=dues_of([assessed("XD", "ke-hoach", "once", State.NOT_DUE)]),
)


def receipts(
    submission: Submission = SUBMISSION, mail: Mail = MAIL, plan: ReceiptPlan = PLANNED
) -> tuple[Notice, ...]:
    return plan_receipts([(mail, submission)], plan, NOW)


def test_it_says_what_came_when_and_what_is_lacking() -> None:
    (notice,) = receipts()
    assert notice.key == "dkcq/receipt/17b2c3d4e5f60718"
    assert notice.recipients == ("soxaydung@example.org",)
    for body in (notice.text, notice.html):
        assert "Văn phòng đã nhận kế hoạch của đơn vị lúc 09:12 ngày 14/4/2020 (đúng hạn)." in body
        assert "KH 30 phút.docx" in body
        assert "phân công Ủy viên BCH phụ trách" in body


def test_it_stays_in_the_thread_of_the_mail() -> None:
    (notice,) = receipts(mail=replace(MAIL, references=("<first@example.org>",)))
    assert notice.thread_id == MAIL.thread_id
    assert notice.subject == "Re: V/v gửi kế hoạch 30 phút"
    assert notice.in_reply_to == "<abc@mail.example.org>"
    assert notice.references == ("<first@example.org>", "<abc@mail.example.org>")


def test_on_time_or_late_is_told_by_gmails_time_in_vietnam() -> None:
    """23:59 on the 14th in Vietnam is on time; midnight is a day late."""
    (last,) = receipts(mail=replace(MAIL, received=at("2020-04-14T23:59")))
    assert "(đúng hạn)" in last.text
    (late,) = receipts(mail=replace(MAIL, received=at("2020-04-15T00:00")))
    assert "lúc 00:00 ngày 15/4/2020 (trễ hạn 01 ngày)" in late.text


def test_the_issues_own_sentences_are_used() -> None:
    issue = Issue("part_missing", Severity.FAULT, PLAN.where, "", "Kế hoạch chưa phân công.", "assignment")
    note = replace(issue, severity=Severity.NOTE, text="Chỉ là ghi chú.", field="")
    (notice,) = receipts(replace(SUBMISSION, items=(replace(PLAN, issues=(issue, note)),)))
    assert "Kế hoạch chưa phân công." in notice.text
    assert "Còn thiếu" not in notice.text and "Chỉ là ghi chú." not in notice.text


def test_what_the_office_must_read_is_promised_an_answer() -> None:
    scan = replace(SUBMISSION, outcome=Outcome.NEEDS_REVIEW, items=(replace(PLAN, readable=False),))
    (notice,) = receipts(scan)
    assert "đang chờ Văn phòng xem" in notice.text
    assert "Còn thiếu" not in notice.text  # nobody has read it yet
    triage = replace(SUBMISSION, unit=None, outcome=Outcome.TRIAGE, items=())
    (notice,) = receipts(triage)  # a registered sender whose mail names another unit
    assert "Kính gửi: Đồng chí" in notice.text


@pytest.mark.parametrize(
    ("mail", "submission", "word"),
    [
        (replace(MAIL, automatic=True), SUBMISSION, "tự động"),
        (replace(MAIL, bounce_of=("a@example.org",)), SUBMISSION, "báo lỗi"),
        (replace(MAIL, list_id="news"), SUBMISSION, "gửi chung"),
        (replace(MAIL, own=True), SUBMISSION, "Văn phòng gửi"),
        (replace(MAIL, verdict="fail"), SUBMISSION, "xác thực"),
        (MAIL, replace(SUBMISSION, kinds=(MailKind.AUTOMATIC,)), "tự động"),
        (MAIL, replace(SUBMISSION, outcome=Outcome.IGNORED), "không có nội dung"),
        (MAIL, replace(SUBMISSION, sender="noreply@example.org"), "không nhận thư"),
        (MAIL, replace(SUBMISSION, sender="x@else.org", unit=None, outcome=Outcome.TRIAGE), "chưa rõ"),
    ],
)
def test_none_to_machines_strangers_and_forgers(mail: Mail, submission: Submission, word: str) -> None:
    assert word in receipt_reason(submission, mail, {"soxaydung@example.org"})
    assert receipts(submission, mail) == ()


def test_a_receipt_is_due_otherwise() -> None:
    assert receipt_reason(SUBMISSION) == ""


def test_an_answer_goes_to_a_reply_to_only_when_it_is_registered() -> None:
    (notice,) = receipts(mail=replace(MAIL, reply_to="victim@else.org"))
    assert notice.recipients == ("soxaydung@example.org",)
    (notice,) = receipts(mail=replace(MAIL, reply_to="soyte@example.org"))
    assert notice.recipients == ("soyte@example.org",)


def test_two_machines_answering_each_other_come_to_an_end() -> None:
    assert receipts(plan=replace(PLANNED, recent={"soxaydung@example.org": PER_ADDRESS_A_DAY})) == ()


def test_a_bounced_sender_is_not_written_to() -> None:
    assert receipts(plan=replace(PLANNED, bounced={"soxaydung@example.org"})) == ()


def test_subjects_and_references_of_long_threads() -> None:
    assert reply_subject("RE: Kế hoạch") == "RE: Kế hoạch"
    long = replace(MAIL, references=tuple(f"<{n}@example.org>" for n in range(50)))
    kept = thread_references(long)
    assert (len(kept), kept[0], kept[-1]) == (20, "<0@example.org>", "<abc@mail.example.org>")
