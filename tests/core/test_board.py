"""Many offices seen together: who wants a look, and when the whole is unwell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from service.core.board import LATE, STANDSTILL, Queue, Standing, board_of, standing_of

NOW = datetime(2020, 4, 20, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WORKED = Queue(waiting=0, serving=1, failed=0, workers=1)


@dataclass(frozen=True)
class Office:
    id: str
    paused: datetime | None = None
    next_at: datetime = NOW + MINUTE
    misses: int = 0
    last_at: datetime | None = NOW - 9 * MINUTE


@pytest.mark.parametrize(
    ("office", "standing"),
    [
        (Office("a"), Standing.SOUND),
        (Office("a", last_at=None), Standing.NEW),
        (Office("a", next_at=NOW - LATE), Standing.LATE),
        (Office("a", next_at=NOW - LATE + MINUTE), Standing.SOUND),
        (Office("a", next_at=NOW - LATE, misses=1), Standing.AILING),
        (Office("a", next_at=NOW - LATE, misses=1, paused=NOW), Standing.PAUSED),
    ],
)
def test_standing(office: Office, standing: Standing) -> None:
    assert standing_of(office, NOW) is standing


def test_those_that_want_a_look_come_first_and_the_counts_sum() -> None:
    offices = [
        Office("paused", paused=NOW),
        Office("sound"),
        Office("late", next_at=NOW - LATE),
        Office("ailing", misses=1),
        Office("ailing longer", misses=7),
    ]
    board = board_of(offices, WORKED, NOW)
    assert [office.id for office, _ in board.offices] == ["ailing longer", "ailing", "late", "sound", "paused"]
    assert sum(board.counts.values()) == len(offices) and set(board.counts) == set(Standing)
    assert board.longest == LATE and board.trouble == ""


def test_the_whole_is_unwell_when_nobody_works_or_sound_offices_wait() -> None:
    waiting = Office("a", next_at=NOW - STANDSTILL)
    assert "15 phút" in board_of([waiting], WORKED, NOW).trouble
    assert board_of([replace(waiting, misses=1)], WORKED, NOW).trouble == "", "it fails by itself"
    assert board_of([replace(waiting, paused=NOW)], WORKED, NOW).trouble == ""
    assert "Không có tiến trình" in board_of([Office("a")], replace(WORKED, workers=0), NOW).trouble
