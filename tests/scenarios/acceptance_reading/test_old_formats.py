"""The same papers as .doc, .xls and .odt of old programs, made by LibreOffice where it stands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.scenarios.acceptance_reading import mails_april, mails_may
from tests.scenarios.acceptance_reading.letters import File, address, letter
from tests.scenarios.acceptance_reading.office import Office
from tests.scenarios.acceptance_reading.papers import as_docx, as_scan, as_xlsx

OFFICE = shutil.which("soffice")
pytestmark = [pytest.mark.prove, pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")]


def converted(folder: Path, name: str, content: bytes, to: str) -> bytes:
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = [str(OFFICE), profile, "--headless", "--convert-to", to, "--outdir", str(folder), name]
    subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=180)
    return (folder / name).with_suffix(f".{to}").read_bytes()


@pytest.mark.parametrize(
    ("unit", "kind", "to"),
    [("SXD", "docx", "doc"), ("STP", "xlsx", "xls"), ("SNV", "docx", "pdf"), ("STC", "docx", "odt")],
)
def test_plans_and_reports_of_old_programs(tmp_path: Path, unit: str, kind: str, to: str) -> None:
    write = as_docx if kind == "docx" else as_xlsx
    plan = converted(tmp_path, f"plan.{kind}", write(mails_april.plan_of(unit).lines), to)
    report = converted(tmp_path, f"report.{kind}", write(mails_may.paper(unit)), to)
    with Office(tmp_path / "office") as office:
        sent = letter(address(unit), "Kế hoạch", [File(f"ke hoach.{to}", plan)])
        first = office.deliver(sent, mails_april.SENT)
        office.tick(mails_april.ASKED)
        sent = letter(address(unit), "Báo cáo tháng 5", [File(f"bao cao.{to}", report)])
        second = office.deliver(sent, mails_may.SENT)
        office.tick(mails_may.ASKED)
        inbox, states = office.inbox(mails_may.ASKED), office.states(mails_may.ASKED)
    allowed = ("on_time",) if to != "odt" else ("on_time", "needs_review")
    assert (inbox[first]["unit"], inbox[second]["unit"]) == (unit, unit)
    assert states[(unit, "ke-hoach", "once")]["state"] in allowed
    assert states[(unit, "bao-cao", "2020-05")]["state"] in allowed


def test_scans_of_plans_are_read_or_put_before_a_person(tmp_path: Path) -> None:
    with Office(tmp_path) as office:
        units = ("SXD", "STP", "SNV", "STC")
        for unit in units:
            scan = as_scan(mails_april.plan_of(unit).lines, "JPEG")
            office.deliver(letter(address(unit), "Kế hoạch", [File("scan.jpg", scan)]), mails_april.SENT)
        office.tick(mails_april.ASKED)
        states = office.states(mails_april.ASKED)
    assert {states[(unit, "ke-hoach", "once")]["state"] for unit in units} <= {"on_time", "needs_review"}
