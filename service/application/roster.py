"""The units as the office lists them, with what it taught us: names, addresses, who is exempt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.adapters.store import Transaction
from service.application.office import Office
from service.core.parsing.exemptions import read_exemptions
from service.core.parsing.names import UnitNames
from service.core.parsing.reading import Context
from service.core.parsing.roster import read_units
from service.core.parsing.tables import Table
from service.core.records import Exemption, Field, Issue, Row, Seen, Source, Unit


@dataclass(frozen=True, slots=True)
class Roster:
    """``addresses``: mail address → unit code, of the roster and learned; ``shared``: addresses several units have,
    which tell none by themselves; ``issues``: of its two tabs; ``name_cell``: where the first unit's name stands."""

    units: tuple[Unit, ...]
    names: UnitNames
    addresses: dict[str, str]
    shared: dict[str, tuple[str, ...]]
    exemptions: tuple[Exemption, ...]
    issues: tuple[Issue, ...]
    name_cell: str = ""


def roster(office: Office, transaction: Transaction, as_of: datetime) -> Roster:
    """The roster and the exemptions as they stood at ``as_of``."""
    rows = _standing(transaction, Source.UNITS, as_of)
    units, unit_issues = read_units(_table(Source.UNITS, rows))
    cells = [row.cells[Field.NAME] for row in rows if Field.NAME in row.cells]
    names = office.readings.names(units, transaction.decisions.learned("name", as_of))
    titles = {obligation.id: obligation.title for obligation in office.settings.campaign.obligations}
    rows = _standing(transaction, Source.EXEMPTIONS, as_of)
    context = context_for(office, transaction, None)
    exemptions, exemption_issues = read_exemptions(_table(Source.EXEMPTIONS, rows), names, titles, context)
    owners = _owners(units)
    addresses = transaction.decisions.learned("address", as_of)
    addresses.update({address: codes[0] for address, codes in owners.items() if len(codes) == 1})
    shared = {address: codes for address, codes in owners.items() if len(codes) > 1}
    return Roster(units, names, addresses, shared, exemptions, (*unit_issues, *exemption_issues), _first(cells))


def _first(cells: Sequence[str]) -> str:
    """The uppermost of these cells of one column."""
    return min(cells, key=lambda cell: int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), default="")


def _owners(units: Sequence[Unit]) -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for unit in units:
        for address in unit.emails:
            owners[address.lower()] = (*owners.get(address.lower(), ()), unit.code)
    return owners


def context_for(office: Office, transaction: Transaction, today: date | None, year: int | None = None) -> Context:
    """In what a typed value stands: the campaign's days, the spreadsheet's locale, and when it was seen."""
    campaign = office.settings.campaign
    text = transaction.memory.get(f"info:{office.refs.reports.spreadsheet}")
    locale = json.loads(text)["locale"] if text else "vi_VN"
    return Context(year=year, since=campaign.since, until=campaign.until, locale=locale, today=today)


def known_at(seen: Seen[Row], as_of: datetime) -> bool:
    """Whether a row stood at ``as_of``, as far as is known: a row of the very first reading may always have."""
    begun = seen.sighting.by <= as_of or seen.sighting.after is None
    return begun and (seen.sighting.gone_by is None or seen.sighting.gone_by > as_of)


def _standing(transaction: Transaction, source: Source, as_of: datetime) -> tuple[Row, ...]:
    return tuple(seen.record for seen in transaction.rows.seen(source) if known_at(seen, as_of))


def _table(source: Source, rows: Sequence[Row]) -> Table:
    fields = frozenset(field for row in rows for field in row.values)
    return Table(source, tuple(rows), fields, (), (1, 1), None)
