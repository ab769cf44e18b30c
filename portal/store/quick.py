from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from portal.store.models import Model


@lru_cache(maxsize=64)
def _insert(dialect: str, table: str, columns: tuple[str, ...], ending: str) -> str:
    known = Model.metadata.tables[table].columns
    names = ", ".join(known[column].name for column in columns)
    marks = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) {ending}"  # noqa: S608 - names come from the models


def read_fact(session: Connection, name: str) -> str:
    """The value of one small fact, asked for by every report."""
    cursor = session.connection.cursor()
    mark = "?" if session.dialect.name == "sqlite" else "%s"
    cursor.execute(f"SELECT value FROM facts WHERE name = {mark}", (name,))  # noqa: S608 - a placeholder
    found = cursor.fetchone()
    if found is None:
        raise LookupError(f"the store has lost its fact {name!r}")
    return str(found[0])


def insert_many(
    session: Connection, table: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Inserts rows given as tuples in the order of `columns`.

    A report is 24 rows: handed to the driver as they are they take a third of the time that the
    statement layer needs to convert values which need no conversion.
    """
    session.connection.cursor().executemany(_insert(session.dialect.name, table, columns, ""), rows)


def insert_one(
    session: Connection, table: str, columns: tuple[str, ...], row: tuple[Any, ...], *, returning: str
) -> Any:  # noqa: ANN401 - a column of any type
    """Inserts one row and returns the named column of it; None where a row with its keys exists already."""
    ending = f"ON CONFLICT DO NOTHING RETURNING {returning}"
    cursor = session.connection.cursor()
    cursor.execute(_insert(session.dialect.name, table, columns, ending), row)
    found = cursor.fetchone()
    return None if found is None else found[0]
