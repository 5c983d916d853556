"""The worker's clockwork: what falls due, in order, once, and after an outage once for all that was missed."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.core.jobs import JobKind, Rhythm, due_jobs, jobs_between, next_job
from service.core.periods import all_periods
from service.core.settings import CalendarSettings
from service.core.workdays import Workdays
from tests.core.evaluation.shipped import PLAN, REPORT, at, office

OFFICE = office()
RHYTHM = Rhythm(mail_minutes=10, sheets_minutes=60)
WORKDAYS = Workdays(CalendarSettings())
PERIODS = [p for o in (PLAN, REPORT) for p in all_periods(o, OFFICE, WORKDAYS)]
MINUTE = timedelta(minutes=1)


def between(after: str, until: str, rhythm: Rhythm = RHYTHM) -> list[tuple[str, str]]:
    return [
        (f"{job.at:%H:%M}", job.kind.value) for job in jobs_between(OFFICE, rhythm, PERIODS, at(after), at(until))
    ]


def due(last: str | None, now: str) -> list[tuple[datetime, JobKind]]:
    jobs = due_jobs(OFFICE, RHYTHM, PERIODS, at(last) if last else None, at(now))
    return [(job.at, job.kind) for job in jobs]


def test_mail_every_ten_minutes_and_the_sheets_every_hour() -> None:
    assert between("2020-04-16T09:00", "2020-04-16T10:00") == [
        ("09:10", "mail"),
        ("09:20", "mail"),
        ("09:30", "mail"),
        ("09:40", "mail"),
        ("09:50", "mail"),
        ("10:00", "cycle"),
    ]


def test_the_end_counts_and_the_beginning_does_not() -> None:
    assert between("2020-04-16T09:10", "2020-04-16T09:10") == []
    assert between("2020-04-16T09:09", "2020-04-16T09:10") == [("09:10", "mail")]


def test_mails_leave_at_their_hour_and_the_summary_on_its_day() -> None:
    monday = between("2020-04-20T07:00", "2020-04-20T08:00", Rhythm(600, 600))
    assert monday == [("07:30", "cycle"), ("08:00", "cycle")]
    assert between("2020-04-21T07:00", "2020-04-21T08:00", Rhythm(600, 600)) == [("08:00", "cycle")]


def test_the_sheets_are_read_just_before_a_deadline_and_at_it() -> None:
    evening = between("2020-05-05T23:50", "2020-05-06T00:05", Rhythm(600, 600))
    assert evening == [("23:55", "cycle"), ("00:00", "cycle")]
    assert between("2020-04-14T23:50", "2020-04-15T00:01", Rhythm(600, 600)) == [
        ("23:55", "cycle"),
        ("00:00", "cycle"),
    ]


def test_after_an_outage_what_was_missed_runs_once() -> None:
    assert due("2020-04-16T09:00", "2020-04-19T17:25") == [(at("2020-04-19T17:00"), JobKind.CYCLE)]
    assert due("2020-04-16T09:00", "2020-04-16T09:35") == [(at("2020-04-16T09:30"), JobKind.MAIL)]


def test_a_cycle_takes_the_place_of_the_mail_job_beside_it() -> None:
    assert due("2020-04-16T09:55", "2020-04-16T10:15") == [(at("2020-04-16T10:00"), JobKind.CYCLE)]


def test_nothing_twice() -> None:
    assert due("2020-04-16T10:00", "2020-04-16T10:00") == []
    assert due("2020-04-16T10:00", "2020-04-16T10:09") == []


def test_a_worker_that_never_ran_begins_at_once() -> None:
    assert due(None, "2020-04-16T10:07") == [(at("2020-04-16T10:00"), JobKind.CYCLE)]
    assert due(None, "2020-04-16T10:59") == [(at("2020-04-16T10:00"), JobKind.CYCLE)]


def test_a_clock_put_back_does_nothing() -> None:
    assert due("2020-04-16T10:00", "2020-04-16T08:00") == []


def test_pulses_over_days_do_each_cycle_once() -> None:
    """Every five minutes for two days, as the worker does."""
    last, now, done = at("2020-05-04T06:00"), at("2020-05-04T06:00"), []
    while now < at("2020-05-06T06:00"):
        now += 5 * MINUTE
        for job in due_jobs(OFFICE, RHYTHM, PERIODS, last, now):
            done.append(job)
            last = job.at
    wanted = jobs_between(OFFICE, RHYTHM, PERIODS, at("2020-05-04T06:00"), at("2020-05-06T06:00"))
    assert [job for job in done if job.kind is JobKind.CYCLE] == [j for j in wanted if j.kind is JobKind.CYCLE]
    assert len(done) == len(set(done))


def test_a_rhythm_that_does_not_fill_the_day_begins_anew_at_midnight() -> None:
    times = between("2020-04-18T00:00", "2020-04-19T00:00", Rhythm(700, 700))
    assert [moment for moment, _ in times] == ["08:00", "11:40", "23:20", "00:00"]


def test_an_office_may_have_its_own_minute_of_the_hour() -> None:
    spread = Rhythm(mail_minutes=30, sheets_minutes=60, offset=timedelta(minutes=47))
    assert between("2020-04-16T09:00", "2020-04-16T10:20", spread) == [
        ("09:17", "mail"),
        ("09:47", "cycle"),
        ("10:17", "mail"),
    ]
    assert between("2020-04-15T23:50", "2020-04-16T00:20", spread) == [("00:17", "mail")]


def test_the_next_job_and_whether_it_presses() -> None:
    def following(after: str, rhythm: Rhythm = RHYTHM) -> tuple[str, str, bool]:
        job = next_job(OFFICE, rhythm, PERIODS, at(after))
        return f"{job.at:%d %H:%M}", job.kind.value, job.pressing

    assert following("2020-04-16T09:00") == ("16 09:10", "mail", False)
    assert following("2020-04-16T07:59") == ("16 08:00", "cycle", True)
    assert following("2020-04-14T23:52") == ("14 23:55", "cycle", True)
    assert following("2020-04-16T23:59", Rhythm(1440, 1440)) == ("17 00:00", "cycle", False)
