"""Rows become records with every doubt told at its cell, in words a unit understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.core.parsing import (
    Context,
    UnitNames,
    find_table,
    read_activities,
    read_exemptions,
    read_registrations,
    read_units,
)
from service.core.records import (
    Activity,
    CellValue,
    Exemption,
    ExemptionKind,
    Field,
    Issue,
    Place,
    PlaceKind,
    Registration,
    Severity,
    Source,
    Unit,
)
from service.core.weeks import Month, Week
from tests.core.parsing.case_tables import roster
from tests.core.parsing.test_tables import DATA, ONE_ROW, PLACE

NAMES = UnitNames(roster())
SHORT_NAMES = UnitNames(roster("short"))
CONTEXT = Context(2020, date(2020, 4, 1), date(2022, 12, 31))
MEMBERS = {unit.code: unit.members for unit in roster()}
APRIL = Month(2020, 4)
W16, W17, W18 = (Week(2020, number) for number in (16, 17, 18))


def activities(*lines: tuple[CellValue, ...]) -> tuple[tuple[Activity, ...], tuple[Issue, ...]]:
    return read_activities(find_table(Source.REPORTS, (ONE_ROW, *lines), PLACE)[0].rows, NAMES, CONTEXT, MEMBERS)


def with_(**changes: CellValue) -> tuple[CellValue, ...]:
    """The complete row of the tests with other cells."""
    fields = ("stt", "unit", "month", "week", "place", "participants", "content", "form", "result")
    return tuple(changes.get(name, value) for name, value in zip(fields, DATA, strict=True))


def only(found: tuple[Activity, ...]) -> Activity:
    (activity,) = found
    return activity


def test_a_complete_row_is_an_activity_without_issues() -> None:
    found, issues = activities(DATA)
    activity = only(found)
    assert (activity.unit, activity.week, activity.month, activity.participants) == ("XD", W17, APRIL, 25)
    assert (activity.members, activity.groups, activity.held) == (25, ("1",), True)
    assert activity.blank == activity.uncertain == frozenset() and issues == ()


def test_a_row_of_three_weeks_is_three_activities() -> None:
    found, issues = activities(with_(week="Tuần 3,4,5"))
    assert [activity.week for activity in found] == [W16, W17, W18] and issues == ()


@pytest.mark.parametrize(
    ("field", "value", "blank", "uncertain"),
    [
        ("week", "", {Field.WEEK}, set()),
        ("week", "không rõ", {Field.WEEK}, set()),
        ("week", "Tuần 4 (13/4-19/4)", set(), {Field.WEEK}),
        ("participants", "", {Field.PARTICIPANTS}, set()),
        ("participants", "nhiều", {Field.PARTICIPANTS}, set()),
        ("participants", "3 tổ", set(), {Field.PARTICIPANTS}),
        ("participants", "30/25", set(), set()),
        ("participants", "#REF!", {Field.PARTICIPANTS}, set()),
        ("content", "", {Field.CONTENT}, set()),
        ("content", "#N/A", {Field.CONTENT}, set()),
        ("place", "-", {Field.PLACE}, set()),
        ("result", "...", {Field.RESULT}, set()),
    ],
)
def test_blank_and_uncertain_columns_are_told(
    field: str, value: str, blank: set[Field], uncertain: set[Field]
) -> None:
    found, issues = activities(with_(**{field: value}))
    assert all((a.blank, a.uncertain) == (blank, uncertain) for a in found)
    if value not in ("", "...", "-"):
        issue = next(issue for issue in issues if issue.field == field)
        assert issue.raw == value and issue.where.tab == "BÁO CÁO"
        assert (
            issue.where.cell
            == f"{'DEFGHI'[('week', 'place', 'participants', 'content', 'form', 'result').index(field)]}2"
        )
        assert value in issue.text or field == "content"


def test_a_count_above_the_membership_is_asked_and_the_week_counts() -> None:
    found, issues = activities(with_(participants=30))
    assert only(found).participants == 30 and not only(found).uncertain and not only(found).blank
    assert [(i.code, i.severity) for i in issues] == [("count_above_members", Severity.QUESTION)]


@pytest.mark.parametrize(
    "text",
    [
        "Không tổ chức do trùng hội nghị cơ quan",
        "Hoãn vì dịch Covid-19",
        "Tuần nghỉ lễ 30/4, không tổ chức do nghỉ lễ",
    ],
)
def test_not_held_with_a_reason_is_an_explanation(text: str) -> None:
    found, issues = activities(with_(content=text, participants="0"))
    assert (only(found).held, only(found).explanation) == (False, text)
    assert only(found).groups == () and issues == ()


def test_not_held_takes_its_reason_from_another_column() -> None:
    found, issues = activities(with_(content="Không tổ chức", participants="-", result="Do họp cơ quan"))
    assert only(found).explanation == "Do họp cơ quan" and issues == ()


@pytest.mark.parametrize("count", [0, "0", "-", "–"])
def test_nothing_without_a_reason_lacks_it(count: CellValue) -> None:
    found, issues = activities(with_(participants=count))
    assert (only(found).held, only(found).explanation) == (False, "")
    assert [issue.code for issue in issues] == ["reason_lacking"]


def test_not_held_with_people_contradicts_itself() -> None:
    found, issues = activities(with_(content="Không tổ chức do mưa"))
    assert only(found).uncertain == {Field.CONTENT}
    assert "held_unsure" in [issue.code for issue in issues]


def test_an_unsure_unit_is_asked_with_guesses_and_never_credited() -> None:
    found, issues = activities(with_(unit="CĐ Y tế"))
    assert only(found).unit is None
    assert {guess.unit for guess in only(found).guesses} == {"SYT", "CDYT"}
    (issue,) = issues
    assert (issue.code, issue.where.cell, issue.raw) == ("unit_unsure", "B2", "CĐ Y tế")


def test_cells_that_google_changed_are_read_as_typed() -> None:
    unit = "CĐ Thanh tra tỉnh"  # 12 members; 12/12 became 12 December, 13/4 its day, 1.0 is 100 %
    found, _ = activities(with_(unit=unit, participants=44177, week=43934))
    assert (only(found).participants, only(found).week) == (12, W16)
    assert only(activities(with_(participants=1.0))[0]).participants == 25


def test_a_group_for_schools_is_asked_of_others_only() -> None:
    assert "group_for_schools" in [issue.code for issue in activities(with_(content="Phong trào Khi tôi 18"))[1]]
    school = with_(unit="Đoàn trường Cao đẳng Nghề", content="Phong trào Khi tôi 18", participants=400)
    assert activities(school)[1] == ()


class TestDoubles:
    def test_the_same_row_twice_is_one_activity_and_noted(self) -> None:
        found, issues = activities(DATA, DATA)
        assert only(found).where.cell == "A3"
        assert [(issue.code, issue.severity) for issue in issues] == [("row_twice", Severity.NOTE)]
        assert only(found).issues == issues

    def test_a_later_complete_row_corrects_an_earlier_one(self) -> None:
        found, issues = activities(DATA, with_(participants="20/25"))
        assert only(found).participants == 20
        assert [issue.code for issue in issues] == ["row_corrected"]
        assert "A2" in issues[0].text and "A3" in issues[0].text

    def test_an_incomplete_later_row_does_not_displace_a_complete_one(self) -> None:
        found, _ = activities(DATA, with_(participants="", result=""))
        assert only(found).participants == 25

    def test_a_slip_of_the_pen_is_the_same_activity(self) -> None:
        found, _ = activities(with_(content="Vệ sinh phòng làm việc"), with_(content="Vệ sinh phòng làm viêc."))
        assert len(found) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Vệ sinh", "Họp chi đoàn"), ("Học bài 1 lý luận chính trị", "Học bài 2 lý luận chính trị")],
    )
    def test_different_activities_of_a_week_all_stay(self, one: str, other: str) -> None:
        found, issues = activities(with_(content=one), with_(content=other))
        assert len(found) == 2 and issues == ()

    def test_the_same_content_in_other_weeks_or_units_stays(self) -> None:
        found, issues = activities(DATA, with_(week="Tuần 5"), with_(unit="CĐ Sở Tư pháp", participants=20))
        assert len(found) == 3 and issues == ()


# -- registrations --------------------------------------------------------------------------------

FORM: tuple[CellValue, ...] = (
    "STT", "Đơn vị", "Tổng số ĐVTN", "Nội dung", "Nhóm nội dung", "Tháng", "Tuần", "Thứ, giờ", "Số lần/tuần",
    "Địa điểm", "Hình thức", "Ủy viên BCH phụ trách", "Điện thoại, email", "Số, ngày kế hoạch", "Ghi chú",
)  # fmt: skip
ENTRY: tuple[CellValue, ...] = (
    1, "CĐ Sở Xây dựng", 25, "Vệ sinh phòng làm việc", "1", 4, "Tuần 4", "Thứ Sáu, 16h30-17h00", 1, "Trụ sở",
    "Tập trung", "Nguyễn Văn A", 912345678, "05-KH/ĐTN, 07/4/2020", "",
)  # fmt: skip


def registration(**changes: CellValue) -> Registration:
    fields = (
        Field.STT,
        Field.UNIT,
        Field.MEMBERS,
        Field.CONTENT,
        Field.GROUP,
        Field.MONTH,
        Field.WEEK,
        Field.TIME,
    )
    fields += (Field.FREQUENCY, Field.PLACE, Field.FORM, Field.OFFICER, Field.CONTACT, Field.PLAN_REF, Field.NOTE)
    line = tuple(changes.get(field.value, value) for field, value in zip(fields, ENTRY, strict=True))
    (found,), _ = read_registrations(find_table(Source.REGISTRATIONS, (FORM, line), PLACE)[0].rows, NAMES, CONTEXT)
    return found


def test_a_registration_is_read_whole() -> None:
    found = registration()
    assert (found.unit, found.members, found.weeks, found.month, found.weekday) == ("XD", 25, (W17,), APRIL, 5)
    assert (found.groups, found.times_per_week, found.contact) == (("1",), 1, "0912345678")
    assert found.blank == frozenset() and found.issues == () and not found.every_week


@pytest.mark.parametrize("week", ["hằng tuần", "Hàng tuần", "các tuần trong tháng"])
def test_a_recurring_schedule_is_as_good_as_a_list(week: str) -> None:
    found = registration(week=week, month="4 đến 12")
    assert found.every_week and found.blank == frozenset() and found.issues == ()


def test_weeks_of_several_months_are_each_months() -> None:
    found = registration(week="Tuần 2 và tuần 4", month="4 đến 5")
    assert [week.label for week in found.weeks] == ["2020-W15", "2020-W17", "2020-W20", "2020-W22"]
    assert found.issues == ()


@pytest.mark.parametrize(
    ("value", "times", "codes"),
    [
        ("1-2", 2, []),
        ("02 lần/tuần", 2, []),
        (43862, 2, []),
        ("3", 3, ["frequency_unusual"]),
        ("nhiều", None, ["frequency_unusual"]),
    ],
)
def test_times_a_week(value: CellValue, times: int | None, codes: list[str]) -> None:
    found = registration(frequency=value)
    assert found.times_per_week == times
    assert [issue.code for issue in found.issues] == codes
    assert (Field.FREQUENCY in found.blank) == (times is None)


@pytest.mark.parametrize("field", ["content", "time", "officer", "place"])
def test_a_blank_column_of_the_form_is_told(field: str) -> None:
    assert registration(**{field: ""}).blank == {Field(field)}


def test_a_group_typed_otherwise_than_its_content_is_noted() -> None:
    found = registration(group="4e")
    assert found.groups == ("4e",)
    assert [(i.code, i.severity) for i in found.issues] == [("group_differs", Severity.NOTE)]


# -- the office's lists ---------------------------------------------------------------------------

UNITS: tuple[CellValue, ...] = (
    "Mã",
    "Tên đơn vị",
    "Tên khác",
    "Khối",
    "Số ĐVTN",
    "Email",
    "Phụ trách",
    "Điện thoại",
)
UNITS += ("Từ ngày", "Đến ngày")


def units(*lines: tuple[CellValue, ...]) -> tuple[tuple[Unit, ...], tuple[Issue, ...]]:
    return read_units(find_table(Source.UNITS, (UNITS, *lines), replace(PLACE, tab="DANH MỤC ĐƠN VỊ"))[0])


def test_a_unit_is_read_whole() -> None:
    line = (
        "XD",
        "Chi đoàn Sở Xây dựng",
        "Sở XD; ĐCS Sở VH,TT&DL",
        "Cơ quan",
        "25 đ/c",
        "A@example.org, b@example.org",
    )
    (unit,), issues = units((*line, "Nguyễn A", 983123456, "1/4/2020", 44196))
    assert issues == ()
    assert unit.aliases == ("Sở XD", "ĐCS Sở VH,TT&DL") and unit.emails == ("a@example.org", "b@example.org")
    assert (unit.members, unit.phone, unit.opens, unit.closes) == (
        25,
        "0983123456",
        date(2020, 4, 1),
        date(2020, 12, 31),
    )


@pytest.mark.parametrize(
    ("second", "code", "kept"),
    [
        (("", "Chi đoàn Sở Tư pháp"), "code_blank", 1),
        (("TP", ""), "name_blank", 1),
        (("xd", "Chi đoàn Sở Tư pháp"), "code_twice", 1),
        (("TP", "Chi đoàn Sở Xây dựng"), "name_twice", 2),
        (("TP", "Chi đoàn Sở Tư pháp", "", "", "", "a@example.org"), "email_twice", 2),
        (("TP", "Chi đoàn Sở Tư pháp", "", "", "", "a@example"), "email_unreadable", 2),
        (("TP", "Chi đoàn Sở Tư pháp", "", "", "nhiều"), "members_unreadable", 2),
    ],
)
def test_what_is_wrong_with_a_roster_row_is_told(second: tuple[CellValue, ...], code: str, kept: int) -> None:
    if code == "name_blank":
        second = (*second, "", "Cơ quan")
    found, issues = units(("XD", "Chi đoàn Sở Xây dựng", "", "Cơ quan", 25, "a@example.org"), second)
    assert len(found) == kept
    assert [issue.code for issue in issues] == [code] and issues[0].where.cell.endswith("3")


def test_headings_of_sectors_are_no_units() -> None:
    found, issues = units(("", "I. Khối cơ quan"), ("XD", "Chi đoàn Sở Xây dựng", "", "Cơ quan", 25))
    assert [unit.code for unit in found] == ["XD"] and issues == ()


TITLES = {
    "ke-hoach": "Kế hoạch",
    "dang-ky": "Mẫu đăng ký",
    "hoat-dong": "Hoạt động tuần",
    "bao-cao": "Báo cáo tháng",
}
EXEMPTIONS = ("Đơn vị", "Nghĩa vụ", "Từ", "Đến", "Loại", "Gia hạn đến", "Lý do", "Người duyệt")


def exemptions(line: tuple[CellValue, ...]) -> tuple[tuple[Exemption, ...], tuple[Issue, ...]]:
    return read_exemptions(find_table(Source.EXEMPTIONS, (EXEMPTIONS, line), PLACE)[0], NAMES, TITLES, CONTEXT)


def test_an_empty_unit_and_obligation_mean_all() -> None:
    (found,), issues = exemptions(("", "", "19/7/2021", "31/8/2021", "tạm dừng", "", "giãn cách", "BTV"))
    assert (found.unit, found.obligation, found.kind) == (None, None, ExemptionKind.SUSPENDED)
    assert (found.since, found.until, issues) == (date(2021, 7, 19), date(2021, 8, 31), ())


def test_several_obligations_are_several_exemptions() -> None:
    found, _ = exemptions(("Sở TP", "kế hoạch, mau dang ky", "", "", "Gia han", "20/4", "bận", "BTV"))
    assert [(e.unit, e.obligation, e.extended_to) for e in found] == [
        ("TP", "ke-hoach", date(2020, 4, 20)),
        ("TP", "dang-ky", date(2020, 4, 20)),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("abc", "", "", "", "Miễn"), "unit_unknown"),
        (("CĐ Y tế", "", "", "", "Miễn"), "unit_unsure"),
        (("Sở TP", "thể dục", "", "", "Miễn"), "obligation_unknown"),
        (("Sở TP", "", "", "", "abc"), "kind_unreadable"),
        (("Sở TP", "", "31/4/2020", "", "Miễn"), "date_unreadable"),
        (("Sở TP", "", "30/4/2020", "1/4/2020", "Miễn"), "dates_reversed"),
        (("Sở TP", "", "", "", "Gia hạn"), "date_unreadable"),
    ],
)
def test_an_exemption_that_cannot_be_told_takes_no_effect(line: tuple[CellValue, ...], code: str) -> None:
    found, issues = exemptions(line)
    assert found == ()
    assert [issue.code for issue in issues] == [code]


def test_every_sentence_names_what_was_read_and_gives_an_example() -> None:
    _, issues = activities(with_(week="2/4", participants="nhiều", content="abc xyz", unit="Sở Ngoại vụ"))
    assert {issue.field for issue in issues} == {"unit", "week", "participants", "content"}
    for issue in issues:
        assert issue.raw in issue.text and issue.text.endswith(".")
        assert "ví dụ" in issue.text or "danh mục" in issue.text


def test_an_issue_in_an_attachment_names_the_column() -> None:
    place = Place(PlaceKind.ATTACHMENT, gmail_id="m1", file="bao-cao.docx", spot="bảng 1")
    rows = find_table(Source.REPORTS, (ONE_ROW, with_(participants="nhiều")), place)[0].rows
    _, (issue,) = read_activities(rows, NAMES, CONTEXT, MEMBERS)
    assert issue.where.spot == "bảng 1, dòng 2, cột Số lượng ĐVTN tham gia"


@pytest.mark.parametrize(("today", "year"), [(date(2020, 5, 3), 2020), (date(2021, 5, 3), 2021), (None, 2020)])
@pytest.mark.parametrize("week", ["W16", "13-17/4", "Tuần 3"])
def test_a_month_without_a_year_is_the_latest_one_when_the_row_was_seen(
    today: date | None, year: int, week: str
) -> None:
    context = Context(None, CONTEXT.since, CONTEXT.until, today=today)
    rows = find_table(Source.REPORTS, (ONE_ROW, with_(week=week)), PLACE)[0].rows
    found, _ = read_activities(rows, NAMES, context, MEMBERS)
    assert {activity.month for activity in found} == {Month(year, 4)}


STRANGERS = """Sở Ngoại vụ|Công an tỉnh|Đại học Trà Vinh|Trường Đại học Trà Vinh|Ban Tổ chức Tỉnh ủy|Văn phòng HĐND tỉnh
|Ban QLDA ĐTXD công trình giao thông|Kho bạc huyện Cầu Kè|NH Sài Gòn Công thương|Ngân hàng Đông Á
|Công ty Công trình đô thị|Bệnh viện Quân dân y|BV Y dược cổ truyền|Trung tâm Y tế TP Trà Vinh
|Trung tâm Nước sạch|Cục Hải quan|Cục Quản lý thị trường|Bưu điện tỉnh|Trường Trung cấp Luật
|Hội Nông dân tỉnh|Liên minh HTX tỉnh|Ban Nội chính Tỉnh ủy|Ban Dân vận|Bộ Tư pháp|Sở Du lịch
|Phòng Tài chính - Kế hoạch|Chi cục Thống kê huyện|Cục Thuế Vĩnh Long|BHXH Vĩnh Long|Sở Y tế Vĩnh Long
|Trường Chính trị Vĩnh Long|Trung tâm Truyền hình|Thanh tra Sở Y tế|Hội Văn học nghệ thuật
|Cao đẳng Sư phạm|Điện lực Càng Long|Chi nhánh Cấp nước Cầu Ngang|Trường THPT Dân tộc nội trú Trà Cú
|Bệnh viện Đa khoa Tiểu Cần|Văn phòng Đoàn ĐBQH|Viettel Vĩnh Long|Agribank huyện Châu Thành
|Phòng giao dịch NHCSXH huyện|Công đoàn Viên chức tỉnh|Đảng ủy Khối|Ban Quản lý Khu di tích|Báo Vĩnh Long
|Viettel Post|VNPT Media"""


@pytest.mark.parametrize("column", ["name", "short"])
@pytest.mark.parametrize("stranger", [name.strip() for name in STRANGERS.split("|")])
def test_an_organisation_that_is_not_in_the_roster_is_never_credited(stranger: str, column: str) -> None:
    names = NAMES if column == "name" else SHORT_NAMES
    for text in (stranger, f"Chi đoàn {stranger}", f"ĐCS {stranger}", stranger.upper()):
        assert names.match(text).unit is None, names.match(text)
        assert names.find_in(f"Báo cáo tháng 5 của {text}").unit is None, text


def test_what_the_office_decided_comes_before_everything() -> None:
    names = UnitNames(roster(), {"CĐ Y tế": "CDYT", "Đoàn thanh niên Tâm Đức": "BVDK", "cũ": "KHÔNG CÓ"})
    assert names.match("cđ  y tế").unit == "CDYT"
    assert names.find_in("Gửi báo cáo Đoàn Thanh niên Tâm Đức").unit == "BVDK"
    assert names.match("cũ").unit is None
