"""The schema's revisions, and how a database gets to the newest one this program knows.

A new revision: change `storage/schema.py`, add a file in `versions` that does the same, and the
tests compare the two on both databases.
"""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.errors import StoreTooNew


def is_current(connection: Connection) -> bool:
    """Tell whether the schema is the newest known; raises StoreTooNew when it is newer still."""
    newest, known = _revisions()
    found = MigrationContext.configure(connection).get_current_heads()
    for revision in found:
        if revision not in known:
            raise StoreTooNew(revision, newest)
    return found == (newest,)


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision within the connection's transaction."""
    if is_current(connection):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _revisions() -> tuple[str, frozenset[str]]:
    """Return the newest revision and all of them, read from their files once."""
    scripts = ScriptDirectory.from_config(_config())
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return str(scripts.get_current_head()), known


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config
