import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import BadCommitment, BadLength, BadPadding, ProtocolError
from crypto.padding import SEALED_BODY_LENGTHS, body_bucket, pad_body, padme, sealed_len, unpad_body
from crypto.payload import open_chunks, seal_chunks

KEY, COMMIT = b"k" * 32, b"c" * 32
CHUNK = 65_536


@pytest.mark.parametrize("size", [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_any_size_comes_back(size):
    data = bytes(i % 251 for i in range(size))
    sealed = seal_chunks(KEY, COMMIT, data)
    assert len(sealed) == sealed_len(size)
    assert open_chunks(KEY, COMMIT, sealed) == data


def test_every_flipped_byte_is_refused():
    sealed = seal_chunks(KEY, COMMIT, b"x" * 300)
    for at in range(len(sealed)):
        with pytest.raises(ProtocolError):
            open_chunks(KEY, COMMIT, sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :])


def test_chunks_dropped_swapped_or_repeated_are_refused():
    sealed = seal_chunks(KEY, COMMIT, bytes(3 * CHUNK))
    step = CHUNK + 16
    commit, chunks = sealed[:32], [sealed[32 + i * step : 32 + (i + 1) * step] for i in range(3)]
    for order in ((0, 1), (0,), (1, 2), (0, 2, 1), (0, 1, 1), (0, 1, 2, 2), (2, 1, 0)):
        with pytest.raises(ProtocolError):
            open_chunks(KEY, COMMIT, commit + b"".join(chunks[i] for i in order))


@pytest.mark.parametrize("size", [0, 31, 32, 47, 32 + CHUNK + 16 + 15, 32 + CHUNK + 16 + 16, 32 + CHUNK + 17])
def test_impossible_sizes_are_refused_before_anything_else(size):
    with pytest.raises(BadLength):
        open_chunks(KEY, bytes(32), bytes(size))


def test_the_commitment_is_checked_before_decrypting():
    sealed = seal_chunks(KEY, COMMIT, b"data")
    with pytest.raises(BadCommitment):
        open_chunks(b"other key" + bytes(23), b"d" * 32, sealed)


def test_buckets():
    assert SEALED_BODY_LENGTHS == (4_144, 16_432, 65_584, 262_240)
    assert [body_bucket(n) for n in (0, 4092, 4093, 16_380, 16_381, 65_532, 65_533, 262_140)] == [
        4096,
        4096,
        16_384,
        16_384,
        65_536,
        65_536,
        262_144,
        262_144,
    ]
    with pytest.raises(BadLength):
        body_bucket(262_141)


@given(st.binary(max_size=5000), st.sampled_from([4096, 16_384]))
def test_padding_comes_back_trailing_zeros_and_all(data, floor):
    padded = pad_body(data + b"\x00", floor)
    assert len(padded) >= floor
    assert unpad_body(padded) == data + b"\x00"


def test_padding_is_strict():
    padded = pad_body(b"hello")
    with pytest.raises(BadPadding):
        unpad_body(padded[:-1] + b"\x01")
    with pytest.raises(BadPadding):
        unpad_body(padded[:9] + b"\x01" + padded[10:])
    with pytest.raises(BadLength):
        unpad_body((4093).to_bytes(4, "big") + padded[4:])
    with pytest.raises(BadLength):
        unpad_body(padded + b"\x00")
    with pytest.raises(BadLength):
        pad_body(b"", 5000)


@given(st.integers(0, 2**40))
def test_padme_costs_at_most_twelve_percent(n):
    size = padme(n)
    assert size >= max(n, 4096)
    assert n <= 4096 or size <= n * 1.12
    assert padme(size) == size
