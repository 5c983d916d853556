"""Tables are found wherever they stand, whatever surrounds them, and lose no row nor gain one."""

from __future__ import annotations

import pytest

from service.core.parsing import Table, UnitNames, find_table
from service.core.ports import Grid
from service.core.records import CellValue, Field, Issue, Place, PlaceKind, Severity, Source
from tests.core.parsing.case_tables import roster

PLACE = Place(PlaceKind.SHEET, spreadsheet="s", tab="BÁO CÁO")
ONE_ROW: tuple[CellValue, ...] = (
    "STT", "Đơn vị", "Tháng", "Tuần", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức",
    "Hình thức tổ chức", "Kết quả hoạt động",
)  # fmt: skip
TWO_ROWS: Grid = (
    (
        "STT", "Đơn vị", "Quy mô tổ chức", "", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức",
        "Hình thức tổ chức", "Kết quả hoạt động",
    ),
    ("", "", "Tháng", "Tuần"),
)  # fmt: skip
DATA: tuple[CellValue, ...] = (1, "CĐ Sở Xây dựng", 4, "Tuần 4", "Trụ sở", "25/25", "Vệ sinh", "Tập trung", "Tốt")


def reports(
    *lines: tuple[CellValue, ...], place: Place = PLACE, hint: str = ""
) -> tuple[Table, tuple[Issue, ...]]:
    return find_table(Source.REPORTS, lines, place, unit_hint=hint)


def units_of(table: Table) -> list[CellValue]:
    return [row.values.get(Field.UNIT) for row in table.rows]


@pytest.mark.parametrize("header", [(ONE_ROW,), TWO_ROWS], ids=["one row", "two rows"])
@pytest.mark.parametrize("above", [0, 5])
@pytest.mark.parametrize("left", [0, 2])
def test_the_header_is_found_wherever_it_stands(header: Grid, above: int, left: int) -> None:
    title = (("MẪU BÁO CÁO KẾT QUẢ",), ("năm 2020",), (), (), ())[:above]
    shifted = tuple(("",) * left + line for line in (*header, DATA))
    table, issues = reports(*title, *shifted)
    assert issues == ()
    assert table.header_rows == (above + 1, above + len(header))
    (row,) = table.rows
    assert row.values[Field.WEEK] == "Tuần 4"
    assert row.cells[Field.WEEK] == f"{'DF'[left // 2]}{above + len(header) + 1}"
    assert row.where.cell == f"{'AC'[left // 2]}{above + len(header) + 1}"
    assert table.year == (2020 if above else None)


def test_columns_may_stand_in_any_order_and_be_renamed() -> None:
    header = ("Kết quả đạt được", "SL tham gia", "Tuần thứ", "Tháng/năm", "Nội dung hoạt động", "Tên chi đoàn")
    header += ("Hình thức", "Nơi tổ chức")
    table, issues = reports(header, ("Tốt", 25, 4, "4/2020", "Vệ sinh", "CĐ Sở XD", "Tập trung", "Trụ sở"))
    assert issues == () and table.missing == ()
    assert table.rows[0].values == {
        Field.RESULT: "Tốt", Field.PARTICIPANTS: 25, Field.WEEK: 4, Field.MONTH: "4/2020", Field.CONTENT: "Vệ sinh",
        Field.UNIT: "CĐ Sở XD", Field.FORM: "Tập trung", Field.PLACE: "Trụ sở",
    }  # fmt: skip


def test_headers_are_read_through_misspelling_and_line_breaks() -> None:
    header = ("Stt", "ĐƠN VỊ ", "thang", "TUẦN", "Địa điễm\ntổ chức", "Số lượng\nĐVTN tham gia", "Nội dug tổ chức")
    header += ("Hinh thuc to chuc", "Kết quã hoạt động")
    table, issues = reports(header, DATA)
    assert issues == () and len(table.fields) == 9


