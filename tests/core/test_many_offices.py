"""Rules for many offices: places in the hour, lanes, levels, prices of calls, and sums that sum."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from service.core.errors import ConfigError
from service.core.offices import Lane, lane_of, minute_of, path_of
from service.core.papers.tally import Tally
from service.core.quotas import BURST, GOOGLES_LIMITS, Cost, Metric, cost_of, shares
from service.core.rollup import TITLE, Counted, Sum, cells, headings, sums, workbook

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets/x"
GMAIL = "https://gmail.googleapis.com/gmail/v1/users/me"
HOUR = timedelta(hours=1)


def test_offices_spread_evenly_over_the_hour_and_keep_their_place() -> None:
    places = [minute_of(f"vp{number:04d}", HOUR) for number in range(3000)]
    assert all(timedelta(0) <= place < HOUR for place in places)
    by_five_minutes = Counter(place // timedelta(minutes=5) for place in places)
    assert len(by_five_minutes) == 12 and max(by_five_minutes.values()) < 1.25 * 3000 / 12
    assert places[7] == minute_of("vp0007", HOUR)


@pytest.mark.parametrize(
    ("misses", "seconds", "lane"), [(0, 2.0, Lane.SOUND), (1, 2.0, Lane.AILING), (0, 10.0, Lane.AILING)]
)
def test_who_failed_or_was_slow_queues_apart(misses: int, seconds: float, lane: Lane) -> None:
    assert lane_of(misses, seconds) is lane


@pytest.mark.parametrize(
    ("text", "path"),
    [("trung-uong/tra-vinh", "trung-uong/tra-vinh/"), ("/tinh/", "tinh/"), ("", ""), ("a//b", "a/b/")],
)
def test_levels(text: str, path: str) -> None:
    assert path_of(text) == path


@pytest.mark.parametrize("text", ["Trà Vinh", "a/%", "a b", "_"])
def test_what_cannot_name_a_level(text: str) -> None:
    with pytest.raises(ConfigError):
        path_of(text)


BATCH = "\r\n".join(["--x\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/messages/1"] * 3)


@pytest.mark.parametrize(
    ("method", "url", "body", "metric", "units"),
    [
        ("GET", f"{SHEETS}/values:batchGet?ranges=a", None, Metric.SHEETS_READ, 1),
        ("POST", f"{SHEETS}/values:batchGetByDataFilter", "{}", Metric.SHEETS_READ, 1),
        ("POST", f"{SHEETS}:batchUpdate", b"{}", Metric.SHEETS_WRITE, 1),
        ("GET", "http://127.0.0.1:1/v4/spreadsheets/x", None, Metric.SHEETS_READ, 1),
        ("GET", f"{GMAIL}/history?startHistoryId=1", None, Metric.GMAIL, 2),
        ("GET", f"{GMAIL}/messages?q=x", None, Metric.GMAIL, 5),
        ("GET", f"{GMAIL}/messages/123?format=raw", None, Metric.GMAIL, 20),
        ("GET", f"{GMAIL}/drafts/123", None, Metric.GMAIL, 20),
        ("POST", f"{GMAIL}/drafts", "{}", Metric.GMAIL, 10),
        ("POST", f"{GMAIL}/drafts/send", "{}", Metric.GMAIL, 100),
        ("POST", f"{GMAIL}/messages/batchModify", "{}", Metric.GMAIL, 50),
        ("GET", f"{GMAIL}/labels", None, Metric.GMAIL, 5),
        ("POST", "https://gmail.googleapis.com/batch/gmail/v1", BATCH, Metric.GMAIL, 60),
        ("POST", "https://gmail.googleapis.com/batch/gmail/v1", BATCH.encode(), Metric.GMAIL, 60),
    ],
)
def test_the_price_of_a_call(method: str, url: str, body: str | bytes | None, metric: Metric, units: int) -> None:
    assert cost_of(method, url, body) == Cost(metric, units)


def test_a_call_draws_on_the_project_and_on_its_user() -> None:
    found = list(shares(Cost(Metric.SHEETS_READ, 1), "p", "u@example.org", GOOGLES_LIMITS))
    assert [(s.scope, s.per_minute, s.units) for s in found] == [
        ("p/sheets read", 300, 1),
        ("p/sheets read/u@example.org", 60, 1),
    ]


def test_no_minute_holds_more_than_google_allows() -> None:
    """A full bucket and a minute's trickle together."""
    for limit in GOOGLES_LIMITS.values():
        assert limit.project * BURST + limit.project * (1 - BURST) <= limit.project + 1e-6


# -- the sum ------------------------------------------------------------------------------------------


def counted(office: str, path: str, obligation: str, period: str, **states: int) -> Counted:
    tally = Tally(**states)
    return Counted(office, office.upper(), path, obligation, period, tally.expected, tally)


ROWS = (
    counted("a", "tinh/", "hoat-dong", "2020-W17", on_time=3, missing=1, exempt=1),
    counted("b", "tinh/huyen-1/", "hoat-dong", "2020-W17", late=2, incomplete=1),
    counted("c", "tinh/huyen-1/xa/", "hoat-dong", "2020-W17", not_updated=4),
    counted("b", "tinh/huyen-1/", "hoat-dong", "2020-W18", not_due=3),
)


def shown(found: tuple[Sum, ...]) -> list[tuple[str, str, int, int]]:
    return [(s.period, s.who, s.offices, s.expected) for s in found]


def test_a_level_sees_offices_below_it_and_the_sums_of_levels_between() -> None:
    found = sums(ROWS, "tinh/", {"tinh/huyen-1/": "Huyện Một"})
    assert shown(found) == [
        ("2020-W18", "", 1, 3),
        ("2020-W18", "tinh/huyen-1/", 1, 3),
        ("2020-W17", "", 3, 11),
        ("2020-W17", "a", 1, 4),
        ("2020-W17", "tinh/huyen-1/", 2, 7),
    ]
    assert [s.name for s in found[2:]] == ["Toàn cấp", "A", "Huyện Một"]
    whole = found[2].tally
    assert whole.completeness == pytest.approx(5 / 11) and whole.timeliness == pytest.approx(3 / 11)
    assert whole.exempt == 1


def test_or_every_office() -> None:
    found = sums(ROWS, "tinh/", {}, by_office=True)
    assert [s.who for s in found if s.period == "2020-W17"] == ["", "a", "b", "c"]


def test_a_sum_that_does_not_sum_is_refused() -> None:
    with pytest.raises(AssertionError, match="5 expected, but 4"):
        Sum("o", "p", "", "x", 1, 5, Tally(on_time=4))


def test_the_tab_of_a_level() -> None:
    found = sums(ROWS, "tinh/", {})
    book = workbook(found, {"hoat-dong": "Hoạt động tuần"}, "Tỉnh đoàn", "08:00 27/4/2020")
    (tab,) = book.tabs
    assert tab.title == TITLE and len(tab.rows) == 5
    assert tab.rows[2].cells[:6] == ("2020-W17", 3, "Hoạt động tuần", "Toàn cấp", 3, 11)
    assert len(headings()) == len(cells(found[0], {}))
    assert str(tab.head[2].cells[0]).startswith("Cách tính: phải thực hiện = đúng hạn + trễ hạn + thiếu thông tin")
