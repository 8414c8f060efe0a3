"""What can go wrong in the store.

::

    StorageError
    ├── StoreDown       the database cannot be used right now: locked, full, read-only, away
    │   └── StoreDamaged  the file is not one, or is corrupt
    ├── StoreTooNew     its schema is of a later version than this program knows
    ├── BadAddress      the database URL names no database that the store can use
    └── BadExport       what should be imported is not an export

Errors carry facts; whoever shows them chooses the words. Driver errors end at one door.
"""


class StorageError(Exception):
    """The store cannot do what it was asked."""


class StoreDown(StorageError):
    """The database cannot be used right now; trying later may help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StoreDamaged(StoreDown):
    """The database is corrupt or not a database; someone must look at it."""


class StoreTooNew(StorageError):
    """The schema is of revision `found`, which this program does not know."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"the database has schema revision {found}, newer than this version's {known}; "
            "update Segue or choose another database"
        )
        self.found = found
        self.known = known


class BadAddress(StorageError):
    """The database URL is unreadable, or names neither SQLite nor PostgreSQL."""

    def __init__(self) -> None:
        super().__init__(
            "a database URL starts with sqlite+aiosqlite:/// or postgresql+asyncpg://"
        )


class BadExport(StorageError):
    """What should be imported is not an export of a chat."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
