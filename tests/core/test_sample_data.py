"""The sample office's files hang together, and the truth about them agrees with what was typed and mailed."""

from __future__ import annotations

import csv
import email
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from service.sandbox.seed import CellEdited, MailReceived, RowTyped, Sample

SAMPLE_TESTS = Path(__file__).parent.parent / "sample"
TRUTH = SAMPLE_TESTS / "truth"
SECTORS = {"Cơ quan": 26, "Sự nghiệp": 4, "Y tế": 4, "Trường học": 4, "Ngân hàng": 5, "Doanh nghiệp": 5}
STATES = {
    "on_time",
    "late",
    "incomplete",
    "needs_review",
    "missing",
    "not_updated",
    "not_due",
    "exempt",
    "-",
}
DEADLINES = [datetime.fromisoformat(f"2020-{day}T00:00:00+07:00") for day in ("04-15", "05-06", "05-09")]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample()


def units(sample: Sample) -> dict[str, tuple[str, ...]]:
    return {row.values[0]: row.values for row in typed(sample, "DANH MỤC ĐƠN VỊ")}


def typed(sample: Sample, tab: str) -> list[RowTyped]:
    return [event for event in sample.all_events if isinstance(event, RowTyped) and event.tab == tab]


def mails(sample: Sample) -> dict[str, MailReceived]:
    return {event.file: event for event in sample.all_events if isinstance(event, MailReceived)}


def parsed(mail: MailReceived) -> EmailMessage:
    message = email.message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def attachments(mail: MailReceived) -> Iterator[tuple[str, bytes]]:
    for part in parsed(mail).iter_attachments():
        name = part.get_filename()
        if name:
            yield name, part.get_payload(decode=True)


