"""What stands behind a running demo: every row of the portal's database, and any member's vault."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from crypto.submission import Submission
from demo.reporter import Portal
from investigator_console.vault.folder import find_vault
from investigator_console.vault.opened import Vault
from investigator_console.vault.service import open_vault
from portal.keyring.ceremony import read
from tests.support.live import Live, LiveMember

SERIALS = {"seq", "record_seq"}


@dataclass(frozen=True)
class Table:
    """One table: column names, and all rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def where(self, column: str, value: object) -> list[dict[str, Any]]:
        """The rows with this value, as dictionaries, in the order in which they were stored."""
        found = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return [row for row in found if row[column] == value]


def whole_database(live: Live) -> dict[str, Table]:
    """All tables of the portal's SQLite file, SQLite's own included."""
    with closing(sqlite3.connect(live.data / "portal" / "portal.db", timeout=30)) as database:
        names = [
            row[0]
            for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        return {name: _table(database, name) for name in names}


def _table(database: sqlite3.Connection, name: str) -> Table:
    rowless = database.execute("SELECT wr FROM pragma_table_list(?)", (name,)).fetchone()[0]
    order = (
        "" if rowless else " ORDER BY rowid"
    )  # surveys keep no order: how they came would tell whose they are
    cursor = database.execute(f'SELECT * FROM "{name}"{order}')  # noqa: S608 - names of our own schema
    return Table(tuple(column[0] for column in cursor.description), tuple(cursor.fetchall()))


def case_ids(live: Live) -> set[bytes]:
    """Every case that the portal holds."""
    return {row[0] for row in whole_database(live)["cases"].rows}


def rows_of_case(tables: dict[str, Table], case_id: bytes) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that belongs to one case."""
    numbers = [row["seq"] for row in tables["records"].where("case_id", case_id)]
    found = {}
    for name, table in tables.items():
        if "case_id" in table.columns:
            found[name] = table.where("case_id", case_id)
        elif "record_seq" in table.columns:
            found[name] = [row for number in numbers for row in table.where("record_seq", number)]
    return found


def stored_report(live: Live, case_id: bytes) -> Submission:
    """The report that began a case, with all bodies, and with the wraps that nobody has acknowledged yet."""
    of_case = rows_of_case(whole_database(live), case_id)
    genesis = of_case["records"][0]
    parts = {
        name: [row for row in of_case[name] if row["record_seq"] == genesis["seq"]]
        for name in ("bodies", "wraps")
    }
    return Submission.assemble(
        genesis["header"],
        genesis["signatures"],
        {row["position"]: row["wrap"] for row in parts["wraps"]},
        [row["body"] for row in sorted(parts["bodies"], key=lambda row: row["position"])],
    )


@contextmanager
def opened_vault(live: Live, member: LiveMember) -> Iterator[Vault]:
    """A member's vault, opened beside the console: let it be locked there first."""
    vault = open_vault(find_vault(live.data / "console", member.name), member.passphrase)
    try:
        yield vault
    finally:
        vault.close()


@contextmanager
def public_api(live: Live) -> Iterator[Portal]:
    """The running portal as a reporter's device uses it."""
    portal = Portal(live.portal, read(live.data / "ceremony").card)
    try:
        yield portal
    finally:
        portal.close()
