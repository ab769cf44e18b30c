import copy

import pytest

from crypto.cookie import STATE_LEN, CookieSealer, OwnMemory
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


def test_the_key_of_a_past_hour_is_nowhere_in_memory(clock):
    memory = OwnMemory(STATE_LEN)
    sealer = CookieSealer(clock, memory=memory)
    with memory.opened() as state:
        old = bytes(state)[8:40]
        assert any(old)
    clock.now += 2 * HOUR
    sealer.seal(b"x")
    with memory.opened() as state:
        assert old not in bytes(state)


def test_workers_agree_whoever_ratchets(clock):
    memory = OwnMemory(STATE_LEN)
    first = CookieSealer(clock, memory=memory)
    second = copy.copy(first)
    clock.now += 5 * HOUR
    sealed = first.seal(b"secret")
    clock.now += HOUR
    assert second.open(sealed) == b"secret"
    assert first.open(sealed) == b"secret"
    clock.now += HOUR
    second.ratchet()
    with pytest.raises(DecryptionFailed):
        first.open(sealed)


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
