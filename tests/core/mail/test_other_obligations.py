"""Another plan of the office is another list of obligations, no code."""

from __future__ import annotations

from dataclasses import replace

from service.core.mail.judge import judge
from service.core.obligations import DueKind, DueRule, Obligation, ObligationSource, Recurrence
from service.core.records import Attachment, Mail, Outcome, Submission
from tests.core.mail.corpus.office import ADDRESSES, CAMPAIGN, MAILBOX, at, context
from tests.core.mail.corpus.papers import plan

QUARTER = Obligation(
    "quy",
    "Báo cáo đoàn phí",
    Recurrence.QUARTERLY,
    ObligationSource.SUBMISSION,
    DueRule(DueKind.END_OF_DAY, day=10),
    ("so-thu", "so-nop"),
    recognise=("báo cáo đoàn phí", "thu nộp đoàn phí"),
    parts={"so-thu": ("số thu", "đã thu"), "so-nop": ("đã nộp",)},
    minimum=2,
)
SUMMER = Obligation(
    "ke-hoach-he",
    "Kế hoạch hè",
    Recurrence.ONCE,
    ObligationSource.SUBMISSION,
    DueRule(DueKind.BEFORE_DATE),
    ("time",),
    "plan",
    recognise=("mùa hè xanh", "chiến dịch hè"),
)


def judged(subject: str, *files: tuple[str, str]) -> Submission:
    attachments = tuple(Attachment(name, "", 1, name, text) for name, text in files)
    campaign = replace(CAMPAIGN, obligations=(*CAMPAIGN.obligations, QUARTER, SUMMER))
    mail = Mail(
        "g1",
        "t1",
        at(5, 7),
        "d",
        ADDRESSES["STC"],
        "",
        (MAILBOX,),
        "",
        subject,
        "",
        (),
        "x",
        "pass",
        attachments=attachments,
    )
    return judge(mail, replace(context(), campaign=campaign))


def test_words_of_the_settings_recognise_it_and_its_parts() -> None:
    text = "BÁO CÁO ĐOÀN PHÍ QUÝ II/2020\nĐã thu: 500.000\nĐã nộp: 300.000"
    found = judged("Thu nộp đoàn phí", ("a.docx", text), ("b.docx", "THU NỘP ĐOÀN PHÍ QUÝ II\nphụ lục"))
    (item,) = found.items
    assert (item.obligation, item.period, item.missing) == ("quy", "2020-Q2", frozenset())
    assert found.outcome is Outcome.CREDITED
    assert item.files == ("a.docx", "b.docx")


def test_a_list_beside_it_belongs_to_it_when_the_subject_says_so() -> None:
    text = "BÁO CÁO ĐOÀN PHÍ QUÝ II/2020\nĐã thu: 500.000\nĐã nộp: 300.000"
    listed = ("b.docx", "DANH SÁCH ĐOÀN VIÊN\n1. Nguyễn Văn An")
    (item,) = judged("Thu nộp đoàn phí", ("a.docx", text), listed).items
    assert item.missing == frozenset() and len(item.files) == 2
    (item,) = judged("Báo cáo", ("a.docx", text), listed).items
    assert item.missing == {"files"}


def test_too_few_files_and_a_missing_part_are_said() -> None:
    found = judged("Báo cáo đoàn phí", ("a.docx", "BÁO CÁO ĐOÀN PHÍ QUÝ II/2020\nĐã thu: 500.000"))
    (item,) = found.items
    assert item.missing == {"so-nop", "files"}
    assert [issue.code for issue in found.issues] == ["paper.lacks", "paper.too_few"]


def test_two_plans_are_told_apart_by_their_words() -> None:
    summer = "KẾ HOẠCH\nChiến dịch hè tình nguyện\nThời gian: 16h30 thứ Sáu"
    assert [item.obligation for item in judged("KH", ("a.docx", summer)).items] == ["ke-hoach-he"]
    ours = "\n".join(plan("STC"))
    assert [item.obligation for item in judged("KH", ("a.docx", ours)).items] == ["ke-hoach"]
