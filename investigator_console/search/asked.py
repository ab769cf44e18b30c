"""What was searched for, by a random handle: the words themselves stay out of addresses and the browser's history."""

import secrets
from collections import OrderedDict
from threading import Lock

KEPT = 32


class Searches:
    """The last searches of one unlocked vault, in memory alone."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: OrderedDict[str, str] = OrderedDict()

    def keep(self, words: str) -> str:
        """A handle for some words."""
        handle = secrets.token_hex(8)
        with self._lock:
            self._asked[handle] = words
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)
        return handle

    def words(self, handle: str) -> str:
        """The words of a handle; "" where it is unknown, as after locking."""
        with self._lock:
            return self._asked.get(handle, "")
