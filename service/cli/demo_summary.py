"""The end of the demo: who is late or incomplete and why, what was written and mailed, and what it cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import requests
from rich.table import Table
from rich.text import Text

from service.application.answers import judged_at
from service.application.office import Office
from service.cli.output import OUT
from service.cli.show import is_wanting, state_text
from service.core.notices.wording import STATES
from service.core.records import Assessment, Delivery, State
from service.sandbox.server import SandboxServer


@dataclass(frozen=True, slots=True)
class Summary:
    """``counts``: (obligation, period) → state → units; ``wanting``: what is not as it should be; ``mails``: kind →
    sent; ``outcomes``: of the mails received; ``calls``: by method, and the sum."""

    titles: dict[str, str]
    names: dict[str, str]
    counts: dict[tuple[str, str], Counter[State]]
    wanting: tuple[Assessment, ...]
    mails: Counter[str]
    outcomes: Counter[str]
    questions: int
    calls: Counter[str]

    def lines(self) -> list[str]:
        """The judgement and the mails as plain lines, the same on every machine."""
        lines = []
        for (obligation, period), states in self.counts.items():
            numbers = ", ".join(f"{STATES[state]} {states[state]}" for state in State if states[state])
            lines.append(f"{self.titles[obligation]} {period}: {numbers}")
        for a in self.wanting:
            late = f" {a.days_late} ngày" if a.days_late else ""
            missing = f" – {'; '.join(a.missing)}" if a.missing else ""
            where = f"{self.titles[a.obligation]} {a.period}"
            lines.append(f"{self.names[a.unit]}: {where}: {STATES[a.state]}{late}{missing}")
        lines += [f"received {outcome}: {count}" for outcome, count in sorted(self.outcomes.items())]
        lines += [f"sent {kind}: {count}" for kind, count in sorted(self.mails.items())]
        lines.append(f"open questions: {self.questions}")
        return lines


def demo_summary(office: Office, server: SandboxServer, as_of: datetime) -> Summary:
    """Read back what the worker stored and what the sandbox counted."""
    world, evaluation = judged_at(office, as_of)
    counts: dict[tuple[str, str], Counter[State]] = {}
    for a in evaluation.assessments:
        counts.setdefault((a.obligation, a.period), Counter())[a.state] += 1
    with office.store.transaction() as transaction:
        sent = transaction.outbox.all((Delivery.SENT,))
        outcomes = Counter(s.outcome.value for s in transaction.mails.submissions())
    told = requests.get(f"{server.url}/sandbox/requests", timeout=30).json()
    return Summary(
        titles={o.id: o.title for o in office.settings.campaign.obligations},
        names={unit.code: unit.name for unit in world.roster.units},
        counts=counts,
        wanting=tuple(a for a in evaluation.assessments if is_wanting(a.state, a.due, as_of)),
        mails=Counter(entry.notice.kind.value for entry in sent),
        outcomes=outcomes,
        questions=len(world.questions),
        calls=Counter(_calls(told)),
    )


def _calls(told: dict[str, object]) -> dict[str, int]:
    methods = told.get("methods", {})
    return {str(name): int(count) for name, count in methods.items()} if isinstance(methods, dict) else {}


def show_summary(summary: Summary) -> None:
    """As tables, for a person."""
    totals = Table(title="Tổng hợp đến 20:00 ngày 10/5/2020")
    totals.add_column("Nghĩa vụ")
    totals.add_column("Kỳ", no_wrap=True)
    for state in State:
        totals.add_column(STATES[state], justify="right")
    for (obligation, period), states in summary.counts.items():
        numbers = (str(states[state] or "·") for state in State)
        totals.add_row(summary.titles[obligation], period, *numbers)
    OUT.print(totals)
    wanting = Table(title="Đơn vị trễ, thiếu hoặc cần làm rõ")
    for title in ("Đơn vị", "Nghĩa vụ", "Kỳ", "Tình trạng", "Còn thiếu"):
        wanting.add_column(title)
    for a in summary.wanting:
        state_words = state_text(a.state, a.days_late)
        row = (summary.names[a.unit], summary.titles[a.obligation], a.period)
        wanting.add_row(*(Text(cell) for cell in row), state_words, Text("; ".join(a.missing)))
    OUT.print(wanting)
    mails = Table(title="Thư và cuộc gọi Google")
    mails.add_column("Việc")
    mails.add_column("Số", justify="right")
    for name, counter in (("nhận", summary.outcomes), ("gửi", summary.mails), ("gọi", summary.calls)):
        for key, count in sorted(counter.items()):
            mails.add_row(f"{name}: {key}", str(count))
    mails.add_row("câu hỏi đang chờ Văn phòng", str(summary.questions))
    OUT.print(mails)
