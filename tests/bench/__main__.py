"""`make bench`: the budgets, measured on a running demo. Writes build/bench.json and fails where a goal is missed."""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.desk import measure_first_sync, measure_unlock
from tests.bench.ledger import Ledger
from tests.bench.mailbox import measure_mailbox
from tests.bench.pages import seconds_to_seal, weigh_first_visit
from tests.bench.portal_load import measure_memory, measure_submissions
from tests.support.live import ROOT, running_demo
from tests.support.reports import Published

CASES = int(os.environ.get("AMPARO_BENCH_CASES", "10000"))


def main() -> int:
    """Run every measurement; 0 where all goals are met."""
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder) / "data") as live:
        published = Published.fetch(live.portal, live.data / "ceremony" / "card.json")

        weight = weigh_first_visit(f"{live.portal}/en/report")
        for name, size in sorted(weight.files.items(), key=lambda item: -item[1]):
            ledger.note(f"  {name.removeprefix(live.portal)}", size / 1024, "KB")
        ledger.note("reporter page, first visit, over the wire", weight.kilobytes, "KB", "<= 60")
        ledger.note("reporter page, first visit, requests", len(weight.files), "", "<= 8")
        sealing = seconds_to_seal(f"{live.portal}/en/report", slowdown=4)
        ledger.note("from send to the case code, 4 KB, 4x slower processor", sealing, "s")

        measure_mailbox(ledger, live)
        measure_submissions(ledger, live, published, Path(folder))
        measure_memory(ledger, live, published, CASES)
        member = live.member("head-of-investigations")
        measure_first_sync(ledger, live, member, CASES)
        measure_unlock(ledger, live, member, CASES)
    ledger.write(ROOT / "build" / "bench.json")
    return 0 if ledger.met else 1


if __name__ == "__main__":
    sys.exit(main())
