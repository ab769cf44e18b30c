import copy

import pytest

from crypto.cookie import CookieSealer
from crypto.errors import BadLength, DecryptionFailed, ProtocolError

HOUR = 3600


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sealer(clock):
    return CookieSealer(clock)


def test_opens_for_this_hour_and_the_next(sealer, clock):
    sealed = sealer.seal(b"root key")
    assert sealer.open(sealed) == b"root key"
    clock.now += HOUR
    assert sealer.open(sealed) == b"root key"
    clock.now += HOUR
    with pytest.raises(DecryptionFailed):
        sealer.open(sealed)


def test_the_key_of_a_past_hour_is_nowhere_in_memory(sealer, clock):
    sealer.seal(b"x")
    old = sealer._key
    clock.now += 2 * HOUR
    sealer.seal(b"x")
    assert old not in vars(sealer).values()


def test_workers_that_forked_agree_whenever_they_wake(sealer, clock):
    sealer._lock = None
    other = copy.copy(sealer)
    sealer._lock, other._lock = CookieSealer()._lock, CookieSealer()._lock
    clock.now += 5 * HOUR
    sealed = sealer.seal(b"secret")
    clock.now += HOUR
    assert other.open(sealed) == b"secret"


def test_a_clock_that_goes_back_does_no_harm(sealer, clock):
    clock.now += HOUR
    sealed = sealer.seal(b"secret")
    clock.now -= 3 * HOUR
    assert sealer.open(sealed) == b"secret"


def test_another_server_and_altered_bytes_are_refused(sealer, clock):
    sealed = sealer.seal(b"secret")
    with pytest.raises(DecryptionFailed):
        CookieSealer(clock).open(sealed)
    for at in range(len(sealed)):
        with pytest.raises(ProtocolError):
            sealer.open(sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :])
    with pytest.raises(BadLength):
        sealer.open(b"")
