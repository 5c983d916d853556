"""Registration forms and monthly reports, right and wrong in every way people manage."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.mail.corpus import documents as make
from tests.core.mail.corpus.cases_plans import _kept
from tests.core.mail.corpus.letters import Case, Truth, case
from tests.core.mail.corpus.office import NAMES, at
from tests.core.mail.corpus.papers import FORM_TITLE, REPORT_HEADER, form, letterhead, plan, report, report_title

MAY = at(4, 5)
APRIL = frozenset({"2020-04"})
COLUMNS = {"month", "week", "place", "participants", "content", "form", "result"}


def filled(unit: str | None, rows: int, kinds: str = "form", **more: object) -> Truth:
    return Truth("credited", unit, kinds, rows=rows, **more)  # type: ignore[arg-type]


def reported(unit: str, rows: int, periods: frozenset[str] = APRIL, **more: object) -> Truth:
    return Truth("credited", unit, "report", rows=rows, periods=periods, **more)  # type: ignore[arg-type]


def cases() -> Iterator[Case]:
    yield from _forms()
    yield from _reports()
    yield from _wrong_reports()


def _forms() -> Iterator[Case]:
    rows = form("STC")
    yield case(
        "form-xlsx", filled("STC", 2), "STC", subject="Đăng ký", files=[("mau dang ky.xlsx", make.excel(rows))]
    )
    titled = make.word(FORM_TITLE, rows, letterhead=letterhead("STC"))
    yield case("form-docx", filled("STC", 2), "STC", subject="Mẫu đăng ký", files=[("Mẫu đăng ký.docx", titled)])
    yield case(
        "form-pdf", filled("STC", 2), "STC", subject="ĐK", files=[("dang ky.pdf", make.pdf(FORM_TITLE, rows))]
    )
    text = "\n".join(";".join(cell.replace(";", ",") for cell in row) for row in rows)
    yield case(
        "form-csv", filled("STC", 2), "STC", subject="Đăng ký", files=[("dang ky.csv", text.encode("utf-8-sig"))]
    )
    yield case("form-in-body", filled("STC", 2), "STC", subject="Đăng ký", markup=make.page(["Kính gửi"], rows))
    yield case("form-xls", filled("STC", 2), "STC", subject="Đăng ký", files=[("dang ky.xls", _kept("form.xls"))])
    unnamed = [("x.docx", titled)]
    yield case("form-told-by-content", filled("STC", 2), "STC", subject="Gửi Văn phòng", files=unnamed)
    blank = make.excel(form("SNV", officer=""))
    lacks = filled("SNV", 2, missing={"dang-ky": {"officer"}}, says=frozenset({"rows.blank"}))
    yield case("form-without-officers", lacks, "SNV", subject="Đăng ký", files=[("dang ky.xlsx", blank)])
    cut = [row[:11] + row[12:] for row in form("SNV")]
    lacks = filled("SNV", 2, missing={"dang-ky": {"officer"}}, says=frozenset({"header_missing"}))
    yield case(
        "form-without-officer-column", lacks, "SNV", subject="ĐK", files=[("dang ky.xlsx", make.excel(cut))]
    )
    none = filled(
        "SNV", 0, missing={"dang-ky": {"content", "time", "officer", "template"}}, says=frozenset({"rows.none"})
    )
    empty = make.excel(form("SNV", rows=0))
    yield case("form-not-filled-in", none, "SNV", subject="Đăng ký", files=[("mau dang ky.xlsx", empty)])
    other = make.word([*FORM_TITLE, "Chi đoàn đăng ký thực hiện tốt mô hình trong năm 2020."])
    none = filled(
        "SNV",
        0,
        missing={"dang-ky": {"content", "time", "officer", "template"}},
        says=frozenset({"rows.template"}),
    )
    yield case("form-as-a-sentence", none, "SNV", subject="Đăng ký", files=[("dang ky.docx", other)])
    files = [("kế hoạch.docx", make.word(plan("SXD"))), ("mẫu đăng ký.xlsx", make.excel(form("SXD")))]
    both = filled("SXD", 2, "plan;form")
    yield case("plan-and-form", both, "SXD", subject="Gửi kế hoạch và mẫu đăng ký", files=files)
    yield case("plan-and-form-zip", both, "SXD", subject="Gửi VP", files=[("30 phut.zip", make.archive(*files))])
    scan = [("mẫu đăng ký.xlsx", make.excel(form("SXD"))), ("mẫu đăng ký có dấu.pdf", make.scan_pdf())]
    yield case("form-with-signed-scan", filled("SXD", 2), "SXD", subject="Mẫu đăng ký", files=scan)


def _reports() -> Iterator[Case]:
    rows, title = report(), report_title()
    word = make.word(title, rows, letterhead=letterhead("STC", "Số: 07-BC/ĐTN", "ngày 04 tháng 5 năm 2020"))
    good = reported("STC", 2)
    yield case("report-docx", good, "STC", subject="Báo cáo tháng 4", files=[("bao cao.docx", word)], received=MAY)
    sheet = make.excel([[line] for line in title] + list(rows))
    yield case("report-xlsx", good, "STC", subject="BC tháng 4", files=[("BC thang 4.xlsx", sheet)], received=MAY)
    pdf = make.pdf(title, [[c or "" for c in row] for row in rows])
    yield case("report-pdf", good, "STC", subject="Báo cáo tháng 4", files=[("bao cao.pdf", pdf)], received=MAY)
    yield case(
        "report-in-body", good, "STC", subject="Báo cáo tháng 4", markup=make.page(title, rows), received=MAY
    )
    rtf = make.rich_text(title, rows)
    yield case("report-rtf", good, "STC", subject="Báo cáo tháng 4", files=[("bao cao.rtf", rtf)], received=MAY)
    yield case(
        "report-xls", good, "STC", subject="Báo cáo", files=[("bao cao.xls", _kept("report.xls"))], received=MAY
    )
    files = [("bao cao.doc", _kept("report.doc"))]
    yield case("report-doc", good, "STC", subject="Báo cáo", files=files, received=MAY, needs="soffice")
    yield case("report-no-subject", good, "STC", body="", files=[("x.docx", word)], received=MAY)
    with_photos = [("bao cao.docx", word), ("hinh 1.jpg", make.photo()), ("hinh 2.jpg", make.photo())]
    yield case("report-with-photos", good, "STC", subject="Báo cáo tháng 4", files=with_photos, received=MAY)
    eml = make_eml([("bao cao.docx", word)])
    yield case(
        "report-in-eml", good, "STC", subject="Fwd: Báo cáo tháng 4", files=[("thu.eml", eml)], received=MAY
    )
    long = make.excel(
        [*report(weeks=(1,)), *[(3 + n, 4, "Tuần 4", "Trụ sở", 20, f"Việc {n}", "x", "Tốt") for n in range(30)]]
    )
    yield case(
        "report-many-rows",
        reported("STC", 31),
        "STC",
        subject="BC tháng 4",
        files=[("bc.xlsx", long)],
        received=MAY,
    )
    year_typed = make.excel(report(month="4/2020"))
    yield case(
        "report-month-with-year", good, "STC", subject="BC", files=[("bao cao.xlsx", year_typed)], received=MAY
    )
    two = make.excel([*report(4, (4, 5)), *report(5, (1, 2))[2:]])
    months = reported("STC", 4, frozenset({"2020-04", "2020-05"}))
    yield case(
        "report-two-months", months, "STC", subject="Báo cáo", files=[("bao cao.xlsx", two)], received=at(20, 5)
    )
    carried = [list(row) for row in report(4, (2, 3, 4))]
    carried[3][1] = carried[4][1] = None
    merged = reported("STC", 3)
    yield case(
        "report-merged-month", merged, "STC", subject="BC", files=[("bc.xlsx", make.excel(carried))], received=MAY
    )
    december = make.excel(report(12, (1, 2)))
    truth = reported("STC", 2, frozenset({"2020-12"}))
    yield case(
        "report-of-december",
        truth,
        "STC",
        subject="Báo cáo tháng 12",
        files=[("bc.xlsx", december)],
        received=at(4, 1, year=2021),
    )
    with_unit = [
        (*row[:1], "Đơn vị" if n == 0 else (None if n == 1 else NAMES["STC"]), *row[1:])
        for n, row in enumerate(rows)
    ]
    yield case(
        "report-with-unit-column",
        good,
        "STC",
        subject="BC",
        files=[("bc.xlsx", make.excel(with_unit))],
        received=MAY,
    )


def make_eml(files: list[tuple[str, bytes]]) -> bytes:
    from tests.core.mail.corpus.letters import letter

    return letter("ai@mail.test", "Báo cáo tháng 4", "Gửi đồng chí báo cáo.", files=files)


def _wrong_reports() -> Iterator[Case]:
    title = report_title()

    def sent(name: str, truth: Truth, content: bytes, subject: str = "Báo cáo tháng 4", **more: object) -> Case:
        more.setdefault("received", MAY)
        return case(name, truth, "STP", subject=subject, files=[("bao cao.docx", content)], **more)  # type: ignore[arg-type]

    blank = reported("STP", 2, missing={"bao-cao": {"result"}}, says=frozenset({"rows.blank"}))
    yield sent("report-blank-result", blank, make.word(title, report(result=None)))
    yield sent("report-dotted-result", blank, make.word(title, report(result="......")))
    cut = [row[:7] for row in report()]
    no_column = reported("STP", 2, missing={"bao-cao": {"result"}}, says=frozenset({"header_missing"}))
    yield sent("report-no-result-column", no_column, make.word(title, cut))
    monthless = [(row[0], *row[2:]) for row in [*report()]]
    monthless = [("STT", "Tuần", *REPORT_HEADER[0][3:]), *monthless[2:]]
    no_month = reported("STP", 2, missing={"bao-cao": {"month"}}, says=frozenset({"header_missing"}))
    yield sent("report-no-month-column", no_month, make.word(title, monthless))
    told = Truth(
        "credited",
        "STP",
        "report",
        {"bao-cao": COLUMNS | {"template"}},
        says=frozenset({"rows.template"}),
        periods=APRIL,
    )
    story = make.word([*title, "Trong tháng chi đoàn đã tổ chức 2 buổi vệ sinh, 100% đoàn viên tham gia."])
    yield sent("report-as-a-story", told, story)
    none = Truth(
        "credited",
        "STP",
        "report",
        {"bao-cao": COLUMNS | {"template"}},
        says=frozenset({"rows.none"}),
        periods=APRIL,
    )
    yield sent("report-not-filled-in", none, make.word(title, [*REPORT_HEADER, *[("",) * 8]]))
    old = Truth("credited", "STP", "report", {"bao-cao": COLUMNS | {"year"}}, says=frozenset({"paper.wrong_year"}))
    yield sent("report-of-2019", old, make.word(report_title(year=2019), report()))
    april = make.word(title, report())
    yield sent("report-april-first", reported("STP", 2), april)
    same = Truth(
        "credited",
        "STP",
        "report",
        {"bao-cao": COLUMNS | {"same_file"}},
        says=frozenset({"report.same_file"}),
        periods=frozenset({"2020-05"}),
    )
    yield sent(
        "report-april-again-as-may", same, april, "Báo cáo tháng 5", received=at(3, 6), after="report-april-first"
    )
    retitled = make.word(report_title(5), report())
    yield sent(
        "report-april-rows-as-may",
        same,
        retitled,
        "Báo cáo tháng 5",
        received=at(3, 6),
        after="report-april-first",
    )
    twice = reported("STP", 2, says=frozenset({"paper.again"}))
    yield sent("report-april-twice", twice, april, received=at(5, 5), after="report-april-first")
    differs = Truth(
        "credited",
        "STP",
        "report",
        {"bao-cao": COLUMNS | {"month_said"}},
        says=frozenset({"report.other_month"}),
        rows=2,
        periods=frozenset({"2020-04", "2020-05"}),
    )
    yield sent(
        "report-month-differs",
        differs,
        make.word(report_title(5), report(4)),
        "Báo cáo tháng 5",
        received=at(3, 6),
    )
    scan = Truth(
        "needs_review",
        "STP",
        "report",
        unread=frozenset({"bao-cao"}),
        periods=APRIL,
        says=frozenset({"attachment.scan"}),
    )
    yield case(
        "report-scan", scan, "STP", subject="Báo cáo tháng 4", files=[("bc.pdf", make.scan_pdf())], received=MAY
    )
    yield case(
        "report-photo", scan, "STP", subject="BC tháng 4", files=[("IMG_1.jpg", make.photo())], received=MAY
    )
    activity = Truth("ignored", "STP", "other")
    congress = make.word(
        ["BÁO CÁO", "Tổng kết công tác Đoàn nhiệm kỳ và Đại hội chi đoàn", "Chi đoàn đã tổ chức đại hội."]
    )
    yield sent("report-of-a-congress", activity, congress, "Gửi báo cáo đại hội")
