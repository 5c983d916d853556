"""No text and no grid raises; cleaning twice is cleaning once; what the product writes reads back as it was."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.core.parsing import (
    GROUP_TITLES,
    Context,
    UnitNames,
    classify,
    clean,
    find_table,
    fold,
    group_label,
    read_activities,
    read_count,
    read_date,
    read_exemption_kind,
    read_exemptions,
    read_month,
    read_registrations,
    read_time,
    read_units,
    read_verdict,
    read_week,
    week_name,
)
from service.core.parsing.groups import explanation_in, read_groups, says_not_held
from service.core.parsing.text import plain
from service.core.records import ExemptionKind, Place, PlaceKind, Source, Verdict
from service.core.weeks import Month, Week
from tests.core.parsing.case_tables import load, roster

CONTEXT = Context(2020, date(2020, 4, 1), date(2022, 12, 31))
NAMES = UnitNames(roster())
PLACE = Place(PlaceKind.SHEET, spreadsheet="s", tab="BÁO CÁO")
TITLES = {
    "ke-hoach": "Kế hoạch",
    "dang-ky": "Mẫu đăng ký",
    "hoat-dong": "Hoạt động tuần",
    "bao-cao": "Báo cáo tháng",
}

typed = st.sampled_from([case.input for table in ("domain", "further") for case in load(table)])
PIECES = "tuần|tháng|T2/4|25/25|%|13-17/4|CĐ|Sở|Y tế|vắng|®|µ|\u00ad|đ|oà|h30|#REF!"
pieces = st.sampled_from(PIECES.split("|"))
texts = st.one_of(st.text(), typed, st.lists(st.one_of(pieces, st.text(max_size=4), typed)).map(" ".join))
cells = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
HEADERS = "STT|Đơn vị|Quy mô tổ chức|Tháng|Tuần|Địa điểm tổ chức|Số lượng ĐVTN tham gia|Nội dung tổ chức"
HEADERS += "|Hình thức tổ chức|Kết quả hoạt động|Mã|Tên đơn vị|Email|Từ ngày|Nghĩa vụ|Loại|Lý do|"
headers = st.sampled_from(HEADERS.split("|"))
lines = st.one_of(st.lists(cells, max_size=9), st.lists(headers, max_size=9))
grids = st.lists(lines.map(tuple), max_size=8).map(tuple)
months = st.one_of(st.none(), st.builds(Month, st.sampled_from([2020, 2021, 2022]), st.integers(1, 12)))


@given(texts)
@example("ãâÌ")
@example("tho\u0302\u0323ng")
def test_cleaning_and_folding_are_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text)


@given(cells, months, st.one_of(st.none(), st.integers(0, 2000)), st.sampled_from(["vi_VN", "en_US"]))
@settings(max_examples=400)
def test_no_value_raises(value: object, month: Month | None, members: int | None, locale: str) -> None:
    context = Context(2020, CONTEXT.since, CONTEXT.until, locale)
    reading = read_week(value, context, month)  # type: ignore[arg-type]
    assert reading.certain or reading.findings
    assert read_month(value, context).certain or read_month(value, context).findings  # type: ignore[arg-type]
    count = read_count(value, members, context)  # type: ignore[arg-type]
    assert count.certain or count.findings
    day = read_date(value, context)  # type: ignore[arg-type]
    assert day.certain or day.findings
    time = read_time(value)  # type: ignore[arg-type]
    assert time.known or time.findings


@given(texts)
def test_no_text_raises(text: str) -> None:
    match = NAMES.match(text)
    assert match.unit is None or not match.guesses
    assert len(match.guesses) <= 3
    NAMES.find_in(text)
    classify(text, text)
    read_groups(text)
    explanation_in(text)
    says_not_held(text)
    read_verdict(text)
    read_exemption_kind(text)
    plain(text)


@given(grids, st.sampled_from(list(Source)))
@settings(max_examples=300)
def test_no_grid_raises(grid: tuple[tuple[object, ...], ...], source: Source) -> None:
    table, issues = find_table(source, grid, PLACE)  # type: ignore[arg-type]
    assert (table.header_rows is None) == any(issue.code == "header_not_found" for issue in issues)
    if source is Source.UNITS:
        read_units(table)
    elif source is Source.EXEMPTIONS:
        read_exemptions(table, NAMES, TITLES, CONTEXT)
    elif source is Source.REGISTRATIONS:
        registrations, _ = read_registrations(table.rows, NAMES, CONTEXT)
        assert len(registrations) == len(table.rows)
    else:
        activities, _ = read_activities(table.rows, NAMES, CONTEXT, {"XD": 25})
        assert len(activities) <= 60 * len(table.rows)


header_row = ("STT", "Đơn vị", "Tháng", "Tuần", "Địa điểm tổ chức", "Số lượng ĐVTN tham gia", "Nội dung tổ chức")
header_row += ("Hình thức tổ chức", "Kết quả hoạt động")


@given(st.lists(st.lists(cells, min_size=9, max_size=9).map(tuple), max_size=6).map(tuple))
@settings(max_examples=300)
def test_every_uncertain_cell_appears_as_an_issue(body: tuple[tuple[object, ...], ...]) -> None:
    table, _ = find_table(Source.REPORTS, (header_row, *body), PLACE)  # type: ignore[arg-type]
    activities, issues = read_activities(table.rows, NAMES, CONTEXT, {})
    told = {(issue.field, issue.where.cell) for issue in issues}
    rows = {row.where.cell: row for row in table.rows}
    for activity in activities:
        row = rows[activity.where.cell]
        for field in activity.uncertain:
            cells_meant = {row.cells.get(field), row.cells.get("month"), row.cells.get("time")}  # type: ignore[call-overload]
            assert any(cell in cells_meant for _, cell in told), (field, activity)
        if activity.unit is None:
            assert any(name == "unit" for name, _ in told)


weeks = st.integers(0, 142).map(lambda n: Week.of(date(2020, 4, 6) + timedelta(weeks=n)))


@given(weeks)
def test_weeks_written_by_the_product_read_back(week: Week) -> None:
    for text in (week_name(week), week.label):
        for month in (None, week.month):
            reading = read_week(text, Context(None, CONTEXT.since, CONTEXT.until), month)
            assert (reading.weeks, reading.certain, reading.findings) == ((week,), True, ())


@given(weeks)
def test_months_written_by_the_product_read_back(week: Week) -> None:
    month = week.month
    for text in (month.label, f"{month.number}/{month.year}", f"Tháng {month.number}/{month.year}"):
        assert read_month(text, Context(None, CONTEXT.since, CONTEXT.until)).month == month


@given(st.dates(CONTEXT.since, CONTEXT.until))
def test_dates_written_by_the_product_read_back(day: date) -> None:
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat()):
        reading = read_date(text, CONTEXT)
        assert (reading.day, reading.certain, reading.findings) == (day, True, ())


@given(st.integers(1, 500), st.integers(0, 500))
def test_counts_written_by_the_product_read_back(members: int, absent: int) -> None:
    count = max(1, members - absent)
    for text in (str(count), f"{count}/{members}"):
        reading = read_count(text, members, CONTEXT)
        assert (reading.count, reading.certain, reading.findings) == (count, True, ())


def test_words_of_dropdowns_read_back() -> None:
    for verdict in Verdict:
        assert read_verdict(verdict.value) is verdict
    for kind in ExemptionKind:
        assert read_exemption_kind(kind.value) is kind
    for code in GROUP_TITLES:
        assert read_groups(group_label(code)) == ((code,), True)
        assert read_groups(code) == ((code,), True)
    for column in ("name", "short"):
        names = UnitNames(roster(column))
        for unit in roster(column):
            assert names.match(unit.name).unit == unit.code
            assert names.match(unit.code).unit == unit.code
