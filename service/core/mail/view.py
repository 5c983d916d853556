"""A mail looked at: its papers, what each is, and which of them bring something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.core.mail import words
from service.core.mail.asides import is_courtesy, is_reply
from service.core.mail.completeness import parts_found
from service.core.mail.context import MailContext
from service.core.mail.papers import Paper, body_of, papers_of
from service.core.mail.what import Nature, mentioned, nature_of, recognised
from service.core.obligations import ObligationSource
from service.core.parsing.text import fold
from service.core.records import Mail, MailKind

_BODY_ENOUGH = 150


@dataclass(frozen=True, slots=True)
class Found:
    """A paper and what it is."""

    paper: Paper
    nature: Nature


@dataclass(frozen=True, slots=True)
class View:
    """``serving``: papers that bring something, unread ones among them; ``aside``: papers of other matters and
    illustrations; ``unknown``: papers that could be anything. ``promised``: kinds the mail says it brings, though
    no file came; ``linked``: files were given as a link. ``supplement``: the mail adds to an earlier one."""

    serving: tuple[Found, ...]
    aside: tuple[Found, ...]
    unknown: tuple[Found, ...]
    promised: tuple[MailKind, ...]
    linked: bool
    supplement: bool


def look(mail: Mail, context: MailContext) -> View:
    """What each attachment is; the body counts as a paper when no attachment serves."""
    found = [Found(paper, nature_of(paper, mail, context.campaign)) for paper in papers_of(mail)]
    around = mentioned(mail.subject) or mentioned(mail.text[:600])
    found = [_by_mail(one, around, mail, context) for one in found]
    custom = {id(one): bool(recognised(one.paper, mail, context.campaign)) for one in found}
    told = [one for one in found if (one.nature.kinds or custom[id(one)]) and not one.nature.other]
    serving, illustrations = _without_illustrations(told)
    unknown = [one for one in found if one not in told and not one.nature.other]
    if any(one.paper.readable for one in serving):
        illustrations += [one for one in unknown if one.paper.is_picture]
        unknown = [one for one in unknown if not one.paper.is_picture]
    supplement = _is_supplement(mail)
    if not serving and not unknown:
        serving = _body(mail, context, supplement)
    linked = not serving and words.LINKS.search(mail.text) is not None
    return View(
        tuple(serving),
        tuple([one for one in found if one.nature.other] + illustrations),
        tuple(unknown),
        _promised(mail, around) if not serving and not mail.attachments else (),
        linked,
        supplement,
    )


def _by_mail(one: Found, around: tuple[MailKind, ...], mail: Mail, context: MailContext) -> Found:
    """A paper that does not tell what it is, is what the mail says it brings."""
    nature = one.nature
    if nature.kinds or nature.other or not around or recognised(one.paper, mail, context.campaign):
        return one
    if (
        one.paper.is_picture
        and len(mail.attachments) > 1
        and any(a.readable and not a.by_ocr for a in mail.attachments)
    ):
        return one
    kinds = around
    if one.paper.readable and MailKind.PLAN in kinds:
        kinds = (MailKind.PLAN,)
    names = ", ".join(words.KIND_NAMES[kind] for kind in kinds)
    why = f"Thư cho biết gửi {names}."
    return replace(one, nature=replace(nature, kinds=kinds, why=why))


def _without_illustrations(told: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Unread scans and pictures of what a readable paper of the same mail already brings are only copies of it."""
    read = {kind for one in told if one.paper.readable and not one.paper.by_ocr for kind in one.nature.kinds}
    serving: list[Found] = []
    copies: list[Found] = []
    for one in told:
        is_copy = (
            (not one.paper.readable or one.paper.by_ocr)
            and bool(read)
            and (set(one.nature.kinds) <= read or not one.nature.named)
        )
        (copies if is_copy else serving).append(one)
    return serving, copies


def _body(mail: Mail, context: MailContext, supplement: bool) -> list[Found]:
    """The body, where it holds a table of ours, a whole plan, or what an earlier plan lacked."""
    body = body_of(mail)
    if not body.lines:
        return []
    nature = nature_of(body, mail, context.campaign)
    if nature.tables:
        return [Found(body, replace(nature, why="Nội dung thư có bảng theo mẫu."))]
    plans = [
        o
        for o in context.campaign.obligations
        if o.source is ObligationSource.SUBMISSION and o.kind == MailKind.PLAN.value
    ]
    parts = max((len(parts_found(body, plan)) for plan in plans), default=0)
    about_plan = MailKind.PLAN in mentioned(f"{mail.subject} {mail.text[:600]}")
    if parts >= 2 and len(body.flow) >= _BODY_ENOUGH and (about_plan or nature.kinds == (MailKind.PLAN,)):
        return [Found(body, Nature((MailKind.PLAN,), named=True, why="Kế hoạch viết ngay trong nội dung thư."))]
    if supplement and parts and (about_plan or mail.references):
        return [Found(body, Nature((MailKind.PLAN,), why="Thư bổ sung cho kế hoạch đã gửi."))]
    return []


def _is_supplement(mail: Mail) -> bool:
    said = fold(f"{mail.subject} {mail.text[:1_000]}")
    return words.SUPPLEMENT.search(said) is not None


def _promised(mail: Mail, around: tuple[MailKind, ...]) -> tuple[MailKind, ...]:
    """What the mail says it brings though nothing is attached."""
    answer = is_reply(mail)
    said = fold(mail.text[:1_000] if answer else f"{mail.subject} {mail.text[:1_000]}")
    if is_courtesy(mail) and answer:
        return ()
    if words.ALREADY.search(said) or words.ASKING.search(said) or "?" in mail.text[:1_000]:
        return ()
    begins = re.match(
        r"(v v )?(gui |nop )?(ke hoach|mau dang ky|phieu dang ky|dang ky|bao cao)\b", fold(mail.subject)
    )
    return around if words.SENDING.search(said) or (begins and not answer) else ()
