"""The mails of the sample office, whose truth was written down before this product read one of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from service.adapters.attachments import IsolatedReader
from service.core.mail.context import MailContext
from service.core.mail.judge import judge
from service.core.mail.mime import take_apart
from service.core.parsing.names import UnitNames
from service.core.records import RawMail, Submission, Unit
from tests.adapters.attachments.intake import read_mail
from tests.core.mail.corpus.letters import authenticated
from tests.core.mail.corpus.office import CAMPAIGN, ZONE

SAMPLE = Path(__file__).parents[3] / "service" / "sandbox" / "sample"
TRUTH = Path(__file__).parents[2] / "sample" / "truth" / "mails.csv"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def submissions(reader: IsolatedReader) -> dict[str, Submission]:
    units = tuple(
        Unit(row["Mã"], row["Tên đơn vị"], _listed(row["Tên khác"]), emails=_listed(row["Email"].lower()))
        for row in table(SAMPLE / "units.csv")
    )
    addresses = {address: unit.code for unit in units for address in unit.emails}
    known = MailContext(CAMPAIGN, UnitNames(units), {unit.code: unit for unit in units}, addresses, ZONE)
    found: dict[str, Submission] = {}
    for row in table(SAMPLE / "mails.csv"):
        mail = read_mail(_received(row), reader)
        found[row["file"]] = judge(mail, replace(known, earlier=tuple(found.values())))
    return found


def _received(row: dict[str, str]) -> RawMail:
    raw = (SAMPLE / "mails" / row["file"]).read_bytes()
    when = datetime.fromisoformat(row["lúc"])
    sender = take_apart(RawMail("", "", (), when, raw), frozenset()).mail.sender
    auth = row["auth"] if row["auth"] in ("pass", "fail") else ""
    path = b"Return-Path: <>\r\n" if row["envelope"] else b""
    return RawMail(row["file"], row["file"], ("INBOX",), when, path + authenticated(raw, auth, sender))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@pytest.mark.parametrize("truth", table(TRUTH), ids=lambda row: row["file"])
def test_sample_mail(truth: dict[str, str], submissions: dict[str, Submission]) -> None:
    found = submissions[truth["file"]]
    assert found.outcome.value in truth["outcome"].split("|"), found.why
    assert (found.unit or "") in truth["unit"].split("|"), found.why
    kinds = {str(kind) for kind in found.kinds}
    assert any(set(wanted.split(";")) <= kinds for wanted in truth["kinds"].split("|")), kinds
