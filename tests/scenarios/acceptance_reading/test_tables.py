"""Where the table stands, how its head is spelt, what stands around it: the rows are found, what lacks is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.core.evaluation.shipped import at
from tests.scenarios.acceptance_reading.legacy_text import tcvn3, vni
from tests.scenarios.acceptance_reading.office import (
    FORM_HEAD,
    FORMS,
    REPORT_HEAD,
    REPORT_MERGES,
    REPORTS,
    Grid,
    Office,
)

NOW = at("2020-06-14T21:00")  # Sunday evening, after the closing of May's report is not yet reached
ROWS: Grid = [
    ["1", "Chi đoàn Sở Xây dựng", "5", "1", "Trụ sở", "25/25", "Tổng vệ sinh phòng làm việc", "Tập trung", "Tốt"],
    ["2", "Chi đoàn Sở Xây dựng", "5", "2", "Hội trường", "24/25", "Đọc sách", "Tập trung", "Tốt"],
    ["3", "Chi đoàn Sở Tư pháp", "5", "3", "Hội trường", "20", "Giao lưu bóng chuyền", "Thi đấu", "Vui"],
]
READ = [
    ("SXD", "2020-W19", 25, ["1"]),
    ("SXD", "2020-W20", 24, ["3a"]),
    ("STP", "2020-W21", 20, ["3c"]),
]


def read(folder: Path, tabs: Mapping[str, Grid], **config: str) -> list[dict[str, Any]]:
    with Office(folder, tabs=tabs) as office:
        if config:
            office.stage.write_config(**config)
        office.tick(NOW)
        return office.activities(NOW)


def told(activities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(
        ((a["unit"], a["week"], a["participants"], a["groups"]) for a in activities), key=lambda a: (a[1] or "", a)
    )


def reports(head: Grid, rows: Grid) -> dict[str, Grid]:
    return {FORMS: FORM_HEAD, REPORTS: [*head, *rows]}


def picked(order: list[int], grid: Grid) -> Grid:
    return [[row[i] for i in order] for row in grid]


ONE_ROW_HEAD: Grid = [
    ["STT", "Đơn vị", "Tháng", "Tuần", "Địa điểm", "Số lượng ĐVTN", "Nội dung", "Hình thức", "Kết quả"]
]
SHIFTED: Grid = [["", "", "", *row] for row in [*REPORT_HEAD, *ROWS]]
NOTES: Grid = [
    [],
    ["Ghi chú: đề nghị các đơn vị cập nhật trước ngày 05 hằng tháng"],
    ["", "", "", "", "", "", "CÁN BỘ TỔNG HỢP", "", "TM. BAN THƯỜNG VỤ"],
    ["", "", "", "", "", "", "", "", "(Ký tên, đóng dấu)"],
    ["", "", "", "", "", "", "Nguyễn Văn A", "", "Phạm Viết Thạch"],
]
TITLE: Grid = [
    ["ĐOÀN KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP"],
    [],
    ["", "", "MẪU BÁO CÁO KẾT QUẢ"],
    ["", "", "Thực hiện mô hình “30 phút hành động” năm 2020"],
    [],
]
MOVED = [0, 6, 1, 8, 5, 4, 7, 2, 3]
HEADS: dict[str, tuple[Grid, Grid]] = {
    "the template": (REPORT_HEAD, ROWS),
    "one row of headers": (ONE_ROW_HEAD, ROWS),
    "lower, under a title": ([*TITLE, *REPORT_HEAD], ROWS),
    "further right": (SHIFTED[:2], SHIFTED[2:]),
    "notes and signatures under it": (REPORT_HEAD, [*ROWS, *NOTES]),
    "columns moved": (picked(MOVED, ONE_ROW_HEAD), picked(MOVED, ROWS)),
    "columns renamed": (
        [["TT", "Tên đơn vị", "Tháng thực hiện", "Tuần thứ", "Nơi tổ chức", "Số ĐVTN tham gia", "Tên hoạt động",
          "Cách thức tổ chức", "Kết quả đạt được"]],
        ROWS,
    ),
    "headers in capitals without marks": (
        [["stt", "DON VI", "THANG", "TUAN", "DIA DIEM TO CHUC", "SO LUONG DVTN THAM GIA", "NOI DUNG TO CHUC",
          "HINH THUC TO CHUC", "KET QUA HOAT DONG"]],
        ROWS,
    ),
    "headers decomposed": ([[unicodedata.normalize("NFD", c) for c in r] for r in REPORT_HEAD], ROWS),
    "everything decomposed": (
        REPORT_HEAD,
        [[unicodedata.normalize("NFD", c) for c in row] for row in ROWS],
    ),
    "everything in TCVN3": (REPORT_HEAD, [[tcvn3(c) for c in row] for row in ROWS]),
    "everything in VNI": (REPORT_HEAD, [[vni(c) for c in row] for row in ROWS]),
    "headers in TCVN3": ([[tcvn3(c) for c in r] for r in REPORT_HEAD], ROWS),
    "no STT column": (picked([1, 2, 3, 4, 5, 6, 7, 8], ONE_ROW_HEAD), picked([1, 2, 3, 4, 5, 6, 7, 8], ROWS)),
    "blank rows between": (REPORT_HEAD, [ROWS[0], [], [], ROWS[1], ["", "", "", ""], ROWS[2]]),
    "unit once for a block": (
        REPORT_HEAD,
        [ROWS[0], [*ROWS[1][:1], "", *ROWS[1][2:]], ROWS[2]],
    ),
    "unit and month once for a block": (
        REPORT_HEAD,
        [ROWS[0], ["", "", "", *ROWS[1][3:]], ROWS[2]],
    ),
    "unit as a line above its block": (
        REPORT_HEAD,
        [["I", "Chi đoàn Sở Xây dựng"], ["1", "", *ROWS[0][2:]], ["2", "", *ROWS[1][2:]],
         ["II", "Chi đoàn Sở Tư pháp"], ["1", "", *ROWS[2][2:]]],
    ),
    "a row of column numbers under the head": (
        [*REPORT_HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"]],
        ROWS,
    ),
    "the head again on every page": (REPORT_HEAD, [*ROWS[:2], *REPORT_HEAD, *ROWS[2:]]),
    "spaces that do not break, and none that are seen": (
        REPORT_HEAD,
        [[c.replace(" ", "\u00a0") + "\u200b" if c else c for c in row] for row in ROWS],
    ),
    "a column of one's own between": (
        picked([0, 1, 2, 3, 4, 4, 5, 6, 7, 8], [[*ONE_ROW_HEAD[0][:4], "Ảnh minh chứng", *ONE_ROW_HEAD[0][5:]]]),
        [],
    ),
}  # fmt: skip
HEADS["a column of one's own between"] = (
    [[*ONE_ROW_HEAD[0][:5], "Ảnh minh chứng", *ONE_ROW_HEAD[0][5:]]],
    [[*row[:5], "https://example.org/anh.jpg", *row[5:]] for row in ROWS],
)


@pytest.mark.parametrize("name", HEADS)
def test_rows_are_found_and_read(tmp_path: Path, name: str) -> None:
    head, rows = HEADS[name]
    assert told(read(tmp_path, reports(head, rows))) == READ


def test_merged_header_cells_as_google_has_them(tmp_path: Path) -> None:
    def corner(cell: str) -> tuple[int, int]:
        return ord(cell[0]) - 65, int(cell[1:])

    with Office(tmp_path, tabs=reports(REPORT_HEAD, ROWS)) as office:
        merges = []
        for merge in REPORT_MERGES:
            (left, top), (right, bottom) = (corner(c) for c in merge.split(":"))
            area = {"sheetId": 1, "startRowIndex": top - 1, "endRowIndex": bottom, "startColumnIndex": left,
                    "endColumnIndex": right + 1}  # fmt: skip
            merges.append({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
        office.change(*merges)
        office.tick(NOW)
        assert told(office.activities(NOW)) == READ


@pytest.mark.parametrize(
    ("column", "named"), [(4, "Địa điểm tổ chức"), (7, "Hình thức tổ chức"), (8, "Kết quả hoạt động")]
)
def test_a_missing_column_is_named_in_the_words_on_the_sheet(tmp_path: Path, column: int, named: str) -> None:
    keep = [i for i in range(9) if i != column]
    with Office(tmp_path, tabs=reports(picked(keep, ONE_ROW_HEAD), picked(keep, ROWS))) as office:
        office.tick(NOW)
        assert told(office.activities(NOW)) == READ
        report = office.states(NOW)[("SXD", "bao-cao", "2020-05")]
        assert report["state"] == "incomplete"
        shown = office.stage.book().worksheet("THEO DÕI TUẦN").get_all_values()
        assert any(f"cột {named}" in cell for row in shown for cell in row)
        assert f"Columns not found: {named}" in office.stage.run("check").out


@pytest.mark.parametrize("column", [3, 5, 6])
def test_without_a_column_that_decides_nobody_is_accused(tmp_path: Path, column: int) -> None:
    keep = [i for i in range(9) if i != column]
    with Office(tmp_path, tabs=reports(picked(keep, ONE_ROW_HEAD), picked(keep, ROWS))) as office:
        said = office.stage.tick(NOW)
        if said.code == 0:
            week = office.states(NOW)[("SXD", "hoat-dong", "2020-W19")]
            assert week["state"] == "incomplete"
        else:
            assert (said.code, said.json["held"]) == (3, ["headers_gone"])


@pytest.mark.parametrize(
    "title", ["Sở Xây dựng", "CĐ Sở XD", "SXD", "chi doan so xay dung", "Chi đoàn Sở Xây dựng (2020)"]
)
def test_one_tab_per_unit_takes_the_unit_from_its_title(tmp_path: Path, title: str) -> None:
    template = [[row[0], *row[2:]] for row in [*REPORT_HEAD, *ROWS[:2]]]
    other = [[row[0], *row[2:]] for row in [*REPORT_HEAD, *ROWS[2:]]]
    tabs = {FORMS: FORM_HEAD, title: template, "ĐTN Sở Tư pháp": other, "Hướng dẫn": [["Cách điền"]]}
    assert told(read(tmp_path, tabs, **{"tab: BÁO CÁO": "tabs: each-unit"})) == READ


def test_a_tab_whose_title_is_no_sure_unit_is_asked_about(tmp_path: Path) -> None:
    template = [[row[0], *row[2:]] for row in [*REPORT_HEAD, *ROWS[:2]]]
    other = [[row[0], *row[2:]] for row in [*REPORT_HEAD, *ROWS[2:]]]
    tabs = {FORMS: FORM_HEAD, "CĐ Y tế": template, "Sở Tư pháp": other}
    found = read(tmp_path, tabs, **{"tab: BÁO CÁO": "tabs: each-unit"})
    assert {a["unit"] for a in found} <= {None, "STP"}
    assert [a["week"] for a in found if a["unit"] == "STP"] == ["2020-W21"]


def test_spreadsheet_errors_are_issues_at_their_cells(tmp_path: Path) -> None:
    row = [
        "=1/0",
        "Chi đoàn Sở Xây dựng",
        "5",
        "1",
        "=NA()",
        "=1/0",
        "Tổng vệ sinh phòng làm việc",
        "Tập trung",
        "Tốt",
    ]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [row])
        office.tick(NOW)
        (found,) = office.activities(NOW)
    assert (found["unit"], found["week"], found["participants"], found["place"]) == ("SXD", "2020-W19", None, "")
    assert {"E3", "F3"} <= {issue["where"]["cell"] for issue in found["issues"]}


# -- doubles and corrections ------------------------------------------------------------------------


def test_a_row_typed_twice_counts_once(tmp_path: Path) -> None:
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [ROWS[0], ROWS[0]], "RAW")
        office.tick(NOW)
        week = office.states(NOW)[("SXD", "hoat-dong", "2020-W19")]
        assert (week["state"], week["participants"]) == ("on_time", 25)
        assert [a["participants"] for a in office.activities(NOW)] in ([25], [25, 25])


def test_the_later_complete_row_wins_and_the_first_ones_time_proves_on_time(tmp_path: Path) -> None:
    first, after = at("2020-06-04T21:00"), at("2020-06-10T21:00")
    corrected = [*ROWS[0][:5], "20/25", *ROWS[0][6:]]
    with Office(tmp_path) as office:
        office.tick(at("2020-06-04T20:00"))
        office.type(REPORTS, "A3", [ROWS[0]], "RAW")
        office.tick(first)
        office.type(REPORTS, "A4", [corrected], "RAW")
        office.tick(after)
        week = office.states(after)[("SXD", "hoat-dong", "2020-W19")]
        assert (week["state"], week["participants"], week["fulfilled"]) == (
            "on_time",
            20,
            "2020-06-04T21:00:00+07:00",
        )


def test_a_later_incomplete_row_takes_nothing_away(tmp_path: Path) -> None:
    lacking = [*ROWS[0][:5], "", ROWS[0][6], "", ""]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [ROWS[0], lacking], "RAW")
        office.tick(at("2020-06-04T21:00"))
        week = office.states(at("2020-06-04T21:00"))[("SXD", "hoat-dong", "2020-W19")]
        assert (week["state"], week["participants"]) == ("on_time", 25)


def test_a_row_completed_in_place_after_the_deadline_is_late(tmp_path: Path) -> None:
    lacking = [*ROWS[0][:5], "", *ROWS[0][6:]]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [lacking], "RAW")
        office.tick(at("2020-06-04T21:00"))
        assert office.states(at("2020-06-04T21:00"))[("SXD", "hoat-dong", "2020-W19")]["state"] == "incomplete"
        office.tick(at("2020-06-08T06:00"))
        office.type(REPORTS, "A3", [ROWS[0]], "RAW")
        office.tick(at("2020-06-08T20:00"))
        week = office.states(at("2020-06-08T20:00"))[("SXD", "hoat-dong", "2020-W19")]
        assert (week["state"], week["days_late"]) == ("late", 3)


def test_two_different_activities_of_a_week_stay_two_and_the_best_counts(tmp_path: Path) -> None:
    other = [*ROWS[0][:5], "10", "Giao lưu bóng chuyền", *ROWS[0][7:]]
    with Office(tmp_path) as office:
        office.type(REPORTS, "A3", [ROWS[0], other], "RAW")
        office.tick(NOW)
        week = office.states(NOW)[("SXD", "hoat-dong", "2020-W19")]
        assert (week["participants"], week["groups"]) == (25, ["1", "3c"])
        assert len(office.activities(NOW)) == 2
