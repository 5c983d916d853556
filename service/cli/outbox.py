"""``nhacviec outbox``: what a person sees of the mails and does with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from service.application import releasing
from service.application.office import Office
from service.cli.output import OUT, print_json
from service.core.records import Delivery

OPEN = (Delivery.WAITING, Delivery.HELD, Delivery.CLAIMED, Delivery.DRAFTED)
WORDS = {
    Delivery.WAITING: "chờ gửi",
    Delivery.HELD: "đang giữ",
    Delivery.CLAIMED: "đang gửi",
    Delivery.DRAFTED: "đang gửi",
    Delivery.SENT: "đã gửi",
    Delivery.CANCELLED: "đã hủy",
    Delivery.FAILED: "không gửi được",
}


def list_outbox(office: Office, every: bool, json: bool) -> None:
    found = releasing.entries(office, tuple(Delivery) if every else OPEN)
    zone = office.settings.zone
    if json:
        print_json(
            [
                {
                    "key": e.notice.key,
                    "kind": e.notice.kind.value,
                    "state": e.delivery.value,
                    "unit": e.notice.unit,
                    "to": list(e.notice.recipients),
                    "subject": e.notice.subject,
                    "not_before": e.notice.not_before.astimezone(zone).isoformat(),
                    "sent": e.sent_at.astimezone(zone).isoformat() if e.sent_at else None,
                    "reason": e.reason,
                }
                for e in found
            ]
        )
        return
    table = Table(title="Hộp thư đi")
    for title in ("Tình trạng", "Không trước", "Đến", "Tiêu đề", "Lý do", "Mã"):
        table.add_column(title, overflow="fold")
    for e in found:
        when = f"{e.notice.not_before.astimezone(zone):%H:%M %d/%m/%Y}"
        cells = (WORDS[e.delivery], when, ", ".join(e.notice.recipients), e.notice.subject, e.reason, e.notice.key)
        table.add_row(*(Text(cell) for cell in cells))
    OUT.print(table)


def show_entry(office: Office, key: str, html: Path | None) -> None:
    e = releasing.entry(office, key)
    OUT.print(f"Tình trạng: {WORDS[e.delivery]} {e.reason}", markup=False, highlight=False)
    OUT.print(f"Đến: {', '.join((*e.notice.recipients, *e.notice.cc))}", markup=False, highlight=False)
    OUT.print(f"Tiêu đề: {e.notice.subject}", markup=False, highlight=False)
    for file in e.notice.attachments:
        OUT.print(f"Tệp: {file.name} ({len(file.content)} byte)", markup=False, highlight=False)
    OUT.print(f"\n{e.notice.text}", markup=False, highlight=False)
    if html is not None:
        html.write_text(e.notice.html, encoding="utf-8")
        OUT.print(f"HTML: {html}", markup=False)


def hold_mails(office: Office, keys: Sequence[str]) -> None:
    OUT.print(f"{releasing.hold(office, keys)} thư được giữ lại.")


def release_mails(office: Office, keys: Sequence[str], now: datetime) -> None:
    OUT.print(f"{releasing.release(office, keys)} thư được cho gửi ở lần chạy tới.")
    if not keys:
        held = releasing.release_hold(office, now)
        if held is not None:
            OUT.print(f"Đã bỏ tạm dừng: {held.held}", markup=False)


def cancel_mails(office: Office, keys: Sequence[str]) -> None:
    OUT.print(f"{releasing.cancel(office, keys)} thư bị hủy.")
