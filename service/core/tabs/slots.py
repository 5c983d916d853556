"""The columns of THEO DÕI TUẦN that show a state: one an obligation, two for weekly ones."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.notices.wording import period_name
from service.core.obligations import Obligation, Period, Recurrence
from service.core.tabs.view import OfficeView
from service.core.tabs.words import ended, running


@dataclass(frozen=True, slots=True)
class Slot:
    """``title`` never changes, so that its column is found again; ``period`` is what it shows now."""

    title: str
    obligation: Obligation
    period: Period | None
    this_week: bool = False

    @property
    def weekly(self) -> bool:
        return self.obligation.recurrence is Recurrence.WEEKLY

    @property
    def period_words(self) -> str:
        return period_name(self.obligation, self.period.label) if self.period else ""


def slots(view: OfficeView) -> tuple[Slot, ...]:
    """Weekly: the week before and the running one. Longer periods: the last one that is over, until it closes,
    then the running one. One-off: itself."""
    made: list[Slot] = []
    zone = view.settings.zone
    for obligation in view.obligations:
        periods = view.periods.get(obligation.id, ())
        now = running(periods, view.as_of)
        before = ended(periods, view.as_of, zone)
        if obligation.recurrence is Recurrence.ONCE:
            made.append(Slot(obligation.title, obligation, now))
        elif obligation.recurrence is Recurrence.WEEKLY:
            made.append(Slot(f"{obligation.title} · tuần trước", obligation, before))
            this = now if now is not before else None
            made.append(Slot(f"{obligation.title} · tuần này", obligation, this, this_week=True))
        else:
            still = before is not None and view.as_of < before.closes
            made.append(Slot(obligation.title, obligation, before if still else now))
    return tuple(made)
