"""The register of offices in a database that holds many: who they are, and when each has something to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from service.adapters.store import schema
from service.core.errors import ConfigError
from service.core.offices import Served
from service.core.quotas import Limit, Metric

table = schema.office


@dataclass(frozen=True, slots=True)
class Registered:
    """One office. ``path``: the levels above it, each ending in a slash. ``paused``: since when it is not served;
    ``next_at``: when it has something to do, and ``pressing`` whether that is at a deadline or an hour of mails.
    ``misses``: ticks in a row that failed; ``seconds``: how long it was served last."""

    id: str
    name: str
    mailbox: str
    path: str
    config: str
    added: datetime
    paused: datetime | None
    next_at: datetime
    pressing: bool
    misses: int
    last_at: datetime | None
    seconds: float
    trouble: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level above offices whose sum is written to a spreadsheet through an office's account."""

    path: str
    name: str
    spreadsheet: str
    through: str


COLUMNS = tuple(table.c[name] for name in Registered.__dataclass_fields__)


class Registry:
    """All offices, on a connection that is within none of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        id: str,
        name: str,
        mailbox: str,
        path: str,
        config: str,
        secrets: bytes | None,
        at: datetime,
    ) -> None:
        """A new one, to be served from ``at`` on. ConfigError when its id or its mailbox is registered."""
        values = {"id": id, "name": name, "mailbox": mailbox, "path": path, "config": config, "secrets": secrets}
        beginning = {"added": at, "next_at": at, "pressing": False, "misses": 0, "seconds": 0.0, "trouble": ""}
        try:
            with self._connection.begin_nested():
                self._connection.execute(table.insert().values(**values, **beginning))
        except IntegrityError:
            raise ConfigError(
                f"An office {id}, or one with the mailbox {mailbox}, is registered already.",
                "Set office.id in its config.yaml to another name, or use: nhacviec offices add --replace",
            ) from None

    def replace(self, id: str, name: str, mailbox: str, path: str, config: str, secrets: bytes | None) -> bool:
        """New settings of a registered one, which is served at once; False when there is none. ``secrets`` None
        keeps those it has."""
        values: dict[str, object] = {"name": name, "mailbox": mailbox, "path": path, "config": config}
        if secrets is not None:
            values["secrets"] = secrets
        return self._update(id, **values, next_at=table.c.added, misses=0, trouble="")

    def entries(self, under: str = "") -> tuple[Registered, ...]:
        """By path and id; ``under``: a path they lie below."""
        query = sa.select(*COLUMNS).where(table.c.path.startswith(under, autoescape=True))
        rows = self._connection.execute(query.order_by(table.c.path, table.c.id))
        return tuple(Registered(*row) for row in rows)

    def entry(self, id: str) -> Registered:
        """ConfigError when there is none."""
        row = self._connection.execute(sa.select(*COLUMNS).where(table.c.id == id)).first()
        if row is None:
            raise ConfigError(f"No office {id} is registered.", "nhacviec offices list shows them all.")
        return Registered(*row)

    def due_one(self, id: str, at: datetime) -> tuple[Registered, bytes | None] | None:
        """An office and its sealed secrets; None when it has nothing to do by an instant, is paused, or is gone."""
        query = sa.select(*COLUMNS, table.c.secrets).where(
            table.c.id == id, table.c.next_at <= at, table.c.paused.is_(None)
        )
        row = self._connection.execute(query).first()
        return (Registered(*row[:-1]), row[-1]) if row is not None else None

    def secrets(self, id: str) -> bytes | None:
        found: bytes | None = self._connection.execute(sa.select(table.c.secrets).where(table.c.id == id)).scalar()
        return found

    def keep_secrets(self, id: str, secrets: bytes) -> None:
        self._update(id, secrets=secrets)

    def pause(self, id: str, at: datetime | None) -> bool:
        """Stop serving it, or go on (None)."""
        return self._update(id, paused=at)

    def remove(self, id: str) -> bool:
        """From the register; its rows are removed within it, see :meth:`Store.forget`."""
        return self._connection.execute(table.delete().where(table.c.id == id)).rowcount > 0

    # -- serving ----------------------------------------------------------------------------------

    def due(self, at: datetime) -> tuple[Registered, ...]:
        """Those with something to do by an instant, the pressing ones and those that waited longest first."""
        query = sa.select(*COLUMNS).where(table.c.next_at <= at, table.c.paused.is_(None))
        rows = self._connection.execute(query.order_by(table.c.pressing.desc(), table.c.next_at))
        return tuple(Registered(*row) for row in rows)

    def note(self, id: str, served: Served) -> None:
        """What came of serving it."""
        self._update(
            id,
            next_at=served.next_at,
            pressing=served.pressing,
            misses=served.misses,
            last_at=served.at,
            seconds=served.seconds,
            trouble=served.trouble,
        )

    def _update(self, id: str, **values: object) -> bool:
        return self._connection.execute(table.update().where(table.c.id == id).values(**values)).rowcount > 0

    # -- levels and quotas ------------------------------------------------------------------------

    def keep_level(self, level: Level) -> None:
        self.drop_level(level.path)
        values = {name: getattr(level, name) for name in Level.__dataclass_fields__}
        self._connection.execute(schema.level.insert().values(**values))

    def drop_level(self, path: str) -> bool:
        return self._connection.execute(schema.level.delete().where(schema.level.c.path == path)).rowcount > 0

    def levels(self) -> tuple[Level, ...]:
        rows = self._connection.execute(sa.select(schema.level).order_by(schema.level.c.path))
        return tuple(Level(row.path, row.name, row.spreadsheet, row.through) for row in rows)

    def limits(self, project: str, usual: Mapping[Metric, Limit]) -> dict[Metric, Limit]:
        """Units a minute of a project: the usual, but for what was told of it."""
        told = schema.quota
        rows = self._connection.execute(sa.select(told).where(told.c.project == project))
        return dict(usual) | {Metric(row.metric): Limit(row.per_project, row.per_user) for row in rows}

    def keep_limits(self, project: str, limits: Iterable[tuple[Metric, Limit]]) -> None:
        told = schema.quota
        for metric, limit in limits:
            where = (told.c.project == project) & (told.c.metric == metric.value)
            self._connection.execute(told.delete().where(where))
            values = {"project": project, "metric": metric.value}
            self._connection.execute(
                told.insert().values(**values, per_project=limit.project, per_user=limit.user)
            )
