"""`python -m demo` on free ports, as `make demo` starts it."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from demo.seed import CASES

ROOT = Path(__file__).parents[2]
START_SECONDS = 180
ROLES = [
    "head-of-investigations", "investigator", "investigator", "victim-care-officer", "victim-care-officer",
    "psea-officer", "ethics-officer", "ethics-officer", "oversight", "oversight", "feedback-officer",
    "feedback-officer", "statistics-officer", "statistics-officer",
]  # fmt: skip

pytestmark = pytest.mark.timeout(START_SECONDS + 60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refuses(url: str) -> bool:
    try:
        httpx.get(url, timeout=2, trust_env=False)
    except httpx.TransportError:
        return True
    return False


@pytest.fixture
def demo(tmp_path):
    """The running demo: its process, its folder, and what it wrote when it was ready."""
    folder = tmp_path / "demo"
    environment = {
        **os.environ,
        "AMPARO_DATA": str(folder),
        "AMPARO_PORTAL_PORT": str(free_port()),
        "AMPARO_CONSOLE_PORT": str(free_port()),
        "AMPARO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/another-installation",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "demo"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (folder / "demo.json").exists():
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline, "the demo did not get ready"
            time.sleep(0.2)
        yield process, folder, json.loads((folder / "demo.json").read_text())
    finally:
        process.kill() if process.poll() is None else None
        process.wait()
        process.stdout.close()


def test_it_starts_says_who_is_there_and_stops_without_a_trace(demo):
    process, folder, found = demo
    # Then: both answer, and every member of the contract stands there with a passphrase.
    assert httpx.get(found["portal"] + "/en/", trust_env=False).status_code == 200
    assert httpx.get(found["console"] + "/", trust_env=False).status_code == 200
    assert [member["role"] for member in found["members"]] == ROLES
    assert len({member["name"] for member in found["members"]}) == len(ROLES)
    assert len({member["passphrase"] for member in found["members"]}) == len(ROLES)
    # Then: all twelve recipients have published a key, so that a report can be sealed.
    intake = httpx.get(found["portal"] + "/api/v1/intake", trust_env=False).content
    assert int.from_bytes(intake[4:6], "big") == 12
    # Then: the invented reports are there, and members have answered some.
    with sqlite3.connect(folder / "portal" / "portal.db") as database:
        (cases,) = database.execute("SELECT count(*) FROM cases").fetchone()
        (records,) = database.execute("SELECT count(*) FROM records").fetchone()
    database.close()
    assert cases == len(CASES)
    assert records > 2 * cases
    # Then: everything lies where it should, and no passphrase anywhere but in demo.json.
    assert (folder / "portal" / "portal.db").is_file()
    assert {place.name for place in (folder / "portal" / "logs").iterdir()} == {"portal.log", "console.log"}
    assert len(list((folder / "console").iterdir())) == len(ROLES)
    secret = found["members"][0]["passphrase"].encode()
    holders = [file.name for file in folder.rglob("*") if file.is_file() and secret in file.read_bytes()]
    assert holders == ["demo.json"]
    # When: it is told to stop. Then: it does, in good order, and frees both ports.
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=40)
    assert process.returncode == 0
    assert all(member["passphrase"] in out for member in found["members"])
    assert refuses(found["portal"])
    assert refuses(found["console"])


def test_a_port_in_use_is_refused_before_anything_is_made(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            **os.environ,
            "AMPARO_DATA": str(tmp_path / "demo"),
            "AMPARO_PORTAL_PORT": str(taken.getsockname()[1]),
            "AMPARO_CONSOLE_PORT": str(free_port()),
        }
        done = subprocess.run(
            [sys.executable, "-m", "demo"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "AMPARO_PORTAL_PORT" in done.stderr
    assert not (tmp_path / "demo").exists()
