"""The answers of the question commands as plain JSON values (design, section 11, rule 13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.application.office import Office
from service.application.roster import Roster
from service.application.world import World, judged, world_at
from service.core.errors import ConfigError
from service.core.evaluation import Evaluation
from service.core.evaluation.explain import Explanation, explain
from service.core.notices import addresses
from service.core.notices.receipts import receipt_reason
from service.core.records import Activity, Assessment, Delivery, Issue, NoticeKind, Place, Submission

Answer = list[dict[str, Any]]


def judged_at(office: Office, as_of: datetime) -> tuple[World, Evaluation]:
    """What was known at an instant, and the judgement of it."""
    with office.store.transaction() as transaction:
        return judged(office, transaction, as_of)


def status_of(office: Office, as_of: datetime) -> Answer:
    """One object an assessment, of every period that has opened."""
    _, evaluation = judged_at(office, as_of)
    zone = office.settings.zone
    return [_assessment(office.id, assessment, zone) for assessment in evaluation.assessments]


def activities_of(office: Office, as_of: datetime) -> Answer:
    """One object an activity that stands."""
    with office.store.transaction() as transaction:
        world = world_at(office, transaction, as_of)
    return [_activity(activity) for activity in world.activities]


def inbox_of(office: Office, as_of: datetime) -> Answer:
    """One object a message received by then; ``receipt`` is when it was sent, or why it was not."""
    zone = office.settings.zone
    with office.store.transaction() as transaction:
        stored = [m for m in transaction.mails.all() if m.mail.received <= as_of]
        world = world_at(office, transaction, as_of)
        judged_then = {submission.gmail_id: submission for submission in world.submissions}
        registered = {address for unit in world.roster.units for address in unit.emails}
        answer = []
        for message in stored:
            submission = judged_then.get(message.mail.gmail_id, message.submission)
            entry = transaction.outbox.entry(addresses.key(office.id, NoticeKind.RECEIPT, message.mail.gmail_id))
            if entry is None or entry.added > as_of:
                receipt = receipt_reason(submission, message.mail, registered) or "chưa đến lượt gửi"
            elif entry.delivery is Delivery.SENT:
                gone = entry.sent_at is not None and entry.sent_at <= as_of
                receipt = (_moment(entry.sent_at, zone) if gone else None) or "đang chờ gửi"
            else:
                receipt = entry.reason or "đang chờ gửi"
            answer.append(_mail(submission, receipt, zone))
        return answer


def explain_unit(
    office: Office, as_of: datetime, unit: str, obligation: str | None, period: str | None
) -> list[tuple[Assessment, Explanation]]:
    """Why each matching assessment of a unit is what it is. ConfigError when nothing matches."""
    world, evaluation = judged_at(office, as_of)
    code = unit_code(world.roster, unit)
    duties = {o.id for o in office.settings.campaign.obligations if obligation in (None, o.id, o.title)}
    if not duties:
        ids = ", ".join(o.id for o in office.settings.campaign.obligations)
        raise ConfigError(f"There is no obligation {obligation!r}.", f"These are: {ids}.")
    found = [
        a
        for a in evaluation.assessments
        if a.unit == code and a.obligation in duties and period in (None, a.period)
    ]
    if not found:
        raise ConfigError(f"Nothing has opened by then for {unit} that matches.", "Look at: nhacviec status")
    return [(a, explain(world.inputs, evaluation, a.unit, a.obligation, a.period)) for a in found]


def unit_code(roster: Roster, text: str) -> str:
    """The unit surely meant by a code or a name; ConfigError with the nearest when none is."""
    if any(unit.code == text for unit in roster.units):
        return text
    match = roster.names.match(text)
    if match.unit is not None:
        return match.unit
    near = ", ".join(guess.unit for guess in match.guesses) or "none is near"
    raise ConfigError(f"No unit is surely meant by {text!r}.", f"Guesses: {near}.")


def _moment(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment is not None else None


def _assessment(office: str, a: Assessment, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "office": office,
        "unit": a.unit,
        "obligation": a.obligation,
        "period": a.period,
        "state": a.state.value,
        "due": _moment(a.due, zone),
        "fulfilled": _moment(a.fulfilled, zone),
        "days_late": a.days_late,
        "participants": a.participants,
        "members": a.members,
        "groups": list(a.groups),
        "reasons": [str(reason) for reason in a.reasons],
        "evidence": [place_of(place) for place in a.evidence],
        "restated_from": a.restated_from.value if a.restated_from else None,
    }


def _activity(a: Activity) -> dict[str, Any]:
    month = a.week.month if a.week else a.month
    return {
        "unit": a.unit,
        "week": a.week.label if a.week else None,
        "month": month.label if month else None,
        "week_of_month": a.week.week_of_month if a.week else None,
        "participants": a.participants,
        "members": a.members,
        "groups": list(a.groups),
        "place": a.place,
        "content": a.content,
        "form": a.form,
        "result": a.result,
        "where": place_of(a.where),
        "issues": issues_of(a.issues),
    }


def _mail(submission: Submission, receipt: str, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "gmail_id": submission.gmail_id,
        "received": _moment(submission.received, zone),
        "from": submission.sender,
        "subject": submission.subject,
        "unit": submission.unit,
        "outcome": submission.outcome.value,
        "kinds": [kind.value for kind in submission.kinds],
        "issues": issues_of((*submission.issues, *(i for item in submission.items for i in item.issues))),
        "receipt": receipt,
    }


def issues_of(issues: Iterable[Issue]) -> Answer:
    return [
        {
            "code": str(issue.code),
            "severity": issue.severity.value,
            "field": issue.field,
            "raw": issue.raw,
            "text": issue.text,
            "where": place_of(issue.where),
        }
        for issue in dict.fromkeys(issues)
    ]


def place_of(place: Place) -> dict[str, Any]:
    """A place with the keys of its kind only."""
    keys = ("spreadsheet", "tab", "cell", "gmail_id", "file", "spot")
    return {"kind": place.kind.value, **{key: getattr(place, key) for key in keys if getattr(place, key)}}
