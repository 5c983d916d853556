"""The assessments that stand, and every change of a state."""

from __future__ import annotations

import sqlalchemy as sa

from service.adapters.store import Store, schema
from service.adapters.store.assessments import StateChange
from service.core.records import State
from tests.adapters.store.conftest import Opener
from tests.adapters.store.records import HOUR, T0, assessment


def test_replaced_with_changes_told_and_kept(store: Store) -> None:
    first = [assessment("SXD", State.MISSING), assessment("STC", State.ON_TIME)]
    second = [assessment("SXD", State.LATE, days_late=1), assessment("STC", State.ON_TIME)]
    appeared = StateChange("ke-hoach", "once", "SXD", T0, None, State.MISSING)
    recovered = StateChange("ke-hoach", "once", "SXD", T0 + HOUR, State.MISSING, State.LATE)
    with store.transaction() as transaction:
        assert appeared in transaction.assessments.replace(first, T0)
        assert transaction.assessments.replace(second, T0 + HOUR) == (recovered,)
        assert sorted(transaction.assessments.standing(), key=lambda a: a.unit) == [second[1], second[0]]
        assert [c for c in transaction.assessments.changes() if c.unit == "SXD"] == [appeared, recovered]


def test_an_equal_one_is_not_written_and_one_that_differs_in_its_reasons_is_no_change_of_state(
    store: Store,
) -> None:
    table = schema.assessment
    with store.transaction() as transaction:
        transaction.assessments.replace([assessment("SXD", State.MISSING), assessment("STC", State.MISSING)], T0)
        renewed = [assessment("SXD", State.MISSING), assessment("STC", State.MISSING, missing=("kế hoạch",))]
        assert transaction.assessments.replace(renewed, T0 + HOUR) == ()
        assert renewed[1] in transaction.assessments.standing()
    with store._engine.connect() as connection:
        written = dict(connection.execute(sa.select(table.c.unit, table.c.changed)).all())
    assert written == {"SXD": T0, "STC": T0 + HOUR}


def test_what_is_no_longer_assessed_goes(store: Store, opener: Opener) -> None:
    other = opener("khoi-khac")
    for each in (store, other):
        with each.transaction() as transaction:
            transaction.assessments.replace(
                [assessment("SXD", State.MISSING), assessment("STC", State.MISSING)], T0
            )
    with store.transaction() as transaction:
        transaction.assessments.replace([assessment("STC", State.MISSING)], T0 + HOUR)
        assert [a.unit for a in transaction.assessments.standing()] == ["STC"]
    with other.transaction() as transaction:
        assert [a.unit for a in transaction.assessments.standing()] == ["STC", "SXD"]
