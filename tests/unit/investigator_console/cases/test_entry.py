import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import ProtocolError
from investigator_console.cases.entry import StoredEntry, without_foreign_bodies

HEADERS = st.binary(min_size=36, max_size=400)
BODIES = st.lists(st.none() | st.binary(max_size=300), max_size=5).map(tuple)


SIGNATURES = st.lists(st.binary(min_size=64, max_size=64), max_size=2).map(tuple)
WRAPS = st.lists(st.tuples(st.integers(0, 63), st.binary(min_size=1296, max_size=1296)), max_size=2).map(
    tuple
)
FOREIGN = st.lists(st.tuples(st.integers(0, 4), st.binary(max_size=300)), max_size=5).map(tuple)


@given(HEADERS, SIGNATURES, BODIES, WRAPS, FOREIGN)
def test_what_is_stored_comes_back(header, signatures, bodies, wraps, foreign):
    entry = StoredEntry(b"e" * 32, header, signatures, bodies, "2026-11-21", wraps, foreign)
    assert StoredEntry.decode(entry.encode()) == entry


def test_an_entry_of_an_earlier_version_is_read():
    """Byte by byte as it was written before wraps and foreign bodies were kept."""
    start = b"e" * 32 + b"2026-11-21" + b"\x00\x00\x00\x28" + b"h" * 40
    data = start + b"\x01\x02" + b"s" * 64 + b"\x00\x00\x00\x02ab" + b"\xff\xff\xff\xff"
    read = StoredEntry.decode(data)
    assert read == StoredEntry(b"e" * 32, b"h" * 40, (b"s" * 64,), (b"ab", None), "2026-11-21")
    assert read.encode() == data


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data):
    try:
        StoredEntry.decode(data)
    except (ProtocolError, UnicodeDecodeError):  # a day that is no ASCII
        return


def test_bodies_that_do_not_open_here_stand_aside():
    report = StoredEntry(
        b"e" * 32, b"\x01\x01\x01\x02" + bytes(60), (), (b"1", b"2", b"3", b"4", b"5"), "2026-11-21"
    )
    thin = without_foreign_bodies(report, frozenset({1, 5}))
    assert thin.bodies == (b"1", None, None, None, b"5")
    assert thin.whole == report.bodies
    assert without_foreign_bodies(thin, frozenset({2})).bodies == (None, b"2", None, None, None)
    assert without_foreign_bodies(thin, frozenset({2})).whole == report.bodies
    event = StoredEntry(b"e" * 32, b"\x01\x01\x02\x11" + bytes(60), (), (b"1",), "2026-11-21")
    assert without_foreign_bodies(event, frozenset()) == event


def test_no_day_is_no_record():
    with pytest.raises(ProtocolError):
        StoredEntry(b"e" * 32, bytes(40), (), (), "yesterday")
