"""Questions for the office: what only a person can decide, from rows and mails, with a key that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from service.core.obligations import Campaign, ObligationSource
from service.core.records import (
    Activity,
    Guess,
    Issue,
    MailKind,
    Outcome,
    Place,
    PlaceKind,
    Question,
    Registration,
    Seen,
    Severity,
    Submission,
)

_LONGEST_ADDRESS = 190
"""Longer ones are not offered: a question's key holds 200 characters."""

AS_LIKELY = 15.0
"""Points of a guess's score within which it is about as likely as the best one."""


def row_key(digest: str, copy: int = 0) -> str:
    return f"row:{digest}" if copy == 0 else f"row:{digest}:{copy}"


def mail_key(gmail_id: str) -> str:
    return f"mail:{gmail_id}"


def address_key(address: str) -> str:
    return f"address:{address}"


def of_submissions(submissions: Iterable[Submission]) -> tuple[Question, ...]:
    """A question for each mail that waits for a person: whose it is, what it is, or what its scan says."""
    return tuple(
        Question(
            key=mail_key(submission.gmail_id),
            unit=submission.unit,
            guesses=submission.guesses,
            obligations=submission.touches,
            periods=tuple(sorted({item.period for item in submission.items if item.period})),
            raised=submission.received,
            where=_where(submission),
            raw=submission.subject,
            text=_text(submission),
        )
        for submission in submissions
        if submission.outcome in (Outcome.TRIAGE, Outcome.NEEDS_REVIEW)
    )


def of_addresses(submissions: Iterable[Submission], known: Mapping[str, str]) -> tuple[Question, ...]:
    """An address the roster does not know and that surely wrote for one unit is offered as that unit's (design,
    section 11, rule 7). It changes no state. ``known``: addresses of the roster and learned ones. One that wrote
    for several units is nobody's own."""
    wrote: dict[str, list[Submission]] = {}
    for submission in submissions:
        address = submission.new_address
        offered = submission.outcome is Outcome.CREDITED and 0 < len(address) <= _LONGEST_ADDRESS
        if offered and address not in known:
            wrote.setdefault(address, []).append(submission)
    return tuple(
        Question(
            key=address_key(address),
            unit=mails[0].unit,
            guesses=(),
            obligations=(),
            periods=(),
            raised=mails[0].received,
            where=_where(mails[0]),
            raw=address,
            text=f"Địa chỉ {address} chưa có trong danh mục, đã gửi thư thay đơn vị. Chấp nhận để lần sau nhận ra.",
        )
        for address, mails in sorted(wrote.items())
        if len({mail.unit for mail in mails}) == 1
    )


def of_activities(activities: Iterable[Seen[Activity]], campaign: Campaign) -> tuple[Question, ...]:
    """The questions of report rows, one a row, however many weeks it names; a row whose week is known is about that
    week alone."""
    weekly = tuple(o.id for o in campaign.obligations if o.source is ObligationSource.ACTIVITY)
    monthly = tuple(o.id for o in campaign.obligations if o.source is ObligationSource.REPORT)
    found: dict[str, Question] = {}
    for seen in activities:
        activity = seen.record
        asked = _asked(activity.issues)
        if activity.unit is not None and not asked:
            continue
        key = row_key(activity.digest)
        named = activity.week or activity.month
        periods = [*(found[key].periods if key in found else ()), *([named.label] if named else [])]
        found[key] = _of_row(
            key, activity.unit, activity.guesses, (*weekly, *monthly), periods, seen.sighting.by, activity, asked
        )
    return tuple(found.values())


def of_registrations(registrations: Iterable[Seen[Registration]], campaign: Campaign) -> tuple[Question, ...]:
    """Registration rows of which nobody knows the unit. What else is unclear in one changes no state: the unit is
    told, the office is not asked."""
    obligations = tuple(o.id for o in campaign.obligations if o.source is ObligationSource.REGISTRATION)
    found: dict[str, Question] = {}
    for seen in registrations:
        row = seen.record
        if row.unit is None:
            key, asked = row_key(row.digest), _asked(row.issues)
            found[key] = _of_row(key, row.unit, row.guesses, obligations, [], seen.sighting.by, row, asked)
    return tuple(found.values())


def still_asked(
    questions: Iterable[Question], done: Callable[[str, str, tuple[str, ...]], bool]
) -> tuple[Question, ...]:
    """Without the mails of known units that were overtaken: everything they are about is done by now, as when a
    scan was followed by a file one can read. ``done`` tells of a unit, an obligation and its period labels."""
    return tuple(q for q in questions if not q.key.startswith("mail:") or not _overtaken(q, done))


def _overtaken(question: Question, done: Callable[[str, str, tuple[str, ...]], bool]) -> bool:
    unit = question.unit
    if unit is None or not question.obligations:
        return False
    return all(done(unit, obligation, question.periods) for obligation in question.obligations)


def lifting(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those that change a state: mails, and rows whose unit is open, with the guesses that are about as likely as
    the best. A known unit's row speaks for itself."""
    return tuple(
        replace(q, guesses=_likely(q.guesses)) for q in questions if q.key.startswith("mail:") or q.unit is None
    )


def _likely(guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    best = max((guess.score for guess in guesses), default=0.0)
    return tuple(guess for guess in guesses if guess.score >= best - AS_LIKELY)


def _of_row(
    key: str,
    unit: str | None,
    guesses: tuple[Guess, ...],
    obligations: tuple[str, ...],
    periods: Iterable[str],
    raised: datetime,
    record: Activity | Registration,
    asked: tuple[Issue, ...],
) -> Question:
    first = asked[0] if asked else None
    return Question(
        key=key,
        unit=unit,
        guesses=guesses,
        obligations=obligations,
        periods=tuple(dict.fromkeys(periods)),
        raised=raised,
        where=first.where if first else record.where,
        raw=first.raw if first else record.content,
        text=" ".join(dict.fromkeys(issue.text for issue in asked)) or "Chưa rõ dòng này của đơn vị nào.",
    )


def _asked(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(issue for issue in issues if issue.severity is Severity.QUESTION)


def _where(submission: Submission) -> Place:
    unreadable = next((item.where for item in submission.items if not item.readable), None)
    return unreadable or Place(PlaceKind.MAIL, gmail_id=submission.gmail_id)


def _text(submission: Submission) -> str:
    asked = [issue.text for issue in submission.issues if issue.severity is not Severity.NOTE]
    if submission.unit is None:
        asked.insert(0, f"Chưa rõ thư từ {submission.sender} của đơn vị nào.")
    if not asked and MailKind.QUESTION in submission.kinds:
        return "Đơn vị hỏi Văn phòng; đề nghị đọc và trả lời thư."
    return " ".join(dict.fromkeys(asked)) or "Thư cần người xem."
