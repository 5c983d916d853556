"""The search language: its grammar, and what it finds through the real client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.gmail.query import All, Either, Not, Term, parse
from tests.adapters.sandbox.gmail_clients import OFFICE, Office, mail


def word(text: str) -> Term:
    return Term("", text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All(())),
        ("a b", All((word("a"), word("b")))),
        ("a OR b c", All((Either((word("a"), word("b"))), word("c")))),
        ("{a b} -c", All((Either((word("a"), word("b"))), Not(word("c"))))),
        ("from:x@y.org", Term("from", "x@y.org")),
        ("subject:(kế hoạch)", All((Term("subject", "kế"), Term("subject", "hoạch")))),
        ("subject:{a b}", Either((Term("subject", "a"), Term("subject", "b")))),
        ('subject:"kế hoạch"', Term("subject", "kế hoạch", phrase=True)),
        ('"a b"', Term("", "a b", phrase=True)),
        ("-(a b)", Not(All((word("a"), word("b"))))),
        ("-{from:a from:b}", Not(Either((Term("from", "a"), Term("from", "b"))))),
        ("-in:drafts", Not(Term("in", "drafts"))),
        ("http://x.vn", word("http://x.vn")),
        ("(a OR b) OR c", Either((Either((word("a"), word("b"))), word("c")))),
        ("from:", All(())),
        ("((((", All(())),
        (")))) a", word("a")),
    ],
)
def test_grammar(text: str, tree: object) -> None:
    assert parse(text) == tree


@given(st.text(alphabet=' ab"(){}-:+|OR\u0111', max_size=60))
def test_any_text_is_a_query(text: str) -> None:
    parse(text)


@pytest.fixture
def found(office: Office) -> Office:
    """Five mails: a plan with a file, a late question, a report in the trash, spam, and one the office sent."""
    office.clock("2020-04-10T09:00:00+07:00")
    label = office.users.labels().create(userId="me", body={"name": "Nhắc việc/Đã nhận"}).execute()["id"]
    plan = mail(
        OFFICE, "Kế hoạch 30 phút", "Kính gửi Đoàn Khối", "Sở Tư pháp <stp@example.org>",
        files={"Kế hoạch_2020.docx": b"x" * 30_000}, Message_ID="<plan@example.org>", Cc="bt@example.test",
    )  # fmt: skip
    office.insert(plan, "INBOX", "UNREAD", label)
    office.clock("2020-04-16T09:00:00+07:00")
    office.insert(mail(OFFICE, "Hỏi về biểu mẫu", "Cho hỏi 30 ngày", "an@example.net"), "INBOX", "STARRED")
    office.insert(mail(OFFICE, "Báo cáo", "tháng 3", "stp@example.org"), "TRASH")
    office.insert(mail(OFFICE, "Trúng thưởng", "nhận quà", "spam@example.net"), "SPAM")
    office.insert(mail("an@example.net", "Re: Hỏi về biểu mẫu", "Chào bạn", OFFICE), "SENT")
    office.clock("2020-04-20T09:00:00+07:00")
    return office


PLAN, QUESTION, REPORT, SPAM, SENT = (
    "Kế hoạch 30 phút",
    "Hỏi về biểu mẫu",
    "Báo cáo",
    "Trúng thưởng",
    "Re: Hỏi về biểu mẫu",
)
SEEN = {PLAN, QUESTION, SENT}


def subjects(office: Office, q: str) -> set[str]:
    out = set()
    for message_id in office.found(q):
        message = office.get(message_id, format="metadata", metadataHeaders=["Subject"])
        out.add(message["payload"]["headers"][0]["value"])
    return out


def test_what_queries_find(found: Office) -> None:
    cases = {
        "": SEEN,
        "from:stp@example.org": {PLAN},
        "from:example.org": {PLAN},
        "from:tư pháp": {PLAN},
        "from:me": {SENT},
        "to:an@example.net": {SENT},
        "to:me": {PLAN, QUESTION},
        "cc:bt@example.test": {PLAN},
        "subject:biểu": {QUESTION, SENT},
        'subject:"hỏi về"': {QUESTION, SENT},
        "subject:(hoạch kế)": {PLAN},
        "ke hoach": {PLAN},
        "Đoàn": {PLAN},
        '"30 phút"': {PLAN},
        '"phút 30"': set(),
        "30": {PLAN, QUESTION},
        "label:nhac-viec-da-nhan": {PLAN},
        'label:"Nhắc việc/Đã nhận"': {PLAN},
        "label:starred": {QUESTION},
        "label:nothing": set(),
        "in:inbox": {PLAN, QUESTION},
        "in:sent": {SENT},
        "in:trash": {REPORT},
        "in:spam": {SPAM},
        "in:anywhere": {*SEEN, REPORT, SPAM},
        "is:unread": {PLAN},
        "is:read in:inbox": {QUESTION},
        "is:starred": {QUESTION},
        "is:important": set(),
        "has:attachment": {PLAN},
        "has:userlabels": {PLAN},
        "filename:docx": {PLAN},
        "filename:pdf": set(),
        'filename:"kế hoạch"': {PLAN},
        "larger:20K": {PLAN},
        "smaller:20K": {QUESTION, SENT},
        "newer_than:5d": {QUESTION, SENT},
        "older_than:5d": {PLAN},
        "newer_than:1m": SEEN,
        "after:2020/04/15": {QUESTION, SENT},
        "before:2020/04/15": {PLAN},
        "older:2020-04-15": {PLAN},
        "after:04/15/2020": {QUESTION, SENT},
        "rfc822msgid:plan@example.org": {PLAN},
        "rfc822msgid:<plan@example.org>": {PLAN},
        "-from:stp@example.org": {QUESTION, SENT},
        "from:stp OR from:me": {PLAN, SENT},
        "{from:stp from:an}": {PLAN, QUESTION},
        "{from:stp from:an} is:unread": {PLAN},
        "from:an OR from:stp is:unread": {PLAN},
        "in:inbox -(is:starred OR from:nobody)": {PLAN},
        "is:nonsense": set(),
        "after:nonsense": set(),
    }
    assert {q: subjects(found, q) for q in cases} == cases


def test_dates_are_midnight_in_california(found: Office) -> None:
    """2020-04-16 09:00 +07 is 2020-04-15 18:00 PST, so it lies before the 16th there."""
    assert subjects(found, "after:2020/04/16") == set()
    assert subjects(found, "after:1587002400") == {QUESTION, SENT}  # epoch seconds of that very moment
    assert subjects(found, "after:1587002401") == set()
    assert subjects(found, "before:1587002400") == {PLAN}


def test_labels_and_spam_beside_the_query(found: Office) -> None:
    assert len(found.found("", includeSpamTrash=True)) == 5
    assert len(found.found("", labelIds=["TRASH"])) == 1
    assert found.found("is:unread", labelIds=["INBOX", "STARRED"]) == []
    assert len(found.found("30", labelIds=["INBOX"])) == 2


def test_a_query_of_thousands_of_words(found: Office) -> None:
    words = " ".join(f"w{n}" for n in range(2_000))
    assert found.found(words) == []
    assert len(found.found("{" + words + " from:stp}")) == 1
