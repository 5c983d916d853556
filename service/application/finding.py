"""What a diagnosis finds: one line each, good or bad, with what to do."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.errors import NhacViecError


@dataclass(frozen=True, slots=True)
class Line:
    """One finding. ``good`` None: worth knowing, neither good nor bad. ``todo``: what to do when it is bad."""

    what: str
    good: bool | None
    text: str
    todo: str = ""

    @classmethod
    def of(cls, what: str, problem: NhacViecError) -> Line:
        """A bad line from an error's sentence and hint."""
        return cls(what, False, problem.sentence, problem.hint)