def table(name: str) -> list[dict[str, str]]:
    with (TRUTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judgements() -> Iterator[tuple[str, str, list[str], str]]:
    """Unit, period, states with their times as written, reason."""
    unit = ""
    for line in (SAMPLE_TESTS / "judgements.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            unit = line[3:].strip()
        elif line and not line.startswith("#"):
            period, states, reason = line.split(" | ", 2) if " | " in line else ("", "", "")
            yield unit, period.rstrip("| "), [state.strip() for state in states.split(";")], reason


def when(text: str) -> datetime:
    day, clock = text.split(" @ ")[1].split(" ")
    return datetime.fromisoformat(f"2020-{day[3:]}-{day[:2]}T{clock}+07:00")


def test_the_roster_is_the_48_units_with_their_sectors(sample: Sample) -> None:
    roster = units(sample)
    assert len(roster) == 48
    assert Counter(row[3] for row in roster.values()) == SECTORS
    addresses = [address for row in roster.values() for address in row[5].split("; ")]
    assert len(set(addresses)) == len(addresses) > 48
    assert all(address.partition("@")[2].endswith("example.org") for address in addresses)


def test_every_row_fits_its_tab_and_rows_stand_in_the_order_they_were_typed(sample: Sample) -> None:
    for tab in sample.tabs:
        rows = typed(sample, tab.title)
        assert {len(row.values) for row in rows} == {tab.width}
        assert [row.row for row in rows] == list(range(len(tab.headers) + 1, len(tab.headers) + 1 + len(rows)))


def test_time_parts_what_happens_without_loss_or_double(sample: Sample) -> None:
    typed_last_minute = datetime.fromisoformat("2020-05-05T23:20:00+07:00")
    for moment in (*DEADLINES, typed_last_minute):
        assert sample.events(None, moment) + sample.events(moment, None) == list(sample.all_events)
    first_day = datetime.fromisoformat("2020-04-01T00:00:00+07:00")
    assert {event.tab for event in sample.events(None, first_day)} == {"DANH MỤC ĐƠN VỊ"}


def test_only_one_unit_types_within_two_hours_of_a_deadline(sample: Sample) -> None:
    close = {
        event.values[1]
        for event in sample.all_events
        if isinstance(event, RowTyped)
        and event.at
        and any(abs(event.at - deadline) < timedelta(hours=2) for deadline in DEADLINES)
    }
    assert close == {"Chi đoàn Báo Trà Vinh"}


def test_corrections_hit_the_cells_they_mean(sample: Sample) -> None:
    rows = {(row.tab, row.row): row for tab in sample.tabs for row in typed(sample, tab.title)}
    edits = [event for event in sample.all_events if isinstance(event, CellEdited)]
    before = {
        (edit.value, rows[edit.tab, int(edit.cell[1:])].values[ord(edit.cell[0]) - ord("A")]) for edit in edits
    }
    assert before == {
        ("Nguyễn Trọng Tín", ""),
        ("63/63", "36/63"),
        ("Sạch 14 phòng, thanh lý 25 kg giấy", ""),
    }
    for edit in edits:
        corrected = rows[edit.tab, int(edit.cell[1:])]
        assert corrected.at is not None
        assert corrected.at < edit.at


def test_the_truth_of_rows_speaks_of_each_row_once(sample: Sample) -> None:
    truth = table("activities.csv")
    assert [int(line["row"]) for line in truth] == [row.row for row in typed(sample, "BÁO CÁO")]
    roster = units(sample)
    for line in truth:
        assert line["unit"] in roster or set(line["guesses"].split(";")) <= set(roster)
        members = int(roster[line["unit"]][4]) if line["unit"] else 10_000
        if line["participants"].isdigit() and (line["unit"], line["weeks"]) != ("DPTTH", "2020-W17"):
            assert int(line["participants"]) <= members, line


def test_judgements_about_weeks_rest_on_the_first_row_of_the_week(sample: Sample) -> None:
    first: dict[tuple[str, str], datetime] = {}
    for line, row in zip(table("activities.csv"), typed(sample, "BÁO CÁO"), strict=True):
        for week in line["weeks"].split(";"):
            if row.at:
                first.setdefault((line["unit"], week.removeprefix("2020-")), row.at)
    attached = {(line["unit"], line["week"].removeprefix("2020-")) for line in table("attached_activities.csv")}
    judged = 0
    for unit, period, states, _ in judgements():
        if period.startswith("W") and states[0].startswith(("on_time", "late", "incomplete", "missing")):
            judged += 1
            if (unit, period) not in attached:
                assert when(states[0]) == first[unit, period], (unit, period)
        elif period.startswith("W") and states == ["-"]:
            assert (unit, period) not in first
    assert judged > 100


def test_judgements_about_plans_rest_on_a_mail_that_came_then(sample: Sample) -> None:
    arrivals = {mail.at for mail in mails(sample).values()} | {
        row.at for row in typed(sample, "ĐĂNG KÝ") + typed(sample, "MIỄN – GIA HẠN")
    }
    arrivals |= {event.at for event in sample.all_events if isinstance(event, CellEdited)}
    for unit, period, states, _ in judgements():
        if period in ("ke-hoach", "dang-ky"):
            for state in states:
                assert " @ " not in state or when(state) in arrivals, (unit, period, state)


def test_the_truth_has_every_unit_once_an_obligation_and_period() -> None:
    files = sorted(path.name for path in TRUTH.glob("states-*.csv"))
    assert len(files) == 5
    for name in files:
        lines = table(name)
        assert {len(set(line["state"].split("|")) - STATES) for line in lines} == {0}
        per_period = Counter((line["obligation"], line["period"]) for line in lines)
        assert set(per_period.values()) == {48}
        assert len({(line["unit"], line["obligation"], line["period"]) for line in lines}) == len(lines)
        assert all(bool(line["days_late"]) == (line["state"] == "late") for line in lines)
        assert all(line["reason"] for line in lines)


def test_every_mail_is_listed_judged_and_named_right(sample: Sample) -> None:
    found = mails(sample)
    assert set(found) == {line["file"] for line in table("mails.csv")}
    assert {mail.auth for mail in found.values()} == {"pass", "fail", "none"}
    for mail in found.values():
        message = parsed(mail)
        assert timedelta() <= mail.at - message["Date"].datetime < timedelta(minutes=1)
        assert message["Subject"]
        assert not message.defects
        for name, content in attachments(mail):
            assert name.rpartition(".")[2] in ("docx", "xlsx", "pdf", "jpg"), name
            assert content


UNREADABLE = {
    "025-sgtvt-plan.eml",
    "044-dai-ptth-file-co-mat-khau.eml",
    "045-bao-tra-vinh-anh-chup.eml",
    "046-viettel-file-hong.eml",
}


def test_attachments_are_what_they_are_meant_to_be(sample: Sample) -> None:
    kinds: Counter[str] = Counter()
    for file, mail in mails(sample).items():
        for name, content in attachments(mail):
            if file not in UNREADABLE:
                text = text_of(name, content)
                assert "30 phút hành động" in text, (file, name)
                kinds[name.rpartition(".")[2]] += 1
    assert kinds["docx"] > 40
    assert kinds["xlsx"] >= 5
    assert kinds["pdf"] >= 8


def text_of(name: str, content: bytes) -> str:
    if name.endswith(".docx"):
        word = docx.Document(io.BytesIO(content))
        cells = [cell.text for drawn in word.tables for row in drawn.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    if name.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)
    pages = pypdfium2.PdfDocument(content)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())


def test_what_cannot_be_read_cannot_be_read(sample: Sample) -> None:
    found = mails(sample)
    scan, locked, photo, broken = (next(attachments(found[name])) for name in sorted(UNREADABLE))
    assert not text_of(*scan).strip()
    assert locked[1].startswith(OLE)
    assert photo[1].startswith(b"\xff\xd8")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(broken[1]))


def test_a_plan_without_assignment_names_nobody_in_charge(sample: Sample) -> None:
    found = mails(sample)
    for file, assigned in (
        ("026-kbnn-plan-unassigned-form.eml", False),
        ("040-cthads-plan-unassigned.eml", False),
        ("052-kbnn-plan.eml", True),
    ):
        text = text_of(*next(attachments(found[file])))
        assert ("PHÂN CÔNG" in text, "phụ trách" in text.lower()) == (assigned, assigned)


def test_the_second_sending_is_the_first_over_again(sample: Sample) -> None:
    found = mails(sample)
    once, again = (
        [content for _, content in attachments(found[name])]
        for name in ("023-bhxh-plan-form.eml", "024-bhxh-gui-lai.eml")
    )
    assert once == again
    forged, real = (
        next(attachments(found[name]))[1] for name in ("022-mao-danh-so-tai-chinh.eml", "051-stc-plan-form.eml")
    )
    assert forged != real
