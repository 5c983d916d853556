"""What a paper is: by its tables, its title and number, then its file name, the subject and the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from service.core.mail import words
from service.core.mail.papers import Paper
from service.core.mail.tables import PaperTable, tables_of
from service.core.obligations import Campaign, Obligation
from service.core.parsing.text import fold
from service.core.records import Mail, MailKind, Source

SERVED = (MailKind.PLAN, MailKind.FORM, MailKind.REPORT)
_TITLE_ZONE = 4
_TABLE_KINDS = {Source.REPORTS: MailKind.REPORT, Source.REGISTRATIONS: MailKind.FORM}


@dataclass(frozen=True, slots=True)
class Nature:
    """``kinds`` empty: nothing told; ``other``: surely about something else. ``named``: told by its own content or
    name, not by the mail around it. ``why``: Vietnamese."""

    kinds: tuple[MailKind, ...]
    tables: tuple[PaperTable, ...] = ()
    other: bool = False
    named: bool = False
    why: str = ""


def nature_of(paper: Paper, mail: Mail, campaign: Campaign) -> Nature:
    """What one paper is."""
    file_kinds = mentioned(_stem(paper.name))
    if not paper.readable:
        return _by_name(paper, file_kinds)
    title = title_of(paper)
    if paper.is_letter:
        return _of_letter(paper)
    if _is_offices_own(paper):
        return Nature((), other=True, why=f"{_said(paper)} là văn bản của Đoàn Khối.")
    says_form = title is MailKind.FORM or (title is None and MailKind.FORM in file_kinds) or _heads_form(paper)
    tables = tables_of(paper, says_form=says_form)
    if title is MailKind.OTHER and recognised(paper, mail, campaign):
        title = None  # a list or a minute may be just what an obligation of the office's own asks for
    nature = _by_content(paper, title, tables)
    if nature is not None:
        return nature if nature.other or _concerns(paper, nature, mail, campaign) else _elsewhere(paper)
    return replace(_by_name(paper, file_kinds), tables=tables)


def title_of(paper: Paper) -> MailKind | None:
    """What the title line says, else what the paper's number says."""
    heads = [fold(line) for line in paper.head]
    for folded in heads:
        for pattern, kind in words.TITLES:
            if pattern.match(folded) and len(folded) < 200:
                return kind
    for folded in heads:
        for pattern, kind in words.NUMBERS:
            if pattern.match(folded):
                return kind
    return None


def mentioned(text: str) -> tuple[MailKind, ...]:
    """Which papers a subject, file name or sentence mentions, the office's own plan left out."""
    folded = words.REFERENCE.sub(" ", fold(text[:1_000]))
    return tuple(kind for pattern, kind in words.MENTIONS if pattern.search(folded))


def recognised(paper: Paper, mail: Mail, campaign: Campaign) -> tuple[Obligation, ...]:
    """Obligations of the office's own making that a paper serves, by the words their settings give: in the paper's
    name and head, else in the subject."""
    around = fold(mail.subject)
    return recognised_by_itself(paper, campaign) or tuple(o for o in campaign.obligations if _says(o, around))


def recognised_by_itself(paper: Paper, campaign: Campaign) -> tuple[Obligation, ...]:
    own = " ".join([fold(_stem(paper.name)), *(fold(line) for line in paper.head)])
    return tuple(o for o in campaign.obligations if _says(o, own))


def obligations_for(kind: MailKind, paper: Paper, mail: Mail, campaign: Campaign) -> tuple[Obligation, ...]:
    """The obligations a paper of this kind serves: those whose words it says, else those that give none, else the
    only one."""
    same = [o for o in campaign.obligations if o.kind == kind.value]
    said = {o.id for o in recognised(paper, mail, campaign)}
    chosen = [o for o in same if o.id in said] or [o for o in same if not o.recognise]
    return tuple(chosen or (same if len(same) == 1 else ()))


