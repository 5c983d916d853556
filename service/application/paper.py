"""The reports as Word and Excel files, for a person to number, sign and send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from service.application.answers import judged_at
from service.application.office import Office
from service.application.summary import facts_of
from service.core.errors import ConfigError
from service.core.papers.facts import Facts
from service.core.weeks import Month, Week


class PaperKind(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    COMMENDATION = "commendation"


@dataclass(frozen=True, slots=True)
class PaperFiles:
    """``period`` is the label of what they are about; ``xlsx`` is the status as it stands."""

    period: str
    docx: bytes
    xlsx: bytes


def make_paper(office: Office, as_of: datetime, kind: PaperKind, period: str | None) -> PaperFiles:
    """The paper of a period (default: the last one that is over). ConfigError for a label that is none."""
    from service.core.papers.workbook import status_xlsx

    world, evaluation = judged_at(office, as_of)
    facts = facts_of(office, world, evaluation)
    today = as_of.astimezone(office.settings.zone).date()
    label = period or _last_over(kind, today)
    week = _week_of(kind, label, today)
    return PaperFiles(label, _docx(facts, kind, label), status_xlsx(facts, week))


def _docx(facts: Facts, kind: PaperKind, label: str) -> bytes:
    from service.core.papers import commendation, periodic
    from service.core.papers.weekly import week_report

    try:
        match kind:
            case PaperKind.WEEKLY:
                return periodic.weekly_docx(facts, week_report(facts, Week.parse(label)))
            case PaperKind.MONTHLY:
                return periodic.monthly_docx(facts, Month.parse(label))
            case PaperKind.QUARTERLY:
                year, quarter = _quarter(label)
                return periodic.quarterly_docx(facts, year, quarter)
            case PaperKind.YEARLY:
                return periodic.yearly_docx(facts, int(label))
            case PaperKind.COMMENDATION:
                return commendation.commendation_docx(facts, int(label))
    except ValueError:
        examples = {"weekly": "2020-W17", "monthly": "2020-04", "quarterly": "2020-Q2"}
        example = examples.get(kind.value, "2020")
        raise ConfigError(f"{label!r} is no period of a {kind.value} report.", f"Write it as {example}.") from None


def _quarter(label: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})-Q([1-4])", label)
    if found is None:
        raise ValueError(label)
    return int(found[1]), int(found[2])


def _last_over(kind: PaperKind, today: date) -> str:
    month = Month.of(today).next(-1)
    quarter = Month.of(today).next(-3)
    return {
        PaperKind.WEEKLY: Week.of(today - timedelta(days=7)).label,
        PaperKind.MONTHLY: month.label,
        PaperKind.QUARTERLY: f"{quarter.year}-Q{(quarter.number - 1) // 3 + 1}",
        PaperKind.YEARLY: str(today.year - 1),
        PaperKind.COMMENDATION: str(today.year),
    }[kind]


def _week_of(kind: PaperKind, label: str, today: date) -> Week:
    if kind is PaperKind.WEEKLY:
        try:
            return Week.parse(label)
        except ValueError:
            raise ConfigError(f"{label!r} is no week.", "Write it as 2020-W17.") from None
    return Week.of(today - timedelta(days=7))
