"""A province as its page of offices shows it: one office that fails, one that waits, one paused, one new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.adapters.store.registry import Registered
from service.core.board import Board, Queue, board_of
from tests.core.evaluation.shipped import at

NOW = at("2020-04-20T08:30")
MINUTE = timedelta(minutes=1)
FAILED = "The account no longer lets us in."
SOUND = ("Huyện đoàn Càng Long", "Huyện đoàn Cầu Kè", "Huyện đoàn Châu Thành", "Thành đoàn Trà Vinh")


def office(id: str, name: str) -> Registered:
    """A sound one."""
    return Registered(
        id=id,
        name=name,
        mailbox=f"{id}@example.org",
        path="trung-uong/tra-vinh/",
        config="",
        added=NOW,
        paused=None,
        next_at=NOW + 10 * MINUTE,
        pressing=False,
        misses=0,
        last_at=NOW - 3 * MINUTE,
        seconds=0.4,
        trouble="",
    )


def province() -> Board[Registered]:
    name = "Đoàn Khối các cơ quan và Doanh nghiệp tỉnh Trà Vinh"
    offices = [office(f"vp{number:02d}", name) for number, name in enumerate(SOUND, 1)]
    offices += [
        replace(office("khoi-co-quan", name), misses=4, trouble=FAILED),
        replace(office("duyen-hai", "Thị đoàn Duyên Hải"), next_at=NOW - 7 * MINUTE, seconds=3.1),
        replace(office("tra-cu", "Huyện đoàn Trà Cú"), paused=NOW - 600 * MINUTE),
        replace(office("tieu-can", "Huyện đoàn Tiểu Cần"), last_at=None),
    ]
    return board_of(offices, Queue(waiting=2, serving=1, failed=0, workers=2), NOW)
