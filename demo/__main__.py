import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from demo.folder import FolderInUseError, fresh_folder
from demo.installation import Member, Places, install
from demo.people import STAFF
from demo.reporter import Portal
from demo.seed import seed_cases
from demo.servers import ServerFailedError, Servers, refuse_used_port
from demo.vaults import DemoBrokenError, Desks
from portal.keyring.ceremony import read

_HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Options:
    """What the environment asks for."""

    data: Path
    portal_port: int
    console_port: int
    empty: bool

    @property
    def portal(self) -> str:
        """Where reporters go."""
        return f"http://127.0.0.1:{self.portal_port}"

    @property
    def console(self) -> str:
        """Where members go."""
        return f"http://127.0.0.1:{self.console_port}"


def read_options(env: Mapping[str, str]) -> Options:
    """Raises `ValueError` with a sentence that says what to set."""
    return Options(
        data=Path(env.get("AMPARO_DATA") or "data/demo"),
        portal_port=_port(env, "AMPARO_PORTAL_PORT", 8000),
        console_port=_port(env, "AMPARO_CONSOLE_PORT", 8001),
        empty=env.get("AMPARO_DEMO_EMPTY", "") == "1",
    )


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= _HIGHEST_PORT:
        raise ValueError(f"{name} is {text!r}: set a port number, e.g. {default}.")
    return int(text)


def main() -> int:
    """Runs until Ctrl-C or SIGTERM; 0 where it ended because somebody asked."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    try:
        return run(read_options(os.environ), stop)
    except (FolderInUseError, ServerFailedError, DemoBrokenError, ValueError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2


def run(options: Options, stop: threading.Event) -> int:
    """Set up, start, seed, say so, wait, stop."""
    for port in (options.portal_port, options.console_port):
        refuse_used_port(port)
    places = Places(fresh_folder(options.data))
    environment = _environment(options, places)
    os.environ.clear()
    os.environ.update(environment)
    print("Amparo demo. Everybody in it is invented. Making keys and vaults ...", flush=True)
    members = install(places, STAFF, options.portal)
    servers = Servers(places.portal / "logs", environment, stop.is_set)
    try:
        servers.start_portal(options.portal_port)
        _fill(options, places, members, stop.is_set)
        servers.start_console(options.console_port)
        if not stop.is_set():
            _announce(options, places, members)
        while not stop.wait(0.5):
            servers.check()
    except Exception:
        # A half-finished step fails because the demo was told to stop: that is no failure of its own.
        if not stop.is_set():
            raise
    finally:
        servers.stop()
    print("Stopped.", flush=True)
    return 0


def _fill(options: Options, places: Places, members: Sequence[Member], stopping: Callable[[], bool]) -> None:
    desks, portal = Desks(places, members), Portal(options.portal, read(places.ceremony).card)
    try:
        desks.first_synchronisation(stopping)
        if not options.empty:
            print("Filing a few invented reports ...", flush=True)
            seed_cases(desks, portal, stopping)
    finally:
        desks.close()
        portal.close()


def _environment(options: Options, places: Places) -> dict[str, str]:
    """What the demo and its servers see: this folder, and no database or settings of another installation."""
    foreign = {"AMPARO_DATABASE_URL", "AMPARO_REDIS_URL", "AMPARO_SETTINGS"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {
        **kept,
        "AMPARO_DATA": str(places.data),
        "AMPARO_CONSOLE_PORT": str(options.console_port),
        "AMPARO_BIND": f"127.0.0.1:{options.portal_port}",
        "AMPARO_WORKERS": "2",
    }


def _announce(options: Options, places: Places, members: Sequence[Member]) -> None:
    rows = [{"name": m.person.name, "role": m.person.role, "passphrase": m.passphrase} for m in members]
    width = max(len(row["name"]) for row in rows)
    role_width = max(len(row["role"]) for row in rows)
    print(f"\nReporters:  {options.portal}/\nMembers:    {options.console}/\n")
    for row in rows:
        print(f"  {row['name']:<{width}}  {row['role']:<{role_width}}  {row['passphrase']}")
    print(f"\nFiles: {places.data}\nStop with Ctrl-C.", flush=True)
    found = {"portal": options.portal, "console": options.console, "members": rows}
    draft = places.data / "demo.json.new"
    draft.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    # Whoever waits for this file must never read half of it.
    draft.replace(places.data / "demo.json")


if __name__ == "__main__":
    sys.exit(main())
