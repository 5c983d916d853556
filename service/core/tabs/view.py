"""Everything the tabs show, gathered by the caller: one value, made at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.core.obligations import Obligation, Period
from service.core.records import Assessment, Decision, Place, PlaceKind, Question, Submission, Unit
from service.core.settings import OfficeSettings


@dataclass(frozen=True, slots=True)
class Streak:
    """Periods in a row of the weekly activity, counted back from the last assessed one: done, or not done."""

    done: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit's place for commendation with the figures its score is made of. ``score``: of 100, None without a
    week to score. Rates are shares of 1; None = nothing was assessed. ``participation``: mean over the weeks with a
    known number."""

    unit: str
    place: int
    score: float | None
    weeks_done: int
    weeks_expected: int
    on_time_rate: float | None
    participation: float | None
    extra_weeks: int = 0  # voluntary weeks with an activity


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Something that happened: a mail that came, a notice made, a decision, a run that changed something.

    ``key`` is unique and never changes; ``at`` decides the order. An entry about a run must be complete before the
    run publishes, and a run that changed nothing makes none: else each publication would cause the next."""

    key: str
    at: datetime
    kind: str  # Vietnamese: "Thư đến", "Thư đi", "Quyết định", "Lượt chạy", "Tạm dừng"
    unit: str | None
    text: str
    result: str = ""
    where: Place | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of places. ``sheet_ids``: (spreadsheet, tab) → sheet id; a tab not in it gets no link.
    ``mail``: address of a message with ``{gmail_id}`` in it."""

    sheet_ids: Mapping[tuple[str, str], int] = field(default_factory=dict)
    spreadsheet: str = "https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#gid={sheet_id}&range={cell}"
    mail: str = "https://mail.google.com/mail/u/0/#all/{gmail_id}"

    def to(self, place: Place) -> str:
        """Address of a place, "" when it has none."""
        if place.gmail_id:
            return self.mail.format(gmail_id=place.gmail_id)
        sheet_id = self.sheet_ids.get((place.spreadsheet, place.tab))
        if place.kind is PlaceKind.MAIL or sheet_id is None or not place.cell:
            return ""
        return self.spreadsheet.format(spreadsheet=place.spreadsheet, sheet_id=sheet_id, cell=place.cell)


@dataclass(frozen=True, slots=True)
class OfficeView:
    """What one office's tabs are made of.

    ``units``: in roster order, open at ``as_of``. ``periods``: obligation id → periods that have opened by
    ``as_of``, in order. ``assessments``: (unit code, obligation id, period label) → assessment. ``hold``:
    sentences that say why the product holds back. ``ranking_formula``: how the score is made, in words.
    ``questions``: those that are asked now; rows of earlier ones stay in the tab. ``units_range``:
    where the dropdown of units takes its names from."""

    settings: OfficeSettings
    as_of: datetime
    units: tuple[Unit, ...]
    periods: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    assessments: Mapping[tuple[str, str, str], Assessment] = field(default_factory=dict)
    streaks: Mapping[str, Streak] = field(default_factory=dict)
    ranking: tuple[RankedUnit, ...] = ()
    ranking_formula: str = ""
    submissions: tuple[Submission, ...] = ()
    questions: tuple[Question, ...] = ()
    decisions: tuple[Decision, ...] = ()
    journal: tuple[JournalEntry, ...] = ()
    hold: tuple[str, ...] = ()
    links: Links = Links()
    units_range: str = "'DANH MỤC ĐƠN VỊ'!$B$2:$B"

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        return self.settings.campaign.obligations

    def names(self) -> Mapping[str, str]:
        """Unit code → name."""
        return {unit.code: unit.name for unit in self.units}

    def assessment(self, unit: str, obligation: str, period: str) -> Assessment | None:
        return self.assessments.get((unit, obligation, period))
