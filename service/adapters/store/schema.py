"""The tables, each scoped by office; times are instants, records are JSON of :mod:`service.core.records`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

LONGEST_TEXT = 300
"""Characters of a name or an address that is worth keeping by itself."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime. PostgreSQL has a type for it; SQLite keeps sortable UTC text."""

    impl = sa.String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.astimezone(UTC)


def _office() -> sa.Column[str]:
    return sa.Column("office", sa.String(64), primary_key=True)


memory = sa.Table(
    "memory",
    metadata,
    _office(),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="small facts between runs: mail cursor, last polls, label ids, layout of our tabs",
)

row_version = sa.Table(
    "row_version",
    metadata,
    _office(),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("tab", sa.String(300), nullable=False, comment="spreadsheet and tab"),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("copy", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False, comment="Row as JSON, with its present place"),
    sa.Column("seen_after", Instant),
    sa.Column("seen_by", Instant, nullable=False),
    sa.Column("gone_after", Instant),
    sa.Column("gone_by", Instant),
    sa.Index("ix_row_version_office_source", "office", "source"),
)

blob = sa.Table(
    "blob",
    metadata,
    _office(),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False, comment="an original, zlib"),
)

message = sa.Table(
    "message",
    metadata,
    _office(),
    sa.Column("gmail_id", sa.String(32), primary_key=True),
    sa.Column("thread_id", sa.String(32), nullable=False),
    sa.Column("content_digest", sa.String(64), nullable=False),
    sa.Column("blob", sa.String(64), comment="digest of the original, until retention removes it"),
    sa.Column("received", Instant, nullable=False),
    sa.Column("polled", Instant, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("unit", sa.String(64)),
    sa.Column("mail", sa.Text, nullable=False, comment="Mail as JSON, attachments read"),
    sa.Column("submission", sa.Text, nullable=False, comment="Submission as JSON"),
    sa.Column("undecided", sa.Text, comment="Submission before the office decided about it"),
    sa.Column("label", sa.String(64), comment="the label it bears in Gmail"),
    sa.Index("ix_message_office_received", "office", "received"),
    sa.Index("ix_message_office_content_digest", "office", "content_digest"),
)

decision = sa.Table(
    "decision",
    metadata,
    _office(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("decided", Instant, nullable=False),
    sa.Column("data", sa.Text, nullable=False, comment="Decision as JSON"),
)

question = sa.Table(
    "question",
    metadata,
    _office(),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("raised", Instant, nullable=False),
    sa.Column("closed", Instant),
    sa.Column("data", sa.Text, nullable=False, comment="Question as JSON"),
)

alias = sa.Table(
    "alias",
    metadata,
    _office(),
    sa.Column("kind", sa.String(8), primary_key=True, comment="name or address"),
    sa.Column("text", sa.String(LONGEST_TEXT), primary_key=True),
    sa.Column("unit", sa.String(64), nullable=False),
    sa.Column("learned", Instant, nullable=False),
    sa.Column("source", sa.String(200), nullable=False, comment="the question whose decision taught it"),
)

bounced = sa.Table(
    "bounced",
    metadata,
    _office(),
    sa.Column("address", sa.String(LONGEST_TEXT), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("gmail_id", sa.String(32), nullable=False),
)

assessment = sa.Table(
    "assessment",
    metadata,
    _office(),
    sa.Column("obligation", sa.String(64), primary_key=True),
    sa.Column("period", sa.String(16), primary_key=True),
    sa.Column("unit", sa.String(64), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("changed", Instant, nullable=False),
    sa.Column("data", sa.Text, nullable=False, comment="Assessment as JSON"),
)

assessment_change = sa.Table(
    "assessment_change",
    metadata,
    _office(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("obligation", sa.String(64), nullable=False),
    sa.Column("period", sa.String(16), nullable=False),
    sa.Column("unit", sa.String(64), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("old", sa.String(16)),
    sa.Column("new", sa.String(16), nullable=False),
)

notice = sa.Table(
    "notice",
    metadata,
    _office(),
    sa.Column("key", sa.String(300), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("unit", sa.String(64)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("recipients", sa.Integer, nullable=False, comment="how many addresses, for the daily budget"),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="Notice as JSON, zlib"),
    sa.Column("created", Instant, nullable=False),
    sa.Column("holder", sa.String(64), nullable=False),
    sa.Column("claimed", Instant),
    sa.Column("draft_id", sa.String(64), nullable=False),
    sa.Column("gmail_id", sa.String(32), nullable=False),
    sa.Column("thread_id", sa.String(32), nullable=False),
    sa.Column("message_id", sa.String(300), nullable=False, comment="RFC 5322 id Gmail gave it"),
    sa.Column("sent", Instant),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_notice_office_state_not_before", "office", "state", "not_before"),
    sa.Index("ix_notice_office_unit_sent", "office", "unit", "sent"),
)

run = sa.Table(
    "run",
    metadata,
    _office(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("as_of", Instant, nullable=False),
    sa.Column("held", sa.Text, comment="why nothing was published or sent"),
    sa.Column("facts", sa.Text, nullable=False, comment="what the next tick compares itself with"),
    sa.Column("summary", sa.Text, nullable=False, comment="what was read, written and sent, as JSON"),
)

job = sa.Table(
    "job",
    metadata,
    _office(),
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("period", sa.String(32), primary_key=True),
    sa.Column("done", Instant, nullable=False),
    comment="scheduled work done, by its period: a missed one runs once",
)

office = sa.Table(
    "office",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("mailbox", sa.String(LONGEST_TEXT), nullable=False, unique=True),
    sa.Column(
        "path", sa.String(LONGEST_TEXT), nullable=False, comment="the levels above it, each ending in a slash"
    ),
    sa.Column("config", sa.Text, nullable=False, comment="its config.yaml"),
    sa.Column("secrets", sa.LargeBinary, comment="what opens its account, encrypted"),
    sa.Column("added", Instant, nullable=False),
    sa.Column("paused", Instant),
    sa.Column("next_at", Instant, nullable=False, comment="when it has something to do"),
    sa.Column("pressing", sa.Boolean, nullable=False),
    sa.Column("misses", sa.Integer, nullable=False, comment="ticks in a row that failed"),
    sa.Column("last_at", Instant, comment="when it was last served"),
    sa.Column("seconds", sa.Float, nullable=False, comment="how long that took"),
    sa.Column("trouble", sa.Text, nullable=False),
    sa.Index("ix_office_next_at", "next_at"),
    comment="the offices that one database holds; empty where there is one",
)

level = sa.Table(
    "level",
    metadata,
    sa.Column("path", sa.String(LONGEST_TEXT), primary_key=True),
    sa.Column("name", sa.String(300), nullable=False),
    sa.Column("spreadsheet", sa.String(100), nullable=False, comment="where its sum is written"),
    sa.Column("through", sa.String(64), nullable=False, comment="the office whose account writes it"),
    comment="levels above the offices that have their sum in a spreadsheet",
)

quota = sa.Table(
    "quota",
    metadata,
    sa.Column("project", sa.String(100), primary_key=True),
    sa.Column("metric", sa.String(32), primary_key=True),
    sa.Column("per_project", sa.Integer, nullable=False),
    sa.Column("per_user", sa.Integer, nullable=False),
    comment="units a minute of Google projects that have others than the usual",
)

allowance = sa.Table(
    "allowance",
    metadata,
    sa.Column("scope", sa.String(400), primary_key=True, comment="project, metric, user"),
    sa.Column("units", sa.Float, nullable=False, comment="left now; below zero: promised"),
    sa.Column("refilled", Instant, nullable=False),
)

lock = sa.Table(
    "lock",
    metadata,
    _office(),
    sa.Column("owner", sa.String(200), nullable=False),
    sa.Column("expires", Instant, nullable=False),
)
