"""What the office chose in CẦN XỬ LÝ: kept when it is new, remembered as an alias, and acted on at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.adapters.store import Transaction
from service.application.office import Office
from service.application.poll_mail import context_of
from service.application.roster import Roster, roster
from service.core.mail.judge import judge
from service.core.parsing.decisions import read_verdict
from service.core.ports import Grid
from service.core.questions import mail_key
from service.core.records import Decision, Field, Issue, Outcome, Place, PlaceKind, Severity, Verdict
from service.core.tabs.decisions import DecisionRow, read_decisions
from service.core.tabs.titles import QUESTIONS


@dataclass(frozen=True, slots=True)
class DecisionsReading:
    """``new``: decisions that were not there before; ``issues``: what could not be understood."""

    new: tuple[Decision, ...]
    issues: tuple[Issue, ...]


def keep_decisions(
    office: Office, transaction: Transaction, grid: Grid | None, as_of: datetime
) -> DecisionsReading:
    """Take in the decision columns; mails they are about are judged again."""
    if grid is None:
        return DecisionsReading((), ())
    rows, issues = read_decisions(grid, office.refs.output)
    known = roster(office, transaction, as_of)
    standing = transaction.decisions.standing()
    new: list[Decision] = []
    problems = list(issues)
    for row in rows:
        decision, trouble = _understood(row, known, as_of)
        problems.extend(trouble)
        old = standing.get(row.key)
        if trouble or _same(old, decision):
            continue
        transaction.decisions.add(decision)
        new.append(decision)
    if new:
        _act(office, transaction, new, as_of)
    return DecisionsReading(tuple(new), tuple(problems))


def judge_open_mails_again(office: Office, transaction: Transaction, as_of: datetime) -> int:
    """Mails that wait for a person are looked at anew when the roster or what we learned may settle them."""
    known = roster(office, transaction, as_of)
    decisions = transaction.decisions.standing()
    changed = 0
    earlier = transaction.mails.submissions()
    for stored in transaction.mails.all((Outcome.TRIAGE, Outcome.NEEDS_REVIEW)):
        decision = decisions.get(mail_key(stored.mail.gmail_id))
        before = [s for s in earlier if s.received < stored.mail.received]
        submission = judge(stored.mail, context_of(office, known, before, decision))
        if submission != stored.submission:
            transaction.mails.judge_again(submission, decided=decision is not None)
            changed += 1
    return changed


def _understood(row: DecisionRow, known: Roster, as_of: datetime) -> tuple[Decision, tuple[Issue, ...]]:
    where = Place(PlaceKind.DECISION, tab=QUESTIONS, cell=row.cell)
    issues: list[Issue] = []
    unit = None
    if row.unit_text:
        unit = known.names.match(row.unit_text).unit
        if unit is None:
            text = f"Không rõ đơn vị “{row.unit_text}”; đề nghị chọn trong danh sách."
            issues.append(Issue("decision.unit", Severity.FAULT, where, row.unit_text, text, Field.UNIT))
    verdict = None
    if row.verdict_text:
        verdict = read_verdict(row.verdict_text)
        if verdict is None:
            text = f"Không hiểu quyết định “{row.verdict_text}”; chọn Chấp nhận, Trả lại hoặc Bỏ qua."
            issues.append(Issue("decision.verdict", Severity.FAULT, where, row.verdict_text, text))
    return Decision(row.key, unit, verdict, row.note, as_of, where), tuple(issues)


def _same(old: Decision | None, new: Decision) -> bool:
    if old is None:
        return new.unit is None and new.verdict is None and not new.note
    return (old.unit, old.verdict, old.note) == (new.unit, new.verdict, new.note)


def _own(transaction: Transaction, address: str, decision: Decision, as_of: datetime) -> None:
    """An address is the unit's the office named, or, accepted, the one's it was offered for."""
    unit = decision.unit
    if unit is None and decision.verdict is Verdict.ACCEPT:
        unit = next((q.unit for q, _ in transaction.decisions.asked() if q.key == decision.key), None)
    if unit is not None:
        transaction.decisions.learn("address", address, unit, decision.key, as_of)


def _act(office: Office, transaction: Transaction, decisions: Sequence[Decision], as_of: datetime) -> None:
    """Learn names and addresses from what was assigned, forget what a changed decision taught, then judge the mails
    anew."""
    for decision in decisions:
        kind, _, id = decision.key.partition(":")
        transaction.decisions.unlearn(decision.key)
        if kind == "address":
            _own(transaction, id, decision, as_of)
        elif decision.unit is None:
            continue
        elif kind == "mail":
            stored = transaction.mails.one(id)
            if stored is not None and stored.mail.sender and stored.mail.verdict != "fail":
                transaction.decisions.learn("address", stored.mail.sender, decision.unit, decision.key, as_of)
        else:
            for text in transaction.rows.unit_texts(id.split(":")[0]):
                transaction.decisions.learn("name", text, decision.unit, decision.key, as_of)
    known = roster(office, transaction, as_of)
    earlier = transaction.mails.submissions()
    for decision in decisions:
        kind, _, id = decision.key.partition(":")
        stored = transaction.mails.one(id) if kind == "mail" else None
        if stored is not None:
            before = [s for s in earlier if s.received < stored.mail.received]
            judgement = judge(stored.mail, context_of(office, known, before, decision))
            transaction.mails.judge_again(judgement, decided=True)
