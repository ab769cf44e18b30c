"""The portal under load against the probe, in the same run and on the same disk."""

import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench.ledger import Ledger
from tests.bench.load import LoadResult, post_once, run_load
from tests.bench.portal_run import REPORTS, BenchPortal
from tests.support.live import ROOT, free_port
from tests.support.reports import seal_many

ROUNDS = 5
AT_ONCE = {1: 200, 8: 400, 64: 400}  # how many at once: how many in a round
WARM_UP = 200


@contextmanager
def running_probe(folder: Path) -> Iterator[int]:
    """The probe under gunicorn as the portal runs: two workers, threads, preloaded. Yields its port."""
    port = free_port()
    environment = {
        **os.environ,
        "AMPARO_PROBE_DB": str(folder / "probe.db"),
        "AMPARO_BIND": f"127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn_conf", "-w", "2", "--preload"]
    process = subprocess.Popen([*command, "tests.bench.probe:create_probe()"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 30
        while post_once(port, "/", b"ready?") != 201:
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("the probe did not start")
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def measure_submissions(ledger: Ledger, portal: BenchPortal, folder: Path) -> None:
    """Submissions a second at 1, 8 and 64 at once as a share of the probe's; rounds alternate, medians count.

    Afterwards the database is asked: whatever was answered with "stored" must stand in it.
    """
    failed, acknowledged = 0, _stored(portal)
    port = portal.server.port
    bodies = list(seal_many(portal.published, WARM_UP))
    ledger.note("bytes of a submission, 16 recipients", len(bodies[0]) / 1024, "KB")
    acknowledged += _acknowledged(run_load(port, REPORTS, bodies, 8))
    with running_probe(folder) as probe_port:
        run_load(probe_port, "/", bodies, 8)
        for at_once, count in AT_ONCE.items():
            ours, theirs = [], []
            for _ in range(ROUNDS):
                bodies = list(seal_many(portal.published, count))
                theirs.append(run_load(probe_port, "/", bodies, at_once).per_second)
                result = run_load(port, REPORTS, bodies, at_once)
                ours.append(result.per_second)
                failed += result.failed
                acknowledged += _acknowledged(result)
            share = 100 * statistics.median(ours) / statistics.median(theirs)
            ledger.note(f"submissions a second, {at_once} at once", statistics.median(ours), "1/s")
            ledger.note(f"probe a second, {at_once} at once", statistics.median(theirs), "1/s")
            ledger.note(f"submissions as a share of the probe, {at_once} at once", share, "%", ">= 50")
    ledger.note("failed submissions, all rounds", failed, "", "<= 0")
    ledger.note("acknowledged and lost, all rounds", acknowledged - _stored(portal), "", "<= 0")


def _acknowledged(result: LoadResult) -> int:
    return sum(count for status, count in result.statuses.items() if status in {200, 201})


def _stored(portal: BenchPortal) -> int:
    with closing(sqlite3.connect(portal.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])
