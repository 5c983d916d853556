"""Mails to the office itself: the product is blind or unwell, or a unit cannot be written to. Once per cause."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from service.core.notices import addresses, wording
from service.core.notices.render import Templates
from service.core.records import Notice, NoticeKind, Unit
from service.core.settings import OfficeSettings


def alert(
    office_id: str,
    office: OfficeSettings,
    cause: str,
    subject: str,
    sentences: Sequence[str],
    todo: Sequence[str],
    templates: Templates,
    as_of: datetime,
) -> Notice:
    """A mail to the office's own mailbox.

    ``cause`` makes the key: the same cause is told once, so one that may come again carries its instance
    (``hold/20200504T080000``). ``todo``: what a person can do, one line each."""
    values = {
        "subject": subject,
        "office": office,
        "sentences": sentences,
        "todo": todo,
        "as_of": wording.moment(as_of, office.zone),
    }
    return Notice(
        key=addresses.key(office_id, NoticeKind.ALERT, *cause.split("/")),
        kind=NoticeKind.ALERT,
        unit=None,
        recipients=(office.mailbox,),
        subject=subject,
        text=templates.text("alert", **values),
        html=templates.html("alert", **values),
        not_before=as_of,
        priority=0,
    )


def hold_alert(
    office_id: str,
    office: OfficeSettings,
    reasons: Sequence[str],
    since: datetime,
    templates: Templates,
    as_of: datetime,
) -> Notice:
    """The product holds everything back (design, rule 4). ``reasons``: Vietnamese sentences; ``since``: when this
    hold began, which makes it one mail a hold."""
    return alert(
        office_id,
        office,
        f"hold/{since.astimezone(office.zone):%Y%m%dT%H%M%S}",
        "Nhắc Việc tạm dừng: cần Văn phòng xem",
        [
            *reasons,
            f"Từ {wording.moment(since, office.zone)}, Nhắc Việc không gửi thư cho đơn vị nào và không sửa bảng "
            "theo dõi.",
        ],
        [
            "Sửa nguyên nhân nêu trên (mở lại tab, khôi phục tiêu đề, kiểm tra danh mục); lần sau tự chạy tiếp.",
            "Nếu mọi thứ đúng như ý Văn phòng: chạy lệnh “nhacviec outbox release”.",
        ],
        templates,
        as_of,
    )


def bounce_alert(
    office_id: str, office: OfficeSettings, unit: Unit | None, address: str, templates: Templates, as_of: datetime
) -> Notice:
    """Mail to this address came back. It is not written to again until the roster changes."""
    whose = f" của {unit.name}" if unit else ""
    return alert(
        office_id,
        office,
        f"bounce/{_digest(address)}",
        f"Thư gửi {address} bị trả lại",
        [f"Thư gửi đến {address}{whose} bị trả lại. Nhắc Việc không gửi đến địa chỉ này nữa."],
        ["Kiểm tra lại địa chỉ với đơn vị và sửa trong tab DANH MỤC ĐƠN VỊ, cột Email."],
        templates,
        as_of,
    )


def unreachable_unit(
    office_id: str,
    office: OfficeSettings,
    unit: Unit,
    bounced: Collection[str],
    templates: Templates,
    as_of: datetime,
) -> Notice:
    """A unit that owes something has no address left that can be written to."""
    dead = [address for address in unit.emails if address.strip().lower() in bounced]
    why = f"địa chỉ đã bị trả thư: {', '.join(dead)}" if dead else "danh mục chưa có địa chỉ email dùng được"
    return alert(
        office_id,
        office,
        f"unreachable/{unit.code}/{_digest('|'.join(unit.emails))}",
        f"Không gửi được thư nhắc cho {unit.name}",
        [f"{unit.name} còn việc chưa hoàn thành nhưng không gửi thư nhắc được: {why}."],
        [
            "Bổ sung địa chỉ email của đơn vị trong tab DANH MỤC ĐƠN VỊ.",
            "Trong lúc chờ, xin nhắc bằng điện thoại.",
        ],
        templates,
        as_of,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