def _by_content(paper: Paper, title: MailKind | None, tables: Sequence[PaperTable]) -> Nature | None:
    filled = tuple(found for found in tables if found.table.rows)
    kinds = dict.fromkeys(_TABLE_KINDS[found.table.source] for found in filled)
    said = _said(paper)
    if title is MailKind.PLAN:
        forms = tuple(found for found in filled if found.table.source is Source.REGISTRATIONS)
        also = (MailKind.FORM,) if forms else ()
        return Nature((MailKind.PLAN, *also), forms, named=True, why=f"{said} có tiêu đề kế hoạch.")
    if title in (MailKind.REPORT, MailKind.FORM):
        wanted = Source.REPORTS if title is MailKind.REPORT else Source.REGISTRATIONS
        fitting = tuple(found for found in tables if found.table.source is wanted)
        why = f"{said} có tiêu đề {words.KIND_NAMES[title]}."
        return Nature((title,), fitting or tuple(filled), named=True, why=why)
    if kinds:
        names = ", ".join(words.KIND_NAMES[kind] for kind in kinds)
        return Nature(tuple(kinds), filled, named=True, why=f"{said} có bảng {names}.")
    if title is MailKind.OTHER and not words.CAMPAIGN.search(paper.flow[:3_000]):
        return _elsewhere(paper)
    return None


def _of_letter(paper: Paper) -> Nature:
    """A passed-on message is the wrapping of its files, unless it holds a table itself."""
    tables = tuple(found for found in tables_of(paper, says_form=False) if found.table.rows)
    if not tables:
        return Nature((), other=True, why=f"{_said(paper)} là thư chuyển kèm.")
    kinds = dict.fromkeys(_TABLE_KINDS[found.table.source] for found in tables)
    return Nature(tuple(kinds), tables, named=True, why=f"{_said(paper)} có bảng theo mẫu.")


def _by_name(paper: Paper, kinds: tuple[MailKind, ...]) -> Nature:
    if not kinds:
        return Nature(())
    names = ", ".join(words.KIND_NAMES[kind] for kind in kinds)
    return Nature(kinds, named=True, why=f"Tên {paper.title} cho biết là {names}.")


def _concerns(paper: Paper, nature: Nature, mail: Mail, campaign: Campaign) -> bool:
    """Whether a plan or report is the campaign's. A table of the template always is; a title alone must mention
    the model, or at least not be about another matter."""
    if nature.tables or recognised(paper, mail, campaign):
        return True
    around = " ".join([fold(mail.subject), fold(_stem(paper.name))])
    if words.CAMPAIGN.search(paper.flow) or words.CAMPAIGN.search(around):
        return True
    zone = " ".join([*_title_zone(paper), around])
    if words.OTHER_MATTERS.search(zone):
        return False
    return MailKind.REPORT not in nature.kinds or re.search(r"\bthang \d", zone) is not None


def _title_zone(paper: Paper) -> tuple[str, ...]:
    """The title and the lines under it."""
    for at, folded in enumerate(paper.folded[:40]):
        if any(pattern.match(folded) for pattern, _ in words.TITLES):
            return paper.folded[at : at + _TITLE_ZONE]
    return paper.folded[:_TITLE_ZONE]


def _is_offices_own(paper: Paper) -> bool:
    """The plan of the bloc itself, passed back."""
    return any(re.match(r"so 82 kh\b", folded) for folded in paper.folded[:20])


def _heads_form(paper: Paper) -> bool:
    return any("dang ky" in fold(line) and len(line) < 120 for line in paper.head) and title_of(paper) in (
        None,
        MailKind.FORM,
    )


def _elsewhere(paper: Paper) -> Nature:
    return Nature((), other=True, why=f"{_said(paper)} nói về việc khác.")


def _says(obligation: Obligation, text: str) -> bool:
    return any(f" {fold(word)} " in f" {text} " for word in obligation.recognise if fold(word))


def _stem(name: str) -> str:
    """A file's name without its ending, run-together words parted: KeHoach30Phut."""
    return re.sub(r"(?<=[a-zà-ỹ])(?=[A-ZÀ-Ỹ0-9])", " ", PurePosixPath(name).stem)


def _said(paper: Paper) -> str:
    return f"{paper.title[:1].upper()}{paper.title[1:]}"
