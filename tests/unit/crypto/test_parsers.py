"""Whatever bytes come in: a value or a `ProtocolError`, never another exception."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crypto import events, intake, keyring, passphrase, suspension, vault
from crypto.cookie import CookieSealer
from crypto.documents import encode_json, parse_json
from crypto.errors import Malformed, ProtocolError, WrongPassphrase
from crypto.event_header import EventHeader
from crypto.genesis_header import GenesisHeader
from crypto.keys import unpack_slots
from crypto.padding import unpad_body
from crypto.payload import open_chunks
from crypto.submission import Submission
from tests.unit.crypto.conftest import DEPLOYMENT

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=5) | st.dictionaries(st.text(max_size=10), children, max_size=5)
    ),
    max_leaves=20,
)


def tame(parse, data):
    try:
        return parse(data)
    except ProtocolError:
        return None


def headed(magic):
    """Bytes that begin as the layout does, so that they get past the first check."""
    return st.binary(max_size=600) | st.binary(max_size=600).map(lambda tail: magic + tail)


def with_header(kinds):
    start = st.tuples(st.just(1), st.just(1), st.sampled_from(kinds), st.integers(0, 20)).map(bytes)
    return st.tuples(start, st.binary(max_size=3000)).map(b"".join)


@given(headed(b"AMP1") | headed(b"AMP1\x00\x00\x00\x40"))
def test_submissions(data):
    tame(Submission.parse, data)
    tame(events.EventSubmission.parse, data)


@given(with_header([1, 5]))
def test_genesis_headers(data):
    tame(GenesisHeader.parse, data)


@given(with_header([2, 3, 4]), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
def test_event_headers(data, parents, keys, wraps):
    tame(EventHeader.parse, data)
    tame(EventHeader.parse, data[:240].ljust(240, b"\x01") + bytes((parents, keys, wraps, 0)) + data[240:])


@given(headed(b"AMK1"))
def test_keyring_containers(data):
    tame(lambda d: keyring.parse_keyring(d, bytes(32), DEPLOYMENT), data)


@settings(relaxed, max_examples=40)
@given(st.data())
def test_keyring_documents_with_one_field_changed(organisation, data):
    document = json.loads(json.dumps(organisation.document()))
    name = data.draw(st.sampled_from(sorted(document)))
    value = data.draw(json_values)
    if data.draw(st.booleans()) and isinstance(document[name], dict):
        document[name][data.draw(st.sampled_from(sorted(document[name])))] = value
    elif data.draw(st.booleans()) and isinstance(document[name], list):
        document[name].append(value)
    else:
        document[name] = value
    tame(keyring.parse_document, json.dumps(document).encode("utf-8", "surrogatepass"))


@relaxed
@given(st.integers(0, 1307), st.integers(1, 255))
def test_intake_records_with_one_byte_changed(organisation, at, change):
    record = bytearray(next(iter(organisation.intake.values())).record)
    record[at] ^= change
    with pytest.raises(ProtocolError):
        intake.parse_record(bytes(record), organisation.keyring)


@relaxed
@given(headed(b"AMI1"))
def test_intake_lists(organisation, data):
    tame(lambda d: intake.parse_list(d, organisation.keyring), data)
    tame(lambda d: intake.parse_record(d, organisation.keyring), data.ljust(1308, b"\x01"))


@relaxed
@given(st.binary(max_size=230))
def test_suspensions(organisation, data):
    tame(lambda d: suspension.check_suspension(d, organisation.keyring), data)


@given(st.binary(max_size=300))
def test_sealed_payloads_and_bodies(data):
    tame(lambda d: open_chunks(bytes(32), bytes(32), d), data)
    tame(lambda d: open_chunks(bytes(32), bytes(32), bytes(32) + d), data)
    tame(unpad_body, data)
    tame(unpad_body, data.ljust(4096, b"\x00"))
    tame(unpack_slots, data)


@given(st.binary(max_size=120))
def test_sealed_cookies(data):
    tame(CookieSealer().open, data)


@settings(max_examples=15, deadline=None)
@given(headed(b"AMS1"))
def test_passphrase_files(data):
    with pytest.raises(ProtocolError):
        passphrase.open_with_passphrase(data, "x", "y")


@settings(max_examples=15, deadline=None)
@given(headed(b"AMV1") | st.binary(min_size=192, max_size=192).map(lambda tail: b"AMV1" + tail))
def test_vault_headers(data):
    with pytest.raises((Malformed, WrongPassphrase, ProtocolError)):
        vault.unlock(data, "x")


@given(st.binary(max_size=200) | json_values.map(lambda v: json.dumps(v).encode()))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b'{"a":' + b"9" * 5000 + b"}")
@example(b'{"a":1,"a":1}')
@example(b'{"a":NaN}')
@example(b'{"a":1e999}')
@example(b'{"a":9007199254740992}')
@example(b'{"a":"\\ud800"}')
@example(b'{"\\udfff":1}')
@example(b'\xef\xbb\xbf{"a":1}')
@example(b'{"a":"\xed\xa0\x80"}')
@example(b'{"a":1} x')
@example(b"{}" + b"\x00")
def test_json(data):
    document = tame(parse_json, data)
    if document is not None:
        assert parse_json(encode_json(document)) == document


@pytest.mark.parametrize(
    "bad",
    [
        b"[1]",
        b"null",
        b'{"a":1,"a":1}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1e999}',
        b'{"a":9007199254740992}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":1} x',
        b"{'a':1}",
        b'{"a":1,}',
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"",
    ],
)
def test_json_that_two_languages_could_read_differently_is_refused(bad):
    with pytest.raises(Malformed):
        parse_json(bad)


def test_json_keeps_all_scripts_emoji_and_joiners():
    text = "شكوى 👩🏽‍🌾 e\u0301 \u0000 \u2028"
    assert parse_json(encode_json({"story": text})) == {"story": text}


@pytest.mark.parametrize("bad", [{"a": float("nan")}, {"a": b"x"}, {"a": "\ud800"}, {1: 2}, {"a": 2**53}])
def test_json_that_would_not_be_read_is_not_written(bad):
    with pytest.raises(Malformed):
        encode_json(bad)
