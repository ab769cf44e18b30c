import threading

import pytest

from portal.counters import CalmMemoryStorage


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_counts_until_the_window_ends(clock):
    storage = CalmMemoryStorage()
    assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    clock[0] += 61
    assert storage.incr("a", 60) == 1


def test_forgets_what_nobody_asks_for_again(clock):
    storage = CalmMemoryStorage()
    for number in range(1000):
        storage.incr(f"network {number}", 60)
    clock[0] += 61
    storage.incr("another", 60)
    assert set(storage.storage) == {"another"}
    assert set(storage.expirations) == {"another"}


def test_starts_no_thread():
    storage = CalmMemoryStorage()
    before = threading.active_count()
    for _ in range(200):
        storage.incr("a", 60)
    assert threading.active_count() <= before