def test_a_missing_column_is_named_in_the_words_on_the_sheet() -> None:
    table, issues = reports(ONE_ROW[:-1], DATA[:-1])
    assert table.missing == (Field.RESULT,)
    (issue,) = issues
    assert (issue.code, issue.severity) == ("header_missing", Severity.FAULT)
    assert "“Kết quả hoạt động”" in issue.text
    assert len(table.rows) == 1


@pytest.mark.parametrize("grid", [(), (("abc", "def"),), ((), ()), (DATA, DATA)])
def test_without_any_header_there_is_no_table_and_an_issue(grid: Grid) -> None:
    table, issues = reports(*grid)
    assert table.header_rows is None and table.rows == ()
    assert [issue.code for issue in issues] == ["header_not_found"]


def test_notes_signatures_totals_and_numbering_are_left_out() -> None:
    table, _ = reports(
        *TWO_ROWS,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
        DATA,
        ("Tổng cộng", "", "", "", "", 25),
        (),
        ("Ghi chú: báo cáo gửi trước ngày 5",),
        ("", "", "Trà Vinh, ngày 3 tháng 5 năm 2020"),
        ("", "CÁN BỘ TỔNG HỢP", "", "", "", "TM. BAN THƯỜNG VỤ"),
        ("", "", "", "", "", "(Ký tên, đóng dấu)"),
        ("", "Nguyễn Văn A", "", "", "", "Trần Thị B"),
    )
    assert [row.where.cell for row in table.rows] == ["A4"]
    assert table.year is None


def test_a_data_row_that_starts_like_a_total_or_a_note_stays() -> None:
    contents = ["Tổng vệ sinh", "Cộng tác viên dư luận", "Duyệt kế hoạch quý II", "Tổng kết"]
    table, _ = reports(ONE_ROW, *((n, "CĐ Sở XD", 4, n, "", 20, text) for n, text in enumerate(contents, 1)))
    assert [row.values[Field.CONTENT] for row in table.rows] == contents


def test_a_unit_named_once_holds_for_its_block() -> None:
    table, _ = reports(
        *TWO_ROWS,
        DATA,
        ("", "", "", "Tuần 5", "Trụ sở", 24, "Họp chi đoàn", "Tập trung", "Tốt"),
        (2, "CĐ Sở Tư pháp", 4, "Tuần 4", "Trụ sở", 20, "Họp chi đoàn", "Tập trung", "Tốt"),
        ("", "", "", "Tuần 5", "Trụ sở", 20, "Vệ sinh", "Tập trung", "Tốt"),
    )
    assert units_of(table) == ["CĐ Sở Xây dựng"] * 2 + ["CĐ Sở Tư pháp"] * 2
    assert [row.values[Field.MONTH] for row in table.rows] == [4, 4, 4, 4]
    assert table.rows[1].cells[Field.UNIT] == "B3"


def test_a_unit_heading_of_its_own_holds_for_the_rows_below() -> None:
    table, _ = reports(ONE_ROW, ("I", "CĐ Sở Tư pháp"), (1, "", 4, 4, "", 20, "Họp"), (2, "", 4, 5, "", 20, "Họp"))
    assert units_of(table) == ["CĐ Sở Tư pháp"] * 2


def test_a_numbered_row_without_unit_among_named_ones_belongs_to_nobody() -> None:
    named = [(n, "CĐ Sở Tư pháp", 4, 4, "", 20, f"Việc {n}") for n in range(1, 6)]
    table, _ = reports(ONE_ROW, *named, (6, "", 4, 4, "", 20, "Việc 6"))
    assert units_of(table)[-1] is None


def test_a_blank_line_ends_a_block() -> None:
    table, _ = reports(ONE_ROW, DATA, (), ("", "", 4, 5, "", 20, "Họp chi đoàn"))
    assert units_of(table) == ["CĐ Sở Xây dựng", None]


