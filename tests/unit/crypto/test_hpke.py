import hashlib
import os

import pytest

from crypto import hpke, keys
from crypto.errors import BadLength, DecryptionFailed, ProtocolError, WeakKey

SEED = bytes(range(32))
PLAIN = bytes(range(160))


@pytest.fixture(scope="module")
def kem_pk():
    return hpke.kem_public(SEED)


def test_five_slots_travel_in_1296_bytes(kem_pk):
    wrapped = hpke.wrap(kem_pk, b"info", PLAIN)
    assert (len(kem_pk), len(wrapped)) == (1216, 1296)
    assert hpke.unwrap(SEED, b"info", wrapped) == PLAIN
    assert hpke.wrap(kem_pk, b"info", PLAIN) != wrapped


def test_every_flipped_byte_is_refused(kem_pk):
    wrapped = hpke.wrap(kem_pk, b"info", PLAIN)
    for at in range(0, len(wrapped), 7):
        with pytest.raises(DecryptionFailed):
            hpke.unwrap(SEED, b"info", wrapped[:at] + bytes((wrapped[at] ^ 1,)) + wrapped[at + 1 :])


def test_another_place_or_person_does_not_open_it(kem_pk):
    wrapped = hpke.wrap(kem_pk, b"info", PLAIN)
    with pytest.raises(DecryptionFailed):
        hpke.unwrap(SEED, b"other", wrapped)
    with pytest.raises(DecryptionFailed):
        hpke.unwrap(bytes(32), b"info", wrapped)


def test_a_key_that_was_expanded_once_opens_what_its_seed_opens(kem_pk):
    key = hpke.OpeningKey.expand(SEED)
    assert key.fingerprint == hashlib.sha256(kem_pk).digest()
    for info in (b"first", b"second"):
        assert hpke.unwrap(key, info, hpke.wrap(kem_pk, info, PLAIN)) == PLAIN
    with pytest.raises(DecryptionFailed):
        hpke.unwrap(hpke.OpeningKey.expand(bytes(32)), b"", hpke.wrap(kem_pk, b"", PLAIN))
    with pytest.raises(BadLength):
        hpke.OpeningKey.expand(SEED[1:])


def test_sizes_come_first(kem_pk):
    wrapped = hpke.wrap(kem_pk, b"", PLAIN)
    for bad in (b"", wrapped[:-1], wrapped + b"\x00"):
        with pytest.raises(BadLength):
            hpke.unwrap(SEED, b"", bad)
    with pytest.raises(BadLength):
        hpke.wrap(kem_pk, b"", PLAIN[1:])


def test_keys_that_nothing_can_be_sealed_to(kem_pk):
    # ML-KEM coefficients beyond the modulus; X25519 points of small order.
    one = (1).to_bytes(32, "little")
    for bad in (
        b"\xff" * 1184 + kem_pk[1184:],
        kem_pk[:1184] + bytes(32),
        kem_pk[:1184] + one,
        kem_pk[:-1],
        b"",
    ):
        with pytest.raises(WeakKey):
            hpke.wrap(bad, b"", PLAIN)


def test_self_test_passes_and_says_what_to_do_where_it_does_not(monkeypatch):
    hpke.self_test()
    monkeypatch.setattr(hpke, "unwrap", lambda *_args: bytes(160))
    with pytest.raises(ProtocolError, match="reinstall"):
        hpke.self_test()


def test_slots(kem_pk):
    slots = (os.urandom(32), None, os.urandom(32), None, None)
    assert keys.unpack_slots(keys.pack_slots(slots)) == slots
    with pytest.raises(BadLength):
        keys.unpack_slots(bytes(159))
