"""Mails that bring nothing themselves: questions, answers, thanks, other business."""

from __future__ import annotations

import re

from service.core.mail import words
from service.core.mail.papers import Paper
from service.core.parsing.text import fold
from service.core.records import Mail, MailKind

_REPLY = re.compile(r"^\s*(re|tr|trả lời|tra loi|rep|phản hồi)\s*(\[\d+\])?\s*:", re.IGNORECASE)
_SHORT = 200


def is_reply(mail: Mail) -> bool:
    return bool(_REPLY.match(mail.subject)) or bool(mail.references)


def is_question(mail: Mail) -> bool:
    """It asks something: a question mark, or the words with which people ask."""
    said = fold(mail.text[:2_000])
    return "?" in mail.text[:2_000] or words.ASKING.search(f"{fold(mail.subject)} {said}") is not None


def is_courtesy(mail: Mail) -> bool:
    """Thanks and confirmations, to which nobody need do anything."""
    said = fold(mail.text[:2_000])
    return not said or (len(said) < _SHORT and words.THANKS.match(said) is not None)


def kinds(mail: Mail) -> tuple[MailKind, ...]:
    """What a mail without papers is."""
    found = [MailKind.REPLY] if is_reply(mail) else []
    if is_question(mail):
        found.append(MailKind.QUESTION)
    return tuple(found) or (MailKind.OTHER,)


def may_be_ours(mail: Mail, papers: tuple[Paper, ...]) -> bool:
    """Whether a stranger's mail could concern the office: it speaks of the Union, a plan or a report."""
    said = fold(" ".join([mail.subject, mail.text[:2_000], *(paper.name for paper in papers)]))
    return (
        re.search(
            r"\b(chi doan|doan (co so|truong|khoi|vien)|bi thu|bch|30 phut|ke hoach|dang ky|bao cao)\b", said
        )
        is not None
    )
