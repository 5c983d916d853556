"""A simulated quarter: at most two mails a week to a unit, none on a day off or at night, none about what it sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from service.core.records import Unit
from tests.core.evaluation.shipped import at
from tests.core.notices.quarter import FIRST, LAST, QUARTER, Ground, Left, Quarter
from tests.core.notices.samples import WORKDAYS

UNITS = tuple(Unit(code, f"Chi đoàn {code}", emails=(f"{code.lower()}@example.org",)) for code in "ABC")
HOURS = st.lists(st.sampled_from(("00:30", "07:00", "08:05", "11:40", "17:55", "18:05", "23:00")), min_size=1)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
SENT = st.dictionaries(
    st.sampled_from([(p.obligation, p.label) for p in QUARTER]),
    st.builds(lambda day, hour: at(f"{day.isoformat()}T{hour:02d}:30"), DAYS, st.integers(0, 23)),
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a quarter takes minutes
)
@given(
    sent=st.fixed_dictionaries({unit.code: SENT for unit in UNITS}),
    exempt=st.frozensets(st.sampled_from([unit.code for unit in UNITS]), max_size=1),
    down=st.frozensets(DAYS, max_size=25),
    hours=HOURS.map(lambda some: tuple(sorted(set(some)))),
)
def test_the_rules_of_reminding_hold(
    sent: dict[str, dict[Ground, object]], exempt: frozenset[str], down: frozenset[date], hours: tuple[str, ...]
) -> None:
    quarter = Quarter(UNITS, sent, exempt, down, hours)  # type: ignore[arg-type]
    left = quarter.play()
    for mail in left:
        assert WORKDAYS.is_working(mail.at.date()), mail
        assert "08:00" <= f"{mail.at:%H:%M}" < "18:00", mail
        assert mail.unit not in exempt
        assert not [g for g in mail.grounds if (came := sent[mail.unit].get(g)) and came <= mail.at], mail  # type: ignore[operator]
    _at_most_two_in_seven_days(left)


def test_a_silent_unit_is_reminded_and_a_good_one_never() -> None:
    good = {(p.obligation, p.label): p.opens + timedelta(hours=1) for p in QUARTER}
    left = Quarter(UNITS[:2], {"A": good, "B": {}}).play()
    assert {mail.unit for mail in left} == {"B"}
    days = [mail.at.date() for mail in left]
    assert date(2020, 4, 7) in days and date(2020, 4, 15) in days  # a week before, a day after
    assert 12 <= len(days) <= 30
    _at_most_two_in_seven_days(left)


def _at_most_two_in_seven_days(left: list[Left]) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for mail in left:
        days[mail.unit].append(mail.at.date())
    for unit, of_unit in days.items():
        for day in of_unit:
            week = [other for other in of_unit if day <= other < day + timedelta(days=7)]
            assert len(week) <= 2, (unit, week)
        assert max(Counter(of_unit).values()) == 1
