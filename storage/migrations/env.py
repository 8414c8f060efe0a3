"""What Alembic runs around the revisions: on the connection it is given, in its transaction."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite's too, for our transactions begin before the first statement
)
with context.begin_transaction():
    context.run_migrations()
