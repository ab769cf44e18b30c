import fcntl
import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager


class SharedPage:
    """A few secret bytes in memory that the server's processes share. Make it before they fork.

    Copies, one in each process, would outlive their own: the process that forks the workers answers no
    request, so it would keep the first key, from which all later ones follow, for as long as the server runs.
    """

    def __init__(self, length: int) -> None:
        self._page = mmap.mmap(-1, length)
        # Always empty. A lock on it ends with the process that holds it, so that a killed one stops nobody.
        self._door, name = tempfile.mkstemp()
        os.unlink(name)  # noqa: PTH108 - the pair to mkstemp
        weakref.finalize(self, os.close, self._door)
        self._threads = threading.Lock()

    @contextmanager
    def opened(self) -> Iterator[mmap.mmap]:
        """The bytes, for one thread of one process at a time."""
        with self._threads:
            fcntl.lockf(self._door, fcntl.LOCK_EX)
            try:
                yield self._page
            finally:
                fcntl.lockf(self._door, fcntl.LOCK_UN)
