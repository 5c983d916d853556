"""What the office decided, as it stood at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from service.core.evaluation.instants import ALWAYS, NEVER, Clockwork
from service.core.records import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict and the unit that stood for one key."""

    verdict: Verdict | None = None
    unit: str | None = None
    decision: Decision | None = None


NO_RULING = Ruling()


class Rulings:
    """Decisions by key, in time order. A later decision takes the place of an earlier one, verdict and unit apart.

    ``row:<digest>`` and ``row:<digest>:<copy>`` are one key: equal rows are judged alike."""

    def __init__(self, decisions: Iterable[Decision], clock: Clockwork) -> None:
        self._by_key: dict[str, list[tuple[int, Decision]]] = defaultdict(list)
        for decision in decisions:
            self._by_key[plain_key(decision.key)].append((clock(decision.decided_at), decision))
        for history in self._by_key.values():
            history.sort(key=lambda entry: entry[0])

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def keys(self, prefix: str) -> set[str]:
        return {key[len(prefix) :] for key in self._by_key if key.startswith(prefix)}

    def at(self, key: str, before: int) -> Ruling:
        """What stood just before ``before`` (microseconds, exclusive)."""
        verdict: Verdict | None = None
        unit: str | None = None
        last: Decision | None = None
        for decided, decision in self._by_key.get(plain_key(key), ()):
            if decided >= before:
                break
            verdict = decision.verdict or verdict
            unit = decision.unit or unit
            last = decision
        return Ruling(verdict, unit, last) if last is not None else NO_RULING

    def spells(self, key: str) -> list[tuple[int, int, Ruling]]:
        """The rulings on a key one after the other: each is in force just after its start until its end."""
        history = self._by_key.get(plain_key(key))
        if not history:
            return [(ALWAYS, NEVER, NO_RULING)]
        starts = [ALWAYS, *(at for at, _ in history)]
        ends = [*starts[1:], NEVER]
        return [
            (start, end, self.at(key, start + 1)) for start, end in zip(starts, ends, strict=True) if end > start
        ]

    def settled(self, key: str) -> int:
        """When a question with this key was answered; a note alone is no answer."""
        return next(
            (at for at, d in self._by_key.get(plain_key(key), ()) if d.verdict is not None or d.unit is not None),
            NEVER,
        )


def plain_key(key: str) -> str:
    if not key.startswith("row:"):
        return key
    return ":".join(key.split(":")[:2])
