import os

import pytest

from portal.store.cases import Mailbox, add_case
from portal.store.engine import Store
from portal.store.facts import begin_new_epoch
from portal.store.records import (
    START,
    NewRecord,
    add_record,
    count_after,
    drop_wraps,
    find_genesis,
    one_record,
    records_after,
    store_epoch,
    thread_records,
)
from tests.support.portal_world import settle

READER = b"r" * 16


def new_record(case_id: bytes, *, kind: int = 1, thread: bool = True, size: int = 100) -> NewRecord:
    return NewRecord(
        event_id=os.urandom(32),
        case_id=case_id,
        kind=kind,
        thread=thread,
        header=b"header",
        signatures=b"s" * 64,
        bodies=[os.urandom(size)],
        wraps=[(1, READER, b"w" * 1296), (1, b"o" * 16, b"x" * 1296), (4, b"p" * 16, b"y" * 1296)],
    )


def add(session, record: NewRecord) -> NewRecord:
    mailbox = Mailbox(record.case_id, os.urandom(32), b"a" * 32, b"v" * 32)
    add_case(session, mailbox, day=20_000, hour=480_000)
    assert add_record(session, record, day=20_000)
    return record


@pytest.fixture
def store(either_world) -> Store:
    return either_world.services.store


def page(session, cursor=START, limit=10, max_bytes=10**9):
    return records_after(session, cursor, limit=limit, max_bytes=max_bytes, reader=READER)


def finished(store):
    """A reading session after all transactions that began before."""
    settle(store)
    return store.reading()


def test_a_record_comes_back_whole_with_the_readers_wraps_and_the_reporters(store):
    with store.writing() as session:
        record = add(session, new_record(os.urandom(32)))
    with finished(store) as session:
        found = one_record(session, record.event_id, READER)
        assert find_genesis(session, record.case_id) == (record.event_id, record.signatures)
        [listed] = page(session)
    assert found == listed
    assert found.bodies == list(record.bodies)
    assert found.wraps == [(0, b"w" * 1296), (2, b"y" * 1296)]
    assert found.received_day == 20_000


def test_the_thread_holds_no_report_bodies_and_the_reporters_wraps_alone(store):
    case_id = os.urandom(32)
    with store.writing() as session:
        add(session, new_record(case_id))
        add_record(session, new_record(case_id, kind=2), day=20_000)
        add_record(session, new_record(case_id, kind=2, thread=False), day=20_000)
        add(session, new_record(os.urandom(32)))
    with store.reading() as session:
        first, second = thread_records(session, case_id)
    assert (first.bodies, first.wraps) == ([], [(2, b"y" * 1296)])
    assert len(second.bodies) == 1


def test_the_same_id_is_stored_once(store):
    with store.writing() as session:
        record = add(session, new_record(os.urandom(32)))
        assert not add_record(session, record, day=20_000)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(store):
    with store.writing() as session:
        wanted = [add(session, new_record(os.urandom(32))).event_id for _ in range(7)]
    seen, cursor = [], START
    with finished(store) as session:
        while records := page(session, cursor, limit=3):
            cursor = records[-1].cursor
            seen += [record.event_id for record in records]
            assert count_after(session, cursor) == 7 - len(seen)
    assert seen == wanted


def test_a_page_stops_at_its_weight_but_never_at_nothing(store):
    with store.writing() as session:
        for _ in range(3):
            add(session, new_record(os.urandom(32), size=5_000))
    with finished(store) as session:
        assert len(page(session, max_bytes=12_000)) == 1
        assert len(page(session, max_bytes=13_000)) == 2
        assert len(page(session, max_bytes=1)) == 1


def test_acknowledged_wraps_are_gone_for_their_recipient_alone(store):
    with store.writing() as session:
        record = add(session, new_record(os.urandom(32)))
        drop_wraps(session, [record.event_id, os.urandom(32)], READER)
    with store.reading() as session:
        assert [place for place, _ in one_record(session, record.event_id, READER).wraps] == [2]
        assert [place for place, _ in one_record(session, record.event_id, b"o" * 16).wraps] == [1, 2]


@pytest.mark.postgres
@pytest.mark.parametrize("either_world", ["postgres"], indirect=True)
def test_a_cursor_never_passes_a_transaction_that_still_runs(store):
    """The second transaction ends first: its row has the higher number, and must wait for the first."""
    with store.writing() as slow:
        early = add(slow, new_record(os.urandom(32)))
        with store.writing() as quick:
            late = add(quick, new_record(os.urandom(32)))
        with store.reading() as session:
            assert page(session) == []
    with finished(store) as session:
        records = page(session)
    assert [record.event_id for record in records] == [early.event_id, late.event_id]


@pytest.mark.postgres
@pytest.mark.parametrize("either_world", ["postgres"], indirect=True)
def test_a_transaction_that_numbers_its_row_late_is_not_skipped_either(store):
    """The slow one takes its transaction id first and its sequence number last."""
    with store.writing() as slow:
        slow.exec_driver_sql("SELECT pg_current_xact_id()")
        with store.writing() as quick:
            add(quick, new_record(os.urandom(32)))
        add(slow, new_record(os.urandom(32)))
        with store.reading() as session:
            assert page(session) == []
    with finished(store) as session:
        first = page(session, limit=1)
        rest = page(session, first[0].cursor)
    assert len(first) + len(rest) == 2


def test_a_restored_backup_begins_a_new_epoch(store):
    with store.writing() as session:
        add(session, new_record(os.urandom(32)))
        before = store_epoch(session)
        begin_new_epoch(session)
    with store.reading() as session:
        assert store_epoch(session) != before
        assert len(page(session)) == 1
