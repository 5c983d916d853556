"""The first schema."""

import sqlalchemy as sa
from alembic import op

from service.adapters.store.schema import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False, comment="name or address"),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("learned", Instant(), nullable=False),
        sa.Column(
            "source", sa.String(length=200), nullable=False, comment="the question whose decision taught it"
        ),
        sa.PrimaryKeyConstraint("office", "kind", "text", name=op.f("pk_alias")),
    )
    op.create_table(
        "assessment",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("obligation", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changed", Instant(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="Assessment as JSON"),
        sa.PrimaryKeyConstraint("office", "obligation", "period", "unit", name=op.f("pk_assessment")),
    )
    op.create_table(
        "assessment_change",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("obligation", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("old", sa.String(length=16), nullable=True),
        sa.Column("new", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_assessment_change")),
    )
    op.create_table(
        "blob",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="an original, zlib"),
        sa.PrimaryKeyConstraint("office", "digest", name=op.f("pk_blob")),
    )
    op.create_table(
        "bounced",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("gmail_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("office", "address", name=op.f("pk_bounced")),
    )
    op.create_table(
        "decision",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("decided", Instant(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="Decision as JSON"),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_decision")),
    )
    op.create_table(
        "job",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("done", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", "name", "period", name=op.f("pk_job")),
        comment="scheduled work done, by its period: a missed one runs once",
    )
    op.create_table(
        "lock",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_lock")),
    )
    op.create_table(
        "memory",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "key", name=op.f("pk_memory")),
        comment="small facts between runs: mail cursor, last polls, label ids, layout of our tabs",
    )
    op.create_table(
        "message",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("gmail_id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "blob",
            sa.String(length=64),
            nullable=True,
            comment="digest of the original, until retention removes it",
        ),
        sa.Column("received", Instant(), nullable=False),
        sa.Column("polled", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("mail", sa.Text(), nullable=False, comment="Mail as JSON, attachments read"),
        sa.Column("submission", sa.Text(), nullable=False, comment="Submission as JSON"),
        sa.Column(
            "undecided",
            sa.Text(),
            nullable=True,
            comment="Submission before the office decided about it",
        ),
        sa.Column("label", sa.String(length=64), nullable=True, comment="the label it bears in Gmail"),
        sa.PrimaryKeyConstraint("office", "gmail_id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_office_content_digest", "message", ["office", "content_digest"], unique=False)
    op.create_index("ix_message_office_received", "message", ["office", "received"], unique=False)
    op.create_table(
        "notice",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False, comment="how many addresses, for the daily budget"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="Notice as JSON, zlib"),
        sa.Column("created", Instant(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("claimed", Instant(), nullable=True),
        sa.Column("draft_id", sa.String(length=64), nullable=False),
        sa.Column("gmail_id", sa.String(length=32), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False, comment="RFC 5322 id Gmail gave it"),
        sa.Column("sent", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "key", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_office_state_not_before", "notice", ["office", "state", "not_before"], unique=False)
    op.create_index("ix_notice_office_unit_sent", "notice", ["office", "unit", "sent"], unique=False)
    op.create_table(
        "question",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("raised", Instant(), nullable=False),
        sa.Column("closed", Instant(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False, comment="Question as JSON"),
        sa.PrimaryKeyConstraint("office", "key", name=op.f("pk_question")),
    )
    op.create_table(
        "row_version",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("tab", sa.String(length=300), nullable=False, comment="spreadsheet and tab"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="Row as JSON, with its present place"),
        sa.Column("seen_after", Instant(), nullable=True),
        sa.Column("seen_by", Instant(), nullable=False),
        sa.Column("gone_after", Instant(), nullable=True),
        sa.Column("gone_by", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_row_version")),
    )
    op.create_index("ix_row_version_office_source", "row_version", ["office", "source"], unique=False)
    op.create_table(
        "run",
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("held", sa.Text(), nullable=True, comment="why nothing was published or sent"),
        sa.Column("facts", sa.Text(), nullable=False, comment="what the next tick compares itself with"),
        sa.Column("summary", sa.Text(), nullable=False, comment="what was read, written and sent, as JSON"),
        sa.PrimaryKeyConstraint("office", "number", name=op.f("pk_run")),
    )
