"""A second, quite different plan of the office works by its obligations alone: a quarterly training report due on the
20th with two attachments; a monthly activity of two events; a weekly return due on Monday at nine."""

from dataclasses import replace
from datetime import time, timedelta

from service.core.evaluation import Inputs, Reason
from service.core.obligations import DueKind, DueRule, Recurrence
from service.core.records import State
from tests.core.evaluation.building import activity, inputs, item, mail, sheet, state
from tests.core.evaluation.shipped import REPORT, TRAINING, WEEKLY, at, office

EVENTS = replace(
    WEEKLY, id="su-kien", recurrence=Recurrence.MONTHLY, minimum=2, due=DueRule(DueKind.END_OF_DAY, day=10)
)
MONDAY = replace(
    WEEKLY,
    due=DueRule(DueKind.WEEKDAY, weekday=1, at=time(9)),
    participation_required=True,
    grace=timedelta(hours=2),
)


def training(*mails) -> Inputs:  # type: ignore[no-untyped-def]
    return inputs(office(TRAINING), submissions=mails)


def report(gmail_id: str, received: str, *files: str, period: str | None = None):  # type: ignore[no-untyped-def]
    return mail(gmail_id, received, "A", item(gmail_id, "dao-tao", ["summary"], period=period, files=files))


def quarter(given: Inputs, when: str, period: str = "2020-Q2"):  # type: ignore[no-untyped-def]
    return state(given, when, "dao-tao", period)


def test_two_attachments_are_needed_in_one_mail_or_several() -> None:
    one = training(report("m1", "2020-07-10", "bao-cao.docx"))
    found = quarter(one, "2020-07-15")
    assert (found.state, found.reasons) == (State.INCOMPLETE, (Reason.TOO_FEW,))
    assert found.missing == ("mới có 1/2 tệp đính kèm",)
    again = training(report("m1", "2020-07-10", "bao-cao.docx"), report("m2", "2020-07-12", "Bao-Cao.docx"))
    assert quarter(again, "2020-07-15").state is State.INCOMPLETE
    both = training(report("m1", "2020-07-10", "bao-cao.docx"), report("m2", "2020-07-21", "danh-sach.xlsx"))
    assert (quarter(both, "2020-07-22").state, quarter(both, "2020-07-22").days_late) == (State.LATE, 1)
    together = training(report("m1", "2020-07-20T23:59", "bao-cao.docx", "danh-sach.xlsx"))
    assert quarter(together, "2020-07-22").state is State.ON_TIME


def test_a_mail_that_names_no_quarter_is_of_the_one_not_closed_yet() -> None:
    given = training(
        report("m1", "2020-07-10", "a.docx", "b.docx"), report("m2", "2020-08-10", "a.docx", "b.docx")
    )
    assert quarter(given, "2020-08-11").state is State.ON_TIME
    third = quarter(given, "2020-08-11", "2020-Q3")
    assert (third.state, third.fulfilled) == (State.ON_TIME, at("2020-08-10"))
    named = training(report("m1", "2020-07-10", "a.docx", "b.docx", period="2020-Q3"))
    assert quarter(named, "2020-07-22").state is State.MISSING
    assert quarter(named, "2020-07-22", "2020-Q3").state is State.ON_TIME


def test_two_events_a_month() -> None:
    rows = [
        (activity("A", "2020-W19"), sheet("2020-05-12")),
        (activity("A", None, month="2020-05", digest="2"), sheet("2020-06-12")),
    ]
    given = inputs(office(EVENTS), activities=rows)
    first = state(given, "2020-06-11", "su-kien", "2020-05")
    assert (first.state, first.reasons[0]) == (State.INCOMPLETE, Reason.TOO_FEW)
    assert first.missing == ("tháng 5/2020: mới có 1/2 hoạt động",)
    assert (state(given, "2020-06-13", "su-kien", "2020-05").state) is State.LATE


def test_two_events_must_have_stood_together() -> None:
    rows = [
        (activity("A", "2020-W19", digest="1"), sheet("2020-05-12", gone_by="2020-05-20")),
        (activity("A", "2020-W20", digest="2"), sheet("2020-05-20")),
        (activity("A", "2020-W21", digest="3"), sheet("2020-06-12")),
    ]
    found = state(inputs(office(EVENTS), activities=rows), "2020-06-13", "su-kien", "2020-05")
    assert (found.state, found.fulfilled) == (State.LATE, at("2020-06-12"))


def test_a_weekly_return_with_all_members_and_a_grace() -> None:
    settings = office(MONDAY, replace(REPORT, due=DueRule(DueKind.LAST_WORKING_DAY, at=time(17))))
    few = inputs(settings, activities=[(activity("A", "2020-W17", 24), sheet("2020-04-26"))])
    found = state(few, "2020-04-27", "hoat-dong", "2020-W17")
    assert (found.state, found.reasons) == (
        State.INCOMPLETE,
        (Reason.PARTICIPATION_TOO_LOW, Reason.PARTICIPATION_BELOW),
    )
    assert found.missing == ("tuần 4 (20–26/4): chưa đủ 100% đoàn viên tham gia (24/25)",)
    full = inputs(settings, activities=[(activity("A", "2020-W17", 25), sheet("2020-04-27T10:59"))])
    assert state(full, "2020-04-28", "hoat-dong", "2020-W17").state is State.ON_TIME
    empty = inputs(settings)
    assert state(empty, "2020-04-27T10:59", "hoat-dong", "2020-W17").state is State.NOT_UPDATED
    assert state(empty, "2020-04-27T11:00", "hoat-dong", "2020-W17").state is State.MISSING


def test_late_on_the_day_itself_is_one_day_late() -> None:
    prompt = replace(MONDAY, grace=timedelta(0))
    given = inputs(office(prompt), activities=[(activity("A", "2020-W17", 25), sheet("2020-04-27T15:00"))])
    found = state(given, "2020-04-28", "hoat-dong", "2020-W17")
    assert (found.state, found.days_late) == (State.LATE, 1)
