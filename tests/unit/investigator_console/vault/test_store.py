import sqlite3
import threading

import pytest

from investigator_console.vault.errors import TamperedRecordError, VaultLockedError
from investigator_console.vault.store import RecordStore

MARKER = b"zebra-umbrella-marker"


def raw(tmp_path):
    return sqlite3.connect(tmp_path / "vault.db")


def test_what_was_sealed_comes_back(store):
    store.put("note", b"one", b"first")
    store.put("note", b"one", b"second")
    assert store.get("note", b"one") == b"second"
    assert store.get("note", b"two") is None
    assert store.count("note") == 1
    assert store.has("note", b"one")


def test_neither_content_nor_ids_stand_in_the_file(store, tmp_path):
    store.put("entry", MARKER + b"-id", MARKER, parent=MARKER + b"-case")
    store.put("entry", MARKER + b"-id", MARKER + b" again", parent=MARKER + b"-case")
    store.delete("entry", MARKER + b"-id")
    store.put("entry", MARKER + b"-id2", MARKER, parent=MARKER + b"-case")
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("vault.db*"))
    assert on_disk
    assert MARKER not in on_disk


def test_records_of_one_case_in_order_of_arrival(store):
    for number in range(1200):
        store.put("entry", number.to_bytes(2, "big"), str(number).encode(), parent=bytes([number % 2]))
    odd = [record.plaintext for record in store.each("entry", parent=b"\x01")]
    assert odd == [str(number).encode() for number in range(1, 1200, 2)]
    assert sum(1 for _ in store.each("entry")) == 1200


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE records SET sealed = zeroblob(length(sealed)) WHERE name = 'note'",
        "UPDATE records SET version = version + 1 WHERE name = 'note'",
        "UPDATE records SET name = 'note' WHERE name = 'other'",
    ],
)
def test_a_changed_moved_or_aged_record_is_named(store, tmp_path, change):
    if "other" in change:
        store.put("other", b"one", b"kept")
    else:
        store.put("note", b"one", b"kept")
    with raw(tmp_path) as database:
        database.execute(change)
    database.close()
    with pytest.raises(TamperedRecordError) as fault:
        list(store.each("note"))
    assert fault.value.table == "note"
    assert "note" in str(fault.value)


def test_an_older_version_put_back_is_named(store, tmp_path):
    store.put("note", b"one", b"old")
    with raw(tmp_path) as database:
        (old,) = database.execute("SELECT sealed FROM records").fetchone()
    store.put("note", b"one", b"new")
    with database:
        database.execute("UPDATE records SET sealed = ?", (old,))
    database.close()
    with pytest.raises(TamperedRecordError):
        store.get("note", b"one")


def test_one_damaged_record_does_not_hide_the_others(store, tmp_path):
    for name in (b"a", b"b", b"c"):
        store.put("note", name, name)
    with raw(tmp_path) as database:
        database.execute("UPDATE records SET sealed = zeroblob(60) WHERE position = 2")
    database.close()
    damaged = []
    assert [record.plaintext for record in store.each("note", damaged=damaged)] == [b"a", b"c"]
    assert [fault.table for fault in damaged] == ["note"]


def test_a_transaction_is_stored_whole_or_not_at_all(store):
    def half():
        store.put("note", b"one", b"1")
        raise RuntimeError

    with pytest.raises(RuntimeError), store.transaction():
        half()
    assert store.get("note", b"one") is None
    with store.transaction(), store.transaction():
        store.put("note", b"one", b"1")
    assert store.get("note", b"one") == b"1"


def test_an_inner_transaction_that_fails_is_undone_and_the_outer_one_goes_on(store):
    def inner():
        store.put("note", b"two", b"2")
        store.delete("note", b"one")
        with store.transaction():
            store.put("note", b"three", b"3")
        raise RuntimeError

    store.put("note", b"two", b"before")
    with store.transaction():
        store.put("note", b"one", b"1")
        with pytest.raises(RuntimeError), store.transaction():
            inner()
        store.put("note", b"four", b"4")
    assert [store.get("note", name) for name in (b"one", b"two", b"three", b"four")] == [
        b"1",
        b"before",
        None,
        b"4",
    ]


def test_threads_take_turns(store):
    def write(start):
        for number in range(start, start + 40):
            store.put("note", number.to_bytes(2, "big"), b"x")

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count("note") == 120


def test_a_closed_store_says_that_it_is_locked(store):
    store.close()
    with pytest.raises(VaultLockedError):
        store.get("note", b"one")


def test_a_copy_opens_under_the_same_keys(store, tmp_path, keys):
    store.put("note", b"one", b"kept")
    store.copy_to(tmp_path / "copy.db")
    copy = RecordStore(tmp_path / "copy.db", keys)
    assert copy.get("note", b"one") == b"kept"
    copy.close()
