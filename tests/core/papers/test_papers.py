"""The papers as Word and Excel read them: layout, numbers, and nothing a formula could do."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from openpyxl import load_workbook

from service.core.notices.addresses import plus_address
from service.core.papers import commendation, forms, periodic
from service.core.papers.chart import Bar, described, week_chart
from service.core.papers.facts import Facts
from service.core.papers.standing import ranked, standings, wanting
from service.core.papers.tally import COUNTED, Tally, tally
from service.core.papers.weekly import week_report
from service.core.papers.workbook import status_xlsx
from service.core.records import Assessment, State
from service.core.weeks import Month, Week
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import OFFICE
from tests.core.papers.sample_facts import facts

MONDAY = at("2020-05-25T07:30")
WEEK = Week(2020, 21)
FACTS = facts(MONDAY)


def texts(content: bytes) -> list[str]:
    """Every line of a Word document, tables included."""
    document = Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [p.text for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return lines


def every_paper(known: Facts) -> dict[str, bytes]:
    report = week_report(known, WEEK)
    return {
        "week": periodic.weekly_docx(known, report),
        "month": periodic.monthly_docx(known, Month(2020, 5)),
        "quarter": periodic.quarterly_docx(known, 2020, 2),
        "year": periodic.yearly_docx(known, 2020),
        "commendation": commendation.commendation_docx(known, 2020),
    }


PAPERS = every_paper(FACTS)


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_is_that_of_the_guidance(name: str) -> None:
    document = Document(io.BytesIO(PAPERS[name]))
    first = document.sections[0]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 20]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)
    assert first.different_first_page_header_footer  # the number starts on page 2
    assert "PAGE" in first.header._element.xml and "PAGE" not in first.first_page_header._element.xml
    assert document.sections[-1].orientation == WD_ORIENT.LANDSCAPE  # wide tables stand in an annex


@pytest.mark.parametrize("name", PAPERS)
def test_the_head_and_foot_leave_to_people_what_is_theirs(name: str) -> None:
    lines = texts(PAPERS[name])
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in lines and "***" in lines
    assert "ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP" in lines
    assert "Trà Vinh, ngày …… tháng …… năm 2020" in lines
    assert any(line.startswith("Số:        -") for line in lines)
    assert any(line.endswith("./.") for line in lines)
    assert "Nơi nhận:" in lines and any(line.startswith("TM. ") for line in lines)
    assert not [line for line in lines if "None" in line]


def test_the_union_stands_in_15_bold_and_the_title_in_16() -> None:
    document = Document(io.BytesIO(PAPERS["month"]))
    union = document.tables[0].rows[0].cells[1].paragraphs[0]
    assert union.runs[0].font.size == Pt(15) and union.runs[0].bold
    title = next(p for p in document.paragraphs if p.text == "BÁO CÁO")
    assert title.runs[0].font.size == Pt(16) and title.runs[0].bold


def test_the_months_annex_merges_the_units_reports_in_the_template() -> None:
    document = Document(io.BytesIO(PAPERS["month"]))
    annex = document.tables[-1]
    assert [cell.text for cell in annex.rows[0].cells][2:] == [
        "Tháng",
        "Tuần",
        "Địa điểm tổ chức",
        "Số lượng ĐVTN tham gia",
        "Nội dung tổ chức",
        "Hình thức tổ chức",
        "Kết quả hoạt động",
    ]
    held = [a for a in FACTS.activities if a.week and a.week.month == Month(2020, 5)]
    assert len(annex.rows) == 1 + len(held)


def test_the_quarters_draft_is_for_the_bodies_above() -> None:
    lines = " ".join(texts(PAPERS["quarter"]))
    assert "Kính gửi: Thường trực Đảng ủy Khối; Ban Thường vụ Tỉnh đoàn" in lines


def test_a_running_week_is_not_judged() -> None:
    wednesday = facts(at("2020-05-27T10:00"))
    assert wednesday.past_weeks(date(2020, 5, 1), date(2020, 5, 31))[-1] == WEEK


def test_the_partition_sums() -> None:
    for week in FACTS.past_weeks(date(2020, 4, 1), date(2020, 5, 31)):
        counts = FACTS.week_tally(week)
        assert counts.expected + counts.exempt == len(FACTS.units)
        assert sum(counts.count(state) for state in COUNTED) == counts.expected


def test_exempt_units_are_taken_out_of_what_is_expected() -> None:
    made = [Assessment("A", "o", "p", State.EXEMPT, MONDAY), Assessment("B", "o", "p", State.LATE, MONDAY)]
    counts = tally(made)
    assert (counts.expected, counts.done, counts.completeness, counts.timeliness) == (1, 1, 1.0, 0.0)
    assert Tally().completeness is None


def test_silence_is_counted_to_its_first_week() -> None:
    rows = {row.unit.code: row for row in standings(FACTS, (WEEK,))}
    silent = wanting(tuple(rows.values()))[0]
    assert silent.silent == 5 and silent.silent_since == date(2020, 4, 20)
    best = ranked(tuple(rows.values()))[0]
    assert best.weeks_done == 1 and best.silent == 0


def test_the_summary_names_who_and_since_when() -> None:
    report = week_report(FACTS, WEEK)
    assert "từ 20/4/2020" in report.attention[0].why
    assert len(report.sentences) == 3
    assert report.subject.startswith("Tuần 3 tháng 5: 37/48 đơn vị có hoạt động")
    first = week_report(facts(at("2020-04-27T07:30")), Week(2020, 17))
    assert first.before is None and {line.before for line in first.lines} == {"–"}


def test_what_people_typed_is_text_in_the_workbook() -> None:
    evil = replace(FACTS.units[0], name='=HYPERLINK("http://example.org")', sector="a\x0bb")
    book = load_workbook(io.BytesIO(status_xlsx(replace_units(evil), WEEK)))
    cell = book["THEO DÕI TUẦN"]["C4"]
    assert cell.data_type == "s" and cell.value.startswith("=HYPERLINK")
    assert book.sheetnames == ["THEO DÕI TUẦN", "LỊCH SỬ", "TỔNG HỢP"]
    assert book["THEO DÕI TUẦN"].max_row == 3 + len(FACTS.units)


def test_what_people_typed_cannot_break_a_word_document() -> None:
    odd = replace(FACTS.units[0], name="Chi đoàn \x00\x0b<b>&")
    assert "Chi đoàn <b>&" in texts(every_paper(replace_units(odd))["month"])


def replace_units(first: object) -> Facts:
    return replace(FACTS, units=(first, *FACTS.units[1:]))  # type: ignore[arg-type]


def test_the_chart_is_a_picture_with_words_beside_it() -> None:
    bars = (Bar("Tuần 3\nT5", Tally(on_time=36, not_updated=9, incomplete=3)),)
    assert week_chart(bars).startswith(b"\x89PNG")
    assert "36 có hoạt động, 3 thiếu thông tin, 9 chưa cập nhật" in described(bars)


def test_the_template_of_a_report_is_the_plans() -> None:
    document = Document(io.BytesIO(forms.report_template(OFFICE, 2020)))
    table = document.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == [
        "STT",
        "Quy mô tổ chức",
        "Quy mô tổ chức",
        "Địa điểm tổ chức",
        "Số lượng ĐVTN tham gia",
        "Nội dung tổ chức",
        "Hình thức tổ chức",
        "Kết quả hoạt động",
    ]
    assert [cell.text for cell in table.rows[1].cells][1:3] == ["Tháng", "Tuần"]
    assert "(Ký tên, đóng dấu)" in texts(forms.report_template(OFFICE, 2020))


def test_the_registration_form_has_the_sheets_columns() -> None:
    document = Document(io.BytesIO(forms.registration_form(OFFICE, FACTS.units[2])))
    header = [cell.text for cell in document.tables[1].rows[0].cells]
    assert header[0] == "STT" and "Ủy viên BCH phụ trách" in header and "Thứ, giờ" in header
    assert any("Chi đoàn Sở Xây dựng" in p.text and "25" in p.text for p in document.paragraphs)


def test_a_plus_address_is_plain_ascii() -> None:
    assert plus_address("vp@example.org", "BVĐK tỉnh") == "vp+BVDK-tinh@example.org"