def test_a_tab_of_one_unit_takes_it_from_its_title() -> None:
    header = ("STT", "Quy mô tổ chức", "", *TWO_ROWS[0][4:])
    table, issues = reports(header, ("", "Tháng", "Tuần"), (1, *DATA[2:]), hint="CĐ Sở Tư pháp")
    assert issues == ()
    assert units_of(table) == ["CĐ Sở Tư pháp"]
    assert Field.UNIT not in table.rows[0].cells


def test_a_header_repeated_further_down_is_no_row_and_may_move_columns() -> None:
    moved = ("STT", "Đơn vị", "Tuần", "Tháng", *ONE_ROW[4:])
    table, _ = reports(ONE_ROW, DATA, ("TM. BAN CHẤP HÀNH",), moved, (1, "CĐ Sở Tư pháp", "Tuần 1", 5, *DATA[4:]))
    assert [row.values[Field.WEEK] for row in table.rows] == ["Tuần 4", "Tuần 1"]


def test_the_digest_follows_what_a_row_says_and_not_where() -> None:
    here, _ = reports(ONE_ROW, DATA)
    moved, _ = reports((), ONE_ROW, (), (7, *DATA[1:]))
    other, _ = reports(ONE_ROW, (*DATA[:5], "24/25", *DATA[6:]))
    assert here.rows[0].digest == moved.rows[0].digest != other.rows[0].digest
    assert here.rows[0].digest != find_table(Source.REGISTRATIONS, (ONE_ROW, DATA), PLACE)[0].rows[0].digest


def test_equal_rows_are_told_apart_by_their_copy() -> None:
    table, _ = reports(ONE_ROW, DATA, DATA, DATA)
    assert [row.copy for row in table.rows] == [0, 1, 2]


def test_blanks_and_the_dots_of_a_form_are_no_values() -> None:
    table, _ = reports(ONE_ROW, (1, "CĐ Sở XD", 4, "  ", "……", "-", "Vệ sinh", None, "\u00a0"))
    assert set(table.rows[0].values) == {Field.STT, Field.UNIT, Field.MONTH, Field.PARTICIPANTS, Field.CONTENT}


def test_a_row_of_an_attachment_says_where_it_stands_there() -> None:
    place = Place(PlaceKind.ATTACHMENT, gmail_id="m1", file="bao-cao.docx", spot="bảng 1")
    table, _ = reports(ONE_ROW, DATA, place=place)
    assert table.rows[0].where.spot == "bảng 1, dòng 2"


def test_dates_may_stand_where_the_week_should() -> None:
    header = ("STT", "Đơn vị", "Thời gian", *ONE_ROW[4:])
    table, issues = reports(header, (1, "CĐ Sở XD", "24/4/2020", *DATA[4:]))
    assert table.rows[0].values[Field.WEEK] == "24/4/2020"
    assert [issue.field for issue in issues] == [Field.MONTH]


def test_an_empty_unit_of_an_exemption_stays_empty() -> None:
    header = ("Đơn vị", "Nghĩa vụ", "Từ", "Đến", "Loại", "Gia hạn đến", "Lý do", "Người duyệt")
    table, _ = find_table(Source.EXEMPTIONS, (header, ("CĐ Sở XD", "", "1/5/2020"), ("", "", "2/5/2020")), PLACE)
    assert units_of(table) == ["CĐ Sở XD", None]


@pytest.mark.parametrize("title", ["BÁO CÁO 2021", "Năm 2021", "BC-2021"])
def test_the_tab_may_name_the_year(title: str) -> None:
    assert reports(ONE_ROW, DATA, place=Place(PlaceKind.SHEET, tab=title))[0].year == 2021


def test_two_years_in_a_title_name_none() -> None:
    assert reports(("giai đoạn năm 2020 - năm 2022",), ONE_ROW, DATA)[0].year is None


def test_the_roster_of_the_cases_is_unambiguous() -> None:
    names = UnitNames(roster())
    assert all(names.match(unit.name).unit == unit.code for unit in roster())
