"""Which period a mail names."""

from __future__ import annotations

from datetime import date

import pytest

from service.core.mail.said import likely_month, month_said, period_said, years_said
from service.core.obligations import Recurrence
from service.core.weeks import Month
from tests.core.mail.corpus.office import CAMPAIGN

MAY_4 = date(2020, 5, 4)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Báo cáo tháng 4", Month(2020, 4)),
        ("BÁO CÁO KẾT QUẢ THÁNG 04 NĂM 2020", Month(2020, 4)),
        ("BC T4/2020", Month(2020, 4)),
        ("bao cao thang 12", Month(2019, 12)),
        ("Trà Vinh, ngày 04 tháng 5 năm 2020", None),
        ("Báo cáo tháng 4, ngày 04 tháng 5 năm 2020", Month(2020, 4)),
        ("tháng 4 và tháng 5", None),
        ("Báo cáo", None),
    ],
)
def test_month(text: str, month: Month | None) -> None:
    assert month_said([text], MAY_4) == month


def test_the_first_text_that_names_one_decides() -> None:
    assert month_said(["Gửi VP", "tháng 3", "tháng 4"], MAY_4) == Month(2020, 3)


@pytest.mark.parametrize(
    ("recurrence", "text", "label"),
    [
        (Recurrence.ONCE, "bất kỳ", "once"),
        (Recurrence.MONTHLY, "tháng 4", "2020-04"),
        (Recurrence.QUARTERLY, "Báo cáo quý I/2020", "2020-Q1"),
        (Recurrence.QUARTERLY, "Báo cáo quý 4", "2019-Q4"),
        (Recurrence.YEARLY, "Tổng kết năm 2019", "2019"),
        (Recurrence.WEEKLY, "W17", "2020-W17"),
        (Recurrence.QUARTERLY, "Báo cáo", None),
    ],
)
def test_period(recurrence: Recurrence, text: str, label: str | None) -> None:
    assert period_said(recurrence, [text], MAY_4) == label


def test_a_report_that_names_no_month_is_likely_of_the_one_before() -> None:
    assert likely_month(date(2020, 6, 10), CAMPAIGN) == Month(2020, 5)
    assert likely_month(date(2020, 6, 20), CAMPAIGN) == Month(2020, 6)
    assert likely_month(date(2020, 4, 2), CAMPAIGN) == Month(2020, 4)


def test_years_of_titles_not_of_dates_nor_of_the_campaign() -> None:
    lines = ["Năm 2019", "Trà Vinh, ngày 1 tháng 2 năm 2021", "giai đoạn 2020 - 2022"]
    assert years_said(lines, CAMPAIGN) == {2019}
