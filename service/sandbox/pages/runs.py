"""Running the worker from a page: one at a time, and what the runs said."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

log = logging.getLogger(__name__)

KEPT = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run: ``at`` in the sandbox's time, what it said (label, text), and what went wrong ("" if nothing)."""

    at: datetime
    mark: str
    lines: tuple[tuple[str, str], ...]
    problem: str = ""


class Runs:
    """The worker's button. ``run`` None: there is no worker to call."""

    def __init__(self, run: Callable[[], Mapping[str, str]] | None) -> None:
        self._run = run
        self._running = threading.Lock()
        self._done: deque[Run] = deque(maxlen=KEPT)

    @property
    def possible(self) -> bool:
        return self._run is not None

    def start(self, at: datetime, mark: str) -> Run | None:
        """Runs the worker to its end; None if there is none or it is running already."""
        if self._run is None or not self._running.acquire(blocking=False):
            return None
        try:
            done = Run(at, mark, tuple((str(label), str(text)) for label, text in self._run().items()))
        except Exception as error:
            log.exception("the worker failed")
            done = Run(at, mark, (), f"{type(error).__name__}: {error}")
        finally:
            self._running.release()
        self._done.append(done)
        return done

    def since(self, mark: str) -> Run | None:
        """The last run that began at a mark."""
        return next((run for run in reversed(self._done) if run.mark == mark), None)
