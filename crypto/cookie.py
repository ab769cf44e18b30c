"""Small secrets that travel through a reporter's browser, sealed under a key in this server's memory alone.

Made before the workers fork, in memory that they share with the process that forks them; ratcheted hourly,
one way, with one overlap. Whoever dumps the memory later cannot open what was sealed two hours before.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from mmap import mmap
from typing import Protocol

from crypto import aead
from crypto.constants import COOKIE_PERIOD, KEY_LEN
from crypto.domain import hkdf
from crypto.errors import BadLength, DecryptionFailed

_RATCHET = b"amparo/1/cookie-ratchet"
_AAD = b"amparo/1/cookie"
_PERIOD_LEN = 4
_NOW_LEN = 8
_NOW = slice(0, _NOW_LEN)
_KEY = slice(_NOW_LEN, _NOW_LEN + KEY_LEN)
_PREVIOUS = slice(_NOW_LEN + KEY_LEN, _NOW_LEN + 2 * KEY_LEN)
STATE_LEN = _NOW_LEN + 2 * KEY_LEN


class Memory(Protocol):
    """Where the keys lie, at least `STATE_LEN` bytes, zeros at first."""

    def opened(self) -> AbstractContextManager[bytearray | mmap]:
        """The bytes, for one user at a time."""


class OwnMemory:
    """Bytes of this process alone."""

    def __init__(self, length: int) -> None:
        self._bytes = bytearray(length)
        self._lock = threading.Lock()

    @contextmanager
    def opened(self) -> Iterator[bytearray]:
        """The bytes, for one thread at a time."""
        with self._lock:
            yield self._bytes


class CookieSealer:
    """Seals and opens small secrets. Make it once, before forking; every process ratchets by the same clock.

    `clock`: seconds since 1970. `memory`: where the keys lie; a server with several processes gives one that
    they share. Sealed bytes: u32 period since the start, nonce 24, ciphertext, tag 16.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        period: int = COOKIE_PERIOD,
        memory: Memory | None = None,
    ) -> None:
        self._clock = clock
        self._period = period
        self._start = clock()
        self._memory = memory or OwnMemory(STATE_LEN)
        with self._memory.opened() as state:
            state[_KEY] = os.urandom(KEY_LEN)

    def ratchet(self) -> None:
        """Forget what this hour no longer needs; an idle server does so only when it is called."""
        with self._memory.opened() as state:
            self._ratchet(state)

    def seal(self, secret: bytes) -> bytes:
        """`secret` sealed for this hour and the next."""
        with self._memory.opened() as state:
            now = self._ratchet(state)
            key = bytes(state[_KEY])
        stamp = now.to_bytes(_PERIOD_LEN, "big")
        return stamp + aead.seal(key, secret, _AAD + stamp)

    def open(self, sealed: bytes) -> bytes:
        """The secret. Raises `BadLength`, `DecryptionFailed` (altered, of another server, or too old)."""
        if len(sealed) < _PERIOD_LEN + aead.OVERHEAD:
            raise BadLength("this is too short to be sealed")
        stamp = sealed[:_PERIOD_LEN]
        with self._memory.opened() as state:
            age = self._ratchet(state) - int.from_bytes(stamp, "big")
            place = {0: _KEY, 1: _PREVIOUS}.get(age)
            key = None if place is None else bytes(state[place])
        if key is None:
            raise DecryptionFailed("the key of that hour is forgotten")
        return aead.unseal(key, sealed[_PERIOD_LEN:], _AAD + stamp)

    def _ratchet(self, state: bytearray | mmap) -> int:
        """Move on to this hour's key. A clock that goes back changes nothing: the way is one way."""
        target = int((self._clock() - self._start) // self._period)
        now = int.from_bytes(state[_NOW], "big")
        while now < target:
            key = bytes(state[_KEY])
            now += 1
            # The number last: who dies in between leaves cookies that open no more, and no old key.
            state[_PREVIOUS], state[_KEY] = key, hkdf(key, _RATCHET, KEY_LEN)
            state[_NOW] = now.to_bytes(_NOW_LEN, "big")
        return now
