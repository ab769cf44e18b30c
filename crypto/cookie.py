"""Small secrets that travel through a reporter's browser, sealed under a key in this server's memory alone.

Made before the workers fork, so that they share it; ratcheted hourly, one way, with one overlap. Whoever
dumps the memory later cannot open what was sealed two hours before.
"""

import os
import threading
import time
from collections.abc import Callable

from crypto import aead
from crypto.constants import COOKIE_PERIOD, KEY_LEN
from crypto.domain import hkdf
from crypto.errors import BadLength, DecryptionFailed

_RATCHET = b"amparo/1/cookie-ratchet"
_AAD = b"amparo/1/cookie"
_PERIOD_LEN = 4


class CookieSealer:
    """Seals and opens small secrets. Make it once, before forking; every process ratchets by the same clock.

    `clock`: seconds since 1970. Sealed bytes: u32 period since the start, nonce 24, ciphertext, tag 16.
    """

    def __init__(self, clock: Callable[[], float] = time.time, period: int = COOKIE_PERIOD) -> None:
        self._clock = clock
        self._period = period
        self._start = clock()
        self._lock = threading.Lock()
        self._now = 0
        self._key = os.urandom(KEY_LEN)
        self._previous: bytes | None = None

    def ratchet(self) -> None:
        """Forget what this hour no longer needs; an idle process does so only when it is called."""
        with self._lock:
            self._ratchet()

    def seal(self, secret: bytes) -> bytes:
        """`secret` sealed for this hour and the next."""
        with self._lock:
            self._ratchet()
            key, now = self._key, self._now
        stamp = now.to_bytes(_PERIOD_LEN, "big")
        return stamp + aead.seal(key, secret, _AAD + stamp)

    def open(self, sealed: bytes) -> bytes:
        """The secret. Raises `BadLength`, `DecryptionFailed` (altered, of another server, or too old)."""
        if len(sealed) < _PERIOD_LEN + aead.OVERHEAD:
            raise BadLength("this is too short to be sealed")
        stamp = sealed[:_PERIOD_LEN]
        with self._lock:
            self._ratchet()
            age = self._now - int.from_bytes(stamp, "big")
            key = {0: self._key, 1: self._previous}.get(age)
        if key is None:
            raise DecryptionFailed("the key of that hour is forgotten")
        return aead.unseal(key, sealed[_PERIOD_LEN:], _AAD + stamp)

    def _ratchet(self) -> None:
        """Move on to this hour's key. A clock that goes back changes nothing: the way is one way."""
        target = int((self._clock() - self._start) // self._period)
        while self._now < target:
            self._previous = self._key
            self._key = hkdf(self._key, _RATCHET, KEY_LEN)
            self._now += 1
