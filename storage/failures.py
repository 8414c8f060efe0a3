"""The one door through which driver errors leave: weather becomes StoreDown, bugs stay bugs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from storage.errors import StoreDamaged, StoreDown

# Primary result codes of SQLite, https://www.sqlite.org/rescode.html
_SQLITE_DOWN = {
    sqlite3.SQLITE_PERM: "no permission",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
    sqlite3.SQLITE_IOERR: "input or output failed",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_AUTH: "no permission",
}
_SQLITE_DAMAGED = {
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "not a database",
}

# Classes and codes of SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html;
# the longest that a state starts with decides.
_STATES_DOWN = {
    "08": "unreachable",
    "25006": "read-only",
    "28": "refuses the login",
    "3D": "does not exist",
    "40001": "busy",
    "40P01": "busy",
    "53": "out of resources",
    "53100": "full",
    "55P03": "locked",
    "57014": "too slow",
    "57P": "shutting down or starting",
    "58": "input or output failed",
}
_STATES_DAMAGED = {"42P01": "its tables are gone", "58P01": "corrupt", "XX": "corrupt"}
_STATES_PASSING = ("40001", "40P01")

# OSError is what is left when no connection came to be: refused, reset, unresolvable, timed out.
DRIVER_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)


@contextmanager
def door() -> Iterator[None]:
    """Let no driver error of the weather kind out but as StoreDown or StoreDamaged."""
    try:
        yield
    except DRIVER_ERRORS as exc:
        failure = weather(exc)
        if failure is None:
            raise
        raise failure from exc


def weather(exc: BaseException) -> StoreDown | None:
    """Return what a driver error means for whoever asked; None when it is a bug, not weather."""
    if isinstance(exc, PoolExhausted):
        return StoreDown("all connections are busy")
    if isinstance(exc, TimeoutError):
        return StoreDown("too slow")
    if isinstance(exc, OSError):
        return StoreDown("unreachable")
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    known = (
        _of_sqlite(original)
        if isinstance(original, sqlite3.Error)
        else _of_state(getattr(original, "sqlstate", None) or "")
    )
    if known is None and isinstance(exc, DBAPIError) and exc.connection_invalidated:
        return StoreDown("connection lost")
    return known


def passes_by_itself(exc: BaseException) -> bool:
    """Tell whether the same transaction, tried again at once, may well succeed."""
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    if isinstance(original, sqlite3.Error):
        return _primary(original) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(original, "sqlstate", None) in _STATES_PASSING


def _primary(exc: sqlite3.Error) -> int | None:
    code = getattr(exc, "sqlite_errorcode", None)  # absent when the driver itself complains
    return None if code is None else int(code) & 0xFF


def _of_sqlite(exc: sqlite3.Error) -> StoreDown | None:
    code = _primary(exc)
    if code in _SQLITE_DAMAGED:
        return StoreDamaged(_SQLITE_DAMAGED[code])
    if code in _SQLITE_DOWN:
        return StoreDown(_SQLITE_DOWN[code])
    if code == sqlite3.SQLITE_ERROR and str(exc).startswith("no such table"):
        return StoreDamaged("its tables are gone")
    closed = code is None and isinstance(exc, sqlite3.OperationalError | sqlite3.ProgrammingError)
    return StoreDown("connection lost") if closed else None


def _of_state(state: str) -> StoreDown | None:
    for length in range(len(state), 1, -1):
        start = state[:length]
        if start in _STATES_DAMAGED:
            return StoreDamaged(_STATES_DAMAGED[start])
        if start in _STATES_DOWN:
            return StoreDown(_STATES_DOWN[start])
    return None
