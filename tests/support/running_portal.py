"""The portal under real gunicorn, over a folder that a test has filled."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.keyring.card import Card
from portal.setup import settings_text
from tests.support.organisation import ORIGIN
from tests.support.portal_world import World

ROOT = Path(__file__).resolve().parents[2]


def write_settings(world: World, folder: Path, *, limits: bool = False, redis_url: str = "") -> Path:
    """A settings file for the world's own database."""
    card = Card(world.deployment, world.organisation.root_vk, (ORIGIN,))
    enabled = str(limits).lower()
    text = settings_text(card, world.settings.organisation, ("en",)) + f"\n[limits]\nenabled = {enabled}\n"
    path = folder / "portal.toml"
    addresses = f'database_url = "{world.settings.database_url}"\nredis_url = "{redis_url}"\n'
    path.write_text(addresses + text, encoding="utf-8")
    return path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class RunningPortal:
    """A gunicorn master with two workers. `kill` is what a power cut does to a process."""

    def __init__(self, settings: Path) -> None:
        self.port = free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {
            **os.environ,
            "AMPARO_SETTINGS": str(self._settings),
            "AMPARO_BIND": f"127.0.0.1:{self.port}",
            "AMPARO_WORKERS": "2",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn_conf", "wsgi:portal_app()"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("the portal did not start")
            time.sleep(0.05)

    def command(self, *arguments: str) -> None:
        """Runs `amparo-portal` with this portal's settings."""
        environment = {**os.environ, "AMPARO_SETTINGS": str(self._settings)}
        command = [sys.executable, "-m", "portal.cli", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    def _answers(self) -> bool:
        try:
            return (
                request(self.port, b"GET /api/v1/keyring HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                == 200
            )
        except OSError:
            return False

    def post(self, raw: bytes, path: str = "/api/v1/reports") -> int:
        """The status of a submission; 0 where the connection broke."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            "Content-Type: application/octet-stream\r\n"
            f"Content-Length: {len(raw)}\r\nConnection: close\r\n\r\n"
        )
        try:
            return request(self.port, head.encode() + raw)
        except OSError:
            return 0

    def workers(self) -> list[int]:
        """Process ids of the workers, without their master."""
        master = self._process.pid if self._process is not None else 0
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def processes(self) -> dict[str, int]:
        """Process ids of the master and of each worker, by name."""
        master = {} if self._process is None else {"master": self._process.pid}
        return master | {f"worker {n}": pid for n, pid in enumerate(sorted(self.workers()), start=1)}

    def processor_seconds(self) -> float:
        """What the workers have used of the processors so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers()]
        return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Ends master and workers at once, without a goodbye."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)
            self._process.wait(30)


def request(port: int, data: bytes) -> int:
    """Sends raw bytes and returns the status of the answer; raises `OSError` where there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(data)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    if not answer.startswith(b"HTTP/1.1 "):
        raise ConnectionError("the connection ended without an answer")
    return int(answer.split(b" ", 2)[1])


@contextmanager
def running_portal(
    world: World, folder: Path, *, limits: bool = False, redis_url: str = ""
) -> Iterator[RunningPortal]:
    portal = RunningPortal(write_settings(world, folder, limits=limits, redis_url=redis_url))
    portal.start()
    try:
        yield portal
    finally:
        portal.stop()
