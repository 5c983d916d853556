"""When the product is blind it holds: nothing is published or mailed but one alert (design 3.4, 11.12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.scenarios.acceptance.town import (
    BAOTANG,
    BUUDIEN,
    EXEMPT,
    HOMES,
    LEADERS,
    MAILBOX,
    REGISTERED,
    REPORTED,
    REPORTED_HEAD,
    ROSTER,
    ROSTER_HEAD,
    THUVIEN,
    Town,
    at,
    plan,
    register_row,
    report_row,
)


@dataclass(frozen=True)
class Blindness:
    begin: Callable[[Town], None]
    end: Callable[[Town], None]


def roster(town: Town, count: int) -> None:
    town.wipe(ROSTER, 2, 20)
    if count:
        town.put(ROSTER, 2, [home.row for home in HOMES[:count]])


BLIND = {
    "no unit": Blindness(lambda t: roster(t, 0), lambda t: roster(t, 6)),
    "a third of the units gone": Blindness(lambda t: roster(t, 4), lambda t: roster(t, 6)),
    "roster without headers": Blindness(lambda t: t.wipe(ROSTER, 1), lambda t: t.put(ROSTER, 1, [ROSTER_HEAD])),
    "reports emptied": Blindness(lambda t: t.wipe(REPORTED, 3, 20), lambda t: retype(t)),
    "reports without headers": Blindness(
        lambda t: t.wipe(REPORTED, 1, 2), lambda t: t.put(REPORTED, 1, REPORTED_HEAD)
    ),
    "registrations emptied": Blindness(
        lambda t: t.wipe(REGISTERED, 2, 20), lambda t: t.put(REGISTERED, 2, [register_row(BUUDIEN.name)])
    ),
}


def retype(town: Town) -> None:
    town.put(REPORTED, 3, [report_row(home.name, "4", "4") for home in HOMES])


def stand(town: Town) -> dict[str, list[list[str]]]:
    return {title: town.read(title) for title in town.titles()}


@pytest.mark.parametrize(
    "kind", [pytest.param(k, marks=[pytest.mark.prove] if n % 2 else []) for n, k in enumerate(BLIND)]
)
def test_blind(town: Town, kind: str) -> None:
    town.register(register_row(BUUDIEN.name))
    retype(town)
    town.tick("2020-04-22T08:00")
    seen, mailed = town.status("2020-04-22T08:00"), len(town.sent())
    BLIND[kind].begin(town)
    town.mail(at("2020-04-22T08:30"), THUVIEN.email, "Kế hoạch", files=[("KH.docx", plan(THUVIEN.name))])
    told = town.tick("2020-04-22T09:00", 3)
    assert told["held"] and told["hold_sentences"]
    ours = {t: v for t, v in stand(town).items() if t not in (ROSTER, REGISTERED, REPORTED, EXEMPT)}
    town.tick("2020-04-22T10:00", 3)
    alerts = town.sent()[mailed:]
    assert [mail["To"] for mail in alerts] == [MAILBOX], [m["Subject"] for m in alerts]
    again = {t: v for t, v in stand(town).items() if t in ours}
    changed = [t for t in ours if again[t] != ours[t]]
    assert changed == [], "a hold that lasts writes nothing new"
    held = town.status("2020-04-22T10:00")
    for home in HOMES[:4]:  # the two that left the roster are not asked about
        for obligation, period in (("hoat-dong", "2020-W17"), ("dang-ky", "once")):
            assert held.state(home, obligation, period) == seen.state(home, obligation, period)
    BLIND[kind].end(town)
    town.tick("2020-04-22T11:00")
    back = town.status("2020-04-22T11:00")
    assert back.counts("hoat-dong", "2020-W17") == {"on_time": 6}
    assert back.state(BUUDIEN, "dang-ky") == seen.state(BUUDIEN, "dang-ky")
    assert back.state(THUVIEN, "ke-hoach") == "late"  # no mail was lost
    assert len(town.sent_to(THUVIEN.email)) == 1


def test_a_fifth_of_the_units_may_leave(town: Town) -> None:
    town.tick("2020-04-10T08:00")
    roster(town, 5)
    town.tick("2020-04-10T09:00")


def test_tabs_that_never_had_rows_and_no_exemptions_are_no_reason(town: Town) -> None:
    town.exempt([BUUDIEN.name, "", "01/04/2020", "30/04/2020", "Miễn", "", "Nhầm", "BTV"])
    town.tick("2020-04-10T08:00")
    town.wipe(EXEMPT, 2)
    town.tick("2020-04-10T09:00")


def test_mail_that_cannot_be_polled(town: Town) -> None:
    """Six hours are borne; then the product is blind."""
    town.tick("2020-04-14T08:00")
    town.faults({"method": "gmail.*", "kind": "status", "status": 503})
    town.tick("2020-04-14T13:59", 4)
    told = town.tick("2020-04-15T08:00", 3)
    assert told["held"]
    assert town.status("2020-04-15T08:00").state(BUUDIEN, "ke-hoach") in ("not_due", "missing")
    town.mail(at("2020-04-14T20:00"), BUUDIEN.email, "Kế hoạch", files=[("KH.docx", plan(BUUDIEN.name))])
    town.faults()
    town.tick("2020-04-15T09:00")
    assert town.status("2020-04-15T09:00").state(BUUDIEN, "ke-hoach") == "on_time"


def test_a_worker_that_slept_is_not_blind(town: Town) -> None:
    """The mailbox is polled at once when it wakes."""
    town.tick("2020-04-14T08:00")
    town.tick("2020-04-17T08:00")


def test_a_clock_that_jumped_back(town: Town) -> None:
    town.tick("2020-04-14T08:00")
    told = town.tick("2020-04-13T08:00", 3)
    assert told["held"]
    assert town.status("2020-04-12T08:00").state(BUUDIEN, "ke-hoach") == "not_due"  # the past can be asked
    town.tick("2020-04-14T08:00")


def test_too_many_missing_at_once(town: Town) -> None:
    """Four of six rows vanish with no due time between: 67 points."""
    town.register(*(register_row(home.name) for home in HOMES))
    town.tick("2020-04-14T20:00")
    town.tick("2020-04-16T08:00")
    town.rewrite(REGISTERED, [register_row(home.name) for home in HOMES[:2]], 2)
    told = town.tick("2020-04-16T09:00", 3)
    assert told["held"]
    assert town.sent_to(BAOTANG.email) == [] and town.sent_to(LEADERS) == []
    town.rewrite(REGISTERED, [register_row(home.name) for home in HOMES[:4]], 2)  # 33 points
    town.tick("2020-04-16T10:00")
    assert town.status("2020-04-16T10:00").counts("dang-ky", "once") == {"on_time": 4, "missing": 2}


def test_a_due_time_may_make_all_missing(town: Town) -> None:
    town.tick("2020-04-14T23:00")
    town.tick("2020-04-15T00:00")
    assert town.status("2020-04-15T00:00").counts("ke-hoach", "once") == {"missing": 6}


def test_a_person_may_release(town: Town) -> None:
    """What looks blind may be true: the office says so."""
    town.tick("2020-04-10T08:00")
    roster(town, 4)
    town.tick("2020-04-10T09:00", 3)
    said = town.run("outbox", "release")
    assert said.code == 0, said
    town.tick("2020-04-10T10:00")
    assert sum(town.status("2020-04-10T10:00").counts("ke-hoach", "once").values()) == 4
