"""Counters of the rate limits in this process's memory, without a thread for each request."""

import threading
import time

from limits.storage import MemoryStorage

_SWEEP_SECONDS = 30.0


class _NoTimer(threading.Timer):
    """Stands where the library looks whether its sweeper is running: it never starts one."""

    def __init__(self) -> None:
        super().__init__(0.0, lambda: None)

    def is_alive(self) -> bool:
        """Always: so no thread is started."""
        return True


class CalmMemoryStorage(MemoryStorage):
    """The library's memory storage, swept by the requests themselves every half minute.

    The original starts a timer thread at nearly every hit; under load that cost more than verifying a report.
    """

    STORAGE_SCHEME = ["calm-memory"]  # noqa: RUF012 - the library's own way to name a storage

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:  # noqa: FBT001, FBT002 - the library's signature
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self.timer.cancel()
        self.timer = _NoTimer()
        self._next_sweep = time.monotonic() + _SWEEP_SECONDS

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count one more for `key`; the count so far."""
        self._sweep()
        return super().incr(key, expiry, amount)

    def _sweep(self) -> None:
        now = time.monotonic()
        if now < self._next_sweep:
            return
        self._next_sweep = now + _SWEEP_SECONDS
        for key, ends in list(self.expirations.items()):
            if ends <= time.time():
                self.clear(key)
