"""How many offices stand, on loopback: a page to look at, ``/healthz`` for probes, ``/metrics`` for Prometheus.

Each is asked of the database anew, so any process tells the same. The figures name no office; there may be many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from service.adapters.queue import look
from service.adapters.store import Database
from service.adapters.store.registry import Registered
from service.core.board import Board, Queue, Standing, board_of
from service.loopback import Answer, LoopbackPages, health_answer, metrics_answer

if TYPE_CHECKING:
    from jinja2 import Template

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_ROWS = 500
WORDS = {
    Standing.AILING: ("✖", "gặp lỗi"),
    Standing.LATE: ("⏳", "chờ quá lâu"),
    Standing.SOUND: ("✔", "tốt"),
    Standing.NEW: ("○", "chưa chạy"),
    Standing.PAUSED: ("⏸", "tạm dừng"),
}
"""Of each standing, a sign and what it is called."""


def board_pages(
    database: Database, clock: Callable[[], datetime], port: int, dead_after: float = 30.0
) -> LoopbackPages:
    """``dead_after``: seconds without a sign of life after which a worker counts no longer. ConfigError when the port
    is taken."""

    def board() -> Board[Registered]:
        return read_board(database, clock(), dead_after)

    def healthz() -> Answer:
        seen = board()
        return health_answer(_value(seen), not seen.trouble)

    def page() -> Answer:
        return Answer(render(board()).encode(), "text/html; charset=utf-8")

    pages = {"/": page, "/healthz": healthz, "/metrics": metrics_answer(_Figures(board))}
    return LoopbackPages(pages, port, "Choose another with --port.")


def read_board(database: Database, now: datetime, dead_after: float = 30.0) -> Board[Registered]:
    """All offices and the queue, by ``now``."""
    with database.registry() as registry:
        offices = registry.entries()
    with database.connection() as connection:
        return board_of(offices, look(connection, dead_after), now)


def render(board: Board[Registered]) -> str:
    """The page, in Vietnamese."""
    return _template().render(
        board=board, words=WORDS, shown=board.offices[:MOST_ROWS], more=max(0, len(board.offices) - MOST_ROWS)
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("service", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["moment"] = lambda at: f"{at.astimezone(HERE):%H:%M %d/%m/%Y}" if at else ""
    return environment.get_template("board.html.j2")


def _value(board: Board[Registered]) -> dict[str, Any]:
    queue = board.queue
    return {
        "status": "unwell" if board.trouble else "ok",
        "trouble": board.trouble,
        "offices": {standing.value: count for standing, count in board.counts.items()},
        "longest_wait_seconds": round(board.longest.total_seconds()),
        "queue": _jobs(queue),
        "workers": queue.workers,
    }


def _jobs(queue: Queue) -> dict[str, int]:
    return {"waiting": queue.waiting, "serving": queue.serving, "failed": queue.failed}


class _Figures:
    """Prometheus metrics, made when they are asked for."""

    def __init__(self, board: Callable[[], Board[Registered]]) -> None:
        self._board = board

    def collect(self) -> Iterable[Any]:
        from prometheus_client.core import GaugeMetricFamily

        board = self._board()
        offices = GaugeMetricFamily("nhacviec_offices", "Offices by standing", labels=["standing"])
        for standing, count in board.counts.items():
            offices.add_metric([standing.value], count)
        jobs = GaugeMetricFamily("nhacviec_jobs", "Offices in the queue", labels=["status"])
        for status, count in _jobs(board.queue).items():
            jobs.add_metric([status], count)
        longest = board.longest.total_seconds()
        yield offices
        yield jobs
        yield GaugeMetricFamily("nhacviec_workers", "Worker processes that live", value=board.queue.workers)
        yield GaugeMetricFamily("nhacviec_longest_wait_seconds", "How long an office waits", value=longest)
        yield GaugeMetricFamily("nhacviec_up", "1 while nothing is wrong with the whole", value=not board.trouble)
