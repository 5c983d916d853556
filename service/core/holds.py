"""Whether the product is blind: then nothing is published or sent, and the office is told (design, rule 4).

Pure: the facts of two ticks go in. ``previous`` is the last tick that was not held, so that a hold lasts until what
caused it is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from service.core.records import Source
from service.core.settings import Limits


@dataclass(frozen=True, slots=True)
class TabFacts:
    """One tab that is read. ``had_rows``: it had data rows in any tick so far; ``blank``: it holds no text at all;
    ``missing``: there is no tab of this title."""

    title: str
    source: Source
    had_rows: bool
    rows: int
    headers: bool
    blank: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class MissingShare:
    """Of one obligation: missing / expected (0–1), and the latest due time that has passed, if any has."""

    share: float
    last_due: datetime | None


@dataclass(frozen=True, slots=True)
class TickFacts:
    """What one tick saw. ``mail_polled``: the last successful poll of the inbox. ``missing`` is by obligation id.
    ``sheets_read``: False when no spreadsheet could be read so far."""

    as_of: datetime
    roster: int
    tabs: tuple[TabFacts, ...]
    mail_polled: datetime | None
    missing: Mapping[str, MissingShare] = field(default_factory=dict)
    sheets_read: bool = True


class HoldCode(StrEnum):
    """In the order in which they are told."""

    CLOCK_BACK = "clock_back"
    SHEETS_UNREAD = "sheets_unread"
    ROSTER_EMPTY = "roster_empty"
    ROSTER_SHRANK = "roster_shrank"
    TAB_MISSING = "tab_missing"
    HEADERS_GONE = "headers_gone"
    TAB_EMPTY = "tab_empty"
    MAIL_STALE = "mail_stale"
    MISSING_JUMP = "missing_jump"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing leaves, as a code and a Vietnamese sentence for the office."""

    code: HoldCode
    sentence: str


def holds(previous: TickFacts | None, now: TickFacts, limits: Limits) -> Iterator[Hold]:
    """Every reason to hold, gravest first."""
    if previous is not None and now.as_of < previous.as_of:
        yield Hold(
            HoldCode.CLOCK_BACK,
            f"Thời điểm xét ({_when(now.as_of)}) sớm hơn lần chạy trước ({_when(previous.as_of)}); "
            "đề nghị kiểm tra đồng hồ của máy.",
        )
    yield from _roster(previous, now, limits)
    for tab in now.tabs:
        yield from _tab(tab)
    yield from _mail(now, limits)
    if previous is not None:
        yield from _jumps(previous, now, limits)


def _roster(previous: TickFacts | None, now: TickFacts, limits: Limits) -> Iterator[Hold]:
    if not now.sheets_read:
        yield Hold(HoldCode.SHEETS_UNREAD, "Chưa đọc được bảng tính lần nào; chưa biết có những đơn vị nào.")
    elif now.roster == 0:
        yield Hold(HoldCode.ROSTER_EMPTY, "Danh mục đơn vị đang trống; chưa thể xét đơn vị nào.")
    elif previous is not None and previous.roster > 0:
        shrunk = (previous.roster - now.roster) / previous.roster
        if shrunk > limits.roster_shrink:
            yield Hold(
                HoldCode.ROSTER_SHRANK,
                f"Danh mục đơn vị giảm từ {previous.roster} xuống {now.roster} đơn vị, "
                f"quá {_percent(limits.roster_shrink)}; đề nghị Văn phòng kiểm tra lại.",
            )


def _tab(tab: TabFacts) -> Iterator[Hold]:
    """An empty exemptions tab, and a tab that never had rows, is no reason to hold."""
    if tab.missing:
        yield Hold(
            HoldCode.TAB_MISSING,
            f"Không thấy tab {tab.title} trong bảng tính; đề nghị mở lại tab hoặc đặt lại đúng tên.",
        )
    elif not tab.had_rows:
        return
    elif not tab.headers and not tab.blank:
        yield Hold(
            HoldCode.HEADERS_GONE,
            f"Tab {tab.title} không còn dòng tiêu đề đọc được; đề nghị khôi phục tiêu đề.",
        )
    elif tab.rows == 0 and tab.source is not Source.EXEMPTIONS:
        yield Hold(
            HoldCode.TAB_EMPTY,
            f"Tab {tab.title} trước đây có dữ liệu, nay không còn dòng nào; đề nghị kiểm tra lại.",
        )


def _mail(now: TickFacts, limits: Limits) -> Iterator[Hold]:
    if now.mail_polled is None:
        yield Hold(HoldCode.MAIL_STALE, "Chưa đọc được hộp thư lần nào; chưa biết đơn vị nào đã gửi.")
        return
    if now.as_of - now.mail_polled > timedelta(hours=limits.mail_stale_hours):
        yield Hold(
            HoldCode.MAIL_STALE,
            f"Hộp thư chưa đọc được từ {_when(now.mail_polled)}, quá {limits.mail_stale_hours:g} giờ; "
            "có thể còn thư chưa biết.",
        )


def _jumps(previous: TickFacts, now: TickFacts, limits: Limits) -> Iterator[Hold]:
    for obligation, share in now.missing.items():
        before = previous.missing.get(obligation)
        if before is None or (share.last_due is not None and share.last_due > previous.as_of):
            continue
        # shares are quotients: 0.9 - 0.5 must not count as more than 0.4
        if round(share.share - before.share, 9) > limits.missing_jump:
            yield Hold(
                HoldCode.MISSING_JUMP,
                f"Tỉ lệ chưa nộp của «{obligation}» tăng từ {_percent(before.share)} lên {_percent(share.share)} "
                "mà không có hạn nào vừa qua; có thể dữ liệu đọc thiếu.",
            )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _when(value: datetime) -> str:
    return f"{value:%H:%M} ngày {value.day}/{value.month}/{value.year}"
