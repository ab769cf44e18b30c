"""The whole of Amparo running: `python -m demo` in a process of its own, over a folder of its own, on free ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300.0  # fourteen vaults, two Argon2id each, on a busy machine
STOP_SECONDS = 30.0


@dataclass(frozen=True)
class LiveMember:
    """An invented member of the running demo."""

    name: str
    role: str
    passphrase: str


@dataclass(frozen=True)
class Live:
    """A running portal and console. `data`: the folder with everything that either of them stores."""

    portal: str
    console: str
    data: Path
    members: tuple[LiveMember, ...]
    process: subprocess.Popen[bytes]

    def member(self, role: str, which: int = 0) -> LiveMember:
        """The first, second, … member with this role."""
        return [member for member in self.members if member.role == role][which]

    def portal_processes(self) -> list[int]:
        """Process ids of the portal's server: master and workers."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                environment = (entry / "environ").read_bytes()
            except OSError:
                continue
            if b"portal_app" in command and str(self.data).encode() in environment:
                found.append(int(entry.name))
        return sorted(found)


def free_port() -> int:
    """A port of loopback that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_demo(data: Path, *, empty: bool = True, extra: Mapping[str, str] | None = None) -> Iterator[Live]:
    """Start the demo over `data`, stop it at the end. Raises `RuntimeError` with its words where it fails."""
    environment = {
        **os.environ,
        "AMPARO_DATA": str(data),
        "AMPARO_PORTAL_PORT": str(free_port()),
        "AMPARO_CONSOLE_PORT": str(free_port()),
        **({"AMPARO_DEMO_EMPTY": "1"} if empty else {}),
        **(extra or {}),
    }
    log = data.with_name(data.name + "-demo.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            yield _wait_until_up(process, data, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], data: Path, log: Path) -> Live:
    deadline = time.monotonic() + START_SECONDS
    manifest = data / "demo.json"
    while not manifest.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The demo did not come up:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.1)
    told = json.loads(manifest.read_text(encoding="utf-8"))
    members = tuple(LiveMember(m["name"], m["role"], m["passphrase"]) for m in told["members"])
    return Live(told["portal"], told["console"], data, members, process)
