"""The console with 10,000 cases: first synchronisation, unlocking to a usable inbox, filters, in Chromium.

`python -m tests.bench.desk [cases]` measures these alone, in a world of its own.
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect

from investigator_console.sync.progress import Progress
from investigator_console.sync.service import connect, synchronise
from investigator_console.vault.folder import find_vault
from investigator_console.vault.service import open_vault
from tests.bench.ledger import Ledger
from tests.bench.load import run_load
from tests.support.chromium import launched_chromium
from tests.support.live import Live, LiveMember, running_demo
from tests.support.reports import Published, seal_many
from tests.support.walk import handle

ROUNDS = 5
FILTERS = (
    "show=us",
    "show=due",
    "show=closed",
    "show=unread&category=FRD",
    "show=all&age=week&assignee=nobody",
)


def measure_desk(ledger: Ledger, live: Live, member: LiveMember) -> None:
    """All three, over whatever the portal of `live` holds by now."""
    cases = measure_first_sync(ledger, live, member)
    measure_inbox(ledger, live, member, cases)


def measure_first_sync(ledger: Ledger, live: Live, member: LiveMember) -> int:
    """Seconds in which a vault takes in everything, on the member's side of a real connection; how many cases."""
    vault = open_vault(find_vault(live.data / "console", member.name), member.passphrase)
    progress, seen, ended = Progress(), set[int](), threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            seen.add(progress.step.percent)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        started = time.perf_counter()
        report = synchronise(vault, connect(vault), progress)
        seconds = time.perf_counter() - started
    finally:
        ended.set()
        watcher.join()
        vault.close()
    ledger.note(f"console: first synchronisation of {report.entries} cases", seconds, "s", "<= 60")
    ledger.note("  shown on the way: different percentages", len(seen), "")
    return report.entries


def measure_inbox(ledger: Ledger, live: Live, member: LiveMember, cases: int) -> None:
    """From the click on unlock to an inbox with rows, and from the choice of a filter to its rows; medians."""
    times, filtering = [], {query: list[float]() for query in FILTERS}
    with launched_chromium() as browser:
        page = browser.new_page()
        for _ in range(ROUNDS):
            page.goto(live.console)
            handle(page, "member-select").select_option(member.name)
            handle(page, "passphrase").fill(member.passphrase)
            times.append(_timed(lambda: _unlock(page)))
            rows = handle(page, "case-row").count()
            for query, seconds in filtering.items():
                seconds.append(_timed(partial(_filter, page, live, query)))
            handle(page, "lock").first.click()
            expect(handle(page, "passphrase")).to_be_visible(timeout=30_000)
    ledger.note(f"console: unlock to inbox, {cases} cases", statistics.median(times), "s", "<= 2")
    slowest = max(statistics.median(seconds) for seconds in filtering.values())
    ledger.note("console: the slowest filter of the inbox", 1000 * slowest, "ms", "<= 200")
    ledger.note("  rows on a page of the inbox", rows, "", "<= 50")


def _unlock(page: Page) -> None:
    handle(page, "unlock").click()
    expect(handle(page, "case-row").first).to_be_visible(timeout=120_000)


def _filter(page: Page, live: Live, query: str) -> None:
    page.goto(f"{live.console}/inbox?{query}", wait_until="domcontentloaded")
    expect(handle(page, "inbox")).to_be_visible(timeout=30_000)


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def file_reports(live: Live, count: int) -> None:
    """File `count` reports, sealed on all cores, sent eight at a time."""
    published = Published.fetch(live.portal, live.data / "ceremony" / "card.json")
    port = int(live.portal.rsplit(":", 1)[1])
    for first in range(0, count, 1000):
        sealed = list(seal_many(published, min(1000, count - first), first))
        failed = run_load(port, "/api/v1/reports", sealed, 8).failed
        assert not failed, f"{failed} reports were not taken"


def main(cases: int) -> int:
    """These measurements alone; 0 where all goals are met."""
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder) / "data") as live:
        started = time.perf_counter()
        file_reports(live, cases)
        ledger.note(f"sealing and filing {cases} reports first", time.perf_counter() - started, "s")
        measure_desk(ledger, live, live.member("head-of-investigations"))
    return 0 if ledger.met else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
