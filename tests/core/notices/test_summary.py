"""When the weekly summary leaves, and with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.core.notices.summary import plan_summary
from service.core.records import Notice
from service.core.settings import CalendarSettings, LeadershipSettings
from service.core.workdays import Workdays
from tests.core.evaluation.shipped import at
from tests.core.notices.samples import TEMPLATES, WORKDAYS, links
from tests.core.papers.sample_facts import facts


def planned(moment: str, workdays: Workdays = WORKDAYS) -> Notice | None:
    now = at(moment)
    return plan_summary(facts(now), workdays, TEMPLATES, "dkcq", now, links())


def test_monday_at_half_past_seven_for_the_week_before() -> None:
    assert planned("2020-05-25T07:29") is None
    notice = planned("2020-05-25T07:30")
    assert notice is not None
    assert notice.key == "dkcq/summary/2020-W21"
    assert notice.not_before == at("2020-05-25T07:30")
    assert notice.recipients == ("banthuongvu@example.org",)
    assert notice.subject.startswith("Tuần 3 tháng 5: 37/48 đơn vị có hoạt động")
    picture, workbook, word = notice.attachments
    assert picture.content_id and f"cid:{picture.content_id}" in notice.html and 'alt="Biểu đồ' in notice.html
    assert (workbook.name, word.name) == (
        "Theo dõi tuần 3 tháng 5-2020.xlsx",
        "Báo cáo tuần 3 tháng 5-2020.docx",
    )


@pytest.mark.parametrize("moment", ["2020-05-26T09:00", "2020-05-29T17:00"])
def test_after_an_outage_it_still_comes_once(moment: str) -> None:
    notice = planned(moment)
    assert notice is not None and notice.key == "dkcq/summary/2020-W21"


def test_a_day_off_moves_it_and_a_weekend_is_too_late() -> None:
    off = Workdays(CalendarSettings(holidays=((at("2020-05-25").date(), "nghỉ"),)))
    assert planned("2020-05-25T09:00", off) is None
    notice = planned("2020-05-26T07:30", off)
    assert notice is not None and notice.not_before == at("2020-05-26T07:30")
    assert planned("2020-05-30T08:00") is None


def test_before_the_first_assessed_week_is_over_there_is_none() -> None:
    assert planned("2020-04-20T08:00") is None
    assert planned("2020-04-27T07:30") is not None


def test_without_a_recipient_there_is_none() -> None:
    now = at("2020-05-25T07:30")
    known = facts(now)
    nobody = replace(known, office=replace(known.office, leadership=LeadershipSettings()))
    assert plan_summary(nobody, WORKDAYS, TEMPLATES, "dkcq", now) is None
