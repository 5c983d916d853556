"""What the evaluation reads: everything ever seen of one office, with when it was seen."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.records import (
    Activity,
    Decision,
    Exemption,
    Question,
    Registration,
    Seen,
    Submission,
    Unit,
)
from service.core.settings import OfficeSettings


@dataclass(frozen=True, slots=True)
class Inputs:
    """One office's records, past versions of rows included.

    A version of a row that was edited away is a ``Seen`` whose sighting has gone; it still proves when something
    was first complete. Rows of attachments are seen at the instant their mail was received. ``questions`` holds
    the decided ones too: a question is open until a decision with its key, or until the row it is about is gone.
    Nothing here depends on the instant of the evaluation, so that any instant can be evaluated again.
    """

    office: OfficeSettings
    units: tuple[Unit, ...]
    exemptions: tuple[Exemption, ...] = ()
    registrations: tuple[Seen[Registration], ...] = ()
    activities: tuple[Seen[Activity], ...] = ()
    submissions: tuple[Submission, ...] = ()
    questions: tuple[Question, ...] = ()
    decisions: tuple[Decision, ...] = ()
