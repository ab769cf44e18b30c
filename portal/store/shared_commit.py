import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Job = Callable[[Connection], Any]


class _Waiting:
    """One thread's work, and how it ended. `called`: its thread goes on, done or as the next leader."""

    __slots__ = ("called", "done", "error", "job", "result")

    def __init__(self, job: Job) -> None:
        self.job = job
        self.called = threading.Event()
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None

    def end(self, result: object = None, error: BaseException | None = None) -> None:
        self.result, self.error, self.done = result, error, True


class SharedCommit:
    """Threads that write at the same moment share one durable commit, as the disk's answer takes longest.

    One thread leads: it takes the turn to write, then everybody's work that has come meanwhile, and calls all when
    the commit stands. Nobody is answered before. `turn`: the right to write, for as long as the context lasts;
    `connect`: opens a connection whose transactions may write.
    """

    def __init__(
        self, turn: Callable[[], AbstractContextManager[None]], connect: Callable[[], Connection]
    ) -> None:
        self._turn, self._connect = turn, connect
        self._lock = threading.Lock()
        # SQLite crashes the whole process when one thread closes a connection that another one is using.
        self._in_use = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._led = False
        self._held: tuple[int, Connection] | None = None

    def run(self, job: Callable[[Connection], T]) -> T:
        """What `job` returns, once what it wrote is durable; raises what it raises, and then it wrote nothing.

        A job may be run twice: where one of several fails, all are undone, and each is run by itself.
        """
        own = _Waiting(job)
        with self._lock:
            self._waiting.append(own)
            leads, self._led = not self._led, True
        if not leads:
            own.called.wait()
        if not own.done:
            self._lead()
        if own.error is not None:
            raise own.error
        result: T = own.result
        return result

    def close(self) -> None:
        """Closes the connection that is kept from one commit to the next, once no commit is under way on it."""
        with self._in_use:
            self._drop()

    def _drop(self) -> None:
        held, self._held = self._held, None
        if held is not None and held[0] == os.getpid():
            held[1].close()

    def _lead(self) -> None:
        together: list[_Waiting] = []
        error: BaseException | None = None
        try:
            with self._turn():
                with self._lock:
                    together, self._waiting = self._waiting, []
                with self._in_use:
                    self._commit(together)
        except BaseException as caught:  # noqa: BLE001 - whatever it is, those who wait are told
            error = caught
        with self._lock:
            if not together:
                # The turn itself was refused: that ends everybody's wait.
                together, self._waiting = self._waiting, []
            following = self._waiting[0] if self._waiting else None
            self._led = following is not None
        for one in together:
            if not one.done:
                one.end(error=error)
            one.called.set()
        if following is not None:
            following.called.set()

    def _commit(self, together: list[_Waiting]) -> None:
        if len(together) > 1 and self._all_at_once(together):
            return
        for one in together:
            try:
                connection = self._connection()
                with connection.begin():
                    result = one.job(connection)
            except Exception as error:  # noqa: BLE001 - raised again in the thread that brought the job
                self._drop()
                one.end(error=error)
            else:
                one.end(result)

    def _all_at_once(self, together: list[_Waiting]) -> bool:
        try:
            connection = self._connection()
            with connection.begin():
                results = [one.job(connection) for one in together]
        except Exception:  # noqa: BLE001 - each is run by itself next, and says then what is wrong
            self._drop()
            return False
        for one, result in zip(together, results, strict=True):
            one.end(result)
        return True

    def _connection(self) -> Connection:
        # A connection never crosses a fork.
        if self._held is None or self._held[0] != os.getpid():
            self._held = (os.getpid(), self._connect())
        return self._held[1]
