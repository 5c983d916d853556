"""What a unit still lacks, in words, and where a person has to look."""

from __future__ import annotations

from collections.abc import Iterator

from service.core.evaluation.words import week as week_and_days
from service.core.notices.wording import duty_name
from service.core.obligations import Obligation, Recurrence
from service.core.records import Assessment, Place, Question, State, Unit
from service.core.tabs.model import Rich, linked
from service.core.tabs.view import OfficeView
from service.core.tabs.words import place_words, running_on
from service.core.weeks import Week

UNFULFILLED = (State.MISSING, State.INCOMPLETE, State.NEEDS_REVIEW, State.NOT_UPDATED)

_LONGEST_LIST = 12
_MOST_GUESSES = 3  # with more that are as likely, none is touched (design, section 11, rule 5)


def _open(view: OfficeView, unit: Unit) -> Iterator[tuple[Obligation, Assessment]]:
    """What is not fulfilled, oldest first: what can still be put right, and closed one-off duties too.
    Not a report of which only weeks to come are lacking."""
    for obligation in view.obligations:
        for period in view.periods.get(obligation.id, ()):
            assessment = view.assessment(unit.code, obligation.id, period.label)
            owed = obligation.recurrence is Recurrence.ONCE or view.as_of < period.closes
            if assessment and assessment.state in UNFULFILLED and owed and not running_on(assessment):
                yield obligation, assessment


def lacking(view: OfficeView, unit: Unit) -> str:
    """A line a duty; the weeks of a weekly one, whose phrases name them, on one line."""
    told: dict[str, list[str]] = {}
    for obligation, assessment in _open(view, unit):
        weekly = obligation.recurrence is Recurrence.WEEKLY
        name = obligation.title if weekly else duty_name(obligation, assessment.period)
        told.setdefault(name, []).extend(_shortcomings(assessment, weekly))
    return "\n".join(f"{name}: {'; '.join(_at_most(phrases))}" for name, phrases in told.items())


def _shortcomings(assessment: Assessment, weekly: bool) -> list[str]:
    week = f"{week_and_days(Week.parse(assessment.period))}: " if weekly else ""
    if assessment.missing:
        named = all(phrase.startswith("tuần") for phrase in assessment.missing)
        return list(assessment.missing) if named else [f"{week}{phrase}" for phrase in assessment.missing]
    return [f"{week}Văn phòng cần làm rõ" if assessment.state is State.NEEDS_REVIEW else f"{week}chưa có"]


def _at_most(phrases: list[str]) -> list[str]:
    more = len(phrases) - _LONGEST_LIST
    return [*phrases[:_LONGEST_LIST], f"… và {more} mục khác"] if more > 0 else phrases


def where_to_look(view: OfficeView, unit: Unit, asked: tuple[Question, ...]) -> Rich:
    """The rows and mails that what is open rests on, and those the office is asked about."""
    places: dict[Place, None] = {}
    for obligation, assessment in _open(view, unit):
        if assessment.state is State.NEEDS_REVIEW:
            places.update(dict.fromkeys(q.where for q in asked if obligation.id in q.obligations))
        places.update(dict.fromkeys(assessment.evidence))
    pieces = [(place_words(place), view.links.to(place)) for place in list(places)[:_LONGEST_LIST]]
    return linked(pieces, separator="\n")


def asked_of(view: OfficeView) -> dict[str, tuple[Question, ...]]:
    """Unit code → the questions that are, or may be, about it."""
    found: dict[str, list[Question]] = {}
    for question in view.questions:
        guessed = [guess.unit for guess in question.guesses] if len(question.guesses) <= _MOST_GUESSES else []
        units = [question.unit] if question.unit else guessed
        for unit in units:
            found.setdefault(unit, []).append(question)
    return {unit: tuple(questions) for unit, questions in found.items()}
