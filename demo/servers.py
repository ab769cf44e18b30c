"""Starts the portal and the console as they run in production, waits until they answer, and stops them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 10.0


class ServerFailedError(Exception):
    """A server did not start; the message ends with what it wrote last."""


class Servers:
    """Child processes of the demo. `stop` ends every one of them, workers too, and is safe to call twice."""

    def __init__(self, logs: Path, environment: Mapping[str, str], stopping: Callable[[], bool]) -> None:
        self._logs = logs
        self._environment = dict(environment)
        self._stopping = stopping
        self._running: list[tuple[str, subprocess.Popen[bytes], Path]] = []

    def start_portal(self, port: int) -> None:
        """Gunicorn with two workers over the shipped configuration, as a production host runs it."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--chdir",
            str(ROOT),
            "-c",
            "python:portal.gunicorn_conf",
        ]
        self._start(
            "portal", [*command, "-w", "2", "--preload", "-b", f"127.0.0.1:{port}", "wsgi:portal_app()"], port
        )

    def start_console(self, port: int) -> None:
        """The members' console, as a member starts it."""
        start = "import sys; from investigator_console.cli import main; sys.exit(main(['serve']))"
        self._start("console", [sys.executable, "-c", start], port)

    def _start(self, name: str, command: list[str], port: int) -> None:
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{name}.log"
        with log.open("ab") as output:
            # A session of its own: Ctrl-C reaches the demo alone, which then stops its children in order.
            process = subprocess.Popen(  # noqa: S603  # fixed program, arguments made above
                command, cwd=ROOT, env=self._environment, stdout=output, stderr=output, start_new_session=True
            )
        self._running.append((name, process, log))
        self._wait_for(name, process, log, f"http://127.0.0.1:{port}/")

    def _wait_for(self, name: str, process: subprocess.Popen[bytes], log: Path, url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None and not self._stopping():
            with suppress(httpx.TransportError):
                httpx.get(url, timeout=2.0, trust_env=False)
                return
            time.sleep(0.1)
        if not self._stopping():
            raise ServerFailedError(f"The {name} did not start. Its last words:\n{_tail(log)}")

    def check(self) -> None:
        """Raises `ServerFailedError` as soon as one server has ended by itself."""
        for name, process, log in self._running:
            if process.poll() is not None:
                raise ServerFailedError(f"The {name} ended by itself. Its last words:\n{_tail(log)}")

    def stop(self) -> None:
        """Asks each server to end, then makes it: nothing keeps a port."""
        for _, process, _ in reversed(self._running):
            if process.poll() is None:
                process.terminate()
        for _, process, _ in reversed(self._running):
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            # The leader is gone; whatever is left of its group is a worker that lost its master.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        self._running.clear()


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


def refuse_used_port(port: int) -> None:
    """Raises `ServerFailedError` where somebody listens there already: answers must come from our own."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerFailedError(
                f"Port {port} is in use. Set AMPARO_PORTAL_PORT or AMPARO_CONSOLE_PORT to a free one."
            ) from error
