"""What is kept at first: settings, blocks, answers with their impressions, votes.

A revision never imports the schema: it says what the tables were at its time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _chats()
    _answers()
    _votes()


def downgrade() -> None:
    """Drop the tables with all that they hold."""
    for name in ("handled_updates", "votes", "impressions", "answers", "blocks", "chat_settings"):
        op.drop_table(name)


def _chats() -> None:
    op.create_table(
        "chat_settings",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("model", sa.String()),
        sa.Column("popularity", sa.Float(), nullable=False),
        sa.Column("likes_used", sa.Boolean(), nullable=False),
        sa.Column("group_rule", sa.String(), nullable=False),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("language", sa.String()),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chat_settings"),
    )
    op.create_table(
        "blocks",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "kind", "name", name="pk_blocks"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("experiment", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_answers"),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_answers_chat_id_message_id"),
    )
    op.create_index("ix_answers_chat_id_at", "answers", ["chat_id", "at"])
    op.create_index("ix_answers_experiment", "answers", ["experiment"])
    op.create_table(
        "impressions",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("track_id", sa.String(), nullable=False),
        sa.Column("team", sa.String()),
        sa.PrimaryKeyConstraint("answer_id", "position", name="pk_impressions"),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answers.answer_id"],
            name="fk_impressions_answer_id",
            ondelete="CASCADE",
        ),
    )


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column(
            "vote_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("track_id", sa.String(), nullable=False),
        sa.Column("vote", sa.SmallInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("answer_id", sa.String()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", name="pk_votes"),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.answer_id"], name="fk_votes_answer_id", ondelete="SET NULL"
        ),
    )
    columns = ["chat_id", "track_id", "user_id", "vote_id"]
    op.create_index("ix_votes_chat_id_track_id_user_id_vote_id", "votes", columns)
    op.create_index("ix_votes_track_id", "votes", ["track_id"])
    op.create_index("ix_votes_answer_id", "votes", ["answer_id"])
    op.create_table(
        "handled_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_handled_updates"),
    )
    op.create_index("ix_handled_updates_at", "handled_updates", ["at"])
