"""Sealed records in one SQLite file.

Whoever copies the file learns how many records there are and how long they are, nothing else: contents are
sealed, keys for look-up are keyed hashes, and a record sealed for one place doesn't open in another (AAD
table, id, version).
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crypto.errors import ProtocolError
from crypto.vault import VaultKeys
from investigator_console.vault.errors import TamperedRecordError, VaultLockedError

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  id BLOB NOT NULL,
  parent BLOB,
  version INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (name, id)
);
CREATE INDEX IF NOT EXISTS records_by_parent ON records (name, parent, position);
CREATE INDEX IF NOT EXISTS records_by_position ON records (name, position);
"""
BATCH = 500


@dataclass(frozen=True)
class Record:
    """One opened record. `position` grows with arrival; it isn't sealed, so nothing may rest on it."""

    index: bytes
    position: int
    plaintext: bytes


class RecordStore:
    """Opened vault storage. Safe to use from several threads; a transaction is one thread's at a time."""

    def __init__(self, path: Path, keys: VaultKeys) -> None:
        self._keys = keys
        self._lock = threading.RLock()
        self._depth = 0
        self._closed = False
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file; later calls raise `VaultLockedError`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is stored together and durably, or not at all.

        May be nested: whoever catches what an inner one raises finds the writes of that one undone.
        """
        with self._lock:
            self._refuse_when_closed()
            outermost = self._depth == 0
            self._db.execute("BEGIN IMMEDIATE" if outermost else "SAVEPOINT inner_one")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._db.execute("ROLLBACK" if outermost else "ROLLBACK TO inner_one")
                if not outermost:
                    self._db.execute("RELEASE inner_one")
                raise
            self._depth -= 1
            self._db.execute("COMMIT" if outermost else "RELEASE inner_one")

    @contextmanager
    def _one_write(self) -> Iterator[None]:
        """Around one statement that writes, which is whole or nothing by itself: a part of what is under way."""
        with self._lock:
            if self._depth:
                yield
                return
            with self.transaction():
                yield

    def put(self, table: str, key: bytes, plaintext: bytes, *, parent: bytes | None = None) -> None:
        """Seal `plaintext` under (`table`, `key`), replacing what was there. `parent`: the owning case."""
        index = self.index(table, key)
        parent_index = None if parent is None else self.index("parent", parent)
        with self._one_write():
            row = self._db.execute(
                "SELECT version FROM records WHERE name = ? AND id = ?", (table, index)
            ).fetchone()
            version = 1 if row is None else int(row[0]) + 1
            sealed = self._keys.seal(table, index, version, plaintext)
            self._db.execute(
                "INSERT INTO records (name, id, parent, version, sealed) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (name, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed, "
                "parent = excluded.parent",
                (table, index, parent_index, version, sealed),
            )

    def get(self, table: str, key: bytes) -> bytes | None:
        """The plaintext under (`table`, `key`), or None. Raises `TamperedRecordError`."""
        index = self.index(table, key)
        with self._lock:
            self._refuse_when_closed()
            row = self._db.execute(
                "SELECT version, sealed FROM records WHERE name = ? AND id = ?", (table, index)
            ).fetchone()
        return None if row is None else self._open(table, index, int(row[0]), row[1])

    def has(self, table: str, key: bytes) -> bool:
        """Whether something is stored under (`table`, `key`)."""
        with self._lock:
            self._refuse_when_closed()
            found = self._db.execute(
                "SELECT 1 FROM records WHERE name = ? AND id = ?", (table, self.index(table, key))
            ).fetchone()
        return found is not None

    def delete(self, table: str, key: bytes) -> None:
        """Remove a record; its pages are overwritten (`secure_delete`)."""
        with self._one_write():
            self._db.execute("DELETE FROM records WHERE name = ? AND id = ?", (table, self.index(table, key)))

    def delete_about(self, parent: bytes, *, keep: frozenset[str]) -> None:
        """Remove every record that belongs to `parent` or stands under its id, but for the tables in `keep`."""
        with self.transaction():
            owner = self.index("parent", parent)
            for table in self.tables():
                if table not in keep:
                    self._db.execute(
                        "DELETE FROM records WHERE name = ? AND (parent = ? OR id = ?)",
                        (table, owner, self.index(table, parent)),
                    )

    def scrub(self) -> None:
        """After a destruction: empty the write-ahead log, in which deleted records could still be read."""
        with self._lock:
            self._refuse_when_closed()
            if not self._depth:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def clear(self, table: str) -> None:
        """Remove every record of a table."""
        with self.transaction():
            self._db.execute("DELETE FROM records WHERE name = ?", (table,))

    def count(self, table: str) -> int:
        """How many records a table holds."""
        with self._lock:
            self._refuse_when_closed()
            return int(
                self._db.execute("SELECT count(*) FROM records WHERE name = ?", (table,)).fetchone()[0]
            )

    def each(
        self, table: str, *, parent: bytes | None = None, damaged: list[TamperedRecordError] | None = None
    ) -> Iterator[Record]:
        """Opened records in order of arrival, of one case where `parent` is given.

        A record that doesn't open raises `TamperedRecordError`, or goes into `damaged` where given: one changed
        byte names itself and doesn't hide everything else.
        """
        for position, index, version, sealed in self._rows(table, parent):
            try:
                plaintext = self._open(table, index, version, sealed)
            except TamperedRecordError as fault:
                if damaged is None:
                    raise
                damaged.append(fault)
            else:
                yield Record(index, position, plaintext)

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that hold something."""
        with self._lock:
            self._refuse_when_closed()
            rows = self._db.execute("SELECT DISTINCT name FROM records ORDER BY name").fetchall()
        return tuple(str(row[0]) for row in rows)

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the file, still sealed, while the vault is in use."""
        with self._lock:
            self._refuse_when_closed()
            target = sqlite3.connect(path)
            try:
                self._db.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()

    def index(self, table: str, key: bytes) -> bytes:
        """The keyed hash under which (`table`, `key`) is found: ids never stand in the file."""
        return self._keys.index(table.encode("ascii") + b"\x00" + key)

    def _rows(self, table: str, parent: bytes | None) -> Iterator[tuple[int, bytes, int, bytes]]:
        # In batches: a vault may hold more than fits into memory, and the lock must not be held between
        # records.
        query = "SELECT position, id, version, sealed FROM records WHERE name = ? AND position > ?"
        arguments: tuple[object, ...] = ()
        if parent is not None:
            query += " AND parent = ?"
            arguments = (self.index("parent", parent),)
        last = 0
        while True:
            with self._lock:
                self._refuse_when_closed()
                rows = self._db.execute(
                    query + " ORDER BY position LIMIT ?", (table, last, *arguments, BATCH)
                ).fetchall()
            yield from rows
            if len(rows) < BATCH:
                return
            last = int(rows[-1][0])

    def _open(self, table: str, index: bytes, version: int, sealed: bytes) -> bytes:
        try:
            return self._keys.open(table, index, version, sealed)
        except ProtocolError:
            raise TamperedRecordError(table, index) from None

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise VaultLockedError("The vault is locked. Unlock it with your passphrase.")
