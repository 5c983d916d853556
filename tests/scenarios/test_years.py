"""Months at one cycle an hour: every job once, nothing lost, nothing double, no leak."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from service.bootstrap import open_office
from service.core.jobs import JobKind, jobs_between
from service.core.records import Delivery, Source
from tests.scenarios.years import BEGIN, RHYTHM, SmallOffice, Trials, history_id, sent_keys, small_office

TWO_WEEKS = timedelta(days=15)
YEAR = timedelta(days=366)


def assert_nothing_lost_nothing_double(office: SmallOffice) -> None:
    """Every mail and row that came is known; every notice stands in SENT once, and the store says so."""
    keys = sent_keys(office)
    assert [key for key, times in keys.items() if times != 1] == []
    opened = open_office(office.config)
    with opened.store.transaction() as transaction:
        entries = transaction.outbox.all()
        submissions = transaction.mails.submissions()
        rows = [s for s in transaction.rows.seen(Source.REPORTS) if s.sighting.gone_by is None]
    opened.store.close()
    assert {e.notice.key for e in entries if e.delivery is Delivery.SENT} == set(keys)
    assert not [e for e in entries if e.delivery in (Delivery.CLAIMED, Delivery.DRAFTED)]
    strangers = [s for s in submissions if s.sender.startswith("t")]
    assert len(strangers) == office.lived.mails
    receipts = {key.split("/")[2] for key in keys if "/receipt/" in key}
    assert receipts == {s.gmail_id for s in strangers}, "each mail was answered once"
    assert len(rows) == office.lived.rows


def jobs_done(office: SmallOffice) -> Counter[str]:
    engine = sa.create_engine(office.config.database)
    with engine.connect() as connection:
        done = connection.execute(sa.text("SELECT period FROM job WHERE name = 'cycle'")).scalars().all()
    engine.dispose()
    return Counter(done)


def assert_every_job_once(office: SmallOffice, end: datetime) -> None:
    """Of each hour that a beat ended, the newest cycle was done, once; nothing else was."""
    beats = office.start()
    expected: set[str] = set()
    hour = BEGIN + timedelta(hours=1)
    while hour <= end:
        window = (hour - timedelta(hours=1), hour)
        found = jobs_between(beats.worker.office.settings, RHYTHM, beats.worker.periods, *window)
        cycles = [job.period for job in found if job.kind is JobKind.CYCLE]
        expected |= set(cycles[-1:])
        hour += timedelta(hours=1)
    office.stop()
    done = jobs_done(office)
    assert set(done.values()) == {1}
    assert set(done) == expected


def summaries(office: SmallOffice) -> list[str]:
    return sorted(key.split("/")[-1] for key in sent_keys(office) if "/summary/" in key)


@pytest.mark.parametrize("weeks", [1, pytest.param(2, marks=pytest.mark.prove)])
def test_quiet_weeks(tmp_path: Path, weeks: int) -> None:
    """And the Monday after them."""
    days = 7 * weeks + 1
    with small_office(tmp_path, Trials(seed=3)) as office:
        lived = office.live(BEGIN + timedelta(days=days))
        assert lived.cycles == days * 24 and lived.rows and lived.mails
        assert_every_job_once(office, office.now)
        assert_nothing_lost_nothing_double(office)
        assert summaries(office) == ["2020-W17", "2020-W18"][:weeks]


@pytest.mark.parametrize(
    "seed", [7, pytest.param(8, marks=pytest.mark.prove), pytest.param(9, marks=pytest.mark.prove)]
)
def test_two_weeks_of_trouble(tmp_path: Path, seed: int) -> None:
    trials = Trials(seed, outage=0.01, kill=0.2, consent=0.01, longest_outage=timedelta(days=2))
    with small_office(tmp_path, trials) as office:
        lived = office.live(BEGIN + TWO_WEEKS)
        assert lived.kills > 3 and lived.outages and lived.consents, lived
        office.trials = Trials(seed)
        office.live(office.now + timedelta(hours=30))
        assert_nothing_lost_nothing_double(office)
        assert set(jobs_done(office).values()) == {1}


def test_after_weeks_without_a_worker_late_summaries_leave_in_order_and_say_so(tmp_path: Path) -> None:
    with small_office(tmp_path, Trials(seed=5)) as office:
        patient = replace(office.config.office, grace=timedelta(days=16))
        office.config = replace(office.config, office=patient)
        office.now = BEGIN + timedelta(days=6, hours=20)  # the evening before the first summary
        office.live(BEGIN + timedelta(days=8))
        office._sleep(timedelta(days=17, hours=9))
        office.live(office.now + timedelta(hours=2))
        opened = open_office(office.config)
        with opened.store.transaction() as transaction:
            sent = [e for e in transaction.outbox.all((Delivery.SENT,)) if "/summary/" in e.notice.key]
        opened.store.close()
        told = {e.notice.key.split("/")[-1]: "Thư này gửi muộn" in e.notice.text for e in sent}
        assert told == {"2020-W17": False, "2020-W18": True, "2020-W19": True}
        order = [e.notice.key.split("/")[-1] for e in sorted(sent, key=lambda e: history_id(office, e.gmail_id))]
        assert order == ["2020-W17", "2020-W18", "2020-W19"]


@pytest.mark.prove
def test_a_quiet_year_does_not_leak(tmp_path: Path) -> None:
    with small_office(tmp_path, Trials(seed=11)) as office:
        lived = office.live(BEGIN + YEAR)
        assert lived.cycles == 366 * 24
        assert_every_job_once(office, office.now)
        assert_nothing_lost_nothing_double(office)
        months = list(lived.memory.values())
        assert len(months) == 12 and months[-1] < months[0] * 1.25 + 20_000, lived.memory


@pytest.mark.prove
def test_a_year_of_outages_kills_and_lost_consents(tmp_path: Path) -> None:
    trials = Trials(12, outage=0.002, kill=0.06, consent=0.001)
    with small_office(tmp_path, trials) as office:
        lived = office.live(BEGIN + YEAR)
        assert lived.kills > 20 and len(lived.outages) > 3 and lived.consents > 1
        office.trials = Trials(12)
        office.live(office.now + timedelta(hours=30))
        assert_nothing_lost_nothing_double(office)
        assert set(jobs_done(office).values()) == {1}
