"""What the dropdowns offer is understood by the readers without a question."""

from __future__ import annotations

import pytest

from service.core.parsing.groups import read_groups
from service.core.parsing.headers import find_header
from service.core.parsing.reading import Context
from service.core.parsing.weeks import read_week
from service.core.records import Source
from service.core.setup.forms import Choices, Form, forms, names_area
from service.core.tabs.weeks import campaign_weeks, week_choice
from tests.core.evaluation.shipped import CAMPAIGN, office

TITLES = {source: (source.value,) for source in Source}
FORMS = forms(TITLES, ("Kế hoạch",), Choices(("A",)), Choices())


@pytest.fixture
def context() -> Context:
    return Context(None, since=CAMPAIGN.since, until=CAMPAIGN.until)


def test_every_week_offered_is_read_as_that_week(context: Context) -> None:
    for week in campaign_weeks(office()):
        reading = read_week(week_choice(week), context)
        assert (reading.weeks, reading.certain, reading.findings) == ((week,), True, ()), week_choice(week)


def test_every_group_offered_is_read_as_that_group() -> None:
    choices = next(form for form in FORMS if form.source is Source.REGISTRATIONS).choices
    offered = next(c.values for c in choices.values() if c.values and c.values[0].startswith("1 –"))
    for choice in offered:
        assert read_groups(choice)[0] == (choice.split(" ")[0],), choice


@pytest.mark.parametrize("form", FORMS, ids=[form.title for form in FORMS])
def test_headers_made_are_found_again_column_by_column(form: Form) -> None:
    header = find_header(form.source, form.header)
    assert header is not None
    assert [header.columns.get(f) for f in form.fields] == list(range(len(form.fields)))
    assert header.last == len(form.header) - 1


def test_report_tab_of_one_unit_is_exactly_the_template() -> None:
    form = Form(Source.REPORTS, "Chi đoàn A", one_unit=True)
    assert form.header == (
        (
            "STT",
            "Quy mô tổ chức",
            "",
            "Địa điểm tổ chức",
            "Số lượng ĐVTN tham gia",
            "Nội dung tổ chức",
            "Hình thức tổ chức",
            "Kết quả hoạt động",
        ),
        ("", "Tháng", "Tuần", "", "", "", "", ""),
    )
    assert (0, 1, 1, 3) in form.merges


def test_names_are_offered_from_where_they_stand() -> None:
    assert names_area("DANH MỤC ĐƠN VỊ", ()) == "'DANH MỤC ĐƠN VỊ'!$B$2:$B"
    moved = (("Danh sách",), (), ("STT", "Email", "Mã", "Tên đơn vị"), ("1", "a@example.org", "A", "Chi đoàn A"))
    assert names_area("Đ'V", moved) == "'Đ''V'!$D$4:$D"
