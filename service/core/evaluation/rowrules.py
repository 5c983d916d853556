"""What a row says about an obligation, and what the office said about the row."""

from __future__ import annotations

from service.core.evaluation.columns import Flag
from service.core.evaluation.rulings import NO_RULING, Ruling, Rulings
from service.core.obligations import Obligation, ObligationSource
from service.core.questions import mail_key, row_key
from service.core.records import Activity, Field, Place, PlaceKind, Verdict

NOT_A_FAULT = frozenset({Field.STT})
"""A column that never counts (design, section 11, rule 1)."""

_WHERE = frozenset({Field.UNIT, Field.WEEK, Field.MONTH})


Kind = tuple[bool, bool, frozenset[Field], frozenset[Field]]
"""All of a row that decides what it says, but its numbers: held, explained, blank, uncertain."""


def kind_of(row: Activity) -> Kind:
    return (row.held, row.explanation != "", row.blank, row.uncertain)


class RowRule:
    """What rows say about one obligation, as :class:`Flag` unions."""

    def __init__(self, obligation: Obligation) -> None:
        self._report = obligation.source is ObligationSource.REPORT
        self._required = frozenset(Field(name) for name in obligation.required) - NOT_A_FAULT
        self.strict = obligation.participation_required

    def says(self, kind: Kind, low: bool = False, verdict: Verdict | None = None) -> int:
        """``low``: fewer participants than members, where all are required."""
        if verdict is Verdict.RETURN:
            return 0
        flags = self._flags(*kind, low and self.strict, verdict is Verdict.ACCEPT)
        return 0 if verdict is Verdict.SKIP and flags & Flag.DOUBT else int(flags)

    def _flags(
        self,
        held: bool,
        explained: bool,
        blank: frozenset[Field],
        uncertain: frozenset[Field],
        low: bool,
        accepted: bool,
    ) -> int:
        misplaced = bool(uncertain & _WHERE) and not accepted
        doubt = misplaced or (bool(uncertain & self._required) and not accepted)
        if not held:
            return self._not_held(explained, doubt, accepted)
        if accepted:
            return Flag.SOME | Flag.COMPLETE | Flag.ACCEPTED
        if misplaced:
            return Flag.SOME | Flag.DOUBT
        if (blank & self._required) - uncertain:
            return Flag.SOME  # whatever the uncertain value means, something is lacking
        if doubt:
            return Flag.SOME | Flag.DOUBT
        return Flag.SOME | (Flag.SHORT if low else Flag.COMPLETE)

    def _not_held(self, explained: bool, doubt: bool, accepted: bool) -> int:
        if doubt:
            return Flag.DOUBT | Flag.SOME
        if self._report:
            told = explained or accepted
            return Flag.SOME | (Flag.COMPLETE if told else Flag.BARE)
        return Flag.EXPLAINED if explained else Flag.BARE


def ruling_of(digest: str, where: Place, rulings: Rulings, before: int) -> Ruling:
    """The ruling on a row: its own, else that on the mail it came with, of which a skip says nothing of rows."""
    own = rulings.at(row_key(digest), before)
    if own.decision is not None or where.kind is PlaceKind.SHEET or not where.gmail_id:
        return own
    mail = rulings.at(mail_key(where.gmail_id), before)
    return NO_RULING if mail.verdict is Verdict.SKIP else mail


def assigned_units(digest: str, where: Place, rulings: Rulings) -> set[str]:
    """Every unit that the office ever assigned a row to, by itself or with its mail."""
    keys = [row_key(digest)]
    if where.kind is not PlaceKind.SHEET and where.gmail_id:
        keys.append(mail_key(where.gmail_id))
    return {ruling.unit for key in keys for _, _, ruling in rulings.spells(key) if ruling.unit is not None}
