"""June: the reports of May come in, some late, some wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.evaluation.shipped import at
from tests.scenarios.acceptance_reading.letters import Case, File, address, letter, name
from tests.scenarios.acceptance_reading.papers import (
    Piece,
    as_docx,
    as_html,
    as_pdf,
    as_xlsx,
    noise,
    report,
    report_rows,
    zipped,
)

ASKED = at("2020-06-07T21:00")
SENT = at("2020-06-03T09:00")
ALL = [1, 2, 3, 4]


def paper(unit: str, weeks: list[int] = ALL, people: str = "8") -> list[Piece]:
    return report(name(unit), report_rows(5, weeks, people))


def done(unit: str, allowed: str, month: str = "2020-05") -> dict[tuple[str, str, str], str]:
    return {(unit, "bao-cao", month): allowed}


def weeks(unit: str, allowed: str, *numbers: int) -> dict[tuple[str, str, str], str]:
    return {(unit, "hoat-dong", f"2020-W{number}"): allowed for number in numbers}


def cases() -> list[Case]:
    return [*_formats(), *_lacking(), *_who()]


def _formats() -> Iterator[Case]:
    for unit, about, file in (
        ("SXD", "report docx", File("bao cao thang 5.docx", as_docx(paper("SXD")))),
        ("STP", "report xlsx", File("Báo cáo tháng 5.xlsx", as_xlsx(paper("STP")))),
        ("SNV", "report pdf", File("BC T5.pdf", as_pdf(paper("SNV")))),
        ("STC", "report in zip", File("bc.zip", zipped(("bc t5.xlsx", as_xlsx(paper("STC")))))),
    ):
        raw = letter(address(unit), "Báo cáo tháng 5/2020", [file], date=SENT)
        yield Case(about, raw, SENT, unit, "credited", "report", True,
                   done(unit, "on_time") | weeks(unit, "on_time", 19, 20, 21, 22))  # fmt: skip
    raw = letter(address("SKHDT"), "Báo cáo tháng 5/2020", body="", html=as_html(paper("SKHDT")), date=SENT)
    yield Case("report in the body", raw, SENT, "SKHDT", "credited", "report", True,
               done("SKHDT", "on_time") | weeks("SKHDT", "on_time", 19, 20, 21, 22))  # fmt: skip
    raw = letter(address("CTHADS"), "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("CTHADS")))], date=SENT)
    yield Case("in the sheet too", raw, SENT, "CTHADS", "credited", "report", True, done("CTHADS", "on_time"))


def _lacking() -> Iterator[Case]:
    blank = [[*row[:-1], ""] for row in report_rows(5, ALL, "8")]
    raw = letter(
        address("SCT"), "Báo cáo tháng 5", [File("bc.docx", as_docx(report(name("SCT"), blank)))], date=SENT
    )
    yield Case("no results", raw, SENT, "SCT", "credited|needs_review", "report", True,
               done("SCT", "incomplete") | weeks("SCT", "on_time", 19, 22), issues=True)  # fmt: skip
    raw = letter(
        address("SGTVT"), "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("SGTVT", [1, 2, 3])))], date=SENT
    )
    yield Case("a week lacks", raw, SENT, "SGTVT", "credited|needs_review", "report", True,
               done("SGTVT", "incomplete") | weeks("SGTVT", "missing", 22) | weeks("SGTVT", "on_time", 19))  # fmt: skip
    april = as_docx(report(name("SGDDT"), report_rows(4, [4, 5], "8"), month=4))
    raw = letter(address("SGDDT"), "Báo cáo tháng 4", [File("bc t4.docx", april)], date=at("2020-05-04T09:00"))
    yield Case("April's report", raw, at("2020-05-04T09:00"), "SGDDT", "credited", "report", True,
               done("SGDDT", "on_time", "2020-04"))  # fmt: skip
    raw = letter(address("SGDDT"), "Báo cáo tháng 5", [File("bc t5.docx", april)], date=SENT)
    yield Case("April's report again for May", raw, SENT, "SGDDT", "credited|needs_review", "", None,
               done("SGDDT", "missing|incomplete|needs_review") | weeks("SGDDT", "missing|needs_review", 19, 22),
               issues=True)  # fmt: skip
    late = at("2020-06-06T08:00")
    raw = letter(address("SLDTBXH"), "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("SLDTBXH")))], date=SENT)
    yield Case("late", raw, late, "SLDTBXH", "credited", "report", True,
               done("SLDTBXH", "late") | weeks("SLDTBXH", "late", 19, 22))  # fmt: skip
    old = as_docx(report(name("KBNN"), report_rows(5, ALL, "8"), year=2019))
    raw = letter(address("KBNN"), "Báo cáo tháng 5/2019", [File("bc.docx", old)], date=SENT)
    yield Case("wrong year", raw, SENT, "KBNN", "credited|needs_review", "", True,
               done("KBNN", "missing|incomplete|needs_review"), issues=True)  # fmt: skip
    raw = letter(address("BHXH"), "Báo cáo tháng 5", [File("bc.jpg", noise())], date=SENT)
    yield Case("photo of a report", raw, SENT, "BHXH", "needs_review", "", True,
               done("BHXH", "needs_review"), issues=True)  # fmt: skip
    rows = [*report_rows(5, [1, 2, 3], "8"), ["4", "5", "4", "", "0", "Không tổ chức do mưa bão", "", ""]]
    raw = letter(
        address("TTT"), "Báo cáo tháng 5", [File("bc.docx", as_docx(report(name("TTT"), rows)))], date=SENT
    )
    yield Case("a week not held, with its reason", raw, SENT, "TTT", "credited", "report", True,
               done("TTT", "on_time") | weeks("TTT", "missing", 22))  # fmt: skip


def _who() -> Iterator[Case]:
    raw = letter("nhi@gmail.example.org", "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("HTTN")))], date=SENT)
    yield Case("private address", raw, SENT, "HTTN", "credited", "report", None, done("HTTN", "on_time"))
    raw = letter(address("VIETTEL"), "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("VNPT")))], date=SENT)
    yield Case("another unit's report", raw, SENT, "", "triage|needs_review", "", None,
               done("VNPT", "missing|needs_review") | done("VIETTEL", "missing|needs_review"))  # fmt: skip
    raw = letter(address("BIDV"), "Báo cáo tháng 5", [File("bc.docx", as_docx(paper("BIDV")))], date=SENT)
    yield Case("forged report", raw, SENT, "", "triage", "", False, done("BIDV", "missing"), auth="fail")
    raw = letter(address("CDYT"), "Báo cáo tháng 5", [File("bc.xlsx", as_xlsx(paper("CDYT")))], date=SENT)
    yield Case("no verdict on the sender", raw, SENT, "CDYT", "credited", "report", True, done("CDYT", "on_time"),
               auth="none")  # fmt: skip
