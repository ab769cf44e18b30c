"""One synchronisation at a time, in a thread of its own, so that the pages stay usable meanwhile."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from investigator_console.sync.errors import PortalAwayError, SyncError
from investigator_console.sync.progress import Progress, Step
from investigator_console.sync.report import SyncReport
from investigator_console.vault.errors import VaultError, VaultLockedError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SyncState:
    """What the pages show about synchronising. `failure`: a sentence, or "" where the last run went well."""

    running: bool = False
    step: Step = field(default_factory=Step)
    finished_at: datetime | None = None
    failure: str = ""
    away: bool = False
    report: SyncReport | None = None


class BackgroundSync:
    """Runs `run(progress)` in a thread; a second start while one runs asks for one more run afterwards."""

    def __init__(self, run: Callable[[Progress], SyncReport]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._hurry = threading.Event()
        self._again = False
        self._progress = Progress()
        self._last = SyncState()
        self._started_at = time.monotonic()

    def started_before(self, seconds: float) -> bool:
        """Whether the last run began more than so many seconds ago, or the desk was opened that long ago."""
        with self._lock:
            return time.monotonic() - self._started_at > seconds

    def start(self, *, pause: float = 0.0) -> None:
        """Start a run, or have the running one followed by another: what was just written must go out too.

        `pause`: seconds before it begins; another start or the end of the vault does not wait for that.
        """
        with self._lock:
            if not self._idle.is_set():
                self._hurry.set()
                self._again = True
                return
            self._idle.clear()
            self._hurry.clear()
            self._progress = Progress()
            self._started_at = time.monotonic()
        threading.Thread(target=self._work, args=(pause,), name="amparo-sync", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing runs. False where it still does after `seconds`."""
        return self._idle.wait(seconds)

    @property
    def state(self) -> SyncState:
        """The present state, for a page."""
        with self._lock:
            if self._idle.is_set():
                return self._last
            return SyncState(
                running=True,
                step=self._progress.step,
                finished_at=self._last.finished_at,
                report=self._last.report,
            )

    def hurry(self) -> None:
        """End the pause of a run that has not begun."""
        self._hurry.set()

    def _work(self, pause: float) -> None:
        self._hurry.wait(pause)
        while True:
            state = self._run_once()
            with self._lock:
                self._last = state
                if not self._again:
                    self._idle.set()
                    return
                self._again = False
                self._progress = Progress()

    def _run_once(self) -> SyncState:
        now = datetime.now(UTC)
        try:
            report = self._run(self._progress)
        except VaultLockedError:
            return SyncState(finished_at=self._last.finished_at)
        except PortalAwayError as fault:
            return SyncState(finished_at=self._last.finished_at, failure=str(fault), away=True)
        except (SyncError, VaultError) as fault:
            return SyncState(finished_at=self._last.finished_at, failure=str(fault))
        except Exception as fault:  # noqa: BLE001  a thread that dies silently would show "running" for ever
            # Only the class: a message could carry what was decrypted.
            log.error("synchronising ended with %s", type(fault).__name__)  # noqa: TRY400  no traceback: it may quote
            return SyncState(
                finished_at=self._last.finished_at,
                failure=f"Something unexpected happened ({type(fault).__name__}). Try again. "
                "If it stays so, tell your technical contact this word.",
            )
        return SyncState(finished_at=now, report=report)
