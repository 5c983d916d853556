"""Which periods a label, or an instant without a label, points to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from service.core.evaluation.terms import Terms
from service.core.obligations import ObligationSource, Recurrence

Target = tuple[Terms, int]


class Targets:
    """Looks up periods of all obligations of one campaign."""

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._terms = terms
        self._labels = {id: {p.label: i for i, p in enumerate(t.periods)} for id, t in terms.items()}

    def touched(self, terms: Terms, labels: Sequence[str], when: int) -> list[Target]:
        """Every period it could be about. A question about a report is about the weeks in it as well; one that
        names weeks is about those weeks only."""
        weeks = self._weeks_of(terms)
        if weeks is None:
            return [(terms, p) for p in self._periods(terms, labels, when)]
        named = [p for p in map(self._labels[weeks.obligation.id].get, labels) if p is not None]
        if named:
            return [(weeks, p) for p in named]
        direct = [(terms, p) for p in self._periods(terms, labels, when)]
        return direct + self.weeks_inside(direct)

    def meant(self, terms: Terms, labels: Sequence[str], when: int) -> list[Target]:
        """The period that a mail without a label is credited to: the earliest that was not closed yet."""
        found = self._periods(terms, labels, when)
        return [(terms, p) for p in (found if labels else found[:1])]

    def weeks_inside(self, targets: Sequence[Target]) -> list[Target]:
        """The periods of the activity obligation inside those of a report."""
        found: list[Target] = []
        for terms, p in targets:
            weeks = self._weeks_of(terms)
            if weeks is not None:
                found += [(weeks, q) for q in _inside(weeks, terms.periods[p].first, terms.periods[p].last)]
        return found

    def _weeks_of(self, terms: Terms) -> Terms | None:
        if terms.obligation.source is not ObligationSource.REPORT:
            return None
        return self._terms.get(terms.obligation.of or "")

    def _periods(self, terms: Terms, labels: Sequence[str], when: int) -> list[int]:
        if terms.obligation.recurrence is Recurrence.ONCE:
            return [0]
        if not labels:
            open_then = (terms.opens <= when) & (when < terms.closes)
            return [int(p) for p in open_then.nonzero()[0]]
        own = [p for p in map(self._labels[terms.obligation.id].get, labels) if p is not None]
        return own or self._longer(terms, labels)

    def _longer(self, terms: Terms, labels: Sequence[str]) -> list[int]:
        """The periods inside a longer one of another obligation that a label names: the weeks of a month."""
        found: list[int] = []
        for id, known in self._labels.items():
            for p in (known[label] for label in labels if label in known):
                period = self._terms[id].periods[p]
                found += _inside(terms, period.first, period.last)
        return sorted(set(found))


def _inside(terms: Terms, first: date, last: date) -> list[int]:
    return [i for i, p in enumerate(terms.periods) if first <= _anchor(p.first, p.last) <= last]


def _anchor(first: date, last: date) -> date:
    return first + timedelta(days=3) if (last - first).days == 6 else last
