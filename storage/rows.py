"""Statements that each database words in its own way."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Select, String, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless its key is there; tell whether it was new."""
    statement = _insert(connection, table).values(**row).on_conflict_do_nothing()
    return connection.execute(statement).rowcount == 1


def put(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
    """Insert a row, in place of the one with its primary key."""
    statement = _insert(connection, table).values(**row)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in row if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def listed(connection: Connection, ids: Collection[str]) -> Select[tuple[str]]:
    """Return ids as a query of one parameter: both databases cap how many a statement may have."""
    if connection.dialect.name == "sqlite":
        return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)
    array = bindparam(None, list(ids), postgresql.ARRAY(String))
    return select(func.unnest(array).column_valued("listed"))


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
