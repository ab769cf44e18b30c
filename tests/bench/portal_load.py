"""The portal under load against the probe, in the same run and on the same disk."""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.ledger import Ledger
from tests.bench.load import post_once, run_load
from tests.support.live import ROOT, Live, free_port
from tests.support.reports import Published, seal_many

ROUNDS = 3
REPORTS_A_ROUND = 400
AT_ONCE = (1, 8, 64)


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


def measure_submissions(ledger: Ledger, live: Live, published: Published, folder: Path) -> None:
    """Submissions a second at 1, 8 and 64 at once as a share of the probe's; rounds alternate, medians count."""
    portal_port = int(live.portal.rsplit(":", 1)[1])
    failed = 0
    with running_probe(folder) as probe_port:
        for at_once in AT_ONCE:
            ours, theirs = [], []
            for _ in range(ROUNDS):
                bodies = list(seal_many(published, REPORTS_A_ROUND))
                theirs.append(run_load(probe_port, "/", bodies, at_once).per_second)
                result = run_load(portal_port, "/api/v1/reports", bodies, at_once)
                ours.append(result.per_second)
                failed += result.failed
            kilobytes = len(bodies[0]) / 1024
            share = 100 * statistics.median(ours) / statistics.median(theirs)
            ledger.note(f"submissions a second, {at_once} at once", statistics.median(ours), "1/s")
            ledger.note(f"probe a second, {at_once} at once", statistics.median(theirs), "1/s")
            ledger.note(f"submissions as a share of the probe, {at_once} at once", share, "%", ">= 50")
    ledger.note("bytes of a submission", kilobytes, "KB")
    ledger.note("failed submissions, all rounds", failed, "", "<= 0")


def resident_megabytes(process_id: int) -> float:
    """Memory that this process holds alone (USS: pages shared by the fork count once, with the master)."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in rollup[1:]}
    return sizes["Rss"] / 1024


def measure_memory(ledger: Ledger, live: Live, published: Published, total: int) -> None:
    """Memory of the largest worker, before and after `total` submissions."""
    portal_port = int(live.portal.rsplit(":", 1)[1])
    workers = live.portal_processes()[1:]
    run_load(portal_port, "/api/v1/reports", list(seal_many(published, 500)), 8)
    before = max(resident_megabytes(worker) for worker in workers)
    for _ in range(total // 1000):
        run_load(portal_port, "/api/v1/reports", list(seal_many(published, 1000)), 8)
    after = max(resident_megabytes(worker) for worker in workers)
    ledger.note("memory of the largest portal worker", after, "MB", "<= 120")
    ledger.note(f"its growth over {total} submissions", after - before, "MB", "<= 8")
