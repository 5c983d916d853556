"""The level above sees the sum of its offices: counted by the database in one pass, shown, and written to a
spreadsheet of its own."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa

from service.adapters.store import Database, schema
from service.adapters.store.registry import Level
from service.application.office import Office
from service.application.publish import PublishReport, publish
from service.core import rollup
from service.core.records import State
from service.core.rollup import Counted, Sum
from service.core.tabs.words import stamp


def counted(database: Database, level: str) -> tuple[Counted, ...]:
    """Every obligation and period of every office below a level, as they were judged last."""
    office, assessment = schema.office, schema.assessment
    query = (
        sa.select(
            office.c.id,
            office.c.name,
            office.c.path,
            assessment.c.obligation,
            assessment.c.period,
            assessment.c.state,
            sa.func.count(),
            sa.func.count().filter(assessment.c.state != State.EXEMPT.value),
        )
        .join_from(office, assessment, assessment.c.office == office.c.id)
        .where(office.c.path.startswith(level, autoescape=True))
        .group_by(office.c.id, assessment.c.obligation, assessment.c.period, assessment.c.state)
        .order_by(office.c.path, office.c.id, assessment.c.obligation)
    )
    states: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    expected: dict[tuple[str, ...], int] = defaultdict(int)
    with database.above(level) as connection:
        for *key, state, count, owed in connection.execute(query):
            states[tuple(key)][state] = count
            expected[tuple(key)] += owed
    return tuple(
        Counted(id, name, path, obligation, period, expected[key], rollup.tally_of(found))
        for key, found in states.items()
        for id, name, path, obligation, period in (key,)
    )


def sums_of(database: Database, level: str, by_office: bool = False) -> tuple[Sum, ...]:
    with database.registry() as registry:
        names = {kept.path: kept.name for kept in registry.levels()}
    return rollup.sums(counted(database, level), level, names, by_office)


def write_sums(database: Database, through: Office, level: Level, as_of: datetime) -> PublishReport:
    """To the level's spreadsheet with the account of one office; nothing when nothing changed. Raises GoogleError."""
    titles = {obligation.id: obligation.title for obligation in through.settings.campaign.obligations}
    updated = stamp(as_of, through.settings.zone)
    wanted = rollup.workbook(sums_of(database, level.path), titles, level.name, updated)
    info = through.sheets.describe(level.spreadsheet)
    standing_titles = [tab.title for tab in info.tabs if tab.title == rollup.TITLE]
    standing = through.sheets.read(level.spreadsheet, standing_titles) if standing_titles else {}
    return publish(through, wanted, standing, info, as_of)
