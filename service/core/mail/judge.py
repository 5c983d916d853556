"""A mail judged: whose it is, what it brings, whether that is complete, and so its outcome. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.core.mail import asides, items, touched
from service.core.mail.brought import Brought
from service.core.mail.context import MailContext
from service.core.mail.decided import apply
from service.core.mail.view import View, look
from service.core.mail.who import Who, who_sent
from service.core.mail.words import KIND_NAMES
from service.core.records import (
    Field,
    Issue,
    Mail,
    MailKind,
    Outcome,
    Place,
    PlaceKind,
    ReceivedFile,
    Row,
    Severity,
    Submission,
)

__all__ = ["MailContext", "judge"]


def judge(mail: Mail, context: MailContext) -> Submission:
    """Every mail gets an outcome; ``why`` tells the steps in Vietnamese.

    ``credited``: the unit is certain and everything could be judged (perhaps as incomplete). ``needs_review``: the
    unit is certain, and something only a person can read. ``triage``: whose or what it is, is asked. ``ignored``:
    nothing for us. Rows are handed on only for a certain unit, under that unit's name."""
    machine = _machine(mail)
    if machine and not mail.attachments:
        return _ignored(mail, machine, context)
    if MailKind.OWN in machine or MailKind.BOUNCE in machine:
        return _ignored(mail, machine, context)
    view = look(mail, context)
    if machine and not view.serving:
        return _ignored(mail, machine, context)
    papers = [one.paper for one in view.serving]
    more = [one.paper for one in (*view.unknown, *view.aside) if not one.paper.is_picture]
    tables = {at: one.nature.tables for at, one in enumerate(view.serving)}
    who = who_sent(mail, [*papers, *more], tables, context)
    brought = touched.with_unknown(view, items.bring(view, mail, who.unit, context), mail, who.unit, context)
    return apply(_submission(mail, machine, view, who, brought, context), context)


def _machine(mail: Mail) -> tuple[MailKind, ...]:
    found = (
        (MailKind.OWN, mail.own),
        (MailKind.BOUNCE, bool(mail.bounce_of)),
        (MailKind.AUTOMATIC, mail.automatic),
        (MailKind.LIST, bool(mail.list_id)),
    )
    return next(((kind,) for kind, holds in found if holds), ())


def _ignored(mail: Mail, kinds: tuple[MailKind, ...], context: MailContext) -> Submission:
    names = ", ".join(KIND_NAMES[kind] for kind in kinds)
    unit = None if MailKind.OWN in kinds or mail.verdict == "fail" else context.addresses.get(mail.sender)
    why = (f"Đây là {names}; không trả lời, không tính là bài nộp.",)
    return Submission(
        mail.gmail_id,
        mail.received,
        mail.sender,
        mail.subject,
        unit,
        (),
        Outcome.IGNORED,
        kinds,
        (),
        (),
        (),
        mail.issues,
        why=why,
        files=_files(mail),
    )


def _submission(
    mail: Mail, machine: tuple[MailKind, ...], view: View, who: Who, brought: Brought, context: MailContext
) -> Submission:
    kinds = (*items.kinds_of(view), *machine)
    asked = not kinds and not brought.items
    if asides.is_reply(mail) and not asked:
        kinds = (*kinds, MailKind.REPLY)
    if asked:
        kinds = asides.kinds(mail)
    outcome, reason = _outcome(mail, machine, view, who, brought)
    settled = who.unit is not None and outcome in (Outcome.CREDITED, Outcome.NEEDS_REVIEW)
    open_question = outcome in (Outcome.TRIAGE, Outcome.NEEDS_REVIEW) and not who.forged
    found = () if who.forged or outcome is Outcome.IGNORED else brought.items
    return Submission(
        gmail_id=mail.gmail_id,
        received=mail.received,
        sender=mail.sender,
        subject=mail.subject,
        unit=who.unit,
        guesses=who.guesses,
        outcome=outcome,
        kinds=kinds or (MailKind.OTHER,),
        items=found,
        rows=_owned(brought.rows, who.unit, context) if settled else (),
        touches=touched.obligations(found, who.unit is not None, context) if open_question else (),
        issues=_issues(mail, view, who, found),
        new_address=who.new_address if settled else "",
        why=(*who.why, *_why(view), reason),
        files=_files(mail),
    )


