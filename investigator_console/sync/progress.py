"""How far a synchronisation has come, readable from another thread while it runs."""

import threading
from dataclasses import dataclass, replace
from typing import Literal

Stage = Literal[
    "waiting",
    "log-in",
    "keyring",
    "intake",
    "pull",
    "fold",
    "keys",
    "acknowledge",
    "push",
    "orders",
    "check",
    "done",
]


@dataclass(frozen=True)
class Step:
    """One moment of a synchronisation. `total` is 0 where nobody knows it yet."""

    stage: Stage = "waiting"
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """0 to 100, of this stage."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class Progress:
    """Written by the thread that synchronises, read by the pages."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._step = Step()

    def enter(self, stage: Stage, total: int = 0) -> None:
        """A new stage begins."""
        with self._lock:
            self._step = Step(stage, 0, total)

    def advance(self, by: int, remaining: int | None = None) -> None:
        """`by` more are done; `remaining`: how many the portal says are still to come."""
        with self._lock:
            done = self._step.done + by
            total = self._step.total if remaining is None else max(self._step.total, done + remaining)
            self._step = replace(self._step, done=done, total=total)

    @property
    def step(self) -> Step:
        """Where it stands now."""
        with self._lock:
            return self._step
