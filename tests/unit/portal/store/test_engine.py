import sqlite3
import threading

import pytest

from portal.store.engine import Store


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'x.db'}")
    yield made
    made.close()


def pragma(store, name):
    with store.reading() as session:
        return session.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_every_connection_is_durable_and_forgets_for_good(store):
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "secure_delete") == 1
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 20000
    assert pragma(store, "temp_store") == 2


def test_a_writer_holds_the_lock_from_the_beginning(store, tmp_path):
    """A transaction that begins as a reader could be refused half way."""
    other = sqlite3.connect(tmp_path / "x.db", timeout=0)
    with store.writing(), pytest.raises(sqlite3.OperationalError):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_failed_transaction_leaves_nothing(store):
    with store.writing() as session:
        session.exec_driver_sql("CREATE TABLE t (x)")

    def fail():
        with store.writing() as session:
            session.exec_driver_sql("INSERT INTO t VALUES (1)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 0


def test_writers_queue_instead_of_failing(store):
    with store.writing() as session:
        session.exec_driver_sql("CREATE TABLE t (x)")

    def write():
        for _ in range(10):
            with store.writing() as session:
                session.exec_driver_sql("INSERT INTO t VALUES (1)")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM t").scalar_one() == 80


def test_deleted_bytes_are_gone_from_file_and_log(store, tmp_path):
    marker = b"marker-that-must-go" * 20
    with store.writing() as session:
        session.exec_driver_sql("CREATE TABLE t (x)")
        session.exec_driver_sql("INSERT INTO t VALUES (?)", (marker,))
    with store.writing() as session:
        session.exec_driver_sql("DELETE FROM t")
    store.tidy()
    assert not any(b"marker-that-must-go" in path.read_bytes() for path in tmp_path.iterdir())