def _outcome(
    mail: Mail, machine: tuple[MailKind, ...], view: View, who: Who, brought: Brought
) -> tuple[Outcome, str]:
    unread = any(not item.readable for item in brought.items)
    if brought.items and who.unit is None:
        return Outcome.TRIAGE, "Chưa chắc chắn của đơn vị nào: chờ Văn phòng gán."
    if brought.items and (unread or machine):
        return Outcome.NEEDS_REVIEW, "Có phần chỉ người đọc mới xác nhận được: chờ Văn phòng xem."
    if brought.items:
        return Outcome.CREDITED, "Đã ghi nhận cho đơn vị."
    return _aside_outcome(mail, view, who)


def _aside_outcome(mail: Mail, view: View, who: Who) -> tuple[Outcome, str]:
    """A mail that brings nothing towards an obligation."""
    papers = tuple(one.paper for one in (*view.unknown, *view.aside))
    if any(issue.code == "mail.structure" for issue in mail.issues):
        return Outcome.TRIAGE, "Không đọc được thư: chờ Văn phòng xem."
    concerns = who.unit is not None or bool(who.guesses) or asides.may_be_ours(mail, papers)
    if view.unknown and concerns:
        return Outcome.TRIAGE, "Chưa rõ tệp đính kèm là văn bản gì: chờ Văn phòng xem."
    if view.unknown and any(not one.paper.readable for one in view.unknown):
        return Outcome.TRIAGE, "Tệp không đọc được và chưa rõ của ai: chờ Văn phòng xem."
    if view.aside or not concerns:
        return Outcome.IGNORED, "Không liên quan các việc đang theo dõi."
    if asides.is_question(mail):
        return Outcome.TRIAGE, "Thư hỏi: chờ Văn phòng trả lời."
    if asides.is_courtesy(mail) or not (asides.is_reply(mail) or who.unit):
        return Outcome.IGNORED, "Thư cảm ơn hoặc xác nhận, không cần xử lý."
    if asides.is_reply(mail):
        return Outcome.TRIAGE, "Thư trả lời có nội dung: chờ Văn phòng xem."
    return Outcome.IGNORED, "Không liên quan các việc đang theo dõi."


def _owned(rows: Sequence[Row], unit: str | None, context: MailContext) -> tuple[Row, ...]:
    """Rows under the name by which the roster surely finds the mail's unit."""
    if unit is None or unit not in context.units:
        return ()
    name = context.units[unit].name
    name = name if context.names.match(name).unit == unit else unit
    return tuple(replace(row, values={**row.values, Field.UNIT: name}) for row in rows)


def _issues(mail: Mail, view: View, who: Who, found: Sequence[object]) -> tuple[Issue, ...]:
    """Those of the items, of papers that are no item, and of the mail itself; each once."""
    place = Place(PlaceKind.MAIL, gmail_id=mail.gmail_id)
    every: list[Issue] = list(mail.issues)
    if who.forged:
        every.append(Issue("mail.forged", Severity.QUESTION, place, mail.sender, who.why[0]))
    elif who.unit is None and len(who.why) > 1 and who.why[1].startswith("Nhưng"):
        every.append(Issue("mail.other_unit", Severity.QUESTION, place, mail.sender, " ".join(who.why[:2])))
    for item in found:
        every.extend(getattr(item, "issues", ()))
    if found:
        every.extend(issue for one in view.unknown for issue in one.paper.issues)
    else:
        every.extend(issue for one in (*view.serving, *view.unknown) for issue in one.paper.issues)
    return tuple(dict.fromkeys(every))


def _why(view: View) -> tuple[str, ...]:
    said = [one.nature.why for one in (*view.serving, *view.aside) if one.nature.why]
    if view.promised:
        names = ", ".join(KIND_NAMES[kind] for kind in view.promised)
        said.append(f"Thư nói gửi {names} nhưng không kèm tệp.")
    return tuple(dict.fromkeys(said))


def _files(mail: Mail) -> tuple[ReceivedFile, ...]:
    return tuple(ReceivedFile(one.name, one.digest, one.readable) for one in mail.attachments)
