"""Assess: what was read becomes rows, decisions, assessments and notices, all in one transaction (rule 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.adapters.store.assessments import StateChange
from service.application.holding import Held, decide, facts_now
from service.application.office import Office
from service.application.plan_notices import plan_notices
from service.application.read_decisions import DecisionsReading, judge_open_mails_again, keep_decisions
from service.application.read_sheets import KeptRows, SheetsReading
from service.application.world import World, judged
from service.core.evaluation import Evaluation
from service.core.holds import TickFacts
from service.core.records import Source
from service.core.tabs.titles import QUESTIONS


@dataclass(frozen=True, slots=True)
class AssessReport:
    """``rows``: (new, gone) row versions by list; ``notices``: keys of the mails stored to be sent."""

    world: World
    evaluation: Evaluation
    rows: KeptRows
    decisions: DecisionsReading
    changes: tuple[StateChange, ...]
    notices: tuple[str, ...]
    hold: Held | None
    facts: TickFacts


def assess(office: Office, reading: SheetsReading | None, rows: KeptRows, as_of: datetime) -> AssessReport:
    """Judge what is known now and store what follows from it. ``reading`` None: the sheets could not be read.

    While the product is blind nothing is planned but the alert to the office, and the assessments that stood stay."""
    with office.store.transaction() as transaction:
        grid = reading.output.get(QUESTIONS) if reading is not None else None
        decisions = keep_decisions(office, transaction, grid, as_of)
        if any(rows.get(Source.UNITS, ())) or decisions.new:
            judge_open_mails_again(office, transaction, as_of)
        world, evaluation = judged(office, transaction, as_of)
        facts = facts_now(office, transaction, reading, world, evaluation, as_of)
        hold = decide(office, transaction, facts)
        changes: tuple[StateChange, ...] = ()
        if hold is None:
            changes = transaction.assessments.replace(evaluation.assessments, as_of)
            transaction.decisions.ask(world.questions, as_of)
        notices = plan_notices(office, transaction, world, evaluation, hold, as_of)
        return AssessReport(world, evaluation, rows, decisions, changes, notices, hold, facts)
