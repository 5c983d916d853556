"""Many offices in one database: their register, the levels above them, Google's quotas shared out; and PostgreSQL
itself keeps each transaction within the office it was opened for."""

import sqlalchemy as sa
from alembic import op

from service.adapters.store.schema import Instant

revision = "0002"
down_revision = "0001"

SCOPED = (
    "alias",
    "assessment",
    "assessment_change",
    "blob",
    "bounced",
    "decision",
    "job",
    "lock",
    "memory",
    "message",
    "notice",
    "question",
    "row_version",
    "run",
)


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("scope", sa.String(length=400), nullable=False, comment="project, metric, user"),
        sa.Column("units", sa.Float(), nullable=False, comment="left now; below zero: promised"),
        sa.Column("refilled", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_allowance")),
    )
    op.create_table(
        "level",
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("spreadsheet", sa.String(length=100), nullable=False, comment="where its sum is written"),
        sa.Column("through", sa.String(length=64), nullable=False, comment="the office whose account writes it"),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_level")),
        comment="levels above the offices that have their sum in a spreadsheet",
    )
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("mailbox", sa.String(length=300), nullable=False),
        sa.Column(
            "path", sa.String(length=300), nullable=False, comment="the levels above it, each ending in a slash"
        ),
        sa.Column("config", sa.Text(), nullable=False, comment="its config.yaml"),
        sa.Column("secrets", sa.LargeBinary(), nullable=True, comment="what opens its account, encrypted"),
        sa.Column("added", Instant(), nullable=False),
        sa.Column("paused", Instant(), nullable=True),
        sa.Column("next_at", Instant(), nullable=False, comment="when it has something to do"),
        sa.Column("pressing", sa.Boolean(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False, comment="ticks in a row that failed"),
        sa.Column("last_at", Instant(), nullable=True, comment="when it was last served"),
        sa.Column("seconds", sa.Float(), nullable=False, comment="how long that took"),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_office_mailbox")),
        comment="the offices that one database holds; empty where there is one",
    )
    op.create_index("ix_office_next_at", "office", ["next_at"], unique=False)
    op.create_table(
        "quota",
        sa.Column("project", sa.String(length=100), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("per_project", sa.Integer(), nullable=False),
        sa.Column("per_user", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("project", "metric", name=op.f("pk_quota")),
        comment="units a minute of Google projects that have others than the usual",
    )
    if op.get_bind().dialect.name == "postgresql":
        _scope_rows()


def _scope_rows() -> None:
    """A transaction names its office in ``nhacviec.office`` and sees that one's rows; without a name it sees none.
    The owner of the tables is bound too; only a superuser is not."""
    for table in SCOPED:
        _policy(table, "office = current_setting('nhacviec.office', true)")
    _policy("office", "coalesce(current_setting('nhacviec.office', true), '') IN ('', id)")
    op.execute(
        """CREATE POLICY above ON assessment FOR SELECT USING (
            coalesce(current_setting('nhacviec.above', true), '') <> ''
            AND office IN (
                SELECT id FROM office WHERE starts_with(path, current_setting('nhacviec.above', true))
            )
        )"""
    )


def _policy(table: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_office ON {table} USING ({condition})")
