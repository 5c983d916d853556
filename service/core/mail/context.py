"""What judging a mail needs to know of the office, all passed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from service.core.obligations import Campaign
from service.core.parsing.names import UnitNames
from service.core.records import Decision, Submission, Unit


@dataclass(frozen=True, slots=True)
class MailContext:
    """``addresses``: registered or learned address → unit code; ``shared``: addresses that stand in the roster of
    several units and so tell none by themselves. ``earlier``: submissions received before this mail, of any unit.
    ``decision``: what the office chose about this very mail."""

    campaign: Campaign
    names: UnitNames
    units: Mapping[str, Unit]
    addresses: Mapping[str, str]
    zone: ZoneInfo
    decision: Decision | None = None
    earlier: Sequence[Submission] = ()
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
