"""The tables, one `Table` each. Chat and user ids, track ids, numbers and times: nothing else.

`votes` is a history: rows are added, never changed, and the verdict of a user on a track in a chat
is the row with the greatest `vote_id`. Whatever belongs to a chat carries `chat_id`, but for
impressions, which belong to an answer and go with it. `handled_updates` says only that an update
was counted, not whose it was: erasing a chat must not let its old updates count again.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite knows no time zones, so it is given and gives back none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware time into UTC; a naive one is refused, for it could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the store keeps aware times only")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, whatever zone the session has."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

chat_settings = Table(
    "chat_settings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("model", String),
    Column("popularity", Float, nullable=False),
    Column("likes_used", Boolean, nullable=False),
    Column("group_rule", String, nullable=False),
    Column("named", JSON, nullable=False),
    Column("language", String),
)

blocks = Table(
    "blocks",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, primary_key=True),
    Column("name", String, primary_key=True),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_id", String, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("seed", String, nullable=False),
    Column("model", String, nullable=False),
    Column("experiment", String),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
    Index(None, "chat_id", "at"),
    Index(None, "experiment"),
)

impressions = Table(
    "impressions",
    metadata,
    Column("answer_id", ForeignKey(answers.c.answer_id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("track_id", String, nullable=False),
    Column("team", String),
)

votes = Table(
    "votes",
    metadata,
    Column(
        "vote_id",
        # SQLite counts up by itself only in a column that is exactly INTEGER.
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
    ),
    Column("chat_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("track_id", String, nullable=False),
    Column("vote", SmallInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("answer_id", ForeignKey(answers.c.answer_id, ondelete="SET NULL")),
    Column("at", UtcTime, nullable=False),
    Index(None, "chat_id", "track_id", "user_id", "vote_id"),
    Index(None, "track_id"),
    Index(None, "answer_id"),
)

handled_updates = Table(
    "handled_updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False, index=True),
)
