import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import ProtocolError
from investigator_console.cases.entry import StoredEntry, without_foreign_bodies

HEADERS = st.binary(min_size=36, max_size=400)
BODIES = st.lists(st.none() | st.binary(max_size=300), max_size=5).map(tuple)


@given(HEADERS, st.lists(st.binary(min_size=64, max_size=64), max_size=2).map(tuple), BODIES)
def test_what_is_stored_comes_back(header, signatures, bodies):
    entry = StoredEntry(b"e" * 32, header, signatures, bodies, "2026-11-21")
    assert StoredEntry.decode(entry.encode()) == entry


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data):
    try:
        StoredEntry.decode(data)
    except (ProtocolError, UnicodeDecodeError):  # a day that is no ASCII
        return


def test_a_report_keeps_only_the_bodies_that_open_here():
    report = StoredEntry(
        b"e" * 32, b"\x01\x01\x01\x02" + bytes(60), (), (b"1", b"2", b"3", b"4", b"5"), "2026-11-21"
    )
    assert without_foreign_bodies(report, frozenset({1, 5})).bodies == (b"1", None, None, None, b"5")
    event = StoredEntry(b"e" * 32, b"\x01\x01\x02\x11" + bytes(60), (), (b"1",), "2026-11-21")
    assert without_foreign_bodies(event, frozenset()) == event


def test_no_day_is_no_record():
    with pytest.raises(ProtocolError):
        StoredEntry(b"e" * 32, bytes(40), (), (), "yesterday")
