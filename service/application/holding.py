"""Is the product blind? The facts of this tick against those of the last one that saw well (rule 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from service.adapters.store import Transaction
from service.adapters.store.json import dump, load
from service.application.office import Office
from service.application.poll_mail import POLLED
from service.application.read_sheets import SheetsReading
from service.application.seen_well import RELEASED, seen_well
from service.application.world import World
from service.core.evaluation import Evaluation
from service.core.evaluation.partition import missing_shares
from service.core.holds import Hold, HoldCode, MissingShare, TabFacts, TickFacts, holds

CLOCK_ACCEPTED = "hold:clock-accepted"
"""The instant of a run made under a wrong clock that ran ahead: ticks before it are right again."""


@dataclass(frozen=True, slots=True)
class Held:
    """Why nothing leaves, gravest reason first."""

    holds: tuple[Hold, ...]

    @property
    def codes(self) -> tuple[HoldCode, ...]:
        return tuple(hold.code for hold in self.holds)

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(hold.sentence for hold in self.holds)


def held_by_clock(office: Office, as_of: datetime) -> Held | None:
    """A tick must not lie before the last one; nothing is read then."""
    with office.store.transaction() as transaction:
        last = transaction.runs.last()
        accepted = transaction.memory.moment(CLOCK_ACCEPTED)
    if last is None or as_of >= last.as_of or accepted == last.as_of:
        return None
    zone = office.settings.zone
    now = TickFacts(as_of.astimezone(zone), 1, (), as_of)
    before = TickFacts(last.as_of.astimezone(zone), 1, (), as_of)
    found = [hold for hold in holds(before, now, office.settings.limits) if hold.code is HoldCode.CLOCK_BACK]
    return Held(tuple(found))


def facts_now(
    office: Office,
    transaction: Transaction,
    reading: SheetsReading | None,
    world: World,
    evaluation: Evaluation,
    as_of: datetime,
) -> TickFacts:
    """What this tick saw. When the sheets could not be read, their tabs are as they were."""
    zone = office.settings.zone
    polled = transaction.memory.moment(POLLED)
    tabs = _tabs(reading) if reading is not None else _tabs_before(transaction)
    return TickFacts(
        as_of=as_of.astimezone(zone),
        roster=_roster(reading, world),
        tabs=tabs,
        mail_polled=polled.astimezone(zone) if polled else None,
        missing=_missing(evaluation),
        sheets_read=reading is not None or bool(world.roster.units),
    )


def decide(office: Office, transaction: Transaction, now: TickFacts) -> Held | None:
    """Every reason to hold now; None when the product sees well."""
    previous = seen_well(transaction)
    accepted = transaction.memory.moment(CLOCK_ACCEPTED)
    if previous is not None and accepted is not None and now.as_of < previous.as_of <= accepted:
        previous = replace(previous, as_of=now.as_of)
    found = tuple(holds(previous, now, office.settings.limits))
    if not found:
        transaction.memory.forget(RELEASED)
        return None
    return Held(found)


def _roster(reading: SheetsReading | None, world: World) -> int:
    if reading is None:
        return len(world.roster.units)
    seen = [tab.table for tab in reading.tabs if tab.source.value == "units"]
    return sum(len(table.rows) for table in seen if table is not None)


def _tabs(reading: SheetsReading) -> tuple[TabFacts, ...]:
    return tuple(
        TabFacts(
            title=tab.tab,
            source=tab.source,
            had_rows=tab.had_rows or tab.blind == "tab_missing",
            rows=len(tab.table.rows) if tab.table is not None else 0,
            headers=tab.blind not in ("headers_gone", "tab_missing"),
            blank=tab.table is None,
            missing=tab.blind == "tab_missing",
        )
        for tab in reading.tabs
    )


def _tabs_before(transaction: Transaction) -> tuple[TabFacts, ...]:
    last = transaction.runs.last_unheld()
    return load(TickFacts, last.facts).tabs if last is not None else ()


def _missing(evaluation: Evaluation) -> dict[str, MissingShare]:
    return {id: MissingShare(*told) for id, told in missing_shares(evaluation).items()}


def facts_text(facts: TickFacts) -> str:
    """Facts as they are kept with a run."""
    return dump(TickFacts, facts)
