"""The schema's revisions, and how a database gets to the newest one this program knows.

A new revision: change `storage/schema.py`, add a file in `versions` that does the same, and the
tests compare the two on both databases.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.errors import StoreTooNew


def is_current(connection: Connection) -> bool:
    """Tell whether the schema is the newest known; raises StoreTooNew when it is newer still."""
    scripts = ScriptDirectory.from_config(_config())
    newest = scripts.get_current_head()
    found = MigrationContext.configure(connection).get_current_heads()
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in found:
        if revision not in known:
            raise StoreTooNew(revision, str(newest))
    return found == (newest,)


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision within the connection's transaction."""
    if is_current(connection):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config
