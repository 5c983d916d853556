"""Whatever a mail holds, it ends in an outcome within the limits, and the worker's memory stays flat."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from service.adapters.attachments import IsolatedReader
from service.core.records import Outcome, RawMail
from service.core.settings import Limits
from tests.adapters.attachments.hostile import HOSTILE
from tests.adapters.attachments.intake import judged, read_mail
from tests.core.mail.corpus.office import at

LIMITS = Limits(attachment_seconds=8, attachment_memory_megabytes=700)
SPARE_SECONDS = 4
FLAT = 120_000_000


@pytest.fixture(scope="module")
def strict() -> IsolatedReader:
    return IsolatedReader(LIMITS)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("name", HOSTILE)
def test_ends_in_an_outcome_within_limits(name: str, strict: IsolatedReader) -> None:
    raw = RawMail(name, name, ("INBOX",), at(13), HOSTILE[name]())
    before, began = resident(), time.monotonic()
    found = judged(raw, strict)
    assert time.monotonic() - began < LIMITS.attachment_seconds + SPARE_SECONDS
    assert resident() - before < FLAT
    assert found.outcome in Outcome
    assert found.why
    assert (
        found.outcome is not Outcome.IGNORED or name == "long_headers"
    )  # which names no sender and brings nothing


def test_nothing_outside_the_file_is_read(strict: IsolatedReader) -> None:
    mail = read_mail(RawMail("x", "x", (), at(13), HOSTILE["outside_entity"]()), strict)
    assert mail.attachments[0].text
    assert "root:" not in mail.attachments[0].text


def test_a_decoded_header_is_one_line(strict: IsolatedReader) -> None:
    mail = read_mail(RawMail("x", "x", (), at(13), HOSTILE["header_injection"]()), strict)
    assert "\n" not in mail.reply_to + mail.subject + mail.sender
    assert "d@e.f" not in mail.to


def test_a_forged_sender_is_nobodys(strict: IsolatedReader) -> None:
    found = judged(RawMail("x", "x", (), at(13), HOSTILE["forged_sender"]()), strict)
    assert (found.unit, found.touches, found.rows) == (None, (), ())
