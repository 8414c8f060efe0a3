"""The schema's revisions, and how a database gets to the newest one this program knows.

A new revision: change `storage/schema.py`, add a file in `versions` that does the same, name it in
`NEWEST`, and the tests compare the three on both databases.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.errors import StoreTooNew

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST = "0001"
"""The last of `versions`. Named here so that a database that needs nothing costs nothing: alembic
takes a fifth of a second and 15 MB to load, and is loaded only to migrate."""


def is_current(connection: Connection) -> bool:
    """Tell whether the schema is the newest known; raises StoreTooNew when it is newer still."""
    found = _found(connection)
    if found == (NEWEST,):
        return True
    for revision in found:
        if revision not in known_revisions():
            raise StoreTooNew(revision, NEWEST)
    return False


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision within the connection's transaction."""
    if is_current(connection):
        return
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def known_revisions() -> tuple[str, ...]:
    """Return all revisions, the newest first, read from their files once."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return tuple(script.revision for script in scripts.walk_revisions())


def _found(connection: Connection) -> tuple[str, ...]:
    if not inspect(connection).has_table("alembic_version"):
        return ()
    return tuple(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config
