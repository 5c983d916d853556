"""How the worker is, for machines: ``/healthz`` and ``/metrics`` on loopback, and the heartbeat of a dead-man switch.

Nothing here names a person, a unit or a mail."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import structlog

from service.application.tick import TickReport
from service.core.records import Delivery
from service.core.troubles import Trouble
from service.loopback import Answer, LoopbackPages, health_answer, metrics_answer

STUCK_IDLE = 15 * 60.0
"""Seconds without a beat after which an idle worker counts as stuck."""
STUCK_BUSY = 2 * 3600.0
"""Seconds after which a cycle counts as stuck."""

log = structlog.get_logger("worker")


class Health:
    """What was last known of the worker. Written by its thread, read by the page's."""

    def __init__(self, office: str) -> None:
        self.office = office
        self.started = datetime.now(UTC)
        self.beat = time.monotonic()
        self.busy_since: float | None = None
        self.seconds = 0.0
        self.seconds_total = 0.0
        self.cycles: Counter[str] = Counter()
        self.mails_read = 0
        self.mails_sent = 0
        self.last_cycle: datetime | None = None
        self.last_good: datetime | None = None
        self.held: tuple[str, ...] = ()
        self.troubles: tuple[Trouble, ...] = ()
        self.outbox: Mapping[Delivery, int] = {}
        self.skew: timedelta | None = None

    def begin_cycle(self, at: float) -> None:
        self.busy_since = at

    def end_cycle(self, began: float, ended: float) -> None:
        self.busy_since = None
        self.beat = ended
        self.seconds = ended - began
        self.seconds_total += self.seconds

    def end_beat(self) -> None:
        self.beat = time.monotonic()

    def note_cycle(self, report: TickReport, outbox: Mapping[Delivery, int]) -> None:
        """``outbox``: how many notices stand in each state."""
        self.last_cycle = report.as_of
        if report.exit_code == 0:
            self.last_good = report.as_of
        self.cycles[{0: "done", 3: "held", 4: "partly_failed"}[report.exit_code]] += 1
        self.held = tuple(str(code) for code in report.hold.codes) if report.hold else ()
        self.mails_read += report.mail.new if report.mail else 0
        self.mails_sent += len(report.delivered.sent) if report.delivered else 0
        self.outbox = outbox

    def stuck(self, now: float) -> bool:
        if self.busy_since is not None:
            return now - self.busy_since > STUCK_BUSY
        return now - self.beat > STUCK_IDLE

    def value(self) -> dict[str, Any]:
        """As ``/healthz`` tells it. ``status``: ok; held (the office has to look); unwell (somebody must act)."""
        stuck = self.stuck(time.monotonic())
        status = "unwell" if self.troubles or stuck else "held" if self.held else "ok"
        return {
            "status": status,
            "office": self.office,
            "started": self.started.isoformat(timespec="seconds"),
            "busy": self.busy_since is not None,
            "stuck": stuck,
            "last_cycle": self.last_cycle.isoformat() if self.last_cycle else None,
            "last_good_cycle": self.last_good.isoformat() if self.last_good else None,
            "held": list(self.held),
            "troubles": [
                {"cause": t.cause.value, "since": t.since.isoformat(), "what": t.sentence, "todo": t.hint}
                for t in self.troubles
            ],
        }


class _Figures:
    """The health as Prometheus metrics, made when they are asked for."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterable[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        health = self._health

        def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
            return GaugeMetricFamily(f"nhacviec_{name}", text, value=value)

        def counter(name: str, text: str, value: float) -> CounterMetricFamily:
            return CounterMetricFamily(f"nhacviec_{name}", text, value=value)

        yield gauge("up", "1 while nothing is wrong with the worker", health.value()["status"] != "unwell")
        yield gauge("held", "1 while the product is blind and sends nothing", bool(health.held))
        troubles = GaugeMetricFamily("nhacviec_trouble_since_seconds", "When a trouble began", labels=["cause"])
        for trouble in health.troubles:
            troubles.add_metric([trouble.cause.value], trouble.since.timestamp())
        yield troubles
        cycles = CounterMetricFamily("nhacviec_cycles", "Cycles by result", labels=["result"])
        for result in ("done", "held", "partly_failed"):
            cycles.add_metric([result], health.cycles[result])
        yield cycles
        yield counter("cycle_seconds", "Time spent in cycles", health.seconds_total)
        yield gauge("last_cycle_seconds", "How long the last cycle took", health.seconds)
        for name, text, moment in (
            ("last_cycle_timestamp_seconds", "The instant of the last cycle", health.last_cycle),
            (
                "last_good_cycle_timestamp_seconds",
                "The instant of the last cycle that went well",
                health.last_good,
            ),
        ):
            if moment is not None:
                yield gauge(name, text, moment.timestamp())
        yield counter("mails_read", "Mails taken in", health.mails_read)
        yield counter("mails_sent", "Mails sent", health.mails_sent)
        outbox = GaugeMetricFamily("nhacviec_outbox", "Notices by state of delivery", labels=["state"])
        for state in Delivery:
            outbox.add_metric([state.value], health.outbox.get(state, 0))
        yield outbox
        if health.skew is not None:
            yield gauge("clock_skew_seconds", "This clock minus Google's", health.skew.total_seconds())


class HealthPage(LoopbackPages):
    """Serves a health on loopback from a thread. ConfigError when the port is taken."""

    def __init__(self, health: Health, port: int) -> None:
        def healthz() -> Answer:
            value = health.value()
            return health_answer(value, value["status"] != "unwell")

        pages = {"/healthz": healthz, "/metrics": metrics_answer(_Figures(health))}
        super().__init__(pages, port, "Choose another for health.port in config.yaml.")


class Heartbeat:
    """Calls a dead-man switch while all is well, at most once in ``every``. Its address is a secret: never logged."""

    def __init__(self, address: str, every: timedelta) -> None:
        self._address = address
        self._every = every.total_seconds()
        self._last: float | None = None
        self._failed = False

    def beat(self, well: bool) -> None:
        now = time.monotonic()
        if not self._address or not well or (self._last is not None and now - self._last < self._every):
            return
        self._last = now
        try:
            requests.get(self._address, timeout=10).raise_for_status()
        except requests.RequestException as problem:
            if not self._failed:
                log.warning("the heartbeat's address does not answer", why=type(problem).__name__)
            self._failed = True
        else:
            self._failed = False
