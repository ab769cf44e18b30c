import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Turns:
    """Writers to one SQLite file wait here, each until it is woken.

    SQLite's own waiting is sleeping and looking again, up to a tenth of a second at a time: under load the file
    lies idle meanwhile, and an unlucky writer can starve. The kernel's lock hands over at once and is gone with
    the process that held it. Who writes without it (a shell, a backup) still meets SQLite's own lock.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".turn")
        self._local = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds the turn for the length of the block."""
        if sys.platform == "win32":
            # No portal serves there; SQLite's own waiting is enough for a test.
            yield
            return
        handle = self._handle()
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)

    def _handle(self) -> int:
        # A lock belongs to an open file, and a fork shares open files: each process and thread opens its own.
        held: tuple[int, int] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            held = (os.getpid(), os.open(self._path, flags, 0o600))
            self._local.held = held
        return held[1]
