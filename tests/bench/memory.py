"""Memory of the portal as it is served: every process, before and after many submissions."""

from pathlib import Path

from tests.bench.ledger import Ledger
from tests.bench.load import run_load
from tests.bench.portal_run import REPORTS, BenchPortal
from tests.support.reports import seal_many

WARM_UP = 500
_AT_ONCE = 8
_A_ROUND = 1000


def resident_megabytes(process_id: int) -> float:
    """Resident memory of a process; pages that it shares with its master since the fork count too."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii").splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in rollup[1:]}
    return sizes["Rss"] / 1024


def measure_memory(ledger: Ledger, portal: BenchPortal, total: int) -> None:
    """Resident memory of the master and of each worker, after a warm-up, half-way, and after `total` submissions.

    A cache that fills shows in the first half alone, a leak in both. A worker that was started anew would hide what its
    forerunner took, so the processes must be the same at the end.
    """
    send(portal, WARM_UP)
    processes = portal.server.processes()
    before = _memory(processes)
    failed = send(portal, total // 2)
    half = _memory(processes)
    failed += send(portal, total - total // 2)
    after = _memory(processes)
    for name in processes:
        ledger.note(f"memory of the portal's {name}, before", before[name], "MB")
        ledger.note(f"memory of the portal's {name}, after {total} submissions", after[name], "MB", "<= 120")
        ledger.note(f"the same, as a share of before ({name})", after[name] / before[name], "", "<= 1.1")
        ledger.note(f"growth in the second half ({name})", after[name] - half[name], "MB", "<= 2")
    ledger.note("processes that were started anew meanwhile", _changed(portal, processes), "", "<= 0")
    ledger.note(f"failed of these {total}", failed, "", "<= 0")


def send(portal: BenchPortal, count: int) -> int:
    """Send so many different reports, sealed as they go; how many were not stored."""
    failed = 0
    while count > 0:
        bodies = list(seal_many(portal.published, min(count, _A_ROUND)))
        failed += run_load(portal.server.port, REPORTS, bodies, _AT_ONCE).failed
        count -= len(bodies)
    return failed


def _memory(processes: dict[str, int]) -> dict[str, float]:
    return {name: resident_megabytes(process_id) for name, process_id in processes.items()}


def _changed(portal: BenchPortal, processes: dict[str, int]) -> int:
    now = portal.server.processes()
    return sum(now.get(name) != process_id for name, process_id in processes.items())
