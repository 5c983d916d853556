"""Google's minute quotas, shared out among all processes through the database: a bucket a project, metric and user.

A call takes its units in advance and waits until they have trickled in; so calls go in the order they asked, and
Google is never asked more often than it allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from service.adapters.google import Account, Turn
from service.adapters.store import Database
from service.core.errors import GoogleBusy
from service.core.quotas import BURST, GOOGLES_LIMITS, Limit, Metric, Share, cost_of, shares

LONGEST_WAIT = 20.0
"""Seconds a call waits for its turn; then its office comes back later, and another has its place."""

TAKE = sa.text(
    """INSERT INTO allowance (scope, units, refilled) VALUES (:scope, :burst - :units, clock_timestamp())
    ON CONFLICT (scope) DO UPDATE SET
        units = least(
            :burst,
            allowance.units + :rate * extract(epoch FROM clock_timestamp() - allowance.refilled)
        ) - :units,
        refilled = clock_timestamp()
    RETURNING units"""
)
GIVE_BACK = sa.text("UPDATE allowance SET units = units + :units WHERE scope = :scope")


@dataclass(frozen=True, slots=True)
class _Bucket:
    share: Share

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.share.per_minute * (1 - BURST) / 60

    def take(self, connection: Connection) -> float:
        """Seconds until the units taken are there."""
        told = {"scope": self.share.scope, "units": self.share.units, "rate": self.rate}
        left = connection.execute(TAKE, told | {"burst": self.share.per_minute * BURST}).scalar_one()
        return max(0.0, -float(left) / self.rate)

    def give_back(self, connection: Connection) -> None:
        connection.execute(GIVE_BACK, {"scope": self.share.scope, "units": self.share.units})


class SharedTurns:
    """Hands out the turns of accounts. A project's limits are asked for once."""

    def __init__(self, database: Database, sleep: Callable[[float], None] = time.sleep) -> None:
        self._database = database
        self._sleep = sleep
        self._limits: dict[str, Mapping[Metric, Limit]] = {}

    def of(self, account: Account) -> Turn:
        def turn(method: str, url: str, body: str | bytes | None) -> None:
            cost = cost_of(method, url, body)
            self._wait(list(shares(cost, account.project, account.user, self._limits_of(account.project))))

        return turn

    def _wait(self, wanted: Sequence[Share]) -> None:
        buckets = [_Bucket(share) for share in wanted]
        with self._database.connection() as connection:
            seconds = max(bucket.take(connection) for bucket in buckets)
            if seconds > LONGEST_WAIT:
                for bucket in buckets:
                    bucket.give_back(connection)
        if seconds > LONGEST_WAIT:
            raise GoogleBusy(
                "Google's quota of this minute is used up.",
                "It is tried again.",
                retry_after=seconds,
                refused=True,
            )
        if seconds:
            self._sleep(seconds)

    def _limits_of(self, project: str) -> Mapping[Metric, Limit]:
        if project not in self._limits:
            with self._database.registry() as registry:
                self._limits[project] = registry.limits(project, GOOGLES_LIMITS)
        return self._limits[project]
