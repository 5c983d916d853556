"""What a mail brings towards each obligation: parts found and missing, rows, and what is wrong, said precisely."""

from __future__ import annotations

from collections.abc import Sequence

from service.core.mail import paper_items, row_items
from service.core.mail.brought import Brought
from service.core.mail.context import MailContext
from service.core.mail.view import Found, View
from service.core.mail.what import obligations_for, recognised, recognised_by_itself
from service.core.obligations import Obligation, ObligationSource
from service.core.records import Mail, MailKind, Row, SubmissionItem


def bring(view: View, mail: Mail, unit: str | None, context: MailContext) -> Brought:
    """Everything the serving papers bring; earlier mails of the same unit are compared."""
    earlier = tuple(one for one in context.earlier if unit is not None and one.unit == unit)
    items: list[SubmissionItem] = []
    rows: list[Row] = []
    for obligation, found in _by_obligation(view.serving, mail, context):
        if obligation.source is ObligationSource.SUBMISSION:
            items.append(paper_items.item_of(obligation, found, view.supplement, mail, earlier, context))
            continue
        for one in found:
            brought = row_items.items_of(obligation, one, mail, earlier, context)
            items.extend(brought.items)
            rows.extend(brought.rows)
    for kind in view.promised:
        for obligation in (o for o in context.campaign.obligations if o.kind == kind.value):
            items.append(paper_items.nothing_attached(obligation, view.linked, mail, context))
    return Brought(_best(items), tuple(rows))


def kinds_of(view: View) -> tuple[MailKind, ...]:
    """Plan, form and report, each once, in the order of the papers."""
    kinds = [kind for found in view.serving for kind in found.nature.kinds]
    return tuple(dict.fromkeys([*kinds, *view.promised]))


def _by_obligation(
    serving: Sequence[Found], mail: Mail, context: MailContext
) -> tuple[tuple[Obligation, list[Found]], ...]:
    grouped: dict[str, tuple[Obligation, list[Found]]] = {}
    for one in serving:
        for obligation in _served(one, mail, context):
            grouped.setdefault(obligation.id, (obligation, []))[1].append(one)
    return tuple(grouped.values())


def _served(one: Found, mail: Mail, context: MailContext) -> tuple[Obligation, ...]:
    """A paper that says the words of an obligation without a kind serves that one, whatever its title."""
    own = recognised_by_itself(one.paper, context.campaign)
    if any(not o.kind for o in own):
        return own
    wanted = {
        o.id: o for kind in one.nature.kinds for o in obligations_for(kind, one.paper, mail, context.campaign)
    }
    return tuple(wanted.values()) or recognised(one.paper, mail, context.campaign)


def _best(items: Sequence[SubmissionItem]) -> tuple[SubmissionItem, ...]:
    """An unread paper asks nothing where another of the same mail already brings that period."""
    read = {(item.obligation, item.period) for item in items if item.readable and not item.missing}
    return tuple(item for item in items if item.readable or (item.obligation, item.period) not in read)
