"""The registration and report tables of a paper."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.core.mail.papers import Paper
from service.core.parsing.tables import Table, find_table
from service.core.records import Field, Issue, Source

_ENOUGH = 4
_OF_REPORTS = frozenset({Field.RESULT, Field.PARTICIPANTS})
_OF_FORMS = frozenset({Field.OFFICER, Field.FREQUENCY, Field.PLAN_REF, Field.TIME, Field.CONTACT})


@dataclass(frozen=True, slots=True)
class PaperTable:
    table: Table
    issues: tuple[Issue, ...]


def tables_of(paper: Paper, *, says_form: bool) -> tuple[PaperTable, ...]:
    """The tables that are a report's or a form's. A plan's own schedule (content, week, officer) is a form's only
    where the paper calls itself a registration (``says_form``)."""
    found: list[PaperTable] = []
    for number, grid in enumerate(paper.tables, 1):
        spot = f"bảng {number}"
        place = replace(paper.place, spot=spot)
        report, report_issues = find_table(Source.REPORTS, grid, place)
        form, form_issues = find_table(Source.REGISTRATIONS, grid, place)
        if _is_report(report) and not (says_form and _weight(form) > _weight(report)):
            found.append(PaperTable(report, _told(report_issues)))
        elif _is_form(form, says_form):
            found.append(PaperTable(form, _told(form_issues)))
    return tuple(found)


def _told(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """A paper of one unit needs no column for its name."""
    return tuple(issue for issue in issues if issue.field != Field.UNIT.value)


def _is_report(table: Table) -> bool:
    named = table.fields - {Field.STT}
    return bool(named & _OF_REPORTS) and Field.CONTENT in named and len(named) >= _ENOUGH


def _is_form(table: Table, says_form: bool) -> bool:
    named = table.fields - {Field.STT}
    if Field.CONTENT not in named or not named & _OF_FORMS or Field.RESULT in named:
        return False
    return len(named) >= (3 if says_form else 6)


def _weight(table: Table) -> int:
    return len(table.fields - {Field.STT})
