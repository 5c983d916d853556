"""How answers look: JSON alone on standard output, or tables a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from service.application.answers import Answer, place_of
from service.application.office import Office
from service.cli.outbox import LOST
from service.cli.output import ERR, OUT, print_json
from service.core.evaluation.explain import Explanation
from service.core.evaluation.reasons import SENTENCES, Reason
from service.core.notices.outbox import LoggedMail
from service.core.notices.wording import STATES, moment
from service.core.records import Assessment, State
from service.core.tabs.words import SIGNS

if TYPE_CHECKING:
    from service.application.tick import TickReport

STYLES = {
    State.ON_TIME: "green",
    State.LATE: "yellow",
    State.INCOMPLETE: "yellow",
    State.NEEDS_REVIEW: "cyan",
    State.MISSING: "red",
    State.NOT_UPDATED: "magenta",
    State.NOT_DUE: "dim",
    State.EXEMPT: "dim",
}


def state_text(state: State, days_late: int = 0) -> Text:
    """A state in words with its sign; colour is never the only sign of it."""
    late = f" ({days_late} ngày)" if state is State.LATE and days_late else ""
    return Text(f"{SIGNS[state]} {STATES[state]}{late}", style=STYLES[state])


def show_tick(report: TickReport, json: bool, dry_run: bool) -> None:
    """What one cycle did, or would do."""
    if json:
        print_json(tick_value(report))
        return
    if report.hold is not None:
        for sentence in report.hold.sentences:
            ERR.print(Text(f"Tạm dừng: {sentence}", style="red"))
    for sentence, hint in report.failures:
        ERR.print(Text(f"Failed: {sentence} {hint}", style="red"))
    if report.assessed is not None:
        rows = sum(new for new, _ in report.assessed.rows.values())
        mails = report.mail.new if report.mail else 0
        OUT.print(f"{rows} rows and {mails} mails new, {len(report.assessed.changes)} states changed.")
    if dry_run:
        _show_plan(report)
        return
    for line in report.published.changes if report.published else ():
        OUT.print(f"  written: {line}", highlight=False, markup=False)
    if report.delivered is not None:
        OUT.print(f"{len(report.delivered.sent)} mails sent, {report.labelled} labelled.")


def _show_plan(report: TickReport) -> None:
    for line in report.would_write:
        OUT.print(f"  would write: {line}", highlight=False, markup=False)
    for notice in report.would_send:
        to = ", ".join(notice.recipients)
        OUT.print(f"  would send: {notice.subject} → {to}", highlight=False, markup=False)
    OUT.print(
        f"{len(report.would_write)} changes and {len(report.would_send)} mails; nothing was written or sent."
    )


def tick_value(report: TickReport) -> dict[str, Any]:
    """A cycle as JSON."""
    assessed, published, delivered = report.assessed, report.published, report.delivered
    return {
        "as_of": report.as_of.isoformat(),
        "exit": report.exit_code,
        "held": [str(code) for code in report.hold.codes] if report.hold else [],
        "hold_sentences": list(report.hold.sentences) if report.hold else [],
        "failures": [{"sentence": sentence, "hint": hint} for sentence, hint in report.failures],
        "mails": report.mail.new if report.mail else None,
        "rows": {s.value: {"new": n, "gone": g} for s, (n, g) in assessed.rows.items()} if assessed else {},
        "changes": [
            {"unit": c.unit, "obligation": c.obligation, "period": c.period, "old": c.old, "new": c.new}
            for c in (assessed.changes if assessed else ())
        ],
        "written": list(published.changes) if published else [],
        "sent": list(delivered.sent) if delivered else [],
        "would_write": list(report.would_write),
        "would_send": [
            {"key": n.key, "kind": n.kind.value, "to": list(n.recipients), "subject": n.subject}
            for n in report.would_send
        ],
    }


def show_status(office: Office, as_of: datetime, answer: Answer, json: bool) -> None:
    """Counts an obligation and period, then every unit that owes something."""
    if json:
        print_json(answer)
        return
    OUT.print(f"{office.settings.name}, {as_of:%H:%M %d/%m/%Y}", style="bold")
    OUT.print(_totals(office, answer))
    OUT.print(_wanting(office, as_of, answer))


def _totals(office: Office, answer: Answer) -> Table:
    table = Table(title="Tổng hợp")
    table.add_column("Nghĩa vụ")
    table.add_column("Kỳ", no_wrap=True)
    for state in State:
        table.add_column(STATES[state], justify="right")
    order = [obligation.id for obligation in office.settings.campaign.obligations]
    titles = {obligation.id: obligation.title for obligation in office.settings.campaign.obligations}
    counts: dict[tuple[str, str], Counter[str]] = {}
    for item in answer:
        counts.setdefault((item["obligation"], item["period"]), Counter())[item["state"]] += 1
    for obligation, period in sorted(counts, key=lambda key: (order.index(key[0]), key[1])):
        states = counts[(obligation, period)]
        numbers = [str(states[state.value] or "·") for state in State]
        table.add_row(titles[obligation], period, *numbers)
    return table


def is_wanting(state: State, due: datetime, as_of: datetime) -> bool:
    """Whether a person should look: not what is done, exempt, or merely begun before its due time."""
    if state is State.INCOMPLETE:
        return due <= as_of
    return state not in (State.ON_TIME, State.NOT_DUE, State.EXEMPT)


def _wanting(office: Office, as_of: datetime, answer: Answer) -> Table:
    table = Table(title="Cần quan tâm")
    for title in ("Đơn vị", "Nghĩa vụ", "Kỳ", "Tình trạng", "Vì sao"):
        table.add_column(title)
    titles = {obligation.id: obligation.title for obligation in office.settings.campaign.obligations}
    for item in answer:
        if is_wanting(State(item["state"]), datetime.fromisoformat(item["due"]), as_of):
            state = state_text(State(item["state"]), item["days_late"])
            why = " ".join(SENTENCES[Reason(reason)] for reason in item["reasons"])
            table.add_row(item["unit"], titles[item["obligation"]], item["period"], state, why)
    return table


def show_explanations(
    found: Sequence[tuple[Assessment, Explanation]], reminders: Sequence[LoggedMail], zone: ZoneInfo, json: bool
) -> None:
    """Each chain with the reminders that named it, then those of which the store no longer knows what they named."""
    lost = [mail for mail in reminders if not mail.grounds]
    if json:
        unclear = [_reminder(mail, zone) for mail in lost]
        print_json(
            [
                {
                    **explanation.as_json(),
                    "reminders": [_reminder(mail, zone) for mail in _naming(assessment, reminders)],
                    "reminders_unclear": unclear,
                }
                for assessment, explanation in found
            ]
        )
        return
    for assessment, explanation in found:
        heading = Text(f"{assessment.unit} · {assessment.obligation} · {assessment.period}: ", style="bold")
        OUT.print(heading + state_text(assessment.state, assessment.days_late))
        for number, step in enumerate(explanation.steps, 1):
            where = f"  [{_place_text(place_of(step.where))}]" if step.where else ""
            OUT.print(f"  {number}. {step.text}{where}", highlight=False, markup=False)
        for mail in _naming(assessment, reminders):
            OUT.print(f"  ✉ Đã nhắc lúc {moment(mail.at, zone)}: {mail.subject}", highlight=False, markup=False)
    for mail in lost:
        OUT.print(f"✉ {moment(mail.at, zone)}: {mail.subject}. {LOST}", highlight=False, markup=False)


def _naming(assessment: Assessment, reminders: Sequence[LoggedMail]) -> list[LoggedMail]:
    return [mail for mail in reminders if (assessment.obligation, assessment.period) in mail.grounds]


def _reminder(mail: LoggedMail, zone: ZoneInfo) -> dict[str, str]:
    return {"key": mail.key, "sent": mail.at.astimezone(zone).isoformat(), "subject": mail.subject}


def show_inbox(answer: Answer, json: bool) -> None:
    if json:
        print_json(answer)
        return
    table = Table(title="Hộp thư")
    for title in ("Nhận lúc", "Từ", "Tiêu đề", "Đơn vị", "Kết quả", "Loại", "Xác nhận"):
        table.add_column(title)
    for item in answer:
        received = datetime.fromisoformat(item["received"]).strftime("%d/%m/%Y %H:%M")
        kinds = ", ".join(item["kinds"])
        cells = (received, item["from"], item["subject"], item["unit"] or "?", item["outcome"], kinds)
        table.add_row(*(Text(cell) for cell in (*cells, item["receipt"])))
    OUT.print(table)


def show_activities(answer: Answer, json: bool) -> None:
    if json:
        print_json(answer)
        return
    table = Table(title="Hoạt động")
    for title in ("Đơn vị", "Tuần", "Tham gia", "Nhóm", "Nội dung", "Ở đâu", "Ghi chú"):
        table.add_column(title)
    for item in answer:
        joined = "?" if item["participants"] is None else f"{item['participants']}/{item['members'] or '?'}"
        notes = " ".join(issue["text"] for issue in item["issues"])
        cells = (item["unit"] or "?", item["week"] or "?", joined, ", ".join(item["groups"]), item["content"])
        table.add_row(*(Text(cell) for cell in (*cells, _place_text(item["where"]), notes)))
    OUT.print(table)


def _place_text(place: dict[str, Any]) -> str:
    parts: Iterable[str] = (place.get(key, "") for key in ("tab", "cell", "file", "spot", "gmail_id"))
    return " ".join(part for part in parts if part)
