"""What no single key of the settings shows: dates, ids and obligations that do not go together."""

from __future__ import annotations

from rapidfuzz import process

from service.core.obligations import Campaign, DueKind, Obligation, ObligationSource, Recurrence
from service.core.records import Field
from service.core.settings import CalendarSettings

Contradiction = tuple[tuple[str | int, ...], str, str]
"""(place in the file, sentence, hint)."""

OF_COLUMNS = (ObligationSource.REGISTRATION, ObligationSource.ACTIVITY, ObligationSource.REPORT)
COLUMNS = tuple(field.value for field in Field)


def contradictions(campaign: Campaign, calendar: CalendarSettings) -> list[Contradiction]:
    """All of them, in the order of the file."""
    found: list[Contradiction] = []
    if campaign.until < campaign.since:
        found.append((("campaign", "to"), "lies before campaign.from", "Swap the two dates."))
    elif not campaign.since <= campaign.assessed_since <= campaign.until:
        hint = "Choose a day from campaign.from to campaign.to, or leave it out."
        found.append((("campaign", "assessed_from"), "lies outside the campaign", hint))
    for index, suspended in enumerate(calendar.suspended):
        if suspended.until < suspended.since:
            place = ("calendar", "suspended", index, "to")
            found.append((place, "lies before its from", "Swap the two dates."))
    for index in range(len(campaign.obligations)):
        found += _of_obligation(campaign.obligations, index)
    return found


def _of_obligation(obligations: tuple[Obligation, ...], index: int) -> list[Contradiction]:
    mine, place = obligations[index], ("campaign", "obligations", index)
    by_id = {obligation.id: obligation for obligation in reversed(obligations)}
    others = {id: obligation for id, obligation in by_id.items() if id != mine.id}
    found: list[Contradiction] = []
    if by_id[mine.id] is not mine:
        found.append(((*place, "id"), f"{mine.id!r} is used twice", "Give each its own id."))
    if (mine.recurrence is Recurrence.ONCE) != (mine.due.kind is DueKind.BEFORE_DATE):
        hint = "once goes with before: DATE; other recurrences with day, weekday, last_working_day or with."
        found.append(((*place, "due"), f"does not fit recurrence {mine.recurrence}", hint))
    due_with = mine.due.obligation if mine.due.kind is DueKind.WITH else None
    for key, other in (("of", mine.of), ("due", due_with)):
        if other is not None and other not in others:
            hint = f"The other ids here are: {', '.join(others)}."
            found.append(((*place, key), f"names the obligation {other!r}, which is not there", hint))
    if due_with in others and others[due_with].due.kind is DueKind.WITH:
        hint = "Name one that has a due time of its own."
        found.append(((*place, "due"), f"falls due with {due_with!r}, which falls due with another", hint))
    if mine.source is ObligationSource.REPORT and mine.of is None:
        found.append((place, "a report needs of: the activity it sums up", "Add of: and an obligation's id."))
    if mine.of in others and others[mine.of].source is not ObligationSource.ACTIVITY:
        found.append(((*place, "of"), f"{mine.of!r} is no activity", "Name an obligation with source: activity."))
    return found + _columns(mine, (*place, "required"))


def _columns(mine: Obligation, place: tuple[str | int, ...]) -> list[Contradiction]:
    """Required columns of a list there are none of."""
    found: list[Contradiction] = []
    for number, name in enumerate(mine.required if mine.source in OF_COLUMNS else ()):
        if name not in COLUMNS:
            near = process.extractOne(name, COLUMNS, score_cutoff=60)
            hint = (
                f"Did you mean {near[0]}?" if near else "Columns are, for example: content, participants, place."
            )
            found.append(((*place, number), f"{name!r} is no column that is known here", hint))
    return found
