"""What Google's minute quotas allow, and what a call costs of them.

Sheets counts requests, Gmail counts units by method; both count for the project and for each user in it
(https://developers.google.com/workspace/sheets/api/limits, https://developers.google.com/workspace/gmail/api/reference/quota).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Metric(StrEnum):
    SHEETS_READ = "sheets read"
    SHEETS_WRITE = "sheets write"
    GMAIL = "gmail"


@dataclass(frozen=True, slots=True)
class Limit:
    """Units a minute for all of a project, and for one user of it."""

    project: int
    user: int


GOOGLES_LIMITS: Mapping[Metric, Limit] = {
    Metric.SHEETS_READ: Limit(300, 60),
    Metric.SHEETS_WRITE: Limit(300, 60),
    Metric.GMAIL: Limit(1_200_000, 6_000),
}

BURST = 1 / 6
"""The share of a minute's units that may go at once. The rest trickles, so that no minute, however it is laid, holds
more than Google allows."""

GMAIL_UNITS = (
    ("/history", 2),
    ("/drafts/send", 100),
    ("/messages/send", 100),
    ("/messages/batchModify", 50),
    ("/drafts", 10),
    ("/labels", 5),
    ("/profile", 5),
)
GMAIL_GET, GMAIL_LIST = 20, 5


@dataclass(frozen=True, slots=True)
class Cost:
    metric: Metric
    units: int


@dataclass(frozen=True, slots=True)
class Share:
    """One bucket a call draws from: its name, its limit a minute, and what the call takes."""

    scope: str
    per_minute: int
    units: int


def cost_of(method: str, url: str, body: str | bytes | None = None) -> Cost:
    """Of one HTTP request; ``body`` tells how many parts a batch has."""
    parts = urlsplit(url)
    if "sheets" in parts.netloc or parts.path.startswith("/v4/spreadsheets"):
        reads = method.upper() == "GET" or parts.path.endswith("ByDataFilter")
        return Cost(Metric.SHEETS_READ if reads else Metric.SHEETS_WRITE, 1)
    if "/batch" in parts.path and "/users/" not in parts.path:
        separator = b"application/http" if isinstance(body, bytes) else "application/http"
        count = body.count(separator) if body else 1  # type: ignore[arg-type]
        return Cost(Metric.GMAIL, GMAIL_GET * max(count, 1))
    if method.upper() == "GET" and ("/messages/" in parts.path or "/drafts/" in parts.path):
        return Cost(Metric.GMAIL, GMAIL_GET)
    for part, units in GMAIL_UNITS:
        if part in parts.path:
            return Cost(Metric.GMAIL, units)
    return Cost(Metric.GMAIL, GMAIL_LIST)


def shares(cost: Cost, project: str, user: str, limits: Mapping[Metric, Limit]) -> Iterator[Share]:
    """The buckets that a call of this user in this project draws from."""
    limit = limits[cost.metric]
    yield Share(f"{project}/{cost.metric}", limit.project, cost.units)
    yield Share(f"{project}/{cost.metric}/{user}", limit.user, cost.units)
