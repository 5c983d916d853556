"""Words and signs of states in the tabs: a state is told by a sign and words, and coloured besides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.core.evaluation.reasons import Reason
from service.core.evaluation.words import NOT_YET
from service.core.notices.wording import STATES, day, state_name
from service.core.obligations import Obligation, Period
from service.core.records import Assessment, Place, PlaceKind, State
from service.core.tabs.model import Colouring, Look, Moment

SIGNS = {
    State.ON_TIME: "✔",
    State.LATE: "●",
    State.INCOMPLETE: "▲",
    State.NEEDS_REVIEW: "?",
    State.MISSING: "✖",
    State.NOT_UPDATED: "…",
    State.NOT_DUE: "○",
    State.EXEMPT: "–",
}
LOOKS = {
    State.ON_TIME: Look.GOOD,
    State.LATE: Look.LATE,
    State.INCOMPLETE: Look.LACKING,
    State.NEEDS_REVIEW: Look.ASKED,
    State.MISSING: Look.MISSING,
    State.NOT_UPDATED: Look.WAITING,
    State.NOT_DUE: Look.QUIET,
    State.EXEMPT: Look.QUIET,
}
_NOT_COUNTED = frozenset({Reason.SUSPENDED, Reason.NO_WORKING_DAY})
_MIDNIGHT = (0, 0)


def column_name(state: State, obligation: Obligation | None = None) -> str:
    """``✔ Đúng hạn``: how a column of counts is headed; ``✖ Không thực hiện`` where it is of one weekly duty."""
    return f"{SIGNS[state]} {state_name(state, obligation) if obligation else STATES[state]}"


def state_words(assessment: Assessment | None, obligation: Obligation) -> str:
    """``● Trễ hạn (2 ngày)``, with what stood when the period was closed, if that was something else."""
    if assessment is None:
        return ""
    if assessment.state is State.EXEMPT and _NOT_COUNTED.intersection(assessment.reasons):
        words = "Tuần nghỉ, không tính"
    elif assessment.state is State.EXEMPT and Reason.VOLUNTARY in assessment.reasons:
        words = "Không bắt buộc"
    else:
        words = state_name(assessment.state, obligation, assessment.days_late)
    if running_on(assessment):
        words = f"{words} (chưa hết kỳ)"
    before = assessment.restated_from
    restated = f" (khi khóa sổ: {STATES[before]})" if before is not None else ""
    return f"{SIGNS[assessment.state]} {words}{restated}"


def running_on(assessment: Assessment) -> bool:
    """Whether all that a report lacks are weeks still to come: incomplete by its state, and nobody is at fault."""
    return bool(assessment.missing) and all(phrase.endswith(NOT_YET) for phrase in assessment.missing)


def participation(assessment: Assessment | None) -> str:
    """``23/25``; "" when nobody was counted."""
    if assessment is None or assessment.participants is None:
        return ""
    if not assessment.members:
        return str(assessment.participants)
    below = " · Chưa đạt 100%" if assessment.participants < assessment.members else ""
    return f"{assessment.participants}/{assessment.members}{below}"


def rate(share: float | None) -> float | None:
    """A share of 1 with the digits a percentage shows: it then compares equal when read back."""
    return None if share is None else round(share, 4)


def reason_words(codes: Iterable[str]) -> str:
    """The sentences of reason codes; a code nobody knows stands as it is."""
    known = {reason.value for reason in Reason}
    return " ".join(Reason(code).sentence if code in known else code for code in codes)


def colourings(first: str, last: str) -> tuple[Colouring, ...]:
    """A colour for each state. ``?`` last: should Google take it for "any letter", the others have been
    matched."""
    order = [state for state in State if state is not State.NEEDS_REVIEW] + [State.NEEDS_REVIEW]
    return tuple(Colouring(first, last, SIGNS[state], LOOKS[state]) for state in order)


def due_day(due: datetime, zone: ZoneInfo) -> str:
    """``hết ngày 5/5/2020``, ``17:00 ngày 5/5/2020``."""
    local = due.astimezone(zone)
    if (local.hour, local.minute) == _MIDNIGHT:
        return f"hết ngày {day((local - timedelta(days=1)).date())}"
    return f"{local:%H:%M} ngày {day(local.date())}"


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """``08:05 14/4/2020``, for narrow columns."""
    local = at.astimezone(zone)
    return f"{local:%H:%M} {day(local.date())}"


def moment(at: datetime, zone: ZoneInfo) -> Moment:
    """An instant on the office's clock, to the minute."""
    return Moment(at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None))


def place_words(place: Place) -> str:
    """``BÁO CÁO!G12``, ``Thư · mau-dang-ky.docx, bảng 1, dòng 4``, ``Thư``."""
    if place.kind is PlaceKind.SHEET or (place.kind is PlaceKind.DECISION and place.cell):
        return f"{place.tab}!{place.cell}" if place.cell else place.tab
    if place.kind is PlaceKind.ATTACHMENT:
        return ", ".join(filter(None, [f"Tệp {place.file}", place.spot]))
    return "Quyết định của Văn phòng" if place.kind is PlaceKind.DECISION else "Thư"


# -- which periods the office looks at ------------------------------------------------------------


def running(periods: Iterable[Period], as_of: datetime) -> Period | None:
    """The last period that has opened by ``as_of``."""
    opened = [period for period in periods if period.opens <= as_of]
    return opened[-1] if opened else None


def ended(periods: Iterable[Period], as_of: datetime, zone: ZoneInfo) -> Period | None:
    """The last period whose days are over."""
    today = as_of.astimezone(zone).date()
    past = [period for period in periods if period.last < today]
    return past[-1] if past else None
