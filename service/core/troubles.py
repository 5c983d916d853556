"""What makes the worker unwell, in words for the office: the cause, since when, and what a person can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.core import errors


class Cause(StrEnum):
    """Gravest first."""

    CONSENT = "consent"  # Google no longer lets the account in
    CLOCK = "clock"  # the machine's clock is wrong
    DISK = "disk"  # hardly any room left
    DATABASE = "database"  # it cannot be used
    REFUSED = "refused"  # Google says no: not shared, gone, not understood
    BROKEN = "broken"  # an error nobody expected
    AWAY = "away"  # Google gives no answer, or is busy


@dataclass(frozen=True, slots=True)
class Trouble:
    """``sentence`` and ``hint`` are English, for the log and the health page, without personal data."""

    cause: Cause
    since: datetime
    sentence: str = ""
    hint: str = ""


PATIENCE = {
    Cause.AWAY: timedelta(hours=6),
    Cause.REFUSED: timedelta(hours=1),
    Cause.DATABASE: timedelta(minutes=10),
}
"""How long a cause may last before the office is told; others at once."""

SUBJECTS = {
    Cause.CONSENT: "Nhắc Việc mất quyền truy cập Google",
    Cause.CLOCK: "Nhắc Việc tạm dừng: đồng hồ của máy sai giờ",
    Cause.DISK: "Máy chạy Nhắc Việc sắp hết chỗ trống trên đĩa",
    Cause.DATABASE: "Nhắc Việc không ghi được dữ liệu",
    Cause.REFUSED: "Google từ chối một việc của Nhắc Việc",
    Cause.BROKEN: "Nhắc Việc gặp lỗi ngoài dự kiến",
    Cause.AWAY: "Nhắc Việc không liên lạc được với Google",
}
WHAT = {
    Cause.CONSENT: "Google không cho Nhắc Việc mở tài khoản nữa; không thư nào được đọc hoặc gửi.",
    Cause.CLOCK: "Đồng hồ của máy lệch so với giờ của Google; Nhắc Việc dừng để không xét sai hạn.",
    Cause.DISK: "Chỗ trống trên đĩa còn rất ít; nếu hết, Nhắc Việc sẽ dừng.",
    Cause.DATABASE: "Cơ sở dữ liệu không trả lời hoặc không ghi được.",
    Cause.REFUSED: "Google trả lời nhưng không cho làm một việc (bảng tính chưa chia sẻ, đã xóa, hoặc đổi tên tab).",
    Cause.BROKEN: "Một lượt chạy dừng giữa chừng vì lỗi của chương trình; việc còn lại được làm lại ở lượt sau.",
    Cause.AWAY: "Không có mạng hoặc Google không trả lời; mọi việc lỡ sẽ được làm bù một lần.",
}
TODO = {
    Cause.CONSENT: "Chạy lệnh “nhacviec auth” và đồng ý cấp quyền lại bằng tài khoản của Văn phòng.",
    Cause.CLOCK: "Chỉnh lại ngày giờ của máy và bật tự đồng bộ giờ; Nhắc Việc tự chạy tiếp.",
    Cause.DISK: "Dọn bớt tệp trên máy; chạy “nhacviec check” để xem lại.",
    Cause.DATABASE: "Chạy “nhacviec check”; kiểm tra đĩa và quyền ghi thư mục dữ liệu.",
    Cause.REFUSED: "Chạy “nhacviec check”: mỗi dòng “bad” nói rõ việc cần làm.",
    Cause.BROKEN: "Gửi tệp nhật ký (log) cho người phụ trách kỹ thuật; chạy “nhacviec check”.",
    Cause.AWAY: "Kiểm tra mạng của máy. Nếu mạng vẫn tốt thì không cần làm gì.",
}


def cause_of(problem: Exception) -> Cause:
    """What an error says of the worker."""
    match problem:
        case errors.ConsentLost():
            return Cause.CONSENT
        case errors.GoogleBusy() | errors.GoogleUnreachable():
            return Cause.AWAY
        case errors.GoogleError():
            return Cause.REFUSED
        case errors.StoreError():
            return Cause.DATABASE
        case _:
            return Cause.BROKEN


def told_now(trouble: Trouble, as_of: datetime) -> bool:
    """Whether it has lasted long enough for the office to hear of it."""
    return as_of - trouble.since >= PATIENCE.get(trouble.cause, timedelta(0))


def rest_after(misses: int) -> timedelta:
    """How long to rest after so many tries in a row that failed: a minute, doubled each time, an hour at most."""
    return timedelta(minutes=min(1 << min(misses - 1, 6), 60))


def gravest(troubles: Sequence[Trouble]) -> Trouble | None:
    order = list(Cause)
    return min(troubles, key=lambda trouble: order.index(trouble.cause), default=None)
