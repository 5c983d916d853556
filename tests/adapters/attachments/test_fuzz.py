"""Mails of any structure and real files with bytes flipped: no crash, none without an outcome.

A short seeded run here; thousands of cases with ``NHACVIEC_PROVE=1``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from service.adapters.attachments import IsolatedReader
from service.core.mail.mime import take_apart
from service.core.records import Attachment, Outcome, RawMail
from tests.adapters.attachments.intake import judged
from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.letters import letter
from tests.core.mail.corpus.office import ADDRESSES, MAILBOX, at
from tests.core.mail.corpus.papers import form, plan, report

PROVE = os.environ.get("NHACVIEC_PROVE") == "1"
OFTEN = settings(
    max_examples=5_000 if PROVE else 120,
    deadline=None,
    derandomize=not PROVE,
    suppress_health_check=list(HealthCheck),
)
FILES: Sequence[tuple[str, bytes]] = (
    ("kh.docx", make.word(plan("STC"), form("STC"))),
    ("kh.pdf", make.pdf(plan("STC"), [[cell or "" for cell in row] for row in report()])),
    ("bc.xlsx", make.excel(report())),
    ("kh.rtf", make.rich_text(plan("STC"))),
    ("kh.zip", make.archive(("kh.docx", make.word(plan("STC"))))),
    ("kh.doc", make.locked_word(make.word(plan("STC")))),
    ("anh.png", make.photo(60, 60, "PNG")),
    ("thu.eml", letter(ADDRESSES["STC"], "KH", "x", files=[("kh.txt", b"x")])),
)

HEADS = some.sampled_from(
    [
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/alternative; boundary=b",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Content-Type: message/rfc822",
        "Content-Type: message/delivery-status",
        "Content-Type: text/html; charset=utf-16",
        'Content-Type: application/pdf; name="=?utf-8?b?zz?="',
        "Content-Type: text/plain; charset=\x00",
        "Content-Type: multipart/mixed",
        "Content-Type:",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Transfer-Encoding: x-uuencode",
        "Content-Disposition: attachment; filename*0*=a''%ZZ; filename*2=b",
        f"From: {ADDRESSES['STC']}",
        "From: =?utf-8?q?=ff?= <",
        "Subject: =?x?b?!!!!?= Kế hoạch",
        "To: " + MAILBOX,
        "Precedence: bulk",
        "References: <a@b> <",
        "Authentication-Results: mx.google.com; dmarc=",
        "no colon at all",
    ]
)
LINES = some.one_of(
    HEADS,
    some.sampled_from(["", "--b", "--b--", "--b ", "<table><tr><td>", "> x", "On x wrote:"]),
    some.text(max_size=30),
)


def is_whole(raw: bytes, reader: IsolatedReader) -> None:
    found = judged(RawMail("x", "x", ("INBOX",), at(13), raw), reader)
    assert found.outcome in Outcome
    assert found.kinds
    assert found.why
    if found.outcome is Outcome.CREDITED:
        assert found.unit is not None


@OFTEN
@given(lines=some.lists(LINES, max_size=40), ending=some.sampled_from(["\r\n", "\n", "\r"]))
def test_any_structure_has_an_outcome(lines: list[str], ending: str, reader: IsolatedReader) -> None:
    is_whole(ending.join(lines).encode("utf-8", "surrogatepass"), reader)


@OFTEN
@given(raw=some.binary(max_size=400))
def test_any_bytes_are_taken_apart(raw: bytes) -> None:
    assert take_apart(RawMail("x", "x", (), at(13), raw), frozenset({MAILBOX})).mail.digest


@OFTEN
@given(
    file=some.sampled_from(FILES),
    flips=some.lists(
        some.tuples(some.floats(0, 1, exclude_max=True), some.integers(0, 255)), min_size=1, max_size=12
    ),
    kept=some.floats(0.2, 1),
)
def test_damaged_files_are_read_or_politely_refused(
    file: tuple[str, bytes], flips: list[tuple[float, int]], kept: float, reader: IsolatedReader
) -> None:
    name, content = file
    damaged = bytearray(content[: max(1, int(len(content) * kept))] if kept < 0.6 else content)
    for place, byte in flips:
        damaged[int(place * len(damaged))] = byte
    found = reader.read(name, "application/octet-stream", bytes(damaged))
    assert found
    for one in found:
        assert isinstance(one, Attachment)
        assert one.readable or one.issues


@OFTEN
@given(
    place=some.floats(0, 1, exclude_max=True),
    byte=some.integers(0, 255),
    name=some.sampled_from([name for name, _ in FILES]),
)
def test_damaged_mails_have_an_outcome(place: float, byte: int, name: str, reader: IsolatedReader) -> None:
    content = dict(FILES)[name]
    raw = bytearray(letter(ADDRESSES["STC"], "Gửi kế hoạch", "Kính gửi", files=[(name, content)]))
    raw[int(place * min(len(raw), 1_500))] = byte
    is_whole(bytes(raw), reader)
