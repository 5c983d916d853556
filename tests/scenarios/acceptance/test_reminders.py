"""Reminders, digests, receipts and the weekly summary (design 11.11; domain R16)."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from tests.scenarios.acceptance.conftest import Founding
from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    LEADERS,
    THUVIEN,
    Town,
    at,
    plan,
    register_row,
    report_row,
)

TWO = (BUUDIEN, THUVIEN)


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def days(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [str(begin + timedelta(days=n)) for n in range((end - begin).days + 1)]


def reminded(town: Town, first: str, last: str) -> dict[str, list[str]]:
    """Ticks every morning at 08:00; who was mailed on which day."""
    told: dict[str, list[str]] = {home.code: [] for home in town.homes}
    seen = len(town.sent())
    for day in days(first, last):
        town.tick(f"{day}T08:00")
        now = town.sent()
        for mail in now[seen:]:
            for home in town.homes:
                if home.email in str(mail["To"]):
                    told[home.code].append(day)
        seen = len(now)
    return told


def test_a_one_off_is_reminded_before_and_after(found: Founding) -> None:
    """Due is 15/4 00:00, the last day Tuesday 14/4: a week and a day before, then 1, 7 and 14 days after."""
    town = found(TWO)
    town.register(register_row(THUVIEN.name))
    town.mail(at("2020-04-06T09:00"), THUVIEN.email, "Kế hoạch", files=[("KH.docx", plan(THUVIEN.name))])
    town.tick("2020-04-06T10:00")
    told = reminded(town, "2020-04-07", "2020-04-16")
    assert told["TV"] == []  # nothing is lacking
    before = [day for day in told["BD"] if day <= "2020-04-14"]
    after = [day for day in told["BD"] if day > "2020-04-14"]
    assert before in (["2020-04-07", "2020-04-13"], ["2020-04-08", "2020-04-14"])
    assert after in (["2020-04-15"], ["2020-04-16"])
    letters = town.sent_to(BUUDIEN.email)
    assert all("Kế hoạch" in text(mail) and "Mẫu đăng ký" in text(mail) for mail in letters)  # one digest
    assert all(mail["Auto-Submitted"] for mail in letters)
    assert all("dkcqtravinh+BD@gmail.com" in str(mail["Reply-To"]) for mail in letters)


@pytest.mark.prove
def test_a_days_off_reminder_moves_to_a_working_day(found: Founding) -> None:
    """May's report is due at the end of Friday 5/6. A week before is Friday or Saturday, moved to Friday 29/5; a
    week after 12 or 13/6: Friday, or moved to Monday 15/6."""
    town = found((BUUDIEN,))
    town.register(register_row(BUUDIEN.name))
    town.mail(at("2020-04-06T09:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    town.report(*(report_row(BUUDIEN.name, "4", week) for week in ("4", "5")))
    town.tick("2020-05-05T08:00")
    told = reminded(town, "2020-05-29", "2020-06-13")["BD"]
    assert "2020-05-29" in told
    assert all(date.fromisoformat(day).isoweekday() <= 5 for day in told)
    weeks: dict[tuple[int, int], int] = {}
    for day in told:
        year, week, _ = date.fromisoformat(day).isocalendar()
        weeks[year, week] = weeks.get((year, week), 0) + 1
    assert max(weeks.values()) <= 2


def test_a_weeks_digest_on_monday_and_none_to_exempt_units(found: Founding) -> None:
    town = found((BUUDIEN, THUVIEN, BAOTANG))
    for home in (BUUDIEN, THUVIEN):
        town.register(register_row(home.name))
        town.mail(at("2020-04-06T09:00"), home.email, "Kế hoạch", files=[("KH.docx", plan(home.name))])
    town.exempt([BAOTANG.name, "", "01/04/2020", "31/12/2020", "Miễn", "", "Trực", "BTV"])
    town.report(report_row(BUUDIEN.name, "4", "4"))
    town.tick("2020-04-06T10:00")
    told = reminded(town, "2020-04-23", "2020-04-27")
    assert told == {"BD": [], "TV": ["2020-04-27"], "BT": []}
    assert "20–26/4" in text(town.sent_to(THUVIEN.email)[-1]).replace("20-26", "20–26")


def test_a_reminder_stops_when_the_evidence_comes(found: Founding) -> None:
    """It comes in the very tick in which the reminder would leave."""
    town = found((BUUDIEN,))
    town.register(register_row(BUUDIEN.name))
    town.tick("2020-04-06T10:00")
    town.mail(at("2020-04-13T07:59"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    for day in ("2020-04-13", "2020-04-14", "2020-04-15", "2020-04-16"):
        town.tick(f"{day}T08:00")
    letters = town.sent_to(BUUDIEN.email)
    assert [mail["Auto-Submitted"] for mail in letters] == ["auto-replied"]


def test_nothing_leaves_at_night_or_on_a_holiday(found: Founding) -> None:
    town = found((BUUDIEN,))
    town.tick("2020-04-06T10:00")
    before = len(town.sent())
    for moment in ("2020-04-13T23:00", "2020-04-14T05:00", "2020-04-30T09:00", "2020-05-01T09:00"):
        town.tick(moment)
    assert len(town.sent_to(BUUDIEN.email)) == before


def test_a_receipt_answers_in_the_thread_with_what_is_lacking(town: Town) -> None:
    half = plan(BUUDIEN.name, assignment=False)
    town.mail(at("2020-04-13T09:12"), BUUDIEN.email, "Gửi kế hoạch", files=[("KH.docx", half)])
    town.tick("2020-04-13T10:00")
    town.tick("2020-04-13T11:00")
    (receipt,) = town.sent()
    assert BUUDIEN.email in receipt["To"] and str(receipt["Subject"]).startswith("Re:")
    assert receipt["In-Reply-To"] and receipt["Auto-Submitted"] == "auto-replied"
    assert "09:12 ngày 13/4/2020" in text(receipt) and "phân công" in text(receipt).lower()
    told = town.inbox("2020-04-13T11:00")
    assert told[0]["receipt"] == "2020-04-13T10:00:00+07:00"


def test_the_summary_leaves_once_on_monday_at_half_past_seven(found: Founding) -> None:
    """For the week from Monday to Sunday before."""
    town = found(TWO)
    town.report(report_row(BUUDIEN.name, "4", "4"))
    town.tick("2020-04-26T20:00")
    town.tick("2020-04-27T07:29")
    assert town.sent_to(LEADERS) == []
    for moment in ("2020-04-27T07:30", "2020-04-27T07:30", "2020-04-27T12:00", "2020-04-28T07:30"):
        town.tick(moment)
    (summary,) = town.sent_to(LEADERS)
    assert "20–26/4/2020" in text(summary) and "1/2" in text(summary).replace("01/02", "1/2")
    files = [
        part.get_filename() or "" for part in summary.walk() if part.get_content_disposition() == "attachment"
    ]
    assert any(name.endswith(".xlsx") for name in files) and any(name.endswith(".docx") for name in files)
    assert any(part.get_content_maintype() == "image" for part in summary.walk())


@pytest.mark.prove
def test_a_quarter_of_mornings(found: Founding) -> None:
    """Nobody gets more than two reminders in a week, none on a day off."""
    town = found(TWO)
    told = reminded(town, "2020-04-01", "2020-06-30")
    off = {"2020-04-02", "2020-04-30", "2020-05-01"}
    for mornings in told.values():
        weeks = [date.fromisoformat(day).isocalendar()[:2] for day in mornings]
        assert all(weeks.count(week) <= 2 for week in weeks)
        assert not off & set(mornings)
        assert all(date.fromisoformat(day).isoweekday() <= 5 for day in mornings)
        assert len(mornings) >= 12
