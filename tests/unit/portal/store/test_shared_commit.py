"""Threads share a commit: none is answered before it stands, none loses its own, none undoes another's."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from portal.store.engine import Store

THREADS = 8


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'x.db'}")
    with made.writing() as session:
        session.exec_driver_sql("CREATE TABLE t (x INTEGER PRIMARY KEY)")
    yield made
    made.close()


def put(number):
    def job(session):
        session.exec_driver_sql("INSERT INTO t VALUES (?)", (number,))
        return number

    return job


def numbers(store):
    with store.reading() as session:
        return sorted(session.exec_driver_sql("SELECT x FROM t").scalars())


@contextmanager
def held(store):
    """Somebody else writes: whoever comes meanwhile has to wait, and finds company."""
    with store.writing():
        yield


def come_together(store, jobs):
    """Runs all jobs, each in a thread, so that they wait for the same turn. The results, or what was raised."""

    def run(job):
        try:
            return store.write(job)
        except (ArithmeticError, OSError) as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as threads:
        with held(store):
            futures = [threads.submit(run, job) for job in jobs]
            while len(store._shared._waiting) < len(jobs):
                threading.Event().wait(0.001)
        return [future.result(30) for future in futures]


def test_all_who_wait_share_one_transaction_and_each_gets_their_own_result(store):
    transactions = set()

    def counted(number):
        def job(session):
            transactions.add(session.get_transaction())
            return put(number)(session)

        return job

    assert come_together(store, [counted(n) for n in range(THREADS)]) == list(range(THREADS))
    assert numbers(store) == list(range(THREADS))
    assert len(transactions) == 1


def test_one_that_fails_is_told_so_and_undoes_nobody_elses(store):
    def fails(session):
        put(100)(session)
        raise ZeroDivisionError

    results = come_together(store, [put(1), fails, put(2)])
    assert results[::2] == [1, 2]
    assert isinstance(results[1], ZeroDivisionError)
    assert numbers(store) == [1, 2]
    assert store.write(put(3)) == 3


def test_a_commit_that_fails_is_nobodys_success(store, monkeypatch):
    """As on a full disk: not one of those who shared it may be told that it is stored."""

    commit, holder = store.engine.dialect.do_commit, []

    def no_room(connection):
        if holder:
            raise OSError("no space left on device")
        holder.append(connection)
        commit(connection)

    with monkeypatch.context() as patched:
        patched.setattr(store.engine.dialect, "do_commit", no_room)
        results = come_together(store, [put(n) for n in range(3)])
    assert all(isinstance(one, OSError) for one in results)
    assert numbers(store) == []
    assert store.write(put(7)) == 7


def test_a_refused_turn_is_told_to_all(store, monkeypatch):
    @contextmanager
    def refused():
        raise PermissionError
        yield

    with monkeypatch.context() as patched:
        patched.setattr(store._shared, "_turn", refused)
        with pytest.raises(PermissionError):
            store.write(put(1))
    assert store.write(put(2)) == 2


def test_many_threads_for_a_while(store):
    def work(thread):
        for step in range(50):
            assert store.write(put(thread * 1000 + step)) == thread * 1000 + step

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS)))
    assert len(numbers(store)) == THREADS * 50


def test_closing_waits_for_a_commit_that_is_under_way(tmp_path):
    # given a thread whose work is under way on the kept connection
    store = Store(f"sqlite:///{tmp_path / 'closing.db'}")
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def slow(connection):
        begun.set()
        assert go_on.wait(20)
        return connection.exec_driver_sql("SELECT 1").scalar_one()

    def close():
        store.close()
        closed.set()

    with ThreadPoolExecutor(2) as people:
        working = people.submit(store.write, slow)
        assert begun.wait(20)
        # when another one closes the store. Then: it waits, and the work ends as if nothing had been
        people.submit(close)
        assert not closed.wait(0.2)
        go_on.set()
        assert working.result(20) == 1
        assert closed.wait(20)
