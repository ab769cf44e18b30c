import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from portal.store.shared_commit import SharedCommit
from portal.store.turns import Turns

T = TypeVar("T")
_WRITES = "amparo_writes"
_POSTGRES = {"postgresql", "postgres"}


class Store:
    """The database, with one door to read and one to write.

    `url`: an SQLAlchemy address, SQLite or PostgreSQL. Connections are made late and never cross a fork.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(make_url(url))
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = self.engine.execution_options(**{_WRITES: True})
        file = self.engine.url.database if self.is_sqlite else None
        self._turn = Turns(Path(file)).taken if file else nullcontext
        self._shared = SharedCommit(self._turn, self._writer.connect) if self.is_sqlite else None
        _forget_connections_after_fork(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A session that only reads."""
        with self.engine.connect() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: durable when the block ends, undone when it raises."""
        with self._turn(), self._writer.begin() as session:
            yield session

    def write(self, job: Callable[[Connection], T]) -> T:
        """One transaction like `writing`, for work that many bring at once: on SQLite they share a commit.

        `job` may be run twice, so it changes nothing but the database. PostgreSQL lets its commits share by itself.
        """
        if self._shared is not None:
            return self._shared.run(job)
        with self.writing() as session:
            return job(session)

    def tidy(self) -> None:
        """Empties SQLite's write-ahead log, so that no deleted row stays readable there."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def scrub(self) -> None:
        """After a destruction: lets go of the pages that held what was deleted, so that they are overwritten."""
        if self.is_sqlite:
            self.tidy()
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM bodies, wraps"))

    def close(self) -> None:
        """Closes every connection."""
        if self._shared is not None:
            self._shared.close()
        self.engine.dispose()


def _engine(url: URL) -> Engine:
    if url.drivername in _POSTGRES:
        url = url.set(drivername="postgresql+psycopg")
    # hide_parameters: an error message must never carry what was being stored.
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": 16, "max_overflow": 16}
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, **options)
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    engine = create_engine(url, connect_args={"timeout": 20}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
    # The driver must not begin transactions itself: a read that turns into a write would fail when busy.
    connection.isolation_level = None
    for pragma in (
        "busy_timeout = 20000",
        "journal_mode = WAL",
        "synchronous = FULL",
        # Rarer, so that pages which every report changes are carried over once for many reports.
        "wal_autocheckpoint = 4000",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
    # A stored report was promised to a person: the server's own setting may not weaken that.
    autocommit, connection.autocommit = connection.autocommit, True
    connection.execute("SET synchronous_commit = on")
    connection.autocommit = autocommit


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy passes its connection
    # Writers queue at the door: a deferred transaction could be refused half way, with a report in its hands.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forget_connections_after_fork(engine: Engine) -> None:
    reference = weakref.ref(engine)

    def forget() -> None:
        live = reference()
        if live is not None:
            live.dispose(close=False)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)


def lock_for_schema_change(session: Connection) -> None:
    """On PostgreSQL, one upgrade at a time. SQLite's write lock does the same by itself."""
    if session.dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(4270911)"))
