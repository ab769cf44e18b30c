"""`make bench`: the budgets, measured. Fails where a goal is missed.

`python -m tests.bench portal` measures one part alone; without a name all of them run. build/bench.json is written
again after every line.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.desk import file_reports, measure_desk
from tests.bench.ledger import Ledger
from tests.bench.mailbox import measure_mailbox
from tests.bench.memory import measure_memory
from tests.bench.pages import measure_pages
from tests.bench.portal_load import measure_submissions
from tests.bench.portal_run import running_bench_portal
from tests.bench.referrals import measure_referrals
from tests.support.live import ROOT, running_demo

CASES = int(os.environ.get("AMPARO_BENCH_CASES", "10000"))


def pages(ledger: Ledger, folder: Path) -> None:
    """The reporter's pages in Chromium: weight, sealing."""
    with running_demo(folder / "pages") as live:
        measure_pages(ledger, live.portal)


def portal(ledger: Ledger, folder: Path) -> None:
    """The server: submissions against the probe, a mailbox."""
    with running_bench_portal(folder / "portal") as running:
        measure_submissions(ledger, running, folder)
        measure_mailbox(ledger, running)


def memory(ledger: Ledger, folder: Path) -> None:
    """The server's processes over 10,000 submissions."""
    with running_bench_portal(folder / "portal") as running:
        measure_memory(ledger, running, CASES)


def console(ledger: Ledger, folder: Path) -> None:
    """A member's machine: the lists of victim care, the first synchronisation, unlocking."""
    measure_referrals(ledger)
    with running_demo(folder / "console") as live:
        file_reports(live, CASES)
        measure_desk(ledger, live, live.member("head-of-investigations"))


PARTS: dict[str, Callable[[Ledger, Path], None]] = {
    "pages": pages,
    "portal": portal,
    "memory": memory,
    "console": console,
}


def main(names: list[str]) -> int:
    """Run the named parts, or all; 0 where all goals are met."""
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        print(f"There is no part {unknown[0]!r}: choose among {', '.join(PARTS)}.")
        return 2
    ledger = Ledger(ROOT / "build" / "bench.json")
    for name in names or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](ledger, Path(folder))
    return 0 if ledger.met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
