"""A mail looked at: its papers, what each is, and which of them bring something."""

from __future__ import annotations

import re
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
    served = _Served(mail, context)
    serving = [one for one in found if served.by_itself(one)]
    others = [one for one in found if one not in serving and not one.nature.other]
    read = {kind for one in serving if _is_read(one.paper) for kind in one.nature.kinds}
    serving += [told for told in (_by_mail(one, around, read) for one in others) if told is not None]
    unknown = [one for one in others if not any(one.paper is told.paper for told in serving)]
    illustrations = [one for one in unknown if read and _is_illustration(one.paper, around)]
    supplement = _is_supplement(mail)
    unknown = [one for one in unknown if one not in illustrations]
    if not serving and not unknown:
        serving = _body(mail, context, supplement)
    return View(
        tuple(serving),
        tuple([one for one in found if one.nature.other] + illustrations),
        tuple(unknown),
        _promised(mail, around) if not serving and not mail.attachments else (),
        not serving and words.LINKS.search(mail.text) is not None,
        supplement,
    )


@dataclass(frozen=True, slots=True)
class _Served:
    mail: Mail
    context: MailContext

    def by_itself(self, one: Found) -> bool:
        """Whether a paper tells by its own content or name, or by the office's words, what it serves."""
        told = bool(one.nature.kinds) or bool(recognised(one.paper, self.mail, self.context.campaign))
        return told and not one.nature.other


def _is_read(paper: Paper) -> bool:
    return paper.readable and not paper.by_ocr


def _by_mail(one: Found, around: tuple[MailKind, ...], read: set[MailKind]) -> Found | None:
    """A paper that does not tell what it is, is what the mail says it brings and no other paper does."""
    kinds = tuple(kind for kind in around if kind not in read)
    if _is_read(one.paper) and MailKind.PLAN in kinds:
        kinds = (MailKind.PLAN,)
    if not kinds:
        return None
    names = ", ".join(words.KIND_NAMES[kind] for kind in kinds)
    return replace(one, nature=replace(one.nature, kinds=kinds, why=f"Thư cho biết gửi {names}."))


def _is_illustration(paper: Paper, around: tuple[MailKind, ...]) -> bool:
    """A photo beside a paper that was read; or a scan beside it, where the mail speaks of nothing more: its signed
    copy."""
    return paper.is_picture or (not _is_read(paper) and bool(around))


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
