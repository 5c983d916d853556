"""``nhacviec outbox``: what a person sees of the mails and does with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich.table import Table
from rich.text import Text

from service.application import releasing
from service.application.office import Office
from service.cli.output import OUT, print_json
from service.core.notices import wording
from service.core.notices.budget import REMINDING
from service.core.notices.outbox import OutboxEntry
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

LOST = "Thư được nhận ra trong mục Đã gửi của hộp thư sau khi khôi phục dữ liệu: không còn biết thư nhắc việc gì."


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
    for line in _heading(office, e):
        OUT.print(line, markup=False, highlight=False)
    if not e.notice.text:
        where = f" Nguyên văn ở mục Đã gửi của hộp thư (mã Gmail {e.gmail_id})." if e.gmail_id else ""
        OUT.print(f"\nNội dung không còn lưu ở đây.{where}", markup=False, highlight=False)
        return
    OUT.print(f"\n{e.notice.text}", markup=False, highlight=False)
    if html is not None:
        html.write_text(e.notice.html, encoding="utf-8")
        OUT.print(f"HTML: {html}", markup=False)


def _heading(office: Office, e: OutboxEntry) -> Iterator[str]:
    """What stands above the text: state, people, and what the mail is about."""
    notice, zone = e.notice, office.settings.zone
    when = f" lúc {wording.moment(e.sent_at, zone)}" if e.sent_at else ""
    yield f"Tình trạng: {WORDS[e.delivery]}{when} {e.reason}".rstrip()
    yield f"Đến: {', '.join((*notice.recipients, *notice.cc))}"
    yield f"Tiêu đề: {notice.subject}"
    if notice.grounds:
        yield f"Về: {'; '.join(_duties(office, notice.grounds))}"
    elif notice.kind in REMINDING:
        yield f"Về: {LOST}"
    for file in notice.attachments:
        yield f"Tệp: {file.name} ({len(file.content)} byte)"


def _duties(office: Office, grounds: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names of what a mail is about; an obligation that the settings no longer have, by its id."""
    known = {obligation.id: obligation for obligation in office.settings.campaign.obligations}
    for id, period in grounds:
        yield wording.duty_name(known[id], period) if id in known else f"{id} {period}"


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
