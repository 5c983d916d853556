"""Times, numbers and sizes as the pages write them, in Vietnamese and in the office's time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def moment(when: datetime, weekday: bool = False) -> str:
    """08:00 ngày 16/4/2020; with ``weekday`` Thứ Năm, before it."""
    local = when.astimezone(ZONE)
    text = f"{local:%H:%M} ngày {local.day}/{local.month}/{local.year}"
    return f"{DAYS[local.weekday()]}, {text}" if weekday else text


def day_or_time(when: datetime, now: datetime) -> str:
    """The time for today's, day and month for this year's, the date for others."""
    local, today = when.astimezone(ZONE), now.astimezone(ZONE)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    short = f"{local.day}/{local.month}"
    return short if local.year == today.year else f"{short}/{local.year}"


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def size(count: int) -> str:
    """Bytes in the unit that reads best."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def from_ms(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def for_input(when: datetime) -> str:
    """The value of a datetime-local input."""
    return when.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def from_input(text: str) -> datetime | None:
    """The moment of a datetime-local input, or of ISO 8601 with its own offset; None if it is neither."""
    try:
        when = datetime.fromisoformat(text.strip())
        return when.replace(tzinfo=ZONE) if when.tzinfo is None else when.astimezone(ZONE)
    except (ValueError, OverflowError):
        return None
